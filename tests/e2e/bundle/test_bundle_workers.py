"""Workers check a large copy; whatever becomes of them, no verdict is better than what was read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from e2e.bundle.verdicts import SECRET, show
from fixtures.bundles import files_of, open_payload, rebagged, seal
from fixtures.listener import listening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from selenium import webdriver

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser

# Each is more than a worker is given at once.
FILMS = [f"data/derived/film-{number}.bin" for number in range(4)]
FILM_BYTES = 5 * 1024 * 1024
SECONDS = 120
WATCHED = """
globalThis.answers = [];
const Real = globalThis.Worker;
globalThis.Worker = class extends Real {
  constructor(address) {
    super(address);
    this.addEventListener("message", ({ data }) => { if (data.sums) answers.push(data.sums); });
  }
};
"""
# What a worker does instead, in a page that waits less long for it.
INSTEAD = """
const [Real, later] = [globalThis.Worker, globalThis.setTimeout];
globalThis.setTimeout = (run, wait, ...more) => later(run, Math.min(wait ?? 0, 1000), ...more);
globalThis.Worker = class extends Real {
  constructor() {
    super(URL.createObjectURL(new Blob([%s])));
  }
};
"""
REFUSED = "globalThis.Worker = class { constructor() { throw new DOMException('no'); } };"
BROKEN = {
    "is refused": REFUSED,
    "does not start": INSTEAD % "'throw new Error()'",
    "says nothing": INSTEAD % "''",
    "fails": INSTEAD % "'onmessage = () => postMessage({ sums: null })'",
    "opens nothing": INSTEAD
    % "'onmessage = ({ data }) => postMessage({ sums: data.places.map(() => null) })'",
}
LIES = (
    INSTEAD
    % """'const sums = { sha256: "0".repeat(64), sha512: "0".repeat(128) };
onmessage = ({ data }) => postMessage({ sums: data.places.map(() => sums) })'""".replace("\n", " ")
)
# By what somebody could be told, or a further script run; what was possible is the answer.
ESCAPES = """
(port) => new Promise((done) => {
  const script = `(async () => {
    const told = (address) => new Promise((yes, no) => {
      const socket = new WebSocket(address);
      setTimeout(yes, 500);
      socket.onerror = no;
    });
    const tried = {
      fetch: () => fetch("http://127.0.0.1:${port}/1", { mode: "no-cors" }),
      socket: () => told("ws://127.0.0.1:${port}/2"),
      import: () => importScripts("data:text/javascript,1"),
      eval: () => eval("1"),
      worker: () => new Promise((yes, no) => {
        const inner = new Worker(URL.createObjectURL(new Blob(["eval('1'); postMessage(1)"])));
        [inner.onmessage, inner.onerror] = [yes, no];
      }),
    };
    const open = [];
    for (const [name, run] of Object.entries(tried)) {
      try { await run(); open.push(name); } catch {}
    }
    postMessage(open);
  })()`;
  const worker = new Worker(URL.createObjectURL(new Blob([script])));
  worker.onmessage = ({ data }) => done(data);
})
"""


@pytest.fixture(scope="module")
def sealed(whole_bundle: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    films = {name: os.urandom(FILM_BYTES) for name in FILMS}
    files = rebagged({**films, **files_of(open_payload(whole_bundle))}, whole_bundle.signer)
    path = tmp_path_factory.mktemp("workers") / "evidence.age"
    path.write_bytes(seal(files, SECRET))
    return path


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(offline=True, locale="en-CA")
    opened = context.new_page()
    opened.set_default_timeout(SECONDS * 1000)
    yield opened
    context.close()


@pytest.fixture(scope="module")
def changed(sealed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A byte of the second film is another."""
    path = tmp_path_factory.mktemp("changed") / "evidence.age"
    data = bytearray(sealed.read_bytes())
    data[FILM_BYTES + FILM_BYTES // 2] ^= 1
    path.write_bytes(data)
    return path


def test_workers_take_the_sums_of_all_that_is_large(
    page: Page, empty_reader: Path, sealed: Path
) -> None:
    page.add_init_script(WATCHED)
    show(page, empty_reader, sealed)
    expect(page.locator(".verdict.valid")).to_be_visible()
    assert page.evaluate("answers.length") > len(FILMS)
    assert page.evaluate("answers.flat().every((one) => one.sha256 && one.sha512)")


@pytest.mark.parametrize("how", BROKEN)
def test_what_a_worker_does_not_do_the_page_does(
    how: str, page: Page, empty_reader: Path, sealed: Path
) -> None:
    page.add_init_script(BROKEN[how])
    show(page, empty_reader, sealed)
    expect(page.locator(".verdict.valid")).to_be_visible()


def test_sums_of_a_worker_that_are_not_those_of_the_list_are_no_match(
    page: Page, empty_reader: Path, sealed: Path
) -> None:
    page.add_init_script(LIES)
    show(page, empty_reader, sealed)
    expect(page.locator(".verdict.invalid")).to_be_visible()


@pytest.mark.parametrize("script", [WATCHED, REFUSED])
def test_a_changed_byte_is_found_with_workers_and_without(
    script: str, page: Page, empty_reader: Path, changed: Path
) -> None:
    page.add_init_script(script)
    show(page, empty_reader, changed)
    expect(page.locator(".verdict.invalid code").first).to_have_text(FILMS[1])


def test_a_worker_of_the_page_reaches_nobody_and_runs_nothing_else(
    chromium: Browser, empty_reader: Path, tmp_path: Path
) -> None:
    free = tmp_path / "free.html"
    free.write_text("<!doctype html><title>No policy</title>", encoding="utf-8")
    with listening() as (port, asked):
        page = chromium.new_page()
        page.goto(empty_reader.as_uri())
        assert page.evaluate(ESCAPES, port) == []
        assert asked == []
        page.goto(free.as_uri())
        assert {"import", "eval", "worker"} <= set(page.evaluate(ESCAPES, port))
        assert asked != []
        page.close()


def test_in_firefox_too_all_is_found_right_and_a_changed_byte_is_found(
    firefox: webdriver.Firefox, empty_reader: Path, sealed: Path, changed: Path
) -> None:
    wait = WebDriverWait(firefox, SECONDS)

    def outcome(path: Path) -> str:
        firefox.get(empty_reader.as_uri())
        firefox.find_element(By.ID, "file").send_keys(str(path))
        wait.until(lambda driver: driver.find_element(By.CSS_SELECTOR, ".drop .name").text)
        firefox.find_element(By.ID, "secret").send_keys(SECRET)
        firefox.find_element(By.CSS_SELECTOR, "button.primary").click()
        wait.until(lambda driver: driver.find_elements(By.CSS_SELECTOR, ".verdict"))
        told: str = firefox.find_element(By.CSS_SELECTOR, ".verdict").get_attribute("class") or ""
        return told.rpartition(" ")[2]

    assert outcome(sealed) == "valid"
    assert outcome(changed) == "invalid"
