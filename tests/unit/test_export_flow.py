"""Export: what it refuses, what it leaves behind when it is stopped, and what the log then says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyrage
import pytest

from fixtures import bundles, passphrase_file
from fixtures.blank_reader import READER
from fixtures.bundles import files_of
from keepsake.core.custody import Attribution, ExportBody
from keepsake.core.entry import body
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.flows.bundle.files import EMBED_BYTES_MAX, PAYLOAD_MARK
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from keepsake.flows.export.write import ExportResult
    from keepsake.vault.unlocked import Unlocked

PASSPHRASE = "tap-impact-ivory-cypress-remove-late"


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Unlocked:
    folder = tmp_path_factory.mktemp("vault")
    made = sample.make_vault(
        folder / "v", [sample.thread(12), sample.profile(), sample.cut_short()]
    )
    return access.unlock(made, sample.PASSPHRASE)


@pytest.fixture
def export(vault: Unlocked, tmp_path: Path) -> Callable[..., ExportResult]:
    """Exports into a folder of the test."""
    reader = tmp_path / "reader.html"
    reader.write_bytes(READER)

    def run(entries: list[int], reader_html: Path = reader, **changes: object) -> ExportResult:
        return bundles.export(vault, entries, tmp_path / "out" / "copy", reader_html, **changes)

    return run


def test_the_folder_holds_three_files_and_the_log_says_what_left(
    vault: Unlocked, export: Callable[..., ExportResult]
) -> None:
    done = export(
        [2, 1, 1], attribution=Attribution(who="Noor", to="Det. Example", medium="USB stick")
    )
    assert {path.name for path in done.folder.iterdir()} == {
        "OPEN-ME.html",
        "evidence.age",
        "README.txt",
    }
    sealed = (done.folder / "evidence.age").read_bytes()
    assert (sha256_hex(sealed), len(sealed)) == (done.bundle_sha256, done.bytes)
    told = body(vault.entry(done.entry), ExportBody)
    assert told == ExportBody(
        who="Noor",
        captures=(1, 2),
        bundle_sha256=done.bundle_sha256,
        bytes=done.bytes,
        recipient_kind="passphrase",
        size=5,
        medium="USB stick",
        to="Det. Example",
        page_sha256=sha256_hex((done.folder / "OPEN-ME.html").read_bytes()),
        readme_sha256=sha256_hex((done.folder / "README.txt").read_bytes()),
    )
    assert done.entry == vault.vault.size() - 1


def test_the_reader_carries_the_payload_and_the_note_its_fingerprint(
    export: Callable[..., ExportResult],
) -> None:
    import base64

    done = export([1])
    sealed = (done.folder / "evidence.age").read_bytes()
    page = (done.folder / "OPEN-ME.html").read_bytes()
    assert page == READER.replace(PAYLOAD_MARK, base64.b64encode(sealed))
    note = (done.folder / "README.txt").read_text(encoding="utf-8")
    assert done.bundle_sha256 in note
    assert "Elle demande les mots qui vous ont été donnés séparément." in note
    assert len(sealed) < EMBED_BYTES_MAX


def test_a_new_passphrase_each_time_and_it_opens(
    export: Callable[..., ExportResult],
) -> None:
    done = export([1])
    files = files_of(
        passphrase_file.decrypt((done.folder / "evidence.age").read_bytes(), done.passphrase)
    )
    assert "data/report.pdf" in files
    assert len(done.passphrase.split("-")) == 6


def test_a_passphrase_of_ones_own_is_used(export: Callable[..., ExportResult]) -> None:
    done = export([1], recipient=PASSPHRASE)
    assert done.passphrase == PASSPHRASE
    assert passphrase_file.decrypt((done.folder / "evidence.age").read_bytes(), PASSPHRASE)


def test_a_key_of_the_receiver_opens_it_and_nothing_is_carried_in_the_page(
    vault: Unlocked, export: Callable[..., ExportResult]
) -> None:
    identity = pyrage.x25519.Identity.generate()
    done = export([1, 3], recipient=str(identity.to_public()))
    assert done.passphrase == ""
    assert files_of(pyrage.decrypt((done.folder / "evidence.age").read_bytes(), [identity]))
    assert (done.folder / "OPEN-ME.html").read_bytes() == READER.replace(PAYLOAD_MARK, b"")
    assert body(vault.entry(done.entry), ExportBody).recipient_kind == "age"


def test_only_the_chosen_captures_are_in_it(
    vault: Unlocked, export: Callable[..., ExportResult]
) -> None:
    done = export([2])
    files = files_of(
        passphrase_file.decrypt((done.folder / "evidence.age").read_bytes(), done.passphrase)
    )
    entries = [name for name in files if name.startswith("data/log/entries/")]
    assert entries == ["data/log/entries/2.json"]
    assert files["data/log/entries/2.json"] == vault.entry_bytes(2)
    assert not any(b"Marc D." in data for data in files.values())


@pytest.mark.parametrize("there", ["file", "folder with a file", "link"])
def test_a_place_that_is_taken_is_refused(
    there: str, export: Callable[..., ExportResult], tmp_path: Path
) -> None:
    place = tmp_path / "out" / "copy"
    place.parent.mkdir()
    if there == "file":
        place.write_text("mine")
    elif there == "link":
        place.symlink_to(tmp_path)
    else:
        place.mkdir()
        (place / "mine.txt").write_text("mine")
    with pytest.raises(KeepsakeError) as caught:
        export([1])
    assert caught.value.code is Code.EXPORT_EXISTS
    assert [path.name for path in place.parent.iterdir()] == ["copy"]


def test_an_empty_folder_is_used(export: Callable[..., ExportResult], tmp_path: Path) -> None:
    (tmp_path / "out" / "copy").mkdir(parents=True)
    assert export([1]).folder.is_dir()


@pytest.mark.parametrize("entry", [0, 99])
def test_what_is_no_capture_is_refused(
    entry: int, export: Callable[..., ExportResult], tmp_path: Path
) -> None:
    with pytest.raises(KeepsakeError) as caught:
        export([1, entry])
    assert caught.value.code is Code.CAPTURE_UNKNOWN
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("part", [1, 8])
def test_a_damaged_capture_is_refused_with_its_file(part: int, tmp_path: Path) -> None:
    vault = sample.make_vault(tmp_path / "damaged", [sample.thread(6)], passphrase=None)
    unlocked = access.unlock(vault, None)
    path = unlocked.part_path(unlocked.capture(1).body.capture, part)
    sealed = bytearray(path.read_bytes())
    sealed[-3] ^= 1
    path.write_bytes(sealed)
    before = vault.size()
    (tmp_path / "reader.html").write_bytes(READER)
    with pytest.raises(KeepsakeError) as caught:
        bundles.export(unlocked, [1], tmp_path / "out" / "copy", tmp_path / "reader.html")
    assert caught.value.code is Code.EXPORT_INVALID
    assert f"{part:04}.age" in caught.value.facts["file"]
    assert caught.value.facts["step"] == "5"
    assert vault.size() == before
    assert list((tmp_path / "out").iterdir()) == []


def test_nothing_readable_is_on_disk_at_any_moment(
    export: Callable[..., ExportResult], tmp_path: Path
) -> None:
    canaries = (b"\x89PNG", b"%PDF", b"instagram", b"borrow", b"keepsake_entry", b"BagIt")
    looked = []

    def look(_progress: object) -> None:
        for path in (tmp_path / "out").rglob("*"):
            if path.is_file() and path.suffix == ".age":
                looked.append(path.name)
                assert not any(canary in path.read_bytes() for canary in canaries)
        assert not any(path.name == "copy" for path in (tmp_path / "out").iterdir())

    done = export([1, 2, 3], progress=look)
    assert "evidence.age" in looked
    for path in done.folder.iterdir():
        assert not any(
            canary in path.read_bytes() for canary in canaries[:5] if path.suffix == ".age"
        )


def test_a_reader_that_was_not_built_is_said(
    export: Callable[..., ExportResult], tmp_path: Path
) -> None:
    with pytest.raises(KeepsakeError) as caught:
        export([1], reader_html=tmp_path / "none.html")
    assert caught.value.code is Code.TOOL_MISSING
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(
    vault: Unlocked, export: Callable[..., ExportResult], tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file where a folder should be")
    before = vault.vault.size()
    with pytest.raises(KeepsakeError) as caught:
        export([1])
    assert caught.value.code in (Code.VAULT_UNWRITABLE, Code.EXPORT_EXISTS)
    assert vault.vault.size() == before
