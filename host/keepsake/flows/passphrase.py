"""Makes passphrases from the project's own lists of words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from keepsake.core import passphrase
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Callable

FRENCH_WORDS = 7
# Of a recovery code, which nobody has to remember: over 85 bits in either language.
CODE_WORDS = {"en": 8, "fr": 10}
# Of a copy that is handed over, at least 66 bits in either language.
COPY_WORDS = {"en": passphrase.WORDS, "fr": 8}


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


def suggest(language: str, random: Callable[[int], bytes]) -> str:
    """Draws a passphrase of plain words in the language given, over 60 bits in either.

    Args:
        language: `en` (six words of a long list) or `fr` (seven of a shorter one, without accents).
        random: The system's secure generator.
    """
    if language == "fr":
        return passphrase.generate_passphrase(french_words(), random, FRENCH_WORDS)
    return new_passphrase(random)


def recovery_code(language: str, random: Callable[[int], bytes]) -> str:
    """Draws the words of a recovery sheet, in the language given."""
    if language == "fr":
        return passphrase.generate_passphrase(french_words(), random, CODE_WORDS["fr"])
    return new_passphrase(random, CODE_WORDS["en"])


def copy_words(language: str, random: Callable[[int], bytes]) -> str:
    """Draws the words that open a copy, in the language of whoever takes them down."""
    if language == "fr":
        return passphrase.generate_passphrase(french_words(), random, COPY_WORDS["fr"])
    return new_passphrase(random, COPY_WORDS["en"])


@lru_cache
def french_words() -> tuple[str, ...]:
    """The French words that passphrases are made of."""
    return tuple(shared_path("data", "wordlist_fr.txt").read_text(encoding="ascii").split())
