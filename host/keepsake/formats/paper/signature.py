"""A signature within a paper, as readers of PDFs show it: PAdES B-B, behind what was set.

Only for what the typesetter of this program has written: a table of plain references, and whatever
is changed here in plain dictionaries. What was set stays as it is, byte for byte; a new state of
four of its objects, and three new ones, come behind it. The field of the signature takes no room on
the page, and stands in the structure like everything else, so that PDF/A-3a and PDF/UA-1 hold.
Sources: ISO 32000-1 §7.5.6, §12.7.4.5, §12.8; ETSI EN 319 142-1 §5; ISO 14289-1 §7.18.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.cms import signed_data

if TYPE_CHECKING:
    from keepsake.core.paper_key import PaperKey

# Bytes set aside for the signature, which has always about 1,150; the rest of them are zeros.
_ROOM = 1536
_RANGE_ROOM = 40
_PRINTED_AND_LOCKED = 132
_SIGNATURES_EXIST_AND_ONLY_APPEND = 3
_BRACKET = re.compile(rb"[\[\]]")
_FIRST_REFERENCE = re.compile(rb"\[\s*(\d+) 0 R")


class UnknownPdfError(ValueError):
    """The file is not as the typesetter writes one."""


class _Placed(NamedTuple):
    """An object of the new state: its number and its bytes."""

    number: int
    body: bytes


def signed(paper: bytes, key: PaperKey, made: str, title: str) -> bytes:
    """The paper with its signature; the same bytes for the same paper, key and moment.

    Args:
        paper: As it was set.
        key: Of the vault.
        made: When, in UTC, as `2026-12-01T10:00:00.000Z`.
        title: What the field is called for those who listen to the paper.

    Raises:
        UnknownPdfError: It is no paper of the typesetter, or is signed already.
    """
    before = _Pdf(paper)
    if b"/AcroForm" in before.body(before.root):
        raise UnknownPdfError("a form is there")
    number = before.size
    begin = (
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
        b"/M(D:%sZ)/ByteRange" % re.sub(r"\D", "", made)[:14].encode()
    )
    sign = b"%s%s/Contents<%s>>>" % (begin, b" " * _RANGE_ROOM, b"0" * 2 * _ROOM)
    added = before.update([_Placed(number, sign), *_changed(before, number, title)])
    ranges = added.index(begin) + len(begin)
    gap = ranges + _RANGE_ROOM + len(b"/Contents")
    behind = gap + 2 * _ROOM + len(b"<>")
    said = b"[0 %d %d %d]" % (len(paper) + gap, len(paper) + behind, len(added) - behind)
    added[ranges : ranges + _RANGE_ROOM] = said.ljust(_RANGE_ROOM)
    digest = hashlib.sha256(paper)
    digest.update(added[:gap] + added[behind:])
    found = signed_data(digest.digest(), key).hex().upper().encode()
    if len(found) > 2 * _ROOM or len(said) > _RANGE_ROOM:
        raise UnknownPdfError("the signature has no room")
    added[gap + 1 : behind - 1] = found.ljust(2 * _ROOM, b"0")
    return paper + added


def _changed(pdf: _Pdf, signature: int, title: str) -> list[_Placed]:
    """The field of a signature, its place in the structure, and the four that lead to them."""
    field, form = signature + 1, signature + 2
    tree = pdf.reference(pdf.root, b"/StructTreeRoot")
    document, page = pdf.first(tree, b"/K"), pdf.first(pdf.reference(pdf.root, b"/Pages"), b"/Kids")
    key = pdf.number(tree, b"/ParentTreeNextKey")
    widget = (
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/TU<FEFF%s>/V %d 0 R/Rect[0 0 0 0]"
        b"/F %d/P %d 0 R/StructParent %d>>"
        % (title.encode("utf-16-be").hex().encode(), signature, _PRINTED_AND_LOCKED, page, key)
    )
    place = (
        b"<</Type/StructElem/S/Form/P %d 0 R/K<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>/Pg %d 0 R>>"
        % (document, field, page, page)
    )
    fields = b"/AcroForm<</Fields[%d 0 R]/SigFlags %d>>" % (
        field,
        _SIGNATURES_EXIST_AND_ONLY_APPEND,
    )
    parents = _into(pdf.body(tree), b"/ParentTree<</Nums[", b" %d %d 0 R" % (key, form))
    parents = parents.replace(b"NextKey %d" % key, b"NextKey %d" % (key + 1))
    child, drawn = b" %d 0 R" % form, pdf.body(page)
    if b"/Annots[" in drawn:
        drawn = _into(drawn, b"/Annots[", b" %d 0 R" % field)
    else:
        drawn = _ended(drawn, b"/Annots[%d 0 R]" % field)
    return [
        _Placed(field, widget),
        _Placed(form, place),
        _Placed(tree, parents),
        _Placed(document, _into(pdf.body(document), b"/K[", child)),
        _Placed(page, drawn),
        _Placed(pdf.root, _ended(pdf.body(pdf.root), fields)),
    ]


class _Pdf:
    """A file with one table of references, the last thing in it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        table, self._trailer = self._table()
        rows = re.findall(rb"(\d{10}) \d{5} ([nf])", table)
        self._places = [int(place) for place, _ in rows]
        self.size = len(rows)
        self.root = self._of(self._trailer, rb"/Root (\d+) 0 R")

    def _table(self) -> tuple[bytes, bytes]:
        end = self._data.rfind(b"startxref\n")
        place = self._data[end:].split(b"\n")
        if end < 0 or len(place) != 3 or not place[1].isdigit() or place[2] != b"%%EOF":
            raise UnknownPdfError("no end")
        self._start = int(place[1])
        table, mark, trailer = self._data[self._start : end].partition(b"trailer\n")
        if not table.startswith(b"xref\n0 ") or not mark or b"/Prev" in trailer:
            raise UnknownPdfError("no plain table of references")
        return table, trailer.strip()

    def body(self, number: int) -> bytes:
        """The dictionary of an object, as it stands in the file."""
        if not 0 < number < self.size:
            raise UnknownPdfError(f"no object {number}")
        begins, start = b"%d 0 obj\n" % number, self._places[number]
        found = self._data[start : self._data.find(b"\nendobj", start)]
        if not found.startswith(begins + b"<<") or not found.endswith(b">>"):
            raise UnknownPdfError(f"object {number} is no dictionary")
        return found.removeprefix(begins)

    def number(self, number: int, name: bytes) -> int:
        """A number in an object."""
        return self._of(self.body(number), re.escape(name) + rb" (\d+)(?: 0 R)?")

    def reference(self, number: int, name: bytes) -> int:
        """The object that another leads to."""
        return self.number(number, name)

    def first(self, number: int, name: bytes) -> int:
        """The first of those that an object lists; that of a page, however deep it stands."""
        body = self.body(number)
        found = _FIRST_REFERENCE.match(body, body.find(name + b"[") + len(name))
        if found is None:
            raise UnknownPdfError(f"object {number} lists nothing as {name!r}")
        child = int(found[1])
        return self.first(child, name) if b"/Type/Pages" in self.body(child) else child

    def update(self, added: list[_Placed]) -> bytearray:
        """What comes behind the file for these objects to be in it."""
        out, places = bytearray(b"\n"), {}
        for one in added:
            places[one.number] = len(self._data) + len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % one
        start, rows = len(self._data) + len(out), sorted(places)
        out += b"xref\n"
        out += b"".join(b"%d 1\n%010d 00000 n \n" % (number, places[number]) for number in rows)
        size = b"/Size %d" % (max(rows[-1], self.size - 1) + 1)
        trailer = re.sub(rb"/Size \d+", size, self._trailer)
        out += b"trailer\n%s\n" % _ended(trailer, b"/Prev %d" % self._start)
        return out + b"startxref\n%d\n%%%%EOF\n" % start

    @staticmethod
    def _of(body: bytes, pattern: bytes) -> int:
        found = re.search(pattern, body)
        if found is None:
            raise UnknownPdfError(f"no {pattern!r}")
        return int(found[1])


def _ended(dictionary: bytes, entry: bytes) -> bytes:
    """A dictionary with one entry more."""
    return b"%s%s>>" % (dictionary.removesuffix(b">>"), entry)


def _into(dictionary: bytes, name: bytes, last: bytes) -> bytes:
    """A dictionary, one of whose lists has another element at its end."""
    start = dictionary.find(name)
    if start < 0:
        raise UnknownPdfError(f"no {name!r}")
    depth = 1
    for bracket in _BRACKET.finditer(dictionary, start + len(name)):
        depth += 1 if bracket[0] == b"[" else -1
        if not depth:
            end = bracket.start()
            return dictionary[:end] + last + dictionary[end:]
    raise UnknownPdfError(f"no end of {name!r}")
