"""One page for each platform: what an officer writes into a request to it, filled in already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.env import parse_utc
from keepsake.formats.paper.sheet import Row, Section, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.briefing.gather import Briefing, Reported
    from keepsake.core.manifest import Item
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.sources import Sources
    from keepsake.formats.paper.words import Words

_ACCOUNTS, _ADDRESSES = 6, 12


def fact_sheets(
    brief: Briefing, exhibits: Sequence[Exhibit], words: Words, footer: str
) -> Iterator[tuple[str, Sources]]:
    """A sheet for each platform of which something was captured.

    Args:
        brief: The briefing.
        exhibits: What is handed over.
        words: Of the report's language.
        footer: Which bundle it belongs to.

    Yields:
        Id of the platform, and what the sheet is made of.
    """
    for platform in sorted({each.page.platform or "" for each in exhibits} - {""}):
        of_it = [each for each in exhibits if each.page.platform == platform]
        title = words("sheet.title", platform=words.platform(platform))
        sections = [
            _request(brief, platform, words),
            *_accounts(brief, platform, words),
            _what(of_it, words),
        ]
        yield platform, sheet(title, words("sheet.note"), sections, footer, words.language)


def _request(brief: Briefing, platform: str, words: Words) -> Section:
    found = [row for row in brief.ask if row.platform == platform]
    paragraphs = [words("brief.ask.today"), words("sheet.secret")]
    rows = []
    for row in found:
        source = words("brief.ask.source", source=row.source, checked=row.checked)
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
    return Section(words("brief.ask"), tuple(rows), tuple(paragraphs))


def _accounts(brief: Briefing, platform: str, words: Words) -> Iterator[Section]:
    accounts = [each for each in brief.accounts if platform in each.platforms]
    for account in accounts[:_ACCOUNTS]:
        yield Section(
            f"{words('brief.account')}{words('colon')}{_name(account, platform)}",
            tuple(_facts(account, platform, words)),
        )


def _name(account: Reported, platform: str) -> str:
    """Its newest name there: what it is called elsewhere is nothing to this platform."""
    own = [each for each in (*account.permanent, *account.handles) if each.platform == platform]
    return own[-1].value if own else account.name


def _facts(account: Reported, platform: str, words: Words) -> Iterator[Row]:
    """What a platform is asked about: its own ids, where accounts of several were joined."""
    for handle in account.handles:
        if handle.platform == platform:
            yield Row(words("sheet.handle"), handle.value, mono=True)
    permanent = [each for each in account.permanent if each.platform == platform]
    for identifier in permanent:
        where = ", ".join(words.named("where", each) for each in identifier.where)
        value = f"{identifier.value} ({words('brief.found', where=where)})"
        yield Row(words("brief.permanent"), value, mono=True)
    if not permanent:
        yield Row(words("brief.permanent"), words("brief.permanent.none"))
    for address in account.addresses[:_ADDRESSES]:
        yield Row(words("brief.profile"), address, mono=True)
    yield Row(words("sheet.seen"), _range(*_seen(account), words))
    for who in account.behind:
        sure = words(f"brief.sure.{who.sure}")
        told = words("brief.behind.why", name=who.name, sure=sure, why=who.why)
        yield Row(words("brief.behind"), told)


def _what(exhibits: Sequence[Exhibit], words: Words) -> Section:
    rows = []
    for exhibit in exhibits[:_ADDRESSES]:
        rows.append(Row(f"{words('exhibit')} {exhibit.number}", exhibit.page.url, mono=True))
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
