"""An e-mail (`.eml`): its words, what its head says, and its attachments by name, size and hash.

What a head says was written by the sender's program, but for the `Received` lines that the
receiver's own servers put on top. Nothing of it is checked here, no signature either.
"""

from __future__ import annotations

import re
from email import policy
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING

from keepsake.core.hashing import sha256_hex
from keepsake.core.manifest import Identifier, Item, Media
from keepsake.env import utc_text
from keepsake.formats.importers.markup import plain_text
from keepsake.formats.importers.result import (
    DAMAGED,
    EMAIL,
    NAME_CHARACTERS_MAX,
    TEXT_CHARACTERS_MAX,
    TIMES_UNREAD,
    Imported,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_FACTS = ("Subject", "From", "To", "Cc", "Reply-To", "Return-Path", "Date", "Message-ID",
          "In-Reply-To", "X-Originating-IP", "X-Mailer", "Authentication-Results")  # fmt: skip
_SHOWN_RECEIVED = 30
# Taking a header apart costs more than its length: words that are encoded piece by piece, names in
# brackets within brackets.
_HEADER_CHARACTERS_MAX = 8_000
_PARTS_MAX = 500
_HEAD = re.compile(rb"[!-9;-~]{1,70}:[ \t]")
_KNOWN = re.compile(rb"(?mi)^(?:from|date|received|message-id|return-path|subject):[ \t]")


class _Short(policy.Compat32):
    """Headers as they stand, cut where no mail program would have written on."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Name and value of a header."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_HEADER_CHARACTERS_MAX]


def is_mail(head: bytes) -> bool:
    """Whether the beginning of a file is the head of an e-mail."""
    return bool(_HEAD.match(head)) and len(set(_KNOWN.findall(head[:20_000]))) > 1


def read(data: bytes) -> Imported:
    """Reads one e-mail."""
    found = Imported(EMAIL, EMAIL)
    try:
        message = BytesParser(policy=_Short()).parsebytes(data)
        bodies, files = _parts(message)
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError):
        # The library trips over some of what people send.
        found.note(DAMAGED)
        return found
    for name in _FACTS:
        found.fact(name, _header(message, name))
    for line in list(map(str, message.get_all("Received", [])))[:_SHOWN_RECEIVED]:
        found.fact("Received", " ".join(line.split()))
    for name, kind, content in files:
        digest = sha256_hex(content)
        found.fact("attachment", f"{name} · {kind} · {len(content)} · SHA-256 {digest}")
    author, address = _sender(message)
    time = _time(message, found)
    shown = _header(message, "Date")
    subject = _header(message, "Subject")
    text = "\n\n".join(part for part in (subject, *bodies) if part)
    ids = [Identifier("message_id", _header(message, "Message-ID"), where="file")]
    found.add(
        [
            Item(
                key="",
                kind="message",
                text=text[:TEXT_CHARACTERS_MAX],
                author=author[:NAME_CHARACTERS_MAX],
                time_shown=shown,
                time=time,
                time_source=f"Date: {shown}"[:NAME_CHARACTERS_MAX] if time else "",
                ids=tuple(one for one in ids if one.value),
                media=tuple(Media(name, kind, loaded=True) for name, kind, _content in files),
            )
        ]
    )
    known_as = author if author != address else ""
    found.authors([Identifier("email", address, where="file", of=known_as)])
    return found


def _parts(message: Message) -> tuple[list[str], list[tuple[str, str, bytes]]]:
    """Words to read, the plain ones where there are both, and attachments."""
    plain, rich, files = [], [], []
    for number, part in enumerate(message.walk()):
        if part.is_multipart() or number >= _PARTS_MAX:
            continue
        kind = part.get_content_type()
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        name = _name(part)
        if name or part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            files.append((name or f"{number}", kind, data))
        elif kind == "text/html":
            rich.append(plain_text(_decoded(part, data)))
        else:
            plain.append(_decoded(part, data).strip())
    return (plain if any(plain) else rich), files


def _decoded(part: Message, data: bytes) -> str:
    charset = part.get_content_charset() or "utf-8"
    try:
        return data.decode(charset, "replace")
    except (LookupError, ValueError):
        return words(data)


def _name(part: Message) -> str:
    name = _decode(str(part.get_filename() or ""))
    return name.replace("\\", "/").rpartition("/")[2][:NAME_CHARACTERS_MAX]


def _header(message: Message, name: str) -> str:
    return " ".join(_decode(str(message.get(name, ""))).split())


def _decode(text: str) -> str:
    try:
        return str(make_header(decode_header(text)))
    except (ValueError, LookupError, TypeError, AttributeError):
        return text


def _sender(message: Message) -> tuple[str, str]:
    for name, address in _addresses(str(message.get("From", ""))):
        return _decode(name) or address, address
    return "", ""


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    try:
        yield from getaddresses([text])
    except (ValueError, IndexError, TypeError):
        return  # the library trips over some; the header as it stands is in the original


def _time(message: Message, found: Imported) -> str:
    try:
        moment = parsedate_to_datetime(str(message.get("Date", "")))
        if moment.tzinfo is not None:
            return utc_text(moment)
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    found.note(TIMES_UNREAD)
    return ""
