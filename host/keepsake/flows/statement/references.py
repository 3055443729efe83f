"""What a text means by `[Exhibit 3, message 41]`: which capture and message, and its own time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.added.entry import is_picture
from keepsake.core.case.entries import Reference
from keepsake.core.errors import KeepsakeError
from keepsake.core.placed import best_box
from keepsake.core.statement import text as statement
from keepsake.vault import as_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from keepsake.core.case.fold import Case
    from keepsake.core.entry import Part
    from keepsake.core.manifest import Item, Manifest
    from keepsake.local_time import LocalTimes
    from keepsake.vault.unlocked import Unlocked

SHORT = 160


class Capture(NamedTuple):
    """What a name may mean: when it was sealed, its title or address, its manifest and parts."""

    utc: str
    title: str
    manifest: Manifest | None
    parts: Sequence[Part] = ()


class Shown(NamedTuple):
    """One exhibit as a text names it.

    Attributes:
        name: For instance `Exhibit 3, message 41`.
        about: Whose and when, with the zone; where there is no such thing, that there is none.
        text: The message's words, shortened, or the title of the page.
        entry: The capture, -1 where there is none.
        item: Number of the message, 0 for the whole.
        utc: Its own time, "" where it is not known.
        exhibit: Number of the exhibit.
        picture: Which picture shows the message best, in words, "" where none does.
    """

    name: str
    about: str
    text: str
    entry: int
    item: int
    utc: str
    exhibit: int
    picture: str = ""

    @property
    def placed(self) -> str:
        """Its name with the picture, for instance `Exhibit 3, message 41, picture 7`."""
        return f"{self.name}, {self.picture}" if self.picture else self.name


@dataclass(frozen=True, slots=True)
class Naming:
    """Looks up the names in the texts of one case.

    Attributes:
        case: Whose exhibits are meant; None names nothing.
        read: Opens a capture.
        text: Words of the language.
        moments: Writes times.
    """

    case: Case | None
    read: Callable[[int], Capture]
    text: Callable[..., str]
    moments: LocalTimes

    def shown(self, exhibit: int, item: int) -> Shown:
        """What one name means."""
        name = self.text("exhibit", number=exhibit)
        if item:
            name = self.text("exhibit.item", number=exhibit, item=item)
        entry = self._entry(exhibit)
        if entry is not None:
            capture = self.read(entry)
            if not item:
                about = self.text("statement.reference.whole", when=self.moments.plain(capture.utc))
                return Shown(name, about, capture.title[:SHORT], entry, 0, capture.utc, exhibit)
            found = _item(capture.manifest, item)
            if found is not None:
                about, picture = self._about(found), self._picture(capture, found)
                text = found.text[:SHORT]
                return Shown(name, about, text, entry, item, found.time, exhibit, picture)
        unknown = self.text("statement.reference.unknown", name=name)
        return Shown(name, unknown, "", -1, item, "", exhibit)

    def named_in(self, text: str) -> list[Shown]:
        """Everything that a text names, each once, in the order of the text."""
        found = dict.fromkeys((one.exhibit, one.item) for one in statement.named(text))
        return [self.shown(exhibit, item) for exhibit, item in found]

    def references(self, texts: Iterable[str]) -> tuple[Reference, ...]:
        """The same for an entry, of several texts: only what there is."""
        found = dict.fromkeys(
            (one.exhibit, one.item) for text in texts for one in statement.named(text)
        )
        shown = [self.shown(exhibit, item) for exhibit, item in found]
        return tuple(
            Reference(one.exhibit, one.entry, one.item, one.utc) for one in shown if one.entry >= 0
        )

    def message(self, entry: int, item: int) -> Item | None:
        """A message of a capture by its number, from 1; None where there is none."""
        return _item(self.read(entry).manifest, item)

    def _entry(self, exhibit: int) -> int | None:
        exhibits = self.case.exhibits if self.case else {}
        return next((entry for entry, number in exhibits.items() if number == exhibit), None)

    def _picture(self, capture: Capture, found: Item) -> str:
        number = _picture(capture, found)
        return self.text("statement.reference.picture", number=number) if number else ""

    def _about(self, found: Item) -> str:
        who = found.author or "…"
        when = self.moments.plain(found.time) if found.time else found.time_shown
        if when:
            return self.text("statement.reference.item", who=who, when=when)
        return self.text("statement.reference.item.no_time", who=who)


def reader(unlocked: Unlocked) -> Callable[[int], Capture]:
    """Opens captures of a vault, each once."""

    @lru_cache(maxsize=32)
    def read(entry: int) -> Capture:
        capture = unlocked.capture(entry)
        page = unlocked.begun(capture.body)
        try:
            manifest = as_read.manifest(unlocked, capture.body)
        except KeepsakeError:
            manifest = None
        return Capture(capture.record.utc, page.title or page.url, manifest, capture.body.parts)

    return read


def _picture(capture: Capture, found: Item) -> int:
    """Number of the picture that shows a message best, 0 where none does."""
    box = best_box(capture.parts, capture.manifest, found) if capture.manifest else None
    pictures = [part.part for part in capture.parts if is_picture(part)]
    return pictures.index(box.part) + 1 if box else 0


def _item(manifest: Manifest | None, item: int) -> Item | None:
    if manifest is None or not 0 < item <= len(manifest.items):
        return None
    return manifest.items[item - 1]
