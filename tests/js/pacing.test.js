import assert from "node:assert/strict";
import { test } from "node:test";
import { Pacer } from "../../extension/capture/pacing.js";
import { randomFrom } from "./simulated_page.js";

/** Time that only passes when somebody waits. */
function steadyClock() {
  const clock = { time: 0, now: () => clock.time };
  clock.sleep = async (ms) => {
    clock.time += ms;
  };
  return clock;
}

/** The browser's rule: a bucket of two that is filled again a second after its first use. */
class Quota {
  constructor() {
    this.left = 2;
    this.until = Number.NEGATIVE_INFINITY;
  }

  allows(at) {
    if (at >= this.until) [this.left, this.until] = [2, at + 1000];
    this.left -= 1;
    return this.left >= 0;
  }
}

test("no picture is refused, and at least 97 % of the ceiling is used", async () => {
  const random = randomFrom(1);
  const clock = steadyClock();
  const pacer = new Pacer(clock.now, clock.sleep, 2);
  const quota = new Quota();
  for (let n = 0; n < 400; n++) {
    await pacer.turn();
    assert.ok(quota.allows(clock.time), `picture ${n} at ${clock.time}`);
    clock.time += 20 + random.below(330);
  }
  assert.ok(400 / (clock.time / 1000) > 2 * 0.97, `${400 / (clock.time / 1000)} a second`);
});

test("two captures together keep to the same quota", async () => {
  const clock = steadyClock();
  const pacer = new Pacer(clock.now, clock.sleep, 2);
  const quota = new Quota();
  const capture = async () => {
    for (let n = 0; n < 50; n++) {
      await pacer.turn();
      assert.ok(quota.allows(clock.time));
    }
  };
  await Promise.all([capture(), capture()]);
});

test("the picture of the click itself counts", async () => {
  const clock = steadyClock();
  const pacer = new Pacer(clock.now, clock.sleep, 2);
  pacer.startedNow();
  pacer.startedNow();
  assert.ok(pacer.delay() >= 1000);
});

test("after a refusal it waits before the next try", async () => {
  const clock = steadyClock();
  const pacer = new Pacer(clock.now, clock.sleep, 2);
  await pacer.turn();
  pacer.refused();
  await pacer.turn();
  assert.ok(clock.time >= 250);
});

test("a browser with a wider limit is used as fast as it allows", async () => {
  const clock = steadyClock();
  const pacer = new Pacer(clock.now, clock.sleep, 100);
  for (let n = 0; n < 400; n++) {
    await pacer.turn();
    clock.time += 20;
  }
  assert.equal(clock.time, 400 * 20);
});
