"""The key of one copy, where the organisation's is: sealed to it, or further in where it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pyrage

if TYPE_CHECKING:
    from collections.abc import Sequence

Word = Literal["no_key", "key_other"]


class CopyKeyError(Exception):
    """The key cannot be had.

    Attributes:
        word: `no_key`, none of the organisation's opens it; `key_other`, what another desk sent
            along is no key sealed to the invitation.
    """

    def __init__(self, word: Word) -> None:
        super().__init__(word)
        self.word: Word = word


def opened(sealed: bytes | None, came: bytes | None, keys: Sequence[pyrage.x25519.Identity]) -> str:
    """The age identity that a copy is sealed to.

    Args:
        sealed: The key of the invitation, sealed to the organisation; None where it was shredded.
        came: The key of the copy, sealed to the invitation; None where that is the same.
        keys: The organisation's.

    Raises:
        CopyKeyError: It cannot be had. Whether it opens the copy is not checked.
    """
    own = _identity(sealed, keys)
    if own is None:
        raise CopyKeyError("no_key")
    if came is None:
        return str(own)
    found = _identity(came, [own])
    if found is None:
        raise CopyKeyError("key_other")
    return str(found)


def _identity(
    sealed: bytes | None, keys: Sequence[pyrage.x25519.Identity]
) -> pyrage.x25519.Identity | None:
    if sealed is None:
        return None
    try:
        return pyrage.x25519.Identity.from_str(pyrage.decrypt(sealed, keys).decode())
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError):
        return None
