"""Makes a passphrase from the project's own list of words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from keepsake.core import passphrase
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Callable


def new_passphrase(random: Callable[[int], bytes]) -> str:
    """Six words with hyphens, at least 66 bits.

    Args:
        random: That many bytes from a secure generator.
    """
    return passphrase.generate_passphrase(wordlist(), random)


@lru_cache
def wordlist() -> tuple[str, ...]:
    """The project's own list: plain English words of 3 to 8 letters, no two that sound alike."""
    return tuple(shared_path("data", "wordlist.txt").read_text(encoding="ascii").split())
