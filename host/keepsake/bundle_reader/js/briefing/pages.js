/**
 * Whether two captures are of one page, and what the later one no longer shows. Source: FORMAT.md §9.6; the same in
 * host/keepsake/core/page_comparison.py.
 */

/** @typedef {import("./shown.js").Shown} Shown */

const ADDRESS = /^(https?):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;
const BACK_TO = new Set(
  "next continue redirect_after_login return_to returnurl redirect dest".split(" "),
);
const ASCII_RUN = /[\0-\x7f]+/g;

/**
 * @param {Shown} one
 * @returns {string[]} Names by which captures of one page are known; none for a front page.
 */
export function pageKeys({ page }) {
  const addresses = [page.canonicalBuilt, page.url];
  if (page.instead) addresses.push(...backTo(page.url));
  return [...new Set(addresses.map(keyOf))].filter(Boolean);
}

/**
 * @param {Shown[]} shown
 * @returns {Shown[][]} Captures by the page that they are of, also where a third one links two.
 */
export function onePage(shown) {
  /** @type {number[]} */
  const leaders = [];
  const leader = (/** @type {number} */ place) => {
    let at = place;
    while (leaders[at] !== at) at = leaders[at] ?? at;
    return at;
  };
  /** @type {Map<string, number>} */
  const first = new Map();
  for (const [place, one] of shown.entries()) {
    leaders.push(place);
    for (const key of pageKeys(one)) {
      const known = first.get(key) ?? place;
      first.set(key, known);
      leaders[leader(place)] = leader(known);
    }
  }
  /** @type {Map<number, Shown[]>} */
  const groups = new Map();
  for (const [place, one] of shown.entries()) {
    const of = leader(place);
    groups.set(of, [...(groups.get(of) ?? []), one]);
  }
  return [...groups.values()];
}

/** @param {string} address */
function keyOf(address) {
  const parts = ADDRESS.exec(address);
  if (!parts) return "";
  const [, , place = "", folder = "", query = "", fragment = ""] = parts;
  const host = place
    .slice(place.lastIndexOf("@") + 1)
    .replace(/:[0-9]*$/, "")
    .toLowerCase()
    .replace(/^www\./, "");
  const path = folder.replace(/\/+$/, "");
  // Some sites name the conversation behind the "#" alone; elsewhere that is a place on the page.
  const inner = path || query ? "" : fragment;
  if (!host || !(path || query || inner)) return "";
  return `${host}${path}?${query}#${inner}`;
}

/**
 * @param {string} address Of a wall.
 * @returns {string[]} Where it would have led back to.
 */
function backTo(address) {
  const [, scheme = "", place = "", , query = ""] = ADDRESS.exec(address) ?? [];
  return pairsOf(query)
    .filter(([name]) => BACK_TO.has(name.toLowerCase()))
    .map(([, value]) => (value.startsWith("/") ? `${scheme}://${place}${value}` : value));
}

/**
 * @param {string} query
 * @returns {[string, string][]} Names and values that are not empty.
 */
function pairsOf(query) {
  return query
    .split("&")
    .map((one) => /^([^=]*)=(.+)$/s.exec(one))
    .filter((found) => found !== null)
    .map(([, name = "", value = ""]) => [unquoted(name), unquoted(value)]);
}

/** @param {string} text */
function unquoted(text) {
  return text.replace(/\+/g, " ").replace(ASCII_RUN, (run) => {
    if (!run.includes("%")) return run;
    const bytes = [];
    for (let at = 0; at < run.length; at += 1) {
      const coded = /^%([0-9a-f]{2})/i.exec(run.slice(at, at + 3))?.[1];
      bytes.push(coded ? Number.parseInt(coded, 16) : run.charCodeAt(at));
      if (coded) at += 2;
    }
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
  });
}

/**
 * @param {Shown} one
 * @param {Shown} later Of the same page.
 * @returns {number[]} Places of messages that the later one does not show although those around them stand side by side.
 */
export function absentLater(one, later) {
  const places = new Map((later.items ?? []).map(({ key }, place) => [key, place]));
  const gaps = gapKeys(later);
  /** @type {number[]} */
  const found = [];
  /** @type {number[]} */
  let run = [];
  let last = "";
  const before = one.items ?? [];
  for (const [place, { key }] of before.entries()) {
    const there = places.get(key);
    if (there === undefined) {
      run.push(place);
      continue;
    }
    const beside = last && there === (places.get(last) ?? Number.NaN) + 1 && !gaps.has(last);
    if (beside && isOwn(last) && isOwn(key)) {
      found.push(...run.filter((absent) => isOwn(before[absent]?.key ?? "")));
    }
    [run, last] = [[], key];
  }
  return found;
}

/**
 * @param {Shown} one
 * @returns {Set<string>} Keys after which something may be missing; all of them where a gap cannot be read.
 */
function gapKeys({ gaps, items }) {
  const after = gaps.map((gap) => {
    if (typeof gap !== "object" || gap === null || Array.isArray(gap)) return null;
    const { after: key = "" } = /** @type {{after?: unknown}} */ (gap);
    return typeof key === "string" || Number.isInteger(key) ? String(key) : null;
  });
  if (after.includes(null)) return new Set((items ?? []).map(({ key }) => key));
  return new Set(after.map(String));
}

/** @param {string} key */
export function isOwn(key) {
  return key.startsWith("id:");
}
