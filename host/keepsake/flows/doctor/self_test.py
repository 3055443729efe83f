"""Tries the whole way once, on a page of the program's own: kept, confirmed, checked, thrown away.

All of it is in a vault of its own, in the program's folder and gone afterwards; the person's vault
and keyring are not touched. Each part is done by the commands that a person would use, each a
process of its own.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from keepsake.catalogue import table
from keepsake.core.errors import KeepsakeError
from keepsake.flows.doctor import practice_server
from keepsake.flows.doctor.diagnosis import OK, PROBLEM, WAITING, Diagnosis
from keepsake.formats import practice_page
from keepsake.program import own_command
from keepsake.vault.config import Config, save_config
from keepsake.vault.handle import Vault
from keepsake.vault.known import remembered_at

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from keepsake.env import Environment

_SECONDS_MAX = 180.0
_CAPTURE_SECONDS = "60"
# Left by a run that was ended by force.
_OLD_SECONDS = 3600.0
_NOBODY = '{"version": 1, "authorities": []}'


class _Done(NamedTuple):
    """What a command ended with: its JSON, None where it printed none, and its complaint."""

    data: dict[str, Any] | None
    complaint: str


class _Practice(NamedTuple):
    """The practice's own folder, and the language of its page."""

    folder: Path
    language: str

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    def run(self, *arguments: str, ask: bool = False) -> _Done:
        """Runs a command over the practice's vault; authorities are asked only with `ask`."""
        nobody = {} if ask else {"KEEPSAKE_AUTHORITIES": str(self.folder / "nobody.json")}
        around = {
            **os.environ,
            **nobody,
            "KEEPSAKE_VAULT": str(self.vault),
            "KEEPSAKE_KEYRING": "off",
            "KEEPSAKE_LANGUAGE": self.language,
            "XDG_STATE_HOME": str(self.folder / "state"),
        }
        try:
            done = subprocess.run(
                [*own_command(), *arguments, "--json"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=around,
                timeout=_SECONDS_MAX,
                check=False,
            )
            data = json.loads(done.stdout) if done.stdout.strip() else None
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            return _Done(None, type(error).__name__)
        return _Done(data, done.stderr.decode("utf-8", errors="replace"))


def run(path: Path, env: Environment, language: str) -> Iterator[Diagnosis]:
    """Does each step and tells it when it is done.

    Args:
        path: The person's vault, whose choice of authorities holds; it is only read.
        env: Knows where the program's own folder is.
        language: Of the page.
    """
    folder = _new_folder(env)
    practice = _Practice(folder, language)
    try:
        (folder / "nobody.json").write_text(_NOBODY, encoding="ascii")
        practice.run("init", "--unclaimed")
        kept = yield from _keep(practice)
        if kept:
            yield _confirm(practice, path, env)
            yield _check(practice)
    finally:
        left = _remove(practice, env)
    facts = {"path": str(folder)}
    yield Diagnosis("gone", PROBLEM if left else OK, "try.left" if left else "try.gone", facts)


def _new_folder(env: Environment) -> Path:
    state = env.state()
    parent = (state or Path(tempfile.gettempdir())) / "practice"
    parent.mkdir(parents=True, exist_ok=True)
    for old in parent.iterdir():
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > _OLD_SECONDS:
                shutil.rmtree(old)
    folder = parent / secrets.token_hex(8)
    folder.mkdir(mode=0o700)
    return folder


def _keep(practice: _Practice) -> Generator[Diagnosis, None, bool]:
    """Keeps the page with a browser, or where none can be driven a file; whether it was kept."""
    with practice_server.served(practice.language) as address:
        done = practice.run("capture", address, "--timeout", _CAPTURE_SECONDS)
    if done.data is None and "tool_missing" in done.complaint:
        yield Diagnosis("browser", WAITING, "try.no_browser")
        return (yield from _add(practice))
    captures = done.data["captures"] if done.data else []
    if not captures or not done.data or not done.data["pages"][0]["kept"]:
        pages = done.data["pages"] if done.data else []
        reason = (pages[0]["reason"] if pages else "") or done.complaint.strip() or "?"
        yield Diagnosis("browser", PROBLEM, "try.browser_failed", {"detail": reason})
        return False
    facts = {name: str(captures[0][name]) for name in ("items", "tiles")}
    yield Diagnosis("browser", OK, "try.browser", facts)
    return True


def _add(practice: _Practice) -> Generator[Diagnosis, None, bool]:
    title = table("practice", practice.language)["title"]
    file = practice.folder / f"{title}.txt"
    file.write_text("\n".join(practice_page.lines(practice.language)), encoding="utf-8")
    done = practice.run("add", str(file))
    if done.data is None or not done.data["added"]:
        detail = {"detail": done.complaint.strip() or "?"}
        yield Diagnosis("file", PROBLEM, "try.file_failed", detail)
        return False
    yield Diagnosis("file", OK, "try.file")
    return True


def _confirm(practice: _Practice, path: Path, env: Environment) -> Diagnosis:
    """Has the authorities asked that the person's vault asks."""
    chosen = _chosen(path, env)
    if not chosen.stamps_enabled:
        return Diagnosis("stamped", WAITING, "try.stamps_off", mend="stamps")
    vault = Vault.open(practice.vault, env)
    save_config(practice.vault / "config.toml", Config(True, chosen.authorities), vault.disk)
    done = practice.run("stamp", ask=True)
    rows = done.data["authorities"] if done.data else []
    kept = [row for row in rows if row["state"] == "kept"]
    if done.data and not rows:
        return Diagnosis("stamped", WAITING, "stamps.none")
    if kept and len(kept) == len(rows):
        return Diagnosis("stamped", OK, "try.stamped", {"count": str(len(kept))})
    reason = next((row["reason"] for row in rows if row["reason"]), "unreachable")
    return Diagnosis("stamped", WAITING, "try.unstamped", {"reason": reason})


def _chosen(path: Path, env: Environment) -> Config:
    """The person's choice; where it cannot be read, nobody is asked."""
    if not path.exists():
        return Config()
    try:
        return Vault.open(path, env).config
    except KeepsakeError:
        return Config(stamps_enabled=False)


def _check(practice: _Practice) -> Diagnosis:
    done = practice.run("verify", ask=True)
    outcome = done.data["outcome"] if done.data else "invalid"
    if outcome == "valid":
        return Diagnosis("valid", OK, "try.valid")
    if outcome == "not_checked":
        return Diagnosis("valid", WAITING, "try.not_checked")
    steps = done.data["steps"] if done.data else []
    found = [one["reason"] for step in steps for one in step["findings"]]
    reason = ", ".join(found) or done.complaint.strip() or "?"
    return Diagnosis("valid", PROBLEM, "try.invalid", {"detail": reason})


def _remove(practice: _Practice, env: Environment) -> bool:
    """Removes all of it; whether something is left."""
    known = remembered_at("vaults", practice.vault, env)
    with suppress(OSError):
        if known is not None:
            known.unlink(missing_ok=True)
    shutil.rmtree(practice.folder, ignore_errors=True)
    with suppress(OSError):
        practice.folder.parent.rmdir()  # not where another practice is going on
    return practice.folder.exists()
