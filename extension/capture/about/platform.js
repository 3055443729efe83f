/** What an address tells, by the data of shared/data/platforms/. Who will know, host/keepsake/core/platforms.py says as well. */

/** @typedef {{kind: string, regex: string, groups: string[], built?: string}} UrlKind */
/** @typedef {{attribute: string, regex: string, groups: string[]}} Mark an attribute's value that holds ids */
/**
 * @typedef {object} Marks where the site's own elements say what is what, in roles and attributes
 * @property {Mark[]} ids
 * @property {string} [rows] of the items, where what is looked for by itself would leave some out
 */
/**
 * @typedef {object} Reads how far the shape of a platform's conversations is known
 * @property {string} items selector
 * @property {"source" | "live"} seen after public source code alone, or on the platform itself
 * @property {string} checked the day, YYYY-MM-DD
 */
/** @typedef {"yes" | "no" | "not_confirmed"} Answer */

/**
 * @typedef {object} Notice whether an act is told to the other side, in words, with its source
 * @property {"open" | "keep"} act
 * @property {string[]} kinds kinds of page, or "*"
 * @property {Answer} answer
 * @property {string} en
 * @property {string} fr
 * @property {string} source "" where there is none
 * @property {string} checked the day, YYYY-MM-DD
 */

/**
 * @typedef {object} PlatformRule one platform; the one named "" stands for every other site
 * @property {string} platform
 * @property {string} [name] as the site writes it itself
 * @property {string[]} hosts
 * @property {UrlKind[]} url_kinds the first that matches counts
 * @property {import("./id_time.js").IdTime[]} [id_times]
 * @property {Marks} [marks]
 * @property {Notice[]} [will_they_know]
 * @property {Reads} [reads] what its conversations look like
 * @property {import("./observe.js").PageKinds} [page_kinds] of any site, in the record named ""
 * @property {KeepsakeOwner & {kinds: string}} [owner] where ids stand of whom a page of these kinds is of, in the record named ""
 */

const COUNTRY = /^[a-z]{2}(?:-[a-z]{2})?\./; // "uk.", "fr-ca." before a host
const STRICTNESS = ["no", "not_confirmed", "yes"];

/**
 * Reads the address alone.
 * @param {PlatformRule[]} rules
 * @param {string} address
 * @returns {import("../types.js").Place}
 */
export function placeOf(rules, address) {
  const host = hostOf(address);
  for (const rule of rules) {
    if (!isOn(rule, host)) continue;
    for (const { kind, regex, groups } of rule.url_kinds) {
      const found = new RegExp(regex).exec(address);
      if (found) return { platform: rule.platform, kind, ids: idsOf(groups, found) };
    }
  }
  const bare = host.replace(COUNTRY, "");
  const known = rules.find(({ hosts }) => hosts.includes(host) || hosts.includes(bare));
  return { platform: known?.platform ?? "", kind: "page", ids: [] };
}

/**
 * A look-alike ("platform.com.another.example") is another site. A platform that lives on any host
 * ("*") is only known by those listed.
 * @param {PlatformRule} rule
 * @param {string} host
 */
function isOn({ hosts }, host) {
  if (hosts.includes("*")) return hosts.includes(host);
  return hosts.some((each) => host === each || host.endsWith(`.${each}`));
}

/**
 * @param {string[]} groups
 * @param {RegExpExecArray} found
 */
function idsOf(groups, found) {
  return groups
    .map((name, i) => ({
      name,
      value: found[i + 1] ?? "",
      where: /** @type {const} */ ("address"),
    }))
    .filter((id) => id.value !== "");
}

/**
 * @param {string} address
 * @returns {string} lower case, without port; "" when there is none
 */
function hostOf(address) {
  return /^https?:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(address)?.[1]?.toLowerCase() ?? "";
}

/**
 * @param {PlatformRule[]} rules
 * @param {string} platform
 * @returns {PlatformRule | undefined}
 */
export function ruleFor(rules, platform) {
  return rules.find((rule) => rule.platform === platform);
}

/**
 * The address made of the ids alone, without what only leads back to who shared it.
 * @param {PlatformRule[]} rules
 * @param {import("../types.js").Place} place
 * @returns {string} "" where an id for it is missing
 */
export function builtAddress(rules, { platform, kind, ids }) {
  const template = ruleFor(rules, platform)?.url_kinds.find((each) => each.kind === kind)?.built;
  const values = new Map(ids.map(({ name, value }) => [name, value]));
  let whole = true;
  const built = (template ?? "").replace(/\{(\w+)\}/g, (_, name) => {
    const value = values.get(name);
    whole &&= value !== undefined;
    return value ?? "";
  });
  return whole ? built : "";
}

/**
 * Whether the other side is told that a page was opened, and that it was kept.
 * @param {PlatformRule[]} rules
 * @param {{platform: string, kind: string}} place
 * @returns {{answer: Answer, opening: Notice, keeping: Notice}} answer: the worse of the two; keeping counts only
 *   where something is known of it on this platform
 */
export function willTheyKnow(rules, { platform, kind }) {
  const opening = noticeOf(rules, platform, kind, "open");
  const keeping = noticeOf(rules, platform, kind, "keep");
  const general = noticeOf(rules, "", kind, "keep") === keeping;
  const answers = general ? [opening.answer] : [opening.answer, keeping.answer];
  const answer = /** @type {Answer} */ (
    STRICTNESS.findLast((each) => answers.includes(/** @type {Answer} */ (each)))
  );
  return { answer, opening, keeping };
}

/**
 * @param {PlatformRule[]} rules
 * @param {string} platform
 * @param {string} kind
 * @param {"open" | "keep"} act
 * @returns {Notice}
 */
function noticeOf(rules, platform, kind, act) {
  const told = [platform, ""].flatMap((name) => ruleFor(rules, name)?.will_they_know ?? []);
  const notice = told.find(
    (each) => each.act === act && (each.kinds.includes(kind) || each.kinds.includes("*")),
  );
  if (!notice) throw new Error(`any_site.json says nothing of ${act}`);
  return notice;
}

/**
 * What the page is told of itself before it is looked at.
 * @param {PlatformRule[]} rules
 * @param {{platform: string, kind: string}} place
 */
export function hintOf(rules, { platform, kind }) {
  const { rows = "" } = ruleFor(rules, platform)?.marks ?? {};
  const conversation = isConversation(kind);
  const shape = (conversation && ruleFor(rules, platform)?.reads?.items) || "";
  return { conversation, rows, shape, ...ownerOf(rules, kind) };
}

/**
 * @param {PlatformRule[]} rules
 * @param {string} kind of page
 * @returns {{owner?: KeepsakeOwner}} none where a page of that kind is of no one account or group
 */
export function ownerOf(rules, kind) {
  const { kinds, ...owner } = ruleFor(rules, "")?.owner ?? { kinds: "$^", members: [], places: [] };
  return new RegExp(kinds).test(kind) ? { owner } : {};
}

/**
 * @param {string} kind
 * @returns {boolean} true when pages of this kind are conversations, walked from the newest up
 */
export function isConversation(kind) {
  return /^(dm_|chat_|private_message|channel$|web_app$)/.test(kind) && !/inbox/.test(kind);
}
