"""`keepsake install` and `keepsake uninstall`: who may start the host, and taking it all back."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.browsers import greetings, register
from keepsake.browsers.table import find_browsers, this_computer
from keepsake.catalogue import filled, table
from keepsake.commands.console import UsageError, vault_path
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.flows.doctor.addon import leading
from keepsake.flows.running import can_be_found
from keepsake.flows.uninstall import note_profile
from keepsake.flows.uninstall import uninstall as take_back
from keepsake.program import executable_path

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping, Sequence

    from keepsake.browsers.greetings import Greeting
    from keepsake.browsers.register import Registration
    from keepsake.browsers.table import Found
    from keepsake.commands.console import Console
    from keepsake.flows.doctor.addon import Leading
    from keepsake.flows.uninstall import Outcome


_POLL_SECONDS = 0.5


class Row(msgspec.Struct, frozen=True):
    """One browser, as `--json` prints it; `answered` is when its add-on last did, or ""."""

    browser: str
    state: str
    files: tuple[str, ...]
    confined: str
    answered: str = ""


class Removed(msgspec.Struct, frozen=True):
    """What `uninstall --json` prints; `vaults` is where what was kept lies, untouched."""

    browsers: tuple[Row, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]
    stopped: int
    running: int
    vaults: tuple[str, ...]


class Rows(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    browsers: tuple[Row, ...]


def install(options: Namespace, console: Console) -> int:
    """Writes host manifests for the browsers that are here, or those that are named.

    That a browser can start the program is said then; that the add-on is in it only after its own
    hello. Until then each step of adding it is told.

    Returns:
        0 when at least one browser is set up and none failed, else 1; with `--wait`, 0 when the
        add-on of one more browser has answered.

    Raises:
        KeepsakeError: TOOL_MISSING; there is no executable that a browser could start.
        UsageError: A browser that is not on this computer was named.
    """
    program = executable_path()
    if options.profile:
        return _install_profile(Path(options.profile), program, options, console)
    computer, env = this_computer(), real_environment()
    found = _chosen(find_browsers(computer), options.browser, console)
    before = set(greetings.heard(env))
    done = register.install(found, computer, program)
    good = bool(done) and all(one.state == register.REGISTERED for one in done)
    if options.json:
        console.data(_rows(done, greetings.heard(env)))
        return 0 if good else 1
    for one in done:
        _describe(one, console)
    if not done:
        console.say("browser.none")
    ways = leading(computer, env, console.language)
    _lead([way for way in ways if any(one.browser.id == way.id for one in found)], console)
    if options.wait and done:
        return _wait(before, console)
    return 0 if good else 1


def _lead(ways: Sequence[Leading], console: Console) -> None:
    """Says of each browser whether its add-on has answered, and how it is added where not."""
    for way in ways:
        if way.is_there:
            console.print(way.heard)
            continue
        console.say("install.lead", name=way.name)
        for number, step in enumerate(way.steps, 1):
            console.say("install.step", number=number, text=step.text)
    if any(not way.is_there for way in ways):
        console.say("install.see")


def _wait(before: set[str], console: Console) -> int:
    """Waits for the hello of an add-on that had said none before."""
    console.say("install.waiting")
    env = real_environment()
    while not (new := set(greetings.heard(env)) - before):
        time.sleep(_POLL_SECONDS)
    for way in leading(this_computer(), env, console.language):
        if way.id in new:
            console.print(way.heard)
    return 0


def uninstall(options: Namespace, console: Console) -> int:
    """Takes back all that the program made on this computer; what was kept stays.

    Returns:
        0, or 1 when something could not be removed or stopped.
    """
    done = take_back(vault_path(options), this_computer(), real_environment())
    bad = [one for one in done.browsers if one.state == register.UNWRITABLE]
    failed = bool(bad or done.left or done.running)
    if options.json:
        rows = _rows(done.browsers, {}).browsers
        console.data(
            Removed(rows, done.removed, done.left, done.stopped, done.running, done.vaults)
        )
        return 1 if failed else 0
    for one in done.browsers:
        key = "browser.unwritable" if one in bad else "browser.removed"
        console.say(key, name=one.browser.name, file=", ".join(one.files))
    _tell_removed(done, console)
    return 1 if failed else 0


def _tell_removed(done: Outcome, console: Console) -> None:
    if done.stopped:
        console.say("uninstall.stopped", count=done.stopped)
    if done.running:
        console.say("uninstall.running", count=done.running)
    if not can_be_found():
        console.say("uninstall.close")
    for file in done.removed:
        console.say("uninstall.removed", file=file)
    for file in done.left:
        console.say("uninstall.left", file=file)
    if not (done.browsers or done.removed or done.left):
        console.say("browser.nothing")
    for vault in done.vaults:
        console.say("uninstall.vault", path=vault)
    if not done.vaults:
        console.say("uninstall.no_vault")
    console.say("uninstall.rest", path=Path(sys.argv[0]).absolute())


def _describe(one: Registration, console: Console) -> None:
    """Says how one browser stands, and what to do where its package shuts it in."""
    words = table("doctor", console.language)
    facts = {"name": one.browser.name, "file": ", ".join(one.files), "leads": one.leads}
    console.print(filled(words[f"browser.{one.state}"], facts))
    if one.confined:
        for key in (f"browser.{one.confined}", f"browser.{one.confined}.next"):
            console.print(filled(words[key], facts))


def _install_profile(folder: Path, program: Path, options: Namespace, console: Console) -> int:
    try:
        file = register.register_profile(folder.absolute(), program)
        note_profile(real_environment(), file)
    except OSError as error:
        raise KeepsakeError(Code.VAULT_UNWRITABLE, "the profile", file=str(folder)) from error
    if options.json:
        console.data(Rows((Row("profile", register.REGISTERED, (str(file),), ""),)))
    else:
        console.say("browser.profile", file=file)
    return 0


def _chosen(found: Sequence[Found], names: Sequence[str], console: Console) -> Sequence[Found]:
    here = {one.browser.id: one for one in found}
    for name in names:
        if name not in here:
            raise UsageError(console.text("wrong.browser", name=name), "keepsake install")
    return [here[name] for name in names] if names else found


def _rows(done: Sequence[Registration], heard: Mapping[str, Greeting]) -> Rows:
    def row(one: Registration) -> Row:
        name = one.browser.id
        answered = heard[name].last if name in heard else ""
        return Row(name, one.state, one.files, one.confined, answered)

    return Rows(tuple(map(row, done)))
