"""The rows of a briefing. Source: FORMAT.md §6.8."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

# Named at run time: msgspec reads what the members are.
from keepsake.core.case.entries import ContactBody, EventBody
from keepsake.core.manifest import DIVIDER
from keepsake.env import UTC_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.case.entries import Day
    from keepsake.core.manifest import Item, Manifest, Page


@dataclass(frozen=True, slots=True)
class Shown:
    """A capture as the briefing needs it: its number in the bundle and what was read of it."""

    number: int
    entry: int
    utc: str
    page: Page
    manifest: Manifest | None


class Request(msgspec.Struct, frozen=True):
    """What a platform asks for from police; from `platform_requests.json`.

    Attributes:
        wants: In which form it wants the account, by language.
        note: What else to know, by language.
        days: For how long it keeps data when police ask, 0 where that is not known.
        source: Where that was read, by language.
        confirmed: Whether it was read at the platform's own page of that day.
        carrier: Whether the phone company of a number is asked in its place.
    """

    platform: str
    wants: dict[str, str]
    note: dict[str, str]
    days: int
    source: dict[str, str]
    checked: str
    confirmed: bool
    carrier: bool = False


class Said(msgspec.Struct, frozen=True):
    """One message, and where it is.

    Attributes:
        zone_assumed: Of its time, where the file names no zone.
        author_source: As in the manifest; `before` where the name is that of the message before.
        side: As it was read: `own` of whoever read the page, `other`, "" where it is not known.
    """

    exhibit: int
    item: int
    author: str
    text: str
    time: str
    time_shown: str
    zone_assumed: bool = False
    author_source: str = ""
    side: str = ""


class Pointed(msgspec.Struct, frozen=True):
    """A message that the person pointed out, as what, and by when something was demanded.

    Attributes:
        due: As the person said it, with its zone, and `due_utc` the same moment.
    """

    meaning: str
    said: Said
    note: str = ""
    due: str = ""
    due_utc: str = ""


class Corrected(msgspec.Struct, frozen=True):
    """A message of which the person says who wrote it or when, beside what was read of it."""

    said: Said
    author: str = ""
    when: str = ""
    why: str = ""


class Gone(msgspec.Struct, frozen=True):
    """A message that was there and then no longer: during the capture, or in a later one."""

    said: Said
    since: str


class Recheck(msgspec.Struct, frozen=True):
    """A page that was looked at again.

    Attributes:
        exhibit: The exhibit whose page it is.
        by: The exhibit that shows it, 0 where the person says so.
        seen: `there`, `gone`, `changed`, `sign_in`, `locked`, `error` or `loading`.
        when: UTC where an exhibit shows it, else as the person said it.
        said: The page's own words, or the person's.
    """

    exhibit: int
    by: int
    seen: str
    when: str
    said: str = ""


class Handle(msgspec.Struct, frozen=True):
    """A handle or permanent id, where on the page it was found, and whose platform's it is."""

    name: str
    value: str
    where: tuple[str, ...]
    platform: str = ""


class Behind(msgspec.Struct, frozen=True):
    """Who the person thinks is behind an account, how sure they are, and why."""

    name: str
    sure: str
    why: str


class Because(msgspec.Struct, frozen=True):
    """One reason why the person believes that it is somebody, and where it is seen.

    Attributes:
        kind: As in a `Reason`.
        exhibit: 0 where the person names none, or none that is handed over.
        item: Number of the message, 0 for the whole exhibit.
    """

    kind: str
    note: str
    exhibit: int = 0
    item: int = 0


class Person(msgspec.Struct, frozen=True):
    """Somebody whom the person names, with or without an account.

    Attributes:
        accounts: Names of those of their accounts that the captures show.
        reasons: Why, one by one; `why` is the same in free words.
    """

    name: str
    relation: str
    sure: str
    why: str
    accounts: tuple[str, ...]
    reasons: tuple[Because, ...] = ()


class Login(msgspec.Struct, frozen=True):
    """With which account a page was viewed.

    Attributes:
        how: `account` or `none` as the person says; `shown` where only the page shows it; "" where
            it is not known.
        account: As the person writes it.
        shown: What the page shows as the account of whoever reads it, "" where it does not.
    """

    exhibit: int
    how: str
    account: str
    shown: str
    note: str = ""


class Eyewitness(msgspec.Struct, frozen=True):
    """Somebody else who looked at the live pages of some exhibits.

    Attributes:
        when: As the person said it, with its zone.
        how: `beside`, `own` or `shared`.
    """

    name: str
    role: str
    reach: str
    when: str
    how: str
    saw: str
    same: str
    exhibits: tuple[int, ...]


class Site(msgspec.Struct, frozen=True):
    """A platform or website of which there are captures.

    Attributes:
        platform: "" where it is none that is known here.
        host: Of the pages' addresses, with the port where it is not the usual one; "" of files.
    """

    platform: str
    host: str
    exhibits: tuple[int, ...]


class Captured(msgspec.Struct, frozen=True):
    """How captures were made, and with what.

    Attributes:
        by: As in the manifest, `command` wherever a program drove the browser, "" where it is not
            told.
        program: Version of the add-on.
        browser: Names itself so.
    """

    by: str
    program: str
    browser: str
    exhibits: tuple[int, ...]


class Reported(msgspec.Struct, frozen=True):
    """An account.

    Attributes:
        hosts: Of the pages that showed it.
        own: `said` where the person says that it is theirs, `shown` where pages show what is
            called like it on the side of whoever reads, else "".
        first: When a capture first showed it, UTC, and `last` when one last did.
        behind: Empty where the person named nobody; such an account may be their own.
        platforms: All of those of the accounts that the person says are one; `platform` is the
            first.
    """

    platform: str
    name: str
    handles: tuple[Handle, ...]
    permanent: tuple[Handle, ...]
    addresses: tuple[str, ...]
    exhibits: tuple[int, ...]
    first: str
    last: str
    behind: tuple[Behind, ...]
    platforms: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    own: str = ""


class Briefing(msgspec.Struct, frozen=True):
    """All of it.

    Attributes:
        reporter: Who reports, as they named themselves for this copy; "" where they did not.
        told: Parts of the statement by key, in the person's words.
        messages: How many messages, posts and comments there are, each once.
        first: The earliest of these with a time of its own, and `last` the latest.
    """

    keepsake_briefing: int
    case: str
    reporter: str
    told: dict[str, str]
    accounts: tuple[Reported, ...]
    pointed: tuple[Pointed, ...]
    gone: tuple[Gone, ...]
    messages: int
    first: Said | None
    last: Said | None
    events: tuple[EventBody, ...]
    contacts: tuple[ContactBody, ...]
    ask: tuple[Request, ...]
    again: tuple[Recheck, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    people: tuple[Person, ...] = ()
    sites: tuple[Site, ...] = ()
    captured: tuple[Captured, ...] = ()
    logins: tuple[Login, ...] = ()
    eyewitnesses: tuple[Eyewitness, ...] = ()


def day_said(day: Day) -> str:
    """A day as the person said it, with its zone; UTC has one name."""
    zone = "UTC" if day.zone in UTC_NAMES else day.zone
    return " ".join(filter(None, (day.date, day.clock, zone)))


def items_of(one: Shown) -> Iterator[tuple[int, Item]]:
    """The messages of a capture with their numbers; what only divides them is left out."""
    items = one.manifest.items if one.manifest else ()
    return ((n, item) for n, item in enumerate(items, start=1) if item.kind != DIVIDER)


def said_of(one: Shown, number: int, item: Item) -> Said:
    """One message as a row."""
    shown = (item.time, item.time_shown, item.zone_assumed, item.author_source, item.side)
    return Said(one.number, number, item.author, item.text, *shown)
