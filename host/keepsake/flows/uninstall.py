"""Takes back everything that the program made on this computer, but not what was kept with it."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.browsers import own_files, register
from keepsake.core.errors import KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.flows import running
from keepsake.program import executable_path
from keepsake.vault import fallback
from keepsake.vault.layout import INFO_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.browsers.table import Computer
    from keepsake.env import Environment

# What is remembered in the program's own folder, in which on some systems the vault lies too.
_REMEMBERED = ("browsers", "copies", "open", "practice", "profiles", "vaults")


class Outcome(NamedTuple):
    """What came of it.

    Attributes:
        browsers: Each that had a manifest, and whether it is gone.
        removed: Other files and folders that are gone.
        left: What could not be removed.
        stopped: How many running hosts have ended.
        running: How many have not.
        vaults: Where what was kept lies, untouched.
    """

    browsers: tuple[register.Registration, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]
    stopped: int
    running: int
    vaults: tuple[str, ...]


def uninstall(path: Path, computer: Computer, env: Environment) -> Outcome:
    """Removes what can be, one thing after the other; what fails stops nothing else.

    Args:
        path: The person's vault.
        computer: Where manifests are.
        env: Knows where the program's own folder is.
    """
    programs = {registered.leads for registered in register.all_of(computer) if registered.leads}
    with suppress(KeepsakeError):
        programs.add(str(executable_path()))
    # The manifests first: a browser would start the next host at once.
    browsers = register.uninstall(computer)
    found = running.hosts(programs)
    still = running.stop(found)
    vaults = [one for one in (path, *fallback.others(path)) if (one / INFO_FILE).exists()]
    removed, left = _remove(_made(computer, env), vaults)
    _leave_no_empty_folder(removed, env)
    return Outcome(
        tuple(browsers), removed, left, len(found) - len(still), len(still),
        tuple(str(one.absolute()) for one in vaults),
    )  # fmt: skip


def note_profile(env: Environment, manifest: Path) -> None:
    """Remembers a manifest that was written into a profile of its own, to find it again."""
    state = env.state()
    if state is not None:
        name = f"{sha256_hex(str(manifest).encode('utf-8', 'surrogateescape'))}.json"
        with suppress(OSError):
            own_files.write(state / "profiles" / name, msgspec.json.encode(os.fsdecode(manifest)))


def _made(computer: Computer, env: Environment) -> Iterator[Path]:
    state = env.state()
    if state is not None:
        yield from _profiles(state / "profiles")
    if computer.system == "linux":
        yield from _entries(Path(computer.folders["home"]))
        yield Path(computer.folders["home"]) / "keepsake-open"
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        if runtime and Path(runtime).is_absolute():
            yield Path(runtime) / "keepsake"
    if state is not None:
        yield from (state / name for name in _REMEMBERED)


def _profiles(folder: Path) -> Iterator[Path]:
    for note in sorted(folder.glob("*.json")):
        with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            named = Path(msgspec.json.decode(note.read_bytes(), type=str))
            if named.name == register.file_name():
                yield named


def _entries(home: Path) -> Iterator[Path]:
    """Entries of menus that start this program, of this person alone."""
    named = os.environ.get("XDG_DATA_HOME", "")
    data = Path(named) if named and Path(named).is_absolute() else home / ".local" / "share"
    for entry in sorted((data / "applications").glob("*keepsake*.desktop")):
        with suppress(OSError):
            if "keepsake" in entry.read_text(encoding="utf-8", errors="replace").lower():
                yield entry


def _remove(
    made: Iterable[Path], vaults: Sequence[Path]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    removed: list[str] = []
    left: list[str] = []
    for one in made:
        if not one.exists() and not one.is_symlink():
            continue
        holds_a_vault = any(vault.absolute().is_relative_to(one) for vault in vaults)
        with suppress(OSError):
            if holds_a_vault:
                continue
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one)
            else:
                one.unlink()
        gone = not one.exists() and not one.is_symlink()
        (removed if gone else left).append(str(one))
    return tuple(removed), tuple(left)


def _leave_no_empty_folder(removed: Iterable[str], env: Environment) -> None:
    """Removes the program's own folder, and those made for manifests, where they are empty."""
    folders = [Path(one).parent for one in removed if one.endswith(register.file_name())]
    state = env.state()
    for folder in (*folders, *([state] if state else [])):
        with suppress(OSError):
            folder.rmdir()
