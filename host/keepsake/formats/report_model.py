"""What the report says, as data for the typesetter: every text already in words and times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from keepsake.core.hashing import sha256_hex
from keepsake.core.merkle import leaf_hash
from keepsake.env import parse_utc
from keepsake.formats.report_words import Words, completeness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.briefing import Briefing
    from keepsake.core.entry import Part
    from keepsake.core.manifest import Identifier, Item
    from keepsake.core.verify import Report
    from keepsake.formats.bundle import Exhibit, Proof
    from keepsake.formats.summary import Made

ITEMS_MAX = 5_000
# All pictures of a report together: the typesetter holds them several times over in memory.
PICTURE_BYTES_MAX = 10_000_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What the report needs besides the exhibits.

    Attributes:
        made: When and by what the bundle is made.
        size: Entries in the whole log.
        checked: Verification of the chosen captures, of this moment.
        proofs: One for each exhibit.
        authorities: Names of authorities by id.
        brief: What stands on the first two pages, None to leave them out.
    """

    made: Made
    size: int
    checked: Report
    proofs: Sequence[Proof]
    authorities: dict[str, str]
    brief: Briefing | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A fact with its name."""

    name: str
    value: str
    mono: bool = False


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One message or post."""

    number: int
    author: str
    time: str
    shown: str
    text: str
    state: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileRow:
    """One artifact."""

    name: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One picture; `file` is its name for the typesetter."""

    part: int
    file: str
    alt: str
    caption: str
    sha256: str
    width: int


@dataclass(frozen=True, slots=True)
class ExhibitPages:
    """One exhibit."""

    number: int
    title: str
    address: str
    platform: str
    when: str
    counts: str
    completeness: tuple[str, ...]
    record: str
    facts: tuple[Row, ...]
    pictures: tuple[PictureRow, ...]
    pictures_left: int
    pictures_left_text: str
    items: tuple[ItemRow, ...]
    items_note: str
    files: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True)
class IdRow:
    """An identifier, where it was found, and in which exhibit."""

    platform: str
    name: str
    value: str
    found: str
    exhibit: int


def exhibit_pages(
    exhibit: Exhibit, proof: Proof, facts: Facts, words: Words, pictures: tuple[PictureRow, ...]
) -> ExhibitPages:
    """The pages of one exhibit."""
    manifest = exhibit.manifest
    items = manifest.items if manifest else ()
    tiles = [part for part in exhibit.body.parts if part.kind == "tile"]
    left = len(tiles) - len(pictures)
    rows = tuple(_item(number, item, exhibit, words) for number, item in enumerate(items, start=1))
    started = manifest.started.utc if manifest else exhibit.record.utc
    counted = words.counted("items", manifest.count if manifest else 0)
    note = words("items_note", zone=_zone(exhibit, words))
    if len(rows) > ITEMS_MAX:
        note = f"{note} {words('items_left', shown=ITEMS_MAX, count=len(rows))}"
    return ExhibitPages(
        number=exhibit.number,
        title=exhibit.page.title or words("untitled"),
        address=exhibit.page.url,
        platform=words.platform(exhibit.page.platform or ""),
        when=f"{_moment(started, exhibit, words)} ({_zone(exhibit, words)})",
        counts=f"{counted}, {words.counted('pictures', len(tiles))}.",
        completeness=completeness(manifest, words),
        record=words("record", number=exhibit.entry, leaf=leaf_hash(exhibit.data).hex()[:32]),
        facts=tuple(_facts(exhibit, proof, facts, words)),
        pictures=pictures,
        pictures_left=left,
        pictures_left_text=words("pictures_left", count=left),
        items=rows[:ITEMS_MAX],
        items_note=note,
        files=tuple(_file(exhibit, part, words) for part in exhibit.body.parts),
    )


def ids(exhibits: Sequence[Exhibit], words: Words) -> list[IdRow]:
    """Identifiers of the pages, each once per exhibit."""
    return [
        IdRow(
            words.platform(exhibit.page.platform or ""),
            _id_name(found, words),
            found.value,
            words.named("where", found.where),
            exhibit.number,
        )
        for exhibit in exhibits
        for found in exhibit.page.ids
    ]


def _id_name(found: Identifier, words: Words) -> str:
    name = words.named("id", found.name)
    return f"{name} ({found.of})" if found.of else name


def picture_row(exhibit: Exhibit, part: Part, number: int, words: Words, width: int) -> PictureRow:
    """One picture of an exhibit."""
    tiles = {tile.part: tile for tile in exhibit.manifest.tiles} if exhibit.manifest else {}
    tile = tiles.get(part.part)
    at = _moment(tile.at, exhibit, words) if tile and tile.at else ""
    caption = words("picture", number=number, time=at).rstrip(" ,")
    if tile and tile.join == "gap":
        caption = f"{words('picture_gap')} {caption}"
    alt = words("picture_alt", number=number, title=exhibit.page.title)
    file = f"{exhibit.number}-{part.part}.svg"
    return PictureRow(part.part, file, alt, caption, part.sha256, width)


def _facts(exhibit: Exhibit, proof: Proof, facts: Facts, words: Words) -> list[Row]:
    manifest, record, body, page = exhibit.manifest, exhibit.record, exhibit.body, exhibit.page
    rows = [Row(words("address"), page.url, mono=True)]
    if page.document_url not in ("", page.url):
        rows.append(Row(words("document_address"), page.document_url, mono=True))
    rows.append(Row(words("platform"), words.platform(page.platform or "")))
    rows += [Row(_id_name(found, words), found.value, mono=True) for found in page.ids]
    if manifest:
        started = _moment(manifest.started.utc, exhibit, words)
        ended = _moment(manifest.ended.utc, exhibit, words)
        times = words("from_to", start=started, end=ended)
        rows.append(Row(words("captured"), f"{times} ({_zone(exhibit, words)})"))
    sealed = _moment(record.utc, exhibit, words)
    rows.append(Row(words("sealed"), f"{sealed} ({_zone(exhibit, words)}) · {record.utc}"))
    rows.append(Row(words("stamped"), _stamped(proof, facts, words)))
    system = " · ".join([*(f"{key} {value}" for key, value in body.host.items()), record.program])
    rows.append(Row(words("system"), system))
    rows.append(Row(words("capture_id"), body.capture, mono=True))
    rows.append(Row(words("entry_hash"), sha256_hex(exhibit.data), mono=True))
    rows.append(Row(words("leaf_hash"), leaf_hash(exhibit.data).hex(), mono=True))
    return rows


def _stamped(proof: Proof, facts: Facts, words: Words) -> str:
    names = [facts.authorities.get(stamp.authority, stamp.authority) for stamp in proof.stamps]
    return words("stamped_by", names=", ".join(names)) if names else words("not_stamped")


def _item(number: int, item: Item, exhibit: Exhibit, words: Words) -> ItemRow:
    return ItemRow(
        number=number,
        author=item.author or words("no_author"),
        time=_short(item.time, exhibit),
        shown=words("time_shown", time=item.time_shown) if item.time_shown else "",
        text=item.text or words("no_words"),
        state="" if item.state == "shown" else words.named("state", item.state),
        links=tuple(link.href for link in item.links if link.href),
    )


def _file(exhibit: Exhibit, part: Part, words: Words) -> FileRow:
    name = exhibit.path(part).rpartition("/")[2]
    return FileRow(name, words.size(part.bytes), part.sha256)


def _moment(utc: str, exhibit: Exhibit, words: Words) -> str:
    try:
        moment = parse_utc(utc)
    except ValueError:
        # A page may put anything where a time belongs; it is shown as it is.
        return utc
    return words.moment(moment, exhibit.zone[1])


def _short(utc: str, exhibit: Exhibit) -> str:
    try:
        local = parse_utc(utc) + timedelta(minutes=exhibit.zone[1])
    except ValueError:
        return utc
    return f"{local:%Y-%m-%d %H:%M:%S}"


def _zone(exhibit: Exhibit, words: Words) -> str:
    return words.zone(*exhibit.zone)
