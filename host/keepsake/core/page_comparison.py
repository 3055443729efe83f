"""Whether two captures are of one page, and what the later one no longer shows. Pure.

Nothing is guessed: a message counts as absent later only where the later capture holds the two that
stood around it, side by side and without a gap, and each of the three has an id of its own.

Source: FORMAT.md §9.6.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import msgspec

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from keepsake.core.manifest import Manifest, Page

_BACK_TO = (
    "next",
    "continue",
    "redirect_after_login",
    "return_to",
    "returnurl",
    "redirect",
    "dest",
)
OWN_ID = "id:"
# One pattern here and in the reader's briefing/pages.js: what splits addresses for the languages
# differs from one of their versions to the next, and both must name a page alike.
_ADDRESS = re.compile(
    r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.DOTALL
)
_PORT = re.compile(r":[0-9]*$")


def page_keys(page: Page) -> tuple[str, ...]:
    """Names by which two captures of one page are known; none for a front page, which says nothing.

    The address as it was, and the one made of ids; where the page asked to sign in also the one
    that it would have led back to.
    """
    addresses = [page.canonical_built, page.url]
    if page.instead is not None:
        addresses += _back_to(page.url)
    return tuple(dict.fromkeys(key for key in map(_key, addresses) if key))


def group_by_page(pages: Iterable[Page]) -> list[list[int]]:
    """Places of captures by the page that they are of, also where a third one links two.

    Args:
        pages: What each capture is of; one without a name is a page by itself.
    """
    leaders: list[int] = []
    first: dict[str, int] = {}
    for place, page in enumerate(pages):
        leaders.append(place)
        for key in page_keys(page):
            leaders[_leader(leaders, place)] = _leader(leaders, first.setdefault(key, place))
    groups: dict[int, list[int]] = {}
    for place in range(len(leaders)):
        groups.setdefault(_leader(leaders, place), []).append(place)
    return list(groups.values())


def _leader(leaders: list[int], place: int) -> int:
    while leaders[place] != place:
        leaders[place] = leaders[leaders[place]]
        place = leaders[place]
    return place


def _key(address: str) -> str:
    parts = _ADDRESS.fullmatch(address)
    if parts is None:
        return ""
    _scheme, place, path, query, fragment = parts.groups("")
    host = _PORT.sub("", place.rpartition("@")[2]).lower().removeprefix("www.")
    path = path.rstrip("/")
    # Some sites name the conversation behind the "#" alone; elsewhere that is a place on the page.
    inner = "" if path or query else fragment
    if not host or not (path or query or inner):
        return ""
    return f"{host}{path}?{query}#{inner}"


def _back_to(address: str) -> Iterator[str]:
    parts = _ADDRESS.fullmatch(address)
    if parts is None:
        return
    scheme, place, _path, query, _fragment = parts.groups("")
    for name, value in parse_qsl(query):
        if name.lower() in _BACK_TO:
            yield f"{scheme}://{place}{value}" if value.startswith("/") else value


def absent_later(
    before: Sequence[str], after: Sequence[str], gaps: Collection[str] = ()
) -> list[int]:
    """Places in an earlier capture of items that a later one of the same page does not show.

    Args:
        before: Keys of the earlier capture's items, in the order of the page.
        after: Keys of the later one's.
        gaps: Keys in the later one after which something may be missing.
    """
    places = {key: place for place, key in enumerate(after)}
    known = set(after)
    found: list[int] = []
    run: list[int] = []
    last = ""
    for place, key in enumerate(before):
        if key not in known:
            run.append(place)
            continue
        beside = last and places[key] == places[last] + 1 and last not in gaps
        if run and beside and _own(last, key):
            found += [absent for absent in run if _own(before[absent])]
        run, last = [], key
    return found


class _Gap(msgspec.Struct, frozen=True):
    after: str | int = ""


def gap_keys(listed: Manifest) -> set[str]:
    """Keys of a capture's items after which something may be missing."""
    try:
        gaps = [msgspec.json.decode(raw, type=_Gap) for raw in listed.completeness.gaps]
    except msgspec.DecodeError:
        # A gap whose place cannot be read may be anywhere: nothing is then called absent.
        return {item.key for item in listed.items}
    return {str(gap.after) for gap in gaps}


def _own(*keys: str) -> bool:
    return all(key.startswith(OWN_ID) for key in keys)
