"""`keepsake show NUMBER --stitched DIR`: the stitched picture as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.stitched import stitched

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.commands.console import Console
    from keepsake.vault.reading import Unlocked


def write_stitched(unlocked: Unlocked, entry: int, folder: Path, console: Console) -> None:
    """Writes each piece as a PNG, and says why it is a piece of its own; overwrites nothing.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, VAULT_DAMAGED, EXPORT_EXISTS (a file is there already), or
            VAULT_UNWRITABLE (the folder cannot be written).
    """
    for number, piece in enumerate(stitched(unlocked, entry), 1):
        name = f"capture-{entry}-stitched-{number:03d}.png"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / name).open("xb") as file:
                file.write(piece.png)
        except FileExistsError as error:
            raise KeepsakeError(Code.EXPORT_EXISTS, name) from error
        except OSError as error:
            raise KeepsakeError(Code.VAULT_UNWRITABLE, "the folder", file=str(folder)) from error
        why = console.text(f"stitched.{piece.reason}")
        console.say("stitched.piece", name=name, width=piece.width, height=piece.height, why=why)
