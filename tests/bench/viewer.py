"""Figures of the viewer: how fast Leave empties the screen, how fast pages are made."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from bench.measure import Figure
from bench.vaults import case_of, vault_of
from keepsake.vault import access
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from keepsake.viewer.server import serve
from keepsake.viewer.unlocked_session import UnlockedSession
from keepsake_drive.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask.testing import FlaskClient
    from playwright.sync_api import Page

    from keepsake.vault.handle import Vault
    from keepsake.viewer.server import Serving

LEAVE_MS = 300.0
PAGE_MS = 200.0
_HOST = "127.0.0.1:8000"
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Notes when the screen has become empty after the press that began it.
_WATCH = """() => {
  new MutationObserver(() => {
    if (!document.body.innerText.trim()) {
      window.name ||= String(performance.now() - window.began);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
  const begin = () => { window.began ??= performance.now(); };
  addEventListener("pointerdown", begin, { capture: true });
  addEventListener("keydown", begin, { capture: true });
}"""
_PAGES = (
    "/",
    "/captures?in=all",
    "/captures/{entry}",
    "/captures/{entry}/text",
    "/captures/{entry}/facts",
    "/people",
    "/captures?in=inbox",
    "/captures/{entry}/again",
    "/captures/{entry}/check",
    "/captures/{entry}/custody",
    "/cases",
    "/timeline",
    "/timeline?kind=capture",
    "/timeline?kind=gone",
    "/timeline?author=noor",
    "/statement",
    "/police",
    "/search?q=message",
    "/hand-over",
)
# Pages that have more to do in a case that holds everything.
_CASE_PAGES = (
    "/captures",
    "/captures?page=200",
    "/timeline?kind=mark",
    "/timeline?kind=message&at=2026-11-24T00:00:00.000Z",
    "/people/person",
    "/statement/versions",
    "/statement/print",
    "/statement/exhibit?exhibit=9000&item=1",
    "/police/talk",
    "/copies",
    "/captures/{entry}/text/redact",
    "/people/account?key=instagram:6157784001",
)


def figures(captures: int, runs: int) -> list[Figure]:
    """All figures, each against its limit.

    Args:
        captures: How many captures the vault has whose pages are made.
        runs: How often each is taken; the median of leaving, the best of a page.
    """
    vault = vault_of(captures)
    leaving = [_leaving(vault, way, runs) for way in ("button", "escape")]
    one_case = case_of(captures)
    return [
        *leaving,
        _pages(vault, runs, f"slowest page, of {captures}", _PAGES),
        _pages(one_case, runs, f"slowest page of a case of {captures}", (*_PAGES, *_CASE_PAGES)),
    ]


def _leaving(vault: Vault, way: str, runs: int) -> Figure:
    taken = sorted(_leave_once(vault, way) for _ in range(runs))
    return Figure(
        f"leave, by {way}",
        taken[len(taken) // 2],
        LEAVE_MS,
        "ms",
        runs,
        higher_is_better=False,
        meaning="from the press to the moment when nothing of the vault is on the screen, in a "
        "real Chromium, against the limit.",
    )


def _leave_once(vault: Vault, way: str) -> float:
    with _inside(vault) as (serving, page):
        page.goto(f"{serving.address}/captures?in=all")
        page.evaluate(_WATCH)
        if way == "button":
            page.click("#leave button")
        else:
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
        page.wait_for_url("**/away")
        return float(page.evaluate("window.name"))


@contextmanager
def _inside(vault: Vault) -> Iterator[tuple[Serving, Page]]:
    with serve(vault.path) as serving, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(find_chromium()), args=_ARGUMENTS)
        page = browser.new_page()
        page.goto(serving.entrance())
        serving.state.unlock(None)
        yield serving, page
        browser.close()


def _pages(vault: Vault, runs: int, name: str, pages: Sequence[str]) -> Figure:
    state = AppState(vault.path, vault.env)
    client = create_app(state, _HOST).test_client()
    client.get(f"/enter/{state.issue_token()}", base_url=f"http://{_HOST}")
    state.unlocked_session = UnlockedSession(access.unlock(vault, None), vault.env)
    state.touch()
    entry = state.unlocked_session.summaries()[-1].entry
    slowest, page = max(
        (min(_made(client, page.format(entry=entry)) for _ in range(runs)), page) for page in pages
    )
    return Figure(
        name,
        slowest,
        PAGE_MS,
        "ms",
        runs,
        higher_is_better=False,
        meaning=f"time on the server of the slowest of {len(pages)} pages ({page}), against the "
        "limit.",
    )


def _made(client: FlaskClient, page: str) -> float:
    start = time.perf_counter()
    answer = client.get(page, base_url=f"http://{_HOST}")
    if answer.status_code != 200:
        raise RuntimeError(f"{page} answered {answer.status_code}")
    return (time.perf_counter() - start) * 1000
