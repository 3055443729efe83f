/** Whether a walk has come to items older than the day that the person set. Pure. */

export class DateLimit {
  /** @param {string} day YYYY-MM-DD in the person's own zone; "" for no limit */
  constructor(day) {
    this.from = day ? new Date(`${day}T00:00`).getTime() : Number.NaN;
    /** Whether any item told when it was written. */
    this.read = false;
    this.newest = Number.POSITIVE_INFINITY;
  }

  get asked() {
    return !Number.isNaN(this.from);
  }

  /**
   * @param {KeepsakeLook} look whose rows hold their contents
   * @param {1 | -1} way upwards everything above is older; downwards only where the page has shown that
   * @returns {boolean}
   */
  passed(look, way) {
    if (!this.asked) return false;
    const times = look.rows
      .filter((row) => row.visible && row.content?.time)
      .map((row) => Date.parse(row.content?.time ?? ""));
    if (!times.length) return false;
    this.read = true;
    const newest = Math.max(...times);
    const falling = way === -1 || (Number.isFinite(this.newest) && newest < this.newest);
    this.newest = Math.min(this.newest, newest);
    return falling && newest < this.from;
  }
}
