"""A vault that cannot be used costs no click: what is captured is kept in a fresh one beside it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from keepsake.core.errors import KeepsakeError
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.vault import access, creating, keys
from keepsake.vault.handle import Vault
from native.client import HELLO
from native.direct_session import DirectSession
from native.program import PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from native.program import Cli


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "vault.lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def _gone(path: Path) -> None:
    path.unlink()


def _renamed(path: Path) -> None:
    path.rename(path.with_name(f"{path.stem} (1){path.suffix}"))


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _flipped(path: Path) -> None:
    _flip(path, path.stat().st_size // 2)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], None]] = {
    "gone": _gone,
    "renamed": _renamed,
    "empty": _empty,
    "cut": _cut,
    "one bit": _flipped,
    "a folder": _folder,
}
FILES = ["vault.json", "identity.unclaimed", "device.key", "log/checkpoint"]


def _restore(path: Path, data: bytes) -> None:
    """Puts a file right, as a person would with a copy, and removes what is left of the damage."""
    for item in path.parent.iterdir():
        if item.name.startswith(path.name.partition(".")[0]):
            shutil.rmtree(item) if item.is_dir() else item.unlink()
    path.write_bytes(data)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_click_is_kept_beside_and_the_old_vault_is_as_it_was(
    tmp_path: Path, name: str, damage: str
) -> None:
    direct = DirectSession(tmp_path / "vault")
    direct.last(HELLO)
    first = direct.whole()
    direct.session.close()
    whole = _files(direct.path)
    DAMAGES[damage](direct.path / name)
    before = _files(direct.path)
    direct.session = direct.open()
    ready = direct.last(HELLO)
    assert (ready["type"], ready["damaged"], ready["beside"]) == ("ready", name, "vault-2")
    second = direct.whole()
    direct.session.close()
    assert _files(direct.path) == before
    assert [one.body.capture for one in DirectSession(tmp_path / "vault-2").captures()] == [second]
    # Put right, the first is used again, and the other is still told.
    _restore(direct.path / name, whole[name])
    direct.session = direct.open()
    ready = direct.last(HELLO)
    assert (ready["damaged"], ready["beside"]) == ("", "vault-2")
    third = direct.whole()
    assert [one.body.capture for one in direct.captures()] == [first, third]


def test_terminal_and_doctor_tell_of_both(cli: Cli) -> None:
    first = cli.capture(title="Before")
    description = cli.vault / "vault.json"
    description.rename(cli.vault / "vault (1).json")
    second = cli.capture(title="After")
    other = str(cli.folder / "vault-2")
    told = cli.run("doctor", code=1).stdout
    assert "vault.json" in told
    assert other in told
    refused = cli.run("list", code=1).stderr
    assert "vault (1).json" in refused
    assert other in refused
    listed = cli.data("list", "--vault", other)
    assert [one["capture"] for one in listed["captures"]] == [second]
    (cli.vault / "vault (1).json").rename(description)
    listed = cli.data("list")
    assert [one["capture"] for one in listed["captures"]] == [first]
    assert listed["beside"] == [{"path": other, "captures": 1}]
    assert other in cli.run("list").stdout


def test_a_vault_that_was_put_in_its_place_gets_nothing_until_it_was_opened(
    tmp_path: Path,
) -> None:
    """Somebody who can write to the folder would else have all that is captured from now on."""
    mine, other = DirectSession(tmp_path / "vault"), DirectSession(tmp_path / "elsewhere" / "vault")
    for direct in (mine, other):
        direct.last(HELLO)
        direct.whole()
        direct.session.close()
    access.claim(Vault.open(other.path, real_environment()), PASSPHRASE)
    shutil.rmtree(mine.path)
    shutil.copytree(other.path, mine.path)
    before = _files(mine.path)
    mine.session = mine.open()
    ready = mine.last(HELLO)
    assert (ready["damaged"], ready["beside"]) == ("vault.json", "vault-2")
    mine.whole()
    assert _files(mine.path) == before
    mine.session.close()
    # Its passphrase shows that it is the person's own.
    access.unlock(Vault.open(mine.path, real_environment()), PASSPHRASE)
    mine.session = mine.open()
    assert mine.last(HELLO)["damaged"] == ""
    mine.whole()
    assert Vault.open(mine.path, real_environment()).size() == 4


def test_another_recipient_in_its_description_is_refused(tmp_path: Path) -> None:
    direct = DirectSession(tmp_path / "vault")
    direct.last(HELLO)
    direct.whole()
    direct.session.close()
    vault = Vault.open(direct.path, real_environment())
    access.claim(vault, PASSPHRASE)
    path = direct.path / "vault.json"
    other = str(keys.new_identity().to_public())
    path.write_text(path.read_text().replace(vault.info.recipient, other))
    direct.session = direct.open()
    assert direct.last(HELLO)["damaged"] == "vault.json"
    direct.whole()
    assert vault.size() == 3
    with pytest.raises(KeepsakeError) as told:
        access.unlock(Vault.open(direct.path, real_environment()), PASSPHRASE)
    assert told.value.detail == "another identity"


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe garbled", b"identity.age", b"vault.json\n", b"../x\n" + bytes(99)],
)
def test_a_garbled_pending_is_set_aside_and_hinders_nothing(tmp_path: Path, content: bytes) -> None:
    direct = DirectSession(tmp_path / "vault")
    direct.last(HELLO)
    direct.whole()
    direct.session.close()
    _check_set_aside(direct, content)


def test_a_changed_byte_of_pending_is_never_signed(tmp_path: Path) -> None:
    direct = DirectSession(tmp_path / "vault")
    direct.last(HELLO)
    direct.whole()
    direct.session.close()
    vault = Vault.open(direct.path, real_environment())
    data = creating.staged_info(vault, (direct.path / "vault.json").read_bytes())
    for at in range(0, len(data), 7):
        changed = bytearray(data)
        changed[at] ^= 1
        _check_set_aside(direct, bytes(changed))
        assert vault.size() == 2
        shutil.rmtree(direct.path / "set-aside")


def _check_set_aside(direct: DirectSession, content: bytes) -> None:
    (direct.path / "pending").write_bytes(content)
    direct.session = direct.open()
    assert direct.last(HELLO)["damaged"] == ""
    direct.session.close()
    assert (direct.path / "set-aside" / "pending").read_bytes() == content
    report = audit(access.unlock(Vault.open(direct.path, real_environment()), None), ())
    told = {(found.reason, found.file) for found in report.steps[0].findings}
    assert told == {("set_aside", "set-aside/pending")}


def test_no_byte_of_the_description_leads_to_an_error_that_should_not_be(tmp_path: Path) -> None:
    direct = DirectSession(tmp_path / "vault")
    direct.last(HELLO)
    direct.whole()
    path = direct.path / "vault.json"
    whole = path.read_bytes()
    for at in range(len(whole)):
        for bit in (0, 6):
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            path.write_bytes(changed)
            direct.session = direct.open()
            ready = direct.last(HELLO)
            if ready["type"] == "error":
                assert ready["name"] == "vault_newer", (at, ready)
                continue
            assert ready["damaged"] == "vault.json", (at, ready)
