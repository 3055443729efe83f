// Buttons that say the same on most items ("Reply"): nobody said that.

import * as dom from "../view/dom.js";
import { label } from "./words.js";

const SAMPLE = 60; // items
const LEAST = 3; // items
const MOST = 0.6; // of the items
const PARTS = 600; // elements of an item
const BUTTON = "button,[role=button]";
const PICTURED = "img,video,audio,canvas,svg,[style*='url(']";

/** @param {Element} node */
function isButton(node) {
  return node.matches(BUTTON) && label(node) !== "" && !node.querySelector(PICTURED);
}

/**
 * @param {Element[]} all items in view at the start
 * @returns {Set<string>} what the buttons say that most of them have
 */
function controlsOn(all) {
  const items = all.slice(0, SAMPLE);
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const item of items)
    for (const said of new Set(dom.descendants(item, PARTS).filter(isButton).map(label)))
      found.set(said, (found.get(said) ?? 0) + 1);
  const most = Array.from(found).filter(([, n]) => n >= LEAST && n >= items.length * MOST);
  return new Set(most.map(([said]) => said));
}

/**
 * @param {Element[]} all what an item is made of
 * @param {Set<string>} controls
 * @returns {Element[]} those of its buttons
 */
function controlsIn(all, controls) {
  return controls.size ? all.filter((each) => isButton(each) && controls.has(label(each))) : [];
}

export { controlsIn, controlsOn };
