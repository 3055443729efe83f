"""Texts for people, in every language the program speaks; always from data, never from code."""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.errors import Code
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keepsake.core.errors import KeepsakeError

LANGUAGES = ("en", "fr")
# What went wrong on the way to an organisation has many reasons: `sending.json` has their words.
_WITH_REASONS = frozenset({
    Code.INVITATION_WRONG, Code.DESK_UNREACHABLE, Code.DESK_REFUSED, Code.RECEIPT_WRONG,
    Code.RECEIPT_NOT_TAKEN,
})  # fmt: skip


class ErrorMessage(NamedTuple):
    """What to tell a person about an error: what happened, what is safe, what to do next."""

    what: str
    safe: str
    next: str


def language_from_environment() -> str:
    """`KEEPSAKE_LANGUAGE` or the system's language, English where it is neither."""
    for name in ("KEEPSAKE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")[:2].lower()
        if value in LANGUAGES:
            return value
    return LANGUAGES[0]


def error_message(code: Code, language: str) -> ErrorMessage:
    """The words for an error.

    Raises:
        KeyError: The table has no such code or language, which a test rules out.
    """
    words = _errors()[int(code)][language]
    return ErrorMessage(words["what"], words["safe"], words["next"])


def message_of(error: KeepsakeError, language: str) -> ErrorMessage:
    """The words for an error, with those for its reason where there are such.

    Raises:
        KeyError: As `error_message`.
    """
    message = error_message(error.shown_code, language)
    if error.shown_code not in _WITH_REASONS:
        return message
    words, reason = table("sending", language), error.facts.get("reason", "")
    what, further = words.get(reason, message.what), words.get(f"{reason}.next", message.next)
    return ErrorMessage(what, message.safe, further)


def table(name: str, language: str) -> Mapping[str, str]:
    """One list of words, `shared/data/words/NAME.json`, in one language.

    Raises:
        KeyError: A text is missing in that language, which a test rules out.
    """
    return _table(name, language)


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A text with its facts in place; a fact may hold anything, and is never taken for a place."""
    pieces = re.split(r"\{([a-z_]+)\}", text)
    named = [facts.get(name, f"{{{name}}}") for name in pieces[1::2]]
    return "".join(part for pair in zip_longest(pieces[::2], named, fillvalue="") for part in pair)


@lru_cache
def _errors() -> dict[int, dict[str, dict[str, str]]]:
    rows = json.loads(shared_path("data", "errors.json").read_text(encoding="utf-8"))
    return {row["code"]: row for row in rows}


@lru_cache
def _table(name: str, language: str) -> dict[str, str]:
    path = shared_path("data", "words", f"{name}.json")
    words = json.loads(path.read_text(encoding="utf-8"))
    return {key: texts[language] for key, texts in words.items()}
