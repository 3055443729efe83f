/** As much of a document as the reader's views use to draw; what a person would read of it is its `told`. */

const SPOKEN = ["alt", "title", "aria-label", "datetime"];

class Fake {
  constructor(text = "") {
    this.text = text;
    this.children = [];
    this.attributes = {};
    this.value = "";
  }
  append(...children) {
    this.children.push(
      ...children.map((child) => (child instanceof Fake ? child : new Fake(String(child)))),
    );
  }
  replaceChildren(...children) {
    this.children = [];
    this.append(...children);
  }
  addEventListener() {}
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  set textContent(text) {
    this.replaceChildren(text);
  }
  get textContent() {
    return this.text + this.children.map((child) => child.textContent).join("");
  }
  get told() {
    const spoken = SPOKEN.map((name) => this.attributes[name] ?? "");
    return [this.text, ...spoken, ...this.children.map((child) => child.told)].join("\n");
  }
}

globalThis.Node = Fake;
globalThis.HTMLElement = Fake;
globalThis.navigator ??= { language: "en" };
globalThis.document = { createElement: () => new Fake(), documentElement: {} };
globalThis.IntersectionObserver = class {
  observe() {}
};
