"""Which browser's add-on is there is known by its hello, and by nothing else."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from keepsake.browsers import greetings
from keepsake.env import Environment, real_environment

if TYPE_CHECKING:
    from pathlib import Path


def environment(folder: Path, minutes: float = 0, **facts: str) -> Environment:
    real = real_environment()
    return dataclasses.replace(
        real,
        now=lambda: real.now() + timedelta(minutes=minutes),
        state=lambda: folder,
        facts=lambda: facts,
    )


def test_the_first_and_the_last_hello_of_each_browser_are_known(tmp_path: Path) -> None:
    greetings.note(environment(tmp_path), "edge", "0.2.0")
    greetings.note(environment(tmp_path, 90), "edge", "0.3.0")
    found = greetings.heard(environment(tmp_path))
    assert list(found) == ["edge"]
    assert found["edge"].extension == "0.3.0"
    assert found["edge"].first < found["edge"].last


def test_nothing_else_is_written_down(tmp_path: Path) -> None:
    greetings.note(environment(tmp_path), "edge", "0.2.0")
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    found = greetings.heard(environment(tmp_path))["edge"]
    assert file.read_text() == (
        f'{{"first":"{found.first}","last":"{found.last}","extension":"0.2.0"}}'
    )


@pytest.mark.parametrize("name", ["", "unknown", "../edge", "a" * 4000])
def test_a_browser_that_is_not_known_is_not_remembered(tmp_path: Path, name: str) -> None:
    greetings.note(environment(tmp_path), name, "0.2.0")
    assert list(tmp_path.rglob("*")) == []


def test_a_browser_that_the_program_drives_does_not_count(tmp_path: Path) -> None:
    greetings.note(environment(tmp_path, started_by="command"), "chromium", "0.2.0")
    assert greetings.heard(environment(tmp_path)) == {}


@pytest.mark.parametrize(
    "garbage", [b"", b"{}", b"\xff", b'{"first":"a","last":"b","extension":""}']
)
def test_what_cannot_be_read_was_never_said_and_is_written_anew(
    tmp_path: Path, garbage: bytes
) -> None:
    greetings.note(environment(tmp_path), "edge", "0.2.0")
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    file.write_bytes(garbage)
    assert greetings.heard(environment(tmp_path)) == {}
    greetings.note(environment(tmp_path), "edge", "0.2.0")
    assert list(greetings.heard(environment(tmp_path))) == ["edge"]


def test_a_clock_that_was_put_back_is_followed(tmp_path: Path) -> None:
    greetings.note(environment(tmp_path, 600), "edge", "0.2.0")
    before = greetings.heard(environment(tmp_path))["edge"].last
    greetings.note(environment(tmp_path), "edge", "0.2.0")
    assert greetings.heard(environment(tmp_path))["edge"].last < before
