"""What is published is whole, is what its tag says, and leads somewhere; a workflow makes it."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

import dev_release
from dev_base import MODULES, ROOT, DevError, find
from packages import release, sums

if TYPE_CHECKING:
    from pathlib import Path

VERSION = release.this_release().version
ADDRESS = "https://releases.example/keepsake/releases"
WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"


def _dated() -> str:
    """A version that CHANGELOG.md has a dated section for."""
    found = re.search(r"^## \[(\d[\d.]*)\] - ", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert found is not None
    return found[1]


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A folder with every file of a release, and one that is none of it."""
    for name in dev_release.expected(_dated()):
        (tmp_path / name).write_text(name)
    (tmp_path / "notes.txt").write_text("not published")
    return tmp_path


def test_a_whole_release_lacks_nothing(whole: Path) -> None:
    assert dev_release.lacking(whole, _dated(), f"v{_dated()}", ADDRESS) == []


def test_each_file_that_was_not_made_is_named(whole: Path) -> None:
    for name in dev_release.expected(_dated()):
        (whole / name).rename(whole / "away")
        found = dev_release.lacking(whole, _dated(), f"v{_dated()}", ADDRESS)
        assert found == [f"{name} was not made."]
        (whole / "away").rename(whole / name)


def test_without_an_address_nothing_is_published(whole: Path) -> None:
    (reason,) = dev_release.lacking(whole, _dated(), f"v{_dated()}", "")
    assert "release.json" in reason


@pytest.mark.parametrize("tag", ["", "v0.0.1", "main"])
def test_a_tag_of_another_version_is_refused(whole: Path, tag: str) -> None:
    (reason,) = dev_release.lacking(whole, _dated(), tag, ADDRESS)
    assert _dated() in reason


def test_a_version_that_the_changelog_does_not_know_is_refused(tmp_path: Path) -> None:
    for name in dev_release.expected("99.0.0"):
        (tmp_path / name).touch()
    (reason,) = dev_release.lacking(tmp_path, "99.0.0", "v99.0.0", ADDRESS)
    assert "CHANGELOG.md" in reason


def test_as_the_project_stands_the_command_says_all_that_is_lacking(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = release.Release(VERSION, 0, tmp_path, tmp_path, tmp_path, tmp_path)
    monkeypatch.setattr(dev_release, "this_release", lambda: empty)
    with pytest.raises(DevError) as refused:
        dev_release.release(f"v{VERSION}")
    assert all(name in str(refused.value) for name in dev_release.expected(VERSION))
    assert list(tmp_path.iterdir()) == []


def test_the_sums_are_read_by_sha256sum(whole: Path) -> None:
    path = sums.write(whole, dev_release.expected(_dated()))
    lines = [line.split("  ") for line in path.read_text("utf-8").splitlines()]
    assert [name for _, name in lines] == dev_release.expected(_dated())
    for digest, name in lines:
        assert digest == hashlib.sha256((whole / name).read_bytes()).hexdigest()
    if tool := shutil.which("sha256sum"):
        subprocess.run([tool, "--check", "--quiet", path.name], cwd=whole, check=True)


def _workflow() -> dict[str, Any]:
    code = """
    const yaml = require(process.argv[1]);
    const text = require("node:fs").readFileSync(process.argv[2], "utf8");
    console.log(JSON.stringify(yaml.load(text)));"""
    command = [find("node"), "-e", code, MODULES / "js-yaml", WORKFLOW]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_the_workflow_makes_every_file_on_one_system_and_no_file_on_two() -> None:
    jobs = _workflow()["jobs"]
    patterns = [row["made"] for row in jobs["elsewhere"]["strategy"]["matrix"]["include"]]
    for name in dev_release.expected("1.2.3"):
        made = {one for one in patterns if fnmatch.fnmatch(f"dist/packages/{name}", one)}
        elsewhere = "-windows-" in name or "-macos-" in name
        assert len(made) == (1 if elsewhere else 0), name
    # Whatever is of no such system is made by the job for Linux, which uploads all that it makes.
    assert jobs["linux"]["steps"][-1]["with"]["path"] == "dist/packages/"


def test_only_what_publishes_may_write_and_only_after_all_the_rest() -> None:
    told = _workflow()
    assert told["permissions"] == {}
    assert list(told["on"]["push"]) == ["tags"]
    jobs = told["jobs"]
    writing = [name for name, job in jobs.items() if "write" in job["permissions"].values()]
    assert writing == ["publish"]
    assert set(jobs["publish"]["needs"]) == set(jobs) - {"publish"}
    commands = [step["run"] for step in jobs["publish"]["steps"] if "run" in step]
    (check,) = (n for n, one in enumerate(commands) if "dev.py release" in one)
    (publish,) = (n for n, one in enumerate(commands) if "gh release create" in one)
    assert check < publish
    assert "--draft" in commands[publish]


def test_nothing_from_outside_is_put_into_a_command() -> None:
    for job in _workflow()["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), step
