/** Why a capture is not called complete: what costs that word, in one table. Source: FORMAT.md 4.4. Pure. */

/** @typedef {import("../../shared/schemas/manifest").Frame} Frame */
/** @typedef {NonNullable<import("../../shared/schemas/manifest").Completeness["doubts"]>[number]} Doubt */

/**
 * @typedef {object} Seen of the page, at any time of the capture
 * @property {Frame[]} frames
 * @property {string[]} outside the beginning of each passage in view that was in no item and divided none
 * @property {number} closed_parts parts that the browser lets nobody read
 * @property {boolean} password_field
 * @property {number} status what the site answered, where that was 400 or more; else 0
 */

/**
 * @typedef {Omit<Seen, "outside"> & {words_apart: number, end: string, gaps: object[], not_pictured: number, pictures_unseen: number}} Told what the manifest says
 * @typedef {Told & {instead: boolean}} Known instead: the page was something else than what it is kept for, to the last
 */

/** @type {[code: Doubt, holds: (known: Known) => boolean][]} */
const DOUBTS = [
  ["end_open", ({ end }) => end !== "reached"],
  ["gaps", ({ gaps }) => gaps.length > 0],
  ["not_pictured", ({ not_pictured: count }) => count > 0],
  ["seen_instead", ({ instead }) => instead],
  ["frame_unread", ({ frames }) => frames.length > 0],
  ["picture_unseen", ({ pictures_unseen: count }) => count > 0],
  ["words_apart", ({ words_apart: count }) => count > 0],
  ["password_field", (told) => told.password_field],
  ["site_refused", ({ status }) => status > 0],
  ["closed_part", ({ closed_parts: count }) => count > 0],
];

/**
 * @param {Known} known
 * @returns {Doubt[]} code words, none where the capture is complete as far as is known
 */
export function doubtsOf(known) {
  return DOUBTS.filter(([, holds]) => holds(known)).map(([code]) => code);
}

const REFUSED = 400;

/** What is seen over one capture that costs the word. */
export class Doubts {
  constructor() {
    /** @type {Map<number, Frame>} by a number that stays with it */
    this.frames = new Map();
    /** @type {Set<string>} the beginning of each passage that was in no item and divided none */
    this.outside = new Set();
    this.closed = 0;
    this.password = false;
    this.status = 0;
  }

  /** @param {Pick<KeepsakeSigns, "password" | "status" | "frames" | "closed" | "outside"> | undefined} signs */
  see(signs) {
    if (!signs) return;
    if (signs.status >= REFUSED) this.status = signs.status;
    this.closed = Math.max(this.closed, signs.closed ?? 0);
    this.inView(signs);
  }

  /**
   * When a picture was taken.
   * @param {Pick<KeepsakeSigns, "password" | "frames" | "outside">} seen
   */
  inView({ password, frames, outside }) {
    this.password ||= password;
    for (const passage of outside ?? []) this.outside.add(passage);
    for (const { n, ...frame } of frames ?? []) this.frames.set(n, frame);
  }

  /** @returns {Seen} */
  get told() {
    return {
      frames: Array.from(this.frames.values()),
      outside: Array.from(this.outside),
      closed_parts: this.closed,
      password_field: this.password,
      status: this.status,
    };
  }
}
