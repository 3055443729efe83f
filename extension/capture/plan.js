/** Decides what the walk over a page does next. Pure: what was seen goes in, one order comes out. */

export const CALM_CHECKS = 3;
const CHECK_MS = 1400;
const LOADING_CHECKS = 12;

/**
 * @typedef {object} Limits how far a capture goes at most
 * @property {number} tiles pictures
 * @property {number} minutes
 * @property {string} back_to a day, YYYY-MM-DD in the person's own zone: older items are not walked to; "" for all
 */

/** A thread is walked to its beginning; a feed may have no end. */
export const LIMITS = {
  up: { tiles: 3000, minutes: 45, back_to: "" },
  down: { tiles: 1200, minutes: 20, back_to: "" },
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
  };
}

/**
 * @typedef {{do: "step"} | {do: "wait", ms: number, nudge: boolean} | {do: "end", reached: boolean,
 *   evidence: string, stoppedBy: import("./types.js").StoppedBy}} Order
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
  }

  /**
   * After a step that was pictured or not.
   * @param {{moved: boolean, edge: boolean}} step
   */
  stepped({ moved, edge }) {
    if (moved) [this.calm, this.checks, this.stuck] = [0, 0, 0];
    else this.stuck += 1;
    this.atEdge = edge;
  }

  pictured() {
    this.tiles += 1;
  }

  /**
   * After waiting at the edge.
   * @param {{grown: boolean, loading: boolean}} waited
   */
  waited({ grown, loading }) {
    this.checks += 1;
    if (grown) {
      [this.calm, this.checks, this.stuck] = [0, 0, 0];
      this.atEdge = false;
    } else if (!loading) {
      this.calm += 1;
    }
    this.loading = loading;
  }

  /**
   * @param {number} now ms
   * @returns {Order}
   */
  next(now) {
    if (this.tiles >= this.limits.tiles || now - this.started >= this.limits.minutes * 60_000) {
      return { do: "end", reached: false, evidence: "", stoppedBy: "limit" };
    }
    if (!this.atEdge && this.stuck < 3) return { do: "step" };
    if (this.calm >= CALM_CHECKS) {
      const evidence = this.atEdge ? "edge_held" : "stuck";
      return { do: "end", reached: this.atEdge, evidence, stoppedBy: "end" };
    }
    if (this.checks >= LOADING_CHECKS) {
      return { do: "end", reached: false, evidence: "still_loading", stoppedBy: "end" };
    }
    return { do: "wait", ms: CHECK_MS, nudge: this.checks > 0 };
  }
}
