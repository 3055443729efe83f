"""Reports made from exhibits of the tests' own, and read back."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import msgspec

from keepsake.core import manifest, verify
from keepsake.core.entry import CaptureBody, Part, Written, decode, encode
from keepsake.core.hashing import sha256_hex
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.bundle import summary
from keepsake.formats.report import pdf as report
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.core.leads.rows import Leads

WRITTEN = Written("2026-11-24T19:03:22.123Z", "America/Toronto", -300, "keepsake-host 0.1.0")
MADE = summary.Made(
    "2026-11-25T10:00:00.000Z", "America/Toronto", -300, "keepsake-host 0.1.0", "en"
)
CHECKED = verify.Report(
    (
        *(verify.make_step(number, []) for number in range(1, 7)),
        verify.make_step(7, [verify.not_checked("not_stamped")]),
        verify.make_step(8, []),
    )
)
CAPTURE = "0b9f1f0e-5d1c-4f6e-9a39-3c5d1b8f7a01"
ADDRESS = "https://www.example.org/direct/t/1784"


def exhibit(
    texts: list[str], picture: bytes | None = None, title: str = "A thread"
) -> bundle.Exhibit:
    """An exhibit with one picture and these texts, as a capture would have made it."""
    data = sample.tile(sample.thread(3), 0) if picture is None else picture
    parts = (
        Part(0, "begin", "begin.json", "application/json", 2, sha256_hex(b"{}"), WRITTEN.utc),
        Part(1, "tile", "tile-0001.png", "image/png", len(data), sha256_hex(data), WRITTEN.utc),
    )
    body = CaptureBody(CAPTURE, "complete", "", "", 2, parts, {"system": "test"})
    raw = encode("capture", body, WRITTEN, bytes(32))
    read = manifest.decode(msgspec.json.encode(told(texts, title)))
    contents = {0: b"{}", 1: data}
    return bundle.Exhibit(1, 4, raw, decode(raw), body, read, read.page, contents.__getitem__)


def told(texts: list[str], title: str) -> dict[str, object]:
    """A manifest of a page with these texts, the second of which disappeared."""
    items = [
        {
            "key": f"id:{number}",
            "author": text[:20],
            "author_source": "before" if number == 1 else "",
            "text": text,
            "time": WRITTEN.utc,
            "time_shown": "2 h",
            "state": "gone" if number == 1 else "shown",
        }
        for number, text in enumerate(texts)
    ]
    ids = [{"name": "thread_id", "value": "1784", "where": "address"}]
    return {
        "keepsake_manifest": 1,
        "capture": CAPTURE,
        "page": {"url": ADDRESS, "title": title, "platform": "instagram", "ids": ids},
        "started": {"utc": WRITTEN.utc, "zone": "America/Toronto", "offset_minutes": -300},
        "ended": {"utc": WRITTEN.utc},
        "artifacts": [],
        "items": items,
        "completeness": {"end": "reached", "items": len(texts), "gone": 1},
    }


def made(exhibits: list[bundle.Exhibit], language: str = "en", leads: Leads | None = None) -> bytes:
    proofs = [bundle.Proof(one.entry, b"", 5, ()) for one in exhibits]
    facts = report.Facts(MADE, 5, CHECKED, proofs, {}, leads=leads)
    return report.report(exhibits, facts, language)


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True
    )
    return done.stdout
