// One look at the pane: which items are there, what they say, where they are. Also looks taken
// by itself whenever the page changes, so that a message deleted between two steps is noticed.

import * as find from "../pane/find.js";
import { viewOf } from "../seen/known.js";
import { record } from "../seen/record.js";
import * as log from "../segment/log.js";
import * as pick from "../segment/pick.js";
import * as dom from "../view/dom.js";
import { drawn } from "../view/drawn.js";
import { during } from "../view/once.js";
import * as roots from "../view/roots.js";
import * as apart from "./apart.js";
import { controlsOn } from "./controls.js";
import * as item from "./item.js";
import * as lacking from "./lacking.js";
import * as near from "./near.js";
import { offered } from "./onward.js";
import { printOf } from "./prints.js";
import { steadyOf } from "./steady.js";
import * as words from "./words.js";

const { state, serialOf, isVisible, nodesNear, isLoading, headOf } = near;
const BETWEEN_LOOKS = 120; // ms
const MOST_LOOKS = 60;
const OUTSIDE = 8; // CSS pixels
const ROUNDED = 1; // CSS pixels: a place that differs by so much was rounded another way
const AT_EDGE = 3; // items at an edge of the view that come, go or change while all others stay
const STAYED = 3; // others, at least
const ENOUGH = 12; // items to learn from
const FARTHER = 5; // views on either side, where fewer are near

/**
 * @param {KeepsakeContent} content
 */
function mark(content) {
  return JSON.stringify([content.id, content.text, content.time, content.media, content.collapsed]);
}

/**
 * @param {KeepsakeNode} node
 * @param {boolean} divider
 * @param {KeepsakeBox} view
 * @returns {{content: KeepsakeContent | null, media?: string[]}} null when it says what it said at the last look;
 *   media: whether each of its pictures is seen
 */
function newContent(node, divider, view) {
  const content =
    "parts" in node
      ? log.readLine(node)
      : item.readItem(node, divider ? "" : state.rule.idName, near.innerIn(node), state.controls);
  if (/^(row|post)$/.test(content.kind) && state.conversation) content.kind = "message";
  if (divider && !("parts" in node)) {
    const text = words.wordsOf(node, new Set());
    Object.assign(content, { kind: "divider", text, steady: steadyOf(text) });
  }
  const serial = serialOf(node);
  const now = mark(content);
  const seen = content.media.length ? { media: item.statesOf(content.media, view) } : {};
  if (state.told.get(serial)?.mark === now) return { content: null, ...seen };
  state.told.set(serial, { mark: now, print: divider ? "" : printOf(content) });
  return { content, ...seen };
}

/**
 * Whether items lie outside of the pane. Where it cannot be scrolled any further, a script of the
 * page moves them in a way of its own, and its end is not theirs.
 * @param {KeepsakeRow[]} seen
 */
function beyondOf(seen) {
  const isRoot = state.pane === state.pane.ownerDocument.scrollingElement;
  const { y, height } = isRoot ? find.paneBox(state.pane) : dom.boxOf(state.pane);
  return {
    above: seen.some(({ box }) => box.y + box.height < y - OUTSIDE),
    below: seen.some(({ box }) => box.y > y + height + OUTSIDE),
  };
}

/**
 * Records what is new in sight, and gives each item the number of its record.
 * @param {ReturnType<typeof nodesNear>} there
 * @param {KeepsakeRow[]} seen
 * @param {KeepsakeLook} look
 * @param {KeepsakeStop["phase"]} phase
 */
function recordIn(there, seen, look, phase) {
  const { at, scroll, scroll_height, pane, address, top, bottom } = look;
  const viewport = { width: innerWidth, height: innerHeight };
  const { direction } = dom.styleOf(state.pane);
  const place = { scroll, scroll_height, pane, viewport, direction, address, top, bottom };
  const anew = new Set(seen.filter(({ content }) => content).map(({ node }) => node));
  record(there, anew, { at, phase, ...place });
  for (const row of seen) {
    const view = viewOf(row.node);
    if (view) row.view = view;
  }
}

/**
 * Looks at the pane now.
 * @param {KeepsakeStop["phase"]} [phase] of the capture
 * @returns {KeepsakeLook}
 */
function lookNow(phase = "walk") {
  const pane = find.paneBox(state.pane);
  const at = find.positionOf(state.pane);
  const there = nodesNear(pane);
  const seen = there.map(({ node, box, divider }) => {
    const read = newContent(node, divider, pane);
    return { node: serialOf(node), ...read, box, visible: isVisible(box, pane) };
  });
  lacking.note(there, pane);
  state.lastShape = shapeOf(seen);
  noticeVanished(seen);
  state.places = placesOf(seen.map(({ node, box, visible }) => ({ serial: node, box, visible })));
  const beyond = beyondOf(seen);
  const top = at.top <= at.slack && !beyond.above;
  const bottom = at.most - at.top <= at.slack && !beyond.below;
  const look = {
    at: new Date().toISOString(),
    rows: seen,
    top,
    bottom,
    more: offered(state.pane, pane, there, { top, bottom, conversation: state.conversation }),
    scroll: Math.round(at.top),
    scroll_height: state.pane.scrollHeight,
    pane,
    address: location.href,
    head: headOf(pane),
    loading: isLoading(pane, there),
    undrawn: state.log ? [] : state.undrawn,
    visible: document.visibilityState === "visible",
    attached: state.pane.isConnected,
    made: state.made,
  };
  recordIn(there, seen, look, phase);
  return look;
}

/**
 * Whether an item between two others that are still there is gone since the last look: that is
 * believed only when it is seen twice.
 * @param {KeepsakeRow[]} seen
 */
function noticeVanished(seen) {
  const prints = seen.map(({ node }) => state.told.get(node)?.print ?? "").filter(Boolean);
  const here = new Set(prints);
  const known = state.lastPrints.map((print) => here.has(print));
  state.doubt = known.slice(known.indexOf(true), known.lastIndexOf(true)).includes(false);
  state.lastPrints = prints;
}

/**
 * Which items are in view and where, from top to bottom.
 * @param {{serial: number, box: KeepsakeBox, visible: boolean}[]} seen
 */
function placesOf(seen) {
  return new Map(seen.filter(({ visible }) => visible).map(({ serial, box }) => [serial, box.y]));
}

/**
 * After a picture: is what it shows still where the last look saw it? At the edges of the view, where
 * lists put in and take out, an item may not be; its place on the picture is not known then.
 * @returns {{same: boolean, stayed: number[], gone: number[]}} items that are where they were, and those that are not
 */
function stillThereNow() {
  const pane = find.paneBox(state.pane);
  const now = placesOf(
    nodesNear(pane).map(({ node, box }) => ({
      serial: serialOf(node),
      box,
      visible: isVisible(box, pane),
    })),
  );
  const [before, after] = [Array.from(state.places.keys()), Array.from(now.keys())];
  const isThere = (/** @type {number} */ serial) =>
    Math.abs((state.places.get(serial) ?? Number.NaN) - (now.get(serial) ?? Number.NaN)) <= ROUNDED;
  const stayed = before.filter(isThere);
  const gone = before.filter((serial) => !isThere(serial));
  const few = stayed.length < Math.max(STAYED, before.length / 2);
  const edges = !few && onlyAtEdges(before, isThere) && onlyAtEdges(after, isThere);
  const none = !gone.length && after.length === stayed.length;
  return { same: none || edges, stayed, gone };
}

/**
 * @param {number[]} serials from top to bottom
 * @param {(serial: number) => boolean} isThere
 * @returns {boolean} true when those that are not there are a few at the edges
 */
function onlyAtEdges(serials, isThere) {
  const first = serials.findIndex(isThere);
  const last = serials.findLastIndex(isThere);
  const inner = serials.slice(first, last + 1);
  return first <= AT_EDGE && serials.length - 1 - last <= AT_EDGE && inner.every(isThere);
}

/**
 * What is in view, without telling anything: cheap, and nothing is lost by not passing it on.
 */
function peekNow() {
  const pane = find.paneBox(state.pane);
  const nodes = nodesNear(pane).filter(({ box }) => isVisible(box, pane));
  return {
    places: new Map(nodes.map(({ node, box }) => [serialOf(node), box.y])),
    texts: nodes.map(({ node }) => node.textContent ?? ""),
    loading: isLoading(pane, nodes),
  };
}

/**
 * The prints of the items visible in a look, in order, as told by now; dividers say the same too often.
 * @param {KeepsakeLook} seen
 * @returns {string[]}
 */
function printsOf(seen) {
  const prints = seen.rows
    .filter(({ visible }) => visible)
    .map(({ node }) => state.told.get(node)?.print ?? "");
  return prints.filter(Boolean);
}

/**
 * @param {KeepsakeRow[]} seen
 */
function shapeOf(seen) {
  return seen.map((each) => `${each.node}${each.content ? "!" : ""}`).join(" ");
}

/** A look of its own after a change of the page, at most one in BETWEEN_LOOKS. */
async function lookAfterChange() {
  await drawn();
  state.timer = 0;
  if (!state.watching || state.pending.length >= MOST_LOOKS || !state.pane.isConnected) return;
  const before = state.lastShape.replaceAll("!", "");
  // What the next picture must agree with is the look that goes with it, not this one.
  const { places } = state;
  const seen = during(() => lookNow("change"));
  state.places = places;
  if (state.lastShape !== before) state.pending.push(seen);
}

/** Starts to notice changes of the pane. Observing changes nothing in the page. */
function watch() {
  state.watching?.disconnect();
  state.watching = new MutationObserver(() => {
    state.lastChange = performance.now();
    if (!state.timer) state.timer = setTimeout(lookAfterChange, BETWEEN_LOOKS);
  });
  const options = { childList: true, subtree: true, characterData: true };
  state.watching.observe(state.pane, options);
  const inner = roots.shadowOf(state.pane);
  if (inner) state.watching.observe(inner, options);
}

function unwatch() {
  state.watching?.disconnect();
  state.watching = null;
  clearTimeout(state.timer);
}

/**
 * Items to learn the habits of a page from: those around the view, or more where these are few.
 * @param {Element} pane
 * @param {KeepsakeBox} box
 */
function sampleIn(pane, box) {
  const around = (/** @type {number} */ views) => {
    const tall = {
      ...box,
      y: box.y - box.height * (views - 1),
      height: box.height * (2 * views - 1),
    };
    const picked = pick.pickRows(pane, state.rule, tall);
    return picked.filter((node) => pick.near(dom.boxOf(node), box, box.height * views));
  };
  const near = around(1);
  return near.length < ENOUGH ? around(FARTHER) : near;
}

/**
 * Sets the pane to look at and works out what its items are.
 * @param {Element} pane
 * @param {boolean} conversation its items are messages unless they say otherwise
 * @param {string} known selector of the items where the platform is known, else ""
 * @returns {{rule: KeepsakeRows, segmented: KeepsakeSegmented | null}}
 */
function lookInNow(pane, conversation, known) {
  state.pane = pane;
  state.conversation = conversation;
  state.known = known;
  near.chooseItems();
  const box = find.paneBox(pane);
  const picked = sampleIn(pane, box);
  apart.learn(picked);
  state.controls = controlsOn(picked);
  state.pending = [];
  watch();
  return { rule: state.rule, segmented: state.segmented };
}

/**
 * The looks taken after changes since the last call.
 * @returns {KeepsakeLook[]}
 */
function takePending() {
  const pending = state.pending;
  state.pending = [];
  return pending;
}

/**
 * @param {KeepsakeStop["phase"]} [phase] of the capture
 * @returns {KeepsakeLook} what is in view now
 */
export const look = (phase) => during(() => lookNow(phase));

/** @type {typeof lookInNow} */
export const lookIn = (pane, conversation, known) =>
  during(() => lookInNow(pane, conversation, known));

export const peek = () => during(peekNow);
export const stillThere = () => during(stillThereNow);

export { printsOf, state, takePending, unwatch };
