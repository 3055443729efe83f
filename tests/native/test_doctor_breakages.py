"""What can be broken on a computer, one row each: told rightly, with what mends it.

On each of the three surfaces: the command, the viewer, and the host that the add-on's options ask.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.rights import like_anybody
from keepsake.catalogue import LANGUAGES, table
from keepsake.flows.doctor.diagnosis import COMMANDS
from native import surfaces
from native.client import HELLO, Host, environment
from native.disk import alone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from native.program import Cli

SYSTEM = "/usr/sbin:/usr/bin:/sbin:/bin"
MANIFEST = ".config/chromium/NativeMessagingHosts/org.keepsake.host.json"


@dataclass
class Broken:
    """A computer on which one thing is broken.

    Attributes:
        cli: The program, with a home that Chromium has been used in and that is connected.
        before: Shell commands in a mount namespace of its own, before the program is started.
        variables: Of the environment.
        undo: Puts rights back, so that the folder can be removed.
    """

    cli: Cli
    before: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    undo: list[Callable[[], None]] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.cli.folder / "home"

    @property
    def manifest(self) -> Path:
        return self.home / MANIFEST

    def written(self, **changed: object) -> None:
        known = json.loads(self.manifest.read_bytes())
        self.manifest.write_text(json.dumps({**known, **changed}))

    def vault_file(self, name: str, change: Callable[[bytes], bytes]) -> None:
        self.cli.capture()
        path = self.cli.vault / name
        path.write_bytes(change(path.read_bytes()))

    def forbidden(self, path: Path) -> None:
        mode = path.stat().st_mode
        path.chmod(0)
        self.undo.append(lambda: path.chmod(mode))

    def policy(self, **rules: object) -> None:
        """A rule as an administrator sets it, in an /etc that only this run sees."""
        folder = self.cli.folder / "etc"
        (folder / "policies" / "managed").mkdir(parents=True)
        (folder / "policies" / "managed" / "rules.json").write_text(json.dumps(rules))
        self.before += ["mkdir -p /etc/chromium", f"mount --bind {folder} /etc/chromium"]

    def doctor(self, *more: str, code: int = 1, **variables: str) -> dict[str, dict[str, Any]]:
        done = self.run([str(self.cli.script), "doctor", "--json", *more], **variables)
        assert (done.stderr, done.returncode) == (b"", code), done.stdout
        return {one["name"]: one for one in json.loads(done.stdout)["checks"]}

    def run(
        self, command: list[str], asked: bytes = b"", **variables: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Runs a command on that computer, as somebody who is not root."""
        if self.before:
            script = " && ".join([f"PATH={SYSTEM}", *self.before, 'exec env PATH=/nothing "$@"'])
            unshare, *options = alone()
            found = shutil.which(unshare)
            assert found, "unshare is not here"
            command = [found, *options, "/bin/sh", "-c", script, "sh", *command]
        return subprocess.run(
            command, input=asked, capture_output=True, check=False, preexec_fn=like_anybody,
            env=environment(self.cli.vault, **{**self.variables, **variables}),
        )  # fmt: skip


@pytest.fixture
def broken(cli: Cli) -> Broken:
    (cli.folder / "home" / ".config" / "chromium").mkdir(parents=True)
    # No other browser is found on this PATH.
    found = Broken(cli, variables={"PATH": "/nothing", "XDG_STATE_HOME": str(cli.folder / "state")})
    cli.run("install", **found.variables)
    return found


def moved_checkout(broken: Broken) -> None:
    broken.written(path=str(broken.cli.folder / "old" / "keepsake"))


def other_copy(broken: Broken) -> None:
    other = broken.cli.folder / "other"
    other.mkdir()
    (other / "keepsake").write_text("#!/bin/sh\n")
    (other / "keepsake").chmod(0o755)
    broken.written(path=str(other / "keepsake"))


def not_executable(broken: Broken) -> None:
    other = broken.cli.folder / "theirs"
    other.mkdir()
    (other / "keepsake").write_text("#!/bin/sh\n")
    broken.written(path=str(other / "keepsake"))


def unreachable_program(broken: Broken) -> None:
    not_executable(broken)
    broken.forbidden(broken.cli.folder / "theirs")


def snap_only(broken: Broken) -> None:
    broken.manifest.unlink()
    broken.manifest.parent.rmdir()
    (broken.home / ".config" / "chromium").rmdir()
    (broken.home / "snap" / "chromium").mkdir(parents=True)


def flatpak_only(broken: Broken) -> None:
    broken.manifest.unlink()
    broken.manifest.parent.rmdir()
    (broken.home / ".config" / "chromium").rmdir()
    (broken.home / ".var" / "app" / "org.chromium.Chromium").mkdir(parents=True)


def newer_vault(broken: Broken) -> None:
    broken.vault_file("vault.json", lambda data: data.replace(b'"version":1', b'"version":2'))


def full_disk(broken: Broken) -> None:
    broken.cli.vault.mkdir()
    broken.before += [f"mount -t tmpfs -o size=1m none {broken.cli.vault}"]


def read_only(broken: Broken) -> None:
    broken.cli.capture()
    vault = broken.cli.vault
    broken.before += [f"mount --bind {vault} {vault}", f"mount -o remount,ro,bind {vault}"]


def folder_read_only(broken: Broken, name: str) -> None:
    broken.cli.capture()
    folder = broken.cli.vault / name
    folder.chmod(0o555)
    broken.undo.append(lambda: folder.chmod(0o755))


def clock_of_1999(broken: Broken) -> None:
    """The program's own clock, moved before it starts; the system's is everybody's."""
    site = broken.cli.folder / "clock"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import datetime as d\n"
        "class Old(d.datetime):\n"
        "    @classmethod\n"
        "    def now(cls, tz=None):\n"
        "        return cls(1999, 12, 31, 23, 59, tzinfo=tz)\n"
        "d.datetime = Old\n"
    )
    paths = os.pathsep.join([str(site), *(path for path in sys.path if path)])
    broken.variables["PYTHONPATH"] = paths


@dataclass(frozen=True)
class Row:
    """What is broken; which check tells it, in which words, and what command mends it."""

    break_it: Callable[[Broken], object]
    check: str
    words: str
    command: str = ""
    mark: str = "problem"


ROWS = {
    "manifest missing": Row(
        lambda it: it.manifest.unlink(), "browser.chromium", "does not know this program yet",
        "keepsake install",
    ),
    "manifest garbage": Row(
        lambda it: it.manifest.write_bytes(b"\xff{"),
        "browser.chromium", "cannot be read", "keepsake install",
    ),
    "manifest empty": Row(
        lambda it: it.manifest.write_bytes(b""), "browser.chromium", "cannot be read",
        "keepsake install",
    ),
    "manifest for another add-on": Row(
        lambda it: it.written(allowed_origins=["chrome-extension://" + "a" * 32 + "/"]),
        "browser.chromium", "another copy", "keepsake install",
    ),
    "checkout moved": Row(
        moved_checkout, "browser.chromium", "no longer there", "keepsake install"
    ),
    "another copy": Row(other_copy, "browser.chromium", "another copy", "keepsake install"),
    "program not executable": Row(not_executable, "browser.chromium", "not allowed to run it"),
    "program of another user": Row(
        unreachable_program, "browser.chromium", "not allowed to run it"
    ),
    "manifest of another user": Row(
        lambda it: it.forbidden(it.manifest), "browser.chromium", "not allowed to read the file"
    ),
    "folder of another user": Row(
        lambda it: it.forbidden(it.manifest.parent), "browser.chromium",
        "not allowed to read the file",
    ),
    "only a Snap": Row(snap_only, "browser.chromium", "is a Snap package"),
    "only a Flatpak": Row(flatpak_only, "browser.chromium", "is a Flatpak package"),
    "policy forbids the host": Row(
        lambda it: it.policy(NativeMessagingBlocklist=["*"]), "browser.chromium",
        "keeps Chromium from starting this program",
    ),
    "policy forbids what users set up": Row(
        lambda it: it.policy(NativeMessagingUserLevelHosts=False), "browser.chromium",
        "only programs that were set up for everyone",
    ),
    "policy forbids add-ons": Row(
        lambda it: it.policy(ExtensionSettings={"*": {"installation_mode": "blocked"}}),
        "browser.chromium", "from using this add-on",
    ),
    "no browser": Row(
        lambda it: (it.manifest.unlink(), it.manifest.parent.rmdir(),
                    (it.home / ".config" / "chromium").rmdir()),
        "browsers", "No browser was found", "keepsake install",
    ),
    "add-on never there": Row(
        lambda _: None, "addon.chromium", "has not answered yet", "keepsake install", "waiting"
    ),
    "vault of a newer version": Row(newer_vault, "vault", "newer version"),
    "vault of another user": Row(
        lambda it: (it.cli.capture(), it.forbidden(it.cli.vault)), "vault", "not allowed"
    ),
    "vault on a disk that is locked": Row(read_only, "vault", "cannot be written"),
    "vault that may only be read": Row(
        lambda it: folder_read_only(it, ""), "vault", "cannot be written"
    ),
    "log that may only be read": Row(
        lambda it: folder_read_only(it, "log"), "vault", "cannot be written"
    ),
    "captures that may only be read": Row(
        lambda it: folder_read_only(it, "parts"), "vault", "cannot be written"
    ),
    "vault where nothing can be made": Row(
        lambda it: it.cli.vault.write_text("in the way"), "vault", "cannot be written to"
    ),
    "key damaged": Row(
        lambda it: it.vault_file("device.key", lambda data: b"x" + data[1:]), "vault",
        "device.key", "keepsake restore FOLDER",
    ),
    "key empty": Row(
        lambda it: it.vault_file("device.key", lambda _: b""), "vault", "device.key",
        "keepsake restore FOLDER",
    ),
    "checkpoint gone": Row(
        lambda it: (it.cli.capture(), (it.cli.vault / "log" / "checkpoint").unlink()), "vault",
        "log/checkpoint", "keepsake restore FOLDER",
    ),
    "file renamed by another program": Row(
        lambda it: (it.cli.capture(), (it.cli.vault / "device.key").rename(
            it.cli.vault / "device (1).key")),
        "vault", "device.key", "keepsake doctor --fix",
    ),
    "disk full": Row(full_disk, "space", "MB of disk space are free"),
    "clock long ago": Row(clock_of_1999, "clock", "did not exist then"),
    "no copy yet": Row(
        lambda it: it.cli.capture(), "copy", "No backup", "keepsake backup FOLDER", "waiting"
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_each_breakage_is_told_rightly(broken: Broken, row: Row) -> None:
    row.break_it(broken)
    code = 1 if row.mark == "problem" else 2
    try:
        found = broken.doctor(code=code)[row.check]
        assert (found["mark"], found["command"]) == (row.mark, row.command), found
        assert row.words in found["text"], found
        assert found["next"], found
        french = broken.doctor(code=code, KEEPSAKE_LANGUAGE="fr")[row.check]
    finally:
        for undo in broken.undo:
            undo()
    for text in ("text", "next"):
        assert french[text] not in ("", found[text])
    assert bool(found["command"]) == bool(found["button"])


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_the_viewer_tells_it_with_a_button_and_breaks_on_nothing(broken: Broken, row: Row) -> None:
    row.break_it(broken)
    try:
        done = broken.run(surfaces.viewer(broken.cli.script))
    finally:
        for undo in broken.undo:
            undo()
    assert (done.stderr, done.returncode) == (b"", 0), done.stderr.decode()
    said, buttons = surfaces.page_of(done.stdout.decode())
    assert row.words in said
    mends = [mend for mend, command in COMMANDS.items() if command == row.command]
    words = table("doctor", "en")
    assert not mends or {words[f"mend.{mend}"] for mend in mends} & set(buttons)


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_the_host_tells_the_options_and_breaks_on_nothing(broken: Broken, row: Row) -> None:
    row.break_it(broken)
    try:
        done = broken.run(surfaces.host(broken.cli.script), surfaces.questions())
    finally:
        for undo in broken.undo:
            undo()
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    answer = surfaces.answer_of(done.stdout)
    assert answer["type"] == "checked", answer
    (found,) = [one for one in answer["checks"] if one["name"] == row.check]
    assert row.words in found["text"]
    assert (found["command"], bool(found["button"])) == (row.command, bool(row.command))


def test_nothing_broken_is_called_broken(broken: Broken) -> None:
    found = broken.doctor(code=2)
    assert [one["name"] for one in found.values() if one["mark"] == "problem"] == []
    assert found["browser.chromium"]["mark"] == "ok"
    assert found["host"]["mark"] == "ok"


@pytest.mark.parametrize("what", ["manifest missing", "manifest garbage", "checkout moved"])
def test_what_is_mended_by_a_command_is_mended_by_fix(broken: Broken, what: str) -> None:
    ROWS[what].break_it(broken)
    assert broken.doctor("--fix", code=2)["browser.chromium"]["mark"] == "ok"
    program = json.loads(broken.manifest.read_bytes())["path"]
    with Host(broken.cli.vault, command=[program]) as host:
        assert host.ask(HELLO)["type"] == "ready"


def test_every_word_of_what_to_do_is_there_in_each_language() -> None:
    for language in LANGUAGES:
        words = table("doctor", language)
        assert [mend for mend in COMMANDS if not words.get(f"mend.{mend}")] == []
