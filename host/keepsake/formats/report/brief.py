"""The officer's two pages: the briefing as data for the typesetter, in words and local times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keepsake.core.added.entry import KIND as ADDED
from keepsake.formats.paper.words import completeness, has_waited
from keepsake.formats.report import ask
from keepsake.formats.report.answers import answers, event_day, event_text
from keepsake.formats.report.corroboration import corroboration
from keepsake.formats.report.saying import moment, said_row, shortened
from keepsake.formats.report.whom import NAME, behind, by_marks, sites_of, without_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.briefing.gather import (
        Briefing,
        Corrected,
        Handle,
        Pointed,
        Reported,
    )
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report.source import BriefSource

_TOLD_CHARACTERS = 900
_WORDS_CHARACTERS = 400
_MARKED_CHARACTERS = 1200  # of a message that was marked: its exact words are what is asked for
_MOST = {"accounts": 8, "pointed": 40, "gone": 12, "called": 12}


def brief_pages(source: BriefSource) -> dict[str, Any]:
    """What stands on the first two pages."""
    brief, exhibits, words, zone = source.brief, source.exhibits, source.words, source.zone
    accounts = by_marks(brief.accounts, brief)
    pointed = _by_message(brief.pointed)
    called = source.leads.called_deleted if source.leads else ()
    listed: dict[str, Sequence[Any]] = {
        "accounts": accounts,
        "pointed": pointed,
        "gone": brief.gone,
        "called": called,
    }
    return {
        "facts": answers(source),
        "told": shortened(brief.told.get("what", ""), _TOLD_CHARACTERS),
        "untold": words("brief.told.not_here" if brief.told else "brief.told.none"),
        "accounts": [_account(each, words) for each in accounts[: _MOST["accounts"]]],
        "pointed": [_pointed(each, words, zone) for each in pointed[: _MOST["pointed"]]],
        "corrected": [_corrected(each, words, zone) for each in brief.corrected],
        "gone": [
            {**said_row(each.said, words, zone), "since": _since(each.since, words, zone)}
            for each in brief.gone[: _MOST["gone"]]
        ],
        "called": [said_row(each, words, zone) for each in called[: _MOST["called"]]],
        "rest": {name: _rest(len(rows) - _MOST[name], words) for name, rows in listed.items()},
        "again": list(_again(brief, words, zone)),
        **corroboration(brief, words),
        "missing": list(_missing(exhibits, words)),
        "ask": list(ask.rows(source)),
        "contacts": list(_contacts(brief, words)),
        "events": [
            {"when": event_day(each), "text": event_text(each, words)} for each in brief.events
        ],
    }


def _rest(count: int, words: Words) -> str:
    """How many of a list have no place on paper, and where they are."""
    return words.counted("brief.rest", count) if count > 0 else ""


def _account(one: Reported, words: Words) -> dict[str, Any]:
    several = len(one.platforms) > 1
    return {
        "name": f"{sites_of(one, words)} · {one.name}",
        "handles": [
            _whose(each, words, several=several)
            for each in one.handles
            if several or each.value != one.name
        ],
        "no_id": without_id(one, words),
        "permanent": [_permanent(each, words, several=several) for each in one.permanent],
        "addresses": list(one.addresses[:2]),
        "exhibits": ", ".join(map(str, one.exhibits)),
        "behind": [behind(who, words) for who in one.behind],
        "own": words(f"brief.own.{one.own}") if one.own else "",
    }


def _permanent(handle: Handle, words: Words, *, several: bool) -> dict[str, str]:
    where = ", ".join(words.named("where", each) for each in handle.where)
    found = words("brief.found", where=where)
    if several:
        found = f"{words.platform(handle.platform)}, {found}"
    return {"value": handle.value, "found": found}


def _whose(handle: Handle, words: Words, *, several: bool) -> str:
    """A handle, with its platform where accounts of several were joined."""
    said = f"{handle.value} ({words.platform(handle.platform)})" if several else handle.value
    return words("brief.account.called", name=said) if handle.name == NAME else said


def _by_message(pointed: Sequence[Pointed]) -> list[list[Pointed]]:
    """What is said of one message together."""
    found: dict[tuple[int, int], list[Pointed]] = {}
    for one in pointed:
        found.setdefault((one.said.exhibit, one.said.item), []).append(one)
    return list(found.values())


def _pointed(marks: Sequence[Pointed], words: Words, zone: tuple[str, int]) -> dict[str, Any]:
    """One message and all that was marked of it."""
    meanings = dict.fromkeys(words.named("brief.meaning", one.meaning) for one in marks)
    due = dict.fromkeys(words("brief.due", due=one.due) for one in marks if one.due)
    said = marks[0].said
    return {
        "as": ", ".join(meanings),
        "note": " ".join(dict.fromkeys(one.note for one in marks if one.note)),
        "due": " ".join(due),
        **said_row(said, words, zone),
        "text": shortened(said.text, _MARKED_CHARACTERS) or words("no_words"),
    }


def _corrected(one: Corrected, words: Words, zone: tuple[str, int]) -> dict[str, Any]:
    author = words("brief.corrected.author", author=one.author) if one.author else ""
    when = words("brief.corrected.when", when=one.when) if one.when else ""
    says = " · ".join(filter(None, (author, when)))
    return {"says": says, "why": one.why, **said_row(one.said, words, zone)}


def _since(utc: str, words: Words, zone: tuple[str, int]) -> str:
    return words("brief.gone.since", time=moment(utc, zone)) if utc else ""


def _again(brief: Briefing, words: Words, zone: tuple[str, int]) -> Iterator[dict[str, str]]:
    for one in brief.again:
        facts = {
            "exhibit": one.exhibit,
            "by": one.by,
            "when": moment(one.when, zone) if one.by else one.when,
            "seen": words.named("brief.again.seen", one.seen),
        }
        text = words("brief.again.shown" if one.by else "brief.again.told", **facts)
        yield {"text": text, "said": shortened(one.said, _WORDS_CHARACTERS)}


def _missing(exhibits: Sequence[Exhibit], words: Words) -> Iterator[str]:
    """What is missing of captures; of added files it is not known."""
    captured = [one for one in exhibits if one.record.kind != ADDED]
    told = []
    for exhibit in exhibits:
        part = not exhibit.whole and exhibit.record.kind != ADDED
        lines = completeness if exhibit.absent or part else has_waited
        if lacks := " ".join(lines(exhibit, words)):
            told.append(f"{words('exhibit')} {exhibit.number}{words('colon')}{lacks}")
    yield from told
    if not told and (captured or not exhibits):
        yield words("brief.missing.none")
    if len(captured) < len(exhibits):
        yield words("brief.missing.added")


def _contacts(brief: Briefing, words: Words) -> Iterator[dict[str, str]]:
    for each in brief.contacts:
        who = " ".join(filter(None, (each.rank, each.person, each.badge)))
        result = words.named("brief.result", each.result)
        yield {
            "when": f"{each.when.date} {each.when.clock}".strip(),
            "with": ", ".join(filter(None, (who, each.agency, each.number))),
            "file": each.file_number,
            "result": ". ".join(filter(None, (result, each.reason, each.promised))),
        }
