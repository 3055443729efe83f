"""The words of the desk's pages, in the language that a browser asks for; from data, not code."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from flask import request
from markupsafe import Markup, escape

from keepsake import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

LANGUAGES = ("en", "fr")


class Words:
    """All of one language."""

    def __init__(self, language: str) -> None:
        """Args: language: one of `LANGUAGES`."""
        self.language, self._table = language, _table(language)

    def __call__(self, key: str, **facts: object) -> Markup:
        """A text with its facts in place, which may hold anything.

        Raises:
            KeyError: There is no such text, which a test rules out.
        """
        told = {name: escape(str(fact)) for name, fact in facts.items()}
        return escape(self._table[key]).format_map(told)

    def check(self, key: str) -> str:
        """A text about the check of a copy, as a person's own program has it.

        Returns:
            "" where there is none, or one with facts that never left the copy.
        """
        text = catalogue.table("verify", self.language).get(key, "")
        return "" if "{" in text else text

    def platform(self, name: str) -> str:
        """A platform's name, as the person's own program has it; anything else as it is."""
        return catalogue.table("reader", self.language).get(f"platform.{name}", name)

    def fact(self, name: str) -> str:
        """What a fact of an event is called; its name in the log where this version has no word."""
        return str(self(f"fact.{name}")) if f"fact.{name}" in self._table else name

    def answer(self, outcome: str) -> str:
        """What a store answered when it was tried; a code of its own as it came."""
        return str(self(f"answer.{outcome}")) if f"answer.{outcome}" in self._table else outcome

    def verdict(self, steps: Iterable[Mapping[str, str]]) -> str:
        """What all steps of a check come to (FORMAT.md 7)."""
        found = {step["outcome"] for step in steps}
        return next((word for word in ("invalid", "not_checked") if word in found), "valid")

    def time(self, at: datetime | None) -> str:
        """A time as it stands in the log: UTC to the second."""
        return at.strftime("%Y-%m-%d %H:%M:%S UTC") if at else ""

    def size(self, size: int) -> str:
        """A size in bytes, and in a unit that fits."""
        mark = "." if self.language == "en" else ","
        for unit, bytes_each in (("gb", 1 << 30), ("mb", 1 << 20), ("kb", 1 << 10)):
            if size >= bytes_each:
                number = f"{size / bytes_each:.1f}".replace(".", mark)
                return str(self(f"size.{unit}", number=number))
        return str(self("size.bytes", number=size))

    def span(self, seconds: int) -> str:
        """About how long something takes, in the unit that fits."""
        for unit, each in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
            if seconds >= 2 * each:
                return str(self(f"span.{unit}", number=round(seconds / each)))
        return str(self("span.short"))


def spoken() -> Words:
    """Those of the language that the browser asks for."""
    return Words(request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0])


@lru_cache
def _table(language: str) -> Mapping[str, str]:
    folder = resources.files("keepsake.desk").joinpath("words")
    table: dict[str, str] = json.loads(folder.joinpath(f"{language}.json").read_bytes())
    return table
