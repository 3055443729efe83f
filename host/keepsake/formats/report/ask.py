"""Whom to ask what, today: platforms, other sites, hosts of mail, phone companies, banks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keepsake.formats.report import whom
from keepsake.formats.report.phrases import some

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.briefing.gather import Briefing, Reported, Request, Site
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report.source import BriefSource


def short(source: BriefSource) -> str:
    """All of it in one line."""
    words, brief = source.words, source.brief
    told = [each for row in brief.ask for each in _first_step(row, brief, words)]
    names = [site.host for site in unlisted(brief)]
    names += [host for host, _addresses in _mail_hosts(brief)]
    told += [words("brief.ask.keep", site=name) for name in names]
    told += [words("brief.ask.bank", iban=one) for one, own in _ibans(source) if not own]
    return some(told, words) or words("brief.ask.none")


def _first_step(row: Request, brief: Briefing, words: Words) -> Iterator[str]:
    """What to ask a platform at once; one that only passes on what a phone holds cannot keep it."""
    if not row.carrier:
        yield words("brief.ask.keep", site=words.platform(row.platform))
        return
    numbers = _numbers(brief, row.platform)
    yield from (words("brief.ask.carrier", number=one) for one in numbers)
    if not numbers:
        yield words("brief.ask.carrier.none")


def _numbers(brief: Briefing, platform: str) -> list[str]:
    """Numbers of others on a platform."""
    handles = (each for one in _asked_about(brief) for each in one.handles)
    found = (each for each in handles if each.name == "phone" and each.platform == platform)
    return list(dict.fromkeys(each.value for each in found))


def _asked_about(brief: Briefing) -> list[Reported]:
    """Accounts that are reported; where none is, all that are not the person's own."""
    others = [one for one in brief.accounts if not one.own]
    return [one for one in others if whom.is_reported(one, brief)] or others


def _mail_hosts(brief: Briefing) -> list[tuple[str, list[str]]]:
    """Who runs the addresses of email that are asked about, with these."""
    found: dict[str, list[str]] = {}
    for one in _asked_about(brief):
        for each in one.handles:
            if each.name == "email" and (host := each.value.rpartition("@")[2].lower()):
                found.setdefault(host, []).append(each.value)
    return list(found.items())


def _ibans(source: BriefSource) -> list[tuple[str, bool]]:
    """Bank accounts in the messages whose check digits are right, and whether only as one's own."""
    found = source.leads.leads if source.leads else ()
    return [
        (one.value, whom.is_own_lead(one, source.brief))
        for one in found
        if one.kind == "iban" and one.check == "holds"
    ]


def unlisted(brief: Briefing) -> list[Site]:
    """Sites of which it is not known here what they ask for."""
    known = {row.platform for row in brief.ask}
    return [site for site in brief.sites if site.host and site.platform not in known]


def rows(source: BriefSource) -> Iterator[dict[str, Any]]:
    """Each with what it asks for, as far as that is known, and where it was read."""
    words = source.words
    yield from (_listed(row, words) for row in source.brief.ask)
    for name, wants in _general(source):
        yield {"platform": name, "wants": wants, "note": "", "source": ""}


def _listed(row: Request, words: Words) -> dict[str, Any]:
    days = words("brief.ask.days", days=row.days) if row.days else ""
    read = words("brief.ask.source", source=row.source[words.language], checked=row.checked)
    if not row.confirmed:
        read = f"{read}{words('semicolon')}{words('brief.not_confirmed')}"
    return {
        "platform": words.platform(row.platform),
        "wants": row.wants[words.language],
        "note": " ".join(filter(None, (row.note[words.language], days))),
        "source": read,
    }


def _general(source: BriefSource) -> Iterator[tuple[str, str]]:
    """What to ask of whoever is in no list: the same of each of a kind."""
    brief, words = source.brief, source.words
    for site in unlisted(brief):
        pages = (each.page.url for each in source.exhibits if each.number in site.exhibits)
        addresses = ", ".join(dict.fromkeys(pages))
        wants = words("brief.ask.general", host=site.host, addresses=addresses)
        yield whom.site_name(site, words), wants
    for host, found in _mail_hosts(brief):
        yield host, words("brief.ask.mail", host=host, addresses=", ".join(found))
    for iban, own in _ibans(source):
        key = "brief.ask.iban.own" if own else "brief.ask.iban"
        yield words("brief.ask.bank.title"), words(key, iban=iban)
