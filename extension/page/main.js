// What the extension asks of the page, and nothing else.

import * as frames from "./about/frames.js";
import * as ids from "./about/ids.js";
import { shaped } from "./about/known_shape.js";
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
import * as dom from "./view/dom.js";
import { drawn } from "./view/drawn.js";
import { during } from "./view/once.js";

/** @type {KeepsakeHint} by which the pane was found */
let sought = { conversation: false };

/**
 * Finds the pane and takes the first look. Moves nothing.
 * @param {KeepsakeHint} hint
 */
function start(hint) {
  sought = hint;
  pictures.pictureAt(hint.clicked ?? 0);
  const found = find.findPane(hint);
  const inData = carried(hint);
  const { rule, segmented } = looking.lookIn(
    found.element,
    found.direction === "up",
    hint.rows ?? "",
  );
  const now = looking.look("start");
  pictures.pictureAt(0);
  home.remember(found, now);
  anchorHere(now);
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
    page: aboutPage(),
    ...inData,
    signs: signs.signs(),
    shaped: shaped(hint.shape),
    ...measure(),
  };
}

/**
 * Where in the page the last picture was taken: what the next step must still show a part of.
 * @param {KeepsakeLook} now
 */
function anchorHere(now) {
  looking.state.anchor = looking.printsOf(now);
  rememberPlaces(Array.from(looking.state.places.keys()));
  rememberEnd();
}

/** @param {number[]} serials of items that the picture shows */
function rememberPlaces(serials) {
  const { places, told } = looking.state;
  const place = (/** @type {number} */ serial) => ({
    print: told.get(serial)?.print ?? "",
    y: places.get(serial) ?? 0,
  });
  looking.state.anchored = new Map(serials.map((serial) => [serial, place(serial)]));
}

function rememberEnd() {
  const { most, top } = find.positionOf(looking.state.pane);
  looking.state.fromEnd = most - top;
  looking.state.fromTop = top;
}

/**
 * Data that cannot be read as expected costs the ids, never the capture.
 * @param {KeepsakeHint} hint
 */
function carried({ conversation, owner }) {
  try {
    const { held, ...told } = ids.idsInData(conversation, owner);
    learn(held);
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
    viewport: { width: innerWidth, height: innerHeight },
    device_pixel_ratio: devicePixelRatio,
    focused: document.hasFocus(),
  };
}

/**
 * After a picture: the place it shows becomes the place to go on from, where that place is known.
 * @param {boolean} restless
 * @returns {{same: boolean, hidden: boolean, restless: boolean, focused: boolean, viewport: {width: number, height: number}, scale: number,
 *   address: string, head: string, attached: boolean, made: number, prints: string[], gone: number[], frames: KeepsakeFrame[], late: boolean,
 *   outside: string[], password: boolean}} hidden: the page was out of sight at some
 *   time since the last picture; restless: what was looked at in haste had not come to rest; gone: items whose place on it is not known
 */
function picturedNow(restless) {
  const hidden = home.wasHidden();
  const { same, stayed, gone } = looking.stillThere();
  if (same && !hidden && !restless) {
    const prints = stayed.map((serial) => looking.state.told.get(serial)?.print ?? "");
    looking.state.anchor = prints.filter(Boolean);
    rememberPlaces(stayed);
    rememberEnd();
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
    head: near.headOf(),
    attached: looking.state.pane.isConnected,
    made: looking.state.made,
    prints: looking.state.anchor ?? [],
    gone,
    frames: frames.framesInView(),
    late: lacking.hasArrived(),
    outside: outside(),
    password: signs.asksPassword(),
  };
}

/**
 * Nothing else runs while it is answered: what its parts ask about the page is asked once.
 * @param {{since?: number}} order when it was looked at in haste, ms
 */
async function pictured({ since = 0 }) {
  const restless = since > 0 && !(await isQuietSince(since));
  return during(() => picturedNow(restless));
}

/** @returns {{words: number}} how much text the page holds, characters */
function measure() {
  return { words: document.documentElement.textContent?.length ?? 0 };
}

/** @param {{shape?: string}} hint what the page was told of its platform when it was first looked at */
function finish({ shape }) {
  home.leave();
  return { signs: signs.signs(), shaped: shaped(shape) };
}

/**
 * @template {object} Order
 * @template {{now?: KeepsakeLook | null, changes?: KeepsakeLook[]}} Told
 * @param {(order: Order) => Promise<Told>} answer
 * @returns {(order: Order) => Promise<Told>}
 */
function inPane(answer) {
  return (order) => anew.inPane(answer, order, sought);
}

/** A sign that the extension is still there. */
function alive() {
  return {};
}

const questions = {
  start,
  alive,
  pictured,
  putBack: inPane(home.putBack),
  finish,
  measure,
  snapshot,
  advance: inPane(walk.advance),
  again: inPane(walk.again),
  jump: inPane(walk.jump),
  waitForMore: inPane(waitForMore),
  seek: inPane(seek),
  sweep: inPane(sweep),
};

/** @type {KeepsakePage["ask"]} */
const ask = {};
for (const [question, answer] of Object.entries(questions)) {
  ask[question] = async (order) => {
    home.asked();
    if (looking.state.lacking.length && question !== "alive") await drawn();
    const told = await answer(order);
    // Not with a sign of life, which nobody may wait for.
    return question === "alive" ? told : { ...told, views: known.take() };
  };
}
// Of a capture of this page that was not finished.
globalThis.keepsakePage?.leave?.();
globalThis.keepsakePage = { ask, leave: home.leave };
