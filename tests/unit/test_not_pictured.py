"""A capture without any picture of its page is never called whole, whatever its list says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.tiles import TILE, tile
from fixtures.vaults import BEGIN, CAPTURE, environment, keep, manifest_for
from keepsake.core.hashing import sha256_hex
from keepsake.vault import access, creating
from keepsake.vault.capture_writer import CaptureWriter

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.core.entry import CaptureBody

WITHOUT_A_PIXEL = TILE[:16] + bytes(8) + TILE[24:]


def _committed(path: Path, parts: list[tuple[str, bytes]]) -> CaptureBody:
    vault = creating.create(path / "vault", environment())
    writer = CaptureWriter(vault, CAPTURE, BEGIN)
    for number, (kind, data) in enumerate(parts, 1):
        keep(writer, number, data, kind)
    manifest = manifest_for(writer, parts)
    keep(writer, len(parts) + 1, manifest, "manifest")
    writer.commit(len(parts) + 1, sha256_hex(manifest))
    (kept,) = access.unlock(vault, None).captures()
    return kept.body


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [("tile", b"")],
        [("tile", b"no picture")],
        [("tile", TILE[:20])],
        [("tile", b"\xff\xd8\xff\xe0 a photo of another kind")],
        [("tile", WITHOUT_A_PIXEL)],
        [("snapshot", TILE)],
    ],
)
def test_without_a_picture_it_is_kept_in_part(
    tmp_path: Path, parts: list[tuple[str, bytes]]
) -> None:
    body = _committed(tmp_path, parts)
    assert (body.state, body.reason) == ("partial", "not_pictured")
    assert len(body.parts) == len(parts) + 2


def test_one_picture_is_enough(tmp_path: Path) -> None:
    body = _committed(tmp_path, [("tile", b"broken"), ("tile", tile(b"shown"))])
    assert (body.state, body.reason) == ("complete", "")
