/** Asking the page to practise on, into which no browser lets an add-on put anything: it has the page's part itself. */

import { PageOf } from "./scripting.js";

export class OwnPage extends PageOf {
  /** @returns {Promise<boolean>} whether its part answers */
  async inject() {
    return (await this.answer("alive", {})) !== null;
  }

  /**
   * @param {string} question
   * @param {object} order
   * @returns {Promise<{value?: unknown, error?: string} | null>} null when the page is gone
   */
  async answer(question, order) {
    try {
      return (await chrome.tabs.sendMessage(this.tab, { practise: question, order })) ?? null;
    } catch {
      return null;
    }
  }
}
