/** A list on a page, seen through a window that is moved over it: what page/items/look.js would tell. */

/** Repeatable random numbers (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    below: (n) => Math.floor(next() * n),
    pick: (list) => list[Math.floor(next() * list.length)],
  };
}

const AGE = /^\d+ min$/;
const CLOCK = /^\d{1,2}:\d\d$/;

const NAME = /^(Ann|Annelise Featherstone|Bo)\n/;

/** What somebody says in an item, without the name that stands over it. */
export const saidIn = ({ text }) => text.replace(NAME, "");

/** An item as the page tells it: its lines, with who and when among them. */
export function content({ id = "", text = "", author = "", time = "", ...more }) {
  const { time_shown = "", kind = "message" } = more;
  const lines = [author, ...text.split("\n"), time_shown].filter(Boolean);
  return {
    kind,
    id,
    text: lines.join("\n"),
    steady: lines.filter((line) => !AGE.test(line)).join("\n"),
    clock: CLOCK.test(time_shown) ? time_shown : "",
    time,
    time_source: "",
    ids: [],
    links: [],
    media: [],
    collapsed: 0,
  };
}

/**
 * A page's list. `recycle` uses the same few elements again for other items, as some lists do.
 */
export class SimulatedList {
  constructor(items, { recycle = 0, height = 60, pane = 600 } = {}) {
    this.items = items;
    this.recycle = recycle;
    this.height = height;
    this.pane = pane;
    /** Where more is offered to who clicks: "above", "below" or nowhere. */
    this.offered = "";
    this.told = new Map();
    this.nodes = new Map();
    this.time = 0;
  }

  nodeOf(item, index) {
    if (this.recycle) return 1 + (index % this.recycle);
    if (!this.nodes.has(item)) this.nodes.set(item, this.nodes.size + 1);
    return this.nodes.get(item);
  }

  /** @param {number} from index of the first item in view @param {number} count items in view */
  look(from, count) {
    const start = Math.max(0, from);
    const end = Math.min(this.items.length, from + count);
    const rows = this.items.slice(start, end).map((item, i) => {
      const node = this.nodeOf(item, start + i);
      const told = content(item);
      const known = this.told.get(node) === JSON.stringify(told);
      this.told.set(node, JSON.stringify(told));
      const box = { x: 0, y: i * this.height, width: 400, height: this.height };
      return { node, content: known ? null : told, box, visible: true };
    });
    this.time += 1000;
    return {
      at: new Date(this.time).toISOString(),
      rows,
      top: start === 0,
      bottom: end === this.items.length,
      scroll: start * this.height,
      scroll_height: this.items.length * this.height,
      more: {
        above: start === 0 && this.offered === "above",
        below: end === this.items.length && this.offered === "below",
      },
      pane: { x: 0, y: 0, width: 400, height: this.pane },
      address: "https://example.org/",
      loading: false,
      visible: true,
      attached: true,
      made: 0,
    };
  }
}
