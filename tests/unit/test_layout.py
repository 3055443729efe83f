"""Files that do not belong to a vault are told, and those that cloud programs make by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.vaults import CAPTURE, capture, environment
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.vault import access, creating
from keepsake.vault.layout import strays, sync_service, synced_files

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.handle import Vault

SECOND = CAPTURE.replace("01", "02")

SYNCED = [
    "parts/{capture}/0001 (1).age",
    "parts/{capture}/0001 (Noor's conflicted copy 2026-11-24).age",
    "parts/{capture}/0001 (Copie en conflit de Noor 2026-11-24).age",
    "parts/{capture}/0001-DESKTOP-4F2.age",
    "parts/{capture}/0001.sync-conflict-20261124-101112-ABCDEFG.age",
    "parts/{capture}/.0001.age.icloud",
    "log/checkpoint (2)",
    "log/Copy of leaves",
    "~$vault.json",
    "vault-NOORS-LAPTOP.json",
    "entries/000 (1)/000.age",
    "parts/{capture} (Noor's conflicted copy 2026-11-24)/0001.age",
    "log-NOORS-LAPTOP/checkpoint",
]
OTHERS = [
    "notes.txt",
    "parts/{capture}/0009.age",
    "parts/{second}/0000.age",
    "entries/000/007.age",
    "entries/0/1.age",
    "log/stamps/2-Other.tsr",
    "parts/{capture}/0001.age.bak",
]
OURS = [
    "entries/000/002.age",
    "parts/{capture}/.0001.age.tmp",
    "log/.checkpoint.tmp",
    "log/stamps/2-digicert.tsr",
    "index.db-journal",
    ".DS_Store",
    "parts/desktop.ini",
    "incoming/{second}/entry",
    "incoming/{second}.lock",
]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = creating.create(tmp_path / "vault", environment())
    capture(vault)
    return vault


def _put(vault: Vault, name: str) -> str:
    filled = name.format(capture=CAPTURE, second=SECOND)
    path = vault.path / filled
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return filled


def _told(vault: Vault) -> list[tuple[str, str]]:
    step = audit(access.unlock(vault, None), ()).steps[0]
    assert step.outcome is not Outcome.INVALID
    return [(finding.reason, finding.file) for finding in step.findings]


def test_an_untouched_vault_holds_nothing_else(vault: Vault) -> None:
    assert _told(vault) == []
    assert strays(vault.path, vault.size(), {CAPTURE: 5}) == []


@pytest.mark.parametrize("name", SYNCED)
def test_a_name_that_cloud_programs_give_is_told_as_such(vault: Vault, name: str) -> None:
    put = _put(vault, name)
    assert _told(vault) == [("file_synced", put)]
    assert [stray.name for stray in synced_files(vault.path)] == [put]


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_that_somebody_put_there_is_told(vault: Vault, name: str) -> None:
    put = _put(vault, name)
    assert _told(vault) == [("file_unknown", put)]
    assert synced_files(vault.path) == []


@pytest.mark.parametrize("name", OURS)
def test_what_the_program_or_the_desktop_leaves_is_no_stray(vault: Vault, name: str) -> None:
    name = _put(vault, name)
    assert (name in [stray.name for stray in strays(vault.path, 2, {CAPTURE: 5})]) is False


def test_a_file_replaced_by_a_placeholder_is_missing_and_the_reason_is_there(vault: Vault) -> None:
    part = vault.path / "parts" / CAPTURE / "0001.age"
    part.rename(part.with_name(".0001.age.icloud"))
    report = audit(access.unlock(vault, None), ())
    assert [finding.reason for finding in report.steps[0].findings] == ["file_synced"]
    assert report.steps[4].reason == "part_missing"


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive/Keepsake", "OneDrive"),
        ("OneDrive - Contoso/Documents/Keepsake", "OneDrive"),
        ("Dropbox (Personal)/vault", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs/vault", "iCloud Drive"),
        ("iCloudDrive/vault", "iCloud Drive"),
        ("Library/CloudStorage/GoogleDrive-noor@example.org/My Drive/vault", "Google Drive"),
        ("Nextcloud/vault", "Nextcloud"),
        ("Documents/vault", ""),
        ("Dropboxes/vault", ""),
    ],
)
def test_folders_of_cloud_programs_are_known_by_name(
    tmp_path: Path, folder: str, service: str
) -> None:
    assert sync_service(tmp_path / folder) == service


@pytest.mark.parametrize(
    ("mark", "service"), [(".dropbox.cache", "Dropbox"), (".tmp.drivedownload", "Google Drive")]
)
def test_or_by_the_marks_they_leave(tmp_path: Path, mark: str, service: str) -> None:
    (tmp_path / mark).mkdir()
    assert sync_service(tmp_path / "mine" / "vault") == service


def test_or_by_what_the_system_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Work"))
    assert sync_service(tmp_path / "Work" / "vault") == "OneDrive"
    assert sync_service(tmp_path / "Elsewhere" / "vault") == ""
