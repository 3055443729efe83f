"""Everything that the browser says to the host, byte for byte, and what it carries."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from typing import TYPE_CHECKING, Any

from fixtures.canary import contents, forms
from fixtures.secret_page import ADDRESSES, NAMED, TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.secret_page import SecretSite

_TAP = """#!/bin/sh
exec 3<&0
tee "{wire}/$$" <&3 | "{program}" "$@"
"""

# How files with pictures begin, as they are and in Base64.
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"WEBP", b"GIF8", b"ftypavif", b"<svg")


def tap(program: Path, folder: Path) -> Path:
    """Makes a starter of the program that keeps what comes in, in files below `folder`/wire.

    A file for each process.
    """
    wire = folder / "wire"
    wire.mkdir(parents=True)
    starter = folder / "keepsake"
    starter.write_text(_TAP.format(wire=wire, program=program))
    starter.chmod(0o755)
    return starter


def said(folder: Path) -> list[bytes]:
    """Gives what came in at each process, oldest first."""
    files = sorted((folder / "wire").iterdir(), key=lambda path: path.stat().st_mtime)
    return [path.read_bytes() for path in files]


def messages(stream: bytes) -> Iterator[dict[str, Any]]:
    """Takes the frames of one process apart."""
    at = 0
    while at + 4 <= len(stream):
        (length,) = struct.unpack_from("=I", stream, at)
        yield json.loads(stream[at + 4 : at + 4 + length])
        at += 4 + length


def carried(stream: bytes) -> bytes:
    """Gives everything in it in plain: the frames as they came, and the chunks decoded."""
    data = [
        base64.b64decode(message["data"])
        for message in messages(stream)
        if message["type"] == "chunk"
    ]
    return stream + b"\n" + b"".join(data)


def texts(text: str) -> Iterator[bytes]:
    """Gives the ways in which a text may lie in a file, UTF-16 and JSON's escapes among them."""
    yield from forms(text.encode())
    yield from forms(text.encode("utf-16-le"))
    yield json.dumps(text)[1:-1].encode()


def hashes(data: bytes) -> Iterator[bytes]:
    """Gives the hashes of bytes that programs use, in hexadecimal and Base64."""
    for name in ("md5", "sha1", "sha256", "sha512"):
        found = hashlib.new(name, data, usedforsecurity=False)
        yield found.hexdigest().encode()
        yield base64.b64encode(found.digest()).rstrip(b"=")
        yield base64.urlsafe_b64encode(found.digest()).rstrip(b"=")


def pictures() -> list[bytes]:
    """Gives how any picture begins, in every form."""
    return [form for start in _PICTURES for form in _starts(start)]


def _starts(start: bytes) -> Iterator[bytes]:
    yield start
    # A picture's own Base64 begins with it; only whole groups are certain.
    certain = len(start) // 3 * 4
    yield b'"' + base64.b64encode(start)[:certain]
    yield b"base64," + base64.b64encode(start)[:certain]


def page_marks(site: SecretSite) -> list[bytes]:
    """Gives all of the secret page that must not be found, in every form."""
    found = [form for text in (*TEXTS, *ADDRESSES, *NAMED) for form in texts(text)]
    for data in site.pictures:
        # Past the header, which all PNG of this size share.
        found += [*forms(data[60:120]), *forms(data[-80:-40]), *hashes(data)]
    return found


def hits_beside_wire(folder: Path, marks: list[bytes]) -> list[str]:
    """Gives the files that hold a mark, apart from what the tap itself wrote down."""
    return [
        f"{path.relative_to(folder)}: {mark[:40]!r}"
        for path, data in contents(folder)
        if path.parent.name != "wire"
        for plain in [unpacked(data)]
        for mark in marks
        if mark in plain
    ]


def unpacked(data: bytes) -> bytes:
    """Gives what is in a file that Firefox has packed (mozLz4); other files as they are.

    Source: the LZ4 block format.
    """
    if not data.startswith(b"mozLz40\0"):
        return data
    data, out, at = data[12:], bytearray(), 0
    while at < len(data):
        token, at = data[at], at + 1
        literal, at = _length(data, at, token >> 4)
        out += data[at : at + literal]
        at += literal
        if at >= len(data):
            break
        back = int.from_bytes(data[at : at + 2], "little")
        copied, at = _length(data, at + 2, token & 15)
        for _ in range(copied + 4):
            out.append(out[-back])
    return bytes(out)


def _length(data: bytes, at: int, length: int) -> tuple[int, int]:
    more = 255 if length == 15 else 0
    while more == 255:
        more, at = data[at], at + 1
        length += more
    return length, at
