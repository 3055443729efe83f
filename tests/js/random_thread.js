/** A thread that is walked over while its writers go on, at random but repeatably, and what of it was to be seen. */

import { stateOf } from "../../extension/capture/thread/entry.js";
import { Merger } from "../../extension/capture/thread/merge.js";
import { content, randomFrom, saidIn } from "./simulated_page.js";

const SHORT = ["ok", "yes", "no", "…"];
const SAID = ["I told you so before", "send it like last time"];
const WINDOW = 10;

/**
 * @typedef {object} Way how a thread is made and what happens in it
 * @property {number} count messages
 * @property {boolean} ids
 * @property {"" | "clock" | "exact"} times what tells when a message was written
 * @property {"lasting" | "recycled" | "fresh"} nodes whether elements stay with their messages
 * @property {number} repeated share of messages that say what others say
 * @property {boolean} days dividers between days
 * @property {number} edits share of steps
 * @property {number} deletes
 * @property {number} hops share of steps that leave something out
 * @property {number} loads messages that load at a time, 0 for all at once
 */

export class RandomThread {
  /** @param {number} seed @param {Way} way */
  constructor(seed, way) {
    this.random = randomFrom(seed);
    this.way = way;
    this.merger = new Merger();
    this.nodes = new Map();
    this.told = new Map();
    this.nextNode = 1;
    this.time = 0;
    this.all = Array.from({ length: way.count }, (_, n) => this.message(n));
    this.first = way.loads ? Math.max(0, way.count - way.loads) : 0;
    this.rendered = [];
    this.hopped = false;
    /** @type {Set<object>[]} */
    this.views = [];
  }

  message(n) {
    const { random, way } = this;
    const repeats = random.next() < way.repeated;
    const text = repeats ? random.pick(random.next() < 0.8 ? SHORT : SAID) : `message number ${n}`;
    const clock = `${8 + Math.floor(n / 60)}:${String(n % 60).padStart(2, "0")}`;
    return {
      n,
      id: way.ids ? `m${n}` : "",
      author: random.pick(["Annelise Featherstone", "Bo"]),
      text,
      time: way.times === "exact" ? new Date(1e12 + n * 60_000).toISOString() : "",
      time_shown: way.times === "clock" ? clock : "",
      seen: [],
      gone: false,
      absent: 0,
    };
  }

  /** What the page would show now, dividers among it. */
  list() {
    const rows = [];
    let day = -1;
    for (const item of this.all.slice(this.first)) {
      if (item.gone) continue;
      const its = Math.floor(item.n / 25);
      if (this.way.days && its !== day)
        rows.push({ kind: "divider", text: `Day ${its}`, n: -1 - its });
      day = its;
      rows.push(item);
    }
    return rows;
  }

  nodeOf(item, index) {
    if (this.way.nodes === "recycled") return 1 + (index % (WINDOW + 3));
    const known = this.nodes.get(item.n);
    if (known && (this.way.nodes === "lasting" || this.rendered.includes(item.n))) return known;
    this.nodes.set(item.n, this.nextNode);
    return this.nextNode++;
  }

  look(at, way, part = -1) {
    const list = this.list();
    const start = Math.max(0, Math.min(at, list.length - WINDOW));
    const shown = list.slice(start, start + WINDOW);
    const rows = shown.map((item, i) => {
      const node = this.nodeOf(item, start + i);
      const told = content(item);
      const same = this.told.get(node) === JSON.stringify(told);
      this.told.set(node, JSON.stringify(told));
      const box = { x: 0, y: i * 60, width: 400, height: 60 };
      return { node, content: same ? null : told, box, visible: true };
    });
    this.rendered = shown.map(({ n }) => n);
    this.note(shown, start === 0 && this.first === 0, start + WINDOW >= list.length);
    this.time += 1000;
    const look = {
      at: new Date(this.time).toISOString(),
      rows,
      top: start === 0,
      bottom: start + WINDOW >= list.length,
      scroll: start * 60,
      scroll_height: list.length * 60,
      more: { above: false, below: false },
      pane: { x: 0, y: 0, width: 400, height: WINDOW * 60 },
      address: "https://example.org/",
      head: "",
      loading: false,
      visible: true,
      attached: true,
      made: 0,
    };
    this.start = start;
    return this.merger.add(look, way, part);
  }

  /** What was to be seen in a look: words, and places where something is no longer. */
  note(shown) {
    const items = shown.filter(({ kind }) => kind !== "divider");
    for (const item of items) {
      if (item.seen.at(-1) !== item.text) item.seen.push(item.text);
    }
    const [low, high] = [items[0]?.n ?? 0, items.at(-1)?.n ?? 0];
    for (const item of this.all) {
      if (!item.gone || !item.seen.length) continue;
      item.absent = item.n > low && item.n < high ? item.absent + 1 : item.absent;
    }
  }

  /** Somebody writes in what is in view, or elsewhere; never where nothing stands beside it. */
  meddle() {
    const { random, way } = this;
    const at = this.start + 2 + random.below(WINDOW - 4);
    const anywhere = this.list();
    const item = random.next() < 0.6 ? anywhere[at] : random.pick(anywhere);
    if (!item || item.kind === "divider" || item.n < 3 || item.n > way.count - 4) return;
    if (this.calm?.some((n) => Math.abs(n - item.n) < 4)) return;
    const roll = random.next();
    if (roll < way.edits) item.text = `changed words ${item.n}-${this.time}`;
    else if (roll < way.edits + way.deletes) item.gone = true;
    else return;
    this.calm = [...(this.calm ?? []), item.n];
  }

  /** The whole walk, from the newest up, and home again. */
  walk() {
    const { random, way } = this;
    let at = this.list().length - WINDOW;
    this.look(at, -1);
    for (;;) {
      this.meddle();
      this.look(this.start, -1);
      this.look(this.start, -1, this.time);
      if (this.start === 0) {
        if (this.first === 0) break;
        const before = this.list().length;
        this.first = Math.max(0, this.first - way.loads);
        this.look(this.list().length - before, -1);
        continue;
      }
      at = this.start - (1 + random.below(WINDOW - 4));
      if (random.next() < way.hops && at > 3 * WINDOW) {
        at -= 2 * WINDOW;
        this.hopped = true;
      }
      this.look(at, -1);
    }
    const end = this.list().length - WINDOW;
    this.look(end, 1);
    this.look(end, 1);
    return this;
  }

  /** @returns {string} what the list has that it should not, or lacks; "" when it is right */
  fault() {
    const entries = this.merger.entries().filter(({ content: { kind } }) => kind !== "divider");
    const wanted = this.all.filter(({ seen }) => seen.length);
    for (let k = 0; k < Math.max(entries.length, wanted.length); k++) {
      const [entry, item] = [entries[k], wanted[k]];
      const words = (/** @type {{text: string}} */ content) =>
        saidIn(content).replace(item?.time_shown ? `\n${item.time_shown}` : "", "");
      if (!entry || !item || words(entry.content) !== item.seen.at(-1))
        return `at ${k}: ${JSON.stringify(entry?.content.text)} for ${item?.n} ${JSON.stringify(item?.seen)}`;
      const said = entry.earlier.map(words);
      if (said.join("|") !== item.seen.slice(0, -1).join("|"))
        return `${item.n} said ${JSON.stringify(item.seen)}, told ${JSON.stringify(said)}`;
    }
    return this.wronglyGone(entries, wanted);
  }

  /** Of several in a row that say the same nobody can tell which is gone, but how many are. */
  wronglyGone(entries, wanted) {
    const said = ({ seen, author, time, time_shown }) =>
      [seen.at(-1), author, time, time_shown].join();
    for (let k = 0; k < wanted.length; ) {
      let [gone, least, most] = [0, 0, 0];
      const first = k;
      do {
        gone += stateOf(entries[k]) === "gone" ? 1 : 0;
        least += wanted[k].absent >= 2 ? 1 : 0;
        most += wanted[k].gone ? 1 : 0;
      } while (++k < wanted.length && said(wanted[k]) === said(wanted[first]));
      if (gone < least || gone > most)
        return `${wanted[first].n} ${said(wanted[first])}: ${gone} called gone for ${least} to ${most}`;
    }
    return "";
  }

  /** Places in what was seen where something between was not. */
  holes() {
    let [holes, last] = [0, -1];
    for (const { n, seen, gone } of this.all) {
      if (!seen.length) {
        if (gone) continue;
        if (last >= 0) last = -2;
      } else {
        if (last === -2) holes += 1;
        last = n;
      }
    }
    return holes;
  }
}
