"""A copy elsewhere and a code on paper: what keeps a case when the device or the memory is gone."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from keepsake.env import real_environment
from keepsake.vault import access
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from viewer.conftest import Browser


def test_a_copy_is_made_and_brought_up_to_date(working: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    status, text = working.post("/copies", folder=str(folder))
    assert status == 200
    assert "Backed up. The backup has " in text
    first = Vault.open(folder, real_environment()).size()
    assert working.post("/copies", folder=str(folder))[0] == 200
    assert Vault.open(folder, real_environment()).size() > first


@pytest.mark.parametrize("folder", ["", "relative", "/no/such/place/at/all"])
def test_a_place_that_is_none_is_said_plainly(working: Browser, folder: str) -> None:
    status, text = working.post("/copies", folder=folder)
    assert status == 400
    assert "That place does not exist" in text


def test_the_folder_of_another_vault_is_left_alone(
    working: Browser, new_vault: Callable[[Path], Path], tmp_path: Path
) -> None:
    other = new_vault(tmp_path / "other")
    before = Vault.open(other, real_environment()).checkpoint()
    assert working.post("/copies", folder=str(other))[0] == 409
    assert Vault.open(other, real_environment()).checkpoint() == before


def test_the_recovery_code_opens_the_vault_and_is_shown_once(working: Browser) -> None:
    assert "Make a recovery code" in working.get("/recovery-sheet")[1]
    assert working.post("/recovery-sheet")[0] == 303
    text = working.get("/recovery-sheet")[1]
    assert text == working.get("/recovery-sheet")[1]
    code = html.unescape(re.findall(r'class="words"[^>]*>([^<]+)<', text)[0])
    vault = Vault.open(working.state.path, real_environment())
    assert access.unlock_with_code(vault, code).vault.info == vault.info
    assert working.post("/recovery-sheet/written")[0] == 303
    for page in ("/", "/copies", "/cases", "/recovery-sheet"):
        assert code not in working.get(page)[1]
    assert "You have a recovery code." in working.get("/copies")[1]
