/** Asks in words whether the part of a page that comes from another site may be read, this time. */

import { words } from "../browser/pages.js";
import { requestFrame } from "../browser/permissions.js";
import { ask } from "../browser/talk.js";
import { byId, fillWords, make, show } from "./fill.js";

/** @typedef {import("../capture/about/frame_place.js").OtherFrame} OtherFrame */

const tab = Number(location.hash.slice(1));

/** @param {OtherFrame} frame */
async function keep({ index, address }) {
  if (!(await requestFrame(address))) return show("status", words("frameDenied"));
  show("status", "");
  const answer = await ask({ what: "frame", tab, index });
  if (answer?.begun) close();
  else show("status", words("frameClosed"));
}

/** @param {OtherFrame} frame */
function frameRow(frame) {
  const { width, height, address } = frame;
  const size = [`${Math.round(width)}`, `${Math.round(height)}`];
  const button = make("button", [words("frameAllow", [new URL(address).hostname])]);
  button.id = `allow-${frame.index}`;
  button.addEventListener("click", () => keep(frame));
  return make("li", [make("p", [words("frameSize", size)], "more"), button]);
}

fillWords();
/** @type {OtherFrame[]} */
const frames = (await ask({ what: "frames", tab })) ?? [];
byId("frames").append(...frames.map(frameRow));
if (!frames.length) show("status", words("frameNone"));
