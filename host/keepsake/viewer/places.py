"""What is wrong with the vault that was named, and which others lie beside it.

While that one cannot be used, captures go into another; both are told, and can be looked at.
Source: FORMAT.md §1.11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.catalogue import error_message
from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import fallback

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.catalogue import ErrorMessage
    from keepsake.viewer.app_state import AppState


class Beside(NamedTuple):
    """A vault beside the one that was named: the name of its folder, and what is in it."""

    name: str
    captures: int


class Places(NamedTuple):
    """What the door and home tell of vaults.

    Attributes:
        here: The name of the vault that is looked at, where it is not the one that was named.
        trouble: Why captures do not go into the one that was named, in words; None where they do.
        code: The number of that.
        file: The file that it is about, "" for none.
        path: The folder of the one that was named.
        elsewhere: Whether it has yet to be said that captures go into another one.
        others: The ones beside it that are not looked at.
    """

    here: str
    trouble: ErrorMessage | None
    code: int
    file: str
    path: Path
    elsewhere: bool
    others: list[Beside]


def look(state: AppState, language: str) -> Places:
    """Looks at the vaults as they are now; nothing is changed, and nobody is waited for."""
    found = trouble(state)
    others = [
        Beside(path.name, captures_in(path))
        for path in fallback.others(state.named)
        if path != state.path
    ]
    return Places(
        here="" if state.path == state.named else state.path.name,
        trouble=error_message(found.shown_code, language) if found else None,
        code=int(found.shown_code) if found else 0,
        file=str(found.facts.get("file", "")) if found else "",
        path=state.named,
        elsewhere=found is not None and found.code is Code.VAULT_DAMAGED,
        others=others,
    )


def trouble(state: AppState) -> KeepsakeError | None:
    """Why captures do not go into the vault that was named; None where they do."""
    try:
        return fallback.find(state.named, state.env).trouble
    except KeepsakeError as error:
        return error


def captures_in(vault: Path) -> int:
    """How many captures lie in a vault, without its passphrase; none where it may not be read."""
    try:
        return sum(1 for _one in (vault / "parts").glob("*-*"))
    except PermissionError:
        return 0


def choose(state: AppState, name: str) -> Path | None:
    """The folder of that name, where it is the named vault or one beside it."""
    offered = [state.named, *fallback.others(state.named)]
    return next((path for path in offered if path.name == name), None)
