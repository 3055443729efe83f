"""exhibit-NNN.wacz: one capture as a web archive that ReplayWeb.page opens.

It holds what this program has: the page copies it made itself, as `resource` records (no answer of
a server was recorded, and none is made up), and pages of its own that show messages and pictures.
It opens on these: a copy of a thread that draws only what is in view is replayed as an empty pane.
Everything in it is derived; the originals are in the exhibit's folder.

Source: WACZ 1.1.1; WARC 1.1 (ISO 28500:2017) §6.4; CDXJ 0.1.
"""

from __future__ import annotations

import gzip
import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.formats.bundle import container
from keepsake.formats.bundle.contents import Stream, Summed, take_sums
from keepsake.formats.interchange.wacz_pages import (
    PICTURES,
    THREAD,
    Shown,
    picture_name,
    picture_page,
    thread_page,
)
from keepsake.formats.interchange.warc import WARC, Resource, Warc, digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from keepsake.core.entry import Part
    from keepsake.formats.bundle.contents import Piece
    from keepsake.formats.bundle.payload import Exhibit

    Say = Callable[..., str]

VERSION = "1.1.1"
PICTURE_BYTES_MAX = 8 * 1024 * 1024  # in one archive
PICTURE_BYTES_MIN = 1024 * 1024  # and where there are many, this much or
PICTURE_BYTES_ALL = 32 * 1024 * 1024  # an equal share of this, for all of it is in the bundle twice
_LINES_IN_BLOCK = 300
# A name that can never be a site's (RFC 2606 §2): pages made here must not pass for captured ones.
_OURS = "https://keepsake.invalid"
_URL = re.compile(
    r"https?://(?P<host>[^/?#:@\[\]\s]+)(?P<port>:\d+)?(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.DOTALL,
)


class Page(NamedTuple):
    """A line of the list of pages."""

    number: int
    url: str
    utc: str
    title: str


def picture_bytes(archives: int) -> int:
    """How many bytes of pictures go into each of so many archives of one bundle."""
    share = PICTURE_BYTES_ALL // max(archives, 1)
    return min(PICTURE_BYTES_MAX, max(PICTURE_BYTES_MIN, share))


def wacz_pieces(
    exhibit: Exhibit, program: str, say: Say, pictures: int = PICTURE_BYTES_MAX
) -> list[Piece]:
    """Makes the archive of one exhibit.

    Args:
        exhibit: The capture.
        program: Name and version, for the record of who made it.
        say: Looks up words for people.
        pictures: How many bytes of them to include; those that follow are named.
    """
    warc, lines, pages = Warc(program), [], []
    made = chain(_pictures(exhibit, pictures, say), _copies(exhibit, say))
    for number, resource in enumerate(made):
        facts = warc.add(resource)
        row = msgspec.json.encode(facts).decode()
        lines.append(f"{surt(resource.url)} {_stamp(resource.utc)} {row}\n")
        if resource.title:
            pages.append(Page(number, resource.url, resource.utc, resource.title))
    index, blocks = _index(sorted(lines))
    files = {
        "indexes/index.cdx.gz": index,
        "indexes/index.idx": blocks,
        "pages/pages.jsonl": _pages(pages),
    }
    archive = Summed(f"archive/{WARC}", Stream(warc.size, warc.records.__iter__), warc.sums())
    listed = [_listed(archive.path, warc.size, f"sha256:{archive.sums.sha256}")]
    listed += [_listed(path, len(data), digest_of(data)) for path, data in files.items()]
    package = _package(exhibit, listed, pages, program)
    digest = {"path": "datapackage.json", "hash": digest_of(package)}
    files["datapackage.json"] = package
    files["datapackage-digest.json"] = msgspec.json.encode(digest)
    members = (Summed(path, data, take_sums(data)) for path, data in files.items())
    return list(container.write_summed((archive, *members)))


def surt(url: str) -> str:
    """The address as an index sorts it: host backwards, the rest in lower case, query in order.

    Raises:
        ValueError: It is no address of a website.
    """
    found = _URL.fullmatch(url.lower())
    if not found:
        raise ValueError(url)
    host = re.sub(r"^www\d*\.", "", found["host"])
    query = "&".join(sorted(filter(None, (found["query"] or "").split("&"))))
    where = f"{','.join(reversed(host.split('.')))}{found['port'] or ''})"
    return f"{where}{found['path'] or '/'}" + (f"?{query}" if query else "")


def _copies(exhibit: Exhibit, say: Say) -> Iterator[Resource]:
    url = _address(exhibit.page.document_url or exhibit.page.url)
    title = say("lists.page.copy", title=exhibit.page.title)
    for part in exhibit.body.parts:
        if part.kind == "snapshot":
            yield Resource(url, part.kept, "text/html", exhibit.read(part.part), title)


def _address(url: str) -> str:
    """The address with nothing in it that could end a line; one of our own where it is none."""
    if not _URL.fullmatch(url.lower()):
        return f"{_OURS}/page"
    return re.sub(r"[\x00-\x20\x7f]", lambda found: f"%{ord(found[0]):02X}", url)


def _pictures(exhibit: Exhibit, left: int, say: Say) -> Iterator[Resource]:
    """Pictures as far as there is room, and the pages of our own that show what there is."""
    base, numbers = f"{_OURS}/{exhibit.folder}", exhibit.pictures
    parts: list[Part] = []
    for part in exhibit.body.parts:
        if part.part not in numbers:
            continue
        left -= part.bytes
        if left < 0:
            break
        parts.append(part)
        where = f"{base}/{picture_name(numbers[part.part])}"
        data = exhibit.read(part.part)
        yield Resource(where, part.kept, part.media_type, data, sha256=part.sha256)
    shown = Shown(parts, numbers)
    # Players list pages by their time, the newest first: that of all that was kept comes before
    # those of what is in it.
    newest = max(part.kept for part in exhibit.body.parts)
    thread = bool(exhibit.manifest and exhibit.manifest.items)
    if thread:
        page = thread_page(exhibit, shown, say).encode("utf-8", "replace")
        title = say("lists.page.thread", title=exhibit.page.title)
        yield Resource(f"{base}/{THREAD}", newest, "text/html", page, title)
    first = next((part.kept for part in exhibit.body.parts if part.part in numbers), "")
    if first:
        page = picture_page(exhibit, shown, say, thread=thread).encode("utf-8", "replace")
        title = say("lists.page.pictures", title=exhibit.page.title)
        yield Resource(f"{base}/{PICTURES}", first, "text/html", page, title)


def _index(lines: Sequence[str]) -> tuple[bytes, bytes]:
    """The index in blocks that are compressed by themselves, and the list of the blocks."""
    blocks = b""
    meta = {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    listed = [f"!meta 0 {msgspec.json.encode(meta).decode()}\n"]
    for start in range(0, len(lines), _LINES_IN_BLOCK):
        text = "".join(lines[start : start + _LINES_IN_BLOCK])
        block = gzip.compress(text.encode(), mtime=0)
        facts = {
            "offset": len(blocks),
            "length": len(block),
            "digest": digest_of(block),
            "filename": "index.cdx.gz",
        }
        key = " ".join(lines[start].split(" ")[:2])
        listed.append(f"{key} {msgspec.json.encode(facts).decode()}\n")
        blocks += block
    return blocks, "".join(listed).encode()


def _pages(pages: Sequence[Page]) -> bytes:
    head: dict[str, str] = {"format": "json-pages-1.0", "id": "pages", "title": "All pages"}
    rows = [head]
    for page in pages:
        row = {"id": str(page.number), "url": page.url, "ts": page.utc, "title": page.title}
        rows.append(row)
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


def _listed(path: str, size: int, digest: str) -> dict[str, object]:
    return {"name": path.rpartition("/")[2].lower(), "path": path, "hash": digest, "bytes": size}


def _package(
    exhibit: Exhibit, listed: list[dict[str, object]], pages: Sequence[Page], program: str
) -> bytes:
    facts: dict[str, object] = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": exhibit.page.title or f"Exhibit {exhibit.number}",
        "description": "Made from page copies and pictures; holds no answers of the site's server.",
        "created": exhibit.record.utc,
        "software": program,
        "resources": listed,
    }
    if pages:
        facts |= {"mainPageUrl": pages[0].url, "mainPageDate": pages[0].utc}
    return msgspec.json.format(msgspec.json.encode(facts), indent=2)


def _stamp(utc: str) -> str:
    return re.sub(r"\D", "", utc)[:14]
