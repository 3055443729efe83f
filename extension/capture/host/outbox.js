/** What a capture hands to the host, part by part, and what became of it. */

import { LOST } from "../waiting/room.js";
import { utf8 } from "./bytes.js";
import { Views } from "./views.js";

const ITEMS_EVERY_MS = 1500;
const MOST_UNKEPT = 8; // pictures under way before the walk waits for the host

const NOWHERE = { x: 0, y: 0, width: 0, height: 0 };

export class Outbox {
  /**
   * @param {import("./delivery.js").Delivery} delivery
   * @param {{now: () => number, date: () => Date}} clock
   * @param {(tiles: number) => void} progress called with the number of pictures that are durable
   */
  constructor(delivery, clock, progress) {
    this.delivery = delivery;
    this.clock = clock;
    this.progress = progress;
    /** @type {import("../types.js").Tile[]} */
    this.tiles = [];
    /** @type {Promise<import("../types.js").PartInfo>[]} each once it is durable */
    this.infos = [];
    /** @type {Promise<void>[]} */
    this.unkept = [];
    this.kept = 0;
    /** @type {Set<import("../types.js").Tile>} */
    this.dropped = new Set();
    this.itemsSent = 0;
    this.lastItems = Number.NEGATIVE_INFINITY;
    this.views = new Views((...part) => this.send(...part), clock.now);
  }

  /**
   * @param {string} kind
   * @param {string} name
   * @param {string} mediaType
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @throws {import("../problem.js").Problem} when nothing can be kept any more
   */
  send(kind, name, mediaType, bytes) {
    const sent = this.delivery.part({ kind, name, mediaType, bytes });
    this.infos.push(sent.kept);
    return sent;
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {"first" | "shared" | "jump" | "gap"} join
   * @param {KeepsakeLook | null} look what the picture shows, where known already
   */
  tile(bytes, join, look) {
    const name = `tile-${String(this.tiles.length + 1).padStart(4, "0")}.png`;
    const sent = this.send("tile", name, "image/png", bytes);
    /** @type {import("../types.js").Tile} */
    const tile = {
      part: sent.part,
      at: this.clock.date().toISOString(),
      scroll: look?.scroll ?? 0,
      scroll_height: look?.scroll_height ?? 0,
      pane: look?.pane ?? NOWHERE,
      join,
      moved: false,
      focused: true,
    };
    this.tiles.push(tile);
    const kept = sent.kept.then(({ kind }) => {
      if (kind === LOST) return this.drop(tile);
      this.kept += 1;
      this.progress(this.kept);
    });
    kept.catch(() => undefined); // met where the next part is sent
    this.unkept.push(kept);
    this.views.flush();
    return { part: sent.part, kept, tile };
  }

  /**
   * A picture that there was no room for shows nothing.
   * @param {import("../types.js").Tile} tile
   */
  drop(tile) {
    tile.moved = true;
    this.dropped.add(tile);
  }

  /** Waits while the host is far behind, so that pictures do not pile up in memory. */
  async breathe() {
    while (this.unkept.length > MOST_UNKEPT) await this.unkept.shift();
  }

  /**
   * Items as harvested so far, so that a browser killed later loses little.
   * @param {import("../thread/merge.js").Merger} merger
   * @param {boolean} now without waiting for enough of them
   */
  items(merger, now) {
    const time = this.clock.now();
    if (!now && time - this.lastItems < ITEMS_EVERY_MS) return;
    const { anew, told } = merger.takeTouched();
    if (!told.length) return;
    this.lastItems = time;
    this.itemsSent += 1;
    const lines = told.map(({ entry, after }) => {
      const { n, content, first_seen, boxes, views } = entry;
      const { steady: _, clock: __, ...said } = content;
      const seen = views.length ? { views } : {};
      return JSON.stringify({ n, after, first_seen, ...said, boxes, ...seen });
    });
    if (anew) lines.unshift(JSON.stringify({ anew }));
    const name = `items-${String(this.itemsSent).padStart(4, "0")}.jsonl`;
    this.send("items", name, "application/jsonl", utf8(`${lines.join("\n")}\n`));
    this.views.flush();
  }

  /**
   * @param {string} name
   * @param {string} html
   */
  snapshot(name, html) {
    this.send("snapshot", name, "text/html", utf8(html));
  }
}
