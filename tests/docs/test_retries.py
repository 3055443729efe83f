"""A browser test that is tried once more gets a scene of its own, and is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
FLAKY = """
import pytest
made = []

@pytest.fixture(scope="session")
def machine():
    made.append("machine")

@pytest.fixture(scope="module")
def scene(machine):
    made.append("scene")
    yield made.count("scene")

def test_before(scene):
    assert scene == 1

@pytest.mark.browser
@pytest.mark.parametrize("number", range(NUMBER))
def test_flaky(scene, number):
    assert made.count("machine") == scene
    assert scene > number + 1

def test_not_of_a_browser(scene):
    assert scene == NUMBER + 1
"""


def _run(folder: Path, number: int) -> tuple[int, str]:
    (folder / "test_one.py").write_text(FLAKY.replace("NUMBER", str(number)))
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  browser: drives a browser\n")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "retries", "-p", "no:cacheprovider"],
        cwd=folder,
        env={"PYTHONPATH": str(TESTS), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout


def test_the_second_try_has_a_scene_of_its_own_and_is_told_by_name(tmp_path: Path) -> None:
    code, told = _run(tmp_path, 1)
    assert "3 passed, 1 rerun" in told
    assert "flaky (NEW, not in tests/flaky.txt): test_one.py::test_flaky[0]" in told
    assert code == 0


def test_a_run_with_many_flaky_tests_fails(tmp_path: Path) -> None:
    code, told = _run(tmp_path, 7)
    assert "9 passed, 7 rerun" in told
    assert "7 tests were flaky; 6 are allowed." in told
    assert code == 1


def test_the_list_names_tests_that_are_there() -> None:
    text = (TESTS / "flaky.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            path, _, name = line.partition("::")
            assert f"def {name}(" in (TESTS.parent / path).read_text(encoding="utf-8")
