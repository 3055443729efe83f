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

const { serialOf, isVisible, nodesNear, isLoading, headOf } = near;
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
 * @param {KeepsakeSight} sight
 * @param {KeepsakeNode} node
 * @param {boolean} divider
 * @param {KeepsakeBox} view
 * @returns {{content: KeepsakeContent | null, media: string[]}} null when it says what it said at the last look;
 *   media: whether each of its pictures is seen
 */
function newContent(sight, node, divider, view) {
  const content =
    "parts" in node
      ? log.readLine(node)
      : item.readItem(
          node,
          divider ? "" : sight.rule.idName,
          near.innerIn(sight, node),
          sight.controls,
        );
  if (/^(row|post)$/.test(content.kind) && sight.conversation) content.kind = "message";
  if (divider && !("parts" in node)) {
    const text = words.wordsOf(node, new Set());
    Object.assign(content, { kind: "divider", text, steady: steadyOf(text) });
  }
  const serial = serialOf(sight, node);
  const now = mark(content);
  // Also where it has none: what it may have later is not on a picture of ours that is taken now.
  const media = item.statesOf(sight, content.media, view);
  if (sight.told.get(serial)?.mark === now) return { content: null, media };
  sight.told.set(serial, { mark: now, print: divider ? "" : printOf(content) });
  return { content, media };
}

/**
 * Whether items lie outside of the pane. Where it cannot be scrolled any further, a script of the
 * page moves them in a way of its own, and its end is not theirs.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeRow[]} seen
 */
function beyondOf(sight, seen) {
  const isRoot = sight.pane === sight.pane.ownerDocument.scrollingElement;
  const { y, height } = isRoot ? find.paneBox(sight.pane) : dom.boxOf(sight.pane);
  return {
    above: seen.some(({ box }) => box.y + box.height < y - OUTSIDE),
    below: seen.some(({ box }) => box.y > y + height + OUTSIDE),
  };
}

/**
 * Records what is new in sight, and gives each item the number of its record.
 * @param {KeepsakeSight} sight
 * @param {ReturnType<typeof nodesNear>} there
 * @param {KeepsakeRow[]} seen
 * @param {KeepsakeLook} look
 * @param {KeepsakeStop["phase"]} phase
 */
function recordIn(sight, there, seen, look, phase) {
  const { at, scroll, scroll_height, pane, address, top, bottom } = look;
  const viewport = { width: innerWidth, height: innerHeight };
  const { direction } = dom.styleOf(sight.pane);
  const place = { scroll, scroll_height, pane, viewport, direction, address, top, bottom };
  const anew = new Set(seen.filter(({ content }) => content).map(({ node }) => node));
  record(sight, there, anew, { at, phase, ...place });
  for (const row of seen) {
    const view = viewOf(sight, row.node);
    if (view) row.view = view;
  }
}

/**
 * Looks at the pane now.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeStop["phase"]} [phase] of the capture
 * @returns {KeepsakeLook}
 */
function lookNow(sight, phase = "walk") {
  sight.looked = performance.now();
  const pane = find.paneBox(sight.pane);
  const at = find.positionOf(sight.pane);
  const there = nodesNear(sight, pane);
  const seen = there.map(({ node, box, divider }) => {
    const read = newContent(sight, node, divider, pane);
    return { node: serialOf(sight, node), ...read, box, visible: isVisible(box, pane) };
  });
  lacking.note(sight, there, pane);
  sight.lastShape = shapeOf(seen);
  noticeVanished(sight, seen);
  sight.places = placesOf(seen.map(({ node, box, visible }) => ({ serial: node, box, visible })));
  const beyond = beyondOf(sight, seen);
  const top = at.top <= at.slack && !beyond.above;
  const bottom = at.most - at.top <= at.slack && !beyond.below;
  const look = {
    at: new Date().toISOString(),
    rows: seen,
    top,
    bottom,
    more: offered(sight.pane, pane, there, { top, bottom, conversation: sight.conversation }),
    scroll: Math.round(at.top),
    scroll_height: sight.pane.scrollHeight,
    pane,
    address: location.href,
    head: headOf(sight, pane),
    loading: isLoading(sight, pane, there),
    undrawn: sight.log ? [] : sight.undrawn,
    visible: document.visibilityState === "visible",
    attached: sight.pane.isConnected,
    made: sight.made,
  };
  recordIn(sight, there, seen, look, phase);
  return look;
}

/**
 * Whether an item between two others that are still there is gone since the last look: that is
 * believed only when it is seen twice.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeRow[]} seen
 */
function noticeVanished(sight, seen) {
  const prints = seen.map(({ node }) => sight.told.get(node)?.print ?? "").filter(Boolean);
  const here = new Set(prints);
  const known = sight.lastPrints.map((print) => here.has(print));
  sight.doubt = known.slice(known.indexOf(true), known.lastIndexOf(true)).includes(false);
  sight.lastPrints = prints;
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
 * @param {KeepsakeSight} sight
 * @returns {{same: boolean, stayed: number[], gone: number[]}} items that are where they were, and those that are not
 */
function stillThereNow(sight) {
  const pane = find.paneBox(sight.pane);
  const now = placesOf(
    nodesNear(sight, pane).map(({ node, box }) => ({
      serial: serialOf(sight, node),
      box,
      visible: isVisible(box, pane),
    })),
  );
  const [before, after] = [Array.from(sight.places.keys()), Array.from(now.keys())];
  const isThere = (/** @type {number} */ serial) =>
    Math.abs((sight.places.get(serial) ?? Number.NaN) - (now.get(serial) ?? Number.NaN)) <= ROUNDED;
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
 * @param {KeepsakeSight} sight
 */
function peekNow(sight) {
  const pane = find.paneBox(sight.pane);
  const nodes = nodesNear(sight, pane).filter(({ box }) => isVisible(box, pane));
  return {
    places: new Map(nodes.map(({ node, box }) => [serialOf(sight, node), box.y])),
    texts: nodes.map(({ node }) => node.textContent ?? ""),
    loading: isLoading(sight, pane, nodes),
  };
}

/**
 * The prints of the items visible in a look, in order, as told by now; dividers say the same too often.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} seen
 * @returns {string[]}
 */
function printsOf(sight, seen) {
  const prints = seen.rows
    .filter(({ visible }) => visible)
    .map(({ node }) => sight.told.get(node)?.print ?? "");
  return prints.filter(Boolean);
}

/**
 * @param {KeepsakeRow[]} seen
 */
function shapeOf(seen) {
  return seen.map((each) => `${each.node}${each.content ? "!" : ""}`).join(" ");
}

/**
 * A look of its own after a change of the page that none was taken after, at most one in BETWEEN_LOOKS.
 * @param {KeepsakeSight} sight
 */
async function lookAfterChange(sight) {
  await drawn();
  sight.timer = 0;
  if (!sight.watching || sight.pending.length >= MOST_LOOKS || !sight.pane.isConnected) return;
  if (sight.looked > sight.lastChange) return;
  const before = sight.lastShape.replaceAll("!", "");
  // What the next picture must agree with is the look that goes with it, not this one.
  const { places } = sight;
  const seen = during(() => lookNow(sight, "change"));
  sight.places = places;
  if (sight.lastShape !== before) sight.pending.push(seen);
}

/**
 * Starts to notice changes of the pane. Observing changes nothing in the page.
 * @param {KeepsakeSight} sight
 */
function watch(sight) {
  sight.watching?.disconnect();
  sight.watching = new MutationObserver(() => {
    sight.lastChange = performance.now();
    if (!sight.timer) sight.timer = setTimeout(() => lookAfterChange(sight), BETWEEN_LOOKS);
  });
  const options = { childList: true, subtree: true, characterData: true };
  sight.watching.observe(sight.pane, options);
  const inner = roots.shadowOf(sight.pane);
  if (inner) sight.watching.observe(inner, options);
}

/** @param {KeepsakeSight} sight */
function unwatch(sight) {
  sight.watching?.disconnect();
  sight.watching = null;
  clearTimeout(sight.timer);
}

/**
 * Items to learn the habits of a page from: those around the view, or more where these are few.
 * @param {KeepsakeSight} sight
 * @param {Element} pane
 * @param {KeepsakeBox} box
 */
function sampleIn(sight, pane, box) {
  const around = (/** @type {number} */ views) => {
    const tall = {
      ...box,
      y: box.y - box.height * (views - 1),
      height: box.height * (2 * views - 1),
    };
    const picked = pick.pickRows(pane, sight.rule, tall);
    return picked.filter((node) => pick.near(dom.boxOf(node), box, box.height * views));
  };
  const near = around(1);
  return near.length < ENOUGH ? around(FARTHER) : near;
}

/**
 * Sets the pane to look at and works out what its items are.
 * @param {KeepsakeSight} sight
 * @param {Element} pane
 * @param {boolean} conversation its items are messages unless they say otherwise
 * @param {string} known selector of the items where the platform is known, else ""
 * @returns {{rule: KeepsakeRows, segmented: KeepsakeSegmented | null}}
 */
function lookInNow(sight, pane, conversation, known) {
  sight.pane = pane;
  sight.conversation = conversation;
  sight.known = known;
  near.chooseItems(sight);
  const box = find.paneBox(pane);
  const picked = sampleIn(sight, pane, box);
  apart.learn(sight, picked);
  sight.controls = controlsOn(picked);
  sight.pending = [];
  watch(sight);
  return { rule: sight.rule, segmented: sight.segmented };
}

/**
 * The looks taken after changes since the last call.
 * @param {KeepsakeSight} sight
 * @returns {KeepsakeLook[]}
 */
function takePending(sight) {
  const pending = sight.pending;
  sight.pending = [];
  return pending;
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeStop["phase"]} [phase] of the capture
 * @returns {KeepsakeLook} what is in view now
 */
export const look = (sight, phase) => during(() => lookNow(sight, phase));

/**
 * @param {KeepsakeSight} sight
 * @type {typeof lookInNow}
 */
export const lookIn = (sight, pane, conversation, known) =>
  during(() => lookInNow(sight, pane, conversation, known));

/** @param {KeepsakeSight} sight */
export const peek = (sight) => during(() => peekNow(sight));
/** @param {KeepsakeSight} sight */
export const stillThere = (sight) => during(() => stillThereNow(sight));

export { printsOf, takePending, unwatch };
