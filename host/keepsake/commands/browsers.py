"""`keepsake install` and `keepsake uninstall`: who may start the host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.browsers import register
from keepsake.browsers.table import find_browsers, this_computer
from keepsake.commands.console import UsageError
from keepsake.core.errors import Code, KeepsakeError
from keepsake.program import executable_path

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from keepsake.browsers.register import Registration
    from keepsake.browsers.table import Found
    from keepsake.commands.console import Console


class Row(msgspec.Struct, frozen=True):
    """One browser, as `--json` prints it."""

    browser: str
    state: str
    files: tuple[str, ...]
    confined: str


class Rows(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    browsers: tuple[Row, ...]


def install(options: Namespace, console: Console) -> int:
    """Writes host manifests for the browsers that are here, or those that are named.

    Returns:
        0 when at least one browser is connected and none failed, else 1.

    Raises:
        KeepsakeError: TOOL_MISSING; there is no executable that a browser could start.
        UsageError: A browser that is not on this computer was named.
    """
    program = executable_path()
    if options.profile:
        return _install_profile(Path(options.profile), program, options, console)
    computer = this_computer()
    found = _chosen(find_browsers(computer), options.browser, console)
    done = register.install(found, computer, program)
    if options.json:
        console.data(_rows(done))
    else:
        for one in done:
            describe(one, console)
        if not done:
            console.say("browser.none")
    return 0 if done and all(one.state == register.REGISTERED for one in done) else 1


def uninstall(options: Namespace, console: Console) -> int:
    """Removes every host manifest.

    Returns:
        0, or 1 when one could not be removed.
    """
    done = register.uninstall(this_computer())
    if options.json:
        console.data(_rows(done))
    else:
        for one in done:
            removed = one.state == register.MISSING
            key = "browser.removed" if removed else f"browser.{one.state}"
            console.say(key, name=one.browser.name, file=", ".join(one.files))
        if not done:
            console.say("browser.nothing")
    return 1 if any(one.state == register.UNWRITABLE for one in done) else 0


def describe(one: Registration, console: Console) -> None:
    """Says how one browser stands, and what to do where its package shuts it in."""
    console.say(f"browser.{one.state}", name=one.browser.name, file=", ".join(one.files))
    if one.confined:
        console.say(f"browser.{one.confined}", name=one.browser.name)


def _install_profile(folder: Path, program: Path, options: Namespace, console: Console) -> int:
    try:
        file = register.register_profile(folder.absolute(), program)
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


def _rows(done: Sequence[Registration]) -> Rows:
    return Rows(tuple(Row(one.browser.id, one.state, one.files, one.confined) for one in done))
