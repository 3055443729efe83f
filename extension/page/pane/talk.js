// What speaks for a pane being a conversation, and what for its being a list of contacts.

import * as answers from "../segment/answers.js";
import * as dom from "../view/dom.js";
import * as still from "./still.js";

const EDGE = 48; // CSS pixels from an end that count as being there
const ASIDE =
  "nav,aside,[role=navigation],[role=complementary],[role=tree],[role=menu],[role=listbox]," +
  "[role=tablist],[role=banner]";
const LINK = "a[href],button,[role=button],[role=link],[role=option],[role=tab]";
const FEW = 400; // elements looked at
const SIDES = 2; // rows that stand on the far side, at least
const LISTED = 0.6; // of the lines lead somewhere or are cut short: it is a list of what can be opened

/**
 * @param {Element} pane
 * @param {KeepsakeBox} box
 * @param {Element[]} written places to write
 * @param {KeepsakePosition} at
 */
function signsOf(pane, box, written, at) {
  return {
    log: pane.matches("[role=log]") || pane.querySelector("[role=log]") !== null,
    feed:
      pane.matches("[role=feed],main,[role=main]") || pane.querySelector("[role=feed]") !== null,
    aside: pane.closest(ASIDE) !== null,
    composer: still.isBelow(pane, box, written),
    atBottom: at.most > EDGE && at.most - at.top <= EDGE,
    reversed: at.reversed,
  };
}

/**
 * @param {Element} pane
 * @param {KeepsakeBox} box
 * @param {Element[]} written places to write
 * @returns {boolean} true where the person writes, or was about to: the cursor stands in the place to write below it
 */
function isWritten(pane, box, written) {
  // Not ":focus", which is nowhere while the page has not the keyboard.
  const here = written.filter((each) => {
    const at = /** @type {Document | ShadowRoot} */ (each.getRootNode()).activeElement;
    return at !== null && each.contains(at);
  });
  return here.length > 0 && still.isBelow(pane, box, here);
}

/**
 * @param {Element} pane
 * @returns {boolean} true where some rows stand on one side and some on the other
 */
function hasSides(pane) {
  const rows = dom.descendants(pane, FEW).filter((each) => each.childElementCount > 0);
  const far = rows.filter(isFar).length;
  return far >= SIDES && far <= rows.length / 2;
}

/** @param {Element} node */
function isFar(node) {
  const { justifyContent, alignSelf, alignItems, display, flexDirection, float, textAlign } =
    dom.styleOf(node);
  const ends = (/** @type {string} */ value) => /^(flex-end|end|right)$/.test(value);
  if (float === "right" || ends(textAlign) || ends(alignSelf)) return true;
  if (!display.includes("flex")) return false;
  return flexDirection.startsWith("column") ? ends(alignItems) : ends(justifyContent);
}

/**
 * @param {Element} pane
 * @returns {boolean} true where most of what is said leads somewhere, or is the beginning of something
 */
function isListed(pane) {
  const lines = dom.descendants(pane, FEW).filter(answers.hasOwnWords);
  const listed = lines.filter((line) => {
    const { cursor, textOverflow } = dom.styleOf(line);
    return cursor === "pointer" || textOverflow === "ellipsis" || line.closest(LINK) !== null;
  });
  return listed.length > 0 && listed.length >= lines.length * LISTED;
}

export { hasSides, isListed, isWritten, signsOf };
