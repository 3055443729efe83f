/** Decides what the walk over a page does next. Pure: what was seen goes in, one order comes out. */

export const CALM_CHECKS = 3;
export const CHECK_MS = 1400;
const HELD_MS = 3400; // since the page was last moved, or was last seen to bring or to do something there
const LEAST_CHECK_MS = 600;
const MOST_ASKED = 2; // checks in which the page fetched something: some ask their site all the time
const SLOWER = 1.5; // how much longer than ever before the page may take for what comes next
const LOADING_CHECKS = 12;
export const MOST_VAIN = 3; // times in a row that an end moved and brought no item: it does so without an end
const MOST_STUCK = 3; // steps in a row that lead nowhere; the last of them turns back for nothing

/**
 * @typedef {object} Limits how far a capture goes at most
 * @property {number} tiles pictures
 * @property {number} minutes
 * @property {string} back_to a day, YYYY-MM-DD in the person's own zone: older items are not walked to; "" for all
 * @property {boolean} from_here what stands before that which was in view at the click is not walked to
 */

/**
 * What a person set of how far a capture goes; 0, "" or absent leaves the default.
 * @typedef {Partial<Limits> & {sweep?: boolean}} Wished sweep: false takes pictures at once, without going
 *   through the words first
 */

/** A thread is walked to its beginning; a feed may have no end. */
export const LIMITS = {
  up: { tiles: 3000, minutes: 45, back_to: "", from_here: false },
  down: { tiles: 1200, minutes: 20, back_to: "", from_here: false },
};

const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * The limits in force: what the person set, and where they set nothing (0 or "") the default.
 * @param {"up" | "down"} direction
 * @param {Partial<Limits>} [wished]
 * @returns {Limits}
 */
export function limitsFor(direction, wished = {}) {
  const { tiles, minutes, back_to } = LIMITS[direction];
  return {
    tiles: Math.floor(Number(wished.tiles)) > 0 ? Math.floor(Number(wished.tiles)) : tiles,
    minutes: Number(wished.minutes) > 0 ? Number(wished.minutes) : minutes,
    back_to: DAY.test(wished.back_to ?? "") ? String(wished.back_to) : back_to,
    from_here: wished.from_here === true,
  };
}

/**
 * @param {Partial<Limits>} [wished]
 * @returns {Partial<Limits>} those that the person set
 */
export function chosen(wished = {}) {
  return Object.fromEntries(Object.entries(wished).filter(([, value]) => value));
}

/**
 * @typedef {{do: "step", past: boolean} | {do: "wait", ms: number, nudge: boolean, stuck: boolean} | {do: "end", reached: boolean,
 *   evidence: import("../../../shared/schemas/manifest").Completeness["end_evidence"], stoppedBy: import("../types.js").StoppedBy, limit: "" | keyof Limits}} Order
 */

export class Plan {
  /**
   * @param {Limits} limits
   * @param {number} started ms
   */
  constructor(limits, started) {
    this.limits = limits;
    this.started = started;
    this.tiles = 0;
    this.calm = 0;
    this.checks = 0;
    this.stuck = 0;
    this.atEdge = false;
    this.passed = false;
    this.waiting = 0;
    this.longest = 0;
    this.vain = 0;
    this.far = -1;
    this.now = started;
    this.since = started;
    this.asked = 0;
    this.doubted = false;
    /** Where the walk began: its last item, when it was left and how long nothing had come there, ms. */
    this.left = { last: 0, since: started, held: 0 };
  }

  /**
   * After a step that was pictured or not.
   * @param {{moved: boolean, edge: boolean, since?: number}} step since: when it was moved, ms
   */
  stepped({ moved, edge, since = this.now }) {
    if (moved) this.begins();
    else this.stuck += 1;
    this.doubted = false;
    this.atEdge = edge;
    this.since = since;
  }

  /** What was found out of an end is over: this is another one. */
  begins() {
    [this.calm, this.checks, this.stuck, this.waiting, this.asked] = [0, 0, 0, 0, 0];
  }

  pictured() {
    this.tiles += 1;
  }

  /** @param {number} ms that went by without pictures, which the minutes are for */
  spent(ms) {
    this.started += ms;
  }

  /** The items in view are older than the day that the person set. */
  dayPassed() {
    this.passed = true;
  }

  /**
   * After waiting at the edge.
   * @param {{grown: boolean, restless?: boolean, loading: boolean, asked?: boolean, took?: number, far?: number}} waited
   *   restless: the end itself moved; asked: the page fetched something; took: ms; far: the item that is known to be
   *   the last by then
   */
  waited({ grown, restless = false, loading, asked = false, took = 0, far = this.far - 1 }) {
    this.checks += 1;
    this.doubted = true;
    this.waiting += took;
    // What comes elsewhere, as at the other end of a busy chat, brings nothing here.
    if (grown) [this.vain, this.far] = [far === this.far ? this.vain + 1 : 0, far];
    if (grown && this.vain < MOST_VAIN) {
      this.longest = Math.max(this.longest, this.waiting);
      this.begins();
      this.atEdge = false;
    } else if (loading || restless) {
      this.since = this.now + took;
    } else if (asked && this.asked < MOST_ASKED) {
      this.asked += 1;
    } else {
      this.calm += 1;
      this.doubted = false;
    }
    this.loading = loading;
  }

  /**
   * @param {number} last item where the walk begins
   * @param {number} now ms
   */
  leaves(last, now) {
    this.left = { last, since: now, held: Math.max(HELD_MS, this.patience) };
  }

  /** @param {number} ms that the page needed for what came when an end had been left */
  late(ms) {
    this.longest = Math.max(this.longest, ms);
  }

  /** @returns {number} ms that outlast what the page ever took before */
  get patience() {
    return SLOWER * this.longest;
  }

  /** @returns {number} ms for one check: together they outlast what the page ever took before */
  get checkMs() {
    const longest = Math.ceil(this.patience / CALM_CHECKS);
    const left = Math.ceil((HELD_MS - (this.now - this.since)) / (CALM_CHECKS - this.calm));
    return Math.max(this.doubted ? CHECK_MS : LEAST_CHECK_MS, left, longest);
  }

  /**
   * @param {number} now ms
   * @returns {"" | keyof Limits} the limit that is reached
   */
  limitAt(now) {
    if (this.passed) return "back_to";
    if (this.tiles >= this.limits.tiles) return "tiles";
    return now - this.started >= this.limits.minutes * 60_000 ? "minutes" : "";
  }

  /**
   * @param {number} now ms
   * @returns {Order}
   */
  next(now) {
    this.now = now;
    const limit = this.limitAt(now);
    if (limit) return { do: "end", reached: false, evidence: "", stoppedBy: "limit", limit };
    if (!this.atEdge && this.stuck < MOST_STUCK)
      return { do: "step", past: this.stuck === MOST_STUCK - 1 };
    if (this.calm >= CALM_CHECKS) {
      const evidence = this.atEdge ? "edge_held" : "stuck";
      return { do: "end", reached: this.atEdge, evidence, stoppedBy: "end", limit: "" };
    }
    if (this.checks >= LOADING_CHECKS) {
      return { do: "end", reached: false, evidence: "still_loading", stoppedBy: "end", limit: "" };
    }
    const stuck = !this.atEdge;
    return { do: "wait", ms: this.checkMs, nudge: this.checks > 0 && !stuck, stuck };
  }
}
