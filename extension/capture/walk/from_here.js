/** What is kept where only what follows the view of the click was asked for. Pure. */

/**
 * Pages hold more than is in view, and on the way back they may show what lies before it. What stands
 * above the first item that is known already was not asked for.
 * @param {KeepsakeRow[]} rows in page order
 * @param {(row: KeepsakeRow) => boolean} known whether its item is kept already
 * @param {boolean} back the walk is over, and nothing that is not known lies on the way
 * @returns {KeepsakeRow[]}
 */
export function fromView(rows, known, back) {
  const at = rows.findIndex(known);
  const first = at < 0 && !back ? rows.findIndex(({ visible }) => visible) : at;
  return first < 0 ? [] : rows.slice(first);
}
