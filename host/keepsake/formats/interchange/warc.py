"""A WARC file of `resource` records, each compressed by itself, made one record at a time.

Written here, because the library for it puts what it writes into temporary files in the clear.

Source: WARC 1.1 (ISO 28500:2017) §4, §6.4, Annex D.2.
"""

from __future__ import annotations

import gzip
import hashlib
import uuid
import zlib
from dataclasses import dataclass

from keepsake.formats.bundle.contents import Sums

WARC = "data.warc.gz"
_COMPRESSION = 6


@dataclass(frozen=True, slots=True)
class Resource:
    """Something to be replayed: what stands at an address at a time (UTC).

    Attributes:
        title: Of a page, "" of what is no page.
        sha256: Where it is known already.
    """

    url: str
    utc: str
    media_type: str
    data: bytes
    title: str = ""
    sha256: str = ""

    @property
    def content_type(self) -> str:
        """The media type as a record says it; page copies are always UTF-8."""
        return (
            f"{self.media_type}; charset=utf-8"
            if self.media_type == "text/html"
            else self.media_type
        )


class Warc:
    """The file while it grows.

    Attributes:
        records: Its bytes, one piece for each record.
        size: Of all of them.
    """

    def __init__(self, program: str) -> None:
        """Begins one.

        Args:
            program: Name and version, for the record of who made it.
        """
        self.records: list[bytes] = []
        self.size = self._crc = 0
        self._sha256 = hashlib.sha256()
        self._program = program

    def add(self, resource: Resource) -> dict[str, str | int]:
        """Adds one and gives what an index says of it. Source: CDXJ 0.1."""
        if not self.records:
            self._begin(resource.utc)
        known = resource.sha256
        digest = f"sha256:{known}" if known else digest_of(resource.data)
        head = {
            "WARC-Type": "resource",
            "WARC-Date": resource.utc,
            "WARC-Target-URI": resource.url,
            "WARC-Payload-Digest": digest,
        }
        offset = self.size
        self._append(_record(head, resource.content_type, resource.data, digest))
        return {
            "url": resource.url,
            "mime": resource.media_type,
            "status": 200,
            "digest": digest,
            "length": self.size - offset,
            "offset": offset,
            "filename": WARC,
        }

    def sums(self) -> Sums:
        """Of what there is by now; SHA-512 is left out, which nobody asks for."""
        if not self.records:
            self._begin("1970-01-01T00:00:00Z")
        return Sums(self.size, self._crc, self._sha256.hexdigest(), "")

    def _begin(self, utc: str) -> None:
        about = f"software: {self._program}\r\nformat: WARC File Format 1.1\r\n".encode()
        head = {"WARC-Type": "warcinfo", "WARC-Date": utc, "WARC-Filename": WARC}
        self._append(_record(head, "application/warc-fields", about, digest_of(about)))

    def _append(self, record: bytes) -> None:
        self.records.append(record)
        self.size += len(record)
        self._crc = zlib.crc32(record, self._crc)
        self._sha256.update(record)


def digest_of(data: bytes) -> str:
    """A digest as web archives write it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _record(head: dict[str, str], content_type: str, data: bytes, digest: str) -> bytes:
    named = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join([*head.values(), digest]))
    head |= {
        "WARC-Record-ID": f"<urn:uuid:{named}>",
        "WARC-Block-Digest": digest,
        "Content-Type": content_type,
        "Content-Length": str(len(data)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    text = b"WARC/1.1\r\n" + lines.encode() + b"\r\n"
    # Pictures are compressed already; to try it again takes a second for each ten megabytes.
    level = 0 if content_type.startswith("image/") else _COMPRESSION
    return gzip.compress(b"".join((text, data, b"\r\n\r\n")), level, mtime=0)
