"""loadfile.dat and loadfile.opt: pictures and papers of a bundle for review platforms.

A row of the first is a document: a picture, in the family of its exhibit, or a paper. The second
says which file shows which page. Numbers (Bates) are made of the exhibit and the picture's number
in it, so that a picture has the same one in every bundle of the case, and no other page ever has
it; those of papers are made of the size of the log, for each bundle has papers of its own. Files
stay where they are in the bundle, and are named from the folder in which both lie.

Concordance knows no way to write its own signs: where one stands in a text it is written otherwise
(`þ` as `th`, `®` as `(R)`); the exact text is in the exhibit.

Source: the delimiters that Concordance sets by default (20, 254, 174); Opticon's seven columns.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from itertools import count, groupby
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.core.host import host_of
from keepsake.core.manifest import DIVIDER
from keepsake.local_time import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.formats.bundle.payload import Exhibit

DAT, OPT = "loadfile.dat", "loadfile.opt"
BETWEEN, AROUND, NEW_LINE = "\x14", "þ", "®"
VOLUME = "KEEPSAKE"
_NAME_SIGNS = 8
_ID_SIGNS = 4
_PLAIN = {BETWEEN: " ", AROUND: "th", NEW_LINE: "(R)"}
_SIGNS = re.compile("|".join(_PLAIN))
_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count\s+(\d+)")
_LINES = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


class Prefix(NamedTuple):
    """What all numbers of a bundle begin with, and what those of its papers have of their own.

    Attributes:
        case: Made of the name and the id of the case, or of the vault where there is none.
        size: Of the log when the bundle was made; no two bundles have the same.
    """

    case: str
    size: int

    @classmethod
    def of(cls, name: str, identifier: str, size: int) -> Prefix:
        """Makes one of the name of a case and an id, of which either may be empty."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
        digest = hashlib.sha256(identifier.encode()).hexdigest()[:_ID_SIGNS].upper()
        return cls((re.sub(r"[^A-Z0-9]", "", plain)[:_NAME_SIGNS] or VOLUME) + digest, size)

    def picture(self, exhibit: int, number: int) -> str:
        """The number of a picture."""
        return f"{self.case}-E{exhibit:06d}-{number:06d}"

    def page(self, number: int) -> str:
        """The number of a page of paper, counted over all papers of the bundle."""
        return f"{self.case}-P{self.size:06d}-{number:06d}"


class Row(msgspec.Struct, frozen=True, rename="upper"):
    """A document. Times are in UTC, and beside it in the zone of the capture."""

    begbates: str
    endbates: str
    begattach: str
    endattach: str
    pagecount: int
    custodian: str
    doctype: str
    exhibit: str
    picture: str
    messages: str
    title: str
    address: str
    host: str
    platform: str
    captured_utc: str
    captured_local: str
    zone: str
    filename: str
    filepath: str
    sha256: str


class Paper(NamedTuple):
    """A paper of the bundle, by its path below `data/`."""

    path: str
    sha256: str
    pages: int


def paper(path: str, data: bytes) -> Paper:
    """What is told of a paper.

    Raises:
        pypdfium2.PdfiumError: It is none.
    """
    return Paper(path, hashlib.sha256(data).hexdigest(), _count(data))


def _count(data: bytes) -> int:
    """How many pages a paper has, by the tree of pages as the typesetter writes it."""
    counted = [int(found) for found in _PAGES.findall(data)]
    if counted:
        return max(counted)
    # Only where it is written otherwise: to load this takes longer than to set a page.
    from keepsake.formats.paper import pdf_pages

    return pdf_pages.count(data)


def rows(
    exhibits: Iterable[Exhibit], papers: Iterable[Paper], prefix: Prefix, custodian: str
) -> Iterator[Row]:
    """A row for each picture and each paper.

    Args:
        exhibits: By their numbers.
        papers: In their order.
        prefix: Of the numbers.
        custodian: Who hands it over, "" where they did not say.
    """
    for exhibit in exhibits:
        yield from _pictures(exhibit, prefix, custodian)
    numbers = count(1)
    for one in papers:
        pages = [prefix.page(next(numbers)) for _ in range(max(one.pages, 1))]
        empty = dict.fromkeys(("exhibit", "picture", "messages", "address", "host", "platform"), "")
        times = dict.fromkeys(("captured_utc", "captured_local", "zone"), "")
        yield Row(
            begbates=pages[0],
            endbates=pages[-1],
            begattach=pages[0],
            endattach=pages[-1],
            pagecount=len(pages),
            custodian=custodian,
            doctype="paper",
            title=one.path.rpartition("/")[2],
            **empty,
            **times,
            **_file(one.path, one.sha256),
        )


def _pictures(exhibit: Exhibit, prefix: Prefix, custodian: str) -> Iterator[Row]:
    numbers = exhibit.pictures
    shown = [part for part in exhibit.body.parts if part.part in numbers]
    family = [prefix.picture(exhibit.number, numbers[part.part]) for part in shown]
    on = _messages_on(exhibit)
    clock = Clock(*exhibit.zone)
    for part, number in zip(shown, family, strict=True):
        local, zone = clock.iso(part.kept)
        yield Row(
            begbates=number,
            endbates=number,
            begattach=family[0],
            endattach=family[-1],
            pagecount=1,
            custodian=custodian,
            doctype="picture",
            exhibit=str(exhibit.number),
            picture=str(numbers[part.part]),
            messages=_ranges(on.get(part.part, ())),
            title=exhibit.page.title,
            address=exhibit.page.url,
            host=host_of(exhibit.page.url),
            platform=exhibit.page.platform or "",
            captured_utc=part.kept,
            captured_local=local,
            zone=zone,
            **_file(exhibit.path(part), part.sha256),
        )


def _file(path: str, sha256: str) -> dict[str, str]:
    where = ".\\" + path.replace("/", "\\")
    return {"filename": path.rpartition("/")[2], "filepath": where, "sha256": sha256}


def _messages_on(exhibit: Exhibit) -> dict[int, list[int]]:
    """Numbers of the messages that each picture shows."""
    found: dict[int, list[int]] = {}
    items = exhibit.manifest.items if exhibit.manifest else ()
    for number, item in enumerate(items, start=1):
        if item.kind != DIVIDER:
            for part in {box.part for box in item.boxes}:
                found.setdefault(part, []).append(number)
    return found


def _ranges(numbers: Sequence[int]) -> str:
    """`1-3, 7`."""
    runs = []
    for _, run in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        places = [number for _, number in run]
        runs.append(f"{places[0]}-{places[-1]}" if len(places) > 1 else f"{places[0]}")
    return ", ".join(runs)


def as_dat(listed: Iterable[Row]) -> bytes:
    """The rows for Concordance: UTF-8 with its mark."""
    names = [field.encode_name for field in msgspec.structs.fields(Row)]
    lines = [_line(names)]
    lines += [_line(str(getattr(row, name)) for name in row.__struct_fields__) for row in listed]
    return codecs.BOM_UTF8 + "".join(lines).encode("utf-8", "replace")


def _line(values: Iterable[str]) -> str:
    return BETWEEN.join(f"{AROUND}{_value(value)}{AROUND}" for value in values) + "\r\n"


def _value(text: str) -> str:
    plain = _SIGNS.sub(lambda found: _PLAIN[found[0]], text)
    return _LINES.sub(NEW_LINE, plain)


def as_opt(listed: Iterable[Row]) -> bytes:
    """Which file shows which page: a line for each document, with its count of pages."""
    return "".join(
        f"{row.begbates},{VOLUME},{row.filepath},Y,,,{row.pagecount}\r\n" for row in listed
    ).encode("ascii")
