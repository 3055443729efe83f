"""The report's texts, counts and times in one language."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from keepsake.catalogue import filled, table
from keepsake.core.added.entry import KIND
from keepsake.core.entry import NOT_PICTURED, RECORD_ONLY
from keepsake.core.harvest import Harvest
from keepsake.core.host import host_of
from keepsake.env import UTC_NAMES, parse_utc
from keepsake.formats import doubts, waited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.manifest import Manifest
    from keepsake.formats.bundle.payload import Exhibit


class Words:
    """Looks up a text: first those of the report, then those that the reader has too."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._table = {
            **table("verify", language),
            **table("reader", language),
            **table("report", language),
            **table("validation", language),
        }

    def __call__(self, key: str, **facts: object) -> str:
        """The text with what stands for `{name}` put in.

        Raises:
            KeyError: There is no such text, which a test rules out.
        """
        return filled(self._table[key], {name: str(value) for name, value in facts.items()})

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self._table

    def named(self, kind: str, name: str) -> str:
        """The words for a code word from a page; the code word itself where there are none."""
        return self._table.get(f"{kind}.{name}", name)

    def platform(self, name: str, *, added: bool = False) -> str:
        """A platform's name, or that it is a website, or a file that somebody added."""
        kind = "added" if added else "none"
        return self.named("platform", name or kind)

    def counted(self, key: str, count: int, **facts: object) -> str:
        """A count with its noun."""
        one = count < 2 if self.language == "fr" else count == 1
        return self(f"{key}.{'one' if one else 'many'}", count=count, **facts)

    def moment(self, moment: datetime, offset_minutes: int) -> str:
        """A moment in a fixed offset, as everywhere in a copy: `2026-11-24 14:03:22`."""
        return f"{moment + timedelta(minutes=offset_minutes):%Y-%m-%d %H:%M:%S}"

    def utc(self, utc: str) -> str:
        """The same in UTC, which is said beside it."""
        told = self.time_text(utc, 0)
        return f"{told} UTC" if told != utc else utc

    def time_text(self, utc: str, offset_minutes: int) -> str:
        """A moment as it was noted; as it stands there where it is none."""
        try:
            return self.moment(parse_utc(utc), offset_minutes)
        except ValueError:
            # A page may put anything where a time belongs.
            return utc

    def zone(self, name: str, offset_minutes: int) -> str:
        """A zone with its offset, for instance `America/Toronto, UTC-05:00`; UTC itself once."""
        if name in UTC_NAMES and not offset_minutes:
            return "UTC"
        hours, minutes = divmod(abs(offset_minutes), 60)
        offset = f"UTC{'-' if offset_minutes < 0 else '+'}{hours:02}:{minutes:02}"
        return f"{name}, {offset}" if name else offset

    def size(self, count: int) -> str:
        """A number of bytes."""
        kilo, mega = ("ko", "Mo") if self.language == "fr" else ("kB", "MB")
        if count < 1_000_000:
            return f"{max(1, round(count / 1000))} {kilo}"
        text = f"{count / 1_000_000:.1f} {mega}"
        return text.replace(".", ",") if self.language == "fr" else text


def to_the_minute(utc: str, offset_minutes: int) -> str:
    """A moment for the eye, for instance `2026-11-24 14:03`; what is none as it stands there."""
    try:
        local = parse_utc(utc) + timedelta(minutes=offset_minutes)
    except ValueError:
        # A page may put anything where a time belongs.
        return utc
    return f"{local:%Y-%m-%d %H:%M}"


def platform(exhibit: Exhibit, words: Words) -> str:
    """What an exhibit is of: its platform, or the host where that is of none that is known."""
    named, added = exhibit.page.platform or "", exhibit.record.kind == KIND
    if not named and not added and (host := host_of(exhibit.page.url)):
        return host
    return words.platform(named, added=added)


def completeness(exhibit: Exhibit, words: Words) -> tuple[str, ...]:
    """In plain words: what an exhibit holds of its page, and what it does not."""
    return (*_absent(exhibit, words), *_held(exhibit, words), *has_waited(exhibit, words))


def has_waited(exhibit: Exhibit, words: Words) -> Iterator[str]:
    """That it waited in the browser, where it did."""
    zone = words.zone("", exhibit.zone[1])

    def when(utc: str) -> str:
        return f"{words.time_text(utc, exhibit.zone[1])} ({zone})"

    yield from waited.lines(exhibit.body, when, words.language)
    if exhibit.whole_in:
        yield waited.beginning(exhibit.whole_in, words.language)


def _absent(exhibit: Exhibit, words: Words) -> Iterator[str]:
    """Which files are not in the copy, where the person handed over what is damaged."""
    if exhibit.absent:
        names = ", ".join(exhibit.path(part).rpartition("/")[2] for part in exhibit.absent)
        yield words.counted("complete.absent", len(exhibit.absent), names=names)


def _held(exhibit: Exhibit, words: Words) -> Iterator[str]:
    manifest = exhibit.manifest
    if exhibit.record.kind == KIND:
        yield words("added.label")
        yield words("complete.unlisted" if exhibit.absent else "added.whole")
        yield from _readings(manifest, words)
    elif manifest is None or manifest.cut_short:
        unread = any(part.kind == "manifest" for part in exhibit.absent)
        yield words("complete.unlisted" if unread else "complete.cut_short")
        if isinstance(manifest, Harvest):
            yield words.counted("complete.cut_words", manifest.count)
            if manifest.unread:
                yield words.counted("complete.cut_unread", manifest.unread)
    else:
        yield from _reached(exhibit, manifest, words)
        yield from _instead(exhibit, words)


def _reached(exhibit: Exhibit, manifest: Manifest, words: Words) -> Iterator[str]:
    known = manifest.completeness
    whole = "complete.whole_but" if exhibit.absent else "complete.whole"
    yield words(whole if exhibit.whole else "complete.part")
    if exhibit.body.reason == NOT_PICTURED:
        yield words("complete.unpictured")
    if known.end != "reached" and manifest.mode != RECORD_ONLY:
        for code in known.ended_by:
            key = f"stopped.{code}" if words.has(f"stopped.{code}") else "complete.not_reached"
            yield words(key, day=known.limits.back_to)
        if known.end_evidence:
            yield words.named("note", known.end_evidence)
    counts = {
        "gaps": len(known.gaps),
        "not_loaded": known.not_loaded,
        "collapsed": known.collapsed,
        "not_pictured": known.not_pictured,
        "unclear": known.unclear,
        "unfocused": known.unfocused,
        "changed": known.changed,
        "gone": known.gone,
    }
    for name, count in counts.items():
        if count:
            yield words.counted(f"complete.{name}", count)
    yield from doubts.lines(known, words.language)
    for note in known.notes:
        yield words.named("note", note)


def _instead(exhibit: Exhibit, words: Words) -> Iterator[str]:
    """What the page was instead of evidence, in its own words and with the moment."""
    seen = exhibit.manifest.page.instead if exhibit.manifest else None
    if seen:
        key = f"complete.instead.{seen.kind}"
        key = key if words.has(key) else "complete.instead.error"
        yield words(key, when=to_the_minute(seen.at, exhibit.zone[1]), said=seen.said)
        if seen.confidence != "certain":
            yield words("complete.instead.sure")


def _readings(manifest: Manifest | None, words: Words) -> Iterator[str]:
    """What is not certain of the messages that were read from added files."""
    if manifest is None or not manifest.items:
        return
    yield words("added.read")
    notes = {note for file in manifest.files for note in file.notes}
    if "zone_assumed" in notes:
        zones = (
            fact.value for file in manifest.files for fact in file.facts if fact.name == "zone"
        )
        zone = next(zones, "UTC")
        yield words("added.zone", zone="UTC" if zone in UTC_NAMES else zone)
    if notes & {"dates_ambiguous", "times_unread"}:
        yield words("added.times")
