/** The page copy that we make ourselves. Source: FORMAT.md 4.13. */

/**
 * @param {import("../run.js").Capture} capture
 * @param {import("./outbox.js").Outbox} outbox
 * @param {string} name
 * @param {number} budget ms for drawing pictures
 */
export async function sendSnapshot(capture, outbox, name, budget) {
  const { html, cut } = await capture.tools.ask("snapshot", { budget });
  if (cut) capture.say("page_copy_cut");
  outbox.snapshot(name, html);
}
