// What is remembered of one capture between the questions that the extension asks. Made anew for each, handed from
// one to the next; it lives in the extension's own world, never in the page's.

import { PLAIN } from "./segment/rule.js";
import * as page from "./view/page.js";

// A page whose placeholders never go away must not cost the full wait at every step.
export const PATIENCE = { loading: 3000, pictures: 3000 }; // ms

/** @returns {KeepsakeSight} of a page at which nothing was looked yet */
export function newSight() {
  return {
    sought: { conversation: false },
    pane: page.root(),
    made: 0,
    log: null,
    known: "",
    inner: new Map(),
    segmented: null,
    rule: PLAIN,
    serials: new WeakMap(),
    nextSerial: 1,
    told: new Map(),
    watching: null,
    pending: [],
    looked: 0,
    lastChange: 0,
    moved: 0,
    lastShape: "",
    lastPrints: [],
    doubt: false,
    drawn: false,
    undrawn: [],
    lacking: [],
    conversation: false,
    controls: new Set(),
    habits: { kinds: new Map(), size: 0 },
    pictures: newPictures(),
    patience: { ...PATIENCE },
    anchor: null,
    anchored: new Map(),
    fromEnd: 0,
    fromTop: 0,
    places: new Map(),
    timer: 0,
    record: newRecord(),
    home: newHome(),
  };
}

/** @returns {KeepsakeAwaited} */
function newPictures() {
  return { since: new WeakMap(), vain: new Map(), awaited: new Map(), clicked: 0 };
}

/** @returns {KeepsakeHome} */
function newHome() {
  const place = { top: 0, fromEnd: 0, left: 0, way: /** @type {const} */ (1), shown: [] };
  return { ...place, hidden: 0, lonely: 0, unwatch: () => {}, ticking: 0 };
}

/** @returns {KeepsakeRecord} */
function newRecord() {
  return {
    records: new Map(),
    styles: new Map(),
    holders: new Map(),
    lines: [],
    coming: null,
    count: { stop: 0, view: 0, style: 0, size: 0 },
    waiting: [],
  };
}
