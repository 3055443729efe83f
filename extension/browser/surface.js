/** Everything the captures use of the browser, in one place. */

import { isOwnPractice } from "../capture/about/practice.js";
import { HandOver } from "../capture/waiting/hand_over.js";
import { Pacer } from "../capture/walk/pacing.js";
import { Shots } from "../capture/walk/shots.js";
import * as badge from "./badge.js";
import { FrameOf, framesIn } from "./frames.js";
import * as memory from "./memory.js";
import { pageAsMhtml } from "./mhtml.js";
import { OwnPage } from "./own_page.js";
import * as pages from "./pages.js";
import { allowed, giveBackFrames } from "./permissions.js";
import { openPicture } from "./pixels.js";
import { connect } from "./port.js";
import { accountsIn, PageOf } from "./scripting.js";
import { waitingRoom } from "./shelf.js";
import { bringToFront, shootAtOnce, tabOf, tabsIn, windowOf, zoomOf } from "./tabs.js";

const clock = {
  now: () => performance.now(),
  date: () => new Date(),
  uuid: () => crypto.randomUUID(),
  sleep: (/** @type {number} */ ms) =>
    new Promise((/** @type {(done: void) => void} */ done) => setTimeout(done, ms)),
  every(/** @type {number} */ ms, /** @type {() => void} */ run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
};

// Firefox sets no limit.
const { MAX_CAPTURE_VISIBLE_TAB_CALLS_PER_SECOND: perSecond = 100 } = chrome.tabs;
const pacer = new Pacer(clock.now, clock.sleep, perSecond);

const room = waitingRoom();
const ends = { connect, version: pages.version(), room, clock };

/** @param {import("../capture/captures.js").Tab} tab */
async function environmentOf(tab) {
  return {
    extension: pages.version(),
    user_agent: navigator.userAgent,
    languages: Array.from(navigator.languages),
    viewport: { width: tab.width, height: tab.height },
    zoom: await zoomOf(tab.id),
  };
}

/**
 * @param {import("../capture/captures.js").Tab} tab
 * @param {(tiles: number) => void} progress
 * @param {number} [frame] what is read instead of the page around it
 * @returns {Promise<import("../capture/run.js").Tools>}
 */
async function toolsFor(tab, progress, frame) {
  const whole = isOwnPractice(tab.url) ? new OwnPage(tab.id) : new PageOf(tab.id);
  const page = frame === undefined ? whole : new FrameOf(tab.id, frame);
  const [platforms, environment] = await Promise.all([
    pages.data("platforms.json"),
    environmentOf(tab),
  ]);
  return {
    ...ends,
    inject: () => page.inject(),
    ask: (question, order) => page.ask(question, order),
    mhtml: () => pageAsMhtml(tab.id),
    shots: new Shots(windowOf(tab), pacer, clock),
    openPicture,
    progress,
    platforms,
    environment,
  };
}

/**
 * Nothing here can take a picture or read what a page shows.
 * @param {import("../capture/captures.js").Tab} tab
 * @returns {Promise<import("../capture/record.js").RecordTools>}
 */
async function recordToolsFor(tab) {
  const [platforms, environment] = await Promise.all([
    pages.data("platforms.json"),
    environmentOf(tab),
  ]);
  const accounts = (/** @type {{conversation: boolean}} */ hint) => accountsIn(tab.id, hint);
  return { ...ends, accounts, platforms, environment };
}

/** @type {import("../capture/captures.js").Surface} */
export const surface = {
  shootNow: shootAtOnce,
  firstPicture: (tab, stopped) => new Shots(windowOf(tab), pacer, clock).take(stopped),
  toolsFor,
  recordToolsFor,
  tabsIn,
  tabOf,
  framesIn,
  mayReadFrame: (tab, frame) => new FrameOf(tab, frame).find(),
  giveBackFrames,
  bringToFront,
  pacer,
  badge,
  memory,
  connect,
  version: pages.version,
  now: clock.now,
  openProblem: ({ code, kept }, tab) =>
    pages.openPage("problem", `#${code}-${kept}-${tab.id}`, tab.windowId),
  openPage: pages.openPage,
  openWaiting: async (windowId) =>
    (await pages.isOpen("waiting")) || pages.openPage("waiting", "", windowId),
  room,
  clock,
  handOver: new HandOver(ends),
  noteTools: () => ends,
  isOurs: (url) => pages.isOurs(url) && !isOwnPractice(url),
  openBeside: pages.openBeside,
  allowed,
};
