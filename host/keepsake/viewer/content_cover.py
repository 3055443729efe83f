"""Which pictures stay blurred until they are wanted: all of them, or those that were said to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keepsake.viewer.view import View


class Covers(NamedTuple):
    """Of one capture: whether every picture is blurred, and the parts that are by themselves."""

    all: bool
    own: frozenset[int]


def of(view: View, entry: int) -> Covers:
    """What stays blurred of a capture."""
    own = view.session.casework().covered.get(entry, ())
    return Covers(view.blur, frozenset(own))


def any_of(view: View, entry: int, parts: Iterable[int]) -> bool:
    """Whether what shows these pictures is to be blurred."""
    covered = of(view, entry)
    return covered.all or not covered.own.isdisjoint(parts)
