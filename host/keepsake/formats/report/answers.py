"""The first lines of the report, each the answer to what an officer asks first.

Who, whom, where, what was demanded and by when, what vanished, what to ask, since when it is
proven, how it was captured. The first screen of the page has the same lines.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from keepsake.core.added.entry import KIND as ADDED
from keepsake.formats.report.saying import moment, said_row, sent, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from keepsake.core.briefing.gather import Briefing, Pointed, Reported, Said, Site
    from keepsake.core.leads.rows import Leads
    from keepsake.formats.bundle.payload import Exhibit, Proof
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report.saying import Zone

_SHOWN = 2  # of what there may be many of; the rest stands below
_WORDS = 180  # characters of a text
_ONE_OF_MANY = re.compile(r"(Edg|OPR)/(\d+)|(Firefox|(?:Headless)?Chrome)/(\d+)")
_CALLED = {"Edg": "Edge", "OPR": "Opera"}


@dataclass(frozen=True, slots=True)
class BriefSource:
    """What the answers are made of.

    Attributes:
        exhibits: What is handed over; the zone of the first is that of all times.
        proofs: Of the exhibits, with their stamps.
        authorities: Names of authorities by id.
        made: When the copy is made, UTC.
        leads: What was found in the messages.
    """

    brief: Briefing
    exhibits: Sequence[Exhibit]
    proofs: Sequence[Proof]
    authorities: Mapping[str, str]
    made: str
    words: Words
    leads: Leads | None = None

    @property
    def zone(self) -> Zone:
        """That of all times here."""
        return self.exhibits[0].zone if self.exhibits else ("", 0)


def answers(source: BriefSource) -> list[dict[str, Any]]:
    """The lines, in the order of the page; one without an answer is left out."""
    brief, words = source.brief, source.words
    reported = [one for one in brief.accounts if one.behind]
    others = [one for one in brief.accounts if not one.behind and not one.own]
    rows = (
        ("brief.reporter", _reporter(source)),
        ("brief.case", brief.case),
        ("brief.people", _people(source)),
        ("brief.reported", _accounts(reported, words)),
        ("brief.others", _accounts(others, words)),
        ("brief.own", _accounts([one for one in brief.accounts if one.own], words)),
        ("brief.platforms", _sites(source)),
        ("brief.messages", _range(source)),
        ("brief.demand", _demand(source)),
        ("brief.deadline", _deadlines(source)),
        *_threats(source),
        ("brief.risk", _risk(source)),
        ("brief.did", shortened(brief.told.get("did", ""), _WORDS) or words("brief.did.none")),
        ("brief.missing", _missing(source)),
        ("brief.ask.short", _asks(source)),
        ("brief.police", _police(source)),
        ("brief.leads", _leads(source)),
        ("brief.proven", _proven(source) or words("brief.proven.none")),
        ("brief.captured", _captured(source)),
        ("brief.times", words("brief.times.zone", zone=words.zone(*source.zone))),
    )
    return [{"name": words(name), "value": told, "mono": False} for name, told in rows if told]


def _reporter(source: BriefSource) -> str:
    brief = source.brief
    who = shortened(brief.told.get("who", ""), _WORDS)
    name = brief.reporter or source.words("brief.reporter.none")
    return ". ".join(filter(None, (name, who)))


def _people(source: BriefSource) -> str:
    words = source.words
    told = []
    for one in source.brief.people:
        name = one.name
        if one.relation:
            name = words("brief.people.relation", name=name, relation=one.relation)
        sure = words(f"brief.sure.{one.sure}")
        why = shortened(one.why, _WORDS)
        key = "brief.behind.why" if why else "brief.people.sure"
        told.append(words(key, name=name, sure=sure, why=why))
    return _some(told, words) or words("brief.people.none")


def _accounts(accounts: Iterable[Reported], words: Words) -> str:
    told = []
    for one in accounts:
        facts = {
            "name": one.name,
            "id": one.permanent[0].value if one.permanent else "",
            "sites": sites_of(one, words),
            "in": _within(one.exhibits, words),
        }
        key = "brief.account.id" if one.permanent else "brief.account.no_id"
        own = words(f"brief.own.{one.own}") if one.own else ""
        told.append(words("semicolon").join(filter(None, (words(key, **facts), own))))
    return _some(told, words)


def sites_of(one: Reported, words: Words) -> str:
    """Where an account is: its platforms, and hosts where it is of none that is known."""
    named = [words.platform(each) for each in one.platforms if each]
    hosts = one.hosts if "" in one.platforms or not named else ()
    return ", ".join((*named, *hosts)) or words("platform.none")


def site_name(site: Site, words: Words) -> str:
    """A platform with the host, or a host alone."""
    named = words.platform(site.platform) if site.platform else ""
    return ", ".join(filter(None, (named, site.host)))


def _sites(source: BriefSource) -> str:
    words = source.words
    told = [
        words(
            "brief.site.exhibits",
            site=site_name(one, words),
            **{"in": _within(one.exhibits, words)},
        )
        for one in source.brief.sites
    ]
    return _some(told, words) or words("platform.none")


def _range(source: BriefSource) -> str:
    brief, words = source.brief, source.words
    count = words.counted("items", brief.messages)
    if not (brief.first and brief.last):
        return words("brief.messages.undated", count=count)
    first, last = (sent(said, words, source.zone) for said in (brief.first, brief.last))
    return words("brief.messages.range", count=count, first=first, last=last)


def _demand(source: BriefSource) -> str:
    told = [_exact(one.said, source) for one in source.brief.pointed if one.meaning == "demand"]
    return _some(told, source.words) or source.words("brief.demand.none")


def _deadlines(source: BriefSource) -> str:
    """The next ones, each with the message that says it."""
    words = source.words
    due = sorted((one for one in source.brief.pointed if one.due), key=lambda one: one.due_utc)
    told = [
        words("brief.deadline.at", due=_due(one, source), place=_place(one.said, words))
        for one in due
    ]
    return _some(told, words)


def _due(one: Pointed, source: BriefSource) -> str:
    words = source.words
    at = moment(one.due_utc, source.zone)
    due = one.due
    if at and not due.startswith(at):
        due = words("brief.deadline.zone", due=at, noted=due)
    passed = one.due_utc and one.due_utc < source.made
    return words("brief.deadline.passed", due=due) if passed else due


def _threats(source: BriefSource) -> Iterator[tuple[str, str]]:
    threats = (one.said for one in source.brief.pointed if one.meaning == "threat")
    told = sorted(threats, key=lambda said: said.time)
    first = _exact(told[0], source) if told else source.words("brief.threat.none")
    yield "brief.first_threat", first
    yield "brief.last_threat", _exact(told[-1], source) if len(told) > 1 else ""


def _risk(source: BriefSource) -> str:
    """What the other side may delete, and what of it is gone already."""
    gone, words = source.brief.gone, source.words
    if not gone:
        return words("brief.risk.none")
    told = words("brief.risk.some", count=words.counted("items", len(gone)))
    return f"{told} {_some([_exact(one.said, source) for one in gone], words)}"


def _missing(source: BriefSource) -> str:
    words = source.words
    part = [
        one.number
        for one in source.exhibits
        if one.record.kind != ADDED and (one.absent or not one.whole)
    ]
    known = words("brief.missing.none")
    if part:
        known = words("brief.missing.exhibits", **{"in": _within(part, words)})
    if says := shortened(source.brief.told.get("missing", ""), _WORDS):
        return f"{known} {words('brief.missing.says', words=says)}"
    return known


def _asks(source: BriefSource) -> str:
    words = source.words
    names = [words.platform(row.platform) for row in source.brief.ask]
    names += [site.host for site in unlisted(source.brief)]
    told = [words("brief.ask.keep", site=name) for name in names]
    return _some(told, words) or words("brief.ask.none")


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
        facts = (when, who, one.agency, one.number, one.file_number, result)
        told.append(", ".join(filter(None, facts)))
    return _some(told, words)


def _leads(source: BriefSource) -> str:
    """How many of each kind there are; they are listed below."""
    kinds = Counter(lead.kind for lead in source.leads.leads) if source.leads else {}
    return ", ".join(
        f"{source.words(f'leads.kind.{kind}')} ({many})" for kind, many in kinds.items()
    )


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
            program=one.program,
            browser=_browser(one.browser) or words("brief.captured.browser.none"),
            **{"in": _within(one.exhibits, words)},
        )
        for one in source.brief.captured
    ]
    return _some(told, words) or words("brief.captured.none")


def _browser(agent: str) -> str:
    """What a browser calls itself; it names what it is like before itself."""
    found = [match.groups("") for match in _ONE_OF_MANY.finditer(agent)]
    own = [(name, version) for name, version, *_ in found if name]
    like = [(name, version) for *_, name, version in found if name]
    name, version = next(iter(own or like), ("", ""))
    return f"{_CALLED.get(name, name)} {version}".strip()


def _exact(said: Said, source: BriefSource) -> str:
    row = said_row(said, source.words, source.zone)
    of = ", ".join(filter(None, (row["who"], row["when"])))
    text = shortened(said.text, _WORDS) or source.words("no_words")
    return f"{source.words('brief.quoted', text=text)} {of}. {row['place']}"


def _place(said: Said, words: Words) -> str:
    return words("brief.place", exhibit=said.exhibit, item=said.item)


def _within(exhibits: Sequence[int], words: Words) -> str:
    return words.counted("brief.in", len(exhibits), list=", ".join(map(str, exhibits)))


def _some(told: Sequence[str], words: Words) -> str:
    """The first of them, and how many more there are."""
    rest = len(told) - _SHOWN
    more = [words("brief.more", count=rest)] if rest > 0 else []
    return words("semicolon").join([*told[:_SHOWN], *more])
