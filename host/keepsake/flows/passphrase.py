"""Makes a passphrase from the project's own list of words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from keepsake.core import passphrase
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Callable


def new_passphrase(random: Callable[[int], bytes], words: int = passphrase.WORDS) -> str:
    """Words with hyphens, eleven bits each.

    Args:
        random: That many bytes from a secure generator.
        words: How many; six give at least 66 bits.
    """
    return passphrase.generate_passphrase(wordlist(), random, words)


@lru_cache
def wordlist() -> tuple[str, ...]:
    """The project's own list: plain English words of 3 to 8 letters, no two that sound alike."""
    return tuple(shared_path("data", "wordlist.txt").read_text(encoding="ascii").split())
