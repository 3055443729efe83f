/// <reference path="../types.d.ts" />
"use strict";
// Permanent account ids in the data that a page carries, also where nothing of it is painted.
{
  const HANDLE =
    /^(user_?name|handle|screen_?name|unique_?id|login|vanity(_?name)?|acct|public_?identifier)$/i;
  const STRONG =
    /^(pk|uid|fbid|did|rest_id|id_str|(user|profile|account|owner|author|actor|channel|external|page|sec_?u|entity|member|sender|participant)_?(id|uid|pk))$/i;
  /** Members of something that an account wrote: its plain `id` is then that thing's own. */
  const WRITTEN =
    /^(text|body|message|caption|content|comment|title|created(_?(at|time|utc))?|time(stamp)?|date|datetime|sent(_?at)?|posted(_?at)?|published(_?at)?|taken_?at|edited(_?at)?)$/i;
  const LONGEST = 4_000_000; // characters of one script
  const MOST_NODES = 60_000;
  const MOST_IDS = 20;
  const PAIR = /"([A-Za-z_]{2,20})"\s*:\s*(?:"([\w:.@-]{2,80})"|(\d{4,25}))/g;
  const NEAR = 600; // characters between a handle and an id that belong together

  /** @typedef {{name: string, value: string, where: string, of: string}} Found */

  /**
   * @param {string} name
   * @param {unknown} value
   * @returns {string} the id, or "" when it is none
   */
  function idIn(name, value) {
    if (typeof value !== "string" && typeof value !== "number") return "";
    const text = String(value);
    if (STRONG.test(name)) return /^(?=.*\d)[\w:.-]{4,80}$/.test(text) ? text : "";
    return name === "id" && /^(?=.*\d)[\w:.-]{4,80}$/.test(text) ? text : "";
  }

  /**
   * @param {Record<string, unknown>} object
   * @returns {Found[]} the ids of the account that it describes
   */
  function accountIn(object) {
    const names = Object.keys(object);
    const handle = names
      .map((name) => (HANDLE.test(name) ? object[name] : ""))
      .find((each) => typeof each === "string" && each);
    if (!handle) return [];
    const written = names.some((name) => WRITTEN.test(name));
    const ids = names
      .filter((name) => STRONG.test(name) || !written)
      .map((name) => ({ name, value: idIn(name, object[name]), where: "json", of: String(handle) }))
      .filter(({ value }) => value !== "" && value !== handle);
    return ids.toSorted((a, b) => Number(STRONG.test(b.name)) - Number(STRONG.test(a.name)));
  }

  /**
   * @param {unknown} root
   * @param {Found[]} out
   */
  function walkData(root, out) {
    const waiting = [root];
    for (let n = 0; waiting.length && n < MOST_NODES; n++) {
      const node = waiting.pop();
      if (typeof node !== "object" || node === null) continue;
      if (!Array.isArray(node))
        out.push(...accountIn(/** @type {Record<string, unknown>} */ (node)));
      waiting.push(...Object.values(node));
    }
  }

  /**
   * Where data is inside a program's text: an id counts when a handle stands close to it.
   * @param {string} text
   * @param {Found[]} out
   */
  function searchText(text, out) {
    /** @type {{at: number, name: string, value: string}[]} */
    const pairs = [];
    for (const found of text.matchAll(PAIR)) {
      const name = found[1] ?? "";
      const value = found[2] ?? found[3] ?? "";
      if (HANDLE.test(name) || STRONG.test(name)) pairs.push({ at: found.index, name, value });
    }
    for (const { at, name, value } of pairs) {
      if (!STRONG.test(name) || !idIn(name, value)) continue;
      const close = pairs.filter((each) => HANDLE.test(each.name) && Math.abs(each.at - at) < NEAR);
      const nearest = close.toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0];
      if (nearest) out.push({ name, value, where: "json", of: nearest.value });
    }
  }

  /**
   * Ids of the accounts that the page's data tells of; where the address names one, only of that one.
   * @returns {Found[]}
   */
  function idsInData() {
    /** @type {Found[]} */
    const found = [];
    for (const script of document.scripts) {
      const text = script.textContent ?? "";
      if (script.src || text.length < 8 || text.length > LONGEST) continue;
      if (/json/i.test(script.type)) {
        try {
          walkData(JSON.parse(text), found);
        } catch {
          searchText(text, found);
        }
      } else {
        searchText(text, found);
      }
    }
    const address = decodeURI(location.pathname).toLowerCase().split(/[/@]+/);
    const sure = found.filter((one) => !disputed(one, found));
    const named = sure.filter(({ of }) => address.includes(of.toLowerCase()));
    return distinct(named.length ? named : sure).slice(0, MOST_IDS);
  }

  /**
   * An account has one permanent id: where the page gives it several by a plain name, none is told.
   * @param {Found} one
   * @param {Found[]} found
   */
  function disputed(one, found) {
    if (STRONG.test(one.name)) return false;
    return found.some(
      (each) => each.of === one.of && each.name === one.name && each.value !== one.value,
    );
  }

  /** @param {Found[]} found */
  function distinct(found) {
    const seen = new Set();
    return found.filter(({ value }) => !seen.has(value) && seen.add(value));
  }

  globalThis.keepsakePage.ids = { idsInData };
}
