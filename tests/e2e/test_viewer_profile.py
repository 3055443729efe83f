"""The vault in a person's own browser: nothing of it is in what that browser keeps on the disk.

A browser writes down the addresses it was at and, to bring its pages back after a crash, what was
typed into them. A page that does nothing against it shows that both are looked at, and when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from e2e.profiles import SECONDS, chromium, firefox
from fixtures.canary import hits, marks
from fixtures.serving import Handler, serving
from keepsake.vault import access
from keepsake.viewer.server import serve
from keepsake.viewer.unlocked_session import UnlockedSession
from keepsake_drive.targets import until
from viewer import sample, sample_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.viewer.server import Serving

    Visit = Callable[[str, str, str], None]

pytestmark = pytest.mark.browser

ASKED_CONTROL, TYPED_CONTROL = "hyzfkuwo", "bdgmnprt"
TYPED = "zebraquarrel"
OF_PAGES = ("61577840233190", "marc.d.photo", "gift cards", "Direct messages")
OURS = marks((TYPED, *OF_PAGES))
THREAD = 3

FORMS = (
    ("/", "#search"),
    (f"/captures/{THREAD}/text", "#find"),
    ("/timeline/event", "#text"),
    ("/police/talk", "#said"),
    ("/people/person", "#name"),
    ("/statement", "textarea"),
    ("/copies", "#folder"),
    ("/hand-over", "#to"),
)
"""Addresses and what can be typed into there; the first two ask for a page, which is asked for."""

PAGES = (
    "/captures",
    f"/captures/{THREAD}",
    f"/captures/{THREAD}/copy",
    f"/captures/{THREAD}/custody",
    "/people",
)


class Careless(Handler):
    """A page as most are: its browser keeps what is typed into it."""

    def get(self) -> None:
        self.answer("text/html", b"<!doctype html><title>x</title><form><input id=box></form>")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Serving]:
    """A vault with a case, open in the window."""
    vault = sample.make_vault(
        tmp_path / "vault", [sample.cut_short(), sample.profile(), sample.thread()]
    )
    sample_case.fill(vault, (1, 2, THREAD))
    with serve(vault.path) as serving:
        serving.state.unlocked_session = UnlockedSession(
            access.unlock(vault, sample.PASSPHRASE), serving.state.env
        )
        yield serving


@pytest.mark.parametrize("browser", [chromium, firefox])
def test_neither_addresses_nor_what_is_typed_are_kept_by_the_browser(
    tmp_path: Path, running: Serving, browser: Any
) -> None:
    profile = tmp_path / "profile"
    with browser(profile) as visit, serving(Careless) as port:
        entrance = running.entrance()
        session, running.state.unlocked_session = running.state.unlocked_session, None
        visit(entrance)
        running.state.unlocked_session = session
        running.state.touch()
        for page in PAGES:
            visit(running.address + page)
        visit(f"{running.address}/people", "a[href*='people/account']")
        for page, where in FORMS[:2]:
            for text in (TYPED, OF_PAGES[2]):
                visit(running.address + page, where, f"{text}\n")
        for page, where in FORMS[2:]:
            visit(running.address + page, where, TYPED)
        visit(f"http://127.0.0.1:{port}/?{ASKED_CONTROL}", "#box", TYPED_CONTROL)
        for control in (ASKED_CONTROL, TYPED_CONTROL):
            wanted = marks((control,))
            until(lambda: hits(profile, wanted), SECONDS, f"{control} is not kept")  # noqa: B023
        assert hits(profile, OURS) == []
    assert hits(profile, OURS) == []
