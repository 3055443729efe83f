// Asks about one element once, however many want to know. While a look at the page goes on nothing else
// runs and nothing can change; and the browser keeps each answer it gives until it cleans up.

/** @type {Map<any, any>[]} */
const known = [];
let depth = 0;

/**
 * Runs what reads the page, and remembers answers until it is done.
 * @template Result
 * @param {() => Result} task no promise: when it is kept everything may have changed
 * @returns {Result}
 */
function during(task) {
  depth += 1;
  try {
    return task();
  } finally {
    depth -= 1;
    if (!depth) for (const answers of known) answers.clear();
  }
}

/**
 * @template About
 * @template Answer
 * @template {unknown[]} More
 * @param {(about: About, ...more: More) => Exclude<Answer, undefined>} ask changes nothing, and depends on the page
 *   and on what is the same all through a look
 * @returns {(about: About, ...more: More) => Exclude<Answer, undefined>} the same, asked once about each while a look
 *   goes on
 */
function once(ask) {
  /** @type {Map<About, Exclude<Answer, undefined>>} */
  const answers = new Map();
  known.push(answers);
  return (about, ...more) => {
    if (!depth) return ask(about, ...more);
    const before = answers.get(about);
    if (before !== undefined) return before;
    const answer = ask(about, ...more);
    answers.set(about, answer);
    return answer;
  };
}

export { during, once };
