/** Moments with their zone. Source: FORMAT.md, conventions. */

/**
 * @param {Date} date
 * @returns {import("../types.js").Moment}
 */
export function moment(date) {
  return {
    utc: date.toISOString(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "",
    offset_minutes: -date.getTimezoneOffset(),
  };
}

/**
 * The time of day of a UTC text as a person's clock shows it.
 * @param {string} utc
 * @returns {string} for instance 14:03:22
 */
export function clockTime(utc) {
  const date = new Date(utc);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}
