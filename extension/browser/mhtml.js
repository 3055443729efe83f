/** The browser's own copy of a page, where the person allowed it. Firefox makes none. */

const TRIES = 3;
const PAUSE_MS = 500; // it refuses now and then while a page is busy

/**
 * The browser writes it to a file of its own first and removes that when the copy is let go of.
 * @param {number} tab
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null where it is not allowed or not offered
 */
export async function pageAsMhtml(tab) {
  const { pageCapture } = chrome; // undefined until it is allowed
  if (!pageCapture) return null;
  for (let tries = 1; ; tries++) {
    try {
      const copy = await pageCapture.saveAsMHTML({ tabId: tab });
      return copy ? new Uint8Array(await copy.arrayBuffer()) : null;
    } catch (error) {
      if (tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
