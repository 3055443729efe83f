"""What a redaction is made of. Apart from what paints, which takes long to load and much memory."""

from __future__ import annotations

from typing import NamedTuple


class Rectangle(NamedTuple):
    """A part of a picture, in its own pixels from the upper left corner."""

    x: int
    y: int
    width: int
    height: int


class RedactionError(ValueError):
    """It is no picture, or a rectangle is not in it."""
