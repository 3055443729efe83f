"""The bag: what the bagit library says of it, and what the check finds when a file is touched."""

from __future__ import annotations

import bagit
import pytest

from fixtures.bundles import in_memory, unpack
from keepsake.formats.bundle import bag
from keepsake.formats.bundle.bag import Problem
from keepsake.formats.bundle.contents import File, take_sums

PAYLOAD = [("exhibits/001/0000-begin.json", b"{}"), ("log/checkpoint", b"text\n"), ("é.txt", b"")]


def made() -> dict[str, bytes]:
    files = [File(path, data) for path, data in PAYLOAD]
    return in_memory(bag.write(files, [("Bag-Software-Agent", "test")]))


def check(files: dict[str, bytes]) -> tuple[Problem, ...]:
    return bag.check({name: take_sums(data) for name, data in files.items()}, files.__getitem__)


def test_the_bagit_library_accepts_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    folder = unpack(made(), tmp_path / "bag")
    read = bagit.Bag(str(folder))
    read.validate()
    assert set(read.algorithms) == {"sha256", "sha512"}
    assert read.info["Payload-Oxum"] == "7.3"


def test_an_untouched_bag_has_no_problem() -> None:
    assert check(made()) == ()


@pytest.mark.parametrize("name", sorted(made()))
def test_a_changed_file_is_named(name: str) -> None:
    files = made()
    files[name] = files[name] + b"x"
    assert name in {problem.name for problem in check(files)}


@pytest.mark.parametrize("name", sorted(made()))
def test_a_missing_file_is_named(name: str) -> None:
    files = made()
    del files[name]
    assert name in {problem.name for problem in check(files)}


@pytest.mark.parametrize("name", ["data/more.txt", "more.txt", "manifest-md5.txt"])
def test_a_file_that_nobody_listed_is_named(name: str) -> None:
    assert check({**made(), name: b""}) == (Problem("bag_unlisted", name),)
