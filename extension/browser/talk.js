/** Between the extension's own pages and its worker. */

/**
 * Answers the extension's own pages; whatever else asks gets no answer.
 * @param {(question: any) => unknown} handler
 */
export function onQuestion(handler) {
  chrome.runtime.onMessage.addListener((question, sender, reply) => {
    if (!sender.url?.startsWith(chrome.runtime.getURL("ui/"))) return false;
    Promise.resolve(handler(question)).then(reply, () => reply(null));
    return true;
  });
}

/**
 * @param {object} question
 * @returns {Promise<any>} null when the worker has no answer
 */
export async function ask(question) {
  try {
    return (await chrome.runtime.sendMessage(question)) ?? null;
  } catch {
    return null; // the worker was ended meanwhile
  }
}
