/** A receipt that was lost with the port is asked for where it may still be known, and only there. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { HostSide } from "./host_side.js";
import { SimulatedPage, setUp } from "./simulated_capture.js";

const RECEIPT = { type: "receipt", entry: 1, utc: "2026-11-24T19:03:22.123Z", state: "complete" };

/** A capture whose host ends at its commit, and what the next host answers. */
function lost(answer) {
  const hosts = [];
  const connect = () => {
    const host = new HostSide();
    hosts.push(host);
    if (hosts.length === 1) host.on_commit = () => host.die();
    else
      host.on_ask = ({ capture }) =>
        answer ? host.answer({ ...answer, capture }) : host.die("Native host has exited.");
    return host.port;
  };
  const { capture } = setUp(new SimulatedPage(20), { connect });
  return { capture, hosts };
}

test("a capture that was committed before its host ended gets its receipt from the next", async () => {
  const { capture, hosts } = lost(RECEIPT);
  const { receipt, code } = await capture.run();
  assert.deepEqual([receipt.entry, receipt.state, code], [1, "complete", 0]);
  assert.equal(hosts.length, 2);
  assert.deepEqual(hosts[1].sent.at(-1), { type: "ask", capture: capture.id });
  assert.ok(hosts[1].dead);
});

test("where no commit is known, or nobody answers, what the commit needs waits", async () => {
  for (const answer of [{ type: "unknown", waiting: true }, null]) {
    const { capture, hosts } = lost(answer);
    const { receipt } = await capture.run();
    assert.equal(receipt.state, "waiting");
    const [{ row, lines }] = await capture.tools.room.list();
    assert.deepEqual([row.part, lines.map(({ kind }) => kind)], [row.manifest, ["manifest"]]);
    assert.equal(hosts.length, 2);
  }
});

test("nobody is asked where the host refused the commit", async () => {
  const { host, capture } = setUp(new SimulatedPage(20));
  host.on_commit = () => host.fail(24, "manifest_mismatch");
  await assert.rejects(capture.run(), ({ code }) => code === 24);
  assert.ok(!host.sent.some(({ type }) => type === "ask"));
});
