// All that record only reads of a page: permanent ids of accounts.

import { idsInData } from "./about/ids.js";
import { plainIds } from "./about/plain_ids.js";

/** @param {{conversation: boolean, owner?: KeepsakeOwner}} hint */
function accounts({ conversation, owner }) {
  try {
    return plainIds(idsInData(conversation, owner).ids);
  } catch {
    return [];
  }
}

globalThis.keepsakePage = { ask: { accounts } };
