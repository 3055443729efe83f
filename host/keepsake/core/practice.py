"""Captures of the page to practise on: how they are told, and what their entries say.

Source: FORMAT.md §3.5.
"""

from __future__ import annotations

import re

import msgspec

# In the place of a case: nothing can put such a capture into one.
CASE = "practice"
PATH = "/practice"
# The viewer is on an address of this computer alone, on some systems below a path of its own; the
# add-on has such a page too, which no other page can be at.
_ADDRESS = re.compile(
    r"(?:http://127(?:\.\d{1,3}){3}:\d{1,5}(?:/[0-9a-f]{32})?" + PATH + r"|"
    r"chrome-extension://[a-p]{32}/ui/practice\.html|"
    r"moz-extension://[0-9a-f-]{36}/ui/practice\.html)(?:[?#].*)?",
    re.DOTALL,
)


class _Begun(msgspec.Struct, frozen=True):
    url: str = ""


def is_practice(url: str) -> bool:
    """Whether an address is that of the page to practise on."""
    return _ADDRESS.fullmatch(url) is not None


def is_begun_there(begin: bytes) -> bool:
    """Whether a capture is of that page, by what was known at the click."""
    try:
        return is_practice(msgspec.json.decode(begin, type=_Begun).url)
    except msgspec.DecodeError:
        return False
