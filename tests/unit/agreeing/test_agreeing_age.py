"""Host and reader open the same age files and refuse the same, also the public ones."""

from __future__ import annotations

import base64
import hashlib
import io
import os
from typing import TYPE_CHECKING

import pyrage
import pytest

from fixtures.age_vectors import age_vectors
from keepsake.core.errors import KeepsakeError
from keepsake.core.passphrase import spellings
from keepsake.flows.bundle.reading import open_sealed
from keepsake.formats.age import stream
from keepsake.formats.age.stream import AgeFileError

if TYPE_CHECKING:
    from fixtures.verifiers.reader import ReaderChecks

SECRET = "marble-otter-lantern-plum-violin-harvest"

# What is different from the public vectors, by name of the vector, and why.
ARMORED = "a bundle is binary, FORMAT.md: text around a file is refused by both"
QUANTUM = "keys against quantum computers: the reader's library has them, the host's has not yet"
KNOWN = {
    "armor_crlf": ARMORED,
    "armor_full_last_line": ARMORED,
    "armor_hybrid": ARMORED,
    "armor_no_eol": ARMORED,
    "armor_scrypt": ARMORED,
    "armor_whitespace_outside": ARMORED,
    "armor_x25519": ARMORED,
    "hybrid": QUANTUM,
    "hybrid_and_x25519": QUANTUM,
    "hybrid_grease": QUANTUM,
    "hybrid_multiple_recipients": QUANTUM,
}
# (expected, host, reader): whether each opens it.
DIFFERENCES = {ARMORED: (True, False, False), QUANTUM: (True, False, True)}


def _host(sealed: bytes, secret: str) -> bytes | None:
    try:
        return b"".join(bytes(piece) for piece in open_sealed(io.BytesIO(sealed), secret))
    except (AgeFileError, KeepsakeError):
        return None


def _reader(sealed: bytes, secret: str, ask: ReaderChecks) -> bytes | None:
    said = ask("age", sealed=sealed, secret=secret)
    return None if isinstance(said, dict) else base64.b64decode(said)


def _sealed(data: bytes) -> bytes:
    return b"".join(stream.encrypt([data], SECRET, os.urandom, 8))


def test_both_open_what_is_sealed_here(in_the_reader: ReaderChecks) -> None:
    identity = pyrage.x25519.Identity.generate()
    for size in (0, 1, 65_535, 65_536, 65_537, 131_072):
        data = os.urandom(size)
        for sealed, secret in (
            (_sealed(data), SECRET),
            (pyrage.encrypt(data, [identity.to_public()]), str(identity)),
        ):
            assert _host(sealed, secret) == data
            assert _reader(sealed, secret, in_the_reader) == data


def test_both_refuse_every_change_of_a_header(in_the_reader: ReaderChecks) -> None:
    sealed = _sealed(b"content")
    end = sealed.index(b"\n", sealed.index(b"\n---") + 1)
    for at in range(end):
        # The work factor stays small: what is tried here is not patience.
        changed = bytearray(sealed)
        changed[at] ^= 0x40 if sealed[at : at + 1] not in b"\n" else 0x01
        assert _host(bytes(changed), SECRET) is None, at
        assert _reader(bytes(changed), SECRET, in_the_reader) is None, at


@pytest.mark.parametrize("body", ["", "\n" + "A" * 64, "\n" + "A" * 65])
def test_a_stanza_without_its_last_line_is_refused(body: str) -> None:
    head, separator, rest = _sealed(b"content").partition(b"\n---")
    first = head.rsplit(b"\n", 1)[0]
    with pytest.raises(AgeFileError):
        stream.read_header(first + body.encode() + separator + rest)


WORDS = [
    "marble-otter-lantern-plum-violin-harvest",
    "  Marble Otter  LANTERN plum\tviolin harvest ",
    "chat_lilas.prairie; wagon,",
    "\u201cmarble\u2014otter\u201d \u00ab plum \u00bb",
    " It\u2019s  my\u2013own \u201cwords\u201d ",
    "-",
    "",
]


@pytest.mark.parametrize("typed", WORDS)
def test_what_was_typed_is_read_alike(typed: str, in_the_reader: ReaderChecks) -> None:
    found = [one for one in spellings(typed) if one]
    assert in_the_reader("spellings", typed=typed) == found


def test_the_public_age_files_but_for_known_differences(in_the_reader: ReaderChecks) -> None:
    vectors = age_vectors()
    assert len(vectors) == 143
    assert set(KNOWN) <= {vector.name for vector in vectors}
    for name, facts, sealed in vectors:
        secret = facts.get("passphrase") or facts.get("identity") or "none"
        host, reader = _host(sealed, secret), _reader(sealed, secret, in_the_reader)
        for opened in (host, reader):
            if opened is not None:
                assert hashlib.sha256(opened).hexdigest() == facts["payload"], name
        good = facts["expect"] == "success"
        expected = DIFFERENCES.get(KNOWN.get(name, ""), (good, good, good))
        assert (good, host is not None, reader is not None) == expected, name
