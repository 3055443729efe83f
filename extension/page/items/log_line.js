// How a line of a log begins: with a time, and with who says it.

const CLOCK =
  /^[[(<]?\s?((?:\p{Nd}{1,4}[-/.]\p{Nd}{1,2}[-/.]\p{Nd}{1,4},?[\sT]+)?\p{Nd}{1,2}[:.h]\p{Nd}{2}(?::\p{Nd}{2})?(?:\s?[ap]\.?m\.?)?)[\])>]?[\s-]*/iu;
const NAME =
  /^(?:<\s?[@+%~&]?([^<>]{1,40})>|[@+%~&]?([\p{L}\p{N}_.|^`-]{1,30}(?:\s[\p{L}\p{N}_.-]{1,30})?)\s?[:>])\s/u;

/**
 * @param {string} text
 * @returns {{author: string, time_shown: string} | null} null where it does not begin with both
 */
function beginOf(text) {
  const clock = CLOCK.exec(text);
  const name = clock && NAME.exec(text.slice(clock[0].length));
  if (!clock || !name) return null;
  return { author: (name[1] ?? name[2] ?? "").trim(), time_shown: clock[1] ?? "" };
}

export { beginOf, CLOCK, NAME };
