/** The page shown once, after installation. */

import { words } from "../browser/pages.js";
import { allowed, offered, request } from "../browser/permissions.js";
import { byId, fillWords, show } from "./fill.js";

async function allow() {
  const given = await request("mhtml");
  byId("allow").hidden = given;
  show("status", given ? words("allowedYes") : words("allowedNo"));
}

fillWords();
if (offered("mhtml") && !(await allowed("mhtml"))) {
  byId("second").hidden = false;
  byId("allow").addEventListener("click", allow);
}
