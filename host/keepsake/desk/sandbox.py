"""Runs a program that reads what a stranger sent: no network, no files but that one, and an end.

`bwrap` gives it a system of its own: the programs of this one, only to be read, and nothing that
can be written; no name of a computer, no process beside it. What it says is taken up to a limit.

Started by root it runs as a user that nobody else is: the limit on processes does not hold for
root, in a namespace of users neither. Started by anybody else it has a namespace of users, in which
that limit holds.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import keepsake
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO

Word = Literal["too_long", "too_much", "broke"]

INSIDE = "/copy/evidence.age"
"""Where the program finds the file."""

READS = ("-P", "-B", "-m", "keepsake.desk.opened", INSIDE)
_CPU_TIME = 128 + signal.SIGXCPU
ALONE = (
    "--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
)  # fmt: skip
"""What of the system it does not share; users are below."""

_NOBODY = 61_184
"""The first of those that systemd gives to programs of a moment, none of which owns a file."""
_NOBODIES = 4_336
_BECOMES = (
    "setpriv", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs",
)  # fmt: skip
_NEEDED_TO = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")
_SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache")


class Limits(NamedTuple):
    """How long it may take and how much it may say."""

    seconds: float = 900.0
    answer_bytes: int = 128 << 20


USUAL = Limits()


class SandboxError(Exception):
    """It came to no end that can be used.

    Attributes:
        word: `too_long`, `too_much` or `broke` (FORMAT.md 13.7).
    """

    def __init__(self, word: Word) -> None:
        super().__init__(word)
        self.word: Word = word


def run(
    sealed: Path, secret: str, arguments: Sequence[str] = READS, limits: Limits = USUAL
) -> bytes:
    """Runs Python in it.

    Args:
        sealed: The file that it may read; where root starts it, one that anybody may read.
        secret: One line that it is told.
        arguments: Of Python.
        limits: When it is ended.

    Returns:
        What it said.

    Raises:
        SandboxError: It was ended, or ended badly.
        OSError: `bwrap` cannot be run here.
    """
    process = subprocess.Popen(
        [*_command(sealed), *_as_nobody(), sys.executable, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    late = threading.Event()
    timer = threading.Timer(limits.seconds, _end, (process, late))
    timer.start()
    try:
        return _answer(process, secret, limits.answer_bytes)
    except SandboxError as error:
        raise SandboxError("too_long" if late.is_set() else error.word) from error
    finally:
        timer.cancel()
        process.kill()
        process.wait()


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _answer(process: subprocess.Popen[bytes], secret: str, most: int) -> bytes:
    to, source = process.stdin, process.stdout
    if to is None or source is None:
        raise SandboxError("broke")
    with source:
        _tell(to, secret)
        said = source.read(most + 1)
        if len(said) > most:
            raise SandboxError("too_much")
    status = process.wait()
    if status:
        raise SandboxError("too_long" if status == _CPU_TIME else "broke")
    return said


def _tell(to: IO[bytes], secret: str) -> None:
    try:
        with to:
            to.write(f"{secret}\n".encode())
    except OSError as error:
        raise SandboxError("broke") from error


def _command(sealed: Path) -> Iterator[str]:
    yield from ("bwrap", *ALONE, "--die-with-parent", "--new-session", "--cap-drop", "ALL")
    if _is_root():
        for one in _NEEDED_TO:
            yield from ("--cap-add", one)
    else:
        yield "--unshare-user"
    yield from ("--clearenv", "--hostname", "sandbox")
    yield from ("--setenv", "PYTHONPATH", str(_packages()), "--setenv", "LANG", "C.UTF-8")
    for place in _SYSTEM:
        path = Path(place)
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), place)
        elif path.exists():
            yield from ("--ro-bind", place, place)
    for place in sorted({sys.prefix, sys.base_prefix, str(_packages()), str(shared_path())}):
        if not Path(place).is_relative_to("/usr"):
            yield from _bound(place, place)
    yield from _bound(str(sealed.absolute()), INSIDE)
    yield from ("--dev", "/dev", "--remount-ro", "/", "--chdir", "/", "--")


def _bound(place: str, inside: str) -> Iterator[str]:
    """Lays something into it, in folders that whoever runs there may pass through."""
    for folder in reversed(Path(inside).parents[:-1]):
        yield from ("--perms", "0755", "--dir", str(folder))
    yield from ("--ro-bind", place, inside)


def _as_nobody() -> Iterator[str]:
    """Lets go of all that root may, within it: outside, its files could not be laid into it."""
    if _is_root():
        number = str(_NOBODY + os.getpid() % _NOBODIES)
        yield from (*_BECOMES, "--reuid", number, "--regid", number, "--")


def _is_root() -> bool:
    return os.geteuid() == 0


def _packages() -> Path:
    return Path(keepsake.__file__).resolve().parents[1]
