"""Addresses in a text, of sites and of mail, and the accounts that they name. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from justhtml.transforms.linkify_core import LinkifyConfig, find_links_with_config

from keepsake.core.leads.numbers import as_phone
from keepsake.core.leads.rows import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.leads.words import Searching

_PIECE = re.compile(r"\S+")
_LONGEST = 2_000
"""Of a piece that the library takes apart; it takes longer than twice as long for twice as much."""
_WHOLE = re.compile(r"(?i)https?://[^\s<>\"]+")
_SCHEME = re.compile(r"(?i)^[a-z][a-z0-9+.-]*:(?://)?")
_MAIL = "mailto:"
# The library knows mail only where it knows the end of the host's name.
_ANY_MAIL = re.compile(
    r"(?<![\w.+@-])\w[\w.+-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w@])",
    re.ASCII | re.IGNORECASE,
)
_AT = re.compile(
    r"(?<![\w@./+-])@(?P<name>\w[\w.-]{1,63})(?:@(?P<host>[\w.-]{1,200}\.[A-Za-z]{2,24}))?"
)


class Links:
    """Finds addresses."""

    def __init__(self, searching: Searching) -> None:
        self._searching = searching
        lists = searching.lists
        self._config = LinkifyConfig(extra_tlds=frozenset({*lists.domains, *lists.endings}))

    def found(self, text: str) -> Iterator[Found]:
        """Addresses of sites and of mail, and the accounts of platforms that they name."""
        for piece in _PIECE.finditer(text):
            if "." in piece[0] or ":" in piece[0]:
                yield from self._in_piece(piece[0], piece.start())

    def accounts(self, address: str) -> Iterator[tuple[str, str, str]]:
        """Whom an address of a platform names: kind of lead, one form of it, and the platform."""
        whole = address if _SCHEME.match(address) else f"https://{address}"
        for profile in self._searching.profiles:
            match = profile.pattern.match(whole)
            if not match or not match[profile.group]:
                continue
            named = match[profile.group]
            if not profile.is_phone:
                yield "user", named.lower().lstrip("@"), profile.platform
            else:
                number, country = as_phone(named)
                if number:
                    yield "phone", number, country
            return

    def target(self, address: str) -> str:
        """Where an address leads, in one form; of a site that only leads on, where to."""
        scheme = _SCHEME.match(address)
        rest = address[scheme.end() :] if scheme else address
        host = re.split(r"[/?#]", rest, maxsplit=1)[0]
        parameter = self._searching.lists.redirects.get(host.lower().removeprefix("www."))
        onward = _parameter(rest, parameter) if parameter else ""
        return onward or f"{scheme[0].lower() if scheme else ''}{host.lower()}{rest[len(host) :]}"

    def _in_piece(self, piece: str, start: int) -> Iterator[Found]:
        if len(piece) > _LONGEST:
            # Whole, as nobody is helped by the beginning of an address.
            spans = [match.span() for match in _WHOLE.finditer(piece)]
        else:
            found = find_links_with_config(piece, self._config)
            spans = [(each.start, each.end) for each in found]
        for begin, end in spans:
            address = piece[begin:end]
            if address.lower().startswith(_MAIL):
                address = address[len(_MAIL) :]
            begins = start + end - len(address)
            if _ANY_MAIL.fullmatch(address):
                yield Found("email", begins, start + end, address.lower())
            elif self._is_address(address):
                yield Found("link", begins, start + end, self.target(address))

    def _is_address(self, address: str) -> bool:
        """Whether it is an address, and not two sentences without a space between them."""
        if "/" in address or address.lower().startswith("www."):
            return True
        return address.rpartition(".")[2].lower() in self._searching.lists.domains


def mails(text: str) -> Iterator[Found]:
    """Addresses of mail, whatever their host's name ends in."""
    for match in _ANY_MAIL.finditer(text):
        yield Found("email", match.start(), match.end(), match[0].lower())


def at_names(text: str, searching: Searching) -> Iterator[Found]:
    """Names behind an @, and those of servers that know each other: `@name@host`."""
    for match in _AT.finditer(text):
        host, name = match["host"], match["name"].rstrip(".-")
        if len(name) < 2 or name.lower() in searching.lists.not_names:
            continue
        end = match.end() if host else match.start() + 1 + len(name)
        of = host.lower() if host else ""
        yield Found("user", match.start(), end, name.lower(), of)


def _parameter(rest: str, name: str) -> str:
    query = rest.partition("?")[2].partition("#")[0]
    try:
        found = parse_qs(query, max_num_fields=20).get(name, [""])[0]
    except ValueError:
        return ""
    return found if _WHOLE.fullmatch(found) else ""
