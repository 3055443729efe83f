// The moment that an attribute of an item fixes. Whose it is, and what is shown of it, is read from what was seen.

const ATTRIBUTES = [
  "datetime",
  "data-timestamp",
  "data-time",
  "data-utime",
  "data-ts",
  "data-date",
  "created",
  "created-timestamp",
  "ts",
  "title",
  "aria-label",
];
const NAMED = ATTRIBUTES.map((name) => `[${name}]`).join();
const LONGEST = 80; // characters
/** Day first: with points between, nobody writes the month first. */
const POINTED = /^(\d\d)\.(\d\d)\.(\d{4}),? (\d\d:\d\d:\d\d) (?:UTC|GMT)([+-]\d\d:\d\d)$/;

/**
 * @param {string} value
 * @returns {string} the moment, "" where it does not fix one (no zone, no date)
 */
function absolute(value) {
  if (/^\d{10}(\.\d+)?$/.test(value)) return new Date(Number(value) * 1000).toISOString();
  if (/^\d{13}$/.test(value)) return new Date(Number(value)).toISOString();
  const pointed = POINTED.exec(value);
  if (pointed)
    return absolute(`${pointed[3]}-${pointed[2]}-${pointed[1]}T${pointed[4]}${pointed[5]}`);
  if (!/\d{4}-\d\d-\d\dT?.*(Z|[+-]\d\d:?\d\d)$/.test(value)) return "";
  const moment = new Date(value);
  return Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
}

/**
 * @param {Element[]} all an item and what it is made of
 * @returns {{time: string, time_source: string}} the first that is fixed, both "" where none is
 */
export function momentIn(all) {
  for (const element of all.filter((each) => each.matches(NAMED))) {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      const time = value && value.length <= LONGEST ? absolute(value) : "";
      if (time) return { time, time_source: `${name}=${value}` };
    }
  }
  return { time: "", time_source: "" };
}
