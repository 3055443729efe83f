"""How large a bundle is: nothing twice that nobody asked for, whatever it is of."""

from __future__ import annotations

import base64
import io
import random
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from fixtures import bundles
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit.bundle import audit_bundle
from keepsake.flows.bundle.files import EMBED_BYTES_SMALL
from keepsake.flows.export.request import TOOLS, UNASKED, HandoverRequest
from keepsake.flows.export.write import export_bundle
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.flows.export.write import ExportResult
    from keepsake.vault.unlocked import Unlocked

PICTURES = 24
PLACE = b'<script type="text/plain" id="payload">'


def photograph(page: sample.Page, number: int) -> bytes:
    """A picture as large as those of real pages: nothing in it repeats itself."""
    del page
    data = random.Random(number).randbytes(240 * 135 * 3)
    picture = Image.frombytes("RGB", (240, 135), data).resize((1280, 720))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def unlocked(tmp_path_factory: pytest.TempPathFactory) -> Unlocked:
    """A thread on many pictures, tens of megabytes of them."""
    thread = sample.thread(5 * PICTURES)
    thread.tiles = PICTURES
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample, "tile", photograph)
        vault = sample.make_vault(tmp_path_factory.mktemp("large") / "vault", [thread])
    return access.unlock(vault, sample.PASSPHRASE)


def usual(unlocked: Unlocked, folder: Path, **asked: object) -> ExportResult:
    """A bundle of which nothing is asked that nobody has to."""
    request = HandoverRequest(entries=[1], destination=folder / "copy", language="en", **asked)  # type: ignore[arg-type]
    return export_bundle(
        unlocked, request, authorities=(), env=real_environment(), reader_html=bundles.reader()
    )


def carried(done: ExportResult) -> bytes:
    page = (done.folder / "OPEN-ME.html").read_bytes()
    return page.partition(PLACE)[2].partition(b"<")[0]


def test_a_copy_is_hardly_larger_than_its_originals(unlocked: Unlocked, tmp_path: Path) -> None:
    done = usual(unlocked, tmp_path)
    originals = sum(part.bytes for part in unlocked.capture(1).body.parts)
    assert originals > 5 * EMBED_BYTES_SMALL
    assert sum(path.stat().st_size for path in done.folder.iterdir()) < 1.15 * originals
    assert carried(done) == b""


def test_what_the_page_holds_is_asked_for_and_either_verifies(
    unlocked: Unlocked, tmp_path: Path
) -> None:
    for asked in (False, True):
        folder = tmp_path / str(asked)
        folder.mkdir()
        done = usual(unlocked, folder, self_contained=asked)
        sealed = (done.folder / "evidence.age").read_bytes()
        assert carried(done) == (base64.b64encode(sealed) if asked else b"")
        report = audit_bundle(done.folder, done.passphrase, ())
        assert report.outcome is not Outcome.INVALID


def test_a_small_copy_opens_by_itself(tmp_path: Path) -> None:
    vault = sample.make_vault(tmp_path / "vault", [sample.profile()])
    done = usual(access.unlock(vault, sample.PASSPHRASE), tmp_path)
    sealed = (done.folder / "evidence.age").read_bytes()
    assert len(sealed) <= EMBED_BYTES_SMALL
    assert carried(done) == base64.b64encode(sealed)


def test_web_archives_hold_pictures_again_and_are_asked_for(tmp_path: Path) -> None:
    vault = sample.make_vault(tmp_path / "vault", [sample.profile()])
    unlocked = access.unlock(vault, sample.PASSPHRASE)
    assert UNASKED < TOOLS
    for left_out in (UNASKED, frozenset[str]()):
        folder = tmp_path / ("with" if not left_out else "without")
        folder.mkdir()
        asked = {} if left_out else {"leave_out": left_out}
        done = usual(unlocked, folder, **asked)
        names = bundles.files_of(bundles.open_payload(done))
        archives = [name for name in names if name.endswith(".wacz")]
        assert bool(archives) is (not left_out)
        assert "data/derived/messages.csv" in names
