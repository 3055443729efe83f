"""Accounts, folded from the ids that captures hold: which handles, which permanent id, seen when.

An account is known by its permanent id where a capture shows one together with a handle, else by
its handle. Nothing is guessed: a handle that stood with two permanent ids belongs to neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from keepsake.core.case.entries import AccountBody
    from keepsake.core.case.fold import Kept
    from keepsake.core.manifest import Identifier

HANDLES = frozenset(
    {"username", "handle", "handle_or_did", "screen_name", "user", "acct", "vanity", "login",
     "unique_id", "phone", "name", "email"}
)  # fmt: skip
_PERMANENT_ENDS = ("user_id", "profile_id", "account_id", "owner_id", "channel_id", "author_id",
                   "actor_id", "member_id", "sender_id", "sec_uid", "rest_id")  # fmt: skip
_TELLABLE = frozenset({"merge", "split", "own", "other"})
_PERMANENT = frozenset({"pk", "uid", "fbid", "did", "id_str", "id", "peer"})


class Seen(NamedTuple):
    """One capture's ids: where and when, and what kind of page."""

    entry: int
    utc: str
    platform: str
    address: str
    ids: Sequence[Identifier]


class Mark(NamedTuple):
    """A handle or a permanent id of an account, and where and when it was found.

    Attributes:
        name: What the page calls it; where several names hold one value, the first that was seen.
        where: Places on the page, for instance `address` or `json`, each once.
        platform: Whose it is: accounts of several platforms can be joined.
    """

    name: str
    value: str
    where: tuple[str, ...]
    first: str
    last: str
    captures: tuple[int, ...]
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One account, or several that the person says are one.

    Attributes:
        key: Names it; `platform:value`.
        keys: All that were joined in it, `key` among them.
        platforms: Of all that were joined, each once; `platform` is the first.
        handles: Oldest first: the history of its handle.
        permanent: Ids that stay when a handle changes.
        own: Whether the person says that it is theirs.
    """

    key: str
    keys: tuple[str, ...]
    platform: str
    handles: tuple[Mark, ...]
    permanent: tuple[Mark, ...]
    addresses: tuple[str, ...]
    captures: tuple[int, ...]
    first: str
    last: str
    notes: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    own: bool = False

    @property
    def name(self) -> str:
        """The handle last seen, else the permanent id."""
        newest = max(self.handles, key=lambda mark: mark.last, default=None)
        return newest.value if newest else self.permanent[0].value


@dataclass(slots=True)
class _Gathered:
    """Marks of one key while they are collected: (permanent?, name, value) to sightings."""

    platform: str
    marks: dict[tuple[bool, str, str], list[tuple[str, int, str]]] = field(default_factory=dict)
    addresses: dict[str, None] = field(default_factory=dict)


def fold(seen: Iterable[Seen], decisions: Sequence[Kept[AccountBody]]) -> list[Account]:
    """All accounts that captures show, most captures first.

    Args:
        seen: Ids of captures, in the order of the log.
        decisions: What the person joined and parted, in the order of the log.
    """
    sightings = list(seen)
    permanent_of = _pairs(sightings)
    gathered: dict[str, _Gathered] = {}
    for capture in sightings:
        for identifier in capture.ids:
            _gather(gathered, capture, identifier, permanent_of)
    groups = _groups(list(gathered), decisions)
    notes, own = _notes(decisions), _own(decisions)
    accounts = [
        replace(_account(keys, gathered, notes), own=not own.isdisjoint(keys)) for keys in groups
    ]
    return sorted(accounts, key=lambda one: (-len(one.captures), one.key))


def tellable(
    decisions: Sequence[Kept[AccountBody]], seen: Iterable[Seen], *, notes: bool
) -> list[Kept[AccountBody]]:
    """What the person decided of these captures' accounts, and of no others.

    A decision travels as the exact bytes of its entry, so one that names an account which the
    captures do not show would tell of it.

    Args:
        decisions: All of them, in the order of the log.
        seen: Ids of the captures.
        notes: Whether what the person wrote beside a decision may be told.
    """
    known = {key for account in fold(seen, ()) for key in account.keys}
    return [
        kept
        for kept in decisions
        if kept.body.action in _TELLABLE
        and (notes or not kept.body.note)
        and known.issuperset(kept.body.accounts)
    ]


def _pairs(sightings: list[Seen]) -> dict[tuple[str, str], str]:
    """The permanent id of a handle, where the captures name exactly one."""
    found: dict[tuple[str, str], set[str]] = {}
    for capture in sightings:
        for identifier in capture.ids:
            if identifier.of and not is_handle(identifier):
                key = (capture.platform, identifier.of.lower())
                found.setdefault(key, set()).add(identifier.value)
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1}


def is_handle(identifier: Identifier) -> bool:
    """Whether an id is a name that its owner can change."""
    return identifier.name.lower() in HANDLES


def is_permanent(identifier: Identifier) -> bool:
    """Whether an id names an account for good; ids of threads, posts and messages do not."""
    name = identifier.name.lower()
    return (name in _PERMANENT and bool(identifier.of)) or name.endswith(_PERMANENT_ENDS)


def _gather(
    gathered: dict[str, _Gathered],
    capture: Seen,
    identifier: Identifier,
    permanent_of: dict[tuple[str, str], str],
) -> None:
    handle = is_handle(identifier)
    if not handle and not is_permanent(identifier):
        return
    known = permanent_of.get((capture.platform, (identifier.of or identifier.value).lower()))
    value = known or identifier.value
    key = f"{capture.platform}:{value}"
    into = gathered.setdefault(key, _Gathered(capture.platform))
    sighting = (capture.utc, capture.entry, identifier.where)
    into.marks.setdefault((not handle, identifier.name, identifier.value), []).append(sighting)
    if identifier.of and known == identifier.value:
        into.marks.setdefault((False, "username", identifier.of), []).append(sighting)
    elif identifier.of and handle:
        # Messages stand under the name, and the address or number is what can be asked about.
        into.marks.setdefault((False, "name", identifier.of), []).append(sighting)
    if identifier.where == "address":
        into.addresses.setdefault(capture.address)


def _groups(keys: list[str], decisions: Sequence[Kept[AccountBody]]) -> list[list[str]]:
    """Keys that belong together, after everything the person decided."""
    group = {key: key for key in keys}
    for decision in decisions:
        named = [key for key in decision.body.accounts if key in group]
        if decision.body.action == "merge" and len(named) > 1:
            into = group[named[0]]
            joined = {group[key] for key in named}
            group = {key: into if of in joined else of for key, of in group.items()}
        elif decision.body.action == "split":
            group = _without(group, named)
    members: dict[str, list[str]] = {}
    for key, of in group.items():
        members.setdefault(of, []).append(key)
    return list(members.values())


def _without(group: dict[str, str], named: list[str]) -> dict[str, str]:
    """Takes keys out of their groups; what is left of a group keeps together."""
    fresh = dict(group)
    for key in named:
        rest = [other for other in fresh if fresh[other] == fresh[key] and other != key]
        for other in rest:
            fresh[other] = rest[0]
        fresh[key] = key
    return fresh


def _own(decisions: Sequence[Kept[AccountBody]]) -> set[str]:
    """Keys of accounts that the person says are theirs, by the last word on each."""
    own: set[str] = set()
    for decision in decisions:
        if decision.body.action == "own":
            own |= set(decision.body.accounts)
        elif decision.body.action == "other":
            own -= set(decision.body.accounts)
    return own


def _notes(decisions: Sequence[Kept[AccountBody]]) -> dict[str, list[str]]:
    notes: dict[str, list[str]] = {}
    for decision in decisions:
        if decision.body.note:
            for key in decision.body.accounts:
                notes.setdefault(key, []).append(decision.body.note)
    return notes


def _account(
    keys: list[str], gathered: dict[str, _Gathered], notes: dict[str, list[str]]
) -> Account:
    addresses: dict[str, None] = {}
    for key in keys:
        addresses |= gathered[key].addresses
    marks = _marks([gathered[key] for key in keys])
    handles = [mark for of_id, mark in marks if not of_id]
    permanent = [mark for of_id, mark in marks if of_id]
    said = dict.fromkeys(note for key in keys for note in notes.get(key, ()))
    return Account(
        key=keys[0],
        keys=tuple(keys),
        platform=gathered[keys[0]].platform,
        handles=tuple(sorted(handles, key=lambda mark: mark.first)),
        permanent=tuple(sorted(permanent, key=lambda mark: mark.first)),
        addresses=tuple(addresses),
        captures=tuple(sorted({entry for _of_id, mark in marks for entry in mark.captures})),
        first=min(mark.first for _of_id, mark in marks),
        last=max(mark.last for _of_id, mark in marks),
        notes=tuple(said),
        platforms=tuple(dict.fromkeys(gathered[key].platform for key in keys)),
    )


def _marks(parts: Sequence[_Gathered]) -> list[tuple[bool, Mark]]:
    """Each id and each handle of a platform once, whatever names the pages have for it."""
    named: dict[tuple[bool, str, str], str] = {}
    found: dict[tuple[bool, str, str], list[tuple[str, int, str]]] = {}
    for part in parts:
        for (of_id, name, value), sightings in part.marks.items():
            key = (of_id, part.platform, value)
            named.setdefault(key, name)
            found.setdefault(key, []).extend(sightings)
    # An id that some page also gives as a name is one id all the same.
    for of_id, platform, value in list(found):
        if not of_id and (True, platform, value) in found:
            found[True, platform, value] += found.pop((False, platform, value))
    return [
        (key[0], _mark(named[key], key[2], key[1], sightings)) for key, sightings in found.items()
    ]


def _mark(name: str, value: str, platform: str, sightings: list[tuple[str, int, str]]) -> Mark:
    times = [time for time, _entry, _where in sightings]
    where = tuple(dict.fromkeys(place for _time, _entry, place in sightings if place))
    captures = tuple(sorted({entry for _time, entry, _where in sightings}))
    return Mark(name, value, where, min(times), max(times), captures, platform)
