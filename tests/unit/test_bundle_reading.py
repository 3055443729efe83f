"""A bundle is looked at in little memory, whatever its size, and every file of it is hashed."""

from __future__ import annotations

import hashlib
import io
import os
import tracemalloc
from typing import TYPE_CHECKING

import pyrage
import pytest

from fixtures.bundles import unpack
from keepsake.core.age.opening import Buffer, NotForThisError, PassphraseOpener, SealedError
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.bundle.reading import BundleFiles, read_files
from keepsake.formats.age import stream
from keepsake.formats.bundle import bag, container
from keepsake.formats.bundle.contents import File, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.formats.bundle.container_reader import Take

SECRET = "marble-otter-lantern-plum-violin-harvest"
MIB = 1024 * 1024
FILM = "data/exhibits/001/0001-film.mp4"
LIST = "data/exhibits/001/0002-list.bin"
MANIFEST = "data/exhibits/001/0003-manifest.json"


def film(megabytes: int) -> Iterator[bytes]:
    for number in range(megabytes):
        yield bytes([number % 251]) * MIB


def sealed(megabytes: int) -> bytes:
    files = [
        File(FILM.removeprefix("data/"), Stream(megabytes * MIB, lambda: film(megabytes))),
        File(LIST.removeprefix("data/"), b"a list under another name"),
        File(MANIFEST.removeprefix("data/"), b"{}"),
    ]
    plain = container.write_summed(bag.write(files, []))
    return b"".join(stream.encrypt(plain, SECRET, os.urandom, 8))


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "evidence.age"
    path.write_bytes(sealed(32))
    return path


def test_a_large_bundle_is_read_in_a_fraction_of_its_size(large: Path) -> None:
    tracemalloc.start()
    files, problems = read_files(large, SECRET)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert problems == []
    assert files.sums[FILM].size == 32 * MIB
    assert files.sums[FILM].sha256 == hashlib.sha256(b"".join(film(32))).hexdigest()
    assert bytes(files[MANIFEST]) == b"{}"
    assert peak < 4 * MIB


def test_the_same_of_a_folder_that_was_unpacked(tmp_path: Path) -> None:
    folder = unpack({FILM: b"".join(film(32)), "bagit.txt": bag.DECLARATION}, tmp_path / "bag")
    tracemalloc.start()
    files, problems = read_files(folder, None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert files.sums[FILM].sha256 == hashlib.sha256(b"".join(film(32))).hexdigest()
    assert "bag_missing" in {problem.reason for problem in problems}
    assert peak < 4 * MIB


def test_what_is_not_held_is_read_once_more_and_together(large: Path) -> None:
    contents = {"data/log/checkpoint": b"held", FILM: b"let go", LIST: b"let go too"}
    walks = 0

    def walk(take: Take) -> None:
        nonlocal walks
        walks += 1
        for name, data in contents.items():
            take(name, len(data), iter([memoryview(data)]))

    files = BundleFiles(walk)
    assert bytes(files["data/log/checkpoint"]) == b"held"
    assert walks == 1
    files.hold([FILM, LIST, "data/of/none"])
    assert (bytes(files[FILM]), bytes(files[LIST]), walks) == (b"let go", b"let go too", 2)
    assert bytes(read_files(large, SECRET)[0][LIST]) == b"a list under another name"


def test_a_file_that_changes_between_two_looks_is_not_taken_for_the_first() -> None:
    contents = [b"as it was hashed", b"as it is now"]

    def walk(take: Take) -> None:
        take(FILM, 16, iter([memoryview(contents.pop(0))]))

    files = BundleFiles(walk)
    assert files.get(FILM) is None


def test_another_passphrase_is_told_apart_from_damage(large: Path) -> None:
    with pytest.raises(KeepsakeError) as caught:
        read_files(large, "another")
    assert caught.value.code is Code.COPY_PASSPHRASE_WRONG
    data = large.read_bytes()
    for changed in (data[:-1], data + b"x", data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]):
        large.write_bytes(changed)
        files, problems = read_files(large, SECRET)
        assert (dict(files), problems) == ({}, [bag.Problem("bag_format", "evidence.age")])


def test_a_passphrase_opens_what_the_library_does_and_nothing_that_was_changed() -> None:
    data = b"".join(stream.encrypt([b"nineteen letters ok"], SECRET, os.urandom, 8))
    assert pyrage.passphrase.decrypt(data, SECRET) == PassphraseOpener(SECRET).open(data)
    found = PassphraseOpener(SECRET).chunks(io.BytesIO(data).readinto, len(data), Buffer())
    assert b"".join(bytes(piece) for piece in found) == b"nineteen letters ok"
    with pytest.raises(NotForThisError):
        PassphraseOpener("another").open(data)
    factor = data.index(b" 8\n") + 1
    for at in range(len(data)):
        if at != factor:  # it says how much is computed, and no more than is asked for is tried
            changed = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]
            with pytest.raises(SealedError):
                PassphraseOpener(SECRET).open(changed)
