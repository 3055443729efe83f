"""A strict reader and a small writer for DER, as much of it as time-stamps need.

Source: ITU-T X.690 §8 and §10. Indefinite and needlessly long lengths are refused, as DER demands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

INTEGER = 0x02
BIT_STRING = 0x03
OCTET_STRING = 0x04
OBJECT_IDENTIFIER = 0x06
BOOLEAN = 0x01
NULL = 0x05
GENERALIZED_TIME = 0x18
SEQUENCE = 0x30
SET = 0x31

_CONSTRUCTED = 0x20
# Source: ITU-T X.690 §8.2, §8.3, §8.8, §8.19.
_NEVER_MADE_OF_OTHERS = {tag | _CONSTRUCTED for tag in (BOOLEAN, INTEGER, NULL, OBJECT_IDENTIFIER)}
_TIME_DIGITS = 14


class DerError(ValueError):
    """The bytes are not the DER that was expected."""


@dataclass(frozen=True, slots=True)
class Node:
    """One element: its tag byte, its content, and all of its bytes.

    Attributes:
        tag: The identifier octet; tags above 30 are not read.
        content: The bytes inside.
        raw: Tag, length and content.
    """

    tag: int
    content: bytes
    raw: bytes

    def children(self) -> list[Node]:
        """The elements inside a constructed element, in the order of the bytes.

        Raises:
            DerError: The element is primitive or its content is not whole elements.
        """
        if not self.tag & 0x20:
            raise DerError("a primitive element has no elements inside")
        nodes = []
        rest = self.content
        while rest:
            node, rest = _split(rest)
            nodes.append(node)
        return nodes

    def sound(self) -> Node:
        """This element, once everything inside has a sound form, also what nobody asks for.

        Raises:
            DerError: Something inside has not.
        """
        if self.tag == OBJECT_IDENTIFIER:
            self.oid()
        if self.tag in _NEVER_MADE_OF_OTHERS:
            raise DerError("a plain value that claims to be made of others")
        if self.tag & 0x20:
            for inner in self.children():
                inner.sound()
        return self

    def expect(self, tag: int) -> Node:
        """This element, if it has that tag.

        Raises:
            DerError: It has another.
        """
        if self.tag != tag:
            raise DerError(f"tag {self.tag:#04x} where {tag:#04x} was expected")
        return self

    def integer(self) -> int:
        """A signed integer in its shortest form."""
        data = self.expect(INTEGER).content
        shortest = len(data) == 1 or not (
            (data[:1] == b"\x00" and data[1] < 0x80) or (data[:1] == b"\xff" and data[1] >= 0x80)
        )
        if not data or not shortest:
            raise DerError("an integer is empty or longer than needed")
        return int.from_bytes(data, "big", signed=True)

    def oid(self) -> str:
        """An object identifier as dotted numbers."""
        data = self.expect(OBJECT_IDENTIFIER).content
        if not data or data[-1] & 0x80:
            raise DerError("an object identifier is cut short")
        arcs: list[int] = []
        value = 0
        for byte in data:
            if value == 0 and byte == 0x80:
                raise DerError("an object identifier is padded")
            value = (value << 7) | (byte & 0x7F)
            if not byte & 0x80:
                arcs.append(value)
                value = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))

    def time(self) -> datetime:
        """A GeneralizedTime in UTC, with parts of a second down to the microsecond.

        Source: RFC 3161 §2.4.2: seconds are present, the zone is Z, a fraction has no trailing 0.
        """
        try:
            text = self.expect(GENERALIZED_TIME).content.decode("ascii")
            digits, dot, fraction = text.removesuffix("Z").partition(".")
            well_formed = (
                text.endswith("Z")
                and digits.isdigit()
                and len(digits) == _TIME_DIGITS
                and (not dot or (fraction.isdigit() and not fraction.endswith("0")))
            )
            if not well_formed:
                raise DerError(f"not a time of RFC 3161: {text!r}")
            moment = datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except UnicodeDecodeError as error:
            raise DerError("a time is not ASCII") from error
        except ValueError as error:
            raise DerError(f"not a time: {error}") from error
        return moment + timedelta(microseconds=int((fraction + "000000")[:6]))


def read(data: bytes) -> Node:
    """Reads one element that takes up all of the bytes.

    Raises:
        DerError: The bytes are not one element, or something follows it.
    """
    node, rest = _split(data)
    if rest:
        raise DerError("bytes follow the end")
    return node


def _split(data: bytes) -> tuple[Node, bytes]:
    if len(data) < 2:
        raise DerError("an element is cut short")
    tag, first = data[0], data[1]
    if tag & 0x1F == 0x1F:
        raise DerError("a tag above 30")
    start, length = 2, first
    if first & 0x80:
        start = 2 + (first & 0x7F)
        octets = data[2:start]
        if not octets or len(octets) > 4 or len(octets) != start - 2:
            raise DerError("an indefinite, too long or cut-off length")
        length = int.from_bytes(octets, "big")
        if octets[0] == 0 or length < 0x80:
            raise DerError("a length longer than needed")
    end = start + length
    if end > len(data):
        raise DerError("an element is cut short")
    return Node(tag, data[start:end], data[:end]), data[end:]


def element(tag: int, *parts: bytes) -> bytes:
    """Writes an element around its content."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def integer(value: int) -> bytes:
    """Writes a non-negative integer."""
    return element(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """Writes an object identifier."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    content = bytearray()
    for arc in (40 * first + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(0x80 | (arc & 0x7F))
        content += bytes(reversed(groups))
    return element(OBJECT_IDENTIFIER, bytes(content))
