"""Makes what a shell and `man` know of the program, from its one parser.

Usage: .venv/bin/python build/shell.py [FOLDER]      (without one: dist/shell)
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import shtab

from dev_base import DIST, ROOT
from keepsake import __version__
from keepsake.catalogue import LANGUAGES, table
from keepsake.commands.parser import build

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Where each goes below `/usr` or a Python environment.
PLACES = {
    "man/man1/keepsake.1": "share/man/man1/keepsake.1",
    "man/fr/man1/keepsake.1": "share/man/fr/man1/keepsake.1",
    "keepsake.bash": "share/bash-completion/completions/keepsake",
    "_keepsake": "share/zsh/site-functions/_keepsake",
    "keepsake.fish": "share/fish/vendor_completions.d/keepsake.fish",
}
SHELLS = {"bash": "keepsake.bash", "zsh": "_keepsake", "fish": "keepsake.fish"}
_HEAD = "# Made from the program's own parser by build/shell.py; functions by shtab, MPL-2.0.\n"
_ABOUT = re.compile(r"^# AUTOMATICALLY GENERATED.*?\n(?!#)", re.MULTILINE | re.DOTALL)
_FILES = frozenset({"FILE", "PATH"})
_FOLDERS = frozenset({"DIR", "FOLDER"})


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [one for one in parser._actions if one.help is not argparse.SUPPRESS]


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of the commands, by name."""
    for action in _actions(parser):
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def completion(shell: str) -> str:
    """The completion script of a shell, in English.

    Args:
        shell: `bash`, `zsh` or `fish`.
    """
    parser = build(table("cli", "en"))
    for command in commands(parser).values():
        for action in _actions(command):
            if action.metavar in _FILES:
                action.complete = shtab.FILE  # type: ignore[attr-defined] # what shtab looks for
            elif action.metavar in _FOLDERS:
                action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    return _ABOUT.sub(_HEAD, shtab.complete(parser, shell), count=1)


def _roff(text: str) -> str:
    """Text that means nothing to the formatter."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return re.sub(r"^\.", "\\\\&.", escaped, flags=re.MULTILINE)


def _called(action: argparse.Action) -> str:
    value = f" \\fI{_roff(str(action.metavar))}\\fR" if action.metavar else ""
    if not action.option_strings:
        return f"\\fI{_roff(str(action.metavar or action.dest))}\\fR"
    return ", ".join(f"\\fB{_roff(name)}\\fR{value}" for name in action.option_strings)


def _described(parser: argparse.ArgumentParser) -> Iterator[str]:
    """What one command takes; that it tells of itself is said once, above."""
    for action in _actions(parser):
        if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            continue
        yield from (".TP", _called(action), _roff(action.help or ""))


def _released() -> str:
    """The day of this version; none before that, as the same sources make the same page."""
    told = (ROOT / "CHANGELOG.md").read_text("utf-8")
    found = re.search(rf"^## \[{re.escape(__version__)}\] - (.*)$", told, re.MULTILINE)
    return found[1] if found else ""


def man_page(language: str) -> str:
    """The page for `man`, in roff.

    Args:
        language: `en` or `fr`.
    """
    words: Mapping[str, str] = table("cli", language)
    parser = build(words)
    lines = [
        f'.TH KEEPSAKE 1 "{_released()}" "Keepsake {__version__}" "Keepsake"',
        ".SH " + _roff(words["man.name"]),
        "keepsake \\- " + _roff(words["about"]),
        ".SH " + _roff(words["man.synopsis"]),
        "\\fBkeepsake\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR ...]",
        ".SH " + _roff(words["commands"].upper()),
    ]
    for name, command in commands(parser).items():
        lines += [f'.SS "keepsake {name}"', _roff(command.description or ""), *_described(command)]
    for key in ("exit", "environment", "files"):
        lines += [".SH " + _roff(words[f"man.{key}"]), _roff(words[f"man.{key}.text"])]
    return "\n".join(lines) + "\n"


def written() -> dict[str, str]:
    """Every file by its path below the folder."""
    pages = {
        f"man/{'' if language == 'en' else language + '/'}man1/keepsake.1": man_page(language)
        for language in LANGUAGES
    }
    return pages | {name: completion(shell) for shell, name in SHELLS.items()}


def main() -> int:
    """Write them all, each where it goes below the folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DIST / "shell"
    for name, text in written().items():
        path = folder / PLACES[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
