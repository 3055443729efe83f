/** The browser's own copy of a page, where the person allowed it. Firefox makes none. */

/**
 * The browser writes it to a file of its own first and removes that when the copy is let go of.
 * @param {number} tab
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null where it is not allowed or not offered
 */
export async function pageAsMhtml(tab) {
  if (!chrome.pageCapture?.saveAsMHTML) return null;
  const copy = await chrome.pageCapture.saveAsMHTML({ tabId: tab });
  return copy ? new Uint8Array(await copy.arrayBuffer()) : null;
}
