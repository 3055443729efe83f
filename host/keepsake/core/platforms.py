"""What an address tells: platform, kind of page, ids, its shortest form, who will know.

Twin of extension/capture/about/platform.js; both read shared/data/platforms.json and must agree on
every example in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import msgspec

from keepsake.core.id_time import IdTime

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOST = re.compile(r"^https?://(?:[^/?#@]*@)?([^/?#:]+)", re.IGNORECASE)
_NAME = re.compile(r"\{(\w+)\}")

Act = Literal["open", "keep"]
Answer = Literal["no", "not_confirmed", "yes"]
_STRICTNESS: tuple[Answer, ...] = ("no", "not_confirmed", "yes")


class UrlKind(msgspec.Struct, frozen=True):
    """A kind of page, by the shape of its address; `groups` names what the expression captures."""

    kind: str
    regex: str
    groups: tuple[str, ...] = ()
    example: str = ""
    built: str = ""


class Notice(msgspec.Struct, frozen=True):
    """Whether an act on some kinds of page (`*`: all) is told to the other side.

    Attributes:
        source: Where that is said; `""` where nobody says it, and the answer is `not_confirmed`.
        checked: The day, `YYYY-MM-DD`.
    """

    act: Act
    kinds: tuple[str, ...]
    answer: Answer
    en: str
    fr: str
    source: str
    checked: str


class Platform(msgspec.Struct, frozen=True):
    """One platform: its hosts and its kinds of pages, of which the first that matches counts.

    The one whose `platform` is `""` stands for every other site; `name` is how it writes itself.
    """

    platform: str
    hosts: tuple[str, ...]
    url_kinds: tuple[UrlKind, ...]
    name: str = ""
    id_times: tuple[IdTime, ...] = ()
    will_they_know: tuple[Notice, ...] = ()


class PlaceId(msgspec.Struct, frozen=True):
    """An id found in an address."""

    name: str
    value: str
    where: str = "address"


class Place(msgspec.Struct, frozen=True):
    """What an address tells; `platform` is `""` when it is not a known one."""

    platform: str
    kind: str
    ids: tuple[PlaceId, ...] = ()


def decode(data: bytes) -> tuple[Platform, ...]:
    """Reads platforms.json.

    Raises:
        msgspec.DecodeError: The file is not a list of platforms.
    """
    return msgspec.json.decode(data, type=tuple[Platform, ...])


def place_of(platforms: Sequence[Platform], address: str) -> Place:
    """Tells platform, kind and ids of an address. Does not check that the page exists.

    Args:
        platforms: From `decode`.
        address: Any address; one of an unknown site has no platform and the kind `page`.
    """
    found_host = _HOST.match(address)
    host = found_host.group(1).lower() if found_host else ""
    for platform in platforms:
        if not _is_on(platform, host):
            continue
        for rule in platform.url_kinds:
            found = re.search(rule.regex, address, re.ASCII)
            if found:
                pairs = zip(rule.groups, found.groups(), strict=False)
                ids = tuple(PlaceId(name, value) for name, value in pairs if value)
                return Place(platform.platform, rule.kind, ids)
    known = next((each.platform for each in platforms if host in each.hosts), "")
    return Place(known, "page")


def _is_on(platform: Platform, host: str) -> bool:
    """Whether a host is the platform's; a look-alike is another site.

    A platform that lives on any host (`"*"`) is only known by those listed, because the shape of
    its addresses is shared with others.
    """
    if "*" in platform.hosts:
        return host in platform.hosts
    return any(host == each or host.endswith(f".{each}") for each in platform.hosts)


class Knowing(msgspec.Struct, frozen=True):
    """Whether the other side is told that a page was opened, and that it was kept."""

    answer: Answer
    opening: Notice
    keeping: Notice


def rule_for(platforms: Sequence[Platform], name: str) -> Platform | None:
    """Finds a platform by its name."""
    return next((each for each in platforms if each.platform == name), None)


def built_address(platforms: Sequence[Platform], place: Place) -> str:
    """Makes the address out of the ids alone, without what only leads back to who shared it.

    Returns:
        `""` where an id for it is missing. It is not checked that the page exists.
    """
    platform = rule_for(platforms, place.platform)
    kinds = platform.url_kinds if platform else ()
    template = next((each.built for each in kinds if each.kind == place.kind), "")
    values = {each.name: each.value for each in place.ids}
    if any(name not in values for name in _NAME.findall(template)):
        return ""
    return _NAME.sub(lambda found: values[found.group(1)], template)


def will_they_know(platforms: Sequence[Platform], place: Place) -> Knowing:
    """Tells whether the other side learns that a page was opened or kept, as far as is known.

    Returns:
        The answer is the worse of the two; keeping counts only where something is known of it on
        this platform.
    """
    opening = _notice(platforms, place.platform, place.kind, "open")
    keeping = _notice(platforms, place.platform, place.kind, "keep")
    general = _notice(platforms, "", place.kind, "keep") is keeping
    answers = {opening.answer} if general else {opening.answer, keeping.answer}
    return Knowing(max(answers, key=_STRICTNESS.index), opening, keeping)


def _notice(platforms: Sequence[Platform], name: str, kind: str, act: Act) -> Notice:
    for platform in (rule_for(platforms, name), rule_for(platforms, "")):
        for notice in platform.will_they_know if platform else ():
            if notice.act == act and (kind in notice.kinds or "*" in notice.kinds):
                return notice
    message = f"platforms.json says nothing of {act} on any other site"
    raise LookupError(message)
