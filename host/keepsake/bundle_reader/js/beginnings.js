/** Captures that were entered twice: their beginning alone, and then all of it. Pure. Source: FORMAT.md §3.9. */

/**
 * Of several entries of one capture the last holds; the earlier ones are its beginning.
 * @template {{capture: string, entry: number, number: number}} Exhibit
 * @param {Exhibit[]} exhibits In the order of their entries.
 * @returns {(Exhibit & {wholeIn: number})[]} with the number of the exhibit that holds all of it, else 0
 */
export function withWhole(exhibits) {
  const last = new Map(exhibits.map((exhibit) => [exhibit.capture, exhibit]));
  return exhibits.map((exhibit) => {
    const whole = last.get(exhibit.capture) ?? exhibit;
    return { ...exhibit, wholeIn: whole.entry === exhibit.entry ? 0 : whole.number };
  });
}
