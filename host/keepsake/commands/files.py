"""Files that a command writes in the clear, because the person asked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from pathlib import Path


def write_new(path: Path, data: bytes) -> None:
    """Writes a file where there is none.

    Raises:
        KeepsakeError: EXPORT_EXISTS; VAULT_UNWRITABLE.
    """
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise KeepsakeError(Code.EXPORT_EXISTS, file=path.name) from error
    except OSError as error:
        raise KeepsakeError(Code.VAULT_UNWRITABLE, file=path.name) from error
