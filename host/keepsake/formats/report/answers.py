"""The first lines of the report, each the answer to what an officer asks first.

Who, whom, where, what was demanded and by when, what vanished, what to ask, since when it is
proven, how it was captured. The first screen of the page has the same lines.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from keepsake.core.added.entry import KIND as ADDED
from keepsake.formats.paper.words import completeness
from keepsake.formats.report import marked, whom
from keepsake.formats.report.phrases import WORDS, every, exact, some, within
from keepsake.formats.report.saying import moment, sent, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.briefing.gather import Briefing, Said, Site
    from keepsake.core.case.entries import EventBody
    from keepsake.core.leads.rows import Leads
    from keepsake.formats.bundle.payload import Exhibit, Proof
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report.source import BriefSource

_ASKED = frozenset({"wallet", "iban", "card", "phone", "email"})
_VALUES = 2  # of a kind of lead
_VALUE = 60  # characters of one
_ONE_OF_MANY = re.compile(r"(Edg|OPR)/(\d+)|(Firefox|(?:Headless)?Chrome)/(\d+)")
_CALLED = {"Edg": "Edge", "OPR": "Opera"}


def answers(source: BriefSource) -> list[dict[str, Any]]:
    """The lines, in the order of the page; one without an answer is left out."""
    brief, words = source.brief, source.words
    rows = (
        ("brief.reporter", whom.reporter(brief, words)),
        ("brief.case", brief.case),
        ("brief.people", whom.people(brief, words)),
        ("brief.reported", whom.reported(brief, words)),
        ("brief.others", whom.others(brief, words)),
        ("brief.own", whom.own(brief, words)),
        ("brief.platforms", whom.sites(brief, words)),
        ("brief.messages", _range(source)),
        *marked.rows(source),
        ("brief.risk", _risk(source)),
        ("brief.did", shortened(brief.told.get("did", ""), WORDS) or words("brief.did.none")),
        ("brief.missing", _missing(source)),
        ("brief.ask.short", _asks(source)),
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
    count = words.counted("items", brief.messages)
    if not (brief.first and brief.last):
        return words("brief.messages.undated", count=count)
    first, last = (sent(said, words, source.zone) for said in (brief.first, brief.last))
    return words("brief.messages.range", count=count, first=first, last=last)


def _risk(source: BriefSource) -> str:
    """What the other side may delete, and what of it is gone already."""
    gone, words = source.brief.gone, source.words
    told = [words("brief.risk.online")]
    if gone:
        told.append(words("brief.risk.some", count=words.counted("items", len(gone))))
        told.append(f"{some([_exact(one.said, source) for one in gone], words)}.")
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
    words = source.words
    told = [
        words("brief.missing.exhibit", number=one.number, words=_why_part(one, words))
        for one in source.exhibits
        if one.record.kind != ADDED and (one.absent or not one.whole)
    ]
    known = some(told, words) or words("brief.missing.none")
    if says := shortened(source.brief.told.get("missing", ""), WORDS):
        return f"{known} {words('brief.missing.says', words=says)}"
    return known


def _why_part(exhibit: Exhibit, words: Words) -> str:
    """What of a capture is missing; that something is says its heading."""
    first, *limits = completeness(exhibit, words)
    if limits and first == words("complete.part"):
        first = limits[0]
    return shortened(first, WORDS)


def _asks(source: BriefSource) -> str:
    words = source.words
    names = [words.platform(row.platform) for row in source.brief.ask]
    names += [site.host for site in unlisted(source.brief)]
    names += [host for host, _addresses in mail_hosts(source.brief)]
    told = [words("brief.ask.keep", site=name) for name in names]
    told += [words("brief.ask.bank", iban=one) for one in ibans(source.leads)]
    return some(told, words) or words("brief.ask.none")


def mail_hosts(brief: Briefing) -> list[tuple[str, list[str]]]:
    """Who runs addresses of email that are not the person's own, with these."""
    found: dict[str, list[str]] = {}
    for one in brief.accounts:
        for each in one.handles if not one.own else ():
            if each.name == "email" and (host := each.value.rpartition("@")[2].lower()):
                found.setdefault(host, []).append(each.value)
    return list(found.items())


def ibans(leads: Leads | None) -> list[str]:
    """Bank accounts in the messages whose check digits are right."""
    found = leads.leads if leads else ()
    return [one.value for one in found if one.kind == "iban" and one.check == "holds"]


def unlisted(brief: Briefing) -> list[Site]:
    """Sites of which it is not known here what they ask for."""
    known = {row.platform for row in brief.ask}
    return [site for site in brief.sites if site.host and site.platform not in known]


def _police(source: BriefSource) -> str:
    words = source.words
    told = []
    for one in reversed(source.brief.contacts):
        who = " ".join(filter(None, (one.rank, one.person, one.badge)))
        when = f"{one.when.date} {one.when.clock}".strip()
        result = words.named("brief.result", one.result)
        facts = (when, who, one.agency, one.number, one.file_number)
        told.append(". ".join(filter(None, (", ".join(filter(None, facts)), result))))
    return some(told, words)


def _noted(source: BriefSource) -> str:
    """What happened elsewhere than on a page, as the person noted it."""
    told = [
        f"{event_day(one)}{source.words('colon')}{shortened(event_text(one, source.words), WORDS)}"
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
    words, found = source.words, source.leads.leads if source.leads else ()
    told = []
    for kind, many in Counter(lead.kind for lead in found).items():
        facts = {"kind": words(f"leads.kind.{kind}"), "count": many}
        good = [one.value for one in found if one.kind == kind and one.check != "fails"]
        if kind in _ASKED and good:
            values = ", ".join(shortened(one, _VALUE) for one in good[:_VALUES])
            told.append(words("leads.some", values=values, **facts))
        else:
            told.append(words("leads.many", **facts))
    return every(told, words)


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
    return some(told, words) or words("brief.captured.none")


def _browser(agent: str) -> str:
    """What a browser calls itself; it names what it is like before itself."""
    found = [match.groups("") for match in _ONE_OF_MANY.finditer(agent)]
    own = [(name, version) for name, version, *_ in found if name]
    like = [(name, version) for *_, name, version in found if name]
    name, version = next(iter(own or like), ("", ""))
    return f"{_CALLED.get(name, name)} {version}".strip()


def _exact(said: Said, source: BriefSource) -> str:
    return exact(said, source.words, source.zone)
