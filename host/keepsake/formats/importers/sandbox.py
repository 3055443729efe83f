"""The process that reads files of strangers: it gets them through a pipe and can do nothing else.

Whatever a file does to its reader, it does it here: to a process without a key, a vault or a file
to write to, with an end to its time and memory, that can be killed at any moment.
"""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import msgspec

from keepsake.core.errors import KeepsakeError
from keepsake.env import real_environment
from keepsake.formats.importers import drawing, limits, pipe, read
from keepsake.formats.importers.zones import zone_of

if TYPE_CHECKING:
    from typing import BinaryIO


def main() -> int:
    """Reads or draws one file after the other until the pipe is closed."""
    source, to = sys.stdin.buffer, sys.stdout.buffer
    try:
        while True:
            _kind, asked = pipe.receive(source)
            _answer(msgspec.json.decode(asked, type=pipe.Job), source, to)
    except (pipe.BrokenPipe, OSError):
        return 0


def _answer(job: pipe.Job, source: BinaryIO, to: BinaryIO) -> None:
    limits.limit(job.seconds, job.memory)
    zone = zone_of(replace(real_environment(), zone=lambda: job.zone))
    lent = io.BufferedReader(pipe.Lent(source, to, job.size), pipe.PIECE_BYTES)
    file = cast("BinaryIO", lent)
    if job.page:
        drawn = drawing.draw(job.kind, file, job.size, job.page)
        pipe.send(to, pipe.FOUND, msgspec.json.encode(drawn))
        return
    try:
        found = read.contents(job.name, file, job.size, job.kind, zone)
    except KeepsakeError as error:
        refusal = pipe.Refusal(int(error.code), str(error.facts.get("file", job.name)))
        pipe.send(to, pipe.REFUSED, msgspec.json.encode(refusal))
        return
    pipe.send(to, pipe.FOUND, msgspec.json.encode(found))
