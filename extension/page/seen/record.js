// The record of what was seen, line by line: each unit of the pane whenever it is new or looks other than
// when it was last recorded. Reads only. Source: FORMAT.md 4.16.

import * as near from "../items/near.js";
import * as words from "../items/words.js";
import * as dom from "../view/dom.js";
import { tellOf } from "./data.js";
import * as facts from "./facts.js";
import * as html from "./html.js";
import * as known from "./known.js";
import { restOf } from "./rest.js";

/**
 * @typedef {{node: KeepsakeNode, box: KeepsakeBox, divider: boolean}} There an item or divider in sight
 * @typedef {{node: KeepsakeNode, box: KeepsakeBox, role: "item" | "divider" | "rest"}} Unit
 */

/**
 * @param {KeepsakeSight} sight
 * @param {There[]} there in the order of the page
 * @param {KeepsakeBox} pane
 * @returns {Unit[]} they and all else that is near the view, in the order of the page
 */
function unitsOf(sight, there, pane) {
  const log = sight.log?.element;
  /** @type {Unit[]} */
  const units = there.map(({ node, box, divider }) => {
    return { node, box, role: divider ? "divider" : "item" };
  });
  const elements = there.flatMap(({ node }) => ("parts" in node ? [] : [node]));
  for (const node of restOf(sight, log ? [...elements, log] : elements, pane)) {
    const box = dom.boxOf(node);
    const at = units.findIndex((unit) => unit.role !== "rest" && unit.box.y > box.y);
    units.splice(at < 0 ? units.length : at, 0, { node, box, role: "rest" });
  }
  return units;
}

/**
 * @param {KeepsakeSight} sight
 * @param {KeepsakeNode} node
 * @param {Set<Element>} elements those of all units
 */
function written(sight, node, elements) {
  if (!("parts" in node)) return html.writtenOf(node, elements, near.innerIn(sight, node));
  return html.writtenLine(node, sight.log?.element ?? sight.pane);
}

/**
 * @param {KeepsakeNode} node
 * @param {html.Written} to
 * @returns {string} its words as shown
 */
function saidIn(node, to) {
  return "parts" in node ? node.textContent : words.wordsOf(node, to.without);
}

/**
 * Tells the elements between the pane and a unit, the outermost first.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeNode} node
 * @param {Set<Element>} elements those of all units
 * @returns {number} what it stands in: a holder, another unit, 0 for the pane itself
 */
function holderOf(sight, node, elements) {
  const { pane } = sight;
  const log = sight.log?.element ?? null;
  /** @type {Element[]} */
  const chain = [];
  let up = "parts" in node ? log : dom.parentOf(node);
  for (; up && up !== pane && !elements.has(up); up = dom.parentOf(up)) chain.unshift(up);
  let inside = up && up !== pane ? near.serialOf(sight, up) : 0;
  for (const element of chain) {
    const holder = near.serialOf(sight, element);
    const attributes = Object.fromEntries(html.attributesOf(element));
    // A list that draws what is in view moves in it all the time.
    const { style: _, ...steady } = attributes;
    if (known.isNewHolder(sight, holder, JSON.stringify(steady)))
      known.tell(sight, {
        holder,
        in: inside,
        tag: element.localName.toLowerCase(),
        attributes,
        box: facts.placeOf(element),
        style: known.numberOfStyle(sight, facts.styleOf(element)),
      });
    inside = holder;
  }
  return inside;
}

/**
 * @param {Element[]} elements of one unit
 * @returns {{media?: object[], painted?: Record<string, string>}}
 */
function shownIn(elements) {
  const media = elements.flatMap((each, element) => {
    const shown = facts.mediumOf(each);
    return shown ? [{ element, ...shown }] : [];
  });
  const painted = elements.flatMap((each, i) => {
    const said = words.paintedOn(each);
    return said ? [[String(i), said]] : [];
  });
  return {
    ...(media.length ? { media } : {}),
    ...(painted.length ? { painted: Object.fromEntries(painted) } : {}),
  };
}

/**
 * @param {Element[]} elements
 * @returns {string} which pictures have come
 */
function arrivedOf(elements) {
  return elements
    .filter(({ localName }) => localName === "img")
    .map((each) => Number(/** @type {HTMLImageElement} */ (each).naturalWidth > 0))
    .join("");
}

/**
 * @param {Unit} unit
 * @param {Element[]} elements
 * @returns {number[]} four for each
 */
function boxesOf({ node, box }, elements) {
  if (!("parts" in node)) return elements.flatMap(facts.placeOf);
  return [box.x, box.y, box.width, box.height, ...elements.slice(1).flatMap(facts.placeOf)];
}

/**
 * @param {KeepsakeSight} sight
 * @param {Unit} unit
 * @param {Set<Element>} elements those of all units
 * @param {number} after the item or divider before it
 * @param {boolean} anew what it says was read as something else than before
 */
function recordUnit(sight, unit, elements, after, anew) {
  const node = near.serialOf(sight, unit.node);
  const to = written(sight, unit.node, elements);
  const form = `${arrivedOf(to.elements)} ${to.html}`;
  if (!anew && known.isKnown(sight, node, form)) return;
  const said = saidIn(unit.node, to);
  if (!known.isNew(sight, node, form, said)) return;
  const inside = holderOf(sight, unit.node, elements);
  const styles = to.elements.map((each) => known.numberOfStyle(sight, facts.styleOf(each)));
  known.tell(sight, {
    view: known.nextView(sight, node),
    ...{ node, in: inside, after, role: unit.role },
    html: to.html,
    ...(to.cut ? { cut: true } : {}),
    words: said,
    boxes: boxesOf(unit, to.elements),
    styles,
    ...shownIn(to.elements),
  });
  tellOf(sight, said);
}

/**
 * What cannot be recorded costs the record, never the capture.
 * @param {KeepsakeSight} sight
 * @param {There[]} there
 * @param {Set<number>} anew those of which something else was read than before
 * @param {KeepsakeStop} stop
 */
export function record(sight, there, anew, stop) {
  try {
    const units = unitsOf(sight, there, stop.pane);
    const elements = new Set(units.flatMap(({ node }) => ("parts" in node ? [] : [node])));
    known.begin(sight, stop);
    let after = 0;
    for (const unit of units) {
      const node = near.serialOf(sight, unit.node);
      recordUnit(sight, unit, elements, after, anew.has(node));
      if (unit.role !== "rest") after = node;
    }
  } catch (error) {
    known.tell(sight, { failed: String(error).slice(0, 200) });
  }
}
