"""The container: what Python's own zipfile says of it, and everything that must be refused."""

from __future__ import annotations

import io
import itertools
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepsake.formats.bundle import container, container_reader
from keepsake.formats.bundle.container import ContainerError
from keepsake.formats.bundle.contents import sum_up

if TYPE_CHECKING:
    from collections.abc import Callable

MEMBERS = [
    ("bag/bagit.txt", b"one"),
    ("bag/data/a.png", bytes(range(256)) * 300),
    ("bag/empty", b""),
    ("bag/data/a.json", b'{"said":"words and words"}' * 40),
]

names = st.lists(
    st.text("abcdefgh0123._- ", min_size=1, max_size=12).filter(lambda name: name[-1] not in ". "),
    min_size=1,
    max_size=4,
).map("/".join)


def written(members: list[tuple[str, bytes]]) -> bytes:
    return b"".join(map(bytes, container.write_summed(sum_up(*member) for member in members)))


@given(st.dictionaries(names, st.binary(max_size=200), max_size=8))
def test_what_is_written_is_read_back_here_and_by_zipfile(members: dict[str, bytes]) -> None:
    data = written(list(members.items()))
    assert {
        name: bytes(content) for name, content in container_reader.read(data).items()
    } == members
    with zipfile.ZipFile(io.BytesIO(data)) as other:
        assert other.testzip() is None
        assert {name: other.read(name) for name in other.namelist()} == members


def test_the_same_members_give_the_same_bytes_stored_unless_they_were_deflated_before() -> None:
    assert written(MEMBERS) == written(MEMBERS)
    stored = b"".join(container.write(MEMBERS))
    with zipfile.ZipFile(io.BytesIO(stored)) as other:
        assert {info.compress_type for info in other.infolist()} == {zipfile.ZIP_STORED}
    assert container_reader.read(stored) == container_reader.read(written(MEMBERS))


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "a/../b",
        "/a",
        "a//b",
        "a\\b",
        "C:a",
        "a\x00b",
        "a\nb",
        "",
        ".",
        "a/",
        "nul. ",
        "a" * 241,
    ],
)
def test_a_name_that_leads_elsewhere_is_neither_written_nor_read(name: str) -> None:
    with pytest.raises(ContainerError):
        written([(name, b"")])
    hostile = io.BytesIO()
    with zipfile.ZipFile(hostile, "w") as other:
        other.writestr("x" * len(name.encode()) or "x", b"")
    forged = hostile.getvalue().replace(b"x" * len(name.encode()), name.encode())
    with pytest.raises(ContainerError):
        container_reader.read(forged)


@pytest.mark.parametrize("second", ["a.txt", "A.TXT"])
def test_a_name_twice_is_refused(second: str) -> None:
    with pytest.raises(ContainerError) as caught:
        written([("a.txt", b"1"), (second, b"2")])
    assert caught.value.name == second


def _deflated() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as other:
        other.writestr("bag/a", b"a" * 5000)
    return out.getvalue()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "trailing byte": lambda data: data + b"\0",
    "byte before": lambda data: b"\0" + data,
    "cut": lambda data: data[:-1],
    "empty": lambda _: b"",
    "comment": lambda data: data[:-2] + b"\1\0x",
    "content": lambda data: data.replace(b"one", b"two"),
    "name in the directory": lambda data: data[::-1].replace(b"gnp.a", b"gnp.b", 1)[::-1],
    "name in the member": lambda data: data.replace(b"a.png", b"b.png", 1),
    "deflated": lambda _: _deflated(),
    "number of members": lambda data: data[:-14] + bytes([data[-14] - 1]) + data[-13:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_anything_else_than_what_is_written_is_refused(damage: str) -> None:
    with pytest.raises(ContainerError):
        container_reader.read(DAMAGES[damage](written(MEMBERS)))


def test_every_single_changed_byte_is_noticed() -> None:
    data = written([("bag/bagit.txt", b"one"), ("bag/b", b"two")])
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 0x20
        with pytest.raises(ContainerError):
            container_reader.read(bytes(changed))


def test_a_changed_byte_of_what_is_deflated_is_noticed_or_changes_nothing_in_it() -> None:
    members = [("bag/a", b"abc" * 99 + b"d"), ("bag/b", b"two")]
    data = written(members)
    unnoticed = []
    for at, bit in itertools.product(range(len(data)), range(8)):
        changed = bytearray(data)
        changed[at] ^= 1 << bit
        with suppress(ContainerError):
            assert dict(container_reader.read(bytes(changed))) == dict(members)
            unnoticed.append(at)
    # The bits behind the end of a stream, up to the next whole byte, belong to nothing.
    assert len(set(unnoticed)) <= 1
    assert len(unnoticed) < 8
