/** Rules that the extension's source keeps, so that each of them stays true. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const EXTENSION = `${ROOT}extension/`;
const text = (path) => readFileSync(EXTENSION + path, "utf8");
const json = (path) => JSON.parse(text(path));
const browsers = JSON.parse(readFileSync(`${ROOT}shared/data/browsers.json`, "utf8"));

const files = readdirSync(EXTENSION, { recursive: true })
  .map(String)
  .filter((path) => statSync(EXTENSION + path).isFile());
const scripts = files.filter((path) => path.endsWith(".js"));

/** The program text without comments. */
const code = (path) => text(path).replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");

test("only the folder for browsers names the browser's interface", () => {
  const naming = scripts.filter((path) => /\b(chrome|browser)\.\w/.test(code(path)));
  assert.ok(naming.length > 3);
  assert.deepEqual(
    naming.filter((path) => !path.startsWith("browser/")),
    [],
  );
});

test("what decides imports nothing of the browser, and what checks nothing that draws", () => {
  const importing = (/** @type {string} */ folder, /** @type {RegExp} */ what) =>
    readdirSync(ROOT + folder, { recursive: true })
      .map((path) => `${folder}/${path}`)
      .filter((path) => path.endsWith(".js"))
      .filter((path) => what.test(readFileSync(ROOT + path, "utf8")));
  const reader = "host/keepsake/bundle_reader/js";
  assert.deepEqual(importing("extension/capture", /^import .*\/browser\//m), []);
  assert.deepEqual(importing(`${reader}/check`, /^import .*\/view\//m), []);
  assert.deepEqual(importing(`${reader}/briefing`, /^import .*\/view\//m), []);
  assert.ok(importing(`${reader}/view`, /^import .*\/check\//m).length > 0);
});

test("no module of the page remembers anything of a capture: that is in one sight", () => {
  const keeping = /^(?:export )?(?:let |const \w+ = new (?:Map|Set|WeakMap|WeakSet)\(\))/m;
  // Answers that cannot change: by element what a browser tells of it, and words of languages.
  const memos = ["items/item", "items/time_words", "segment/log", "view/arrivals", "view/dom"];
  memos.push("view/lists", "view/once", "view/roots");
  assert.deepEqual(
    scripts.filter((path) => path.startsWith("page/") && keeping.test(code(path))).sort(),
    memos.map((path) => `page/${path}.js`),
  );
});

test("no timer or observer is given by its name what needs a sight: types do not tell", () => {
  const parts = scripts.filter((path) => path.startsWith("page/")).map(code);
  const taking = (/** @type {string} */ part) =>
    Array.from(part.matchAll(/(?:function (\w+)|const (\w+) = (?:async )?)\(sight\b/g)).map(
      ([, declared, held]) => declared ?? held,
    );
  const anywhere = new Set(parts.flatMap(taking));
  assert.ok(anywhere.size > 50);
  const later =
    /(?:setTimeout|setInterval|Observer|requestAnimationFrame)\(\s*(?:\w+\.)?(\w+)\s*[,)]/g;
  const wrong = parts.flatMap((part) => {
    const own = taking(part);
    const declares = (/** @type {string} */ name) => new RegExp(`\\b${name} = `).test(part);
    const given = Array.from(part.matchAll(later), ([, name]) => name);
    return given.filter((name) => own.includes(name) || (anywhere.has(name) && !declares(name)));
  });
  assert.deepEqual(wrong, []);
});

test("nothing is ever written into a page or built from text", () => {
  const forbidden =
    /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|new Function|insertRule|\.click\(|dispatchEvent|\.submit\(/;
  // On a page of our own the keyboard may be led on.
  const focus = (/** @type {string} */ path) =>
    !path.startsWith("ui/") && /\.focus\(/.test(code(path));
  assert.deepEqual(
    scripts.filter((path) => forbidden.test(code(path)) || focus(path)),
    [],
  );
  const changing =
    /\.(append|prepend|appendChild|insertBefore|remove|removeChild|replaceWith|setAttribute|removeAttribute)\(|\.style\b\s*(\.|=)|classList\.(add|remove)/;
  assert.deepEqual(
    scripts.filter((path) => path.startsWith("page/") && changing.test(code(path))),
    [],
  );
});

test("no request is made but for the extension's own files", () => {
  const asking = scripts.filter((path) =>
    /\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource|new Image\(/.test(code(path)),
  );
  assert.deepEqual(asking, ["browser/pages.js"]);
  const addresses = Array.from(text("browser/pages.js").matchAll(/\bfetch\((.{22})/g));
  assert.ok(addresses.length > 1);
  assert.deepEqual(new Set(addresses.map(([, what]) => what)), new Set(["chrome.runtime.getURL("]));
});

/** What a module imports, by path within the extension. */
const importsOf = (path) =>
  Array.from(text(path).matchAll(/^import .*?from "(\.[^"]+)";/gms), ([, from]) =>
    join(dirname(path), from),
  );

/** A module and everything that it is made of. */
function madeOf(path, found = new Set()) {
  if (!found.has(path)) {
    found.add(path);
    for (const next of importsOf(path)) madeOf(next, found);
  }
  return found;
}

test("no module of the page needs one that needs it back", () => {
  const pages = scripts.filter((path) => path.startsWith("page/"));
  assert.ok(pages.length > 40);
  const circles = pages.filter((path) => importsOf(path).some((next) => madeOf(next).has(path)));
  assert.deepEqual(circles, []);
  assert.deepEqual(
    pages.filter(
      (path) => !madeOf("page/main.js").has(path) && !madeOf("page/record.js").has(path),
    ),
    [],
    "every one is put into pages",
  );
});

test("the page's part has one name in its world, and imports nothing of the worker", () => {
  const pages = scripts.filter((path) => path.startsWith("page/"));
  const naming = pages.filter((path) => /globalThis/.test(code(path)));
  assert.deepEqual(naming, ["page/main.js", "page/record.js"]);
  for (const path of naming)
    assert.deepEqual(
      new Set(Array.from(code(path).matchAll(/globalThis\.(\w+)/g), (found) => found[1])),
      new Set(["keepsakePage"]),
    );
  const outside = [...madeOf("page/main.js")].filter((path) => !path.startsWith("page/"));
  assert.deepEqual(outside, ["browser/closed.js"]);
});

/** What names the browser's own objects although `page/view/` is for that. It only ever gets shorter. */
const NOT_YET_THROUGH_VIEW = [
  "page/about/data.js",
  "page/about/ids.js",
  "page/items/look.js",
  "page/main.js",
  "page/pane/settle.js",
];

test("what a page and its window are is asked in view/ alone, but for a list that gets shorter", () => {
  const named =
    /(?<![.\w])(?:document|window|location|navigator|visualViewport|inner(?:Width|Height)|devicePixelRatio|getComputedStyle|requestAnimationFrame|matchMedia|addEventListener|\w+Observer)\b(?!:)/;
  const words = (/** @type {string} */ path) => code(path).replace(/"[^"\n]*"/g, '""');
  const naming = scripts.filter((path) => path.startsWith("page/") && named.test(words(path)));
  assert.deepEqual(
    naming.filter((path) => !path.startsWith("page/view/")).toSorted(),
    NOT_YET_THROUGH_VIEW,
  );
});

test("the background registers and wires, and decides nothing", () => {
  assert.doesNotMatch(code("background.js"), /\b(await|while|for|switch|setTimeout)\b/);
  assert.ok(code("background.js").split("\n").length < 40);
});

test("exactly these permissions, and none for any site", () => {
  const base = json("manifest.base.json");
  assert.deepEqual(base.permissions.toSorted(), [
    "activeTab",
    "contextMenus",
    "nativeMessaging",
    "scripting",
    "storage",
    "unlimitedStorage",
  ]);
  // What may be asked for later, by a click of the person on a page of ours.
  assert.deepEqual(base.optional_host_permissions, ["<all_urls>"]);
  assert.deepEqual(json("chromium.json").optional_permissions, ["pageCapture"]);
  for (const manifest of [base, json("chromium.json"), json("firefox.json")]) {
    for (const key of [
      "host_permissions",
      "content_scripts",
      "web_accessible_resources",
      "externally_connectable",
    ]) {
      assert.ok(!(key in manifest), key);
    }
  }
  assert.ok(!("default_popup" in base.action), "a popup would take the focus from the page");
});

test("the extension's ids and the host's name are those that the host registers", () => {
  const hex = createHash("sha256")
    .update(Buffer.from(json("chromium.json").key, "base64"))
    .digest("hex")
    .slice(0, 32);
  const id = Array.from(hex, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join(
    "",
  );
  assert.deepEqual(browsers.chromium_extension_ids, [id]);
  assert.equal(json("firefox.json").browser_specific_settings.gecko.id, browsers.firefox_addon_id);
  assert.ok(text("browser/port.js").includes(`HOST_NAME = "${browsers.host_name}"`));
});

test("both languages have the same words with the same places for values", () => {
  const [english, french] = ["en", "fr"].map((language) =>
    json(`_locales/${language}/messages.json`),
  );
  assert.deepEqual(Object.keys(english), Object.keys(french));
  for (const [key, { message, placeholders }] of Object.entries(english)) {
    assert.deepEqual(placeholders, french[key].placeholders, key);
    assert.ok(message && french[key].message, key);
    for (const name of Object.keys(placeholders ?? {})) {
      assert.ok(french[key].message.includes(`$${name.toUpperCase()}$`), key);
      assert.ok(message.includes(`$${name.toUpperCase()}$`), key);
    }
  }
});

test("every word that is used exists, and every word that exists is used", () => {
  const known = Object.keys(json("_locales/en/messages.json"));
  const everything = files
    .filter((path) => /\.(js|html|json)$/.test(path) && !path.startsWith("_locales"))
    .map(text)
    .join("\n");
  const used = new Set(
    [
      ...Array.from(
        everything.matchAll(/words\((?:whole \? )?"(\w+)"(?: : "(\w+)")?/g),
        (found) => [found[1], found[2]],
      ).flat(),
      ...Array.from(everything.matchAll(/data-words="(\w+)"/g), (found) => found[1]),
      ...Array.from(everything.matchAll(/__MSG_(\w+)__/g), (found) => found[1]),
      ...Array.from(everything.matchAll(/words: "(\w+)"/g), (found) => found[1]),
    ].filter(Boolean),
  );
  assert.deepEqual(Array.from(used).toSorted(), known.toSorted());
});

test("the pages say in English what the words say", () => {
  const english = json("_locales/en/messages.json");
  const pages = files.filter((path) => path.endsWith(".html"));
  assert.ok(pages.length > 6);
  for (const page of pages) {
    const said = Array.from(text(page).matchAll(/data-words="(\w+)"[^>]*>([^<]*)</g));
    assert.ok(said.length > 1, page);
    for (const [, key, shown] of said)
      assert.equal(shown.replace(/\s+/g, " ").trim(), english[key].message, key);
  }
});

test("name, titles and words say nothing about what the program is for", () => {
  const telling = /evidence|police|victim|crime|preuve|victime|proof/i;
  for (const language of ["en", "fr"]) {
    const words = Object.values(json(`_locales/${language}/messages.json`)).map(
      ({ message }) => message,
    );
    assert.deepEqual(
      words.filter((message) => telling.test(message)),
      [],
    );
  }
});

test("record only injects what reads account ids, and its part of the worker can take no picture", () => {
  assert.match(text("browser/scripting.js"), /RECORD_FILES = \["record\.js"\]/);
  assert.deepEqual(
    [...madeOf("page/record.js")].toSorted(),
    [
      "browser/closed.js",
      "page/about/data.js",
      "page/about/ids.js",
      "page/about/plain_ids.js",
      "page/record.js",
      "page/view/dom.js",
      "page/view/lists.js",
      "page/view/once.js",
      "page/view/roots.js",
    ].filter((path) => madeOf("page/record.js").has(path)),
  );
  assert.doesNotMatch(
    code("page/record.js"),
    /innerText|textContent|\.src\b|\.alt\b|title|canvas|snapshot/i,
  );
  for (const path of ["capture/record.js", "ui/note.js"])
    assert.doesNotMatch(code(path), /shoot|Shots|snapshot|mhtml|picture/i, path);
});

test("the optional permissions are asked for only by a click on a page of ours", () => {
  const asking = scripts.filter((path) => /permissions\.request\(/.test(code(path)));
  assert.deepEqual(asking, ["browser/permissions.js"]);
  const using = scripts.filter((path) => /\brequest(Frame)?\b.*permissions\.js/.test(code(path)));
  assert.deepEqual(using.toSorted(), ["ui/frame.js", "ui/options.js", "ui/tabs.js"]);
});

test("what outlives the worker holds no address", () => {
  const storing = scripts.filter((path) => /chrome\.storage/.test(code(path)));
  assert.deepEqual(storing, ["browser/memory.js"]);
  assert.match(
    text("browser/memory.js"),
    /\{running: number, problem: \{code: number, kept: number\} \| null\}/,
  );
  const stored = Array.from(text("browser/memory.js").matchAll(/local\.set\(([^)]*)\)/g));
  assert.deepEqual(
    stored.map(([, what]) => what),
    ["{ memory }", "{ limits }", "{ welcomed: true }"],
  );
});
