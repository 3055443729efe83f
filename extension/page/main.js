// What the extension asks of the page, and nothing else.

import * as frames from "./about/frames.js";
import * as ids from "./about/ids.js";
import { shaped } from "./about/known_shape.js";
import { response } from "./about/response.js";
import * as signs from "./about/signs.js";
import { snapshot } from "./copy/snapshot.js";
import * as home from "./home.js";
import * as lacking from "./items/lacking.js";
import * as looking from "./items/look.js";
import * as near from "./items/near.js";
import { outside } from "./items/outside.js";
import * as pictures from "./items/pictures.js";
import * as anew from "./pane/anew.js";
import { beside } from "./pane/beside.js";
import * as find from "./pane/find.js";
import { seek } from "./pane/seek.js";
import { isQuietSince } from "./pane/settle.js";
import { sweep } from "./pane/sweep.js";
import { waitForMore } from "./pane/wait.js";
import * as walk from "./pane/walk.js";
import { learn } from "./seen/data.js";
import * as known from "./seen/known.js";
import { newSight } from "./sight.js";
import * as dom from "./view/dom.js";
import { drawn } from "./view/drawn.js";
import { during } from "./view/once.js";

/**
 * Finds the pane and takes the first look. Moves nothing.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeHint} hint
 */
function start(sight, hint) {
  sight.sought = hint;
  pictures.pictureAt(sight, hint.clicked ?? 0);
  const found = find.findPane(hint);
  const inData = carried(sight, hint);
  const { rule, segmented } = looking.lookIn(
    sight,
    found.element,
    found.direction === "up",
    hint.rows ?? "",
  );
  const now = looking.look(sight, "start");
  pictures.pictureAt(sight, 0);
  home.remember(sight, found, now);
  anchorHere(sight, now);
  const isRoot = found.element === document.scrollingElement;
  return {
    pane: {
      kind: isRoot ? "document" : "element",
      label: dom.labelOf(found.element),
      direction: found.direction,
      box: found.box,
      scroll_before: Math.round(found.at.top),
      scrollable: found.at.most > 4 || !now.top || !now.bottom,
      ...(segmented ? { segmented } : {}),
    },
    closed: found.closed,
    columns: beside(found.element),
    rule,
    now,
    lacking: sight.lacking.length > 0,
    page: aboutPage(),
    ...inData,
    signs: signs.signs(sight),
    shaped: shaped(sight, hint.shape),
    ...measure(),
  };
}

/**
 * Where in the page the last picture was taken: what the next step must still show a part of.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeLook} now
 */
function anchorHere(sight, now) {
  sight.anchor = looking.printsOf(sight, now);
  rememberPlaces(sight, Array.from(sight.places.keys()));
  rememberEnd(sight);
}

/**
 * @param {KeepsakeSight} sight
 * @param {number[]} serials of items that the picture shows
 */
function rememberPlaces(sight, serials) {
  const { places, told } = sight;
  const place = (/** @type {number} */ serial) => ({
    print: told.get(serial)?.print ?? "",
    y: places.get(serial) ?? 0,
  });
  sight.anchored = new Map(serials.map((serial) => [serial, place(serial)]));
}

/** @param {KeepsakeSight} sight */
function rememberEnd(sight) {
  const { most, top } = find.positionOf(sight.pane);
  sight.fromEnd = most - top;
  sight.fromTop = top;
}

/**
 * Data that cannot be read as expected costs the ids, never the capture.
 * @param {KeepsakeSight} sight
 * @param {KeepsakeHint} hint
 */
function carried(sight, { conversation, owner }) {
  try {
    const { held, ...told } = ids.idsInData(conversation, owner);
    learn(sight, held);
    return told;
  } catch {
    return { ids: [], messages: [] };
  }
}

function aboutPage() {
  const canonical = document.querySelector("link[rel=canonical]")?.getAttribute("href") ?? "";
  return {
    document_url: document.URL,
    title: document.title,
    language: document.documentElement.lang,
    referrer: document.referrer,
    canonical,
    content_type: document.contentType,
    response: response(),
    viewport: { width: innerWidth, height: innerHeight },
    device_pixel_ratio: devicePixelRatio,
    focused: document.hasFocus(),
  };
}

/**
 * After a picture: the place it shows becomes the place to go on from, where that place is known.
 * @param {KeepsakeSight} sight
 * @param {boolean} restless
 * @returns {{same: boolean, hidden: boolean, restless: boolean, focused: boolean, viewport: {width: number, height: number}, scale: number,
 *   address: string, head: string, attached: boolean, made: number, prints: string[], gone: number[], frames: KeepsakeFrame[], late: boolean,
 *   outside: string[], password: boolean}} hidden: the page was out of sight at some
 *   time since the last picture; restless: what was looked at in haste had not come to rest; gone: items whose place on it is not known
 */
function picturedNow(sight, restless) {
  const hidden = home.wasHidden(sight);
  const { same, stayed, gone } = looking.stillThere(sight);
  if (same && !hidden && !restless) {
    const prints = stayed.map((serial) => sight.told.get(serial)?.print ?? "");
    sight.anchor = prints.filter(Boolean);
    rememberPlaces(sight, stayed);
    rememberEnd(sight);
  }
  const viewport = { width: innerWidth, height: innerHeight };
  return {
    same,
    hidden,
    restless,
    focused: document.hasFocus(),
    viewport,
    scale: devicePixelRatio,
    address: location.href,
    head: near.headOf(sight),
    attached: sight.pane.isConnected,
    made: sight.made,
    prints: sight.anchor ?? [],
    gone,
    frames: frames.framesInView(sight),
    late: lacking.hasArrived(sight),
    outside: outside(sight),
    password: signs.asksPassword(),
  };
}

/**
 * Nothing else runs while it is answered: what its parts ask about the page is asked once.
 * @param {KeepsakeSight} sight
 * @param {{since?: number}} order when it was looked at in haste, ms
 */
async function pictured(sight, { since = 0 }) {
  const restless = since > 0 && !(await isQuietSince(sight, since));
  return during(() => picturedNow(sight, restless));
}

/** @returns {{words: number}} how much text the page holds, characters */
function measure() {
  return { words: document.documentElement.textContent?.length ?? 0 };
}

/**
 * @param {KeepsakeSight} sight
 * @param {{shape?: string}} hint what the page was told of its platform when it was first looked at
 */
function finish(sight, { shape }) {
  home.leave(sight);
  return { signs: signs.signs(sight), shaped: shaped(sight, shape) };
}

/**
 * @template {object} Order
 * @template {{now?: KeepsakeLook | null, changes?: KeepsakeLook[]}} Told
 * @param {(sight: KeepsakeSight, order: Order) => Promise<Told>} answer
 * @returns {(sight: KeepsakeSight, order: Order) => Promise<Told>}
 */
function inPane(answer) {
  return (sight, order) => anew.inPane(sight, answer, order);
}

/** A sign that the extension is still there. */
function alive() {
  return {};
}

/** What can be asked. A page copy and a sign of life need no memory, and take what all are given. */
const QUESTIONS = {
  start,
  alive,
  pictured,
  putBack: inPane(home.putBack),
  finish,
  measure,
  snapshot: (/** @type {KeepsakeSight} */ _, /** @type {{budget: number}} */ order) =>
    snapshot(order),
  advance: inPane(walk.advance),
  again: inPane(walk.again),
  jump: inPane(walk.jump),
  stay: inPane(walk.stay),
  waitForMore: inPane(waitForMore),
  seek: inPane(seek),
  sweep: inPane(sweep),
};

/**
 * @param {KeepsakeSight} sight
 * @returns {KeepsakePage["ask"]} what the extension may ask of the page
 */
function asking(sight) {
  const ask = Object.entries(QUESTIONS).map(([question, answer]) => [
    question,
    async (/** @type {never} */ order) => {
      home.asked(sight);
      if (sight.lacking.length && question !== "alive") await drawn();
      const told = await answer(sight, order);
      // Not with a sign of life, which nobody may wait for.
      return question === "alive" ? told : { ...told, views: known.take(sight) };
    },
  ]);
  return Object.fromEntries(ask);
}

const sight = newSight();
// Of a capture of this page that was not finished.
globalThis.keepsakePage?.leave?.();
globalThis.keepsakePage = { ask: asking(sight), leave: () => home.leave(sight) };
