import assert from "node:assert/strict";
import { test } from "node:test";
import { Pacer } from "../../extension/capture/walk/pacing.js";
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

/** Takes so many pictures, each of which reaches the browser and is taken in times of its own. */
async function pictures({ count, busy, late = () => 0 }) {
  const clock = steadyClock();
  const pacer = new Pacer(clock.now, clock.sleep, 2);
  const quota = new Quota();
  const starts = [];
  let refused = 0;
  while (starts.length < count) {
    await pacer.turn();
    const start = clock.time;
    clock.time += late();
    if (quota.allows(clock.time)) starts.push(start);
    else {
      refused += 1;
      pacer.refused();
      continue;
    }
    clock.time += busy();
  }
  const rate = (count - 1) / ((starts.at(-1) - starts[0]) / 1000);
  return { starts, refused, rate };
}

test("no picture is refused, and at least 98 % of the ceiling is used", async () => {
  const random = randomFrom(1);
  const { refused, rate } = await pictures({ count: 400, busy: () => 20 + random.below(330) });
  assert.equal(refused, 0);
  assert.ok(rate > 2 * 0.98, `${rate} a second`);
});

test("a picture that is late costs no time where the browser allows the next one", async () => {
  let n = 0;
  const { refused, rate } = await pictures({ count: 400, busy: () => (n++ % 2 ? 300 : 600) });
  assert.equal(refused, 0);
  assert.ok(rate > 2 * 0.98, `${rate} a second`);
});

test("pictures lie apart, so that a page can come to rest before each", async () => {
  const { starts } = await pictures({ count: 40, busy: () => 20 });
  const apart = starts.slice(1).map((start, n) => start - starts[n]);
  assert.ok(Math.min(...apart) >= 400, `${apart}`);
});

test("calls that reach the browser late cost few refusals and little time", async () => {
  const random = randomFrom(2);
  const late = () => (random.below(10) ? random.below(6) : random.below(60));
  const { refused, rate } = await pictures({
    count: 400,
    busy: () => 20 + random.below(300),
    late,
  });
  assert.ok(refused < 40, `${refused} of 400 refused`);
  assert.ok(rate > 2 * 0.95, `${rate} a second`);
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

test("the picture of the click itself is not counted, as the browser does not count it", async () => {
  const clock = steadyClock();
  const pacer = new Pacer(clock.now, clock.sleep, 2);
  pacer.startedNow();
  await pacer.turn();
  const first = clock.time;
  await pacer.turn();
  assert.deepEqual([first, clock.time], [400, 800]);
  assert.ok(pacer.delay() >= 600);
});

test("after a refusal it waits before the next try", async () => {
  const clock = steadyClock();
  const pacer = new Pacer(clock.now, clock.sleep, 2);
  await pacer.turn();
  pacer.refused();
  await pacer.turn();
  assert.ok(clock.time >= 100);
});

test("a browser with a wider limit is used as fast as it allows", async () => {
  const clock = steadyClock();
  const pacer = new Pacer(clock.now, clock.sleep, 100);
  for (let n = 0; n < 400; n++) {
    await pacer.turn();
    clock.time += 20;
  }
  assert.ok(clock.time <= 400 * 20 * 1.03, `${clock.time}`);
});
