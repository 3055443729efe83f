/** Frames of other sites: which of them are in view, and reading the one that a person allowed to be read. */

import { shifted } from "../capture/about/frame_place.js";
import { PageGone } from "../capture/problem.js";
import { PageOf } from "./scripting.js";
import { whyNoAnswer } from "./tabs.js";

/** @typedef {import("../capture/about/frame_place.js").Around} Around */
/** @typedef {import("../capture/about/frame_place.js").OtherFrame} OtherFrame */

/**
 * @param {number} tab
 * @returns {Promise<OtherFrame[]>} those in view that only their own site may read; none where no script may run
 */
export async function framesIn(tab) {
  const order = { target: { tabId: tab }, func: around, args: /** @type {[number]} */ ([-1]) };
  try {
    const [done] = await chrome.scripting.executeScript(order);
    const { frames = [] } = done?.result ?? {};
    return frames.filter(({ address }) => /^https?:/.test(address));
  } catch {
    return [];
  }
}

/** The document in a frame of a page, asked as a page is; all that it tells is told by its place in the tab. */
export class FrameOf extends PageOf {
  /**
   * @param {number} tab
   * @param {number} index of the frame among those of the page
   */
  constructor(tab, index) {
    super(tab);
    this.index = index;
    /** @type {number[]} of the browser's numbers */
    this.frameIds = [];
    /** @type {Around | null} when it was asked last */
    this.place = null;
  }

  get target() {
    return { tabId: this.tab, frameIds: this.frameIds };
  }

  /** @returns {Promise<boolean>} whether the browser lets the frame be read */
  async find() {
    const target = { tabId: this.tab, allFrames: true };
    const told = await chrome.scripting.executeScript({ target, func: indexInPage });
    const found = told.find(({ result }) => result === this.index);
    this.frameIds = found ? [found.frameId] : [];
    return found !== undefined;
  }

  async inject() {
    return (await this.find()) && super.inject();
  }

  /**
   * @param {string} question
   * @param {object} order
   * @returns {Promise<any>}
   */
  async ask(question, order) {
    const told = await super.ask(question, order);
    if (question === "alive") return told;
    const before = this.place;
    this.place = await this.around();
    return shifted(told, this.place, before);
  }

  /**
   * @returns {Promise<Around>}
   * @throws {PageGone} when the page is not there any more
   */
  async around() {
    const target = { tabId: this.tab };
    const args = /** @type {[number]} */ ([this.index]);
    const asking = chrome.scripting.executeScript({ target, func: around, args });
    const [done] = await asking.catch(() => []);
    if (!done?.result) throw new PageGone(await whyNoAnswer(this.tab, this.moves));
    return done.result;
  }
}

/**
 * Runs in every frame that may be read; sent there as text, so it names nothing from here.
 * @returns {number} which frame of the page itself it is; -1 for the page and for what lies deeper
 */
function indexInPage() {
  if (window === window.top || window.parent !== window.top) return -1;
  for (let at = 0; at < window.parent.length; at += 1) if (window.parent[at] === window) return at;
  return -1;
}

/**
 * Runs in the page; sent there as text, so it names nothing from here. Moves nothing.
 * @param {number} index of the frame that is read, -1 for none
 * @returns {Around}
 */
function around(index) {
  const LEAST = 150; // CSS pixels either way, as for the frames that a capture tells
  const roots = /** @type {(Document | ShadowRoot)[]} */ ([document]);
  for (let at = 0; at < roots.length; at += 1)
    for (const { shadowRoot } of roots[at]?.querySelectorAll("*") ?? [])
      if (shadowRoot) roots.push(shadowRoot);
  const nodes = roots.flatMap((root) =>
    Array.from(
      /** @type {NodeListOf<HTMLIFrameElement>} */ (root.querySelectorAll("iframe,frame")),
    ),
  );
  const isRead = (/** @type {HTMLIFrameElement} */ node) => {
    try {
      return node.contentDocument !== null;
    } catch {
      return false;
    }
  };
  /** @type {KeepsakeBox} */
  let box = { x: 0, y: 0, width: 0, height: 0 };
  const frames = [];
  for (const node of nodes) {
    let at = 0;
    while (at < window.length && window[at] !== node.contentWindow) at += 1;
    const { x, y, width, height } = node.getBoundingClientRect();
    const { paddingLeft, paddingTop } = getComputedStyle(node);
    if (at === index)
      box = {
        x: x + node.clientLeft + Number.parseFloat(paddingLeft),
        y: y + node.clientTop + Number.parseFloat(paddingTop),
        width: node.clientWidth,
        height: node.clientHeight,
      };
    const inView = x < innerWidth && x + width > 0 && y < innerHeight && y + height > 0;
    const shown = node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (at === index || isRead(node) || !inView || !shown) continue;
    if (width <= LEAST || height <= LEAST) continue;
    const name = (node.title || node.getAttribute("aria-label") || node.name || "").slice(0, 200);
    const address = node.getAttribute("src") === null ? "about:srcdoc" : node.src;
    frames.push({ index: at, name, address: address.slice(0, 2048), width, height });
  }
  return {
    box,
    frames,
    title: document.title,
    focused: document.hasFocus(),
    viewport: { width: innerWidth, height: innerHeight },
  };
}
