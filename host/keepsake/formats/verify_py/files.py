"""The files of an unpacked bag, and what a step found. Part of verify.py."""

# ruff: noqa: TC003 - the shipped file has no imports for the type checker alone
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

VALID, INVALID, NOT_CHECKED = "valid", "invalid", "not checked"


def printable(text: str) -> str:
    """The text without anything that a terminal obeys, or that turns a line round."""
    return "".join(sign if sign.isprintable() else f"[U+{ord(sign):04X}]" for sign in text)


def say(text: str = "") -> None:
    """Prints one line. All that is printed comes through here."""
    print(printable(text))


def counted(number: int, one: str, more: str = "") -> str:
    """So many of something; `more` where it is not `one` and an s."""
    return f"{number} {one if number == 1 else more or one + 's'}"


class BadFileError(Exception):
    """Something is wrong, and in which file."""


class Result:
    """What one step found."""

    def __init__(self) -> None:
        """Starts with nothing found."""
        self.bad: list[str] = []
        self.open: list[str] = []
        self.beside: list[str] = []  # not checked, and nothing rests on it
        self.good: list[str] = []

    @property
    def outcome(self) -> str:
        """The worst of what was found."""
        return INVALID if self.bad else NOT_CHECKED if self.open else VALID

    def attempt(self, check: Callable[..., Any], *arguments: Any, file: str = "") -> Any:
        """What a check gives, or None with the reason noted, whatever form a damaged file has."""
        try:
            return check(*arguments)
        except BadFileError as problem:
            self.bad.append(str(problem))
        except Exception as problem:  # noqa: BLE001 - whatever is in a file, it ends in a verdict
            self.bad.append(f"{file or check.__name__}: cannot be read ({type(problem).__name__})")
        return None


class Bag:
    """The files of the folder, by their path within it."""

    def __init__(self, folder: Path) -> None:
        """Lists the files; a symbolic link is not followed and counts as no file."""
        self.folder = folder
        found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        self.names = {path.relative_to(folder).as_posix() for path in found}

    def read(self, name: str) -> bytes:
        """The bytes of a file, none when it is missing: step 1 tells, and every check fails."""
        return (self.folder / name).read_bytes() if name in self.names else b""

    def under(self, prefix: str) -> list[str]:
        """Names that begin so, in order."""
        return sorted(name for name in self.names if name.startswith(prefix))
