"""Brings a sealed copy from the store, as it was received or not at all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal, NamedTuple

from keepsake.desk.store import MissingError

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.desk.store import Store

Word = Literal["copy_gone", "copy_other"]


class CopyError(Exception):
    """The store does not have it as it was received.

    Attributes:
        word: `copy_gone` or `copy_other`.
    """

    def __init__(self, word: Word) -> None:
        super().__init__(word)
        self.word: Word = word


class Kept(NamedTuple):
    """Where a copy lies, and what it was when it was received."""

    store_key: str
    store_version: str
    size: int
    sha256: str


def fetch(store: Store, copy: Kept, to: Path) -> None:
    """Writes it into a new file, which only whoever may enter its folder can read.

    Raises:
        CopyError: It is not there, or another; what is in the file then is of no use.
        UnreachableError: The store does not answer.
        OSError: There is no room for it.
    """
    whole, size = hashlib.sha256(), 0
    try:
        with to.open("xb") as file:
            for piece in store.pieces(copy.store_key, copy.store_version):
                size += len(piece)
                if size > copy.size:
                    raise CopyError("copy_other")
                whole.update(piece)
                file.write(piece)
    except MissingError as error:
        raise CopyError("copy_gone") from error
    if whole.hexdigest() != copy.sha256:
        raise CopyError("copy_other")
    # In the sandbox somebody else reads it.
    to.chmod(0o444)
