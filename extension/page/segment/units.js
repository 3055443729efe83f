// How the lines of a pane lie in what a candidate takes for items.

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeCandidate} candidate
 * @returns {KeepsakeUnits} what each of its units is made of, and what is in none
 */
function unitsOf(outline, candidate) {
  const { parents, lines, pictures } = outline;
  const heads = candidate.runs
    ? candidate.runs.map((run) => run.heads)
    : candidate.set.map((at) => [at]);
  /** @type {Map<number, number>} */
  const is = new Map(heads.flatMap((each, unit) => each.map((at) => [at, unit])));
  /** @type {number[]} */
  const owner = [];
  let nested = 0;
  const holder = candidate.runs ? (candidate.holder ?? -1) : -2;
  parents.forEach((up, at) => {
    const above = up < 0 ? -1 : (owner[up] ?? -1);
    const own = is.get(at);
    if (own !== undefined && above >= 0) nested += 1;
    owner.push(own ?? above);
  });
  const covered = coveredBy(outline, candidate, holder);
  /** @type {KeepsakeLine[][]} */
  const held = heads.map((_, unit) =>
    candidate.runs ? [...(candidate.runs[unit]?.loose ?? [])] : [],
  );
  const outside = [];
  for (const line of lines) {
    const whose = owner[line.at] ?? -1;
    if (whose >= 0) held[whose]?.push(line);
    else if (!covered.has(line.at)) outside.push(line);
  }
  /** @type {Map<number, number[]>} */
  const pictured = new Map();
  for (const at of pictures) {
    const whose = owner[at] ?? -1;
    const own = pictured.get(whose) ?? [];
    pictured.set(whose, own);
    own.push(at);
  }
  return { units: held, heads, pictured, outside, nested };
}

/**
 * @param {KeepsakeOutline} outline
 * @param {KeepsakeCandidate} candidate
 * @param {number} holder
 * @returns {Set<number>} the elements of a log whose words are those of its lines, and a run's holder
 */
function coveredBy({ parents, all }, { runs, marks }, holder) {
  const covered = new Set();
  if (!runs) return covered;
  if (marks.log === 0) return covered.add(holder);
  if (holder >= 0) covered.add(holder);
  for (let at = Math.max(0, holder + 1); at < all.length; at++)
    if (parents[at] === holder || covered.has(parents[at])) covered.add(at);
  return covered;
}

export { unitsOf };
