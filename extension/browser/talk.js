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
 * Answers what the worker asks of the page to practise on.
 * @param {(question: string, order: object) => Promise<object>} handler
 */
export function onPractice(handler) {
  chrome.runtime.onMessage.addListener(({ practise, order }, sender, reply) => {
    if (sender.id !== chrome.runtime.id || typeof practise !== "string") return false;
    handler(practise, order).then(reply);
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
