/** Where the program does not answer, what was captured waits, sealed; and is handed over when it does. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Decrypter } from "../../build/node_modules/age-encryption/dist/index.js";
import {
  DISK_FULL,
  HOST_MISSING,
  HOST_OLD,
  WAITING_FULL,
} from "../../extension/capture/problem.js";
import { HandOver } from "../../extension/capture/waiting/hand_over.js";
import { WaitingRoom } from "../../extension/capture/waiting/room.js";
import { drawWords, savedFile } from "../../extension/capture/waiting/saved_file.js";
import { Waits } from "../../extension/capture/waits.js";
import { HostSide } from "./host_side.js";
import { MemoryShelf, seals } from "./memory_shelf.js";
import { complaints } from "./schema.js";
import { SimulatedPage, setUp } from "./simulated_capture.js";

const SCHEMA = JSON.parse(
  readFileSync(new URL("../../shared/schemas/manifest.schema.json", import.meta.url), "utf8"),
);
const NOT_FOUND = "Specified native messaging host not found.";
const VAULT = await seals.newKey();

/** Runs a capture whose program is not there. */
function gone({ capture, host }) {
  const run = capture.run();
  host.die(NOT_FOUND);
  return run;
}

/** A capture of a page with nobody at the other end. */
async function alone(count = 60, changes = {}) {
  const made = setUp(new SimulatedPage(count), changes);
  return { ...made, ...(await gone(made)) };
}

/** Hands over to hosts that share one vault. */
function program({ tools }, options = {}) {
  const vault = options.vault ?? new Map();
  const hosts = [];
  const connect = () => {
    const host = new HostSide({ recipient: VAULT.recipient, ...options, vault });
    hosts.push(host);
    options.prepare?.(host, hosts.length);
    return host.port;
  };
  const handOver = new HandOver({ ...tools, connect });
  return { vault, hosts, run: () => handOver.run(), held: (capture) => vault.get(capture.id) };
}

/** As whoever can open the vault reads it. */
async function manifestOf(parts) {
  const { data, sealed } = Array.from(parts.values()).at(-1);
  const plain = sealed ? Buffer.from(await seals.open(new Uint8Array(data), VAULT)) : data;
  return JSON.parse(plain.toString());
}

test("without the program the whole capture waits, and nothing of it is readable", async () => {
  const { receipt, code, capture, shelf, tools, events } = await alone();
  assert.deepEqual([receipt.state, code], ["waiting", 0]);
  assert.ok(
    events.filter((event) => Number.isInteger(event)).length > 3,
    "the pictures are counted",
  );
  const [{ row, lines }] = await tools.room.list();
  assert.equal(lines.length, capture.outbox.delivery.parts);
  assert.deepEqual([row.sealed_to, row.part, row.manifest], ["browser", 0, lines.length - 1]);
  const kinds = new Set(lines.map(({ kind }) => kind));
  for (const kind of ["begin", "tile", "items", "snapshot", "manifest"]) assert.ok(kinds.has(kind));
  const rest = ["captures", "lines", "bytes"].flatMap((store) =>
    Array.from(shelf.stores[store].values(), ([, value]) => Buffer.from(value).toString("latin1")),
  );
  for (const text of rest) {
    assert.ok(text.startsWith("age-encryption.org/v1\n"));
    assert.doesNotMatch(text, /text \d|example\.org|tile-|manifest/);
  }
});

test("no script can take the key of this browser out", async () => {
  const { shelf } = await alone(10);
  const { key } = await shelf.get("own", "key");
  assert.equal(key.extractable, false);
});

test("when the program appears it gets every part as it was, and only then nothing waits", async () => {
  const made = await alone();
  const { capture, shelf, tools } = made;
  const [{ lines }] = await tools.room.list();
  const { hosts, run, held } = program(made);
  const { receipts } = await run();
  assert.equal(receipts.get(capture.id).state, "complete");
  const [host] = hosts;
  const { from: begun, ...about } = host.waited;
  assert.ok(begun <= lines[0].at);
  const expected = { sealed_to: "browser", recipient: "", mode: "", part: 0, resume: "" };
  assert.deepEqual(about, expected);
  assert.deepEqual(
    Array.from(held(capture).values(), ({ sha256, at }) => [sha256, at]),
    lines.map(({ sha256, at }) => [sha256, at]),
  );
  const manifest = await manifestOf(held(capture));
  assert.deepEqual(complaints(SCHEMA, manifest), []);
  const { from, sealed_to, part } = manifest.waited;
  assert.deepEqual([from, sealed_to, part], [host.waited.from, "browser", 0]);
  assert.deepEqual(
    manifest.artifacts.map(({ sha256 }) => sha256),
    lines.slice(0, -1).map(({ sha256 }) => sha256),
  );
  assert.deepEqual(await tools.room.list(), []);
  assert.deepEqual(Object.keys(Object.fromEntries(shelf.stores.own)).length, 2, "key, recipient");
});

test("once this browser has met a vault, what waits is sealed to it and handed over unopened", async () => {
  const made = setUp(new SimulatedPage(60));
  await made.tools.room.meet(VAULT.recipient);
  await gone(made);
  const { run, held, hosts } = program(made);
  const { receipts } = await run();
  assert.equal(receipts.get(made.capture.id).state, "complete");
  assert.deepEqual(hosts[0].sent.at(-1).ended, { state: "complete", reason: "" });
  for (const { bytes, sha256, sealed, data } of held(made.capture).values()) {
    assert.equal(sealed.bytes, data.length);
    const plain = await seals.open(new Uint8Array(data), VAULT);
    assert.equal(plain.length, bytes);
    const { createHash } = await import("node:crypto");
    assert.equal(createHash("sha256").update(plain).digest("hex"), sha256);
  }
  await assert.rejects(
    seals.open(new Uint8Array(held(made.capture).get(1).data), await made.tools.room.own()),
  );
});

test("the first capture of all makes the vault, and this browser has met it then", async () => {
  const host = new HostSide({ recipient: "" });
  host.made = VAULT.recipient;
  const made = setUp(new SimulatedPage(20), { connect: () => host.port });
  assert.equal((await made.capture.run()).receipt.state, "complete");
  assert.equal(await made.shelf.get("own", "recipient"), VAULT.recipient);
});

test("what is sealed to another vault goes on waiting, and why is told", async () => {
  const made = setUp(new SimulatedPage(20));
  await made.tools.room.meet((await seals.newKey()).recipient);
  await gone(made);
  const { problems } = await program(made).run();
  assert.deepEqual(Array.from(problems), [[made.capture.id, 26]]);
  assert.equal((await made.tools.room.list()).length, 1);
});

test("a program of before takes nothing that waited, and loses nothing", async () => {
  const made = await alone(20);
  const { run, hosts } = program(made, { recipient: undefined });
  const { problems } = await run();
  assert.equal(problems.get(made.capture.id), HOST_OLD);
  assert.ok(!hosts[0].sent.some(({ type }) => type === "begin"));
  assert.equal((await made.tools.room.list()).length, 1);
});

test("cut short at any message and handed over again, it arrives once and whole", async () => {
  const reference = await alone(30);
  const whole = program(reference);
  await whole.run();
  const messages = whole.hosts[0].sent.length;
  assert.ok(messages > 20);
  for (let cut = 1; cut <= messages; cut += 2) {
    const made = await alone(30);
    const prepare = (host, nth) => {
      const receive = host.receive.bind(host);
      let count = 0;
      host.receive = (message) => {
        receive(message);
        count += 1;
        if (nth === 1 && count === cut) host.die();
      };
    };
    const { run, held } = program(made, { prepare });
    await run();
    await run();
    const parts = held(made.capture);
    assert.equal(parts.size, whole.held(reference.capture).size, `cut after ${cut}`);
    assert.ok(parts.committed);
    assert.deepEqual(await made.tools.room.list(), []);
  }
});

test("the program goes at any message: what it has not acknowledged waits, and both are one", async () => {
  const counted = setUp(new SimulatedPage(40));
  await counted.capture.run();
  const messages = counted.host.sent.length;
  for (let cut = 1; cut <= messages; cut += 3) {
    const vault = new Map();
    const host = new HostSide({ recipient: VAULT.recipient, vault });
    const receive = host.receive.bind(host);
    let count = 0;
    host.receive = (message) => {
      receive(message);
      count += 1;
      if (count === cut) host.die();
    };
    let first = true;
    const after = () => new HostSide({ recipient: VAULT.recipient, vault }).port;
    const connect = () => {
      const port = first ? host.port : after();
      first = false;
      return port;
    };
    const made = setUp(new SimulatedPage(40), { connect });
    const { receipt } = await made.capture.run();
    if (receipt.state === "waiting") {
      const [{ row, lines }] = await made.tools.room.list();
      assert.equal(row.part + lines.length, made.capture.outbox.delivery.parts, `cut after ${cut}`);
      if (row.part) assert.equal(row.resume, host.resume);
      await program(made, { vault }).run();
    }
    const parts = vault.get(made.capture.id);
    assert.ok(parts.committed, `cut after ${cut}`);
    const manifest = await manifestOf(parts);
    assert.deepEqual(
      manifest.artifacts.map(({ part, sha256 }) => [part, sha256]),
      Array.from(parts.values())
        .slice(0, -1)
        .map((part) => [part.part, part.sha256 ?? manifest.artifacts[0].sha256]),
      `cut after ${cut}`,
    );
    assert.deepEqual(await made.tools.room.list(), []);
  }
});

test("a browser that is ended in the middle hands over what was acknowledged as cut short", async () => {
  const made = setUp(new SimulatedPage(60));
  let kept = 0;
  made.shelf.write = new Proxy(made.shelf.write, {
    apply: (write, shelf, [rows]) => {
      kept += 1;
      return kept > 14 ? new Promise(() => undefined) : write.call(shelf, rows);
    },
  });
  gone(made);
  while (kept <= 14) await new Promise((resolve) => setTimeout(resolve, 5));
  const shelf = Object.assign(new MemoryShelf(), { stores: made.shelf.stores });
  const next = { ...made.tools, room: new WaitingRoom(shelf, seals, made.tools.clock) };
  const [{ row, lines }] = await next.room.list();
  assert.equal(row.manifest, -1);
  assert.ok(lines.length > 5);
  const { run, held } = program({ tools: next });
  const { receipts } = await run();
  assert.equal(receipts.get(made.capture.id).state, "incomplete");
  assert.equal(held(made.capture).size, lines.length);
  assert.deepEqual(await next.room.list(), []);
});

test("what is no longer as it was is told as damaged, and never under the hash of what it was", async () => {
  const made = await alone(30);
  const { lines } = (await made.tools.room.list())[0];
  const tile = lines.findIndex(({ kind }) => kind === "tile");
  const flip = (store, part) => {
    const [, value] = made.shelf.stores[store].get(JSON.stringify([made.capture.id, part]));
    value[value.length - 1] ^= 1;
  };
  flip("bytes", tile);
  flip("lines", 3);
  const { run, held } = program(made);
  await run();
  const [broken, unknown] = [held(made.capture).get(tile), held(made.capture).get(3)];
  assert.deepEqual([broken.kind, broken.name, broken.bytes], ["damaged", lines[tile].name, 0]);
  assert.notEqual(broken.sha256, lines[tile].sha256);
  assert.deepEqual([unknown.kind, unknown.name], ["damaged", "part-0003.bin"]);
});

test("a manifest that is damaged does not keep the rest from being handed over", async () => {
  const made = await alone(30);
  const [{ row }] = await made.tools.room.list();
  const key = JSON.stringify([made.capture.id, row.manifest]);
  made.shelf.stores.bytes.get(key)[1][150] ^= 1;
  const { run, hosts } = program(made);
  const { receipts } = await run();
  assert.equal(receipts.get(made.capture.id).state, "incomplete");
  assert.deepEqual([hosts[0].sent.at(-1).type, hosts[0].sent.at(-1).manifest], ["commit", -1]);
});

/** A disk on which there is room for a few parts, and then only for what pieces of the reserve leave. */
function filled(shelf, { bytes = 0, most = Number.POSITIVE_INFINITY, parts = 9 } = {}) {
  let room = bytes;
  const { reserve } = shelf;
  const spend = reserve.spend.bind(reserve);
  reserve.spend = async () => {
    const spent = await spend();
    // What is free others may have taken before we come.
    if (spent) room += reserve.pieces % 2 ? 2_097_152 : 0;
    return spent;
  };
  shelf.before = (changes) => {
    if (shelf.stores.bytes.size <= parts) return;
    const size = changes.reduce((sum, [, , value]) => sum + (value?.length ?? 0), 0);
    if (size > Math.min(room, most)) throw new DOMException("full", "QuotaExceededError");
    room -= size;
  };
}

test("where there is no more room pictures go and words stay, and the person hears of it", async () => {
  const made = setUp(new SimulatedPage(100));
  filled(made.shelf);
  const { receipt, code } = await gone(made);
  assert.deepEqual([receipt.state, code], ["waiting", WAITING_FULL]);
  const { run, held } = program(made);
  made.shelf.before = () => undefined;
  await run();
  const manifest = await manifestOf(held(made.capture));
  assert.deepEqual(complaints(SCHEMA, manifest), []);
  const { artifacts, tiles, items, completeness } = manifest;
  assert.ok(completeness.notes.includes("waiting_full"));
  assert.deepEqual(
    items.map(({ text }) => text),
    Array.from({ length: 100 }, (_, n) => `text ${n}`),
  );
  const lost = artifacts.filter(({ kind }) => kind === "lost");
  assert.ok(lost.length > 2 && lost.every(({ bytes }) => bytes === 0));
  assert.deepEqual(new Set(lost.map(({ media_type }) => media_type)), new Set(["image/png"]));
  const there = new Set(artifacts.filter(({ kind }) => kind === "tile").map(({ part }) => part));
  assert.ok(tiles.length && tiles.every(({ part }) => there.has(part)));
  for (const { boxes } of items) for (const { part } of boxes) assert.ok(there.has(part));
  assert.equal(made.shelf.reserve.pieces, 0, "nothing waits any more");
});

test("what is set aside is let go of piece by piece, and not for what it cannot hold", async () => {
  const made = setUp(new SimulatedPage(20));
  const { room } = made.tools;
  const place = await room.place("c", { mode: "", part: 0, resume: "" });
  const info = (part, kind, bytes) => ({ part, kind, name: `${part}`, media_type: "", bytes });
  await place.keep(info(0, "begin", 3), new Uint8Array(3));
  assert.equal(made.shelf.reserve.pieces, 4);
  filled(made.shelf, { parts: 0 });
  const kinds = [];
  for (const [part, size] of [20, 20, 9e6, 19e5, 19e5, 19e5, 20].entries())
    kinds.push((await place.keep(info(part + 1, "views", size), new Uint8Array(size))).kind);
  assert.deepEqual(kinds, ["views", "views", "lost", "views", "views", "lost", "views"]);
  assert.equal(made.shelf.reserve.pieces, 0);
});

test("where not even that can be kept that there was a part, a full disk is told", async () => {
  for (const parts of [0, 9]) {
    const made = setUp(new SimulatedPage(60));
    filled(made.shelf, { parts: parts - 1 });
    made.shelf.reserve.keep = async () => undefined;
    await assert.rejects(gone(made), { code: DISK_FULL });
    const waiting = await made.tools.room.list();
    assert.deepEqual(
      waiting.map(({ lines }) => lines.length > 8),
      parts ? [true] : [],
    );
  }
});

test("where nothing can wait either, the problem is told as it was", async () => {
  const made = setUp(new SimulatedPage(20));
  made.shelf.before = () => {
    throw new DOMException("no database", "InvalidStateError");
  };
  await assert.rejects(gone(made), { code: HOST_MISSING });
});

test("a host that is silent for a minute is gone, but for one that commits", async () => {
  let now = 1;
  const clock = { now: () => now, every: () => () => undefined };
  const made = setUp(new SimulatedPage(20));
  const tools = { ...made.tools, clock: { ...made.tools.clock, ...clock } };
  const { Delivery } = await import("../../extension/capture/host/delivery.js");
  for (const committing of [false, true]) {
    const host = new HostSide();
    const delivery = new Delivery({ ...tools, connect: () => host.port }, `c${committing}`);
    await delivery.greeting();
    delivery.begin({ url: "https://example.org/" });
    host.on_status = () => undefined;
    host.on_commit = () => undefined;
    await new Promise((resolve) => setImmediate(resolve));
    if (committing) delivery.link.commit(1, "").catch(() => undefined);
    for (let beat = 0; beat < 6; beat += 1) {
      delivery.status();
      now += 15_000;
    }
    assert.equal(delivery.link.problem === null, committing);
  }
});

test("a program that does not greet in time is not waited for", async () => {
  const late = [];
  const made = setUp(new SimulatedPage(20));
  made.host.on_hello = () => undefined;
  made.tools.clock.every = (ms, run) => {
    late.push([ms, run]);
    return () => undefined;
  };
  const run = made.capture.run();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const [, giveUp] = late.find(([ms]) => ms === 10_000);
  giveUp();
  assert.equal((await run).receipt.state, "waiting");
});

/** Times that pass only when it is said. */
function heldClock(clock) {
  const beats = new Set();
  const every = (ms, run) => {
    const beat = { ms, run };
    beats.add(beat);
    return () => beats.delete(beat);
  };
  const pass = (ms) => {
    for (const beat of beats) if (beat.ms === ms) beat.run();
  };
  return { clock: { ...clock, every }, pass };
}

/** Until it is so; whoever runs the tests has a limit of their own. */
async function until(check) {
  while (!check()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test("a program that is slow to come up takes what waits, and meanwhile it is told that it waits", async () => {
  const made = await alone(20);
  const { clock, pass } = heldClock(made.tools.clock);
  const tools = { ...made.tools, clock };
  /** @type {(() => void)[]} */
  const late = [];
  const prepare = (host) => {
    const greet = host.on_hello.bind(host);
    host.on_hello = (message) => late.push(() => greet(message));
  };
  const { run } = program({ tools }, { prepare });
  const shown = [];
  const badge = {
    waits: () => shown.push("waits"),
    kept: () => shown.push("kept"),
    clearWaits: async () => undefined,
  };
  const openWaiting = async () => true;
  const waits = new Waits({ ...tools, handOver: { run }, badge, openWaiting });
  const settled = waits.settle(made.capture.id, made.receipt, { id: 1, windowId: 1 }, false);
  await until(() => late.length);
  pass(10_000);
  assert.equal((await settled).state, "waiting");
  assert.deepEqual(shown, ["waits"]);
  late[0]();
  await until(() => shown.length > 1);
  assert.deepEqual(shown, ["waits", "kept"]);
  assert.deepEqual(await tools.room.list(), []);
});

test("a program that answers nothing is asked once, however much waits", async () => {
  const made = await alone(10);
  const { tools } = made;
  const uuid = () => "0b9f1f0e-0000-4000-8000-000000000001";
  const clockOfOther = { ...tools.clock, uuid };
  await gone(setUp(new SimulatedPage(10), { room: tools.room, clock: clockOfOther }));
  let now = 0;
  const { clock, pass } = heldClock({ ...tools.clock, now: () => now });
  const prepare = (host) => {
    host.on_hello = () => undefined;
  };
  const { hosts, run } = program({ tools: { ...tools, clock } }, { prepare });
  const handed = run();
  await until(() => hosts.length);
  for (let beat = 0; beat < 7; beat += 1) {
    pass(15_000);
    now += 15_000;
  }
  const { problems, receipts } = await handed;
  assert.deepEqual([hosts.length, problems.size, receipts.size], [1, 2, 0]);
});

test("where the browser lets nobody connect, what waits goes on waiting", async () => {
  const made = await alone(10);
  const connect = () => {
    throw new Error("no native messaging");
  };
  const { problems, receipts } = await new HandOver({ ...made.tools, connect }).run();
  assert.deepEqual([problems.size, receipts.size], [1, 0]);
  assert.equal((await made.tools.room.list()).length, 1);
});

test("the saved file opens with its words alone and holds every part, nothing between", async () => {
  const made = await alone(30);
  const [{ lines, row }] = await made.tools.room.list();
  const words = drawWords(["alder", "birch", "cedar"], 6);
  assert.match(words, /^(alder|birch|cedar)(-(alder|birch|cedar)){5}$/);
  const file = await savedFile(made.tools.room, [made.capture.id], { version: "0.2.0", words });
  const sealed = new Uint8Array(await new Response(file).arrayBuffer());
  const opening = new Decrypter();
  opening.addPassphrase(words);
  const plain = Buffer.from(await opening.decrypt(sealed));
  const end = plain.indexOf("\n");
  const index = JSON.parse(plain.subarray(0, end).toString());
  const [told] = index.captures;
  assert.deepEqual([index.keepsake_waiting, told.capture], [1, made.capture.id]);
  const { manifest, sha256: _, ended: __, ...waited } = row;
  assert.deepEqual([told.waited, told.manifest], [waited, manifest]);
  let at = end + 1;
  const { createHash } = await import("node:crypto");
  for (const [n, { bytes, sha256 }] of told.parts.entries()) {
    const data = plain.subarray(at, at + bytes);
    assert.equal(createHash("sha256").update(data).digest("hex"), sha256);
    assert.equal(sha256, lines[n].sha256);
    at += bytes;
  }
  assert.equal(at, plain.length);
  const wrong = new Decrypter();
  wrong.addPassphrase("alder");
  await assert.rejects(wrong.decrypt(sealed));
  assert.equal((await made.tools.room.list()).length, 1, "saving removes nothing");
});

test("what cannot be read is never told as nothing that waits", async () => {
  const broken = { list: () => Promise.reject(new Error("the store is damaged")) };
  const handOver = { run: async () => ({ receipts: new Map(), problems: new Map() }) };
  const waits = new Waits(/** @type {any} */ ({ room: broken, handOver }));
  assert.equal(await waits.told(), null);
  const whole = new Waits(/** @type {any} */ ({ room: { list: async () => [] }, handOver }));
  assert.deepEqual(await whole.told(), []);
});
