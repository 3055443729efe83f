/** Asking the page, in the extension's own isolated world. */

import { PageGone } from "../capture/problem.js";
import { find } from "./tabs.js";

const FILES = [
  ...["dom", "find", "rows", "words", "item", "near", "look", "settle", "reach", "walk"],
  ...["ids", "copy", "snapshot", "main"],
].map((name) => `page/${name}.js`);

/**
 * The page of a tab as it is now; a page loaded later in the same tab is another one.
 */
export class PageOf {
  /** @param {number} tab */
  constructor(tab) {
    this.tab = tab;
    this.document = "";
  }

  /** @returns {Promise<boolean>} false when scripts may not run in the page */
  async inject() {
    try {
      const target = { tabId: this.tab };
      const [done] = await chrome.scripting.executeScript({
        target,
        files: FILES,
        injectImmediately: true,
      });
      this.document = done?.documentId ?? "";
      return this.document !== "";
    } catch {
      if (!(await find(this.tab))) throw new PageGone("closed");
      return false;
    }
  }

  /**
   * @param {string} question
   * @param {object} order
   * @returns {Promise<any>}
   * @throws {PageGone} when the page is not there any more
   */
  async ask(question, order) {
    const target = { tabId: this.tab, documentIds: [this.document] };
    /** @type {{value?: unknown, error?: string} | null} */
    let answer = null;
    try {
      const [done] = await chrome.scripting.executeScript({
        target,
        func: answerIn,
        args: [question, order],
      });
      answer = /** @type {{value?: unknown, error?: string} | null} */ (done?.result ?? null);
    } catch {
      // the document is gone; told below
    }
    if (!answer) throw new PageGone((await find(this.tab)) ? "navigated" : "closed");
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  }
}

/**
 * Runs in the page; sent there as text, so it names nothing from here.
 * @param {string} question
 * @param {object} order
 */
async function answerIn(question, order) {
  try {
    return { value: await globalThis.keepsakePage.ask[question]?.(order) };
  } catch (error) {
    return { error: `${question}: ${error instanceof Error ? error.stack : error}` };
  }
}
