"""Drafts of certificates and statements about the captures, for the person to complete.

Drafts only: each says so at its top, with its sources and that they are not confirmed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from keepsake.formats.sheet import Row, Section, sheet
from keepsake.shared import shared_path
from keepsake.words import filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.formats.bundle import Exhibit
    from keepsake.formats.report_words import Words

_BLANK = "______________________"


class Draft(msgspec.Struct, frozen=True):
    """One draft; texts by language."""

    key: str
    title: dict[str, str]
    note: dict[str, str]
    paragraphs: dict[str, tuple[str, ...]]
    source: dict[str, str]
    checked: str


@lru_cache
def drafts() -> tuple[Draft, ...]:
    """All drafts, from `certificates.json`."""
    data = shared_path("data", "certificates.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[Draft, ...])


def certificates(
    reporter: str, exhibits: Sequence[Exhibit], program: str, words: Words, footer: str
) -> Iterator[tuple[str, bytes]]:
    """Each draft, filled in with what is known.

    Args:
        reporter: Who signs, "" for a blank line.
        exhibits: What it is about.
        program: Name and version.
        words: Of the report's language.
        footer: Which bundle it belongs to.

    Yields:
        Key of the draft, and the PDF.
    """
    facts = {"reporter": reporter or _BLANK, "program": program}
    rows = tuple(_row(exhibit, words) for exhibit in exhibits)
    system = dict.fromkeys(
        " · ".join(f"{name} {value}" for name, value in each.body.host.items()) for each in exhibits
    )
    for draft in drafts():
        language = words.language
        told = tuple(filled(text, facts) for text in draft.paragraphs[language])
        source = words("brief.ask.source", source=draft.source[language], checked=draft.checked)
        sections = [
            Section(words("certificate.text"), (), told),
            Section(words("certificate.captures"), rows),
            Section(words("certificate.system"), (), tuple(system)),
            Section(words("sheet.source"), (), (f"{source}; {words('brief.not_confirmed')}",)),
        ]
        yield (
            draft.key,
            sheet(draft.title[language], draft.note[language], sections, footer, language),
        )


def _row(exhibit: Exhibit, words: Words) -> Row:
    manifest = exhibit.manifest
    started = manifest.started.utc if manifest else exhibit.record.utc
    return Row(f"{words('exhibit')} {exhibit.number}", f"{started} · {exhibit.page.url}", mono=True)
