"""Vaults that earlier programs wrote are read for ever, and what is newer is refused kindly.

`tests/golden/*/` were each made once by `tests/golden/make.py` and are never made again.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from fixtures.vaults import CAPTURE, capture, environment, keep
from keepsake.core.entry import CaptureBody, Entry
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.core.merkle import leaf_hash
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.flows.custody.acts import custody_of, removed
from keepsake.stamp.authorities import load_authorities
from keepsake.vault import access, creating, transaction
from keepsake.vault.backup_archive import restore_from_file
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.handle import Vault
from keepsake.vault.index import Index

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.core.verify import Report
    from keepsake.vault.unlocked import Unlocked

GOLDEN = sorted(path.parent for path in (Path(__file__).parents[1] / "golden").glob("*/holds.json"))
SECOND = CAPTURE.replace("01", "02")


@pytest.fixture(scope="module", params=GOLDEN, ids=lambda path: path.name)
def golden(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Unlocked, dict[str, Any]]:
    folder: Path = request.param
    holds = json.loads((folder / "holds.json").read_text())
    target = tmp_path_factory.mktemp("golden") / "vault"
    vault = restore_from_file(folder / "vault.keepsake", target, environment())
    return folder, access.unlock(vault, holds["passphrase"]), holds


def test_there_is_one_and_each_is_small() -> None:
    assert GOLDEN
    for folder in GOLDEN:
        assert sum(path.stat().st_size for path in folder.iterdir()) < 200_000


def test_every_entry_is_read_and_has_the_bytes_it_had(
    golden: tuple[Path, Unlocked, dict[str, Any]],
) -> None:
    _, unlocked, holds = golden
    data = [data for _, data in unlocked.exact()][: holds["entries"]]
    assert [sha256_hex(one) for one in data] == holds["entries_sha256"]
    kinds = [record.kind for _, record in unlocked.entries()][: holds["entries"]]
    assert kinds == holds["kinds"]


def test_every_artifact_is_there(golden: tuple[Path, Unlocked, dict[str, Any]]) -> None:
    _, unlocked, holds = golden
    for name, digest in holds["artifacts"].items():
        uuid, _, part = name.partition("/")
        if uuid in holds["removed"]:
            assert not unlocked.part_path(uuid, int(part)).exists()
        else:
            assert sha256_hex(unlocked.part(uuid, int(part))) == digest
    assert set(removed(unlocked)) == set(holds["removed"])


def test_it_verifies_with_the_authorities_of_its_day(
    golden: tuple[Path, Unlocked, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, unlocked, _ = golden
    monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(folder / "authorities.json"))
    report = audit(unlocked, load_authorities())
    assert [(s.number, s.files) for s in report.steps if s.outcome is Outcome.INVALID] == []
    assert [step.outcome for step in report.steps[:4]] == [Outcome.VALID] * 4
    assert report.steps[6].looked_at["tokens"] > 0
    # The last capture came after the stamps.
    found = [(finding.reason, finding.facts) for finding in report.steps[6].findings]
    assert found == [("not_stamped", {"captures": "1"})]


def test_search_custody_and_the_recovery_code_work(
    golden: tuple[Path, Unlocked, dict[str, Any]],
) -> None:
    _, unlocked, holds = golden
    index = Index(unlocked)
    assert index.count() == holds["kinds"].count("capture")
    assert index.search("messages")
    index.close()
    kinds = {act.kind for act in custody_of(unlocked)}
    assert {"view", "print", "verify", "export", "removal", "restore"} <= kinds
    opened = access.unlock_with_code(unlocked.vault, holds["recovery_code"])
    assert opened.entry_bytes(0) == unlocked.entry_bytes(0)


def test_it_goes_on_from_there(golden: tuple[Path, Unlocked, dict[str, Any]]) -> None:
    _, unlocked, _ = golden
    before = unlocked.vault.size()
    assert capture(unlocked.vault, name=CAPTURE.replace("01", "99")).entry == before


# What is newer than this program.


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = creating.create(tmp_path / "vault", environment())
    capture(vault)
    return vault


def _newer_info(path: Path) -> None:
    info = json.loads((path / "vault.json").read_bytes())
    (path / "vault.json").write_text(json.dumps({**info, "version": 2, "new": [1]}))


def test_a_newer_vault_is_refused_before_anything_else_is_read(vault: Vault) -> None:
    _newer_info(vault.path)
    (vault.path / "log" / "checkpoint").write_bytes(b"of another form")
    with pytest.raises(KeepsakeError) as error:
        Vault.open(vault.path, environment())
    assert error.value.code is Code.VAULT_NEWER


def test_a_description_that_is_nested_without_end_is_damage_and_no_crash(vault: Vault) -> None:
    (vault.path / "vault.json").write_bytes(b'{"version":1,"more":' + b"[" * 100_000)
    with pytest.raises(KeepsakeError) as refused:
        Vault.open(vault.path, environment())
    assert refused.value.code is Code.VAULT_DAMAGED


def test_a_newer_copy_in_one_file_is_refused_and_nothing_is_written(
    vault: Vault, tmp_path: Path
) -> None:
    _newer_info(vault.path)
    with zipfile.ZipFile(tmp_path / "copy.keepsake", "w") as packed:
        packed.write(vault.path / "vault.json", "vault.json")
        packed.writestr("log/of-a-new-kind", b"x")
    with pytest.raises(KeepsakeError) as error:
        restore_from_file(tmp_path / "copy.keepsake", tmp_path / "target", environment())
    assert error.value.code is Code.VAULT_NEWER
    assert not (tmp_path / "target").exists()


def test_newer_options_are_refused_not_guessed(vault: Vault) -> None:
    (vault.path / "config.toml").write_text('version = 2\n[stamps]\nenabled = "sometimes"\n')
    with pytest.raises(KeepsakeError) as error:
        assert vault.config
    assert error.value.code is Code.VAULT_NEWER
    step = _audit(vault).steps[0]
    assert (step.outcome, step.reason) == (Outcome.NOT_CHECKED, "version_newer")


def _append_raw(vault: Vault, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """An entry as a later program would write it."""
    record = json.loads(
        vault.encode("capture", CaptureBody(SECOND, "complete", "", "", -1, (), {}))
    )
    data = json.dumps(change(record)).encode()
    with transaction.writing(vault):
        vault.log.append(vault.seal(data), leaf_hash(data), vault.signer())


def _audit(vault: Vault) -> Report:
    return audit(access.unlock(Vault.open(vault.path, environment()), None), ())


def test_a_newer_entry_is_not_checked_and_hides_nothing(vault: Vault) -> None:
    _append_raw(vault, lambda it: {**it, "keepsake_entry": 2, "utc": 7, "body": {"quite": "new"}})
    capture(vault, name=CAPTURE.replace("01", "03"))
    step = _audit(vault).steps[3]
    assert (step.outcome, step.reason) == (Outcome.NOT_CHECKED, "version_newer")
    assert step.files == ("entries/000/002.age",)
    index = Index(access.unlock(vault, None))
    assert [found.entry for found in index.captures()] == [3, 1]
    index.close()


def test_members_that_are_not_known_are_ignored(vault: Vault) -> None:
    _append_raw(vault, lambda it: {**it, "added": 1, "body": {**it["body"], "added": [1]}})
    assert _audit(vault).steps[3].outcome is Outcome.VALID
    assert access.unlock(vault, None).capture(2).body.capture == SECOND


def test_a_kind_that_is_not_known_is_another_record(vault: Vault) -> None:
    _append_raw(vault, lambda it: {**it, "kind": "of_a_later_version", "body": {"words": "x"}})
    unlocked = access.unlock(vault, None)
    record: Entry = unlocked.entry(2)
    assert record.kind == "of_a_later_version"
    assert msgspec.json.decode(record.body) == {"words": "x"}
    assert custody_of(unlocked) == []
    assert _audit(vault).steps[3].outcome is Outcome.VALID
    index = Index(unlocked)
    assert index.records()[-1] == (2, record)
    index.close()


def test_a_newer_manifest_is_not_checked(vault: Vault) -> None:
    writer = CaptureWriter(vault, SECOND, b"{}")
    keep(writer, 1, b'{"keepsake_manifest":3,"something":"new"}', "manifest")
    with pytest.raises(KeepsakeError) as error:
        writer.commit(1, sha256_hex(b'{"keepsake_manifest":3,"something":"new"}'))
    assert error.value.code is Code.VAULT_NEWER
    receipt = writer.close()
    assert receipt is not None
    assert receipt.state == "incomplete"
