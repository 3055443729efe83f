"""The platforms of shared/data/platforms/, and whether the other side will know of a capture.

What an address tells, the extension reads: extension/capture/about/platform.js. Both must agree on
who will know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Act = Literal["open", "keep"]
Answer = Literal["no", "not_confirmed", "yes"]
_STRICTNESS: tuple[Answer, ...] = ("no", "not_confirmed", "yes")


class UrlKind(msgspec.Struct, frozen=True):
    """A kind of page, with an address of one."""

    kind: str
    example: str = ""


class Notice(msgspec.Struct, frozen=True):
    """Whether an act on some kinds of page (`*`: all) is told to the other side.

    Attributes:
        source: Where that is said; `""` where nobody says it, and the answer is `not_confirmed`.
        checked: The day, `YYYY-MM-DD`.
    """

    act: Act
    kinds: tuple[str, ...]
    answer: Answer
    en: str
    fr: str
    source: str
    checked: str


class Reads(msgspec.Struct, frozen=True):
    """How far the shape of a platform's conversations is known.

    Attributes:
        seen: On the platform itself, or in public source code alone.
        checked: The day, `YYYY-MM-DD`.
    """

    items: str
    seen: Literal["source", "live"]
    checked: str


class Platform(msgspec.Struct, frozen=True):
    """One platform and its kinds of pages.

    The one whose `platform` is `""` stands for every other site; `name` is how it writes itself.
    """

    platform: str
    url_kinds: tuple[UrlKind, ...]
    name: str = ""
    will_they_know: tuple[Notice, ...] = ()
    reads: Reads | None = None


class Place(msgspec.Struct, frozen=True):
    """What kind of page it is, and of which platform; `""` when that is not a known one."""

    platform: str
    kind: str


def decode(files: Iterable[bytes]) -> tuple[Platform, ...]:
    """Reads the files of `shared/data/platforms`.

    Raises:
        msgspec.DecodeError: One is no platform.
    """
    return tuple(msgspec.json.decode(data, type=Platform) for data in files)


class Knowing(msgspec.Struct, frozen=True):
    """Whether the other side is told that a page was opened, and that it was kept."""

    answer: Answer
    opening: Notice
    keeping: Notice


def rule_for(platforms: Sequence[Platform], name: str) -> Platform | None:
    """Finds a platform by its name."""
    return next((each for each in platforms if each.platform == name), None)


def will_they_know(platforms: Sequence[Platform], place: Place) -> Knowing:
    """Tells whether the other side learns that a page was opened or kept, as far as is known.

    Returns:
        The answer is the worse of the two; keeping counts only where something is known of it on
        this platform.
    """
    opening = _notice(platforms, place.platform, place.kind, "open")
    keeping = _notice(platforms, place.platform, place.kind, "keep")
    general = _notice(platforms, "", place.kind, "keep") is keeping
    answers = {opening.answer} if general else {opening.answer, keeping.answer}
    return Knowing(max(answers, key=_STRICTNESS.index), opening, keeping)


def _notice(platforms: Sequence[Platform], name: str, kind: str, act: Act) -> Notice:
    for platform in (rule_for(platforms, name), rule_for(platforms, "")):
        for notice in platform.will_they_know if platform else ():
            if notice.act == act and (kind in notice.kinds or "*" in notice.kinds):
                return notice
    message = f"any_site.json says nothing of {act}"
    raise LookupError(message)
