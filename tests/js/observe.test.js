import assert from "node:assert/strict";
import { test } from "node:test";
import { Observed, observe } from "../../extension/capture/about/observe.js";
import { ruleFor } from "../../extension/capture/about/platform.js";
import { rules } from "./platform_rules.js";

const kinds = ruleFor(rules, "").page_kinds;

/** A page with a little text that says nothing of the kind. */
const signs = (changes) => ({
  at: "2026-11-24T19:00:00.000Z",
  address: "https://www.example.org/a/b",
  title: "A page",
  status: 200,
  items: 0,
  text: 120,
  heads: [],
  lines: [],
  times: 0,
  alike: 0,
  password: false,
  composer: false,
  busy: false,
  pictures: 1,
  ...changes,
});
const kindOf = (changes) => observe(kinds, signs(changes))?.kind ?? "";

test("each kind is recognised in several languages", () => {
  const gone = [
    "Sorry, this page isn't available.",
    "This content isn’t available right now",
    "Hmm...this page doesn’t exist. Try searching for something else.",
    "Video currently unavailable",
    "Cette page n’est pas disponible.",
    "Esta página no está disponible.",
    "Diese Seite ist leider nicht verfügbar.",
    "Esta página não está disponível.",
    "Questa pagina non è disponibile.",
    "Страница недоступна",
  ];
  for (const line of gone) {
    assert.equal(kindOf({ lines: [line] }), "gone", line);
    assert.equal(kindOf({ heads: [line], lines: [line], text: 700 }), "gone", line);
  }
  for (const line of ["Something went wrong", "Une erreur s’est produite.", "Algo salió mal"])
    assert.equal(kindOf({ lines: [line] }), "error", line);
  for (const line of ["Log in to continue", "Connectez-vous pour continuer", "Scan to log in"])
    assert.equal(kindOf({ lines: [line] }), "sign_in", line);
  for (const line of ["Loading…", "Chargement", "Please wait..."])
    assert.equal(kindOf({ lines: [line], text: 10 }), "loading", line);
});

test("messages that are locked are told apart from a page that asks who wants to see it", () => {
  const lines = [
    "Enter your passcode",
    "Enter your PIN to restore your chat history",
    "Restore messages",
    "Saisissez votre code PIN pour restaurer l’historique",
    "Gib deine PIN ein",
    "Introduce tu PIN",
  ];
  for (const line of lines) assert.equal(kindOf({ lines: [line] }), "locked", line);
  const address = "https://x.com/i/chat/pin";
  const pin = { address, lines: ["Enter your passcode"], password: true };
  assert.equal(observe(kinds, signs(pin)).confidence, "certain");
  assert.equal(kindOf(pin), "locked");
  assert.equal(kindOf({ lines: ["Log in to continue", "Password"], password: true }), "sign_in");
  assert.equal(kindOf({ lines: ["Enter your PIN at the door, he said"], items: 5 }), "");
});

test("what the site answered counts before any words", () => {
  assert.equal(kindOf({ status: 404, text: 900 }), "gone");
  assert.equal(kindOf({ status: 410, composer: true }), "gone");
  assert.equal(kindOf({ status: 429 }), "error");
  assert.equal(kindOf({ status: 503 }), "error");
  assert.equal(kindOf({ status: 401 }), "sign_in");
  assert.equal(kindOf({ status: 304 }), "");
  assert.equal(
    kindOf({ status: 404, composer: true, times: 2 }),
    "",
    "talk is painted all the same",
  );
  assert.equal(
    kindOf({ status: 404, items: 3 }),
    "gone",
    "rows may be links, or stand in its foot",
  );
});

test("a field for a password, or the address, makes a wall", () => {
  const { kind, confidence, reasons } = observe(
    kinds,
    signs({ password: true, lines: ["Log in"], text: 300 }),
  );
  assert.deepEqual([kind, confidence], ["sign_in", "certain"]);
  assert.deepEqual(reasons, ["password_field", "words", "few_items"]);
  const address = "https://www.example.org/accounts/login/?next=/a";
  assert.equal(kindOf({ address, lines: ["Log in"], text: 2000 }), "sign_in");
});

test("a page that holds what people wrote is never taken for one of these", () => {
  const words = [
    "This content isn't available right now",
    "Something went wrong",
    "Log in to continue",
    "Loading…",
  ];
  for (const line of words) {
    const quoting = { heads: [line], lines: [line] };
    assert.equal(kindOf({ ...quoting, items: 3 }), "", "it has items");
    assert.equal(kindOf({ ...quoting, composer: true }), "", "it has a place to write");
    assert.equal(kindOf({ ...quoting, text: 3000 }), "", "it says much more");
    assert.equal(kindOf({ heads: [], lines: [line], times: 2, text: 200 }), "", "it tells times");
  }
  for (const line of words.slice(0, 2))
    assert.equal(kindOf({ lines: [line], alike: 2, text: 200 }), "", "it has parts that are alike");
  assert.equal(kindOf({ lines: ["I told you: this content isn't available right now"] }), "");
  assert.equal(
    kindOf({ lines: ["Log in", "Sign up"], text: 600 }),
    "",
    "a button alone is no wall",
  );
  assert.equal(kindOf({ lines: ["512 posts"], text: 200 }), "");
});

test("what passes is told with when it passed, and counts no more", () => {
  const observed = new Observed(rules);
  observed.see(signs({ lines: ["Loading…"], text: 9, busy: true }));
  assert.equal(observed.now, "loading");
  observed.see(signs({ at: "2026-11-24T19:00:20.000Z", items: 20 }));
  assert.equal(observed.now, "");
  assert.deepEqual(
    observed.record.map(({ kind, until }) => [kind, until]),
    [["loading", "2026-11-24T19:00:20.000Z"]],
  );
});

test("what goes while it is kept is told as of then; another address tells nothing", () => {
  const observed = new Observed(rules);
  observed.see(signs({ items: 9 }));
  observed.see(
    signs({ address: "https://www.example.org/login", password: true, lines: ["Log in"] }),
  );
  assert.deepEqual(observed.record, []);
  observed.see(signs({ at: "2026-11-24T19:00:30.000Z", heads: ["Page not found"] }));
  assert.deepEqual([observed.now, observed.record[0].at], ["gone", "2026-11-24T19:00:30.000Z"]);
});
