"""A chat exported from Telegram Desktop: `result.json`, or pages `messages.html`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import msgspec

from keepsake.core.manifest import DIVIDER, Identifier, Item, Link, Media
from keepsake.env import utc_text
from keepsake.formats.importers.markup import Token, Walk, tokens
from keepsake.formats.importers.result import (
    NAME_CHARACTERS_MAX,
    TELEGRAM,
    TEXT_CHARACTERS_MAX,
    TIMES_UNREAD,
    Imported,
    local_source,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from keepsake.formats.importers.result import Zone

_TITLE = re.compile(
    r"(\d{2})\.(\d{2})\.(\d{4}) (\d{2}):(\d{2}):(\d{2})(?: UTC([+-])(\d{2}):(\d{2}))?\Z"
)
_MEDIA = ("photo", "file", "contact_vcard")


def is_telegram(data: object) -> bool:
    """Whether decoded JSON is such an export."""
    return bool(_chats(data))


def read_json(data: object, zone: Zone, there: Container[str] = frozenset()) -> Imported:
    """Reads `result.json`, decoded."""
    found = Imported(TELEGRAM, TELEGRAM)
    for chat in _chats(data):
        name = text_of(chat.get("name"))
        if name:
            found.fact("chat", name)
        for row in chat["messages"]:
            if isinstance(row, dict):
                item, who = _item(row, found, zone, there)
                found.add([item])
                found.authors(who)
    return found


def is_page(text: str) -> bool:
    """Whether a page is one of such an export."""
    return 'class="message ' in text and "pull_right date details" in text


def read_page(text: str, zone: Zone, there: Container[str] = frozenset()) -> Imported:
    """Reads one page `messages.html`."""
    found = Imported(TELEGRAM, TELEGRAM)
    page = _Page(found, zone, there)
    for token in tokens(text):
        page.take(token)
    page.finish()
    found.authors(
        Identifier("name", item.author, where="file") for item in found.items if item.author
    )
    return found


def _chats(data: object) -> list[dict[str, Any]]:
    if not isinstance(data, dict):
        return []
    listed = [data]
    for group in ("chats", "left_chats"):
        inner = data.get(group)
        if isinstance(inner, dict) and isinstance(inner.get("list"), list):
            listed += [chat for chat in inner["list"] if isinstance(chat, dict)]
    return [chat for chat in listed if isinstance(chat.get("messages"), list) and _ours(chat)]


def _ours(chat: dict[str, Any]) -> bool:
    rows = chat["messages"][:5]
    return all(isinstance(row, dict) and "date" in row and "id" in row for row in rows)


def _item(
    row: dict[str, Any], found: Imported, zone: Zone, there: Container[str]
) -> tuple[Item, list[Identifier]]:
    author = text_of(row.get("from") or row.get("actor"))[:NAME_CHARACTERS_MAX]
    shown = text_of(row.get("date"))
    if row.get("edited"):
        shown += f" (edited {text_of(row['edited'])})"
    time, source = _time(row, found, zone)
    text, links = _text(row.get("text"))
    kind = "message"
    if row.get("type") == "service":
        kind = DIVIDER
        told = (row.get("action"), row.get("discard_reason"), row.get("duration_seconds"))
        text = text or " ".join(filter(None, (text_of(one) for one in told)))
    sender = text_of(row.get("from_id") or row.get("actor_id"))
    ids = [Identifier("message_id", text_of(row.get("id")), where="file")]
    if row.get("forwarded_from"):
        ids.append(Identifier("forwarded_from", text_of(row["forwarded_from"]), where="file"))
    who = [Identifier("user_id", sender.removeprefix("user"), where="file", of=author)]
    if sender:
        ids.append(who[0])
    item = Item(
        key="", kind=kind, text=text[:TEXT_CHARACTERS_MAX], author=author, time_shown=shown,
        time=time, time_source=source, ids=tuple(ids), links=tuple(links),
        media=tuple(_media(row, there)),
    )  # fmt: skip
    return item, who if sender else [Identifier("name", author, where="file")]


def _time(row: dict[str, Any], found: Imported, zone: Zone) -> tuple[str, str]:
    stamp = text_of(row.get("date_unixtime"))
    try:
        if stamp:
            return utc_text(datetime.fromtimestamp(int(stamp), UTC)), f"date_unixtime={stamp}"
        local = datetime.fromisoformat(text_of(row.get("date"))).replace(tzinfo=None)
        found.assumed(zone)
        return zone.utc(local), local_source(zone, local)
    except (ValueError, OverflowError, OSError):
        found.note(TIMES_UNREAD)
        return "", ""


def _text(value: object) -> tuple[str, list[Link]]:
    """Words, which come as text or in pieces, and the links that hide behind words."""
    if not isinstance(value, list):
        return text_of(value), []
    words, links = [], []
    for piece in value:
        if isinstance(piece, dict):
            words.append(text_of(piece.get("text")))
            if piece.get("href"):
                links.append(Link(text_of(piece["href"]), text_of(piece.get("text"))))
        else:
            words.append(text_of(piece))
    return "".join(words), links


def _media(row: dict[str, Any], there: Container[str]) -> Iterator[Media]:
    for name in _MEDIA:
        path = text_of(row.get(name))
        if path:
            told = (text_of(row.get("media_type")), text_of(row.get("file_name")))
            seconds = text_of(row.get("duration_seconds"))
            alt = " ".join(filter(None, (*told, f"{seconds} s" if seconds else ""))) or path
            yield Media(path, alt, loaded=path in there)


class _Page(Walk):
    """The page's messages, put together as its tags come by."""

    def __init__(self, found: Imported, zone: Zone, there: Container[str]) -> None:
        super().__init__()
        self._found, self._zone, self._there = found, zone, there
        self._open = False
        self._author = ""
        self._clear()

    def _clear(self) -> None:
        self._service = self._forwarded = False
        self._id = self._title = ""
        self._words: list[str] = []
        self._name: list[str] = []
        self._links: list[Link] = []
        self._files: list[Media] = []

    def _enter(self, token: Token) -> None:
        classes = token.classes
        if "message" in classes:
            self.finish()
            self._clear()
            self._open, self._service = True, "service" in classes
            self._id = token.attributes.get("id", "").removeprefix("message")
        elif {"date", "details"} <= classes and not self._inside:
            self._title = self._title or token.attributes.get("title", "")
        elif "text" in classes or (self._service and "details" in classes):
            self._into("text")
        elif "forwarded" in classes:
            self._forwarded = True
        elif "from_name" in classes and not self._name and not self._forwarded:
            self._into("name")
        elif token.name == "a" and self._open:
            self._link(token)
        elif token.name == "br" and self._inside:
            self._words.append("\n")

    def _link(self, token: Token) -> None:
        href = token.attributes.get("href", "")
        if self._inside and href:
            self._links.append(Link(href))
        elif href and ":" not in href:
            self._files.append(Media(href, href, loaded=href in self._there))

    def _hear(self, text: str) -> None:
        if self._inside:
            (self._words if self._innermost == "text" else self._name).append(text)

    def finish(self) -> None:
        """Ends the message that is open."""
        if not self._open:
            return
        self._open = False
        if not self._service:
            # A message that follows another of the same person has no name above it.
            self._author = " ".join("".join(self._name).split()) or self._author
        time, source = self._time()
        ids = (Identifier("message_id", self._id, where="file"),) if self._id else ()
        self._found.add(
            [
                Item(
                    key="",
                    kind=DIVIDER if self._service else "message",
                    text="".join(self._words).strip()[:TEXT_CHARACTERS_MAX],
                    author="" if self._service else self._author[:NAME_CHARACTERS_MAX],
                    time_shown=self._title,
                    time=time,
                    time_source=source,
                    ids=ids,
                    links=tuple(self._links),
                    media=tuple(self._files),
                )
            ]
        )

    def _time(self) -> tuple[str, str]:
        match = _TITLE.match(self._title)
        if not match:
            if not self._service:
                self._found.note(TIMES_UNREAD)
            return "", ""
        day, month, year, hour, minute, second = map(int, match.groups()[:6])
        try:
            local = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone is next
        except ValueError:
            self._found.note(TIMES_UNREAD)
            return "", ""
        if not match[7]:
            self._found.assumed(self._zone)
            return self._zone.utc(local), local_source(self._zone, local)
        offset = timedelta(hours=int(match[8]), minutes=int(match[9]))
        fixed = timezone(offset if match[7] == "+" else -offset)
        return utc_text(local.replace(tzinfo=fixed)), f"title={self._title}"


def decode(data: bytes) -> object:
    """JSON of an export, None for what is none."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
