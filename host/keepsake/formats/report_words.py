"""The report's texts, counts and times in one language."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from keepsake.words import filled, table

if TYPE_CHECKING:
    from keepsake.core.manifest import Manifest

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


class Words:
    """Looks up a text: first those of the report, then those that the reader has too."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._table = {
            **table("verify", language),
            **table("reader", language),
            **table("report", language),
        }

    def __call__(self, key: str, **facts: object) -> str:
        """The text with what stands for `{name}` put in.

        Raises:
            KeyError: There is no such text, which a test rules out.
        """
        return filled(self._table[key], {name: str(value) for name, value in facts.items()})

    def named(self, kind: str, name: str) -> str:
        """The words for a code word from a page; the code word itself where there are none."""
        return self._table.get(f"{kind}.{name}", name)

    def platform(self, name: str) -> str:
        """A platform's name, or that it is a website."""
        return self.named("platform", name) if name else self._table["platform.none"]

    def counted(self, key: str, count: int) -> str:
        """A count with its noun."""
        one = count < 2 if self.language == "fr" else count == 1
        return self(f"{key}.{'one' if one else 'many'}", count=count)

    def moment(self, moment: datetime, offset_minutes: int) -> str:
        """A moment in a fixed offset, for instance `24 November 2026, 14:03:22`."""
        local = moment + timedelta(minutes=offset_minutes)
        month = _MONTHS[self.language].split()[local.month - 1]
        day = "1er" if self.language == "fr" and local.day == 1 else str(local.day)
        return f"{day} {month} {local.year}, {local:%H:%M:%S}"

    def zone(self, name: str, offset_minutes: int) -> str:
        """A zone with its offset, for instance `America/Toronto, UTC-05:00`."""
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


def completeness(manifest: Manifest | None, words: Words) -> tuple[str, ...]:
    """In plain words: what a capture holds of its page, and what it does not."""
    if manifest is None:
        return (words("complete.cut_short"),)
    known = manifest.completeness
    told = [words("complete.whole" if manifest.whole else "complete.part")]
    if known.end != "reached":
        stopped = words.named("stopped", known.stopped_by)
        told.append(stopped if stopped != known.stopped_by else words("complete.not_reached"))
    counts = {
        "gaps": len(known.gaps),
        "not_loaded": known.not_loaded,
        "collapsed": known.collapsed,
        "changed": known.changed,
        "gone": known.gone,
    }
    told += [words.counted(f"complete.{name}", count) for name, count in counts.items() if count]
    told += [words.named("note", note) for note in known.notes]
    return tuple(told)
