"""age files to a passphrase: opened again by another implementation, at every edge of a chunk."""

from __future__ import annotations

import os

import pyrage
import pytest

from fixtures.stretch import stretching
from keepsake.formats.age import stream as age_file
from keepsake.formats.age.stream import CHUNK_BYTES, AgeFileError, read_header

SECRET = "marble-otter-lantern-plum-violin-harvest"


def sealed(*chunks: bytes, work_factor: int = 8) -> bytes:
    return b"".join(age_file.encrypt(chunks, SECRET, os.urandom, work_factor))


@pytest.mark.parametrize(
    "size",
    [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7],
)
def test_another_implementation_opens_it(size: int) -> None:
    data = os.urandom(size)
    pieces = [data[at : at + 1000] for at in range(0, size, 1000)]
    assert pyrage.passphrase.decrypt(sealed(*pieces), SECRET) == data


def test_two_files_of_the_same_content_differ() -> None:
    assert sealed(b"same")[100:] != sealed(b"same")[100:]


def test_the_usual_work_is_what_the_age_program_asks_for() -> None:
    with stretching(quickly=False):
        assert age_file.WORK_FACTOR == 17
    assert read_header(sealed(b"")).work_factor == 8


def test_a_header_is_read_without_opening_the_file() -> None:
    assert read_header(sealed(b"x", work_factor=9)) == age_file.Header(("scrypt",), 9)
    recipient = pyrage.x25519.Identity.generate().to_public()
    assert read_header(pyrage.encrypt(b"x", [recipient])).kinds[0] == "X25519"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"age-encryption.org/v1\n",
        b"PK\x03\x04",
        b"age-encryption.org/v1\n-> scrypt a x\n\n--- m",
    ],
)
def test_what_is_no_header_is_refused(data: bytes) -> None:
    with pytest.raises(AgeFileError):
        read_header(data)


def test_a_block_is_passed_on_before_the_next_is_asked_for() -> None:
    asked = []

    def source():  # type: ignore[no-untyped-def]  # a generator of a test
        for number in range(3 * age_file.BLOCK_CHUNKS):
            asked.append(number)
            yield bytes(CHUNK_BYTES)

    stream = age_file.encrypt(source(), SECRET, os.urandom, 8)
    for _ in range(2):
        next(stream)
    # A full chunk waits for the next byte: the last one is marked.
    assert len(asked) == age_file.BLOCK_CHUNKS + 1
