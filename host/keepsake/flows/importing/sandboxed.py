"""Has strangers' files read and drawn in a process of their own, killed when it takes too long."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, TypeVar, cast

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.formats.importers import pipe, read, sniff
from keepsake.formats.importers.drawing import DAMAGED, TOO_MUCH, Drawn
from keepsake.formats.importers.result import NOT_READ, Imported

if TYPE_CHECKING:
    from typing import BinaryIO

    from keepsake.formats.importers.result import Zone

# A large chat takes some seconds on a slow computer.
LEAST_SECONDS = 30
BYTES_A_SECOND = 1_000_000
# For one page or picture.
DRAWING_SECONDS = 20
# Several times what the largest text that is read needs, decoded.
MEMORY_BYTES = 2 * 1024**3
_PASSED_ON = ("PATH", "PYTHONPATH", "SYSTEMROOT", "TZ", "TZDIR", "LANG", "LD_LIBRARY_PATH")
ARGUMENT = "read-apart"
_PICTURES = ("image/png", "image/jpeg")
_Answer = TypeVar("_Answer")


class Sandbox:
    """The process that reads, started when there is something to read.

    One file is read at a time; `stop` may come from any thread at any moment.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._guard = threading.Lock()

    def read(self, name: str, file: BinaryIO, size: int, zone: Zone) -> tuple[str, Imported]:
        """Reads one file.

        Args:
            name: Its own name.
            file: Can be read from any place.
            size: Its bytes.
            zone: For times that come without one.

        Returns:
            Its media type, and what was read; noted as not read where that took too long, too much
            memory, or was stopped.

        Raises:
            KeepsakeError: FILE_PROGRAM, ARCHIVE_BOMB, ARCHIVE_NAMES: it is not to be kept.
        """
        kind = read.kind_of(name, file)
        seconds = LEAST_SECONDS + size // BYTES_A_SECOND
        job = pipe.Job(name, size, kind, zone.name, seconds, MEMORY_BYTES)
        if not read.is_read(kind):
            return kind, read.unread(kind)
        found = self._found(job, file, Imported)
        if found is None:
            found = read.unread(kind)
            found.note(NOT_READ)
        return kind, found

    def draw(self, kind: str, file: BinaryIO, size: int, page: int) -> Drawn:
        """Draws one page of a file, from 1.

        Args:
            kind: Its media type, one of `DRAWN`.
            file: Can be read from any place.
            size: Its bytes.
            page: From 1; the last where there are fewer.

        Returns:
            A PNG or JPEG picture; or why there is none, also where that took too long or too much
            memory, or was stopped.
        """
        job = pipe.Job("", size, kind, "", DRAWING_SECONDS, MEMORY_BYTES, page)
        drawn = self._found(job, file, Drawn)
        if drawn is None:
            return Drawn(why=TOO_MUCH)
        # What comes from there is believed no further than that.
        if drawn.picture and sniff.media_type(drawn.picture[: sniff.HEAD_BYTES]) not in _PICTURES:
            return Drawn(why=DAMAGED)
        return drawn

    def stop(self) -> None:
        """Ends what is being read, and everything that would be read from now on."""
        with self._guard:
            self._stopped = True
            process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Ends the process."""
        with self._guard:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            for end in (process.stdin, process.stdout):
                if end is not None:
                    _shut(end)
            process.wait()

    def _found(self, job: pipe.Job, file: BinaryIO, wanted: type[_Answer]) -> _Answer | None:
        """What the process found or drew, None where it came to no end."""
        process = self._started()
        if process is None:
            return None
        timer = threading.Timer(job.seconds, process.kill)
        timer.daemon = True
        timer.start()
        try:
            return _served(process, job, file, wanted)
        except (pipe.BrokenPipe, OSError, msgspec.DecodeError):
            self.close()
            return None
        finally:
            timer.cancel()

    def _started(self) -> subprocess.Popen[bytes] | None:
        with self._guard:
            if self._stopped:
                return None
            if self._process is None:
                try:
                    self._process = _start()
                except OSError:
                    return None
            return self._process


def _start() -> subprocess.Popen[bytes]:
    frozen = getattr(sys, "frozen", False)
    start = [sys.executable] if frozen else [sys.executable, "-P", "-m", "keepsake"]
    return subprocess.Popen(
        [*start, ARGUMENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # What a library says of what it reads is not for a log.
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _served(
    process: subprocess.Popen[bytes], job: pipe.Job, file: BinaryIO, wanted: type[_Answer]
) -> _Answer:
    """Gives the process what it asks for until it is done.

    Raises:
        pipe.BrokenPipe: It ended, or says what it should not.
        OSError: It ended; or the file cannot be read any more.
        msgspec.DecodeError: It says what it should not.
        KeepsakeError: What was read is not to be kept.
    """
    to, source = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
    pipe.send(to, pipe.ASKS, msgspec.json.encode(job))
    while True:
        kind, data = pipe.receive(source)
        if kind == pipe.ASKS:
            pipe.send(to, pipe.FOUND, pipe.stretch(data, file))
        elif kind == pipe.FOUND:
            return msgspec.json.decode(data, type=wanted)
        elif kind == pipe.REFUSED:
            told = msgspec.json.decode(data, type=pipe.Refusal)
            raise KeepsakeError(_code(told.code), "not to be kept", file=told.file)
        else:
            raise pipe.BrokenPipe


def _code(given: int) -> Code:
    try:
        return Code(given)
    except ValueError as error:
        raise pipe.BrokenPipe from error


def _shut(end: object) -> None:
    try:
        cast("BinaryIO", end).close()
    except OSError:
        return
