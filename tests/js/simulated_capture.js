/** A page that answers what page/main.js would, and a capture of it with everything around it simulated. */

import { Capture } from "../../extension/capture/run.js";
import { WaitingRoom } from "../../extension/capture/waiting/room.js";
import { HostSide } from "./host_side.js";
import { MemoryShelf, seals } from "./memory_shelf.js";
import { SimulatedList } from "./simulated_page.js";

const ADDRESS = "https://example.org/t/1";
const PICTURE = Uint8Array.from([137, 80, 78, 71]);
export const VIEW = 8;

/** Answers what page/main.js would, for a list of messages at its newest end. */
export class SimulatedPage {
  constructor(count, { scrollable = true } = {}) {
    const items = Array.from({ length: count }, (_, n) => ({ id: `m${n}`, text: `text ${n}` }));
    this.list = new SimulatedList(items);
    this.at = this.home = this.pictureAt = count - VIEW;
    this.asked = [];
    this.scrollable = scrollable;
    this.onAsk = () => undefined;
  }

  look() {
    return { ...this.list.look(this.at, VIEW), address: ADDRESS };
  }

  async ask(question, order) {
    this.asked.push(question);
    this.onAsk(question, this);
    const answer = await this[question](order);
    return structuredClone(answer);
  }

  start() {
    const box = { x: 0, y: 0, width: 400, height: 600 };
    const pane = { kind: "element", label: "div", direction: "up", box, scroll_before: 0 };
    const viewport = { width: 400, height: 600 };
    const page = { document_url: ADDRESS, viewport, device_pixel_ratio: 1, focused: true };
    const now = this.look();
    return {
      pane: { ...pane, scrollable: this.scrollable },
      rule: {},
      closed: 0,
      now,
      page,
      ids: [],
      words: 10,
    };
  }

  advance({ way }) {
    const before = this.at;
    const changes = [this.look()]; // it looks before it moves
    this.at = Math.max(0, Math.min(this.list.items.length - VIEW, this.at + way * 6));
    const moved = this.at !== before;
    return {
      changes,
      now: this.look(),
      shared: true,
      moved,
      edge: way < 0 ? this.at === 0 : false,
      still: 0,
    };
  }

  /** The page goes on by one view, to its end. */
  sweep({ way }) {
    const changes = [this.look()];
    let screens = 0;
    for (
      ;
      screens < 8 && (way < 0 ? this.at > 0 : this.at < this.list.items.length - VIEW);
      screens++
    ) {
      this.at = Math.max(0, Math.min(this.list.items.length - VIEW, this.at + way * (VIEW - 1)));
      changes.push(this.look());
    }
    return { changes, screens, on: screens === 8 };
  }

  jump({ way }) {
    this.at = way < 0 ? 0 : this.list.items.length - VIEW;
    return {
      changes: [],
      now: this.look(),
      shared: Math.abs(this.at - this.pictureAt) < VIEW,
      edge: true,
    };
  }

  waitForMore = () => ({ changes: [], grown: false, loading: false, away: false });
  alive = () => ({});

  pictured() {
    this.pictureAt = this.at;
    const viewport = { width: 400, height: 600 };
    const about = { address: ADDRESS, attached: true, made: 0, viewport, scale: 1 };
    return { same: true, hidden: false, focused: true, ...about };
  }

  again() {
    this.at = this.pictureAt;
    return { changes: [], now: this.look(), shared: true };
  }

  snapshot = () => ({ html: "<p>copy</p>", cut: false, inlined: 0, named: 0 });
  measure = () => ({ words: 10 });
  finish = () => ({});

  putBack() {
    this.at = this.home;
    return { changes: [this.look()], now: this.look(), put_back: true };
  }
}

/** A part of a picture with sharp edges in it, as letters have. */
export function lettered({ width, height }) {
  const data = Uint8Array.from({ length: width * height * 4 }, (_, at) =>
    (at >> 2) % 3 ? 255 : 20,
  );
  return { data, width, height };
}

export function setUp(page, changes = {}) {
  const host = new HostSide();
  const events = [];
  let time = 0;
  const clock = {
    now: () => {
      time += 10;
      return time;
    },
    date: () => new Date(Date.UTC(2026, 10, 24, 19, 3) + time),
    uuid: () => "0b9f1f0e-0000-4000-8000-000000000000",
    sleep: async () => undefined,
    every: () => () => undefined,
  };
  const shots = {
    take: async (stopped) => (stopped() ? null : PICTURE),
    thrownAway: 0,
    pacer: { delay: () => 0 },
  };
  const shelf = new MemoryShelf();
  const tools = {
    connect: () => host.port,
    room: new WaitingRoom(shelf, seals, clock),
    inject: async () => {
      events.push(`inject after ${host.kept("tile").length} kept`);
      return true;
    },
    ask: (question, order) => page.ask(question, order),
    mhtml: async () => null,
    shots,
    openPicture: async () => ({ width: 400, part: lettered, close: () => undefined }),
    clock,
    progress: (tiles) => events.push(tiles),
    platforms: [],
    environment: {
      extension: "0.1.0",
      user_agent: "node",
      languages: ["en"],
      viewport: { width: 400, height: 600 },
      zoom: 1,
    },
    version: "0.1.0",
    ...changes,
  };
  const tab = { url: ADDRESS, title: "A thread", width: 400, height: 600 };
  const wish = { tab, firstTile: Promise.resolve(PICTURE), whole: true, ...changes.wish };
  return { host, events, shelf, tools, capture: new Capture(tools, wish) };
}
