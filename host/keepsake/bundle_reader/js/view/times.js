/** When each exhibit was stamped, by whom, and how long after it was kept. */

import { covering } from "../check/since.js";
import { el } from "../dom.js";
import { elapsed, localTime, word, zoneName } from "../words.js";

/**
 * @param {import("../main.js").Bundle} bundle
 * @returns {HTMLElement[]} A line for each exhibit and each good stamp that its proof leads to.
 */
export function stampedAt(bundle) {
  return bundle.exhibits.flatMap((exhibit) => {
    return covering(exhibit, bundle).map((token) => {
      const moment = new Date(token.time / 1000);
      const after = (moment.getTime() - Date.parse(exhibit.utc)) / 1000;
      const facts = {
        name: token.name,
        number: exhibit.number,
        time: localTime(moment.toISOString(), exhibit.offset),
        zone: zoneName(exhibit.offset, exhibit.zone),
        after: elapsed(after),
        reason: token.late && word(`late.${token.late}`),
      };
      const kind = after < 60 ? "soon" : token.late ? "late" : "later";
      return el("p", {}, word(`stamped.${kind}`, facts));
    });
  });
}
