"""One page for each platform or site: what an officer writes into a request, filled in already."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.env import parse_utc
from keepsake.formats.paper.sheet import Row, Section, sheet
from keepsake.formats.report.ask import unlisted
from keepsake.formats.report.whom import (
    NAME,
    behind,
    by_marks,
    is_reported,
    site_name,
    without_id,
    wrote,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.briefing.gather import Briefing, Reported
    from keepsake.core.manifest import Item
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.sources import Sources
    from keepsake.formats.paper.words import Words

_ACCOUNTS, _ADDRESSES = 6, 12
_NOBODY = frozenset({"", "email"})  # nobody runs them as a whole


class _Of(NamedTuple):
    """Whom a sheet is for.

    Attributes:
        key: For its name: the platform, or the host.
        platform: "" where it is of none that is known.
        host: "" where all hosts of the platform are meant.
        title: In words.
        exhibits: What was captured there.
    """

    key: str
    platform: str
    host: str
    title: str
    exhibits: Sequence[Exhibit]

    def has(self, account: Reported) -> bool:
        """Whether an account is one of theirs."""
        hosts = not self.host or self.host in account.hosts
        return self.platform in account.platforms and hosts


def fact_sheets(
    brief: Briefing, exhibits: Sequence[Exhibit], words: Words, footer: str
) -> Iterator[tuple[str, Sources]]:
    """A sheet for each platform, or other site, of which something was captured.

    Args:
        brief: The briefing.
        exhibits: What is handed over.
        words: Of the report's language.
        footer: Which bundle it belongs to.

    Yields:
        Name of the sheet, and what it is made of.
    """
    for of in sorted(_addressed(brief, exhibits, words)):
        sections = [
            _request(brief, of, words),
            *_accounts(brief, of, words),
            _what(of.exhibits, words),
            *_not_asked(brief, of, words),
        ]
        title = words("sheet.title", platform=of.title)
        yield of.key, sheet(title, words("sheet.note"), sections, footer, words.language)


def _addressed(brief: Briefing, exhibits: Sequence[Exhibit], words: Words) -> Iterator[_Of]:
    """Platforms as they are listed; every other site by its host, as each has its own operator."""
    others = unlisted(brief)
    hosts = {site.platform for site in others}
    for platform in {each.page.platform or "" for each in exhibits} - hosts - _NOBODY:
        of_it = [each for each in exhibits if each.page.platform == platform]
        yield _Of(platform, platform, "", words.platform(platform), of_it)
    for site in others:
        of_it = [each for each in exhibits if each.number in site.exhibits]
        yield _Of(site.host, site.platform, site.host, site_name(site, words), of_it)


def _request(brief: Briefing, of: _Of, words: Words) -> Section:
    rows = []
    if of.host:
        addresses = ", ".join(dict.fromkeys(each.page.url for each in of.exhibits))
        general = words("brief.ask.general", host=of.host, addresses=addresses)
        rows.append(Row(words("sheet.wants"), general))
    for row in (row for row in brief.ask if row.platform == of.platform):
        source = words("brief.ask.source", source=row.source[words.language], checked=row.checked)
        sure = (
            source
            if row.confirmed
            else f"{source}{words('semicolon')}{words('brief.not_confirmed')}"
        )
        rows.append(Row(words("sheet.wants"), row.wants[words.language]))
        note = row.note[words.language]
        days = words("brief.ask.days", days=row.days) if row.days else ""
        if note or days:
            rows.append(Row(words("sheet.know"), f"{note} {days}".strip()))
        rows.append(Row(words("sheet.source"), sure))
    paragraphs = (words("brief.ask.today"), words("sheet.secret"))
    return Section(words("brief.ask"), tuple(rows), paragraphs)


def _accounts(brief: Briefing, of: _Of, words: Words) -> Iterator[Section]:
    """Those that are asked about."""
    for account in _asked(brief, of)[:_ACCOUNTS]:
        facts = list(_facts(account, of.platform, words))
        if count := wrote(account, brief):
            facts.append(Row(words("brief.messages"), words.counted("brief.wrote", count)))
        title = f"{words('brief.account')}{words('colon')}{_name(account, of.platform)}"
        yield Section(title, tuple(facts))


def _asked(brief: Briefing, of: _Of) -> list[Reported]:
    """Those that are reported; where none is, all but the person's own."""
    there = [each for each in brief.accounts if of.has(each) and not each.own]
    reported = [each for each in there if is_reported(each, brief)]
    return by_marks(reported or there, brief)


def _not_asked(brief: Briefing, of: _Of, words: Words) -> Iterator[Section]:
    """Those of the person and of bystanders, so that nobody asks about them by mistake."""
    asked = _asked(brief, of)
    others = [each for each in brief.accounts if of.has(each) and each not in asked]
    told = []
    for key, kind in (("sheet.own.not", True), ("sheet.others.not", False)):
        names = [_name(each, of.platform) for each in others if bool(each.own) is kind]
        if names:
            told.append(words(key, names=_some(names, words)))
    if told:
        yield Section(words("sheet.own"), (), tuple(told))


def _some(names: Sequence[str], words: Words) -> str:
    shown, rest = names[:_ADDRESSES], len(names) - _ADDRESSES
    return ", ".join((*shown, *([words.counted("brief.rest", rest)] if rest > 0 else [])))


def _name(account: Reported, platform: str) -> str:
    """Its newest handle there: what it is called elsewhere is nothing to this platform."""
    own = [each for each in (*account.permanent, *account.handles) if each.platform == platform]
    handles = [each for each in own if each.name != NAME] or own
    return handles[-1].value if handles else account.name


def _facts(account: Reported, platform: str, words: Words) -> Iterator[Row]:
    """What a platform is asked about: its own ids, where accounts of several were joined."""
    for handle in account.handles:
        if handle.platform == platform:
            key = "sheet.name" if handle.name == NAME else "sheet.handle"
            yield Row(words(key), handle.value, mono=True)
    permanent = [each for each in account.permanent if each.platform == platform]
    for identifier in permanent:
        where = ", ".join(words.named("where", each) for each in identifier.where)
        value = f"{identifier.value} ({words('brief.found', where=where)})"
        yield Row(words("brief.permanent"), value, mono=True)
    if not permanent:
        yield Row(words("brief.permanent"), without_id(account, words))
    for address in account.addresses[:_ADDRESSES]:
        yield Row(words("brief.profile"), address, mono=True)
    yield Row(words("sheet.seen"), _range(*_seen(account), words))
    for who in account.behind:
        yield Row(words("brief.behind"), behind(who, words))


def _what(exhibits: Sequence[Exhibit], words: Words) -> Section:
    rows = []
    for exhibit in exhibits[:_ADDRESSES]:
        shown = exhibit.page.url or exhibit.page.title or words("added.label")
        name = f"{words('exhibit')} {exhibit.number}"
        rows.append(Row(name, shown, mono=bool(exhibit.page.url)))
        times = sorted(time for item in _items(exhibit) if (time := _time(item)))
        if times:
            rows.append(Row(words("sheet.messages"), _range(times[0], times[-1], words)))
        gone = sum(item.state == "gone" for item in _items(exhibit))
        if gone:
            rows.append(Row(words("sheet.risk"), words.counted("complete.gone", gone)))
    return Section(words("sheet.what"), tuple(rows), (words("sheet.utc"),))


def _items(exhibit: Exhibit) -> Sequence[Item]:
    return exhibit.manifest.items if exhibit.manifest else ()


def _time(item: Item) -> str:
    """The message's own time in UTC, "" where the page gave none that is one."""
    return _utc(item.time) or ""


def _utc(text: str) -> str | None:
    try:
        return f"{parse_utc(text):%Y-%m-%d %H:%M:%S} UTC"
    except ValueError:
        return None


def _seen(account: Reported) -> tuple[str, str]:
    return _utc(account.first) or account.first, _utc(account.last) or account.last


def _range(first: str, last: str, words: Words) -> str:
    return first if first == last else words("sheet.from_to", first=first, last=last)
