"""Every file of a vault, damaged in every way, under every verb.

Nothing that was acknowledged is lost, no error is one that should not be possible, and what is told
is told in words. An export, which takes longest, is made for some of them in an ordinary run, and
for all with SLOW=1.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from fixtures.damages import CONFLICTED, DAMAGES, RENAMED, around
from fixtures.vaults import BEGIN, CAPTURE, PASSPHRASE, capture, environment, keep
from keepsake import cli
from keepsake.commands import checks
from keepsake.shared import shared_path
from keepsake.vault import access, beside
from keepsake.vault.incoming import lock_path
from keepsake.vault.index import Index
from keepsake.vault.locking import take
from keepsake.vault.store import Vault
from keepsake.words import table
from native.client import HELLO, begin, ending, part, whole_part
from native.desk import Desk, new_id

if TYPE_CHECKING:
    from collections.abc import Callable

WAITING = CAPTURE.replace("01", "09")
_NUMBER = re.compile(r"^\(problem (\d+) ", re.M)
_TABLE = json.loads(shared_path("data", "errors.json").read_bytes())
ERRORS = {str(one["code"]): one for one in _TABLE}
# What else may be named in the place of a file, where it is told by what no longer fits it.
CONCERNED = {
    "vault.json": ("identity.age",),
    "identity.age": ("identity.unclaimed",),
    "log/leaves": ("entries/000/",),  # which of the two it is, only the checkpoint tells
    # What is staged for another vault is told only by the entry that came of it.
    f"incoming/{WAITING}/staging": (WAITING, "entries/000/"),
}
CODE = "maple-anchor-violin-copper-meadow-otter-plum-harbour"
SLOW = os.environ.get("SLOW") == "1"
FILES = (
    "vault.json", "identity.unclaimed", "identity.age", "recovery.age", "device.key", "config.toml",
    "viewer.json", "pending", "index.db", "vault.lock",
    "log/leaves", "log/checkpoint", "log/frontier", "log/commits.json",
    "log/stamps/attempts.json", "entries/000/000.age", "entries/000/001.age", "entries/000/002.age",
    f"parts/{CAPTURE}/0000.age", f"parts/{CAPTURE}/0001.age", f"parts/{CAPTURE}/0004.age",
    f"incoming/{WAITING}/0000.age", f"incoming/{WAITING}/0001.age", f"incoming/{WAITING}/staging",
)  # fmt: skip


class Place(NamedTuple):
    """A vault to be damaged, and another one; and both before a passphrase was set."""

    vault: Path
    other: Path
    open_vault: Path
    open_other: Path

    def of(self, name: str) -> tuple[Path, Path]:
        """The two that have a file of that name."""
        if name == "identity.unclaimed":
            return self.open_vault, self.open_other
        return self.vault, self.other


def _made(path: Path, *, claimed: bool) -> Path:
    vault = Vault.create(path, environment())
    if claimed:
        vault.claim(PASSPHRASE)
    capture(vault)
    capture(vault, name=CAPTURE.replace("01", "02"))
    opened = vault.unlock(PASSPHRASE if claimed else None)
    if claimed:
        access.set_recovery_code(opened, CODE)
    Index(opened).close()
    (path / "config.toml").write_text("version = 1\n")
    (path / "viewer.json").write_text("{}")
    (path / "log" / "stamps").mkdir(exist_ok=True)
    (path / "log" / "stamps" / "attempts.json").write_text("{}")
    (path / "pending").write_text("")
    (path / "vault.lock").touch()
    writer = vault.start_capture(WAITING, BEGIN)
    keep(writer, 1, b"acknowledged")
    writer._lock.release()
    lock_path(path / "incoming" / WAITING).unlink(missing_ok=True)
    (path / "pending").unlink()
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("each")
    names = ("vault", "other", "open-vault", "open-other")
    return Place(*(_made(folder / name, claimed="open" not in name) for name in names))


class Said(NamedTuple):
    """What a verb gave: its code, and what it printed or answered."""

    code: int
    text: str
    wrong: tuple[str, ...] = ()


def _capture(vault: Path, _folder: Path) -> Said:
    """A whole capture through a session; what its browser would be answered."""
    desk = Desk(vault)
    capture_id, data = new_id(), b"picture"
    replies = desk.say(HELLO)
    begun = desk.last(begin(capture_id))
    replies.append(begun)
    if begun["type"] == "begun":
        replies += desk.say(*whole_part(capture_id, 1, data))
        replies += desk.say(*ending(capture_id, begun, [part(capture_id, 1, data)]))
    desk.session.close()
    kept = [reply for reply in replies if reply["type"] == "kept"]
    if kept:
        _is_sealed_somewhere(vault, capture_id, len(kept))
    if replies[-1]["type"] == "receipt":
        assert any((p / "parts" / capture_id).is_dir() for p in _places(vault)), "no such capture"
    errors = [reply for reply in replies if reply["type"] == "error"]
    wrong = [f"no such error: {one}" for one in errors if str(one["code"]) not in ERRORS]
    wrong += [note for note in desk.notes if "error 90" in note]
    # A vault beside the damaged one is told with the file for which it is there.
    told = [one for one in replies if one["type"] == "error" or one.get("damaged")]
    return Said(int(bool(errors)), "".join(f"{json.dumps(one)}\n" for one in told), tuple(wrong))


def _is_sealed_somewhere(vault: Path, capture_id: str, parts: int) -> None:
    folders = [p / name / capture_id for p in _places(vault) for name in ("parts", "incoming")]
    assert any(len(list(f.glob("*.age"))) > parts for f in folders if f.is_dir()), "lost"


def _places(vault: Path) -> list[Path]:
    return [vault, *beside.others(vault)]


def _command(*arguments: str) -> Callable[[Path, Path], Said]:
    def run(vault: Path, folder: Path) -> Said:
        code = cli.main([one.format(folder=folder, vault=vault) for one in arguments])
        return Said(code, "", () if code in {0, 1, 2} else ("wrong usage",))

    return run


VERBS: dict[str, Callable[[Path, Path], Said]] = {
    "capture": _capture,
    "unlock": _command("list"),
    "verify": _command("verify"),
    "doctor": _command("doctor"),
    "repair": _command("doctor", "--repair"),
    "backup": _command("backup", "{folder}/copy"),
    "restore": _command("restore", "{vault}", "--vault", "{folder}/new"),
    "export": _command("export", "{folder}/handed"),
}


def _sealed(vault: Path) -> dict[str, bytes]:
    """Every sealed file of what was acknowledged, by name."""
    found = {}
    for name in ("entries", "parts", "incoming"):
        for path in (vault / name).rglob("*.age"):
            found[path.relative_to(vault).as_posix()] = path.read_bytes()
    return found


def _still_there(vault: Path, before: dict[str, bytes], damaged: str) -> list[str]:
    now = {
        data
        for place in (vault.parent,)
        for path in place.rglob("*")
        if path.is_file() and path.stat().st_mode & stat.S_IRUSR
        for data in [path.read_bytes()]
    }
    return [name for name, data in before.items() if name != damaged and data not in now]


def _untold(said: Said, usual: Said, name: str) -> list[str]:
    """What is wrong with how a verb told of a damaged file, beside what it says of a whole vault.

    Where it fails or finds something, there is one error at most, its number and its words are
    those of the table, and the file is named.
    """
    wrong = list(said.wrong)
    if any(word in said.text for word in ("90 internal", "error 90", "Traceback")):
        wrong.append("told as impossible")
    numbers = _NUMBER.findall(said.text)
    wrong += [f"{len(numbers)} errors at once"] if len(numbers) > 1 else []
    for number in numbers:
        words = ERRORS.get(number, {})
        missing = [k for k in ("what", "safe", "next") if words["en"][k] not in said.text]
        wrong += [f"{number} does not say {key}" for key in missing]
        wrong += [f"{number} has no words in French"] if not all(words["fr"].values()) else []
    # That a check could not be noted is no finding of it.
    known = {*usual.text.splitlines(), table("cli", "en")["verify.unnoted"]}
    new = [line for line in said.text.splitlines() if line not in known]
    if said.code and new and not any(one in "\n".join(new) for one in _names_of(name)):
        wrong.append(f"names no file: {new}")
    return wrong


def _names_of(name: str) -> list[str]:
    """What counts as naming a file: its name, the one that it was given, what it does not fit."""
    path = Path(name)
    others = [path.with_name(f"{path.stem}{end}{path.suffix}") for end in (RENAMED, CONFLICTED)]
    return [name, *map(str, others), *CONCERNED.get(name, ())]


def _plain(text: str, folder: Path) -> str:
    """Without what is another in each run: places, times, sizes."""
    return re.sub(r"(?<=[0-9]) MB|[0-9]+ (?=MB|ms)", "", text.replace(str(folder), ""))


def _run(verb: str, vault: Path, folder: Path, printed: Callable[[], str]) -> Said:
    os.environ["KEEPSAKE_VAULT"] = str(vault)
    try:
        found = VERBS[verb](vault, folder)
    except Exception as error:  # noqa: BLE001 - a cell that ends the test hides all others
        found = Said(1, "", (f"{type(error).__name__}: {error}",))
    return found._replace(text=_plain(found.text + printed(), folder))


def _tried(
    place: Place, name: str, damage: str, verb: str, folder: Path, said: Callable[[], str]
) -> list[str]:
    """What is wrong with one cell of the table."""
    folder.mkdir()
    source, other = place.of(name)
    vault = Path(shutil.copytree(source, folder / "vault"))
    usual = _usual(source, verb, folder, said)
    before = _sealed(vault)
    DAMAGES[damage](vault / name, other / name)
    with around(damage, vault / name):
        found = _run(verb, vault, folder, said)
    wrong = _untold(found, usual, name)
    with suppress(FileNotFoundError):
        (vault / name).chmod(0o600)
    wrong += [f"lost {one}" for one in _still_there(vault, before, name)]
    return [f"{name} {damage}, {verb}: {one}" for one in wrong]


_usually: dict[tuple[Path, str], Said] = {}


def _usual(source: Path, verb: str, folder: Path, said: Callable[[], str]) -> Said:
    """What a verb says of the vault as it is whole."""
    if (source, verb) not in _usually:
        apart = folder.with_name(f"{folder.name}-usual")
        vault = Path(shutil.copytree(source, apart / "vault"))
        _usually[source, verb] = _run(verb, vault, apart, said)
        shutil.rmtree(apart)
    return _usually[source, verb]


@pytest.mark.parametrize("name", FILES)
def test_under_every_verb(
    made: Place,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    nobody = tmp_path / "authorities.json"
    nobody.write_text(json.dumps({"version": 1, "authorities": []}))
    monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(nobody))
    secret = tmp_path / "passphrase.txt"
    secret.write_text(f"{PASSPHRASE}\n")
    monkeypatch.setenv("KEEPSAKE_PASSPHRASE_FILE", str(secret))
    monkeypatch.setenv("KEEPSAKE_LANGUAGE", "en")
    monkeypatch.setenv("KEEPSAKE_VAULT", "")
    monkeypatch.setattr(checks, "ask_host", lambda _program, _path: 1)
    monkeypatch.setattr("keepsake.vault.index._WAIT_SECONDS", 0.1)
    monkeypatch.setattr("keepsake.vault.store.take", lambda lock, _seconds: take(lock, 0.1))
    monkeypatch.setattr("keepsake.vault.put_back.LOCK_SECONDS", 0.1)

    def said() -> str:
        out, err = capfd.readouterr()
        return out + err

    wrong: list[str] = []
    for at, damage in enumerate(DAMAGES):
        for verb in VERBS:
            if verb == "export" and not (SLOW or at == FILES.index(name) % len(DAMAGES)):
                continue
            folder = tmp_path / f"{damage}-{verb}".replace(" ", "-")
            wrong += _tried(made, name, damage, verb, folder, said)
            shutil.rmtree(folder, ignore_errors=True)
    assert not wrong, "\n".join(wrong)
