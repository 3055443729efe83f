"""The form of a bundle for a portal: few files, short names, sealed; unpacked it is a bundle."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from fixtures import bundles, passphrase_file
from keepsake.core.verify import Outcome
from keepsake.flows.audit.bundle import audit_bundle
from keepsake.flows.bundle.place import clear_left
from keepsake.flows.export.portals import Portal, portals
from keepsake.flows.export.request import TOOLS
from keepsake.shared import shared_path
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.flows.export.write import ExportResult
    from keepsake.stamp.authorities import Authority

MADE_OF = {
    "lists": {"messages.csv", "messages.json"},
    "case": {"case.jsonld"},
    "rsmf": {"exhibit-001.rsmf"},
    "wacz": {"exhibit-001.wacz"},
    "loadfile": {"loadfile.dat", "loadfile.opt"},
}


@pytest.fixture(scope="module")
def exported(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[ExportResult, tuple[Authority, ...]]:
    folder = tmp_path_factory.mktemp("portal")
    unlocked, authorities = bundles.stamped_vault(folder, [sample.thread(12)])
    done = bundles.export(
        unlocked, [1], folder / "copy", bundles.reader(), authorities=authorities, packed=True
    )
    return done, authorities


def test_there_are_few_files_with_short_names_and_nothing_is_readable(
    exported: tuple[ExportResult, tuple[Authority, ...]],
) -> None:
    done, _ = exported
    files = {path.name: path.read_bytes() for path in done.folder.iterdir()}
    assert set(files) == {"keepsake-copy.zip", "READ-ME-FIRST.txt"}
    assert done.files == tuple(sorted((name, len(data)) for name, data in files.items()))
    assert all(name.isascii() and len(name) <= 64 for name in files)
    note = files["READ-ME-FIRST.txt"].decode()
    assert hashlib.sha256(files["keepsake-copy.zip"]).hexdigest() in note
    for words in (b"wait for the rest", b"marc.d.photo", b"keepsake_manifest"):
        assert not any(words in data for data in files.values())


def test_what_is_unpacked_is_a_bundle_that_verifies(
    exported: tuple[ExportResult, tuple[Authority, ...]], tmp_path: Path
) -> None:
    done, authorities = exported
    data = (done.folder / "keepsake-copy.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        assert {info.compress_type for info in packed.infolist()} == {zipfile.ZIP_STORED}
        packed.extractall(tmp_path)
    folder = tmp_path / "keepsake-copy"
    sealed = (folder / "evidence.age").read_bytes()
    assert hashlib.sha256(sealed).hexdigest() == done.bundle_sha256
    assert audit_bundle(folder, done.passphrase, authorities).outcome is Outcome.VALID
    assert bundles.files_of(passphrase_file.decrypt(sealed, done.passphrase))


def test_what_one_left_that_was_killed_is_cleared_away(
    exported: tuple[ExportResult, tuple[Authority, ...]], tmp_path: Path
) -> None:
    partial = tmp_path / ".copy.partial-0123456789ab"
    shutil.copytree(exported[0].folder, partial)
    assert clear_left(tmp_path) == ("copy",)
    assert not partial.exists()


@pytest.mark.parametrize("left", [(), ("wacz", "rsmf"), tuple(sorted(TOOLS))])
def test_what_is_left_out_is_not_there_and_the_rest_is_listed(
    tmp_path: Path, left: tuple[str, ...]
) -> None:
    vault = sample.make_vault(tmp_path / "vault", [sample.thread(12)])
    unlocked = bundles.access.unlock(vault, sample.PASSPHRASE)
    done = bundles.export(
        unlocked, [1], tmp_path / "copy", bundles.reader(), leave_out=frozenset(left)
    )
    files = bundles.files_of(bundles.open_payload(done))
    names = {name.rpartition("/")[2] for name in files}
    for kind, made in MADE_OF.items():
        assert (made <= names) is (kind not in left), kind
        assert bool(made & names) is (kind not in left), kind
    listed = {row["path"] for row in json.loads(files["data/contents.json"])["files"]}
    there = {name.removeprefix("data/") for name in files if name.startswith("data/")}
    aside = {name for name in there if name.startswith("exhibits/")} | {"contents.json"}
    assert listed == there - aside


def limits(**known: int) -> Portal:
    names = ("files_max", "file_bytes_max", "all_bytes_max", "name_signs_max")
    values = dict.fromkeys(names, 0) | known
    return Portal("x", {}, note={}, source={}, checked="", confirmed=False, **values)


@pytest.mark.parametrize(
    ("portal", "fits"),
    [
        (limits(), None),
        (limits(name_signs_max=64), None),
        (limits(files_max=2), True),
        (limits(files_max=1), False),
        (limits(file_bytes_max=10), True),
        (limits(file_bytes_max=9), False),
        (limits(all_bytes_max=13), True),
        (limits(all_bytes_max=12), False),
        (limits(name_signs_max=4, files_max=9), False),
    ],
)
def test_a_size_is_told_against_what_is_known(portal: Portal, fits: bool | None) -> None:
    assert portal.fits([("a.zip", 10), ("b.txt", 3)]) is fits
    assert limits(name_signs_max=64, files_max=1).fits([("été.zip", 1)]) is False


def test_every_limit_has_a_source_and_a_date_in_both_languages() -> None:
    rows = json.loads(shared_path("data", "portals.json").read_text(encoding="utf-8"))
    assert len(rows) == len(portals()) > 2
    for row in portals():
        assert row.checked
        for words in (row.name, row.note, row.source):
            assert words["en"]
            assert words["fr"]
    assert {row.portal for row in portals()} == {row["portal"] for row in rows}
