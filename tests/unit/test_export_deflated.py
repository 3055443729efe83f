"""Texts take less room in a container than they have; what nothing is gained of stays as it is."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc
import zipfile
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from fixtures.blank_reader import READER
from fixtures.bundles import export, open_payload
from keepsake.formats.bundle import bag, container, container_reader, deflating
from keepsake.formats.bundle.contents import File, Later, Stream, deflated, summed
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MIB = 1024 * 1024
TEXT = "".join(f'{{"said":"{number * 7919 % 1009} words"}},\n' for number in range(9_000)).encode()
PICTURE = random.Random(4).randbytes(300_000)
# As a picture is that is white at its top: what begins well is no reason to compress the rest.
BRIGHT = bytes(4_000) + PICTURE


def held(data: bytes) -> bytes:
    return data


def later(data: bytes) -> Later:
    def read(into: memoryview) -> memoryview:
        into[:] = data
        return into

    return Later(len(data), read)


def piecewise(data: bytes) -> Stream:
    step = 64 * 1024
    return Stream(len(data), lambda: (data[at : at + step] for at in range(0, len(data), step)))


def made(data: bytes) -> Stream:
    return deflated(data[at : at + 999] for at in range(0, len(data), 999))


KINDS: list[Callable[[bytes], bytes | Stream | Later]] = [held, later, piecewise, made]


def infos(data: bytes) -> dict[str, zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        return {info.filename: info for info in opened.infolist()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_takes_less_than_half_its_room_and_is_the_same_each_time(
    kind: Callable[[bytes], bytes | Stream | Later],
) -> None:
    def whole() -> bytes:
        return b"".join(map(bytes, container.write_summed(summed([File("a", kind(TEXT))]))))

    assert len(whole()) < len(TEXT) / 2
    assert whole() == whole()
    assert bytes(container_reader.read(whole())["a"]) == TEXT
    assert infos(whole())["a"].compress_type == zipfile.ZIP_DEFLATED


@pytest.mark.parametrize("kind", KINDS[:3])
@pytest.mark.parametrize("data", [b"", b"a", PICTURE, BRIGHT, PICTURE + TEXT[:20_000]])
def test_what_nothing_is_gained_of_stays_as_it_is(
    kind: Callable[[bytes], bytes | Stream | Later], data: bytes
) -> None:
    whole = b"".join(map(bytes, container.write_summed(summed([File("a", kind(data))]))))
    assert infos(whole)["a"].compress_type == zipfile.ZIP_STORED
    assert bytes(container_reader.read(whole)["a"]) == data


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "ZIP", "GZIP"])
def test_what_says_that_it_is_compressed_is_not_looked_into(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    if kind == "ZIP":
        zipfile.ZipFile(out, "w").writestr("text.txt", TEXT)
    elif kind == "GZIP":
        out.write(gzip.compress(TEXT, 0))
    else:
        Image.new("RGB", (40, 40)).save(out, kind)
    loose = out.getvalue() + TEXT
    assert deflating.deflate(TEXT)
    monkeypatch.setattr(deflating.zlib, "compress", None)
    assert not deflating.deflate(loose)


def test_what_is_read_later_is_whole_when_its_turn_comes() -> None:
    chance = random.Random(6)
    sizes = [0, 1, 4 * MIB, 3 * MIB, 5, 4 * MIB, 4 * MIB, *chance.choices(range(2 * MIB), k=60)]
    pieces = {f"{number}": chance.randbytes(size) for number, size in enumerate(sizes)}
    files = (File(path, later(data)) for path, data in pieces.items())
    whole = b"".join(map(bytes, container.write_summed(summed(files))))
    read = container_reader.read(whole)
    assert [path for path, data in pieces.items() if bytes(read[path]) != data] == []


def test_the_lists_of_a_bag_are_shorter_too() -> None:
    files = (File(f"exhibits/001/{number:04}-tile.png", b"%d" % number) for number in range(500))
    found = infos(b"".join(map(bytes, container.write_summed(bag.write(files, [])))))
    for name in ("manifest-sha256.txt", "manifest-sha512.txt"):
        assert found[f"bag/{name}"].compress_size < 0.7 * found[f"bag/{name}"].file_size


def test_of_what_is_large_no_more_is_held_than_a_few_megabytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deflating, "_HELD_BYTES_MAX", 2 * MIB)
    chance = random.Random(5)
    pieces = [chance.randbytes(32 * 1024).hex().encode() for _ in range(256)]  # half is gained
    stream = Stream(16 * MIB, lambda: iter(pieces))
    tracemalloc.start()
    [file] = summed([File("a", stream)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert file.deflated == ()
    assert peak < 4 * MIB


@pytest.mark.parametrize("more", [0, 1])
def test_what_is_larger_than_a_reader_opens_at_once_is_stored(more: int) -> None:
    size = deflating.OPENED_BYTES_MAX + more

    def zeros() -> Iterator[bytes]:
        for _ in range(size // MIB):
            yield bytes(MIB)
        yield bytes(size % MIB)

    for contents in (Stream(size, zeros), deflated(zeros())):
        [file] = summed([File("a", contents)])
        assert bool(file.deflated) == (more == 0)
        assert sum(map(len, map(bytes, container.write_summed([file])))) > size * more


def test_no_more_is_deflated_than_a_reader_opens_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (container, container_reader):
        monkeypatch.setattr(module, "OPENED_BYTES_ALL", 2 * len(TEXT))
    files = [File("a", TEXT), File("b", PICTURE), File("c", TEXT), File("d", TEXT)]
    whole = b"".join(map(bytes, container.write_summed(summed(files))))
    assert [info.compress_type for info in infos(whole).values()] == [8, 0, 8, 0]
    assert bytes(container_reader.read(whole)["d"]) == TEXT


@pytest.fixture(scope="module")
def payload(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("copy")
    (folder / "reader.html").write_bytes(READER)
    page = sample.thread(200)
    page.tiles = 2
    vault = sample.make_vault(folder / "v", [page], passphrase=None)
    return open_payload(
        export(access.unlock(vault, None), [1], folder / "copy", folder / "reader.html")
    )


def test_the_texts_of_a_copy_are_sealed_in_a_third_of_their_room(payload: bytes) -> None:
    found = infos(payload)
    ends = (".json", ".jsonld", ".csv", ".txt", ".py", ".html", ".dat")
    texts = [info for name, info in found.items() if name.endswith(ends)]
    assert len(texts) > 20
    assert sum(info.compress_size for info in texts) < sum(info.file_size for info in texts) / 3


def test_archives_that_other_programs_take_are_stored_in_themselves(payload: bytes) -> None:
    files = container_reader.read(payload)
    [web] = [bytes(data) for name, data in files.items() if name.endswith(".wacz")]
    assert {info.compress_type for info in infos(web).values()} == {zipfile.ZIP_STORED}
    [mail] = [bytes(data) for name, data in files.items() if name.endswith(".rsmf")]
    parts = list(message_from_bytes(mail, policy=policy.default).iter_attachments())
    inner = parts[-1].get_payload(decode=True)
    assert isinstance(inner, bytes)
    assert infos(inner)["rsmf_manifest.json"].compress_type == zipfile.ZIP_STORED
