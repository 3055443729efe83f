/** The days that a person can choose to go back to without looking at a calendar. Pure. */

/** @type {Record<string, {days?: number, months?: number}>} how far back, by the menu's item */
const BACK = {
  today: {},
  yesterday: { days: 1 },
  week: { days: 7 },
  month: { days: 30 },
  quarter: { months: 3 },
};

/**
 * @param {string} item
 * @param {Date} now
 * @returns {string} the day in the zone of the computer, YYYY-MM-DD; "" for what is no such item
 */
export function dayOf(item, now) {
  const back = BACK[item];
  if (!back) return "";
  const { days = 0, months = 0 } = back;
  // A month that is shorter ends on its last day.
  const last = new Date(now.getFullYear(), now.getMonth() - months + 1, 0).getDate();
  const date = Math.min(now.getDate(), last) - days;
  const day = new Date(now.getFullYear(), now.getMonth() - months, date);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
    .map((part) => `${part}`.padStart(2, "0"))
    .join("-");
}
