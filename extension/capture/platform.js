/** Which platform, kind of page and ids an address tells of. Twin of host/keepsake/core/platforms.py. */

/**
 * @typedef {object} PlatformRule one platform of shared/data/platforms.json
 * @property {string} platform
 * @property {string[]} hosts
 * @property {{kind: string, regex: string, groups: string[]}[]} url_kinds
 */

/**
 * Reads the address alone. A platform that lives on any host ("*") is only recognised on the hosts
 * listed, because the shape of its addresses is shared with others.
 * @param {PlatformRule[]} rules
 * @param {string} address
 * @returns {import("./types.js").Place}
 */
export function placeOf(rules, address) {
  const host = hostOf(address);
  for (const rule of rules) {
    if (rule.hosts.includes("*") && !rule.hosts.includes(host)) continue;
    for (const { kind, regex, groups } of rule.url_kinds) {
      const found = new RegExp(regex).exec(address);
      if (found) return { platform: rule.platform, kind, ids: idsOf(groups, found) };
    }
  }
  const known = rules.find((rule) => rule.hosts.includes(host));
  return { platform: known?.platform ?? "", kind: "page", ids: [] };
}

/**
 * @param {string[]} groups
 * @param {RegExpExecArray} found
 */
function idsOf(groups, found) {
  return groups
    .map((name, i) => ({ name, value: found[i + 1] ?? "", where: "address" }))
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
 * @param {string} kind
 * @returns {boolean} true when pages of this kind are conversations, walked from the newest up
 */
export function isConversation(kind) {
  return /^(dm_|chat_|private_message|channel$|web_app$)/.test(kind) && !/inbox/.test(kind);
}
