"""A conversation exported from Instagram, Facebook or Messenger: `message_1.json`, or its page.

The JSON spells each byte of UTF-8 as a letter of its own (`Ã©` for `é`); it is read as what was
meant, and the original keeps what is there. Newest comes first in the files; here oldest does.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from keepsake.core.manifest import Identifier, Item, Link, Media
from keepsake.env import utc_text
from keepsake.formats.importers import shown_time
from keepsake.formats.importers.markup import Token, Walk, tokens
from keepsake.formats.importers.result import (
    META,
    NAME_CHARACTERS_MAX,
    TEXT_CHARACTERS_MAX,
    TIMES_UNREAD,
    Imported,
    local_source,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from keepsake.formats.importers.result import Zone

_FILES = ("photos", "videos", "audio_files", "gifs", "files", "media")
_MESSAGE, _SENDER, _WORDS, _DATE = "_a6-g", "_a6-h", "_a6-p", "_a6-o"


def is_meta(data: object) -> bool:
    """Whether decoded JSON is such a conversation."""
    if not isinstance(data, dict) or not isinstance(data.get("participants"), list):
        return False
    rows = data.get("messages")
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows[:5])


def platform_of(path: str) -> str:
    """Which of the two an export is of, as the folders of its archive say; "" where they do not."""
    lower = path.lower()
    for name in ("instagram", "facebook"):
        if name in lower:
            return name
    return ""


def read_json(data: Any, platform: str, there: Container[str] = frozenset()) -> Imported:
    """Reads one conversation, decoded."""
    found = Imported(META, platform)
    found.fact("chat", mended(text_of(data.get("title") or data.get("threadName"))))
    found.fact("thread", text_of(data.get("thread_path")))
    rows = [row for row in data["messages"] if isinstance(row, dict)]
    rows.sort(key=_stamp)
    found.add(_item(row, found, there) for row in rows)
    found.authors(
        Identifier("name", item.author, where="file") for item in found.items if item.author
    )
    return found


def is_page(text: str) -> bool:
    """Whether a page is one of such an export."""
    return _MESSAGE in text and _DATE in text


def read_page(
    text: str, zone: Zone, platform: str, there: Container[str] = frozenset()
) -> Imported:
    """Reads one page of messages."""
    found = Imported(META, platform)
    page = _Page(found, zone, there)
    for token in tokens(text):
        page.take(token)
    page.finish()
    found.add(reversed(page.items))
    found.authors(
        Identifier("name", item.author, where="file") for item in found.items if item.author
    )
    return found


def mended(text: str) -> str:
    """Text whose letters are the bytes of UTF-8 as what was meant; any other as it is."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _stamp(row: dict[str, Any]) -> int:
    value = row.get("timestamp_ms", row.get("timestamp", 0))
    return value if isinstance(value, int) else 0


def _item(row: dict[str, Any], found: Imported, there: Container[str]) -> Item:
    author = mended(text_of(row.get("sender_name") or row.get("senderName")))
    text = mended(text_of(row.get("content") or row.get("text")))
    given = row.get("share")
    share: dict[str, Any] = given if isinstance(given, dict) else {}
    links = [Link(text_of(share.get("link")), mended(text_of(share.get("share_text"))))]
    stamp = _stamp(row)
    try:
        time = utc_text(datetime.fromtimestamp(stamp / 1000, UTC)) if stamp > 0 else ""
    except (ValueError, OverflowError, OSError):
        time = ""
    if not time:
        found.note(TIMES_UNREAD)
    return Item(
        key="",
        kind="message",
        text=text[:TEXT_CHARACTERS_MAX],
        author=author[:NAME_CHARACTERS_MAX],
        time_shown=str(stamp) if stamp else "",
        time=time,
        time_source=f"timestamp_ms={stamp}" if time else "",
        links=tuple(link for link in links if link.href),
        media=tuple(_media(row, there)),
    )


def _media(row: dict[str, Any], there: Container[str]) -> Iterator[Media]:
    for kind in _FILES:
        files = row.get(kind)
        for one in files if isinstance(files, list) else ():
            path = text_of(one.get("uri")) if isinstance(one, dict) else ""
            if path:
                yield Media(path, path.rpartition("/")[2], loaded=path in there)


class _Page(Walk):
    """The page's messages, put together as its tags come by."""

    def __init__(self, found: Imported, zone: Zone, there: Container[str]) -> None:
        super().__init__()
        self._found, self._zone, self._there = found, zone, there
        self.items: list[Item] = []
        self._said: dict[str, list[str]] | None = None
        self._links: list[Link] = []
        self._files: list[Media] = []

    def _enter(self, token: Token) -> None:
        classes = token.classes
        if _MESSAGE in classes:
            self.finish()
            self._said = {_SENDER: [], _WORDS: [], _DATE: []}
            self._links, self._files = [], []
        for name in (_SENDER, _WORDS, _DATE):
            if name in classes:
                self._into(name)
        if self._said is not None and self._innermost == _WORDS:
            self._within(token)

    def _hear(self, text: str) -> None:
        if self._said is not None and self._inside:
            self._said[self._innermost].append(text)

    def _within(self, token: Token) -> None:
        source = token.attributes.get("src") or token.attributes.get("href") or ""
        if token.name in ("div", "br") and self._said is not None:
            self._said[_WORDS].append("\n")
        elif token.name == "a" and ":" in source:
            self._links.append(Link(source))
        elif token.name in ("img", "video", "audio", "a") and source:
            self._files.append(
                Media(source, source.rpartition("/")[2], loaded=source in self._there)
            )

    def finish(self) -> None:
        """Ends the message that is open."""
        said, self._said = self._said, None
        if said is None:
            return
        author, shown = (" ".join("".join(said[name]).split()) for name in (_SENDER, _DATE))
        lines = (line.strip() for line in "".join(said[_WORDS]).splitlines())
        time, source = self._time(shown)
        self.items.append(
            Item(
                key="",
                kind="message",
                text="\n".join(line for line in lines if line)[:TEXT_CHARACTERS_MAX],
                author=author[:NAME_CHARACTERS_MAX],
                time_shown=shown,
                time=time,
                time_source=source,
                links=tuple(self._links),
                media=tuple({one.src: one for one in self._files}.values()),
            )
        )

    def _time(self, shown: str) -> tuple[str, str]:
        """The moment of what is shown, in any language whose names of months are known."""
        local = shown_time.read(shown)
        if local is None:
            self._found.note(TIMES_UNREAD)
            return "", ""
        self._found.assumed(self._zone)
        return self._zone.utc(local), local_source(self._zone, local)
