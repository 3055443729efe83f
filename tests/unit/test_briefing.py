"""What an officer asks first, from a real vault with a case in it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec
import pytest

from keepsake.core.briefing.gather import DISCLOSABLE, Briefing, Disclosure
from keepsake.core.case.entries import (
    ContactBody,
    CorrectionBody,
    EventBody,
    MarkBody,
    PersonBody,
    RecheckBody,
    StatementBody,
)
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows import casework
from keepsake.flows.bundle import case as bundle_case
from keepsake.flows.bundle.exhibits import exhibits_of
from keepsake.formats.paper.words import Words
from keepsake.formats.report.brief import brief_pages
from keepsake.formats.report.source import BriefSource
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

NAMED, DEMAND, GONE, FOLLOWING, ID = 3, 5, 7, 8, "61577840233190"


@pytest.fixture(scope="module")
def unlocked(tmp_path_factory: pytest.TempPathFactory) -> Unlocked:
    """A profile, then the thread; the thread came into the case first, so it is exhibit 1."""
    thread = sample.thread(12)
    permanent = {"name": "user_id", "value": ID, "where": "json", "of": "marc.d.photo"}
    pages = [sample.profile(), dataclasses.replace(thread, ids=[*thread.ids, permanent])]
    vault = sample.make_vault(tmp_path_factory.mktemp("case") / "vault", pages)
    case = casework.make_case(vault, "The video", [2])
    casework.assign(vault, case, [1])
    day = casework.day_of("2026-11-20", "18:04", "America/Toronto")
    due = casework.day_of("2026-11-27", "18:00", "America/Toronto")
    contact = ContactBody(case, day, "call", person="R. Roy", rank="Cst.", file_number="26-1041")
    told = {"what": "He threatens me, see [Exhibit 1, message 5].", "why": ""}
    for body in (
        MarkBody(case, 2, DEMAND, "demand", "He wants gift cards."),
        MarkBody(case, 2, DEMAND, "deadline", due=due),
        CorrectionBody(case, 2, DEMAND, "Marc", due, "His words."),
        EventBody(case, day, "He rang at the door."),
        contact,
        StatementBody(case, "en", told),
    ):
        casework.keep(vault, body)
    return access.unlock(vault, sample.PASSPHRASE)


def made(unlocked: Unlocked, disclose: frozenset[str] = DISCLOSABLE) -> Briefing:
    work = bundle_case.casework(unlocked)
    case = next(iter(work.cases))
    numbers = bundle_case.numbers(work, case, [1, 2])
    exhibits = exhibits_of(unlocked, numbers, [1, 2])
    return bundle_case.brief(exhibits, work, Disclosure(case, disclose), "Ada Example")


def test_what_was_pointed_out_is_told_with_its_exact_words(unlocked: Unlocked) -> None:
    brief = made(unlocked)
    demand, deadline = brief.pointed
    thread = unlocked.manifest(unlocked.capture(2).body)
    assert thread is not None
    item = thread.items[DEMAND - 1]
    assert (demand.said.exhibit, demand.said.item) == (1, DEMAND)
    assert (demand.said.text, demand.said.author) == (item.text, item.author)
    assert (demand.meaning, demand.note) == ("demand", "He wants gift cards.")
    assert (deadline.meaning, deadline.due) == ("deadline", "2026-11-27 18:00 America/Toronto")


def test_what_is_corrected_stands_beside_what_was_read(unlocked: Unlocked) -> None:
    (one,) = made(unlocked).corrected
    read = made(unlocked).pointed[0].said
    assert one.said == read
    assert (one.author, one.when, one.why) == (
        "Marc",
        "2026-11-27 18:00 America/Toronto",
        "His words.",
    )
    assert made(unlocked, DISCLOSABLE - {"corrections"}).corrected == ()


def test_what_vanished_and_what_came_first_and_last(unlocked: Unlocked) -> None:
    brief = made(unlocked)
    assert [one.said.item for one in brief.gone] == [GONE]
    assert brief.first is not None
    assert brief.last is not None
    assert brief.first.time < brief.last.time
    assert brief.messages >= 12


def test_accounts_have_their_permanent_ids_and_who_is_behind_them(unlocked: Unlocked) -> None:
    first = made(unlocked).accounts[0]
    assert first.behind == ()
    vault = unlocked.vault
    case = next(iter(bundle_case.casework(unlocked).cases))
    key = f"{first.platform}:{(first.permanent or first.handles)[0].value}"
    casework.keep(
        vault, PersonBody(case, "Marc", accounts=(key,), sure="likely", why="He said so.")
    )
    brief = made(unlocked)
    assert brief.accounts[0].behind[0].why == "He said so."
    permanent = [handle for one in brief.accounts for handle in one.permanent]
    assert [(one.value, one.where) for one in permanent] == [(ID, ("json",))]


def test_each_platform_comes_with_what_to_ask_it(unlocked: Unlocked) -> None:
    brief = made(unlocked)
    assert [row.platform for row in brief.ask] == ["instagram", "facebook"]
    assert brief.ask[0].wants["fr"]
    assert brief.ask[0].confirmed is False


def test_only_what_is_chosen_is_told(unlocked: Unlocked) -> None:
    brief = made(unlocked, frozenset())
    assert (brief.told, brief.pointed, brief.events, brief.contacts) == ({}, (), (), ())
    assert all(one.behind == () for one in brief.accounts)
    assert "threatens" not in msgspec.json.encode(brief).decode()
    whole = made(unlocked)
    assert whole.told == {"what": "He threatens me, see [Exhibit 1, message 5]."}
    assert whole.contacts[0].file_number == "26-1041"
    assert whole.events[0].text == "He rang at the door."
    assert whole.reporter == "Ada Example"


def test_numbers_are_those_of_the_case(unlocked: Unlocked) -> None:
    work = bundle_case.casework(unlocked)
    case = next(iter(work.cases))
    assert bundle_case.numbers(work, case, [1, 2]) == {2: 1, 1: 2}
    assert bundle_case.numbers(work, "", [2, 1]) == {1: 1, 2: 2}
    with pytest.raises(KeepsakeError) as caught:
        bundle_case.numbers(work, "no such case", [1])
    assert caught.value.code is Code.CAPTURE_UNKNOWN


def test_the_records_are_the_versions_that_hold(unlocked: Unlocked) -> None:
    work = bundle_case.casework(unlocked)
    case = next(iter(work.cases))
    kinds = {
        unlocked.entry(index).kind
        for index in bundle_case.records(work, Disclosure(case, DISCLOSABLE))
    }
    assert kinds >= {"mark", "event", "contact", "statement"}
    assert bundle_case.records(work, Disclosure(case, frozenset())) == []
    only = bundle_case.records(work, Disclosure(case, frozenset({"contacts"})))
    assert [unlocked.entry(index).kind for index in only] == ["contact"]


def test_a_name_that_was_taken_over_says_so_on_the_first_page(
    tmp_path: Path,
) -> None:
    vault = sample.make_vault(tmp_path / "vault", [sample.thread(12)], passphrase=None)
    case = casework.make_case(vault, "Blue", [1])
    for number in (NAMED, FOLLOWING):
        casework.keep(vault, MarkBody(case, 1, number, "threat"))
    unlocked = access.unlock(vault, None)
    work = bundle_case.casework(unlocked)
    exhibits = exhibits_of(unlocked, bundle_case.numbers(work, case, [1]), [1])
    brief = bundle_case.brief(exhibits, work, Disclosure(case, DISCLOSABLE))
    assert [one.said.author_source for one in brief.pointed] == ["", "before"]
    rows = brief_pages(BriefSource(brief, exhibits, (), {}, "", Words("en")))["pointed"]
    assert [row["who"] for row in rows] == ["Marc D.", "Marc D. (name from the message above)"]


def test_pages_looked_at_again_and_messages_absent_later(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    pages = [sample.thread(12), sample.profile(), sample.thread_later(), sample.page_gone()]
    vault = sample.make_vault(tmp_path_factory.mktemp("again") / "vault", pages, passphrase=None)
    case = casework.make_case(vault, "Blue", [1, 2, 3, 4])
    day = casework.day_of("2026-11-26", "09:00", "America/Toronto")
    casework.keep(vault, RecheckBody(case, 2, day, "gone", "Not there on my phone either."))
    unlocked = access.unlock(vault, None)
    work = bundle_case.casework(unlocked)

    def made_of(entries: list[int], *disclose: str) -> Briefing:
        exhibits = exhibits_of(unlocked, bundle_case.numbers(work, case, entries), entries)
        return bundle_case.brief(exhibits, work, Disclosure(case, frozenset(disclose)))

    brief = made_of([1, 2, 3, 4], "rechecks")
    shown, said = brief.again
    assert (shown.exhibit, shown.by, shown.seen, shown.when) == (
        2, 4, "gone", "2026-11-25T14:03:22.000Z"
    )  # fmt: skip
    assert (said.exhibit, said.by, said.seen, said.when) == (
        2, 0, "gone", "2026-11-26 09:00 America/Toronto"
    )  # fmt: skip
    gone = {(one.said.exhibit, one.said.item): one.since for one in brief.gone}
    assert gone[1, 5] == unlocked.entry(3).utc
    assert set(gone) == {(1, 5), (1, 7)}
    # Neither what is not told nor what is not handed over says anything.
    alone = made_of([2, 3])
    assert alone.again == ()
    assert alone.gone == ()


@pytest.mark.parametrize(
    ("language", "what", "picture"),
    [("en", "What happened", "picture 1"), ("fr", "Ce qui s’est passé", "image 1")],
)
def test_the_statement_on_paper_is_headed_for_who_reads_it(
    language: str, what: str, picture: str, unlocked: Unlocked
) -> None:
    work = bundle_case.casework(unlocked)
    told = Disclosure(next(iter(work.cases)), DISCLOSABLE)
    paper = bundle_case.statement(unlocked, work, told, "UTC", language)
    assert paper
    assert [section.title for section in paper.sections] == [what]
    assert paper.sections[0].named[0].picture == picture
    assert paper.messages == {(paper.sections[0].named[0].exhibit, paper.sections[0].named[0].item)}
