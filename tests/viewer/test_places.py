"""A vault that cannot be used is told with what to do, and what was kept since is opened too."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from fixtures.tiles import TILE
from fixtures.vaults import BEGIN, keep
from keepsake.catalogue import error_message
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.vault import access, creating, fallback, recovery
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.handle import Vault
from viewer import sample
from viewer.conftest import HOST, Browser
from viewer.sample import PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CAPTURE = "0b9f1f0e-5d1c-4f6e-9a39-3c5d1b8f7b01"


def _came_in(vault: Path) -> Browser:
    from keepsake.viewer.app import create_app
    from keepsake.viewer.app_state import AppState

    state = AppState(vault, real_environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    return browser


def _kept_beside(vault: Path) -> Path:
    """What a click does now: it is kept in a vault beside."""
    other = fallback.open_or_create(vault, real_environment())
    assert other.path != vault
    writer = CaptureWriter(other, CAPTURE, BEGIN)
    keep(writer, 1, TILE)
    writer.close()
    recovery.recover(other)
    return other.path


def _renamed(vault: Path) -> None:
    (vault / "vault.json").rename(vault / "vault (1).json")


def _gone(vault: Path) -> None:
    (vault / "vault.json").unlink()


def _garbled(vault: Path) -> None:
    (vault / "vault.json").write_bytes(b"{")


def _key_gone(vault: Path) -> None:
    (vault / "device.key").unlink()


DAMAGES: dict[str, tuple[Callable[[Path], None], Code, bool]] = {
    "renamed": (_renamed, Code.VAULT_INCOMPLETE, True),
    "gone": (_gone, Code.VAULT_INCOMPLETE, False),
    "garbled": (_garbled, Code.VAULT_DAMAGED, False),
    "key gone": (_key_gone, Code.VAULT_DAMAGED, False),
}


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_what_happened_what_is_safe_and_what_to_do_are_told(vault: Path, damage: str) -> None:
    fallback.find(vault, real_environment())  # known here
    act, code, mends = DAMAGES[damage]
    act(vault)
    _kept_beside(vault)
    browser = _came_in(vault)
    status, text = browser.get("/")
    assert status == 200
    words = error_message(code, "en")
    for said in (
        words.what,
        words.safe,
        words.next,
        "Restore the vault from a backup",
        "Try to repair it",
    ):
        assert said in text.replace("&#34;", '"'), said
    assert "There is 1 capture in it" in text
    assert "vault-2" in text
    for word in ("police", "evidence", "victim"):
        assert word not in text.lower()
    assert browser.post("/vault/repair")[0] == 303
    after = browser.get("/?repaired=" + ("yes" if mends else "no"))[1]
    assert ("It is repaired." in after) is mends
    assert (words.what in after) is not mends


def test_a_vault_beside_is_opened_and_left_again(vault: Path) -> None:
    fallback.find(vault, real_environment())
    _garbled(vault)
    other = _kept_beside(vault)
    browser = _came_in(vault)
    assert browser.post("/vault", place="vault-2")[0] == 303
    assert browser.state.path == other
    door = browser.get("/")[1]
    assert "Choose a passphrase" in door
    assert "You are looking at another vault." in door
    assert browser.post("/later")[0] == 303
    assert browser.state.unlocked_session is not None
    assert (
        f"/captures/{browser.state.unlocked_session.summaries()[0].entry}"
        in browser.get("/captures")[1]
    )
    assert "You are looking at another vault." in browser.get("/")[1]
    assert browser.post("/vault", place=vault.name)[0] == 303
    assert browser.state.unlocked_session is None
    assert browser.state.path == vault


def test_it_is_told_too_when_the_first_is_used_again(vault: Path) -> None:
    fallback.find(vault, real_environment())
    whole = (vault / "vault.json").read_bytes()
    _garbled(vault)
    _kept_beside(vault)
    (vault / "vault.json").write_bytes(whole)
    browser = _came_in(vault)
    door = browser.get("/")[1]
    assert "There is another vault next to this one." in door
    assert "Type your passphrase" in door
    assert browser.post("/unlock", passphrase=PASSPHRASE)[0] == 303
    assert "There is 1 capture in it" in browser.get("/")[1]


@pytest.mark.parametrize("place", ["", "/", "..", "vault-3", "vault-2/../vault", "nothing"])
def test_no_other_folder_is_opened(vault: Path, place: str) -> None:
    browser = _came_in(vault)
    assert browser.post("/vault", place=place)[0] == 404
    assert browser.state.path == vault


def _replaced(vault: Path) -> Vault:
    """Another vault without a passphrase, put by somebody in the place of the one known here."""
    fallback.find(vault, real_environment())
    shutil.rmtree(vault)
    apart = vault.parent / "apart" / "vault"
    creating.create(apart, real_environment())
    shutil.copytree(apart, vault)
    return Vault.open(vault, real_environment())


def test_a_passphrase_makes_no_changed_vault_the_known_one(vault: Path) -> None:
    other = _replaced(vault)
    with pytest.raises(KeepsakeError) as told:
        access.claim(other, PASSPHRASE)
    assert told.value.code is Code.VAULT_CHANGED
    assert not other.claimed
    assert fallback.find(vault, real_environment()).trouble is not None


def test_nor_does_what_lies_in_its_own_folder(vault: Path) -> None:
    from keepsake.vault import creating, pending

    other = _replaced(vault)
    staged = creating.staged_info(other, (vault / "vault.json").read_bytes())
    (vault / pending.PENDING).write_bytes(staged)
    recovery.recover(other)
    assert not (vault / pending.PENDING).exists()
    assert fallback.find(vault, real_environment()).trouble is not None


def test_the_person_says_that_it_is_theirs_and_is_told_what_it_means(vault: Path) -> None:
    _replaced(vault)
    browser = _came_in(vault)
    door = browser.get("/")[1]
    assert "not the one that this computer knows" in door
    assert "could read everything you put into it" in door
    words = re.search(r'id="offered"[^>]*>([^<]+)<', door)
    assert words is not None
    form = {"passphrase": words[1], "again": words[1]}
    status, text = browser.post("/passphrase", **form)
    assert status == 400
    assert "Confirm that you put this vault here yourself" in text
    assert fallback.find(vault, real_environment()).trouble is not None
    assert browser.post("/passphrase", **form, mine="yes")[0] == 303
    assert fallback.find(vault, real_environment()).trouble is None
    assert "not the one that this computer knows" not in browser.get("/")[1]


def test_one_with_a_passphrase_of_the_person_needs_no_more_than_that(vault: Path) -> None:
    fallback.find(vault, real_environment())
    shutil.rmtree(vault)
    apart = vault.parent / "apart" / "vault"
    sample.make_vault(apart, [sample.profile()])
    shutil.copytree(apart, vault)
    browser = _came_in(vault)
    assert "not the one that this computer knows" in browser.get("/")[1]
    assert browser.post("/unlock", passphrase=PASSPHRASE)[0] == 303
    assert "not the one that this computer knows" not in browser.get("/")[1]
