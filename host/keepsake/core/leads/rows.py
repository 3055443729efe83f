"""The rows of the list of leads. Source: FORMAT.md §6.18."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from keepsake.core.briefing.rows import Said

Kind = Literal["wallet", "iban", "card", "phone", "email", "user", "link", "amount"]
KINDS: tuple[Kind, ...] = ("wallet", "iban", "card", "phone", "email", "user", "link", "amount")
"""In the order in which they are told: first where money goes, then whom to ask."""

Check = Literal["", "holds", "fails"]
Where = Literal["text", "earlier", "link"]


class Found(NamedTuple):
    """One value in one text.

    Attributes:
        start: Its place in the plain text, and `end` the one after it.
        normal: One form for all ways of writing it, "" where that is as it is written.
        of: Whose it is: a coin, a country, an issuer, a platform, a currency; "" where not known.
        check: Whether a checksum holds that it carries; "" where it carries none.
        assumed: Read as a number of the country in `of`, because it names none itself.
    """

    kind: Kind
    start: int
    end: int
    normal: str = ""
    of: str = ""
    check: Check = ""
    assumed: bool = False


class Place(msgspec.Struct, frozen=True):
    """A message in which a value stands, and how it is written there.

    Attributes:
        where: `text`, `earlier` (what the message said before it was changed) or `link` (where a
            link in it leads).
        author_source: As in `Said`, and so are `zone_assumed` and `side`.
    """

    exhibit: int
    item: int
    author: str
    time: str
    written: str
    where: Where = "text"
    author_source: str = ""
    zone_assumed: bool = False
    side: str = ""


class Lead(msgspec.Struct, frozen=True):
    """A value, once, with every message in which it stands.

    Attributes:
        value: As it is written where it stands first.
        normal: As in `Found`, and so are the members after it.
    """

    kind: Kind
    value: str
    normal: str
    of: str
    check: Check
    assumed: bool
    places: tuple[Place, ...]


class Leads(msgspec.Struct, frozen=True):
    """What was found in the messages.

    Attributes:
        leads: By kind, each kind in the order in which they are first written.
        called_deleted: Messages that a page or file itself calls deleted, in the order of exhibits.
    """

    keepsake_leads: int
    leads: tuple[Lead, ...]
    called_deleted: tuple[Said, ...] = ()
