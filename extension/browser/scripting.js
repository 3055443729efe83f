/** Asking the page, in the extension's own isolated world. */

import { PageGone } from "../capture/problem.js";
import { find, movesOf, whyNoAnswer } from "./tabs.js";

/** The page's part, joined by the build from `page/main.js`. */
const FILES = ["page.js"];

const GONE_MS = 2000;

/** A busy browser hears of a press in the page's own process later than here, and refuses until then. */
const INJECT_TRIES = 10;
const CLOSED_TRIES = 3; // more would only keep a person waiting where no add-on may look
const INJECT_AGAIN_MS = 200;

/** What record only puts into a page: nothing that could read more than account ids out of it. */
const RECORD_FILES = ["record.js"];

/**
 * The page of a tab as it is now; a page loaded later in the same tab is another one.
 */
export class PageOf {
  /** @param {number} tab */
  constructor(tab) {
    this.tab = tab;
    this.document = "";
    this.moves = movesOf(tab);
  }

  /** @returns {chrome.scripting.InjectionTarget} */
  get target() {
    return { tabId: this.tab };
  }

  /**
   * @param {string[]} files
   * @returns {Promise<boolean>} false when scripts may not run in the page
   */
  async inject(files = FILES) {
    const order = { target: this.target, files, injectImmediately: true };
    let most = INJECT_TRIES;
    for (let tries = 0; tries < most; tries += 1) {
      if (tries) await new Promise((resolve) => setTimeout(resolve, INJECT_AGAIN_MS));
      try {
        const [done] = await chrome.scripting.executeScript(order);
        this.document = done?.documentId ?? "";
        return this.document !== "";
      } catch {
        const tab = await find(this.tab);
        if (!tab) throw new PageGone("closed");
        if (!/^https?:/.test(tab.url ?? "")) most = CLOSED_TRIES;
      }
    }
    return false;
  }

  /**
   * @param {string} question
   * @param {object} order
   * @returns {Promise<any>}
   * @throws {PageGone} when the page is not there any more
   */
  async ask(question, order) {
    const moves = movesOf(this.tab);
    const ended = new AbortController();
    const answer = await Promise.race([this.answer(question, order), this.gone(ended.signal)]);
    ended.abort();
    if (!answer) throw new PageGone(await whyNoAnswer(this.tab, this.moves));
    this.moves = moves;
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  }

  /**
   * @param {string} question
   * @param {object} order
   * @returns {Promise<{value?: unknown, error?: string} | null>} null when the page is gone
   */
  async answer(question, order) {
    const target = { tabId: this.tab, documentIds: [this.document] };
    try {
      const args = /** @type {[string, object]} */ ([question, order]);
      const [done] = await chrome.scripting.executeScript({ target, func: answerIn, args });
      return /** @type {{value?: unknown, error?: string} | null} */ (done?.result ?? null);
    } catch {
      return null;
    }
  }

  /**
   * Firefox lets a question stand for ever when its page is left meanwhile.
   * @param {AbortSignal} ended
   * @returns {Promise<null>} once the page is gone
   */
  async gone(ended) {
    while (!ended.aborted) {
      await new Promise((resolve) => setTimeout(resolve, GONE_MS));
      if (!ended.aborted && !(await this.answer("alive", {}))) break;
    }
    return null;
  }
}

/**
 * The ids of accounts that a page's own data tells of, and nothing else of the page.
 * @param {number} tab
 * @param {KeepsakeHint} hint
 * @returns {Promise<import("../capture/types.js").Identifier[]>} none where no script may run
 */
export async function accountsIn(tab, hint) {
  const page = new PageOf(tab);
  return (await page.inject(RECORD_FILES)) ? page.ask("accounts", hint) : [];
}

/**
 * Runs in the page; sent there as text, so it names nothing from here.
 * @param {string} question
 * @param {object} order
 */
export async function answerIn(question, order) {
  try {
    return { value: await globalThis.keepsakePage.ask[question]?.(order) };
  } catch (error) {
    return { error: `${question}: ${error instanceof Error ? error.stack : error}` };
  }
}
