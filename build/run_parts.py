"""What both ways of running the main job share: the stage, and the program's own commands."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dev_base import DIST, ROOT, SCRIPTS, DevError, environment, say

sys.path.insert(0, str(ROOT / "tests"))

from fixtures.demo.server import demo_site
from fixtures.tsa.authority import local_authorities
from keepsake.env import real_environment
from keepsake.shared import shared_path
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

RUN = DIST / "run"
KEEPSAKE = SCRIPTS / ("keepsake.exe" if os.name == "nt" else "keepsake")


@dataclass(frozen=True)
class Stage:
    """What runs while the job is done: the pages to capture and the settings of the program.

    Attributes:
        demo: Whether the pages are those of the demonstration site, its thread first.
    """

    urls: tuple[str, ...]
    vault: Path
    settings: dict[str, str]
    demo: bool = False


def with_vault(stage: Stage, vault: Path) -> Stage:
    """Return the same stage with another vault."""
    settings = {**stage.settings, "KEEPSAKE_VAULT": str(vault)}
    return replace(stage, vault=vault, settings=settings)


def step(title: str) -> None:
    """Print a step with the time of day."""
    say(f"\n{time.strftime('%H:%M:%S')}  {title}")


def _command(arguments: Sequence[str | Path]) -> list[str]:
    say("          keepsake " + " ".join(str(part) for part in arguments))
    return [str(KEEPSAKE), *(str(part) for part in arguments)]


def keepsake(stage: Stage, *arguments: str | Path, passphrase: str = "") -> int:
    """Run one command of the program, as a person would type it, and return its exit code.

    Args:
        stage: where.
        *arguments: of the command.
        passphrase: given to it through a pipe, so that it never lies in a file.
    """
    command = _command(arguments)
    start = time.monotonic()
    with contextlib.ExitStack() as after:
        passed: tuple[int, ...] = ()
        if passphrase:
            reading, writing = os.pipe()
            after.callback(os.close, reading)
            os.write(writing, passphrase.encode())
            os.close(writing)
            command += ["--passphrase-file", f"/dev/fd/{reading}"]
            passed = (reading,)
        code = subprocess.run(
            command, cwd=ROOT, env=environment(stage.settings), pass_fds=passed
        ).returncode
    say(f"          ({time.monotonic() - start:.1f} s)")
    return code


def keepsake_json(stage: Stage, *arguments: str | Path) -> dict[str, Any]:
    """Run one command of the program and return what it says with `--json`.

    Raises:
        DevError: it did not succeed.
    """
    command = [*_command(arguments), "--json"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(stage.settings), stdout=subprocess.PIPE, text=True
    )
    if done.returncode != 0:
        raise DevError(f"keepsake {arguments[0]} ended with {done.returncode}.")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def must(stage: Stage, *arguments: str | Path, passphrase: str = "") -> None:
    """Run one command of the program that has to succeed.

    Raises:
        DevError: it did not.
    """
    code = keepsake(stage, *arguments, passphrase=passphrase)
    if code != 0:
        raise DevError(f"keepsake {arguments[0]} ended with {code}; what is kept stays kept.")


def pin_button(profile: Path) -> None:
    """Put the extension's button into the toolbar of a new browser profile, where it is seen."""
    preferences = profile / "Default" / "Preferences"
    if preferences.exists():
        return
    identities = json.loads(shared_path("data", "browsers.json").read_text())
    pinned = {"extensions": {"pinned_extensions": identities["chromium_extension_ids"]}}
    preferences.parent.mkdir(parents=True, exist_ok=True)
    preferences.write_text(json.dumps(pinned))


def _vault() -> Path:
    """Return the first vault of this folder that is not there yet or has no passphrase.

    The job reads what it keeps; a vault that was given a passphrase stays as it is.
    """
    env = real_environment()
    for number in itertools.count(1):
        path = RUN / ("vault" if number == 1 else f"vault-{number}")
        if not (path / "vault.json").exists() or not Vault.open(path, env).claimed:
            return path
    raise DevError("There is no free name for a vault.")


@contextlib.contextmanager
def set_stage(urls: Sequence[str], vault: Path | None = None) -> Iterator[Stage]:
    """Start the demonstration site and two local time-stamp authorities.

    Args:
        urls: pages to capture; none means those of the demonstration site.
        vault: where to keep them; None chooses a folder under dist/run.
    """
    RUN.mkdir(parents=True, exist_ok=True)
    vault = vault or _vault()
    with demo_site(DIST / "demo") as site, local_authorities(RUN / "authorities") as local:
        settings = {
            "KEEPSAKE_VAULT": str(vault),
            "KEEPSAKE_AUTHORITIES": str(local.json_path),
            "KEEPSAKE_KEYRING": "off",
        }
        say("\nTwo time-stamp authorities run on this computer for the demonstration. Their stamps")
        say("are real, but only you know them; by itself the program asks independent ones.")
        if not urls:
            say(f"The demonstration site is at {site.url}; its people and words are invented.")
        own = (site.thread_url, site.profile_url())
        yield Stage(tuple(urls) or own, vault, settings, demo=not urls)
