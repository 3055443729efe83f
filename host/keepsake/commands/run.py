"""The door to each command; what a command needs is loaded only when it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console


def init(options: Namespace, console: Console) -> int:
    """Makes the vault, or sets its passphrase."""
    from keepsake.commands import init as command

    return command.run(options, console)


def install(options: Namespace, console: Console) -> int:
    """Connects the host to browsers."""
    from keepsake.commands import browsers as command

    return command.install(options, console)


def uninstall(options: Namespace, console: Console) -> int:
    """Disconnects the host from browsers."""
    from keepsake.commands import browsers as command

    return command.uninstall(options, console)


def doctor(options: Namespace, console: Console) -> int:
    """Checks everything that is needed."""
    from keepsake.commands import doctor as command

    return command.run(options, console)


def view(options: Namespace, console: Console) -> int:
    """Opens the viewer."""
    from keepsake.commands import view as command

    return command.run(options, console)


def list_captures(options: Namespace, console: Console) -> int:
    """Lists captures."""
    from keepsake.commands import listing as command

    return command.list_captures(options, console)


def show(options: Namespace, console: Console) -> int:
    """Shows one capture."""
    from keepsake.commands import listing as command

    return command.show(options, console)


def read(options: Namespace, console: Console) -> int:
    """Reads one capture anew."""
    from keepsake.commands import read as command

    return command.run(options, console)


def add(options: Namespace, console: Console) -> int:
    """Adds files by hand."""
    from keepsake.commands import add as command

    return command.run(options, console)


def verify(options: Namespace, console: Console) -> int:
    """Checks a vault or a bundle."""
    from keepsake.commands import verify as command

    return command.run(options, console)


def custody(options: Namespace, console: Console) -> int:
    """Shows what was done with captures."""
    from keepsake.commands import custody as command

    return command.run(options, console)


def remove(options: Namespace, console: Console) -> int:
    """Destroys one capture."""
    from keepsake.commands import custody as command

    return command.remove(options, console)


def capture(options: Namespace, console: Console) -> int:
    """Captures pages with a driven browser."""
    from keepsake.commands import capture as command

    return command.run(options, console)


def stamp(options: Namespace, console: Console) -> int:
    """Asks the authorities."""
    from keepsake.commands import stamp as command

    return command.run(options, console)


def witness(options: Namespace, console: Console) -> int:
    """Shows who is asked to cosign the vault's log, and changes that."""
    from keepsake.commands import witness as command

    return command.run(options, console)


def send(options: Namespace, console: Console) -> int:
    """Sends a copy to an organisation that invited the person."""
    from keepsake.commands import send as command

    return command.run(options, console)


def export(options: Namespace, console: Console) -> int:
    """Makes a bundle."""
    from keepsake.commands import export as command

    return command.run(options, console)


def redact(options: Namespace, console: Console) -> int:
    """Makes a redacted working copy."""
    from keepsake.commands import redact as command

    return command.run(options, console)


def backup(options: Namespace, console: Console) -> int:
    """Copies the vault elsewhere."""
    from keepsake.commands import copies as command

    return command.backup(options, console)


def restore(options: Namespace, console: Console) -> int:
    """Makes a vault from a copy."""
    from keepsake.commands import copies as command

    return command.restore(options, console)


def passphrase(options: Namespace, console: Console) -> int:
    """Changes the passphrase or makes a recovery code."""
    from keepsake.commands import secrets as command

    return command.run(options, console)
