import assert from "node:assert/strict";
import { test } from "node:test";
import { PageGone, PICTURE_FAILED } from "../../extension/capture/problem.js";
import { Shots } from "../../extension/capture/walk/shots.js";

const OURS = "data:image/png;base64,b3Vycw==";
const OTHER = "data:image/png;base64,b3RoZXI=";
const words = (bytes) => Buffer.from(bytes).toString();
const never = () => false;
const quota = new Error("This request exceeds the MAX_CAPTURE_VISIBLE_TAB_CALLS_PER_SECOND quota.");

/** A window whose tabs change while pictures are taken; `during` runs inside the browser's shot. */
function makeShots(during) {
  const state = { front: true, turn: 0, gone: false, shots: 0, refused: 0, time: 0 };
  const window = {
    front: async () => (state.gone ? null : { front: state.front, turn: state.turn }),
    async shoot() {
      state.shots += 1;
      const shown = state.front ? OURS : OTHER;
      return (await during(state)) ?? shown;
    },
    overQuota: (error) => error === quota,
  };
  const pacer = {
    turn: async () => undefined,
    refused() {
      state.refused += 1;
    },
  };
  const clock = {
    now: () => state.time,
    async sleep(ms) {
      state.time += ms;
      state.onSleep?.();
    },
  };
  return { shots: new Shots(window, pacer, clock), state };
}

test("a picture is the browser's own bytes", async () => {
  const { shots } = makeShots(() => undefined);
  assert.equal(words(await shots.take(never)), "ours");
});

test("a picture during which another tab came to the front is thrown away, also when it left again", async () => {
  const { shots, state } = makeShots((now) => {
    if (now.shots > 1) return undefined;
    now.turn += 2; // there and back between the two checks
    return OTHER;
  });
  assert.equal(words(await shots.take(never)), "ours");
  assert.equal(state.shots, 2);
  assert.equal(shots.thrownAway, 1);
});

test("no picture is taken while another tab is in front; it goes on when the page is back", async () => {
  const { shots, state } = makeShots(() => undefined);
  state.front = false;
  state.onSleep = () => {
    assert.equal(state.shots, 0);
    if (state.time > 2000) state.front = true;
  };
  assert.equal(words(await shots.take(never)), "ours");
});

test("a page that stays hidden ends the wait", async () => {
  const { shots, state } = makeShots(() => undefined);
  state.front = false;
  assert.equal(await shots.take(never), null);
  assert.equal(state.shots, 0);
  assert.ok(state.time >= 600_000);
});

test("the browser's quota costs time and no picture", async () => {
  const { shots, state } = makeShots((now) => {
    if (now.shots < 4) throw quota;
  });
  assert.equal(words(await shots.take(never)), "ours");
  assert.equal(state.refused, 3);
});

test("a browser that gives no picture at all is a problem with a number", async () => {
  const { shots } = makeShots(() => {
    throw new Error("image readback failed");
  });
  await assert.rejects(shots.take(never), { code: PICTURE_FAILED });
});

test("a closed tab is told as such", async () => {
  const { shots, state } = makeShots(() => undefined);
  state.gone = true;
  await assert.rejects(shots.take(never), PageGone);
});

test("when stopped, no more pictures are taken", async () => {
  const { shots, state } = makeShots(() => undefined);
  assert.equal(await shots.take(() => true), null);
  assert.equal(state.shots, 0);
});

test("however often another tab comes to the front, that is no failure of the browser's", async () => {
  const { shots, state } = makeShots((now) => {
    if (now.shots > 40) return undefined;
    now.turn += 1;
    if (now.shots % 2) throw new Error("the tab is not visible");
    return OTHER;
  });
  assert.equal(words(await shots.take(never)), "ours");
  assert.equal(state.shots, 41);
  assert.equal(shots.thrownAway, 20);
});

test("a browser that gives none is asked only as often as is wished", async () => {
  const { shots, state } = makeShots(() => {
    throw new Error("image readback failed");
  });
  await assert.rejects(shots.take(never, 3), { code: PICTURE_FAILED });
  assert.equal(state.shots, 3);
});
