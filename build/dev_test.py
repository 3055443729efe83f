"""Sets up what the tests need, runs them all, and ends with the test runners' own closing lines."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dev_base import PYTHON, ROOT, environment, run, say
from dev_node import ensure_node, node_environment
from dev_setup import set_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Most browser tests wait for the browser, so there are more workers than cores, within what memory
# allows; the tests of one file share what is dear to make.
_WORKERS = max(4, min(8, (os.cpu_count() or 1) + 2))
SIDE_BY_SIDE = ("-n", str(_WORKERS), "--dist", "loadscope", "--no-loadscope-reorder")

_FEW_KEPT = ("-o", "tmp_path_retention_policy=failed")
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
_NAME = "keepsake-"
_ROOM = 6 << 30
"""Bytes that a run may write; twice as many must be free in it and of the memory."""

_OF_DESK = ("tests/desk", "tests/unit/desk")
"""The former need its engines."""

_COUNT = re.compile(r"^\S (tests|pass|fail|skipped|todo) (\d+)$")


def _javascript() -> tuple[int, str]:
    """Run the JavaScript tests; return the exit code and one closing line."""
    node = ensure_node()
    files = sorted(str(path) for path in (ROOT / "tests" / "js").rglob("*.test.js"))
    if not files:
        return 1, "node --test: no tests were found"
    process = subprocess.Popen(
        [node.node, "--test", f"--test-concurrency={_WORKERS}", "--test-reporter=spec", *files],
        cwd=ROOT,
        env=environment(node_environment(node)),
        stdout=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    counts = []
    for line in process.stdout or ():
        sys.stdout.write(line)
        if found := _COUNT.match(line.strip()):
            counts.append(f"{found[1]} {found[2]}")
    sys.stdout.flush()
    return process.wait(), "node --test: " + ", ".join(counts)


def _available() -> int:
    """Bytes of memory that nobody needs; 0 where the system does not say so."""
    try:
        told = Path("/proc/meminfo").read_text()
    except OSError:
        return 0
    found = re.search(r"^MemAvailable: +(\d+) kB$", told, re.MULTILINE)
    return int(found[1]) << 10 if found else 0


@contextmanager
def temporary() -> Iterator[dict[str, str]]:
    """Has what the tests write lie in memory where there is plenty: no disk is waited for.

    Yields:
        What the environment of the tests says of it; nothing where they write to the disk as ever.
    """
    usable = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
    if usable:
        usable = not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC
    if not usable or min(shutil.disk_usage(_MEMORY).free, _available()) < 2 * _ROOM:
        yield {}
        return
    for left in _MEMORY.glob(f"{_NAME}*"):  # by a run that was killed
        if not Path("/proc", left.name.removeprefix(_NAME)).exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = _MEMORY / f"{_NAME}{os.getpid()}"
    folder.mkdir()
    # Passed through and not listed by others: PostgreSQL has a user of its own where root tests.
    folder.chmod(0o711)
    try:
        yield {"TMPDIR": str(folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def little_kept(place: Mapping[str, str]) -> tuple[str, ...]:
    """What pytest is told of its files, which lie where `temporary` says."""
    # Short names: Chromium makes a socket far below, whose path has 107 characters at most.
    return (*_FEW_KEPT, "--basetemp", f"{place['TMPDIR']}/t") if place else ()


def test(apt_allowed: bool, *, fast: bool, desk: str, arguments: Sequence[str]) -> int:
    """Run the tests of both languages; both run even when the first ones fail.

    Args:
        apt_allowed: whether Debian packages may be installed.
        fast: leave out what needs a browser, the frozen program or the engines of a desk.
        desk: those of the desk: `with`, `without` or `alone`.
        arguments: more for pytest.

    Returns:
        0 when everything passed.

    Raises:
        DevError: what the tests need cannot be set up here.
    """
    engines = desk != "without" and not fast
    set_up(programs=not fast, tests=True, window=True, apt_allowed=apt_allowed, desk=engines)
    if desk == "alone":
        javascript, closing = 0, "only the tests of the desk"
        chosen = [*_OF_DESK]
    else:
        javascript, closing = _javascript()
        chosen = ["-m", "not browser and not package"] if fast else []
    if not engines:
        say("The tests that need the engines of a desk are left out, as was asked for.")
        chosen.append(f"--ignore={_OF_DESK[0]}")
    # The closing line of node comes back just before pytest's, which stays the last one.
    extra = {**node_environment(ensure_node()), "KEEPSAKE_CLOSING_LINE": closing}
    with temporary() as place:
        kept = little_kept(place)
        command: list[str | Path] = [PYTHON, "-m", "pytest", *SIDE_BY_SIDE]
        command += [*kept, *chosen, *arguments]
        python = run(command, env={**extra, **place})
    return 1 if javascript or python else 0
