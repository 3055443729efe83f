/** Where no quota makes a picture dear, one is taken while it is found out whether the page has come to rest. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { SimulatedPage, setUp } from "./simulated_capture.js";

const COUNT = 60;
const PACE = 100; // pictures a second: a browser that sets none

/**
 * @param {(n: number) => boolean} isRestless by which picture that was looked at in haste
 * @param {number} perSecond
 */
async function walked(isRestless, perSecond = PACE) {
  const page = new SimulatedPage(COUNT);
  const { host, capture } = setUp(page, { wish: { limits: { sweep: false } } });
  capture.tools.shots.pacer.perSecond = perSecond;
  const orders = [];
  const [advance, pictured] = [page.advance.bind(page), page.pictured.bind(page)];
  page.advance = (order) => {
    orders.push(order.hasty);
    return { ...advance(order), since: order.hasty ? 5 : 0 };
  };
  let hasty = 0;
  page.pictured = ({ since }) => {
    const before = page.pictureAt;
    const restless = since > 0 && isRestless(++hasty);
    const told = { ...pictured(), restless };
    if (restless) page.pictureAt = before;
    return told;
  };
  await capture.run();
  return { ...host.committed, asked: page.asked, orders };
}

test("a picture of what had not come to rest is thrown away, and another is joined to the one before it", async () => {
  const calm = await walked(() => false);
  const { asked, orders, tiles, completeness, items } = await walked((n) => n === 3);
  assert.ok(orders.every(Boolean));
  assert.equal(asked.filter((question) => question === "again").length, 1);
  assert.ok(tiles.length >= calm.tiles.length);
  assert.deepEqual([completeness.gaps, completeness.not_pictured, items.length], [[], 0, COUNT]);
  assert.ok(tiles.every(({ join }, at) => join === (at ? "shared" : "first")));
});

test("where places are restless one after the other, each is waited for first", async () => {
  const { orders, completeness } = await walked(() => true);
  assert.deepEqual(orders.slice(0, 4), [true, true, true, false]);
  assert.equal(orders.lastIndexOf(true), 2);
  assert.deepEqual([completeness.gaps, completeness.not_pictured], [[], 0]);
});

test("where the browser sets a pace, the page comes to rest first", async () => {
  const { orders } = await walked(() => true, 2);
  assert.ok(orders.length > 3 && !orders.some(Boolean));
});
