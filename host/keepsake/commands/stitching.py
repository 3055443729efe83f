"""`keepsake show NUMBER --stitched DIR`: the stitched picture as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.commands.files import write_new
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.stitched import stitched

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.commands.console import Console
    from keepsake.vault.unlocked import Unlocked


def write_stitched(unlocked: Unlocked, entry: int, folder: Path, console: Console) -> None:
    """Writes each piece as a PNG and says what is to be known of it; overwrites nothing.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, VAULT_DAMAGED, EXPORT_EXISTS (a file is there already), or
            VAULT_UNWRITABLE (the folder cannot be written).
    """
    for number, piece in enumerate(stitched(unlocked, entry), 1):
        name = f"capture-{entry}-stitched-{number:03d}.png"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KeepsakeError(Code.VAULT_UNWRITABLE, "the folder", file=str(folder)) from error
        write_new(folder / name, piece.png)
        said = (f"stitched.{piece.reason}", *(f"stitched.note.{note}" for note in piece.notes))
        why = " ".join(map(console.text, said))
        console.say("stitched.piece", name=name, width=piece.width, height=piece.height, why=why)
