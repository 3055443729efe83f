"""Messages are counted once each, platforms keep their names, and an id is told once."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec
import pytest

from keepsake.core.briefing.gather import NOTHING_DISCLOSED, Briefing, Shown, briefing
from keepsake.core.case.entries import AccountBody
from keepsake.core.case.fold import Casework, Kept
from keepsake.core.manifest import Item, Manifest, Page, When
from keepsake.flows.bundle import case as bundle_case
from keepsake.flows.bundle.exhibits import exhibits_of
from keepsake.formats.paper.words import Words
from keepsake.formats.report.brief import brief_pages
from keepsake.formats.report.fact_sheet import fact_sheets
from keepsake.formats.report.source import BriefSource
from keepsake.vault import access
from steps import steps
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

THREAD = "https://chat.example.org/t/1"
AT = "2026-11-20T18:00:00.000Z"


def _shown(
    entry: int,
    items: Sequence[Item],
    url: str = THREAD,
    *,
    kind: str = "dm_thread",
    built: str = "",
) -> Shown:
    page = Page(url, kind=kind, canonical_built=built)
    listed = Manifest(1, f"capture-{entry}", page, When(AT), When(AT), (), items=items)
    return Shown(entry, entry, AT, page, listed)


def _message(key: str, text: str = "", author: str = "Marc", time: str = "") -> Item:
    return Item(key, "message", text or key, author, time=time)


def _numbered(first: int, last: int) -> list[Item]:
    return [_message(f"id:m-{n}") for n in range(first, last)]


def _counted(*shown: Shown) -> Briefing:
    return briefing(shown, Casework(), NOTHING_DISCLOSED, ())


def test_a_thread_that_was_captured_twice_is_counted_once() -> None:
    assert _counted(_shown(1, _numbered(0, 500)), _shown(2, _numbered(0, 499))).messages == 500
    # Each goes on where the other ends: 0 to 79 and 60 to 99.
    assert _counted(_shown(1, _numbered(0, 80)), _shown(2, _numbered(60, 100))).messages == 100


def test_two_threads_are_two_though_their_messages_have_the_same_ids() -> None:
    other = _shown(2, _numbered(0, 10), "https://chat.example.org/t/2")
    assert _counted(_shown(1, _numbered(0, 10)), other).messages == 20
    fronts = [_shown(n, _numbered(0, 5), "https://chat.example.org/") for n in (1, 2)]
    assert _counted(*fronts).messages == 10, "a front page says nothing of which page it is"


def test_a_third_capture_shows_that_two_are_of_one_page() -> None:
    one = _shown(1, _numbered(0, 10), "https://chat.example.org/t/1?view=a")
    built = "https://chat.example.org/t/1"
    two = _shown(2, _numbered(5, 15), "https://m.example.org/x", built=built)
    link = _shown(3, _numbered(0, 3), "https://chat.example.org/t/1?view=a", built=built)
    assert _counted(one, two, link).messages == 15
    assert _counted(link, two, one).messages == 15
    assert _counted(one, two).messages == 20


def test_without_ids_the_same_words_count_as_often_as_one_capture_has_them() -> None:
    first = [
        _message("h:1", "ok", time=AT),
        _message("h:1#2", "ok", time=AT),
        _message("h:2", "no"),
    ]
    again = [_message("h:9", "ok", time=AT), _message("h:2", "no"), _message("h:3", "no", "Ann")]
    assert _counted(_shown(1, first)).messages == 3
    assert _counted(_shown(1, first), _shown(2, again)).messages == 4


def test_what_divides_rows_and_labels_of_a_profile_are_no_messages() -> None:
    early = "2017-05-02T00:00:00.000Z"
    thread = [
        Item("h:d", "divider", "Tuesday", time=early),
        Item("h:r", "row", "Followers 1846", time=early),
        _message("id:m-1", time=AT),
        Item("id:p", "post", "A post", time="2026-11-21T18:00:00.000Z"),
        Item("id:c", "comment", "A comment"),
    ]
    brief = _counted(_shown(1, thread))
    assert brief.messages == 3
    assert brief.first is not None
    assert brief.last is not None
    assert (brief.first.item, brief.last.item) == (3, 4)
    for kind in ("profile", "profile_id", "profile_handle"):
        labels = [_message("h:1", "Rimouski", time=early), *thread[3:]]
        of_profile = _counted(_shown(1, labels, "https://x.example/marc", kind=kind))
        assert of_profile.messages == 2
        assert of_profile.first is not None
        assert of_profile.first.item == 2


def test_counting_takes_no_longer_a_capture_where_there_are_many() -> None:
    def counted(captures: int) -> int:
        shown = [_shown(n, _numbered(0, 2), f"{THREAD}{n % 2}") for n in range(captures)]
        return steps(lambda: _counted(*shown))

    assert counted(2_000) < 11 * counted(200)


def test_in_a_real_vault_the_briefing_and_page_1_say_the_same(tmp_path: Path) -> None:
    pages = [sample.thread(12), sample.thread(12), sample.profile()]
    unlocked = access.unlock(sample.make_vault(tmp_path / "vault", pages, passphrase=None), None)
    exhibits = exhibits_of(unlocked, {1: 1, 2: 2, 3: 3}, [1, 2, 3])
    brief = bundle_case.brief(exhibits, bundle_case.casework(unlocked), NOTHING_DISCLOSED)
    assert brief.messages == 12
    told = {row["name"]: row["value"] for row in _page_1(brief, exhibits)["facts"]}
    assert told["Messages"].startswith("12 messages or posts")


def _page_1(brief: Briefing, exhibits: Sequence[object]) -> dict[str, list[dict[str, str]]]:
    return brief_pages(BriefSource(brief, exhibits, (), {}, "", Words("en")))  # type: ignore[arg-type]


@pytest.fixture
def joined(tmp_path: Path) -> tuple[Briefing, Sequence[object]]:
    """An account of Instagram and one of WhatsApp that the person says are one."""
    ids = [
        {"name": "username", "value": "marc", "where": "address"},
        {"name": "user_id", "value": "77", "where": "json", "of": "marc"},
        {"name": "pk", "value": "77", "where": "json", "of": "marc"},
        {"name": "user", "value": "77", "where": "link", "of": "marc"},
    ]
    phone = [{"name": "phone", "value": "15550100", "where": "file"}]
    pages = [
        dataclasses.replace(sample.thread(6), ids=ids),
        dataclasses.replace(sample.thread(6), platform="whatsapp", url="", ids=phone),
    ]
    vault = sample.make_vault(tmp_path / "vault", pages, passphrase=None)
    unlocked = access.unlock(vault, None)
    work = Casework()
    keys = ("whatsapp:15550100", "instagram:77")
    work.accounts.append(Kept(9, AT, AccountBody("merge", keys, "")))
    exhibits = exhibits_of(unlocked, {1: 1, 2: 2}, [1, 2])
    return bundle_case.brief(exhibits, work, NOTHING_DISCLOSED), exhibits


def test_platforms_keep_their_names_when_accounts_are_joined(
    joined: tuple[Briefing, Sequence[object]],
) -> None:
    brief, exhibits = joined
    (account,) = brief.accounts
    assert set(account.platforms) == {"instagram", "whatsapp"}
    assert {"instagram", "whatsapp"} <= {row.platform for row in brief.ask}
    page = _page_1(brief, exhibits)
    told = {row["name"]: row["value"] for row in page["facts"]}
    for name in ("Instagram", "WhatsApp"):
        assert name in told["Platforms and sites"]
    shown = msgspec.json.encode(page["accounts"]).decode()
    assert "15550100 (WhatsApp)" in shown
    assert "Instagram, found" in shown or "Instagram" in page["accounts"][0]["name"]


def test_an_id_is_told_once_whatever_its_names(joined: tuple[Briefing, Sequence[object]]) -> None:
    (account,) = joined[0].accounts
    assert [(one.platform, one.value) for one in account.permanent] == [("instagram", "77")]
    assert account.permanent[0].where == ("json", "link")
    assert {(one.platform, one.value) for one in account.handles} == {
        ("instagram", "marc"), ("whatsapp", "15550100")
    }  # fmt: skip


def test_a_fact_sheet_asks_a_platform_about_its_own_ids_only(
    joined: tuple[Briefing, Sequence[object]],
) -> None:
    brief, exhibits = joined
    sheets = {name: repr(one) for name, one in fact_sheets(brief, exhibits, Words("en"), "")}  # type: ignore[arg-type]
    assert "77" in sheets["instagram"]
    assert "15550100" not in sheets["instagram"]
    assert "15550100" in sheets["whatsapp"]
