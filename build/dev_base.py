"""Places, words and small tools that every development command shares.

Only the standard library: this runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
DIST = ROOT / "dist"
WORK = DIST / ".work"
VENV = ROOT / ".venv"
STAMPS = VENV / ".keepsake"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
MODULES = BUILD / "node_modules"

_LONGEST_TAIL = 4000


class DevError(Exception):
    """A development command cannot go on; the text says what to do."""


def say(text: str) -> None:
    """Print one line for the person at the terminal, at once."""
    print(text, flush=True)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for child processes: the project's own programs come first on PATH."""
    values = dict(os.environ)
    values["PATH"] = os.pathsep.join([str(SCRIPTS), values.get("PATH", "")])
    # Compiled once and kept out of the sources; without it every start of the program compiles all.
    values["PYTHONPYCACHEPREFIX"] = str(WORK / "pycache")
    values.pop("PYTHONDONTWRITEBYTECODE", None)
    # What a command prints shows at once, also through a pipe.
    values["PYTHONUNBUFFERED"] = "1"
    values.pop("PYTHONHOME", None)
    values.update(extra or {})
    return values


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> int:
    """Run a command in the foreground and return its exit code."""
    return subprocess.run([str(part) for part in command], cwd=cwd, env=environment(env)).returncode


def quiet(
    command: Sequence[str | Path],
    doing: str,
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> str:
    """Run a command that should be silent, say how long it took, and return its output.

    Raises:
        DevError: it failed; the error holds the end of what it printed.
    """
    say(f"  {doing} …")
    start = time.monotonic()
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        line = shlex.join(str(part) for part in command)
        raise DevError(
            f"{doing} did not work.\n\n{done.stdout[-_LONGEST_TAIL:]}\nThe command: {line}"
        )
    say(f"  {doing}: done in {time.monotonic() - start:.1f} s")
    return done.stdout


def _files_below(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    found = (item for item in path.rglob("*") if item.is_file())
    return sorted(item for item in found if "__pycache__" not in item.parts)


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """Return the SHA-256 over the names and bytes of files and folders, and over some texts."""
    digest = hashlib.sha256("\0".join(more).encode())
    for path in paths:
        for item in _files_below(path):
            name = item.relative_to(ROOT) if item.is_relative_to(ROOT) else item
            digest.update(f"\0{name}\0".encode())
            digest.update(hashlib.sha256(item.read_bytes()).digest())
    return digest.hexdigest()


def is_done(step: str, key: str) -> bool:
    """Tell whether a step was finished with the same inputs."""
    stamp = STAMPS / step
    return stamp.is_file() and stamp.read_text() == key


def mark_done(step: str, key: str) -> None:
    """Record that a step was finished; a step cut short is never recorded."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    fresh = STAMPS / f".{step}.{os.getpid()}"
    fresh.write_text(key)
    fresh.replace(STAMPS / step)


@contextlib.contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """Hold a lock, so that two commands never make the same thing at once."""
    WORK.mkdir(parents=True, exist_ok=True)
    with (WORK / f"{what}.lock").open("w") as file:
        if os.name != "nt":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def find(*names: str) -> str:
    """Return the first of these programs that is on PATH, or an empty string."""
    path = environment()["PATH"]
    return next((found for name in names if (found := shutil.which(name, path=path))), "")
