"""What every command speaks through: words in the person's language, data as JSON, questions."""

from __future__ import annotations

import getpass
import json
import os
import re
import shlex
import shutil
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.catalogue import (
    ErrorMessage,
    error_message,
    language_from_environment,
    message_of,
    table,
)
from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from keepsake.core.custody import Attribution
    from keepsake.vault.handle import Vault
    from keepsake.vault.unlocked import Unlocked


_WORDS_MAX = 2000
_INDENT = "    "
_WIDTH_LEAST = 40
# The one next step, where a command is one; the words of all other errors say what the person does.
_NEXT = {
    Code.VAULT_MISSING: "keepsake doctor",
    Code.VAULT_DAMAGED: "keepsake doctor",
    Code.VAULT_UNWRITABLE: "keepsake doctor",
    Code.VAULT_INCOMPLETE: "keepsake doctor",
    Code.VAULT_CHANGED: "keepsake doctor",
    Code.VAULT_FORBIDDEN: "keepsake doctor",
    Code.VAULT_CLAIMED: "keepsake passphrase",
    Code.PASSPHRASE_NEEDED: "keepsake init",
    Code.STAMP_UNREACHABLE: "keepsake stamp",
    Code.EXPORT_INVALID: "keepsake verify",
    Code.CAPTURE_UNKNOWN: "keepsake list",
    Code.EXPORT_PRACTICE: "keepsake list",
    Code.HOST_MISSING: "keepsake install",
    Code.INTERNAL: "keepsake doctor",
}
# A terminal has its own width, and many show a mark in the place of these.
_HOLDING_SPACES = re.compile("[\u00a0\u202f]")


class UsageError(Exception):
    """The command was given in a way it does not take.

    Attributes:
        detail: What was wrong, in words.
        program: The command whose help tells more.
    """

    def __init__(self, detail: str, program: str = "keepsake") -> None:
        super().__init__(detail)
        self.detail = detail
        self.program = program


@dataclass(frozen=True, slots=True)
class Console:
    """The person's terminal.

    Attributes:
        language: `en` or `fr`.
        words: `shared/data/words/cli.json` in that language.
    """

    language: str
    words: Mapping[str, str]

    @classmethod
    def of_this_process(cls) -> Console:
        """A console in the language that the environment asks for."""
        language = language_from_environment()
        return cls(language, table("cli", language))

    def text(self, key: str, **facts: object) -> str:
        """One text, filled in."""
        return self.words[key].format(**facts)

    def error(self, code: Code) -> ErrorMessage:
        """The words of an error."""
        return error_message(code, self.language)

    def say(self, key: str, **facts: object) -> None:
        """Prints one text, filled in."""
        self.print(self.text(key, **facts))

    def print(self, line: str) -> None:
        """Prints one line, whatever is in it, at once: a caller may be waiting for it."""
        sys.stdout.write(f"{printable(line)}\n")
        sys.stdout.flush()

    def data(self, value: object) -> None:
        """Prints data as one JSON document, in which every text is exactly what it was."""
        lines = ("".join(map(_escaped, line)) for line in _document(value).split("\n"))
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()

    def complain(self, line: str) -> None:
        """Prints a line on standard error."""
        sys.stderr.write(f"{printable(line)}\n")

    def tell(self, error: KeepsakeError, vault: str = "") -> None:
        """Says on standard error what happened, what is safe and the one next step, in this order.

        Args:
            error: What happened.
            vault: The folder that `--vault` named, "" for none: the next step is about it too.
        """
        words, code = message_of(error, self.language), error.shown_code
        self.complain(words.what)
        for name in ("file", "tool"):
            if error.facts.get(name):
                self.complain_below("error.file", file=error.facts[name])
        if error.facts.get("capture"):
            self.complain_below("error.capture", entry=error.facts["capture"])
        self.complain_below("error.safe", text=words.safe)
        self.complain_below("error.next", text=words.next)
        if error.facts.get("beside"):
            self.complain_below("error.beside", path=error.facts["beside"])
        elif code in _NEXT:
            where = f" --vault {shlex.quote(vault)}" if vault else ""
            self.complain_below("error.run", command=f"{_NEXT[code]}{where}")
        facts = {"code": str(int(code)), "name": code.word}
        if error.detail:
            self.complain_below("error.code_detail", **facts, detail=error.detail)
        else:
            self.complain_below("error.code", **facts)

    def complain_below(self, key: str, **facts: object) -> None:
        """Prints a text under what it belongs to, in lines as long as the terminal has room for."""
        text = printable(self.text(key, **facts))
        width = shutil.get_terminal_size().columns if sys.stderr.isatty() else sys.maxsize
        # What is to be copied, such as a command or a path, is never cut in two.
        for line in textwrap.wrap(
            text,
            max(width - len(_INDENT) - 1, _WIDTH_LEAST),
            break_long_words=False,
            break_on_hyphens=False,
        ):
            sys.stderr.write(f"{_INDENT}{line}\n")


def printable(text: str) -> str:
    """The text as one line that a terminal shows and does not obey.

    Titles come from pages and names of files from anybody: a control character would move the
    cursor, a line break would begin a line that looks like the program's own, and marks of
    direction make a name read as another.
    """
    plain = _HOLDING_SPACES.sub(" ", text)
    return "".join(one if one.isprintable() else "\ufffd" for one in plain)


def _escaped(one: str) -> str:
    """A character of a JSON document; what does not print as its number, which means the same."""
    if one.isprintable():
        return one
    halves = one.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{halves[at : at + 2].hex()}" for at in range(0, len(halves), 2))


def _document(value: object) -> str:
    try:
        return msgspec.json.format(msgspec.json.encode(value), indent=1).decode()
    except UnicodeEncodeError:
        # The name of a file that is no text in the system's own encoding.
        return json.dumps(msgspec.to_builtins(value), indent=1)


def attribution_of(options: Namespace) -> Attribution:
    """What the person says about an act: who, why, to whom, by what way."""
    from keepsake.core.custody import Attribution

    names = ("who", "why", "to", "medium")
    return Attribution(
        **{name: str(getattr(options, name, "") or "")[:_WORDS_MAX] for name in names}
    )


def vault_path(options: Namespace) -> Path:
    """The folder that `--vault`, `KEEPSAKE_VAULT` or the system names."""
    if options.vault:
        return Path(options.vault)
    from keepsake.vault.info import default_path

    return default_path()


def open_vault(options: Namespace) -> Vault:
    """The vault, which must exist.

    Raises:
        KeepsakeError: VAULT_MISSING, VAULT_NEWER, VAULT_DAMAGED.
    """
    from keepsake.env import real_environment
    from keepsake.vault import fallback
    from keepsake.vault.handle import Vault

    path = vault_path(options)
    try:
        return Vault.open(path, real_environment())
    except KeepsakeError as error:
        error.facts["beside"] = next(map(str, fallback.others(path)), "")
        raise


def unlock(options: Namespace, console: Console) -> Unlocked:
    """The vault, open for reading; asks for the passphrase where one is set.

    Raises:
        KeepsakeError: As `open_vault`; PASSPHRASE_WRONG; VAULT_LOCKED where nobody can be asked.
    """
    from keepsake.vault import access

    vault = open_vault(options)
    secret = passphrase(options, console) if vault.claimed else None
    return access.unlock(vault, secret)


def passphrase(
    options: Namespace,
    console: Console,
    key: str = "ask.passphrase",
    locked: Code = Code.VAULT_LOCKED,
) -> str:
    """The passphrase, from the file that was named or from the person.

    Args:
        options: Of the command.
        console: For words.
        key: Of the question.
        locked: What it means that there is none.

    Raises:
        KeepsakeError: `locked`; no file was named and nobody is at the terminal.
        UsageError: The file cannot be read.
    """
    given = passphrase_from_file(options, console)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise KeepsakeError(locked, "no passphrase was given")
    return getpass.getpass(console.text(key))


def passphrase_from_file(options: Namespace, console: Console) -> str | None:
    """The first line of the file that was named, or None where none was.

    Raises:
        UsageError: It cannot be read, or its first line is empty.
    """
    named = options.passphrase_file or os.environ.get("KEEPSAKE_PASSPHRASE_FILE")
    return first_line(named, console) if named else None


def first_line(named: str, console: Console) -> str:
    """The first line of a file, or of standard input for `-`: a secret.

    Raises:
        UsageError: It cannot be read, or its first line is empty.
    """
    try:
        text = sys.stdin.read() if named == "-" else Path(named).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(console.text("wrong.passphrase_file", path=named)) from error
    line = text.partition("\n")[0].removesuffix("\r")
    if not line:
        raise UsageError(console.text("wrong.passphrase_file", path=named))
    return line
