"""A receipt for the officer to sign: what was handed over, on what, by whom and to whom. PDF/UA-1.

It holds numbers, sizes and fingerprints and nothing of what was captured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.formats.paper.sheet import Row, Section, sheet
from keepsake.formats.paper.typesetter import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.custody import ExportBody
    from keepsake.formats.paper.words import Words


def hand_over_receipt(
    body: ExportBody, when: str, exhibits: Sequence[int], words: Words, footer: str
) -> bytes:
    """Sets the receipt.

    Args:
        body: What the log says of the handing over.
        when: In words, with the zone.
        exhibits: Numbers of the exhibits that went along.
        words: Of the language.
        footer: Which record it belongs to.
    """
    numbers = ", ".join(map(str, exhibits))
    kind = words(f"receipt.opens.{body.recipient_kind}")
    what = (
        Row(
            words("receipt.exhibits"),
            words.counted("receipt.exhibits", len(exhibits), numbers=numbers),
        ),
        Row(words("receipt.made"), when),
        Row(words("receipt.file"), "evidence.age", mono=True),
        Row(words("receipt.size"), words("receipt.bytes", bytes=_grouped(body.bytes))),
        Row(words("sha256"), body.bundle_sha256, mono=True),
        *_beside(words, body),
        Row(words("receipt.opens"), kind),
        Row(words("receipt.medium"), body.medium),
    )
    giver = _signed(words, "receipt.by", body.who, ("receipt.signature", "receipt.date"))
    lines = ("receipt.rank", "receipt.badge", "receipt.agency", "receipt.number")
    taker = _signed(words, "receipt.to", body.to, (*lines, "receipt.signature", "receipt.date"))
    told = (words("receipt.says"),)
    sections = [
        Section(words("receipt.what"), what),
        Section(words("receipt.giver"), giver),
        Section(words("receipt.taker"), taker, told),
    ]
    return typeset(
        sheet(words("receipt.title"), words("receipt.note"), sections, footer, words.language)
    )


def _beside(words: Words, body: ExportBody) -> Iterator[Row]:
    """The open files in the folder, where the log names them."""
    hashes = {"OPEN-ME.html": body.page_sha256, "README.txt": body.readme_sha256}
    for name, digest in hashes.items():
        if digest:
            yield Row(words("receipt.file"), name, mono=True)
            yield Row(words("sha256"), digest, mono=True)


def _grouped(number: int) -> str:
    """In groups of three with a space between, which both languages read, for it is compared."""
    return f"{number:,}".replace(",", "\u00a0")


def _signed(words: Words, name: str, value: str, blanks: Sequence[str]) -> tuple[Row, ...]:
    return (Row(words(name), value), *(Row(words(key), "") for key in blanks))
