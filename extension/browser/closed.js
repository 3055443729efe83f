// Closed shadow roots, which a page keeps from its own scripts and a browser shows to an add-on.
// Sources: chrome.dom.openOrClosedShadowRoot; MDN, Element.openOrClosedShadowRoot (Firefox, for add-ons alone).

/** @typedef {(node: Element) => ShadowRoot | null} Ask */

/** @returns {Ask | null} null where the browser offers neither */
export function askForClosed() {
  const own = "openOrClosedShadowRoot";
  const { dom } = /** @type {{dom?: Record<string, Ask>}} */ (
    /** @type {unknown} */ (globalThis.chrome ?? {})
  );
  const ask = dom?.[own];
  if (ask)
    return (node) => (node instanceof HTMLElement || "shadowRoot" in node ? ask(node) : null);
  if (own in Element.prototype) return (node) => /** @type {any} */ (node)[own] ?? null;
  return null;
}
