"""Gathers the leads of all messages that are handed over, each value once. Pure.

Nothing is concluded: that a value stands in a message is all that is said. Source: FORMAT.md §6.18.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

from keepsake.core.briefing.counting import counts, once
from keepsake.core.briefing.rows import Said, items_of, said_of
from keepsake.core.host import host_of
from keepsake.core.leads.amounts import amounts
from keepsake.core.leads.apart import side_by_side
from keepsake.core.leads.deleted import is_called_deleted
from keepsake.core.leads.links import Links, at_names, mails
from keepsake.core.leads.numbers import cards, ibans, phones
from keepsake.core.leads.plain import Plain, plain
from keepsake.core.leads.rows import KINDS, Found, Kind, Lead, Leads, Place, Where
from keepsake.core.leads.wallets import wallets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.core.briefing.rows import Shown
    from keepsake.core.leads.words import Searching
    from keepsake.core.manifest import Item

VERSION = 1
_ANYTHING = re.compile(r"[0-9@.:=]")
_WEB = re.compile(r"(?i)https?://")
# What is itself wherever it stands; of amounts, links and names there are too many on some pages.
_ANYWHERE = frozenset({"wallet", "iban", "card", "email"})
# Without these no other way of writing tells two values apart.
_CASELESS = frozenset({"email", "user", "amount"})


class Stands(NamedTuple):
    """A value as it stands in one text."""

    found: Found
    written: str


@dataclass(slots=True)
class _Gathered:
    first: Found
    value: str
    places: dict[tuple[int, int], Place] = field(default_factory=dict)
    assumed: bool = True


def leads(shown: Sequence[Shown], marked: Iterable[tuple[int, int]], searching: Searching) -> Leads:
    """Gathers them.

    Args:
        shown: The captures that are handed over.
        marked: Exhibit and number of items that the person pointed out; all of them is searched
            even where they are no message, post or comment.
        searching: What the search goes by.
    """
    finder, pointed = Finder(searching), frozenset(marked)
    gathered: dict[tuple[str, str, str], _Gathered] = {}
    for one, region in zip(shown, _regions(shown, searching), strict=True):
        own = _site(one.page.url)
        for number, item in items_of(one):
            said = counts(one.page, item) or (one.number, number) in pointed
            for where, stands in _of_item(item, finder, region, own):
                if not said and not _is_itself(stands.found):
                    continue
                place = _place((one.number, number), item, stands, where)
                _add(gathered, stands, place)
    found = [_lead(each) for each in gathered.values()]
    in_order = tuple(sorted(found, key=lambda lead: KINDS.index(lead.kind)))
    deleted = sorted(_called_deleted(shown, searching), key=_number)
    return Leads(VERSION, in_order, tuple(deleted))


def _number(said: Said) -> tuple[int, int]:
    return said.exhibit, said.item


def _called_deleted(shown: Sequence[Shown], searching: Searching) -> Iterator[Said]:
    for one, number, item in once(shown):
        if is_called_deleted(item, searching.deleted):
            yield said_of(one, number, item)


def _is_itself(found: Found) -> bool:
    """Whether a value tells what it is without a message around it."""
    with_country = found.kind == "phone" and not found.assumed
    return with_country or (found.kind in _ANYWHERE and found.check != "fails")


def _place(at: tuple[int, int], item: Item, stands: Stands, where: Where) -> Place:
    told = (item.author_source, item.zone_assumed)
    return Place(*at, item.author, item.time, stands.written, where, *told, item.side)


def _site(address: str) -> str:
    """A host, as a page names itself: with `www.` or without."""
    return host_of(address).removeprefix("www.")


def _regions(shown: Sequence[Shown], searching: Searching) -> list[str]:
    """The country of each capture's zone; of one whose zone has none that of most others."""
    zones = [one.manifest.started.zone if one.manifest else "" for one in shown]
    regions = [searching.regions.get(zone, "") for zone in zones]
    (usual, _), *_ = Counter(filter(None, regions)).most_common(1) or [("", 0)]
    return [region or usual for region in regions]


def _of_item(item: Item, finder: Finder, region: str, own: str) -> Iterator[tuple[Where, Stands]]:
    for stands in finder.in_text(item.text, region):
        yield "text", stands
    for was in item.earlier:
        for stands in finder.in_text(was.text, region):
            yield "earlier", stands
    for link in item.links:
        # Where a page leads to itself, that is the page's own doing.
        if link.href and (not own or _site(link.href) != own):
            for stands in finder.in_address(link.href):
                yield "link", stands


class Finder:
    """Finds values in one text after another."""

    def __init__(self, searching: Searching) -> None:
        self._searching = searching
        self._links = Links(searching)

    def in_text(self, text: str, region: str) -> Iterator[Stands]:
        """The values in a text, in no order; no part of it is in two values of different kinds.

        Args:
            text: As it stands.
            region: The country of phone numbers that name none, "" for none.
        """
        searched = plain(text)
        if not _ANYTHING.search(searched.text):
            return
        taken = bytearray(len(searched.text))
        for found in self._all(searched.text, region):
            if taken.count(1, found.start, found.end):
                continue
            taken[found.start : found.end] = b"\1" * (found.end - found.start)
            yield from self._stands(found, searched)

    def in_address(self, address: str) -> Iterator[Stands]:
        """The values in where a link leads."""
        if not _WEB.match(address):
            yield from self.in_text(address, "")
            return
        whole = Found("link", 0, len(address), self._links.target(address))
        yield from self._stands(whole, Plain(address, address, range(len(address))))

    def _all(self, text: str, region: str) -> Iterator[Found]:
        """What is surest comes first: what stands in it is not found again as something else."""
        yield from wallets(text)
        yield from ibans(text, self._searching)
        yield from (found for found in at_names(text, self._searching) if found.of)
        yield from self._links.found(text)
        yield from mails(text)
        yield from cards(text, self._searching)
        yield from side_by_side(text, region, self._searching)
        yield from amounts(text, self._searching)
        yield from phones(text, region, self._searching)
        yield from at_names(text, self._searching)
        for match in self._searching.named.finditer(text):
            name = match["name"].rstrip(".-")
            of = self._searching.lists.names[match["of"].lower()]
            start = match.start("name")
            yield Found("user", start, start + len(name), name.lower(), of)

    def _stands(self, found: Found, searched: Plain) -> Iterator[Stands]:
        written = searched.written(found.start, found.end)
        yield Stands(found, written)
        if found.kind == "link":
            for kind, normal, of in self._links.accounts(found.normal or written):
                named = found._replace(kind=cast("Kind", kind), normal=normal, of=of)
                yield Stands(named, written)


def _add(gathered: dict[tuple[str, str, str], _Gathered], stands: Stands, place: Place) -> None:
    found = stands.found
    one = gathered.setdefault(_key(stands), _Gathered(found, stands.written))
    one.assumed &= found.assumed
    one.places.setdefault((place.exhibit, place.item), place)


def _key(stands: Stands) -> tuple[str, str, str]:
    """What is the same for all ways of writing one value."""
    found = stands.found
    one = found.normal or stands.written
    if found.kind == "link":
        one = _WEB.sub("", one).rstrip("/")
    if found.kind in _CASELESS:
        one = one.lower()
    return found.kind, one, found.of if found.kind in ("user", "wallet") else ""


def _lead(one: _Gathered) -> Lead:
    found = one.first
    normal = "" if found.normal == one.value else found.normal
    places = tuple(place for _, place in sorted(one.places.items()))
    return Lead(found.kind, one.value, normal, found.of, found.check, one.assumed, places)
