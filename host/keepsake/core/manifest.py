"""The manifest that the extension writes once per capture. Source: FORMAT.md §4.

Only what the host itself relies on or shows is named here; members it does not know are ignored
and stay in the exact bytes. Nothing in it is trusted: a manifest says what a page showed, through
a browser that a page may confuse. The fields are written by build/manifest_types.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import msgspec

from keepsake.core.added.file import AddedFile
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.surrogates import without_lone_surrogates

MANIFEST_VERSION = 2
ADDED_VERSION = 1
"""Of files added by hand, whose items the program that wrote them tells: §4.2 and §11."""
# How `time_source` begins where a zone was assumed. Source: FORMAT.md §11.6.
ZONE_ASSUMED_SOURCE = "zone assumed"
DIVIDER = "divider"
# How a capture was started: `started_by`. Source: FORMAT.md §4.15.
COMMAND = "command"
_NO_SCREEN = "HeadlessChrome"
# Limits that the person chose for what is kept, and not for how long it may take.
_CHOSEN = frozenset({"back_to", "from_here"})


class Box(msgspec.Struct, frozen=True):
    """A rectangle in CSS pixels; `part` names the tile where it belongs to one, else -1."""

    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    part: int = -1


class Identifier(msgspec.Struct, frozen=True):
    """An id, where on the page it was found, and whose it is where the page says so.

    `at` is the place more exactly. `derived_time` is the moment that the id itself holds, by the
    rule of its platform; nobody but the platform vouches for it.
    """

    name: str
    value: str
    where: str = ""
    of: str = ""
    at: str = ""
    derived_time: str = ""


class Observation(msgspec.Struct, frozen=True):
    """What a page was seen to be instead of what it is kept for. Source: FORMAT.md §4.9.

    `said` is the page's own words that it follows from; `until` is when it was seen to have passed.
    """

    kind: str
    at: str
    confidence: str = "likely"
    reasons: tuple[str, ...] = ()
    said: str = ""
    until: str = ""


class Link(msgspec.Struct, frozen=True):
    """A link as shown."""

    href: str
    text: str = ""


class Media(msgspec.Struct, frozen=True):
    """A picture, video or voice message; `member` is its full name in its archive (§11.6)."""

    src: str
    alt: str = ""
    width: float = 0
    height: float = 0
    loaded: bool = False
    member: str | None = None


class Earlier(msgspec.Struct, frozen=True):
    """What an item said before it was changed, `until` the change was seen."""

    text: str = ""
    until: str = ""


class Item(msgspec.Struct, frozen=True):
    """One message, post, comment or row, each once, in the order of the page."""

    key: str
    kind: str = "item"
    text: str = ""
    author: str = ""
    author_source: str = ""
    time_shown: str = ""
    time: str = ""
    time_source: str = ""
    ids: tuple[Identifier, ...] = ()
    links: tuple[Link, ...] = ()
    media: tuple[Media, ...] = ()
    boxes: tuple[Box, ...] = ()
    views: tuple[int, ...] = ()
    first_seen: str = ""
    last_seen: str = ""
    state: str = "shown"
    missing_since: str = ""
    earlier: tuple[Earlier, ...] = ()

    # No manifest has these: only what was seen of a page tells them (`ItemAsRead`).
    side = ""
    quote = ""
    receipt = ""
    counts = ""

    @property
    def beside(self) -> tuple[str, ...]:
        """What became of it and what is counted of it, as the page shows it beside its words."""
        return tuple(each for each in f"{self.receipt}\n{self.counts}".split("\n") if each)

    @property
    def zone_assumed(self) -> bool:
        """Whether `time` was read in a zone that its file does not name."""
        return self.time_source.startswith(ZONE_ASSUMED_SOURCE)


class ItemAsRead(Item, frozen=True):
    """An item with what only the reading of what was seen tells of it. Source: FORMAT.md §4.17.

    Attributes:
        side: `own` or `other`.
        quote: Words of another message that this one repeats.
        receipt: What became of it, as the page shows it: "Seen 14:02".
        counts: What is counted of it, as the page shows it, each in a line.
    """

    side: str = ""
    quote: str = ""
    receipt: str = ""
    counts: str = ""


class Tile(msgspec.Struct, frozen=True):
    """One picture of the visible area; `device_pixel_ratio` is that of the environment."""

    part: int
    at: str = ""
    scroll: float = 0
    scroll_height: float = 0
    pane: Box = Box()
    join: str = ""
    device_pixel_ratio: float = 0
    moved: bool = False
    focused: bool = True
    look: str = ""


class Continues(msgspec.Struct, frozen=True):
    """The capture that this one goes on from; `join` is `shared` or `not_found`."""

    capture: str
    join: str


class Response(msgspec.Struct, frozen=True):
    """How the page's document came, as far as the browser tells a page. Source: FORMAT.md §4.19."""

    status: int = 0
    protocol: str = ""
    source: str = ""


class Page(msgspec.Struct, frozen=True):
    """Which page this is a capture of; `canonical_built` is made of ids, `url` is as it was."""

    url: str
    document_url: str = ""
    title: str = ""
    language: str = ""
    platform: str | None = None
    kind: str | None = None
    ids: tuple[Identifier, ...] = ()
    canonical_built: str = ""
    observed: tuple[Observation, ...] = ()
    response: Response = Response()

    @property
    def instead(self) -> Observation | None:
        """What the page was when it was last looked at, where that was no evidence."""
        last = self.observed[-1] if self.observed else None
        return last if last and not last.until else None


class Environment(msgspec.Struct, frozen=True):
    """What the page was shown in; `device_pixel_ratio` is 0 where no script could ask the page."""

    device_pixel_ratio: float = 0
    extension: str = ""
    user_agent: str = ""
    viewport: Box = Box()
    zoom: float = 0


class When(msgspec.Struct, frozen=True):
    """A moment with the browser's zone."""

    utc: str
    zone: str = ""
    offset_minutes: int = 0


class Frame(msgspec.Struct, frozen=True):
    """A frame of another site that was in view, of which nothing could be read; CSS pixels."""

    name: str = ""
    address: str = ""
    width: float = 0
    height: float = 0


class Limits(msgspec.Struct, frozen=True):
    """How far a capture was to go, as far as people are told: `back_to` is a day or empty."""

    back_to: str = ""
    from_here: bool = False


class Completeness(msgspec.Struct, frozen=True):
    """What the capture knows that it does not hold.

    `doubts` are code words of everything that costs it the word *complete*; earlier versions did
    not write them. `status` is what the site answered, where that was 400 or more.
    """

    items: int = 0
    end: str = "not_reached"
    end_evidence: str = ""
    stopped_by: str = ""
    gaps: tuple[msgspec.Raw, ...] = ()
    not_loaded: int = 0
    collapsed: int = 0
    changed: int = 0
    gone: int = 0
    not_pictured: int = 0
    unclear: int = 0
    unfocused: int = 0
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()
    status: int = 0
    password_field: bool = False
    closed_parts: int = 0
    pictures_unseen: int = 0
    words_apart: int = 0
    limit: str = ""
    limits: Limits = Limits()

    @property
    def ended_by(self) -> tuple[str, ...]:
        """Code words of why the end of the page is not here: what was asked, then what stopped it.

        A limit that the person chose is told by its own name, any other one as `limit`.
        """
        chosen = self.limit if self.limit in _CHOSEN else ""
        asked = ("from_here",) if self.limits.from_here else ()
        return tuple(dict.fromkeys((*asked, chosen or self.stopped_by)))


class Artifact(msgspec.Struct, frozen=True):
    """An artifact as the extension sent it."""

    part: int
    kind: str
    name: str
    media_type: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """The whole of it.

    `mode` is `record_only` where nothing of the page was to be kept but its address, account and
    time; `about` is then the capture whose facts a note belongs to. It is `added` for files that
    were added by hand; `files` says then what was read of each.
    """

    keepsake_manifest: int
    capture: str
    page: Page
    started: When
    ended: When
    artifacts: tuple[Artifact, ...]
    tiles: tuple[Tile, ...] = ()
    items: Sequence[Item] = ()
    completeness: Completeness = Completeness()
    mode: str = ""
    started_by: str = ""
    about: str = ""
    continues: Continues | None = None
    environment: Environment = Environment()
    files: tuple[AddedFile, ...] = ()
    # True of what is no manifest but what had been read when the capture was cut short.
    cut_short: ClassVar[bool] = False

    @property
    def driven(self) -> bool:
        """Whether a program drove the browser; earlier versions only tell that it had no screen."""
        return self.started_by == COMMAND or not self.has_screen

    @property
    def has_screen(self) -> bool:
        """Whether the browser names itself as one that shows anything to anybody."""
        return _NO_SCREEN not in self.environment.user_agent

    @property
    def count(self) -> int:
        """Number of messages, posts and the like; what only divides them does not count."""
        return sum(item.kind != DIVIDER for item in self.items)

    @property
    def whole(self) -> bool:
        """Whether all of it is there, on pictures, as far as is known. Source: FORMAT.md §4.4."""
        known = self.completeness
        reached = known.end == "reached" and not known.gaps and not known.not_pictured
        return reached and not known.doubts and self.page.instead is None


class _Version(msgspec.Struct, frozen=True):
    keepsake_manifest: int


_read = msgspec.json.Decoder(Manifest).decode


def decode(data: bytes, read: Callable[[bytes], Manifest] = _read) -> Manifest:
    """Reads a manifest; `read` is another way to do it.

    Raises:
        KeepsakeError: VAULT_NEWER for a higher version, MANIFEST_MISMATCH for what is no manifest.
    """
    try:
        # Before the rest is read: a later version may have another form.
        version = msgspec.json.decode(data, type=_Version).keepsake_manifest
        if version > MANIFEST_VERSION:
            raise KeepsakeError(Code.VAULT_NEWER, f"manifest version {version}")
        return read(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if (whole := without_lone_surrogates(data)) != data:
            return decode(whole, read)
        raise KeepsakeError(Code.MANIFEST_MISMATCH, str(error)) from error
