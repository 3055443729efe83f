"""The development commands: quick the second time, plain about what they cannot do."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import dev
import dev_base
import dev_lock
import dev_setup
import dev_system
import dev_test
from dev_base import BUILD
from docs.tree import ROOT


def test_setting_up_again_finds_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    def set_up() -> None:
        dev_setup.set_up(tests=True, window=True, apt_allowed=False, programs=False)

    set_up()
    capsys.readouterr()
    set_up()
    assert "…" not in capsys.readouterr().out


def test_without_apt_it_says_what_to_install() -> None:
    with pytest.raises(dev_base.DevError) as raised:
        dev_system.apt_install(["chromium"], allowed=False, why="Chromium")
    assert "sudo apt-get install chromium" in str(raised.value)
    assert "!" not in str(raised.value)


def test_apt_is_left_alone_when_the_environment_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEEPSAKE_NO_APT", "1")
    assert dev_system.apt_command(allowed=True) is None


def test_a_missing_program_that_stays_missing_is_a_failure() -> None:
    need = dev_system.Need("a program that nobody has", ("keepsake-nobody-has-this",), ("none",))
    with pytest.raises(dev_base.DevError, match="a program that nobody has"):
        dev_system.ensure_programs((need,), allowed=False)


def test_a_fingerprint_follows_names_and_bytes(tmp_path) -> None:
    (tmp_path / "a").write_text("one")
    first = dev_base.fingerprint([tmp_path])
    assert dev_base.fingerprint([tmp_path]) == first
    (tmp_path / "a").write_text("two")
    second = dev_base.fingerprint([tmp_path])
    (tmp_path / "a").rename(tmp_path / "b")
    assert len({first, second, dev_base.fingerprint([tmp_path])}) == 3


def test_a_failing_step_shows_what_the_program_said() -> None:
    command = [sys.executable, "-c", "import sys; print('no space left'); sys.exit(3)"]
    with pytest.raises(dev_base.DevError, match="no space left"):
        dev_base.quiet(command, "Trying")


def test_packages_that_are_only_source_get_a_lock_of_their_own() -> None:
    lock = "a==1 \\\n    --hash=sha256:00\nproxy-tools==0.1.0 \\\n    --hash=sha256:11\n"
    wheels, source = dev_lock.split_lock(lock)
    assert wheels == "a==1 \\\n    --hash=sha256:00\n"
    assert source == "proxy-tools==0.1.0 \\\n    --hash=sha256:11\n"


def test_ci_runs_the_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert re.findall(r"^python3 (.*)$", script, re.MULTILINE) == [
        "build/dev.py check",
        "build/dev.py test",
    ]
    assert "python3 build/dev.py test" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize(
    ("line", "passed"),
    [
        ("bench --only host --runs 1", "--only host --runs 1"),
        ("bench --no-apt --only host", "--only host"),
        ("bench -- --only host", "--only host"),
        ("test --fast tests/docs -x", "tests/docs -x"),
        ("test --no-apt --fast", ""),
        ("score", ""),
    ],
)
def test_what_is_passed_on_needs_no_dashes_of_its_own(line: str, passed: str) -> None:
    options = dev._parser().parse_args(dev._set_apart(line.split()))
    assert options.arguments == passed.split()
    assert options.apt is ("--no-apt" not in line)


@pytest.mark.parametrize("room", [1 << 50, 1 << 30])
def test_what_tests_write_lies_in_memory_only_where_there_is_plenty(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev_test, "_MEMORY", tmp_path)
    monkeypatch.setattr(dev_test, "_available", lambda: room)
    usage = type("Usage", (), {"free": 1 << 50})
    monkeypatch.setattr(dev_test.shutil, "disk_usage", lambda _place: usage)
    if room > 1 << 40:
        (tmp_path / "keepsake-0" / "left").mkdir(parents=True)
    with dev_test.temporary() as found:
        assert set(found) == ({"TMPDIR"} if room > 1 << 40 else set())
        assert all(Path(one).parent == tmp_path for one in found.values())
        # Passed through by the user of PostgreSQL, listed by nobody else.
        assert {Path(one).stat().st_mode & 0o777 for one in found.values()} <= {0o711}
    assert list(tmp_path.iterdir()) == []


def test_where_no_memory_can_be_written_to_tests_write_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev_test, "_MEMORY", tmp_path / "none")
    with dev_test.temporary() as found:
        assert found == {}


_NAMED = sorted(set(re.findall(r"from (dev_\w+) import", (BUILD / "dev.py").read_text("utf-8"))))


@pytest.mark.parametrize("module", ["dev", *_NAMED])
def test_each_command_begins_before_anything_is_installed(module: str) -> None:
    # Whoever has just cloned it has no package; what sets them up is one of these modules.
    command = [sys.executable, "-S", "-c", f"import {module}"]
    done = subprocess.run(command, cwd=BUILD, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
