"""Containers as the program writes them and as an attacker does: both readers say the same."""

from __future__ import annotations

import base64
import io
import itertools
import random
import struct
import tracemalloc
import zipfile
import zlib
from collections import deque
from typing import TYPE_CHECKING

import pytest

from fixtures.forged import deflated as squeezed
from keepsake.formats.bundle import container, container_reader
from keepsake.formats.bundle.container import ContainerError, Member
from keepsake.formats.bundle.contents import sum_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from fixtures.verifiers.reader import ReaderChecks

GIB = 1 << 30
MEMBERS = [("bag/a", b"one"), ("bag/b/c", b"two" * 90), ("bag/empty", b"")]
GOOD = b"".join(map(bytes, container.write_summed(sum_up(*member) for member in MEMBERS)))
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def in_reader(reader: ReaderChecks, places: list[tuple[int, bytes]], size: int) -> object:
    sent = [[at, base64.b64encode(data).decode()] for at, data in places]
    return reader("container", places=sent, size=size)


@pytest.mark.parametrize("large", [0xFFFF_FFFE, 0xFFFF_FFFF, 5 * GIB, 700 * GIB])
def test_what_stands_behind_four_gigabytes_is_found(
    large: int, in_the_reader: ReaderChecks
) -> None:
    film = Member(b"bag/film", 0, large, 0)
    head = container.local_header(film)
    last = Member(b"bag/last", zlib.crc32(b"end"), 3, len(head) + large)
    tail = container.local_header(last) + b"end"
    at = len(head) + large + len(tail)
    end = b"".join(container.directory([film, last], at))
    places = [(0, head), (len(head) + large, tail + end)]
    assert in_reader(in_the_reader, places, at + len(end)) == [
        ["bag/film", large, len(head)],
        ["bag/last", 3, at - 3],
    ]


def test_more_members_than_the_short_directory_can_count(in_the_reader: ReaderChecks) -> None:
    data = b"".join(container.write((f"bag/{number}", b"") for number in range(0xFFFF + 2)))
    found = in_reader(in_the_reader, [(0, data)], len(data))
    assert isinstance(found, list)
    assert len(found) == 0xFFFF + 2


def forged(name: bytes) -> bytes:
    """A container with a name that the writer refuses."""
    member = Member(name, zlib.crc32(b"x"), 1, 0)
    body = container.local_header(member) + b"x"
    return body + b"".join(container.directory([member], len(body)))


def twice(*names: bytes) -> bytes:
    members, body = [], b""
    for name in names:
        members.append(Member(name, zlib.crc32(b"x"), 1, len(body)))
        body += container.local_header(members[-1]) + b"x"
    return body + b"".join(container.directory(members, len(body)))


def overlapping() -> bytes:
    """Two entries of the directory that show the same bytes."""
    first = Member(b"bag/a", zlib.crc32(b"x"), 1, 0)
    body = container.local_header(first) + b"x"
    return body + b"".join(container.directory([first, first], len(body)))


def inner() -> bytes:
    """An entry whose bytes are another entry with its header."""
    hidden = Member(b"bag/b", zlib.crc32(b"x"), 1, 0)
    held = container.local_header(hidden) + b"x"
    outer = Member(b"bag/a", zlib.crc32(held), len(held), 0)
    head = container.local_header(outer)
    body = head + held
    shown = hidden._replace(offset=len(head))
    return body + b"".join(container.directory([outer, shown], len(body)))


def deflated(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as other:
        other.writestr("bag/bomb", bytes(5_000_000))
    return out.getvalue()


def declared(size: int) -> bytes:
    """A member that says it is larger than it is."""
    member = Member(b"bag/a", zlib.crc32(b"x"), size, 0)
    head = container.local_header(member)
    return head + b"x" + b"".join(container.directory([member], len(head) + 1))


def in_directory(old: bytes, new: bytes) -> bytes:
    at = GOOD.index(CENTRAL)
    return GOOD[:at] + GOOD[at:].replace(old, new, 1)


def _named(*names: str) -> bytes:
    members, body = [], b""
    for name in names:
        members.append(Member(name.encode(), zlib.crc32(b"x"), 1, len(body)))
        body += container.local_header(members[-1]) + b"x"
    return body + b"".join(container.directory(members, len(body)))


def _zip64(*, local: bool, central: bool) -> bytes:
    """Small sizes in the fields for large ones, where no number needs them."""
    head = container.local_header(Member(b"bag/a", zlib.crc32(b"x"), 1, 0))
    if local:
        extra = struct.pack("<2H2Q", 1, 16, 1, 1)
        head = head[:18] + b"\xff" * 8 + head[26:28] + struct.pack("<H", 20) + head[30:] + extra
    body = head + b"x"
    found = b"".join(container.directory([Member(b"bag/a", zlib.crc32(b"x"), 1, 0)], len(body)))
    if not central:
        return body + found
    row, end = found[:-22], found[-22:]
    extra = struct.pack("<2H2Q", 1, 16, 1, 1)
    row = row[:20] + b"\xff" * 8 + row[28:30] + struct.pack("<H", 20) + row[32:] + extra
    return body + row + end[:12] + struct.pack("<2L", len(row), len(body)) + end[20:]


def _end64(size: int) -> bytes:
    """A large record at the end that says something else than the small one."""
    body = _named("bag/a")
    at = body.index(b"PK\x01\x02")
    row, end = body[at:-22], body[-22:]
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 0x32D, 45, 0, 0, 1, 1, size, at)
    place = struct.pack("<4sLQL", b"PK\x06\x07", 0, at + len(row), 1)
    return body[:at] + row + record + place + end


HOSTILE: dict[str, Callable[[], bytes]] = {
    **{
        f"name {name!r}": (lambda name=name: forged(name))
        for name in (
            b"../x", b"bag/../../x", b"/etc/x", b"bag//x", b"C:/x", b"bag\\x", b"bag/x\x00",
            b"bag/<script>", b"bag/x.", b"bag/x ", b"bag/" + b"x" * 300, b"bag/\xff", b"",
        )
    },
    "twice": lambda: twice(b"bag/a", b"bag/a"),
    "twice but for capitals": lambda: twice(b"bag/a", b"bag/A"),
    "overlapping": overlapping,
    "one within another": inner,
    "deflated by another program": lambda: deflated(zipfile.ZIP_DEFLATED),
    "not as the writer has it": lambda: deflated(zipfile.ZIP_STORED),
    "declared too large": lambda: declared(1000),
    "declared far too large": lambda: declared(9 * GIB),
    "other name in the directory": lambda: in_directory(b"bag/a", b"bag/x"),
    "other name in the member": lambda: GOOD.replace(b"bag/a", b"bag/x", 1),
    "other size in the directory": lambda: in_directory(b"\x03\0\0\0", b"\x02\0\0\0"),
    "data behind": lambda: GOOD + b"more",
    "data before": lambda: b"MZ" + GOOD,
    "a second directory": lambda: GOOD + GOOD[GOOD.index(CENTRAL) :],
    "a comment": lambda: GOOD[:-2] + b"\x04\0more",
    "cut": lambda: GOOD[:-1],
    "nothing": lambda: b"",
    "sharp s and ss": lambda: _named("bag/stra\u00dfe", "bag/strasse"),
    "the sign for kelvin": lambda: _named("bag/\u212a", "bag/k"),
    "two spellings of one letter": lambda: _named("bag/\u00e9", "bag/e\u0301"),
    "text turned round": lambda: _named("bag/\u202egnp.exe"),
    "a mark before the name": lambda: _named("\ufeffbag/a"),
    "a folder in capitals": lambda: _named("bag/data/log/checkpoint", "bag/data/LOG/checkpoint"),
    "the root in capitals": lambda: _named("bag/a", "BAG/a"),
    "long by pairs of code units": lambda: _named("bag/" + "\U0001f600" * 120),
    "large fields in the member": lambda: _zip64(local=True, central=False),
    "large fields in the directory": lambda: _zip64(local=False, central=True),
    "large fields in both": lambda: _zip64(local=True, central=True),
    "a large end that is not needed": lambda: _end64(51),
    "a large end that says otherwise": lambda: _end64(1),
    **{f"deflated: {name}": make for name, make in squeezed.HOSTILE.items()},
}  # fmt: skip


@pytest.mark.parametrize("how", HOSTILE)
def test_what_an_attacker_makes_is_refused_by_both(how: str, in_the_reader: ReaderChecks) -> None:
    data = HOSTILE[how]()
    with pytest.raises(ContainerError):
        container_reader.read(data)
    found = in_reader(in_the_reader, [(0, data)], len(data))
    assert isinstance(found, dict), found
    assert set(found) == {"refused"}


def test_what_the_writer_makes_is_accepted_by_both(in_the_reader: ReaderChecks) -> None:
    found = in_reader(in_the_reader, [(0, GOOD)], len(GOOD))
    assert isinstance(found, list)
    assert [row[0] for row in found] == list(container_reader.read(GOOD)) == [n for n, _ in MEMBERS]


def test_what_is_deflated_opens_to_the_same_in_both(in_the_reader: ReaderChecks) -> None:
    chance = random.Random(9)
    mixed = bytes(chance.choice((97, 97, 97, chance.randrange(256))) for _ in range(30_000))
    texts = [squeezed.TEXT, b"abc" * 9, bytes(70_000), mixed, mixed[:400] * 80, bytes(1000) + mixed]
    for text, level in itertools.product(texts, range(1, 10)):
        for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE):
            packer = zlib.compressobj(level, zlib.DEFLATED, -15, strategy=strategy)
            held = packer.compress(text) + packer.flush()
            data = squeezed.alone(held, len(text), zlib.crc32(text))
            if len(held) < len(text):
                assert container_reader.read(data)["bag/a"] == text
                assert in_reader(in_the_reader, [(0, data)], len(data)) == [
                    ["bag/a", len(text), 35]
                ]


def test_a_changed_stream_opens_in_both_or_in_none(in_the_reader: ReaderChecks) -> None:
    chance = random.Random(10)
    opened = 0
    for number in range(400):
        text = bytes(chance.choice((97, chance.randrange(256))) for _ in range(300))
        held = bytearray(squeezed.raw(text + text, number % 10))
        # The end of a stream is where a change may have no effect: the bits behind it.
        at = len(held) - 1 if number % 4 == 0 else chance.randrange(len(held))
        held[at] ^= 1 << chance.randrange(8)
        data = squeezed.alone(bytes(held), 600, zlib.crc32(text + text))
        here = True
        try:
            container_reader.read(data)
        except ContainerError:
            here = False
        assert isinstance(in_reader(in_the_reader, [(0, data)], len(data)), list) is here
        opened += here
    assert opened > 10


def test_a_bomb_takes_no_more_memory_than_it_says() -> None:
    data = squeezed.HOSTILE["a bomb"]()
    tracemalloc.start()
    with pytest.raises(ContainerError):
        container_reader.walk([data], lambda _name, _size, pieces: deque(pieces, 0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000
