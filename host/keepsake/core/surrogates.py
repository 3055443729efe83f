"""Halves of characters in JSON that a browser wrote. Pure.

A page may cut a text in the middle of an emoji; JavaScript's JSON then carries half of it, which no
UTF-8 text can hold. What such a page says must be read all the same. Source: PROTOCOL.md §2.2.
"""

from __future__ import annotations

import re

# An escape in JSON: a whole pair of surrogates, one surrogate alone (group 1), or any other.
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|\\.",
    re.DOTALL,
)


def without_lone_surrogates(data: bytes) -> bytes:
    """JSON with U+FFFD for each half of a character that stands alone; any other is as it was."""
    return _ESCAPE.sub(lambda found: b"\\ufffd" if found[1] else found[0], data)
