"""exhibit-NNN.wacz: one capture as a web archive that ReplayWeb.page opens.

It holds what this program has: the page copies it made itself, as `resource` records (no answer of
a server was recorded, and none is made up), and a page of its own that shows the pictures.
Everything in it is derived; the originals are in the exhibit's folder.

Source: WACZ 1.1.1; WARC 1.1 (ISO 28500:2017) §6.4; CDXJ 0.1.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from keepsake.formats import container

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.entry import Part
    from keepsake.formats.bundle import Exhibit

VERSION = "1.1.1"
PICTURE_BYTES_MAX = 16 * 1024 * 1024
_LINES_IN_BLOCK = 300
# A name that can never be a site's (RFC 2606 §2): pages made here must not pass for captured ones.
_OURS = "https://keepsake.invalid"
_WARC = "data.warc.gz"
_URL = re.compile(
    r"https?://(?P<host>[^/?#:@\[\]\s]+)(?P<port>:\d+)?(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Resource:
    """Something to be replayed: what stands at an address at a time (UTC)."""

    url: str
    utc: str
    media_type: str
    data: bytes
    title: str = ""

    @property
    def content_type(self) -> str:
        """The media type as a record says it; page copies are always UTF-8."""
        return (
            f"{self.media_type}; charset=utf-8"
            if self.media_type == "text/html"
            else self.media_type
        )


def wacz(exhibit: Exhibit, program: str) -> bytes:
    """Makes the archive of one exhibit.

    Args:
        exhibit: The capture; its pictures past `PICTURE_BYTES_MAX` are named, not included.
        program: Name and version, for the record of who made it.
    """
    resources = [*_copies(exhibit), *_pictures(exhibit)]
    warc, lines = _warc(resources, program)
    index, blocks = _index(sorted(lines))
    files = {
        f"archive/{_WARC}": warc,
        "indexes/index.cdx.gz": index,
        "indexes/index.idx": blocks,
        "pages/pages.jsonl": _pages(resources),
    }
    package = _package(exhibit, files, resources, program)
    digest = {"path": "datapackage.json", "hash": _digest(package)}
    files["datapackage.json"] = package
    files["datapackage-digest.json"] = msgspec.json.encode(digest)
    return b"".join(container.write(files.items()))


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


def _copies(exhibit: Exhibit) -> Iterator[_Resource]:
    url = _address(exhibit.page.document_url or exhibit.page.url)
    for part in exhibit.body.parts:
        if part.kind == "snapshot":
            yield _Resource(
                url, part.kept, "text/html", exhibit.read(part.part), exhibit.page.title
            )


def _address(url: str) -> str:
    """The address with nothing in it that could end a line; one of our own where it is none."""
    if not _URL.fullmatch(url.lower()):
        return f"{_OURS}/page"
    return re.sub(r"[\x00-\x20\x7f]", lambda found: f"%{ord(found[0]):02X}", url)


def _pictures(exhibit: Exhibit) -> Iterator[_Resource]:
    tiles = [part for part in exhibit.body.parts if part.kind == "tile"]
    if not tiles:
        return
    base, left = f"{_OURS}/{exhibit.folder}", PICTURE_BYTES_MAX
    shown: list[Part] = []
    for part in tiles:
        left -= part.bytes
        if left < 0:
            break
        shown.append(part)
        data = exhibit.read(part.part)
        yield _Resource(f"{base}/{part.part:04d}.png", part.kept, "image/png", data)
    page = _picture_page(exhibit, shown, len(tiles) - len(shown)).encode("utf-8", "replace")
    title = f"Pictures of: {exhibit.page.title}"
    yield _Resource(f"{base}/pictures.html", tiles[0].kept, "text/html", page, title)


def _picture_page(exhibit: Exhibit, shown: Sequence[Part], left: int) -> str:
    note = "Made by Keepsake from the pictures it took. The originals are in the exhibit's folder."
    if left:
        note += f" {left} more pictures are only there."
    figures = "".join(
        f'<figure><img src="{part.part:04d}.png" alt="" style="max-width:100%">'
        f"<figcaption>{part.part:04d} · {html.escape(part.kept)} · SHA-256 {part.sha256}"
        "</figcaption></figure>"
        for part in shown
    )
    title = html.escape(exhibit.page.title)
    head = f'<!doctype html><meta charset="utf-8"><title>{title}</title>'
    return f"{head}<h1>{title}</h1><p>{note}</p>{figures}"


def _warc(resources: Sequence[_Resource], program: str) -> tuple[bytes, list[str]]:
    """The archive file, and a line of the index for each record in it.

    Written here, because the library for it puts what it writes into temporary files in the clear.
    """
    about = f"software: {program}\r\nformat: WARC File Format 1.1\r\n".encode()
    made = resources[0].utc if resources else "1970-01-01T00:00:00Z"
    head = {"WARC-Type": "warcinfo", "WARC-Date": made, "WARC-Filename": _WARC}
    warc = _record(head, "application/warc-fields", about)
    lines = []
    for resource in resources:
        head = {
            "WARC-Type": "resource",
            "WARC-Date": resource.utc,
            "WARC-Target-URI": resource.url,
            "WARC-Payload-Digest": _digest(resource.data),
        }
        record = _record(head, resource.content_type, resource.data)
        facts = {
            "url": resource.url,
            "mime": resource.media_type,
            "status": 200,
            "digest": _digest(resource.data),
            "length": len(record),
            "offset": len(warc),
            "filename": _WARC,
        }
        warc += record
        row = msgspec.json.encode(facts).decode()
        lines.append(f"{surt(resource.url)} {_stamp(resource.utc)} {row}\n")
    return bytes(warc), lines


def _record(head: dict[str, str], content_type: str, data: bytes) -> bytearray:
    """One record, compressed by itself. Source: WARC 1.1 §4, Annex D.2."""
    named = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join([*head.values(), _digest(data)]))
    head |= {
        "WARC-Record-ID": f"<urn:uuid:{named}>",
        "WARC-Block-Digest": _digest(data),
        "Content-Type": content_type,
        "Content-Length": str(len(data)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    text = b"WARC/1.1\r\n" + lines.encode() + b"\r\n"
    return bytearray(gzip.compress(text + data + b"\r\n\r\n", mtime=0))


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
            "digest": _digest(block),
            "filename": "index.cdx.gz",
        }
        key = " ".join(lines[start].split(" ")[:2])
        listed.append(f"{key} {msgspec.json.encode(facts).decode()}\n")
        blocks += block
    return blocks, "".join(listed).encode()


def _pages(resources: Sequence[_Resource]) -> bytes:
    head: dict[str, str] = {"format": "json-pages-1.0", "id": "pages", "title": "All pages"}
    rows = [head]
    for number, resource in enumerate(resources):
        if resource.title:
            page = {"id": str(number), "url": resource.url, "ts": resource.utc}
            rows.append(page | {"title": resource.title})
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


def _package(
    exhibit: Exhibit, files: dict[str, bytes], resources: Sequence[_Resource], program: str
) -> bytes:
    listed = [
        {
            "name": path.rpartition("/")[2].lower(),
            "path": path,
            "hash": _digest(data),
            "bytes": len(data),
        }
        for path, data in files.items()
    ]
    first = next((resource for resource in resources if resource.title), None)
    facts: dict[str, object] = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": exhibit.page.title or f"Exhibit {exhibit.number}",
        "description": "Made from page copies and pictures; holds no answers of the site's server.",
        "created": exhibit.record.utc,
        "software": program,
        "resources": listed,
    }
    if first:
        facts |= {"mainPageUrl": first.url, "mainPageDate": first.utc}
    return msgspec.json.format(msgspec.json.encode(facts), indent=2)


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _stamp(utc: str) -> str:
    return re.sub(r"\D", "", utc)[:14]
