"""How far a sending is. Whoever is told of it can stop it by raising; what was sent stays sent."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.flows.export.progress import Progress as ExportProgress


class Stage(StrEnum):
    """What is being done besides making the copy; `sending.stage.WORD` in the words."""

    REACH = "reach"
    SEND = "send"
    CONFIRM = "confirm"


class Progress(NamedTuple):
    """One stage, of an export or a sending, the share of all that is done, and parts sent."""

    stage: str
    share: float
    part: int = 0
    parts: int = 0


if TYPE_CHECKING:
    Listener = Callable[[Progress], None]

_MADE, _SENT = 0.5, 0.95


def nobody(_progress: Progress) -> None:
    """Listens to nothing."""


def made(tell: Listener) -> Callable[[ExportProgress], None]:
    """A listener for the export, which is the first half."""
    return lambda progress: tell(Progress(progress.stage.value, _MADE * progress.share))


class Counter:
    """Tells how much of a copy is at the desk."""

    def __init__(self, whole: int, tell: Listener) -> None:
        self._whole, self._tell = max(whole, 1), tell
        self._sent = self._part = self._parts = 0

    def begin(self, there: int, parts: int) -> None:
        """So many bytes are there already, and there are so many parts."""
        self._sent, self._parts = there, parts

    def part(self, number: int) -> None:
        """This part is next."""
        self._part = number

    def sent(self, size: int) -> None:
        """So many bytes more."""
        self._sent += size
        share = min(1.0, self._sent / self._whole)
        self._tell(Progress(Stage.SEND, _MADE + (_SENT - _MADE) * share, self._part, self._parts))

    def waits(self) -> None:
        """The desk is checking, or is waited for."""
        self._tell(Progress(Stage.CONFIRM, _SENT, self._parts, self._parts))

    def reaches(self) -> None:
        """The desk is asked, perhaps once more."""
        self._tell(Progress(Stage.REACH, _MADE, self._part, self._parts))
