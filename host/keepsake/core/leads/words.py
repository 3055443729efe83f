"""What the search for leads goes by, as data: currencies, countries, sites, platforms. Pure."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from keepsake.core.lexicon import Lexicon

_PHONE = "phone"
_HANDLES = frozenset(
    {
        *("username", "handle", "handle_or_did", "screen_name", "user", "acct"),
        *("vanity", "login", "unique_id", _PHONE),
    }
)


class Lists(msgspec.Struct, frozen=True):
    """The file `shared/data/leads.json`.

    Attributes:
        ibans: How long an IBAN of each country is.
        cards: By issuer, how a number begins and how long it is: `4`, `51-55`.
        signs: Signs of money, and its code where the sign tells.
        codes: Codes of money that no word is, in capitals.
        money: Words and short names of money in any case, and its code where the word tells.
        domains: Ends of host names that are taken for an address where nothing else says so.
        endings: Others, which are words too: they end an address only where it goes on or begins
            with `www.`.
        redirects: Sites that only lead on, and the parameter that says where.
        names: What platforms are called in a message, and which each is.
        not_names: Words behind an @ that call everybody.
        not_phones: Words before a number that is none of a phone.
    """

    ibans: dict[str, int]
    cards: dict[str, tuple[tuple[str, tuple[int, ...]], ...]]
    signs: dict[str, str]
    codes: tuple[str, ...]
    money: dict[str, str]
    domains: tuple[str, ...]
    endings: tuple[str, ...]
    redirects: dict[str, str]
    names: dict[str, str]
    not_names: tuple[str, ...]
    not_phones: tuple[str, ...]


class _Zones(msgspec.Struct, frozen=True):
    zones: dict[str, str]


class _UrlKind(msgspec.Struct, frozen=True):
    regex: str
    groups: tuple[str, ...]


class _Platform(msgspec.Struct, frozen=True):
    platform: str
    url_kinds: tuple[_UrlKind, ...]


class Profile(msgspec.Struct, frozen=True):
    """How an address names an account: which group of the pattern is the name, and of what kind."""

    platform: str
    pattern: re.Pattern[str]
    group: int
    is_phone: bool


class Searching:
    """All that the search goes by, put into patterns once.

    Attributes:
        lists: As read.
        regions: The country of a zone, as two letters.
        profiles: Of all platforms.
        deleted: What pages say where a message was deleted.
    """

    def __init__(
        self,
        lists: Lists,
        regions: Mapping[str, str],
        profiles: Sequence[Profile],
        deleted: Lexicon,
    ) -> None:
        self.lists = lists
        self.regions = regions
        self.profiles = profiles
        self.deleted = deleted

    @cached_property
    def money(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """What finds an amount, with its currency before and behind it."""
        number = (
            r"(?:\d{1,3}(?:[ ,.']\d{3}){1,4}(?:[.,]\d{1,8})?|\d{1,12}(?:[.,]\d{1,18})?)(?!\d)"
            r"(?: ?[kK](?![0-9A-Za-z]))?"
        )
        signs, codes = _any(self.lists.signs), _any(self.lists.codes)
        words = f"(?i:{_any(self.lists.money)})"
        before = rf"(?<![0-9A-Za-z])(?P<of>{signs}|{codes}) ?{number}"
        behind = rf"(?<![0-9A-Za-z.,']){number} ?(?P<of>{signs}|(?:{codes}|{words})(?![0-9A-Za-z]))"
        return re.compile(before), re.compile(behind)

    @cached_property
    def named(self) -> re.Pattern[str]:
        """What finds a name behind that of its platform: `snap: name`."""
        return re.compile(
            rf"(?i)(?<![0-9A-Za-z])(?P<of>{_any(self.lists.names)})"
            r"(?: (?:id|user|username|name|handle|account|compte|pseudo))? ?[:=] ?"
            r"@?(?P<name>[0-9a-z_][0-9a-z_.-]{3,31})(?![0-9a-z])"
        )

    @cached_property
    def not_phone(self) -> re.Pattern[str]:
        """What ends a text behind which a number is none of a phone."""
        return re.compile(rf"(?i)(?:{_any(self.lists.not_phones)})[ :.=#]{{0,3}}$")


def profiles(files: Iterable[bytes]) -> list[Profile]:
    """How addresses name accounts, from the files of `shared/data/platforms`."""
    found = []
    for data in files:
        each = msgspec.json.decode(data, type=_Platform)
        for kind in each.url_kinds:
            names = [at for at, group in enumerate(kind.groups, start=1) if group in _HANDLES]
            if names and each.platform:
                is_phone = kind.groups[names[-1] - 1] == _PHONE
                pattern = re.compile(kind.regex)
                found.append(Profile(each.platform, pattern, names[0], is_phone))
    return found


def regions(data: bytes) -> dict[str, str]:
    """The country of each zone, from the file `shared/data/zones.json`."""
    listed = msgspec.json.decode(data, type=_Zones).zones
    return {zone: country for country, zones in listed.items() for zone in zones.split()}


def _any(words: Iterable[str]) -> str:
    """The longest first, so that none is cut short by another that it begins with."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
