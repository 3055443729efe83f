/** Why a capture is not called complete: what costs that word, in one table. Source: FORMAT.md 4.4. Pure. */

/**
 * @typedef {object} Frame of another site, in view, of which nothing can be read
 * @property {string} name as the page calls it, "" where it does not
 * @property {string} address
 * @property {number} width CSS pixels
 * @property {number} height
 */

/**
 * @typedef {object} Seen of the page, at any time of the capture
 * @property {Frame[]} frames
 * @property {number} closed_parts parts that the browser lets nobody read
 * @property {boolean} password_field
 * @property {number} status what the site answered, where that was 400 or more; else 0
 */

/**
 * @typedef {Seen & {end: string, gaps: object[], not_pictured: number}} Told what the manifest says
 * @typedef {Told & {instead: boolean}} Known instead: the page was something else than what it is kept for, to the last
 */

/** @type {[code: string, holds: (known: Known) => boolean][]} */
const DOUBTS = [
  ["end_open", ({ end }) => end !== "reached"],
  ["gaps", ({ gaps }) => gaps.length > 0],
  ["not_pictured", ({ not_pictured: count }) => count > 0],
  ["seen_instead", ({ instead }) => instead],
  ["frame_unread", ({ frames }) => frames.length > 0],
  ["password_field", (told) => told.password_field],
  ["site_refused", ({ status }) => status > 0],
  ["closed_part", ({ closed_parts: count }) => count > 0],
];

/**
 * @param {Known} known
 * @returns {string[]} code words, none where the capture is complete as far as is known
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
    this.closed = 0;
    this.password = false;
    this.status = 0;
  }

  /** @param {Pick<KeepsakeSigns, "password" | "status" | "frames" | "closed"> | undefined} signs */
  see(signs) {
    if (!signs) return;
    this.password ||= signs.password;
    if (signs.status >= REFUSED) this.status = signs.status;
    this.closed = Math.max(this.closed, signs.closed ?? 0);
    this.inView(signs.frames);
  }

  /** @param {KeepsakeFrame[] | undefined} frames when a picture was taken */
  inView(frames) {
    for (const { n, ...frame } of frames ?? []) this.frames.set(n, frame);
  }

  /** @returns {Seen} */
  get told() {
    return {
      frames: Array.from(this.frames.values()),
      closed_parts: this.closed,
      password_field: this.password,
      status: this.status,
    };
  }
}
