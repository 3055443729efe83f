"""A long entry is sealed compressed; what is not whole, or more than one could be, is told."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from fixtures.vaults import CAPTURE, PASSPHRASE, capture, environment, picture
from keepsake.core.age.payload import SealedError
from keepsake.core.compression import entries
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.core.merkle import leaf_hash
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.vault import access, creating
from keepsake.vault.capture_writer import CaptureWriter

if TYPE_CHECKING:
    from pathlib import Path

LONG = b'{"of":"an entry"}' * 1000


def test_a_short_entry_is_as_it_is_and_a_long_one_any_gunzip_opens() -> None:
    most = b"{" * entries.PLAIN_BYTES_MAX
    assert entries.compress(most) == most == entries.decompress(most)
    assert gzip.decompress(entries.compress(most + b"}")) == most + b"}"
    assert entries.decompress(entries.compress(LONG)) == LONG


@pytest.mark.parametrize(
    "data",
    [
        entries.compress(LONG)[:-1],
        entries.compress(LONG) + b"more",
        entries.compress(LONG) * 2,
        b"\x1f\x8b",
        b"\x1f\x8b none",
        entries.compress(LONG)[:-8] + bytes(8),
    ],
)
def test_what_is_not_whole_is_refused(data: bytes) -> None:
    with pytest.raises(SealedError):
        entries.decompress(data)


def test_more_than_an_entry_could_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "DECOMPRESSED_BYTES_MAX", len(LONG) - 1)
    with pytest.raises(SealedError):
        entries.decompress(entries.compress(LONG))


def test_a_capture_of_many_parts_is_read_to_the_byte_and_its_leaf_is_over_the_entry(
    tmp_path: Path,
) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    index = capture(vault, tiles=60).entry
    unlocked = access.unlock(vault, None)
    data = unlocked.entry_bytes(index)
    assert len(data) > entries.PLAIN_BYTES_MAX
    assert leaf_hash(data) == vault.log.leaf(index)
    assert vault.log.entry_path(index).stat().st_size < len(data) / 2
    assert unlocked.part(CAPTURE, 60) == picture(60)
    assert all(step.outcome is not Outcome.INVALID for step in audit(unlocked, ()).steps)


def test_one_that_is_no_gzip_is_named(tmp_path: Path) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    access.claim(vault, PASSPHRASE)
    index = capture(vault).entry
    vault.log.entry_path(index).write_bytes(vault.seal(b"\x1f\x8b none"))
    with pytest.raises(KeepsakeError) as refused:
        access.unlock(vault, PASSPHRASE).entry_bytes(index)
    assert refused.value.code is Code.VAULT_DAMAGED
    assert refused.value.facts["file"] == f"entries/000/{index:03d}.age"


def test_an_artifact_that_is_gzip_itself_is_given_as_it_came(tmp_path: Path) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    packed = gzip.compress(LONG, mtime=0)
    writer = CaptureWriter(vault, CAPTURE, b"{}")
    writer.keep(1, "views", "views-0001.jsonl.gz", "application/gzip", packed, sha256_hex(packed))
    writer.close()
    unlocked = access.unlock(vault, None)
    assert unlocked.part(CAPTURE, 1) == bytes(unlocked.gather_part(CAPTURE, 1)) == packed
