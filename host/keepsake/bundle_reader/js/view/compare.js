/** Compares this copy with an earlier one of the same vault, which the reader chooses. */

import { compareWith, withComparison } from "../check/earlier.js";
import { el, mark } from "../dom.js";
import { lookInto, readEarlier } from "../earlier.js";
import { OpenError } from "../source.js";
import { word, wordOr } from "../words.js";

/**
 * @param {import("../main.js").Bundle} bundle
 * @param {() => void} again Shows the checks anew, with what was found.
 * @returns {HTMLElement}
 */
export function compare(bundle, again) {
  const file = /** @type {HTMLInputElement} */ (el("input", { type: "file", id: "earlier" }));
  const secret = /** @type {HTMLInputElement} */ (
    el("input", {
      ...{ type: "password", id: "earlier-secret", autocomplete: "off" },
      ...{ autocapitalize: "none", spellcheck: "false" },
    })
  );
  const status = el("p.status", { role: "status" });
  const button = /** @type {HTMLButtonElement} */ (
    el("button", { type: "submit" }, word("compare.do"))
  );
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const chosen = file.files?.[0];
    if (!chosen) {
      status.textContent = word("compare.choose");
      return;
    }
    button.disabled = true;
    status.textContent = word("compare.doing");
    // One frame, so that the words are on the screen before the computing takes it.
    await new Promise((resolve) => setTimeout(resolve, 50));
    try {
      await hold(bundle, chosen, secret.value);
      again();
      document.getElementById("compared")?.focus();
    } catch (error) {
      status.textContent = word(error instanceof OpenError ? error.word : "compare.unreadable");
    } finally {
      button.disabled = false;
    }
  };
  return el(
    "section.compare",
    {},
    el("h2", {}, word("compare.title")),
    el("p", {}, `${word("compare.what")} ${word("compare.limit")}`),
    result(bundle),
    el(
      "form",
      { onsubmit: submit, novalidate: true },
      el("label", { for: "earlier" }, word("compare.file")),
      file,
      el("label", { for: "earlier-secret" }, word("compare.secret")),
      secret,
      button,
      status,
    ),
  );
}

/**
 * @param {import("../main.js").Bundle} bundle
 * @param {File} chosen
 * @param {string} secret
 * @throws {OpenError} It does not open.
 */
async function hold(bundle, chosen, secret) {
  const earlier = await readEarlier(await lookInto(chosen), secret, chosen.name);
  const compared = compareWith(bundle.files, earlier);
  if (!compared) throw new OpenError("reason.no_checkpoint");
  bundle.steps = withComparison(bundle.steps, bundle.compared ?? null, compared);
  bundle.compared = compared;
}

/**
 * @param {import("../main.js").Bundle} bundle
 * @returns {HTMLElement | null}
 */
function result({ compared }) {
  if (!compared) return null;
  const { name, outcome, before, present, findings } = compared;
  const reasons = findings.map((one) => wordOr(`reason.${one.reason}`, one.reason));
  const said = word(`compare.${outcome}`, { before, present });
  return el(
    `p.compared.${outcome}`,
    { id: "compared", tabindex: -1 },
    mark(outcome),
    " ",
    el("code", {}, name),
    ` ${[said, ...reasons].join(" ")}`,
  );
}
