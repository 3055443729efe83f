/** A whole capture over a simulated page and the host's side of the protocol. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  PAGE_FORBIDDEN,
  PageGone,
  PICTURE_FAILED,
  Problem,
} from "../../extension/capture/problem.js";
import { fold } from "../../host/keepsake/bundle_reader/js/harvest.js";
import { complaints } from "./schema.js";
import { SimulatedPage, setUp, VIEW } from "./simulated_capture.js";

const SCHEMA = JSON.parse(
  readFileSync(new URL("../../shared/schemas/manifest.schema.json", import.meta.url), "utf8"),
);

const texts = (manifest) => manifest.items.map(({ text }) => text);
const all = (count) => Array.from({ length: count }, (_, n) => `text ${n}`);

test("a thread is kept whole, in order, and called complete", async () => {
  const page = new SimulatedPage(100);
  const { host, capture } = setUp(page);
  const { code, receipt } = await capture.run();
  assert.equal(code, 0);
  assert.equal(receipt.state, "complete");
  assert.deepEqual(texts(host.committed), all(100));
  assert.equal(host.committed.completeness.end, "reached");
  assert.equal(page.at, page.home);
  assert.equal(host.committed.pane.put_back, true);
});

test("what a page offers only to who clicks is told, at either end, and not called complete", async () => {
  for (const end of ["above", "below"]) {
    const page = new SimulatedPage(40);
    page.list.offered = end;
    const { host, capture } = setUp(page);
    await capture.run();
    const { end: reached, end_evidence, items } = host.committed.completeness;
    assert.deepEqual([reached, end_evidence, items], ["not_reached", "more_offered", 40]);
  }
});

/** A page without an end to go to, into whose first item a picture comes after the click, or never does. */
function waitingPage(comes) {
  const page = new SimulatedPage(VIEW, { scrollable: false });
  const { start, look } = page;
  const medium = { kind: "image", src: "blob:1", alt: "", width: 9, height: 9, loaded: true };
  const seen = (media, states) => {
    const now = look.call(page);
    Object.assign(now.rows[0].content ?? {}, { media });
    now.rows = now.rows.map((row, n) => ({ ...row, media: n ? [] : states }));
    return now;
  };
  page.look = () => seen([], []);
  page.start = () => ({ ...start.call(page), lacking: true });
  page.again = () => {
    page.list.told?.clear?.();
    return { changes: [], now: comes ? seen([medium], ["shown"]) : seen([], []), shared: true };
  };
  return page;
}

test("a picture that comes into the first view after the click is on a picture of ours", async () => {
  const firstTile = Promise.resolve(Uint8Array.from([137, 80, 78, 71, 0]));
  const { host, capture } = setUp(waitingPage(true), { wish: { firstTile } });
  await capture.run();
  const { items, tiles, completeness } = host.committed;
  assert.equal(tiles.length, 2);
  assert.ok(items[0].media[0].loaded);
  assert.equal(completeness.pictures_unseen, 0);
});

test("a picture that came just before the click, and is on the one of the click, is kept once", async () => {
  const { host, capture } = setUp(waitingPage(true));
  await capture.run();
  const { items, tiles, completeness } = host.committed;
  assert.equal(tiles.length, 1);
  assert.ok(items[0].media[0].loaded);
  const parts = items.flatMap(({ boxes }) => boxes.map(({ part }) => part));
  assert.deepEqual(new Set(parts), new Set([1]));
  assert.equal(completeness.pictures_unseen, 0);
});

test("a box into which nothing comes costs no picture of ours", async () => {
  const { host, capture } = setUp(waitingPage(false));
  await capture.run();
  assert.equal(host.committed.tiles.length, 1);
});

test("nothing happens to the page before the first picture is durable", async () => {
  const { host, events, capture } = setUp(new SimulatedPage(30));
  await capture.run();
  assert.equal(events.indexOf(1), 0);
  assert.equal(events[1], "inject after 1 kept");
  assert.equal(host.kept("tile")[0].name, "tile-0001.png");
});

test("every artifact is listed in the manifest with the hash that arrived", async () => {
  const { host, capture } = setUp(new SimulatedPage(60));
  await capture.run();
  const listed = host.committed.artifacts.map(({ part, sha256, bytes }) => [part, sha256, bytes]);
  const { createHash } = await import("node:crypto");
  const arrived = Array.from(host.parts.values(), ({ part, kind, data }) => [kind, part, data])
    .filter(([kind]) => kind !== "manifest")
    .map(([, part, data]) => [part, createHash("sha256").update(data).digest("hex"), data.length]);
  assert.deepEqual(listed, arrived);
});

test("what is written fits the schema, and the schema refuses what does not", async () => {
  const whole = setUp(new SimulatedPage(60));
  await whole.capture.run();
  const bare = setUp(new SimulatedPage(20), { inject: async () => false });
  await bare.capture.run();
  for (const { host } of [whole, bare]) assert.deepEqual(complaints(SCHEMA, host.committed), []);
  const spoil = (change) => {
    const copy = structuredClone(whole.host.committed);
    change(copy);
    return complaints(SCHEMA, copy).length;
  };
  assert.ok(spoil((each) => delete each.started));
  assert.ok(spoil((each) => (each.tiles[1].join = "perhaps")));
  assert.ok(spoil((each) => (each.items[0].state = "lost")));
  assert.ok(spoil((each) => (each.artifacts[0].sha256 = "9F")));
  assert.ok(spoil((each) => (each.ended.utc = "2026-11-24T19:03:22Z")));
});

test("items are sent while the walk goes on", async () => {
  const { host, capture } = setUp(new SimulatedPage(200));
  await capture.run();
  const lines = host.kept("items").flatMap(({ data }) => data.toString().trim().split("\n"));
  const sent = new Set(lines.map((line) => JSON.parse(line).text));
  assert.deepEqual(Array.from(sent).toSorted(), all(200).toSorted());
  assert.ok(host.kept("items").length > 1);
});

test("what was handed over on the way, put together again, is the list of the manifest", async () => {
  for (const ids of [true, false]) {
    const page = new SimulatedPage(200);
    if (!ids) for (const item of page.list.items) item.id = "";
    const { host, capture } = setUp(page);
    await capture.run();
    const found = fold(host.kept("items").map(({ data }) => new Uint8Array(data)));
    assert.deepEqual(
      found.map(({ text }) => text),
      texts(host.committed),
    );
    const pictured = (/** @type {{boxes: object[]}} */ { boxes }) => boxes.length > 0;
    assert.deepEqual(found.map(pictured), host.committed.items.map(pictured));
  }
});

test("a person who stops keeps everything so far", async () => {
  const page = new SimulatedPage(200);
  const { host, capture } = setUp(page);
  page.onAsk = (question) => {
    if (question === "advance" && page.asked.length > 20) capture.stop("person");
  };
  const { code, receipt } = await capture.run();
  assert.deepEqual([code, receipt.state], [0, "partial"]);
  assert.equal(host.committed.completeness.stopped_by, "person");
  assert.equal(page.at, page.home);
  assert.deepEqual(texts(host.committed), all(200).slice(-host.committed.items.length));
});

/** A page that was scrolled up to its message 100, and that may hold some above the view. */
function standing(count, changes) {
  const page = new SimulatedPage(count);
  page.at = page.home = page.pictureAt = 100;
  page.advance = ({ way }) => {
    const before = page.at;
    page.at = Math.max(0, Math.min(count - VIEW, page.at + way * 6));
    const [moved, edge] = [page.at !== before, page.at === count - VIEW];
    return { changes: [], now: page.look(), shared: true, moved, edge, still: 0 };
  };
  return { page, ...setUp(page, changes) };
}

test("from here, what was in view and all that follows is kept, and the end is told as the limit", async () => {
  const wish = { limits: { from_here: true } };
  const { host, capture, page } = standing(160, { wish });
  await capture.run();
  const { completeness } = host.committed;
  assert.deepEqual(
    [completeness.end, completeness.stopped_by, completeness.limit],
    ["not_reached", "limit", "from_here"],
  );
  assert.equal(completeness.limits.from_here, true);
  assert.ok(completeness.doubts.includes("end_open"));
  assert.deepEqual(texts(host.committed), all(160).slice(100));
  assert.deepEqual([page.at, page.asked.includes("jump")], [page.home, false]);
  assert.deepEqual(host.sent.find(({ type }) => type === "begin").seen.limits, wish.limits);
  assert.deepEqual(complaints(SCHEMA, host.committed), []);
  assert.equal(capture.left(), null);
});

test("from here, a press in between is told as the person's, and it goes on the way it went", async () => {
  const { host, capture, page } = standing(400, { wish: { limits: { from_here: true } } });
  const pictured = page.pictured.bind(page);
  page.pictured = () => ({ ...pictured(), prints: [`print ${page.at}`] });
  page.onAsk = (question) => {
    if (question === "advance" && page.asked.length > 20) capture.stop("person");
  };
  await capture.run();
  const { completeness, items } = host.committed;
  assert.deepEqual([completeness.stopped_by, completeness.limit], ["person", ""]);
  assert.equal(completeness.limits.from_here, true);
  assert.deepEqual(texts(host.committed), all(400).slice(100, 100 + items.length));
  assert.equal(capture.left().from_here, true);
});

for (const [how, told] of [
  ["closed", 83],
  ["navigated", 83],
  ["moved", 86],
]) {
  test(`a page that is ${how} is committed with what there is, and the person hears of it`, async () => {
    const page = new SimulatedPage(200);
    const { host, capture } = setUp(page);
    page.onAsk = () => {
      if (page.asked.length > 15) throw new PageGone(how);
    };
    const { code } = await capture.run();
    assert.equal(code, told);
    assert.equal(host.committed.completeness.stopped_by, how);
    assert.ok(host.committed.items.length > VIEW);
    assert.equal(host.committed.pane.put_back, false);
  });
}

test("a host that ends in the middle: the rest waits, and the page is put back", async () => {
  const page = new SimulatedPage(200);
  const { host, capture } = setUp(page);
  page.onAsk = () => {
    if (page.asked.length === 15) host.die();
  };
  const { receipt } = await capture.run();
  assert.equal(receipt.state, "waiting");
  assert.equal(page.at, page.home);
  assert.equal(page.asked.at(-1), "finish");
});

test("where no script may run, the picture is kept and the person hears why there is no more", async () => {
  const { host, capture } = setUp(new SimulatedPage(20), { inject: async () => false });
  const { code } = await capture.run();
  assert.equal(code, PAGE_FORBIDDEN);
  assert.equal(host.kept("tile").length, 1);
  assert.deepEqual(host.committed.completeness.notes, ["page_script_forbidden"]);
  assert.equal(host.committed.completeness.end, "not_reached");
});

test("what fills most of the view and cannot be read is not called kept whole", async () => {
  const page = new SimulatedPage(20);
  const start = page.start.bind(page);
  page.start = () => ({ ...start(), closed: 0.9 });
  const { host, capture } = setUp(page);
  assert.equal((await capture.run()).code, PAGE_FORBIDDEN);
  assert.equal(host.committed.completeness.end, "not_reached");
});

test("a picture that a busy browser refused at the press is taken again", async () => {
  const refused = Promise.reject(new Error("image readback failed"));
  refused.catch(() => undefined);
  const { host, capture } = setUp(new SimulatedPage(20), { wish: { firstTile: refused } });
  await capture.run();
  assert.equal(host.kept("tile")[0].name, "tile-0001.png");
  assert.equal(host.committed.completeness.end, "reached");
});

test("a picture that is the one before byte for byte is taken once more", async () => {
  let taken = 0;
  const take = async () => {
    taken += 1;
    return Uint8Array.from([137, 80, 78, 71, taken >> 1]); // each twice
  };
  const shots = { take, thrownAway: 0, pacer: { delay: () => 0 } };
  const { host, capture } = setUp(new SimulatedPage(60), { shots });
  await capture.run();
  const hashes = host.kept("tile").map(({ sha256 }) => sha256);
  assert.ok(hashes.length > 3);
  assert.equal(new Set(hashes).size, hashes.length);
});

test("without a first picture nothing is begun", async () => {
  const refused = Promise.reject(new Error("no permission"));
  refused.catch(() => undefined);
  const none = async () => {
    throw new Problem(PICTURE_FAILED, "no picture after several tries");
  };
  const { host, capture } = setUp(new SimulatedPage(20), {
    shots: { take: none, thrownAway: 0, pacer: { delay: () => 0 } },
    wish: { firstTile: refused },
  });
  await assert.rejects(capture.run(), { code: PAGE_FORBIDDEN });
  assert.equal(host.capture, null);
});

test("a picture that is refused at the press is taken again where the host is missing too", async () => {
  const refused = Promise.reject(new Error("no permission"));
  refused.catch(() => undefined);
  const { host, capture } = setUp(new SimulatedPage(20), { wish: { firstTile: refused } });
  const run = capture.run();
  host.die("Specified native messaging host not found.");
  assert.equal((await run).receipt.state, "waiting");
});

test("the visible area alone is one picture, and nothing is scrolled", async () => {
  const page = new SimulatedPage(100);
  const { host, capture } = setUp(page, { wish: { whole: false } });
  const { code, receipt } = await capture.run();
  assert.deepEqual([code, receipt.state], [0, "partial"]);
  assert.equal(host.kept("tile").length, 1);
  assert.ok(
    !page.asked.includes("advance") &&
      !page.asked.includes("jump") &&
      !page.asked.includes("putBack"),
  );
  assert.deepEqual(host.committed.completeness.notes, ["visible_area_only"]);
});

test("a page that fits is one picture and complete", async () => {
  const page = new SimulatedPage(VIEW, { scrollable: false });
  const { host, capture } = setUp(page);
  await capture.run();
  assert.equal(host.kept("tile").length, 1);
  assert.equal(host.committed.completeness.end_evidence, "nothing_to_scroll");
  assert.ok(!page.asked.includes("putBack"));
});

test("a message deleted while the capture runs is kept and marked", async () => {
  const page = new SimulatedPage(100);
  const { host, capture } = setUp(page);
  page.onAsk = (question) => {
    if (question === "advance" && page.list.items.length === 100) {
      page.list.items.splice(96, 1);
      page.home -= 1;
    }
  };
  await capture.run();
  // Seen at the start; at the end its neighbours are there and it is not.
  assert.deepEqual(texts(host.committed), all(100));
  const gone = host.committed.items.filter(({ state }) => state !== "shown");
  assert.deepEqual(
    gone.map(({ key, state }) => [key, state]),
    [["id:m96", "gone"]],
  );
});

test("what came while the capture ran is on a picture too, and the page is put back after it", async () => {
  const page = new SimulatedPage(100);
  const { host, capture } = setUp(page);
  page.onAsk = (question) => {
    if (question !== "advance" || page.list.items.length > 100) return;
    page.list.items.push({ id: "m100", text: "text 100" }, { id: "m101", text: "text 101" });
    page.home += 2;
  };
  await capture.run();
  const { items, completeness, tiles, pane } = host.committed;
  assert.deepEqual(texts(host.committed), all(102));
  assert.deepEqual([completeness.end, completeness.not_pictured], ["reached", 0]);
  const last = tiles.at(-1);
  assert.deepEqual(
    items.slice(-2).map(({ boxes }) => boxes.map(({ part }) => part)),
    [[last.part], [last.part]],
  );
  assert.deepEqual([last.join, pane.put_back], ["jump", true]);
  assert.ok(page.asked.lastIndexOf("putBack") > page.asked.lastIndexOf("pictured"));
});

test("an end that grew a little at the click is joined to the first picture", async () => {
  const page = new SimulatedPage(100);
  const { host, capture } = setUp(page);
  page.waitForMore = () => {
    const grown = page.list.items.length === 100;
    if (grown) page.list.items.push({ id: "m100", text: "text 100" });
    return { changes: [page.look()], grown, loading: false, away: false };
  };
  await capture.run();
  const { completeness, tiles } = host.committed;
  assert.ok(page.asked.includes("jump"));
  assert.deepEqual(texts(host.committed), all(101));
  assert.deepEqual(
    tiles.map(({ join }) => join),
    ["first", ...Array.from(tiles.slice(1), () => "shared")],
  );
  assert.deepEqual(completeness.gaps, []);
});

test("nothing new at the end is no reason for another picture", async () => {
  const page = new SimulatedPage(100);
  const { host, capture } = setUp(page);
  await capture.run();
  assert.deepEqual(
    host.committed.tiles.map(({ join }) => join).filter((join) => join === "jump"),
    [],
  );
});
