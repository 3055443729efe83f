"""The first lines of the report, each the answer to what an officer asks first.

Who, whom, where, what was demanded and by when, what vanished, what to ask, since when it is
proven, how it was captured. The first screen of the page has the same lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from keepsake.core.added.entry import KIND as ADDED
from keepsake.formats.paper.words import completeness
from keepsake.formats.report import ask, marked, whom
from keepsake.formats.report.phrases import (
    WORDS,
    briefly,
    every,
    exact,
    isolated,
    sentence,
    some,
    within,
)
from keepsake.formats.report.saying import moment, sent, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from keepsake.core.briefing.gather import Said
    from keepsake.core.case.entries import EventBody
    from keepsake.core.leads.rows import Lead
    from keepsake.formats.bundle.payload import Exhibit, Proof
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report.source import BriefSource

_ASKED = frozenset({"wallet", "iban", "card", "phone", "email", "user", "link"})
_VALUES = 2  # of a kind of lead
_VALUE = 60  # characters of one
_ONE_OF_MANY = re.compile(r"(Edg|OPR)/(\d+)|(Firefox|(?:Headless)?Chrome)/(\d+)")
_CALLED = {"Edg": "Edge", "OPR": "Opera"}


def answers(source: BriefSource) -> list[dict[str, Any]]:
    """The lines, in the order of the page; one without an answer is left out."""
    brief, words = source.brief, source.words
    rows = (
        ("brief.reporter", whom.reporter(brief, words)),
        ("brief.case", isolated(brief.case)),
        ("brief.people", whom.people(brief, words)),
        ("brief.reported", whom.reported(brief, words)),
        ("brief.others", whom.others(brief, words)),
        ("brief.own", whom.own(brief, words)),
        ("brief.platforms", whom.sites(brief, words)),
        ("brief.messages", _range(source)),
        *marked.rows(source),
        ("brief.risk", _risk(source)),
        (
            "brief.did",
            briefly(brief.told.get("did", "")) or words("brief.did.none"),
        ),
        ("brief.missing", _missing(source)),
        ("brief.ask.short", ask.short(source)),
        ("brief.police", _police(source) or words("brief.police.none")),
        ("brief.noted", _noted(source)),
        ("brief.leads", _leads(source)),
        ("brief.proven", _proven(source) or words("brief.proven.none")),
        ("brief.captured", _captured(source)),
        ("brief.times", words("brief.times.zone", zone=words.zone(*source.zone))),
    )
    return [{"name": words(name), "value": told, "mono": False} for name, told in rows if told]


def _range(source: BriefSource) -> str:
    brief, words = source.brief, source.words
    if not brief.messages:
        return words("brief.messages.none")
    count = words.counted("items", brief.messages)
    if not (brief.first and brief.last):
        return words("brief.messages.undated", count=count)
    first, last = (sent(said, words, source.zone) for said in (brief.first, brief.last))
    return words("brief.messages.range", count=count, first=first, last=last)


def _risk(source: BriefSource) -> str:
    """What the other side may delete, and what of it is gone already."""
    gone, words = source.brief.gone, source.words
    told = [words("brief.risk.online")]
    called = source.leads.called_deleted if source.leads else ()
    for key, rows in (("some", [one.said for one in gone]), ("called", called)):
        if rows:
            told.append(words(f"brief.risk.{key}", count=words.counted("items", len(rows))))
            told.append(sentence(some([_exact(said, source) for said in rows], words)))
    told += _pages_gone(source)
    return " ".join(told if len(told) > 1 else [*told, words("brief.risk.none")])


def _pages_gone(source: BriefSource) -> Iterator[str]:
    """Pages that were gone or other than before when they were last looked at."""
    words = source.words
    for one in {row.exhibit: row for row in source.brief.again}.values():
        if one.seen in ("gone", "changed"):
            by = words("brief.risk.by", by=one.by) if one.by else words("brief.risk.says")
            when = moment(one.when, source.zone) if one.by else one.when
            yield words(f"brief.risk.page.{one.seen}", exhibit=one.exhibit, when=when, by=by)


def _missing(source: BriefSource) -> str:
    """What captures lack, that of added files it is not known, and what the person says of it."""
    words, told = source.words, []
    captured = [one for one in source.exhibits if one.record.kind != ADDED]
    if lacking := list(_lacking(captured, words)):
        told.append(sentence(some(lacking, words)))
    elif captured or not source.exhibits:
        told.append(words("brief.missing.none"))
    if len(captured) < len(source.exhibits):
        told.append(words("brief.missing.added"))
    if says := briefly(source.brief.told.get("missing", "")):
        told.append(words("brief.missing.says", words=says))
    return " ".join(told)


def _lacking(captured: Iterable[Exhibit], words: Words) -> Iterator[str]:
    """What is missing of captures, those that lack the same together."""
    found: dict[str, list[int]] = {}
    for one in captured:
        if one.absent or not one.whole:
            found.setdefault(_why_part(one, words), []).append(one.number)
    for why, numbers in found.items():
        if len(numbers) == 1:
            yield words("brief.missing.exhibit", number=numbers[0], words=why)
        else:
            listed = ", ".join(map(str, numbers))
            yield words("brief.missing.exhibits", numbers=listed, words=why)


def _why_part(exhibit: Exhibit, words: Words) -> str:
    """What of a capture is missing; that something is says its heading."""
    first, *limits = completeness(exhibit, words)
    if limits and first == words("complete.part"):
        first = limits[0]
    return shortened(first, WORDS).removesuffix(".")


def _police(source: BriefSource) -> str:
    words = source.words
    told = []
    for one in reversed(source.brief.contacts):
        who = " ".join(filter(None, (one.rank, one.person, one.badge)))
        when = f"{one.when.date} {one.when.clock}".strip()
        result = words.named("brief.result", one.result)
        answered = ", ".join(filter(None, (who, one.agency, one.number)))
        facts = ", ".join(filter(None, (when, isolated(answered), isolated(one.file_number))))
        told.append(". ".join(filter(None, (facts, result))))
    return some(told, words)


def _noted(source: BriefSource) -> str:
    """What happened elsewhere than on a page, as the person noted it."""
    told = [
        f"{event_day(one)}{source.words('colon')}{briefly(event_text(one, source.words))}"
        for one in source.brief.events
    ]
    return some(told, source.words)


def event_day(one: EventBody) -> str:
    """When something happened, as the person said it."""
    return f"{one.when.date} {one.when.clock}".strip()


def event_text(one: EventBody, words: Words) -> str:
    """What happened, with the place where one was said."""
    return words("brief.event.place", text=one.text, place=one.place) if one.place else one.text


def _leads(source: BriefSource) -> str:
    """How many of each kind there are, and what can be asked about at once; they are all below."""
    words, told, own = source.words, [], 0
    kinds: dict[str, list[Lead]] = {}
    for lead in source.leads.leads if source.leads else ():
        if whom.is_own_lead(lead, source.brief):
            own += 1
        else:
            kinds.setdefault(lead.kind, []).append(lead)
    for kind, found in kinds.items():
        facts = {"kind": words(f"leads.kind.{kind}"), "count": len(found)}
        good = [_value(one) for one in found if one.check != "fails"]
        if kind in _ASKED and good:
            values = ", ".join(isolated(shortened(one, _VALUE)) for one in good[:_VALUES])
            told.append(words("leads.some", values=values, **facts))
        else:
            told.append(words("leads.many", **facts))
    if own:
        told.append(words.counted("leads.own", own))
    return every(told, words)


def _value(one: Lead) -> str:
    """As it is written; in its one form where it is written in signs of another script."""
    return one.value if one.value.isascii() or not one.normal else one.normal


def _proven(source: BriefSource) -> str:
    """The one moment since when all of it is proven to exist, as the page tells it too.

    Of an exhibit it is its earliest stamp, of them all the latest of these.
    """
    words, each = source.words, [_stamps(proof) for proof in source.proofs]
    decides = max(range(len(each)), key=lambda at: each[at][:1], default=-1)
    if decides < 0 or not each[decides]:
        return ""
    time = each[decides][0][0]
    stamps = (source.proofs[decides].stamps[at].authority for _time, at in each[decides])
    first, *also = dict.fromkeys(source.authorities.get(one, one) for one in stamps)
    told = [words("brief.proven.by", time=moment(time, source.zone), authority=first)]
    if also:
        told.append(words("brief.proven.also", authorities=", ".join(also)))
    if not all(proof.stamps for proof in source.proofs):
        told.append(words("brief.proven.some"))
    return words("semicolon").join(told)


def _stamps(proof: Proof) -> list[tuple[str, int]]:
    """Times of the stamps of a proof and their places in it, the earliest first."""
    read = [
        msgspec.json.decode(stamp.record, type=dict[str, Any]).get("token_time", "")
        for stamp in proof.stamps
    ]
    return sorted((str(time), at) for at, time in enumerate(read))


def _captured(source: BriefSource) -> str:
    words = source.words
    told = [
        words(
            "brief.captured.with",
            how=words.named("brief.captured.by", one.by or "none"),
            program=f" {one.program}".rstrip(),
            browser=_browser(one.browser) or words("brief.captured.browser.none"),
            **{"in": within(one.exhibits, words)},
        )
        for one in source.brief.captured
    ]
    added = [one.number for one in source.exhibits if one.record.kind == ADDED]
    by_hand = words("brief.captured.added", **{"in": within(added, words)}) if added else ""
    found = [each for each in (some(told, words), by_hand) if each]
    return every(found, words) or words("brief.captured.none")


def _browser(agent: str) -> str:
    """What a browser calls itself; it names what it is like before itself."""
    found = [match.groups("") for match in _ONE_OF_MANY.finditer(agent)]
    own = [(name, version) for name, version, *_ in found if name]
    like = [(name, version) for *_, name, version in found if name]
    name, version = next(iter(own or like), ("", ""))
    return f"{_CALLED.get(name, name)} {version}".strip()


def _exact(said: Said, source: BriefSource) -> str:
    return exact(said, source.words, source.zone)
