"""The record of tests is made of a run and of nothing else, and belongs to what was tested."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

import dev_validate
import validation
from dev_base import BUILD, ROOT
from keepsake.catalogue import table
from keepsake.formats.report.validation import FORMAT, Group, Validation
from packages import record
from packages.release import Release
from validation_groups import grouped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# One of each kind of outcome; `rerun` is what tests/retries.py tells of a first try.
_TESTS = """
import pytest

def test_good(): pass

@pytest.mark.parametrize("way", [1, 2])
def test_bad(way): assert way == 1

@pytest.fixture
def broken(): raise ValueError
def test_no_scene(broken): pass

@pytest.fixture
def breaks(): yield; raise ValueError
def test_left_broken(breaks): pass

def test_skipped(): pytest.importorskip("no_such_module")

@pytest.mark.xfail(reason="known")
def test_expected(): assert False
"""
_CONFTEST = """
def pytest_runtest_protocol(item, nextitem):
    from _pytest.runner import runtestprotocol
    if "again" not in item.name:
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        report.outcome = "rerun" if report.failed else report.outcome
        item.ihook.pytest_runtest_logreport(report=report)
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        item.ihook.pytest_runtest_logreport(report=report)
    return True
"""
_AGAIN = """
tries = []
def test_again():
    tries.append(1)
    assert len(tries) > 1

def test_never_again(): assert False
"""
GROUPS = ({"group": "log", "tests": ["test_one.py"]}, {"group": "stamps", "tests": ["test_two.py"]})


def run(folder: Path, *more: str) -> Path:
    place = folder / "outcomes.json"
    env = {**os.environ, "PYTHONPATH": str(BUILD), "KEEPSAKE_VALIDATION": str(place)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "validation_report",
        "-p",
        "no:cacheprovider",
    ]
    subprocess.run([*command, *more], cwd=folder, env=env, capture_output=True, check=False)
    return place


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "conftest.py").write_text(_CONFTEST)
    (tmp_path / "test_one.py").write_text(_TESTS)
    (tmp_path / "test_two.py").write_text(_AGAIN)
    return tmp_path


@pytest.mark.parametrize("more", [(), ("-n", "2")])
def test_only_what_passed_counts_as_passed(project: Path, more: tuple[str, ...]) -> None:
    told = json.loads(run(project, *more).read_text())
    one, two = (Group(**group) for group in grouped(GROUPS, told))  # type: ignore[arg-type]
    assert (one.passed, one.failed, one.again) == (2, 5, 0)
    assert set(one.failures) == {
        f"test_one.py::{name}"
        for name in (
            "test_bad[2]",
            "test_no_scene",
            "test_left_broken",
            "test_skipped",
            "test_expected",
        )
    }
    assert (two.passed, two.failed, two.again) == (1, 1, 1)


def test_a_file_that_cannot_be_read_is_a_test_that_failed(project: Path) -> None:
    (project / "test_two.py").write_text("import no_such_module\n")
    told = json.loads(run(project, "--continue-on-collection-errors").read_text())
    _, two = grouped(GROUPS, told)
    assert (two["passed"], two["failed"]) == (0, 1)


def test_a_run_that_did_not_come_to_its_end_tells_nothing(project: Path) -> None:
    (project / "test_two.py").write_text("def test_ends():\n    raise KeyboardInterrupt\n")
    assert not run(project).exists()


def test_a_file_of_which_nothing_was_run_is_no_success(project: Path) -> None:
    told = json.loads(run(project, "test_one.py").read_text())
    with pytest.raises(ValueError, match=r"test_two\.py"):
        grouped(GROUPS, told)
    with pytest.raises(ValueError, match="in no group"):
        grouped(GROUPS[:1], {**told, "test_two.py::test_again": "passed"})


def test_each_group_has_files_that_are_there_and_a_title() -> None:
    groups = dev_validate.groups()
    files = [file for group in groups for file in group["tests"]]
    assert len(files) == len(set(files)) > 30
    assert [file for file in files if not (ROOT / file).is_file()] == []
    for language in ("en", "fr"):
        titles = {
            key for key in table("validation", language) if key.startswith("validation.group.")
        }
        assert titles == {f"validation.group.{group['group']}" for group in groups}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Any]], bytes]:
    """Some sources; gives what is packaged where a record with these members is checked in."""
    (tmp_path / "host").mkdir()
    (tmp_path / "host" / "a.py").write_text("one")
    monkeypatch.setattr(validation, "ROOT", tmp_path)
    monkeypatch.setattr(validation, "SOURCES", (tmp_path / "host",))
    monkeypatch.setattr(validation, "LEFT_OUT", (tmp_path / "host" / "desk",))
    monkeypatch.setattr(validation, "RECORD", tmp_path / "record.json")

    def packaged(members: dict[str, Any]) -> bytes:
        (tmp_path / "record.json").write_text(json.dumps(members))
        return validation.belonging()

    return packaged


def test_a_record_is_packaged_with_the_sources_that_were_tested_and_no_others(
    tree: Callable[[dict[str, Any]], bytes], tmp_path: Path
) -> None:
    assert json.loads(validation.belonging()) is None  # nothing is checked in
    told = {"sources": validation.sources()}
    assert json.loads(tree(told)) == told
    (tmp_path / "host" / "__pycache__").mkdir()
    (tmp_path / "host" / "__pycache__" / "a.pyc").write_text("no source")
    assert json.loads(tree(told)) == told
    (tmp_path / "host" / "desk").mkdir()
    (tmp_path / "host" / "desk" / "a.py").write_text("no part of the program")
    assert json.loads(tree(told)) == told
    for change in (
        lambda: (tmp_path / "host" / "a.py").write_text("two"),
        lambda: (tmp_path / "host" / "a.py").rename(tmp_path / "host" / "b.py"),
    ):
        change()
        assert json.loads(tree(told)) is None
    (tmp_path / "record.json").write_text("{")
    assert json.loads(validation.belonging()) is None


def test_the_sources_can_be_summed_with_the_tools_of_anybody(
    tree: Callable[[dict[str, Any]], bytes], tmp_path: Path
) -> None:
    del tree
    (tmp_path / "host" / "B.py").write_text("capital")
    command = "LC_ALL=C find host -type f | LC_ALL=C sort | xargs sha256sum | sha256sum"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.decode().split()[0] == validation.sources()


def test_what_the_command_writes_is_what_the_program_reads() -> None:
    about = dev_validate._about("ab" * 32)
    groups = grouped(GROUPS[:1], {"test_one.py::test_a": "passed"})
    told = {**about, "began": dev_validate._now(), "ended": dev_validate._now(), "groups": groups}
    read = msgspec.json.decode(json.dumps(told), type=Validation)
    assert (read.keepsake_validation, read.tests, read.passed) == (FORMAT, 1, 1)
    assert {"Python", "Chromium", "Firefox", "OpenSSL"} <= {tool.name for tool in read.tools}
    assert all(tool.version for tool in read.tools)


@pytest.mark.parametrize("data", [b"null\n", b'{"keepsake_validation":1}'])
def test_a_release_has_its_record_beside_it_or_none(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "validation").mkdir()
    (tmp_path / "validation" / "record.json").write_bytes(data)
    made = record.make(Release("1.2.3", 0, tmp_path, tmp_path, tmp_path, tmp_path))
    assert [path.name for path in made] == (
        [] if data == b"null\n" else ["keepsake-1.2.3-validation.json"]
    )
    assert all(path.read_bytes() == data for path in made)
