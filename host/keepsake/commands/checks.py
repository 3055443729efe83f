"""The checks of `keepsake doctor`. Each looks at one thing and changes nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.browsers import register
from keepsake.browsers.table import find_browsers, this_computer
from keepsake.commands.probe import ProbeError, ask_host
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.flows.stamp.ask import waiting
from keepsake.program import executable_path
from keepsake.shared import product_path
from keepsake.stamp.asked import asked_ids
from keepsake.stamp.authorities import load_authorities
from keepsake.vault import fallback, quarantine, transaction
from keepsake.vault.handle import Vault
from keepsake.vault.layout import sync_service, synced_files
from keepsake.vault.space import LEAST_BYTES, free_bytes, is_short
from keepsake.vault.uncommitted import uncommitted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from keepsake.commands.console import Console

OK = "ok"
PROBLEM = "problem"
WAITING = "waiting"
_NAMED_MAX = 5


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found.

    Attributes:
        name: Of the check.
        mark: `ok`, `problem` or `waiting`.
        text: What was found, in words.
        repair: What to do, "" where nothing needs doing.
    """

    name: str
    mark: str
    text: str
    repair: str = ""


def run_all(path: Path, console: Console) -> list[Check]:
    """Runs every check.

    Args:
        path: The vault's folder.
        console: For words; nothing is printed.
    """
    looks: tuple[tuple[str, Callable[[], Iterable[Check]]], ...] = (
        ("vault", lambda: _vault(path, console)),
        ("captures", lambda: _captures(path, console)),
        ("set_aside", lambda: _set_aside(path, console)),
        ("synced", lambda: _synced(path, console)),
        ("space", lambda: [_space(path, console)]),
        ("browsers", lambda: _browsers(console)),
        ("extension.chromium", lambda: [_extension("chromium", console)]),
        ("extension.firefox", lambda: [_extension("firefox", console)]),
        ("host", lambda: [_host(path, console)]),
        ("zone", lambda: [_zone(console)]),
    )
    return [one for name, look in looks for one in _looked(name, look, console)]


def _looked(name: str, look: Callable[[], Iterable[Check]], console: Console) -> Iterator[Check]:
    """What one look finds; one that fails, whatever it meets, is told and stops no other."""
    try:
        yield from look()
    except KeepsakeError as error:
        words = console.error(error.shown_code)
        text = console.text("doctor.look.problem", what=words.what)
        yield Check(name, PROBLEM, text, words.next)
    except PermissionError as error:
        text = console.text("doctor.look.not_allowed", path=error.filename or "?")
        yield Check(name, PROBLEM, text, console.text("doctor.look.not_allowed.repair"))
    except Exception as error:  # noqa: BLE001 - told by its name, never silent
        what = f"{name}: {type(error).__name__}"
        text = console.text("doctor.look.problem", what=what)
        yield Check(name, PROBLEM, text, console.text("doctor.look.repair"))


def _vault(path: Path, console: Console) -> Iterator[Check]:
    if not path.is_dir():
        yield _none_yet(path, console)
        return
    try:
        place = fallback.find(path, real_environment())
        if place.trouble is not None:
            yield _trouble(place.trouble, console)
            facts = {"path": str(place.path)}
            text, repair = (
                console.text(f"doctor.beside.problem{end}", **facts) for end in ("", ".repair")
            )
            yield Check("beside", PROBLEM, text, repair)
            return
        for other in fallback.others(path):
            yield Check("beside", OK, console.text("doctor.beside.ok", path=other))
        vault = Vault.open(path, real_environment())
        with transaction.writing(vault):
            yield Check("vault", OK, console.text("doctor.vault.ok", path=path))
        yield _passphrase(vault, console)
        yield _stamps(vault, console)
    except KeepsakeError as error:
        if error.code is Code.VAULT_MISSING:
            yield _none_yet(path, console)
            return
        yield _trouble(error, console)


def _trouble(error: KeepsakeError, console: Console) -> Check:
    words = console.error(error.shown_code)
    file = error.facts.get("file", "")
    what = f"{words.what} ({file})" if file else words.what
    return Check("vault", PROBLEM, console.text("doctor.vault.problem", what=what), words.next)


def _set_aside(path: Path, console: Console) -> Iterator[Check]:
    """What was damaged when it was found, and lies where it is in nobody's way."""
    files = quarantine.files(path)
    if files:
        named = ", ".join(files[:_NAMED_MAX])
        text = console.text("doctor.set_aside", count=len(files), files=named)
        yield Check("set_aside", PROBLEM, text, console.text("doctor.set_aside.repair"))


def _none_yet(path: Path, console: Console) -> Check:
    """There is no vault yet; whether the first capture can make one."""
    there = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        text = console.text("doctor.vault.nowhere", path=path, there=there)
        return Check("vault", PROBLEM, text, console.text("doctor.vault.nowhere.repair"))
    text, repair = (console.text(f"doctor.vault.none{end}") for end in ("", ".repair"))
    return Check("vault", WAITING, text, repair)


def _captures(path: Path, console: Console) -> Iterator[Check]:
    """Captures that are sealed and not in the log yet."""
    left = uncommitted(path)
    if left:
        text = console.text("doctor.captures.waiting", count=len(left))
        end = "room" if is_short(path) else "repair"
        yield Check("captures", WAITING, text, console.text(f"doctor.captures.{end}"))


def _synced(path: Path, console: Console) -> Iterator[Check]:
    """A folder that a cloud program copies elsewhere, and what it has renamed already."""
    service = sync_service(path)
    renamed = [stray.name for stray in synced_files(path)] if path.is_dir() else []
    if not service and not renamed:
        return
    text = console.text("doctor.synced.folder", service=service)
    if renamed:
        files = ", ".join(renamed[:_NAMED_MAX])
        text = console.text("doctor.synced.files", count=len(renamed), files=files)
    yield Check("synced", PROBLEM, text, console.text("doctor.synced.repair"))


def _passphrase(vault: Vault, console: Console) -> Check:
    if vault.claimed:
        return Check("passphrase", OK, console.text("doctor.passphrase.ok"))
    text, repair = (console.text(f"doctor.passphrase.{end}") for end in (WAITING, "repair"))
    return Check("passphrase", WAITING, text, repair)


def _stamps(vault: Vault, console: Console) -> Check:
    if not vault.config.stamps_enabled:
        text = console.text("doctor.stamps.off")
        return Check("stamps", WAITING, text, console.text("doctor.stamps.off.repair"))
    if not asked_ids(vault.config.authorities):
        text = console.text("doctor.stamps.none")
        return Check("stamps", WAITING, text, console.text("doctor.stamps.none.repair"))
    left = waiting(vault, load_authorities())
    if not left:
        return Check("stamps", OK, console.text("doctor.stamps.ok"))
    text = console.text("doctor.stamps.waiting", count=left)
    return Check("stamps", WAITING, text, console.text("doctor.stamps.repair"))


def _space(path: Path, console: Console) -> Check:
    free = free_bytes(path) // 1_000_000
    mark = OK if free >= LEAST_BYTES // 1_000_000 else PROBLEM
    repair = "" if mark == OK else console.text("doctor.space.repair")
    return Check("space", mark, console.text(f"doctor.space.{mark}", free=free), repair)


def _browsers(console: Console) -> Iterator[Check]:
    computer = this_computer()
    found = find_browsers(computer)
    if not found:
        repair = console.text("doctor.browsers.none.repair")
        yield Check("browsers", PROBLEM, console.text("browser.none"), repair)
        return
    try:
        program = executable_path()
    except KeepsakeError as error:
        words = console.error(error.shown_code)
        yield Check("browsers", PROBLEM, words.what, words.next)
        return
    for one in register.check(found, computer, program):
        good = one.state == register.REGISTERED
        text = console.text(
            f"browser.{one.state}", name=one.browser.name, file="".join(one.files[:1])
        )
        repair = "" if good else console.text("doctor.browser.repair")
        if one.confined:
            repair = console.text(f"browser.{one.confined}", name=one.browser.name)
        yield Check(f"browser.{one.browser.id}", OK if good else PROBLEM, text, repair)


def _extension(name: str, console: Console) -> Check:
    folder = product_path(name)
    if (folder / "manifest.json").is_file():
        return Check(f"extension.{name}", OK, console.text("doctor.extension.ok", path=folder))
    text = console.text("doctor.extension.problem", path=folder)
    repair = console.text("doctor.extension.repair")
    return Check(f"extension.{name}", PROBLEM, text, repair)


def _host(path: Path, console: Console) -> Check:
    try:
        milliseconds = ask_host(executable_path(), path)
    except (KeepsakeError, ProbeError) as error:
        detail = error.shown_code.word if isinstance(error, KeepsakeError) else str(error)
        text = console.text("doctor.host.problem", detail=detail)
        return Check("host", PROBLEM, text, console.text("doctor.host.repair"))
    return Check("host", OK, console.text("doctor.host.ok", milliseconds=milliseconds))


def _zone(console: Console) -> Check:
    zone = real_environment().zone()
    if zone:
        return Check("zone", OK, console.text("doctor.zone.ok", zone=zone))
    text, repair = (console.text(f"doctor.zone.{end}") for end in (WAITING, "repair"))
    return Check("zone", WAITING, text, repair)
