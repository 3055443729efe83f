"""How far an export is. Whoever is told of it can stop it by raising, and then nothing is left."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from keepsake.formats.bundle.contents import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from keepsake.formats.bundle.contents import File, Piece
    from keepsake.formats.bundle.payload import Exhibit


class Stage(StrEnum):
    """What is being done; `export.stage.WORD` in the words."""

    CHECK = "check"
    SEAL = "seal"
    TOOLS = "tools"
    PAPER = "paper"
    CLOSE = "close"


class Progress(NamedTuple):
    """One stage, and the share of all the work that is done, from 0 to 1."""

    stage: Stage
    share: float


# Shares of the time, measured over 234 MB of pictures; they only make the line move evenly.
_UNTIL = {
    Stage.CHECK: (0.0, 0.03),
    Stage.SEAL: (0.03, 0.6),
    Stage.TOOLS: (0.6, 0.8),
    Stage.PAPER: (0.8, 0.95),
    Stage.CLOSE: (0.95, 1.0),
}
_TOOLS, _EXHIBITS = "derived/", "exhibits/"
_TELLING_SHARE, _TELLING_SECONDS = 0.05, 1.0

if TYPE_CHECKING:
    Listener = Callable[[Progress], None]


def nobody(_progress: Progress) -> None:
    """Listens to nothing."""


def tell_stage(tell: Listener, stage: Stage, done: int = 0, whole: int = 1) -> None:
    """Tells how much of a stage is done. Raises what the listener raises."""
    start, end = _UNTIL[stage]
    tell(Progress(stage, start + (end - start) * min(1.0, done / max(whole, 1))))


class Counter:
    """Tells a listener how much of a bundle is sealed, file by file and within large ones."""

    def __init__(self, exhibits: Sequence[Exhibit], tell: Listener) -> None:
        self._sizes = {
            exhibit.path(part): part.bytes for exhibit in exhibits for part in exhibit.body.parts
        }
        self._whole = sum(self._sizes.values())
        self._tools_whole = len(exhibits) + 3
        self._tell = tell
        self._sealed = self._tools = self._papers = 0
        self._last = Stage.SEAL, 0, 1
        self._read = 0

    def counted(self, payload: Iterator[File]) -> Iterator[File]:
        """The same files, while the listener is told of each.

        Args:
            payload: Paths below `data/` and contents, in the order of `bundle.payload`.
        """
        for file in payload:
            yield self._within(file)
            if file.path.startswith(_EXHIBITS):
                self._sealed += self._sizes.get(file.path, 0)
                self._say(Stage.SEAL, self._sealed, self._whole)
            elif file.path.startswith(_TOOLS):
                self._tools += 1
                self._say(Stage.TOOLS, self._tools, self._tools_whole)
            elif self._tools:
                self._papers += 1
                self._say(Stage.PAPER, self._papers, self._papers + 2)

    def setting(self) -> None:
        """Tells that papers are being set, and nothing else is done."""
        self._say(Stage.PAPER, 0, 1)

    def again(self) -> None:
        """Tells where it is once more; within a large file, how much of it was read."""
        stage, done, whole = self._last
        tell_stage(self._tell, stage, done + (self._read // 2 if stage is Stage.SEAL else 0), whole)

    def _say(self, stage: Stage, done: int, whole: int) -> None:
        self._last = stage, done, whole
        self._read = 0
        tell_stage(self._tell, stage, done, whole)

    def _within(self, file: File) -> File:
        """A large file is read twice, by whoever sums it and by whoever writes it."""
        contents = file.contents
        if not isinstance(contents, Stream):
            return file

        def count() -> Iterator[Piece]:
            for piece in contents.open():
                self._read += len(piece)
                yield piece

        return file._replace(contents=contents._replace(open=count))


class TimeLeft:
    """Guesses from what went by how long it still takes."""

    def __init__(self, start: float) -> None:
        self._start = start

    def seconds(self, share: float, now: float) -> float | None:
        """Seconds left, None while too little is done to tell.

        Args:
            share: Of the work that is done.
            now: On the clock of `start`.
        """
        gone = now - self._start
        if share < _TELLING_SHARE or gone < _TELLING_SECONDS:
            return None
        return gone * (1 - share) / share
