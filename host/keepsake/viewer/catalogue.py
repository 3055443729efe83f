"""The words of the window, and the one place where captured text is made safe to show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from keepsake.catalogue import LANGUAGES, table
from keepsake.core.accounts import HANDLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import LanguageAccept

TABLES = ("viewer", "case", "police", "statement", "again", "added", "handover", "start")
# Everything that moves other text about or cannot be seen: controls, and the bidi embeddings and
# overrides. Marks and isolates that honest right-to-left text uses end with their element.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufeff\ufff9-\ufffb]")


@dataclass(frozen=True)
class Catalogue:
    """The words in one language.

    Attributes:
        language: `en` or `fr`.
        words: Key to text; `{name}` in a text is filled in.
    """

    language: str
    words: Mapping[str, str]

    def __call__(self, key: str, **facts: object) -> str:
        """One text with its facts filled in.

        Raises:
            KeyError: There is no such text, which a test rules out.
        """
        text = self.words[key]
        return text.format_map(facts) if facts else text

    def count(self, key: str, number: int, **facts: object) -> str:
        """The text for a number of things: `key.one` or `key.other`. French counts none as one."""
        single = number == 1 or (number == 0 and self.language == "fr")
        return self(f"{key}.{'one' if single else 'other'}", number=self.number(number), **facts)

    def number(self, number: int) -> str:
        """A whole number with its thousands apart, as the language does."""
        return f"{number:,}".replace(",", "\u202f" if self.language == "fr" else ",")

    def size(self, size: int) -> str:
        """A size in bytes as kilobytes or megabytes of 1,000."""
        for unit, step in (("MB", 1_000_000), ("kB", 1_000)):
            if size >= step:
                amount = f"{size / step:.1f}".removesuffix(".0")
                decimal = amount.replace(".", "," if self.language == "fr" else ".")
                return self(f"size.{unit}", amount=decimal)
        return self.count("size.bytes", size)

    def known(self, key: str, otherwise: str) -> str:
        """The text of a key where there is one, else what is given."""
        return self.words.get(key, otherwise)

    def platform(self, name: str) -> str:
        """A platform's name in the words of the reader of a copy; "" is any website."""
        named = table("reader", self.language)
        return named.get(f"platform.{name or 'none'}", name.capitalize())

    def id_name(self, name: str) -> str:
        """What kind of id it is, in the words of the reader of a copy, whatever a page calls it."""
        named = table("reader", self.language)
        return named.get(f"id.{name}", named["id.username" if name in HANDLES else "id.other"])


@lru_cache
def catalogue_in(language: str) -> Catalogue:
    """The words of the window in a language."""
    words: dict[str, str] = {}
    for name in TABLES:
        words |= table(name, language)
    return Catalogue(language, words)


def choose_language(preferred: str, started_with: str, accepted: LanguageAccept) -> str:
    """The language the person chose, else the program was told, else the browser asks for."""
    for language in (preferred, started_with):
        if language in LANGUAGES:
            return language
    return accepted.best_match(LANGUAGES, default=LANGUAGES[0])


def plain(captured: str) -> str:
    """Captured text for the screen; what cannot be seen or turns text round is named instead.

    The exact text stays in the artifacts; this is how it is shown.
    """
    return _UNSEEN.sub(lambda found: f"[U+{ord(found.group()):04X}]", captured)
