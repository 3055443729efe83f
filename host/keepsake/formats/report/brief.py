"""The officer's two pages: the briefing as data for the typesetter, in words and local times."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from keepsake.env import parse_utc
from keepsake.formats.paper.words import completeness, has_waited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from keepsake.core.briefing.gather import (
        Briefing,
        Corrected,
        Handle,
        Pointed,
        Reported,
        Said,
    )
    from keepsake.formats.bundle.payload import Exhibit, Proof
    from keepsake.formats.paper.words import Words

_TOLD_CHARACTERS = 900
_WORDS_CHARACTERS = 400
_MOST = {"accounts": 8, "pointed": 12, "gone": 8, "due": 3}


def brief_pages(
    brief: Briefing,
    exhibits: Sequence[Exhibit],
    proofs: Sequence[Proof],
    authorities: Mapping[str, str],
    words: Words,
) -> dict[str, Any]:
    """What stands on the first two pages.

    Args:
        brief: The briefing.
        exhibits: What is handed over; the zone of the first is that of all times here.
        proofs: Of the exhibits, with their stamps.
        authorities: Names of authorities by id.
        words: Of the report's language.
    """
    zone = exhibits[0].zone if exhibits else ("", 0)
    threats = sorted(
        (each.said for each in brief.pointed if each.meaning == "threat"), key=lambda one: one.time
    )
    return {
        "facts": list(_facts(brief, proofs, authorities, words, zone)),
        "told": _shortened(brief.told.get("what", ""), _TOLD_CHARACTERS),
        "accounts": [_account(each, words) for each in brief.accounts[: _MOST["accounts"]]],
        "threats": [
            {"name": words(f"brief.{name}_threat"), **_said(said, words, zone)}
            for name, said in zip(("first", "last"), _ends(threats), strict=False)
        ],
        "pointed": [_pointed(each, words, zone) for each in brief.pointed[: _MOST["pointed"]]],
        "corrected": [_corrected(each, words, zone) for each in brief.corrected],
        "gone": [
            {**_said(each.said, words, zone), "since": _since(each.since, words, zone)}
            for each in brief.gone[: _MOST["gone"]]
        ],
        "again": list(_again(brief, words, zone)),
        "missing": list(_missing(exhibits, words)),
        "ask": list(_ask(brief, words)),
        "contacts": list(_contacts(brief, words)),
        "events": [
            {"when": f"{each.when.date} {each.when.clock}".strip(), "text": each.text}
            for each in brief.events
        ],
    }


def _facts(
    brief: Briefing,
    proofs: Sequence[Proof],
    authorities: Mapping[str, str],
    words: Words,
    zone: tuple[str, int],
) -> Iterator[dict[str, Any]]:
    yield _fact(words("brief.reporter"), brief.reporter or words("brief.reporter.none"))
    if brief.case:
        yield _fact(words("brief.case"), brief.case)
    names = dict.fromkeys(
        words.platform(name) for each in brief.accounts for name in each.platforms
    )
    yield _fact(words("brief.platforms"), ", ".join(names) or words("platform.none"))
    counted = words.counted("items", brief.messages)
    if brief.first and brief.last:
        first, last = (_sent(said, words, zone) for said in (brief.first, brief.last))
        text = words("brief.messages.range", count=counted, first=first, last=last)
        yield _fact(words("brief.messages"), text)
    else:
        yield _fact(words("brief.messages"), words("brief.messages.undated", count=counted))
    yield from _urgent(brief, words)
    times = list(_proven(proofs, authorities, words, zone))
    if times and not all(proof.stamps for proof in proofs):
        times.append(words("brief.proven.some"))
    proven = words("semicolon").join(times)
    yield _fact(words("brief.proven"), proven or words("brief.proven.none"))
    times_in = words("brief.times.zone", zone=words.zone(*zone))
    yield _fact(words("brief.times"), times_in)


def _urgent(brief: Briefing, words: Words) -> Iterator[dict[str, Any]]:
    """What cannot wait: the next deadlines, and what may be deleted."""
    due = sorted((one for one in brief.pointed if one.due), key=lambda one: one.due)
    told = [
        words("brief.deadline.at", due=one.due, place=_said(one.said, words, ("", 0))["place"])
        for one in due[: _MOST["due"]]
    ]
    if told:
        yield _fact(words("brief.deadline"), words("semicolon").join(told))
    gone = words.counted("items", len(brief.gone))
    risk = words("brief.risk.some", count=gone) if brief.gone else words("brief.risk.none")
    yield _fact(words("brief.risk"), risk)


def _proven(
    proofs: Sequence[Proof], authorities: Mapping[str, str], words: Words, zone: tuple[str, int]
) -> Iterator[str]:
    """The one moment since when all of it is proven to exist, as the reader tells it too.

    Of an exhibit it is its earliest stamp, of them all the latest of these.
    """
    each = [
        sorted(
            (str(msgspec.json.decode(stamp.record, type=dict[str, Any]).get("token_time", "")), at)
            for at, stamp in enumerate(proof.stamps)
        )
        for proof in proofs
    ]
    decides = max(range(len(each)), key=lambda at: each[at][:1], default=-1)
    if decides < 0 or not each[decides]:
        return
    time = each[decides][0][0]
    stamps = (proofs[decides].stamps[at].authority for _time, at in each[decides])
    first, *also = dict.fromkeys(authorities.get(one, one) for one in stamps)
    yield words("brief.proven.by", time=_moment(time, zone), authority=first)
    if also:
        yield words("brief.proven.also", authorities=", ".join(also))


def _account(one: Reported, words: Words) -> dict[str, Any]:
    behind = [
        words("brief.behind.why", name=who.name, sure=words(f"brief.sure.{who.sure}"), why=who.why)
        for who in one.behind
    ]
    several = len(one.platforms) > 1
    platforms = ", ".join(dict.fromkeys(map(words.platform, one.platforms)))
    return {
        "name": f"{platforms} · {one.name}",
        "handles": [
            _whose(each, words, several=several)
            for each in one.handles
            if several or each.value != one.name
        ],
        "permanent": [_permanent(each, words, several=several) for each in one.permanent],
        "addresses": list(one.addresses[:2]),
        "exhibits": ", ".join(map(str, one.exhibits)),
        "behind": behind,
    }


def _permanent(handle: Handle, words: Words, *, several: bool) -> dict[str, str]:
    where = ", ".join(words.named("where", each) for each in handle.where)
    found = words("brief.found", where=where)
    if several:
        found = f"{words.platform(handle.platform)}, {found}"
    return {"value": handle.value, "found": found}


def _whose(handle: Handle, words: Words, *, several: bool) -> str:
    """A handle, with its platform where accounts of several were joined."""
    return f"{handle.value} ({words.platform(handle.platform)})" if several else handle.value


def _pointed(one: Pointed, words: Words, zone: tuple[str, int]) -> dict[str, Any]:
    due = words("brief.due", due=one.due) if one.due else ""
    return {
        "as": words.named("brief.meaning", one.meaning),
        "note": one.note,
        "due": due,
        **_said(one.said, words, zone),
    }


def _corrected(one: Corrected, words: Words, zone: tuple[str, int]) -> dict[str, Any]:
    author = words("brief.corrected.author", author=one.author) if one.author else ""
    when = words("brief.corrected.when", when=one.when) if one.when else ""
    says = " · ".join(filter(None, (author, when)))
    return {"says": says, "why": one.why, **_said(one.said, words, zone)}


def _said(said: Said, words: Words, zone: tuple[str, int]) -> dict[str, str]:
    return {
        "who": _who(said, words),
        "when": _sent(said, words, zone) if said.time else said.time_shown,
        "text": _shortened(said.text, _WORDS_CHARACTERS) or words("no_words"),
        "place": words("brief.place", exhibit=said.exhibit, item=said.item),
    }


def _who(said: Said, words: Words) -> str:
    if said.author_source == "before":
        return f"{said.author} ({words('author_before')})"
    return said.author or words("no_author")


def _sent(said: Said, words: Words, zone: tuple[str, int]) -> str:
    time = _moment(said.time, zone)
    return words("brief.zone_assumed", time=time) if said.zone_assumed else time


def _since(utc: str, words: Words, zone: tuple[str, int]) -> str:
    return words("brief.gone.since", time=_moment(utc, zone)) if utc else ""


def _again(brief: Briefing, words: Words, zone: tuple[str, int]) -> Iterator[dict[str, str]]:
    for one in brief.again:
        facts = {
            "exhibit": one.exhibit,
            "by": one.by,
            "when": _moment(one.when, zone) if one.by else one.when,
            "seen": words.named("brief.again.seen", one.seen),
        }
        text = words("brief.again.shown" if one.by else "brief.again.told", **facts)
        yield {"text": text, "said": _shortened(one.said, _WORDS_CHARACTERS)}


def _missing(exhibits: Sequence[Exhibit], words: Words) -> Iterator[str]:
    for exhibit in exhibits:
        lines = completeness if exhibit.absent or not exhibit.whole else has_waited
        if told := " ".join(lines(exhibit, words)):
            yield f"{words('exhibit')} {exhibit.number}{words('colon')}{told}"


def _ask(brief: Briefing, words: Words) -> Iterator[dict[str, Any]]:
    for row in brief.ask:
        days = words("brief.ask.days", days=row.days) if row.days else ""
        source = words("brief.ask.source", source=row.source, checked=row.checked)
        yield {
            "platform": words.platform(row.platform),
            "wants": row.wants[words.language],
            "note": " ".join(filter(None, (row.note[words.language], days))),
            "source": source
            if row.confirmed
            else f"{source}{words('semicolon')}{words('brief.not_confirmed')}",
        }


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


def _fact(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "value": value, "mono": False}


def _ends(threats: Sequence[Said]) -> Sequence[Said]:
    return [threats[0], threats[-1]] if len(threats) > 1 else threats


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()} […]"


def _moment(utc: str, zone: tuple[str, int]) -> str:
    try:
        local = parse_utc(utc) + timedelta(minutes=zone[1])
    except ValueError:
        # A page may put anything where a time belongs; it is shown as it is.
        return utc
    return f"{local:%Y-%m-%d %H:%M}"
