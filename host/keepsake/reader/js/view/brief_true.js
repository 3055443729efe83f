/**
 * Whether what the summary says of exhibits stands in them. The lists of a bag protect no file from whoever writes new
 * lists, and the summary is in no record of the log: so it is held against what is.
 */

/** @typedef {import("../briefing.js").Account} Account */
/** @typedef {import("../briefing.js").Briefing} Briefing */
/** @typedef {import("../briefing.js").Said} Said */
/** @typedef {import("../model.js").Exhibit} Exhibit */

/**
 * @param {Said} said
 * @param {Exhibit[]} exhibits
 * @returns {boolean} Whether the message that it names has these words, this author and this time.
 */
export function standsSo(said, exhibits) {
  const items = exhibits.find(({ number }) => number === said.exhibit)?.items ?? [];
  const item = items[said.item - 1];
  return (
    item !== undefined &&
    item.takenOver === said.takenOver &&
    [item.text, item.author, item.time, item.timeShown].join("\n") ===
      [said.text, said.author, said.time, said.timeShown].join("\n")
  );
}

/**
 * @param {Account} account
 * @param {Exhibit[]} exhibits
 * @returns {string[]} Which of its ids and addresses are in none of the exhibits that it names.
 */
export function notShown(account, exhibits) {
  const named = exhibits.filter(({ number }) => account.exhibits.includes(number));
  const ids = new Set(named.flatMap((one) => one.ids.flatMap(({ value, of }) => [value, of])));
  const addresses = new Set(named.map(({ url }) => url));
  return [
    ...[...account.permanent, ...account.handles]
      .map(({ value }) => value)
      .filter((value) => !ids.has(value)),
    ...account.addresses.filter((address) => !addresses.has(address)),
  ];
}

/**
 * @param {Briefing} brief
 * @param {Exhibit[]} exhibits
 * @returns {boolean} Whether everything that can be found in the exhibits is there.
 */
export function isTrue(brief, exhibits) {
  const said = [...brief.pointed, ...brief.gone].map((row) => row.said);
  for (const end of [brief.first, brief.last]) if (end) said.push(end);
  return (
    said.every((one) => standsSo(one, exhibits)) &&
    brief.accounts.every((account) => notShown(account, exhibits).length === 0)
  );
}
