"""The log of a vault: what it tells, and what it is not believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.vaults import CAPTURE, capture, environment
from keepsake.core import merkle
from keepsake.core.errors import KeepsakeError
from keepsake.vault import access, creating

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.handle import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return creating.create(tmp_path / "vault", environment())


def test_leaf_hashes_tell_nothing_about_content(tmp_path: Path) -> None:
    one = creating.create(tmp_path / "one", environment())
    leaves = [capture(one, name=CAPTURE.replace("01", end)).leaf for end in ("01", "02")]
    assert len(set(leaves)) == 2
    salts = [record.salt for _, record in access.unlock(one, None).entries()]
    assert len(set(salts)) == 3


@pytest.mark.parametrize("content", [b"", b"x" * 32, bytes(64), None])
def test_a_damaged_short_cut_is_not_believed(vault: Vault, content: bytes | None) -> None:
    capture(vault)
    frontier = vault.path / "log" / "frontier"
    frontier.unlink() if content is None else frontier.write_bytes(content)
    capture(vault, name=CAPTURE.replace("01", "02"))
    assert merkle.root(vault.leaves()) == vault.log.checkpoint().root


def test_nothing_is_signed_over_damaged_leaves(vault: Vault) -> None:
    capture(vault)
    (vault.path / "log" / "frontier").unlink()
    (vault.path / "log" / "leaves").write_bytes(bytes(64))
    before = vault.checkpoint()
    with pytest.raises(KeepsakeError) as error:
        capture(vault, name=CAPTURE.replace("01", "02"))
    assert error.value.facts["file"] == "log/leaves"
    assert vault.checkpoint() == before
