/** The browser's own page copy beside ours, where the person allowed it. */

const MOST = 134_217_728; // Source: PROTOCOL.md 1.3

/**
 * Never fails the capture: what could not be had is noted.
 * @param {() => Promise<Uint8Array<ArrayBuffer> | null>} make null where it is not allowed
 * @param {import("./outbox.js").Outbox} outbox
 * @param {string[]} notes
 */
export async function sendMhtml(make, outbox, notes) {
  try {
    const bytes = await make();
    if (!bytes) return;
    if (bytes.length > MOST) notes.push("mhtml_too_large");
    else outbox.send("mhtml", "page.mhtml", "multipart/related", bytes);
  } catch {
    notes.push("mhtml_failed");
  }
}
