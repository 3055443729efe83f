// What items say, for telling one from another where the page draws them with other elements.

const LONG = 40; // characters of a line: hardly said twice
const TIMED = "~"; // before the print of what may be said again at the same time of another day
const WEAK = "?"; // before that of what may well stand in another place too
const UNSURE = /^[~?]\[/;

/**
 * What tells one item from another across elements that are used again for other items.
 * @param {KeepsakeContent} content
 */
function printOf({ id, time, clock, steady, text, media }) {
  const pictures = text ? "" : media.map((each) => each.src);
  if (id) return id;
  const long = time || steady.split("\n").some((line) => line.length >= LONG) || pictures.length;
  const grade = long ? "" : clock ? TIMED : WEAK;
  return grade + JSON.stringify([time, clock, steady, pictures]);
}

/**
 * @param {string[]} prints of what is in view, in order
 * @param {string[]} anchor prints of what a picture shows, in order
 * @returns {number[]} which of the first are a part of that
 */
function shared(prints, anchor) {
  const shown = new Set(anchor);
  return prints.flatMap((print, at) => {
    if (!shown.has(print)) return [];
    const sure = !UNSURE.test(print);
    const isIt = (/** @type {string} */ each, /** @type {number} */ there) =>
      each === print && fits(prints, at, anchor, there);
    return sure || anchor.some(isIt) ? [at] : [];
  });
}

/**
 * "Ok" may be another one, unless what stands before it and after it, as far as both show that, is the same.
 * @param {string[]} prints
 * @param {number} at
 * @param {string[]} anchor
 * @param {number} there
 */
function fits(prints, at, anchor, there) {
  const beside = [-1, 1].flatMap((by) => {
    const [one, other] = [prints[at + by], anchor[there + by]];
    return one === undefined || other === undefined ? [] : [one === other];
  });
  if (beside.includes(false)) return false;
  return beside.length > 0 || anchor.length < 2 || (prints[at] ?? "").startsWith(TIMED);
}

export { printOf, shared };
