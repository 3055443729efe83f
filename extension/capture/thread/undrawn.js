/** Items that the page had a place and an id for, and never drew while they were passed. Pure. */

/** @typedef {import("../types.js").Entry} Entry */

export class Undrawn {
  constructor() {
    /** @type {Map<string, KeepsakeUndrawn>} */
    this.passed = new Map();
  }

  /** @param {KeepsakeUndrawn[]} undrawn of one look */
  note(undrawn = []) {
    for (const each of undrawn) {
      const known = this.passed.get(each.id);
      if (!known?.after || !known.before) this.passed.set(each.id, each);
    }
  }

  /**
   * @param {Entry[]} entries in page order: what was drawn after all is among them
   * @param {string[]} keys
   * @returns {{after: string, before: string}[]} keys of the items that stand around those that were not, each place once
   */
  gaps(entries, keys) {
    /** @type {Map<string, string>} */
    const keyOf = new Map();
    entries.forEach(({ content }, i) => {
      for (const value of [content.id, ...content.ids.map((id) => id.value)])
        if (value && !keyOf.has(value)) keyOf.set(value, keys[i] ?? "");
    });
    const places = Array.from(this.passed.values(), ({ id, after, before }) =>
      keyOf.has(id) ? "" : JSON.stringify([keyOf.get(after) ?? "", keyOf.get(before) ?? ""]),
    );
    return Array.from(new Set(places.filter(Boolean)), (place) => {
      const [after = "", before = ""] = JSON.parse(place);
      return { after, before };
    });
  }
}
