import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256Hex, toBase64, toBase64Slowly } from "../../extension/capture/host/bytes.js";
import { CHUNK_BYTES, HostLink } from "../../extension/capture/host/link.js";
import {
  EXTENSION_OLD,
  HOST_GONE,
  HOST_MISSING,
  HOST_OLD,
} from "../../extension/capture/problem.js";
import { HostSide } from "./host_side.js";
import { randomFrom } from "./simulated_page.js";

function bytesOf(size, seed = 1) {
  const random = randomFrom(seed);
  return Uint8Array.from({ length: size }, () => random.below(256));
}

/** Sends artifacts one after the other, as whoever uses a link does. */
class Sender {
  constructor(link) {
    this.link = link;
    this.parts = 0;
    this.queue = Promise.resolve();
  }

  send(bytes, kind = "tile") {
    const part = ++this.parts;
    const about = { part, kind, name: "tile.png", media_type: "image/png", bytes: bytes.length };
    const info = sha256Hex(bytes).then((sha256) => ({ ...about, sha256 }));
    const under = this.queue.then(async () => this.link.part(await info, bytes));
    this.queue = under.then(({ sent }) => sent).catch(() => undefined);
    const [sent, kept] = [under.then(({ sent }) => sent), under.then(({ kept }) => kept)];
    for (const each of [sent, kept]) each.catch(() => undefined); // not every test waits for both
    return { info, sent, kept };
  }
}

async function opened(host) {
  const link = new HostLink(host.port, "0.1.0");
  await link.ready;
  await link.begin("c", { url: "https://example.org/" });
  return new Sender(link);
}

test("artifacts of every size arrive byte for byte", async () => {
  const host = new HostSide();
  const link = await opened(host);
  const sizes = [
    0,
    1,
    2,
    3,
    CHUNK_BYTES - 1,
    CHUNK_BYTES,
    CHUNK_BYTES + 1,
    3 * CHUNK_BYTES,
    5 * CHUNK_BYTES + 7,
  ];
  const sent = sizes.map((size, i) => link.send(bytesOf(size, i + 1)));
  await Promise.all(sent.map(({ kept }) => kept));
  const kept = host.kept("tile");
  assert.deepEqual(
    kept.map(({ part }) => part),
    sizes.map((_, i) => i + 1),
  );
  kept.forEach((part, i) => {
    assert.deepEqual(new Uint8Array(part.data), bytesOf(sizes[i], i + 1));
  });
  const infos = await Promise.all(sent.map(({ info }) => info));
  assert.deepEqual(
    infos.map(({ sha256 }) => sha256),
    kept.map(({ sha256 }) => sha256),
  );
});

test("at most four chunks are under way, and four are used", async () => {
  const host = new HostSide({ slow: true });
  const link = new HostLink(host.port, "0.1.0");
  link.begin("c", {});
  const { kept } = new Sender(link).send(bytesOf(9 * CHUNK_BYTES));
  let done = false;
  kept.then(() => {
    done = true;
  });
  while (!done) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    host.next();
  }
  assert.equal(host.mostUnacknowledged, 4);
});

test("a commit waits for what was sent before it, and gives the receipt", async () => {
  const host = new HostSide();
  const link = await opened(host);
  const manifest = Buffer.from(JSON.stringify({ completeness: { end: "reached" } }));
  link.send(bytesOf(700_000));
  const last = link.send(new Uint8Array(manifest), "manifest");
  await last.sent;
  const { sha256 } = await last.info;
  const receipt = await link.link.commit(2, sha256);
  assert.equal(receipt.state, "complete");
  assert.equal(host.sent.at(-1).type, "commit");
});

test("a host that was never there is missing; one that ends is gone", async () => {
  const absent = new HostSide();
  const first = new HostLink(absent.port, "0.1.0");
  absent.die("Specified native messaging host not found.");
  await assert.rejects(first.ready, { code: HOST_MISSING });
  const forbidden = new HostSide();
  const second = new HostLink(forbidden.port, "0.1.0");
  forbidden.die("Access to the specified native messaging host is forbidden.");
  await assert.rejects(second.ready, { code: HOST_MISSING });
  const ended = new HostSide();
  const third = await opened(ended);
  const { kept } = third.send(bytesOf(3 * CHUNK_BYTES));
  ended.die();
  await assert.rejects(kept, { code: HOST_GONE });
  await assert.rejects(third.link.commit(2, ""), { code: HOST_GONE });
});

test("an error of the host ends everything that waits, with the first number", async () => {
  const host = new HostSide();
  const link = await opened(host);
  const { kept, sent } = link.send(bytesOf(20 * CHUNK_BYTES));
  host.fail(43, "disk_full");
  host.fail(14, "capture_state");
  await assert.rejects(kept, { code: 43 });
  await assert.rejects(sent, { code: 43 });
  await assert.rejects(link.send(bytesOf(1)).kept, { code: 43 });
});

test("signs of life are not taken for anything else", async () => {
  const host = new HostSide();
  const link = await opened(host);
  const { kept } = link.send(bytesOf(6 * CHUNK_BYTES));
  link.link.status(1);
  await kept;
  assert.equal(host.kept("tile").length, 1);
});

test("Base64 is the same with and without the browser's own", () => {
  for (const size of [0, 1, 2, 3, 4, 100, 0x8000, 0x8001, 100_000]) {
    const bytes = bytesOf(size, size + 1);
    assert.equal(toBase64Slowly(bytes), Buffer.from(bytes).toString("base64"));
    assert.equal(toBase64(bytes), toBase64Slowly(bytes));
    const modern = { toBase64: () => "own" };
    assert.equal(toBase64(/** @type {any} */ (modern)), "own");
  }
});

test("where no protocol is shared, the side that the host names is the one to update", async () => {
  const told = [
    ["extension", EXTENSION_OLD],
    ["host", HOST_OLD],
    [undefined, HOST_OLD], // a host from before hosts named one
  ];
  for (const [update, code] of told) {
    const host = new HostSide();
    host.on_hello = () =>
      host.answer({ type: "error", code: 13, name: "protocol_version", update });
    await assert.rejects(new HostLink(host.port, "9.0.0").ready, { code });
  }
});

test("the hello names the browser where the port knows it, and nothing where not", () => {
  const said = [];
  const port = { send: (message) => said.push(message), onMessage() {}, onClose() {}, close() {} };
  for (const more of [{ browser: "edge" }, {}]) new HostLink({ ...port, ...more }, "0.1.0");
  const hello = { type: "hello", protocol: 1, oldest: 1, extension: "0.1.0", rest: [] };
  assert.deepEqual(said, [{ ...hello, browser: "edge" }, hello]);
});
