"""A page for an eyewitness to read, to correct by hand and to sign: what they saw, and where.

A draft only: what stands on it was written down by the person who reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.hashing import sha256_hex
from keepsake.formats.paper.sheet import Row, Section, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.briefing.rows import Eyewitness
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.sources import Sources
    from keepsake.formats.paper.words import Words

_BLANK = "______________________"


def eyewitness_page(
    witness: Eyewitness, exhibits: Sequence[Exhibit], words: Words, footer: str
) -> Sources:
    """What the page is made of, for the typesetter.

    Args:
        witness: What was written down.
        exhibits: What is handed over, or may be; only the pages that the witness saw are listed.
        words: Of the language.
        footer: Which record or copy it belongs to.
    """
    how = words.named("brief.eyewitness.how", witness.how)
    who = (
        Row(words("eyewitness.name"), witness.name),
        Row(words("eyewitness.role"), witness.role or _BLANK),
        Row(words("eyewitness.reach"), witness.reach or _BLANK),
        Row(words("eyewitness.looked"), f"{witness.when}, {how}"),
    )
    seen = tuple(
        row for one in exhibits if one.number in witness.exhibits for row in _page(one, words)
    )
    lines = ("eyewitness.signature", "eyewitness.date", "eyewitness.place")
    sections = [
        Section(words("eyewitness.who"), who),
        Section(words("eyewitness.pages"), seen),
        Section(words("eyewitness.saw"), (), _paragraphs(witness.saw)),
        Section(words("eyewitness.same"), (), _paragraphs(witness.same)),
        Section(words("eyewitness.confirm"), (), (words("eyewitness.true"),)),
        Section(words("eyewitness.sign"), tuple(Row(words(line), "") for line in lines)),
    ]
    return sheet(
        words("eyewitness.title"), words("eyewitness.note"), sections, footer, words.language
    )


def _page(exhibit: Exhibit, words: Words) -> Iterator[Row]:
    began = exhibit.manifest.started.utc if exhibit.manifest else exhibit.record.utc
    when = f"{words.time_text(began, exhibit.zone[1])} ({words.zone(*exhibit.zone)})"
    title = exhibit.page.title or words("untitled")
    yield Row(f"{words('exhibit')} {exhibit.number}", f"{title} · {when}")
    yield Row(words("address"), exhibit.page.url, mono=True)
    yield Row(words("entry_hash"), sha256_hex(exhibit.data), mono=True)


def _paragraphs(text: str) -> tuple[str, ...]:
    """A text by its lines, or lines to write on."""
    return tuple(filter(None, text.split("\n"))) or (_BLANK * 3, _BLANK * 3)
