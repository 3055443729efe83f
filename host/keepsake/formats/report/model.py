"""What the report says, as data for the typesetter: every text already in words and times."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from keepsake.core.accounts import is_handle, is_permanent
from keepsake.core.added.entry import KIND, FileBody, is_picture
from keepsake.core.briefing.counting import counts
from keepsake.core.entry import RECORD_ONLY
from keepsake.core.entry import body as body_of
from keepsake.core.hashing import sha256_hex
from keepsake.core.manifest import DIVIDER
from keepsake.core.merkle import leaf_hash
from keepsake.env import parse_utc
from keepsake.formats.paper.words import Words, completeness, platform
from keepsake.formats.report.files import most_each
from keepsake.formats.report.rows import ExhibitPages, IdRow, ItemRow, PictureRow, Row
from keepsake.formats.report.steps import connection, health, steps, system

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.briefing.gather import Briefing
    from keepsake.core.entry import Part
    from keepsake.core.leads.rows import Leads
    from keepsake.core.manifest import Identifier, Item, Tile
    from keepsake.core.verify import Report
    from keepsake.formats.bundle.payload import Exhibit, Proof
    from keepsake.formats.bundle.summary import Made
    from keepsake.formats.checklist.rows import Checklist
    from keepsake.formats.custody.listing import Line
    from keepsake.formats.interchange.media import MediaRow
    from keepsake.formats.report.pictures import PaperPicture
    from keepsake.formats.report.rows import Printed
    from keepsake.formats.report.spots import Frame, Spots
    from keepsake.formats.report.validation import Validation

# Of all exhibits together, short ones. Each takes some 20 kB while it is set, and as much again for
# every so many characters; with more of them a report would be what takes most memory of an export.
ITEMS_MAX = 2_000
_CHARACTERS = 240
# All pictures of a report together: the typesetter holds them several times over in memory.
PICTURE_BYTES_MAX = 4_500_000
_RUNNING_CHARACTERS = 150  # of an address at the head of each page; whole on the first


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
        leads: What is listed after them, None to leave it out.
        media: What the pages loaded, as far as a browser kept it.
        custody: What was done with the exhibits.
        withheld: How many more acts concern them, which are not told.
        insisted: What does not verify and leaves all the same, in words.
        named: Messages that the statement names: exhibit and number.
        validation: The record of tests of this version, None where none belongs to it.
        checklist: What a court asks, and where it stands, None to leave it out.
    """

    made: Made
    size: int
    checked: Report
    proofs: Sequence[Proof]
    authorities: dict[str, str]
    brief: Briefing | None = None
    leads: Leads | None = None
    media: Sequence[MediaRow] = ()
    custody: Sequence[Line] = ()
    withheld: int = 0
    insisted: Sequence[str] = ()
    named: frozenset[tuple[int, int]] = frozenset()
    validation: Validation | None = None
    checklist: Checklist | None = None


def exhibit_pages(
    exhibit: Exhibit,
    proof: Proof,
    facts: Facts,
    words: Words,
    printed: Printed,
    items_max: int,
) -> ExhibitPages:
    """The pages of one exhibit, with at most `items_max` messages."""
    manifest = exhibit.manifest
    items = manifest.items if manifest else ()
    tiles = [part for part in exhibit.body.parts if is_picture(part)]
    shown = enumerate(islice(items, items_max), start=1)
    rows = tuple(_item(number, item, exhibit, words, printed.spots) for number, item in shown)
    started = _started(exhibit)
    return ExhibitPages(
        number=exhibit.number,
        title=exhibit.page.title or words("untitled"),
        address=exhibit.page.url,
        platform=platform(exhibit, words),
        when=f"{_moment(started, exhibit, words)} ({_zone(exhibit, words)})",
        counts=f"{_texts(exhibit, words)}, {words.counted('pictures', len(tiles))}.",
        completeness=completeness(exhibit, words),
        record=words("record", number=exhibit.entry),
        sha256=sha256_hex(exhibit.data),
        running=running(exhibit),
        began=began(exhibit, words),
        times_in=words("times_in", zone=_zone(exhibit, words)),
        facts=tuple(_facts(exhibit, proof, facts, words)),
        steps=tuple(steps(exhibit, proof, facts.authorities, words)),
        health=tuple(health(exhibit, words)),
        named_pictures=printed.named,
        pictures=printed.others,
        pictures_note=words(_note_of(printed.others)),
        pictures_left=tuple(_left(printed, len(tiles), words)),
        items=rows,
        items_note=_items_note(len(rows), len(items), exhibit, words),
    )


def _texts(exhibit: Exhibit, words: Words) -> str:
    """How many messages there are; other lines of a page are not called messages."""
    # One at a time: all of a long thread would be what takes most memory of an export.
    texts = Counter(
        counts(exhibit.page, item) for item in _items_in(exhibit) if item.kind != DIVIDER
    )
    said, others = texts[True], texts[False]
    told = [words.counted("items", said)] if said or not others else []
    if others:
        told.append(words.counted("lines", others))
    return ", ".join(told)


def _items_in(exhibit: Exhibit) -> Sequence[Item]:
    """What was read of its page."""
    return exhibit.manifest.items if exhibit.manifest else ()


def _note_of(pictures: Sequence[PictureRow]) -> str:
    return "pictures_note_cut" if any(row.marks for row in pictures) else "pictures_note"


def _items_note(shown: int, count: int, exhibit: Exhibit, words: Words) -> str:
    notes = [words("items_note", zone=_zone(exhibit, words))]
    if exhibit.manifest and any(item.kind == DIVIDER for item in exhibit.manifest.items):
        notes.append(words("items_days"))
    if shown != count:
        notes.append(words("items_left", shown=shown, count=count))
    return " ".join(notes)


def most_items(exhibits: Sequence[Exhibit]) -> int:
    """How many messages of an exhibit are on paper."""
    found = [one.manifest.items if one.manifest else () for one in exhibits]
    count = sum(map(len, found))
    words = sum(len(item.text) + len(item.quote) for items in found for item in items)
    weight = count + words // _CHARACTERS
    return most_each(list(map(len, found)), ITEMS_MAX * count // max(weight, 1))


def ids(exhibits: Sequence[Exhibit], words: Words) -> list[IdRow]:
    """Identifiers of the pages, each once per exhibit."""
    found: dict[tuple[int, str, str, str], list[str]] = {}
    for exhibit in exhibits:
        for one in exhibit.page.ids:
            key = (exhibit.number, platform(exhibit, words), _id_name(one, words), one.value)
            where = words.named("where", one.where)
            places = found.setdefault(key, [])
            if where not in places:
                places.append(where)
    return [
        IdRow(of, name, value, ", ".join(filter(None, places)), number)
        for (number, of, name, value), places in found.items()
    ]


def _id_name(found: Identifier, words: Words) -> str:
    """In words, whatever the page calls it: that is nothing to read."""
    key = "username" if is_handle(found) else "user_id" if is_permanent(found) else "other"
    key = f"id.{found.name}" if words.has(f"id.{found.name}") else f"id.{key}"
    name = words(key)
    return f"{name} ({found.of})" if found.of else name


def picture_row(
    exhibit: Exhibit,
    part: Part,
    number: int,
    words: Words,
    picture: PaperPicture,
    frames: tuple[Frame, ...],
) -> PictureRow:
    """One picture of an exhibit, or a part of one, with the messages on it that are framed."""
    tile, cut = _tile(exhibit, part), picture.cut
    at = _moment(tile.at, exhibit, words) if tile and tile.at else ""
    caption = words("picture", number=number, time=at).rstrip(" ,")
    if tile and tile.join == "gap" and cut.part == 1:
        caption = f"{words('picture_gap')} {caption}"
    alt = words("picture_alt", number=number, title=exhibit.page.title)
    if cut.parts > 1:
        told = words("picture_part", part=cut.part, parts=cut.parts)
        place = words("picture_rows", first=cut.top + 1, last=cut.bottom, rows=cut.rows)
        caption, alt = f"{caption}, {told} ({place})", f"{alt} ({told})"
    if frames:
        items = ", ".join(str(frame.item) for frame in frames)
        alt = f"{alt}. {words('picture_framed', items=items)}"
    return PictureRow(
        part.part,
        f"{exhibit.number}-{part.part}-{cut.part}.svg",
        alt,
        caption,
        part.sha256,
        cut.part,
        cut.parts,
        picture.width,
        picture.ratio,
        tuple(cut.marks),
        frames,
    )


def _tile(exhibit: Exhibit, part: Part) -> Tile | None:
    tiles = exhibit.manifest.tiles if exhibit.manifest else ()
    return next((tile for tile in tiles if tile.part == part.part), None)


def _left(printed: Printed, count: int, words: Words) -> Iterator[str]:
    """What of the pictures is not on paper."""
    for last in (*printed.named[-1:], *printed.others[-1:]):
        if last.piece < last.pieces:
            yield words("parts_left", piece=last.piece, pieces=last.pieces)
    left = count - len({row.part for row in (*printed.named, *printed.others)})
    if left:
        yield words("pictures_left", count=left)


def _facts(exhibit: Exhibit, proof: Proof, facts: Facts, words: Words) -> list[Row]:
    manifest, record, body, page = exhibit.manifest, exhibit.record, exhibit.body, exhibit.page
    if record.kind == KIND:
        rows = list(_added(exhibit, words))
    else:
        rows = [Row(words("address"), page.url, mono=True)]
    if page.document_url not in ("", page.url):
        rows.append(Row(words("document_address"), page.document_url, mono=True))
    rows.append(Row(words("platform"), platform(exhibit, words)))
    named = dict.fromkeys((_id_name(found, words), found.value) for found in page.ids)
    rows += [Row(name, value, mono=True) for name, value in named]
    if manifest and record.kind != KIND:
        started = _moment(manifest.started.utc, exhibit, words)
        ended = _moment(manifest.ended.utc, exhibit, words)
        times = words("from_to", start=started, end=ended)
        rows.append(Row(words("captured"), f"{times} ({_zone(exhibit, words)})"))
    if manifest and record.kind != KIND and manifest.mode != RECORD_ONLY:
        rows.append(Row(words("fact.network"), connection(page, words)))
    sealed = _moment(record.utc, exhibit, words)
    rows.append(Row(words("sealed"), f"{sealed} ({_zone(exhibit, words)})"))
    rows.append(Row(words("stamped"), _stamped(proof, facts, words)))
    rows += system(exhibit, words)
    rows.append(Row(words("capture_id"), body.capture, mono=True))
    rows.append(Row(words("entry_hash"), sha256_hex(exhibit.data), mono=True))
    rows.append(Row(words("leaf_hash"), leaf_hash(exhibit.data).hex(), mono=True))
    return rows


def _added(exhibit: Exhibit, words: Words) -> Iterator[Row]:
    """What the person says of files that they added, and what the files say of themselves."""
    told = body_of(exhibit.record, FileBody)
    yield Row(words("fact.how"), words("added.label"))
    for key, text in (("added.by", told.who), ("added.about", told.about)):
        if text:
            yield Row(words(key), text)
    for file in exhibit.manifest.files if exhibit.manifest else ():
        if file.part < 0:
            yield Row(words("added.left"), file.name)
        for fact in file.facts:
            yield Row(words("added.says", name=fact.name), f"{fact.value} ({file.name})")


def _stamped(proof: Proof, facts: Facts, words: Words) -> str:
    names = [facts.authorities.get(stamp.authority, stamp.authority) for stamp in proof.stamps]
    told = words("stamped_by", names=", ".join(names)) if names else words("not_stamped")
    found = proof.calendar_proof.claims() if proof.calendar_proof else []
    block = next((one for one in found if one.is_block), None)
    if block:
        return f"{told} · {words('third_block', height=str(block.attestation.height))}"
    return f"{told} · {words('third_pending')}" if any(one.is_pending for one in found) else told


def _item(number: int, item: Item, exhibit: Exhibit, words: Words, spots: Spots) -> ItemRow:
    taken_over = words("author_before") if item.author_source == "before" else ""
    side = words.named("text.side", item.side) if item.side else ""
    shown = words("time_shown", time=item.time_shown) if item.time_shown else ""
    spot = spots.seen(number, item)
    seen = words("item.picture", number=spot.picture) if spot else ""
    return ItemRow(
        number=number,
        author=item.author or words("no_author"),
        time=_short(item.time, exhibit),
        shown=" · ".join(filter(None, (taken_over, side, shown, seen))),
        quote=words("text.quote", text=item.quote) if item.quote else "",
        text=item.text or words("no_words"),
        beside=words("text.beside", words=" · ".join(item.beside)) if item.beside else "",
        state="" if item.state == "shown" else words.named("state", item.state),
        links=tuple(link.href for link in item.links if link.href),
    )


def running(exhibit: Exhibit) -> str:
    """Its address as it stands at the head of each page."""
    address, most = exhibit.page.url, _RUNNING_CHARACTERS
    return address if len(address) <= most else f"{address[:most]} […]"


def began(exhibit: Exhibit, words: Words) -> str:
    """When it began, as it stands at the head of each page."""
    return f"{_moment(_started(exhibit), exhibit, words)} ({words.zone('', exhibit.zone[1])})"


def _started(exhibit: Exhibit) -> str:
    return exhibit.manifest.started.utc if exhibit.manifest else exhibit.record.utc


def _moment(utc: str, exhibit: Exhibit, words: Words) -> str:
    return words.time_text(utc, exhibit.zone[1])


def _short(utc: str, exhibit: Exhibit) -> str:
    try:
        local = parse_utc(utc) + timedelta(minutes=exhibit.zone[1])
    except ValueError:
        return utc
    return f"{local:%Y-%m-%d %H:%M:%S}"


def _zone(exhibit: Exhibit, words: Words) -> str:
    return words.zone(*exhibit.zone)
