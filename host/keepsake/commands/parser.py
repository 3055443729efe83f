"""Which commands there are and what each takes."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

from keepsake import __version__
from keepsake.commands import run
from keepsake.commands.console import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction
    from collections.abc import Callable, Mapping, Sequence

    from keepsake.commands.console import Console

    Runner = Callable[[Namespace, Console], int]

# Where the window can begin: a check, and what puts things right (`leads` in the viewer).
_PAGES = ("working", "addon", "begin", "passphrase", "copy", "restore")
# Source: CPython, Lib/argparse.py, 3.11 to 3.14.
_SAID = {
    "wrong.no_command": re.compile(r"the following arguments are required: COMMAND"),
    "wrong.missing": re.compile(r"the following arguments are required: (?P<name>.+)"),
    "wrong.command": re.compile(r"argument COMMAND: invalid choice: (?P<name>.+?) \(.+", re.DOTALL),
    "wrong.choice": re.compile(
        r"argument (?P<name>.+?): invalid choice: (?P<value>.+?) \(.+", re.DOTALL
    ),
    "wrong.unknown": re.compile(r"unrecognized arguments: (?P<name>.+)", re.DOTALL),
    "wrong.value": re.compile(
        r"argument (?P<name>.+?): invalid \w+ value: (?P<value>.+)", re.DOTALL
    ),
    "wrong.expected": re.compile(r"argument (?P<name>.+?): expected .+"),
    "wrong.together": re.compile(
        r"argument (?P<name>.+?): not allowed with argument (?P<value>.+)"
    ),
    "wrong.ambiguous": re.compile(r"ambiguous option: (?P<name>.+?) could match (?P<value>.+)"),
}
_OF_FILES = frozenset({"DIR", "FILE", "FOLDER", "PATH"})


@dataclass(frozen=True, slots=True)
class Command:
    """A command that was understood."""

    run: Runner
    options: Namespace


def parse(argv: Sequence[str], console: Console) -> Command:
    """Reads the arguments.

    Raises:
        UsageError: They are not understood.
        SystemExit: Help or the version was asked for and has been printed.
    """
    options = build(console.words).parse_args(argv)
    return Command(options.run, options)


def _is_text(value: str) -> bool:
    """Whether it is text in the system's own encoding, and so can be written down as it is."""
    return not any("\ud800" <= one <= "\udfff" for one in value)


def build(words: Mapping[str, str]) -> ArgumentParser:
    """The whole parser, its words in one language."""
    top = _Parser("keepsake", description=words["about"], add_help=False)
    _dress(top, words)
    top.add_argument("--version", action="version", version=__version__, help=words["help.version"])
    commands = top.add_subparsers(
        title=words["commands"], metavar="COMMAND", required=True, dest="command"
    )
    for add in (
        _add_setup,
        _add_reading,
        _add_work,
        _add_export,
        _add_send,
        _add_redact,
        _add_keeping,
    ):
        add(_Adder(commands, words), words)
    return top


class _Parser(argparse.ArgumentParser):
    no_text = ""
    words: Mapping[str, str] = MappingProxyType({})

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        """A value; names of files may be any bytes, all else is written down and must be text."""
        if action.metavar not in _OF_FILES and not _is_text(arg_string):
            raise argparse.ArgumentError(action, self.no_text)
        return super()._get_value(action, arg_string)

    def error(self, message: str) -> NoReturn:
        said = _in_words(message, self.words)
        raise UsageError(self.words["wrong.usage"].format(detail=said), self.prog)


def _in_words(message: str, words: Mapping[str, str]) -> str:
    """What argparse says, which speaks English alone, in the person's language."""
    for key, expression in _SAID.items():
        if found := expression.fullmatch(message):
            return words[key].format(**found.groupdict())
    return message


def _dress(parser: _Parser, words: Mapping[str, str]) -> None:
    """Puts the person's language where argparse would put English."""
    usage = words["usage"]

    class Formatter(argparse.HelpFormatter):
        def add_usage(
            self,
            text: str | None,
            actions: object,
            groups: object,
            prefix: str | None = None,
        ) -> None:
            prefix = usage if prefix is None else prefix
            super().add_usage(text, actions, groups, prefix)  # type: ignore[arg-type] # passed on as they came

    parser.formatter_class = Formatter
    parser.no_text = words["wrong.no_text"]
    parser.words = words
    parser._optionals.title = words["options"]
    parser._positionals.title = words["arguments"]
    parser.add_argument("-h", "--help", action="help", help=words["help.help"])


@dataclass(frozen=True, slots=True)
class _Adder:
    commands: _SubParsersAction[_Parser]
    words: Mapping[str, str]

    def add(self, name: str, runner: Runner, *shared: str) -> ArgumentParser:
        """Adds a command; `shared` names the options it has in common with others."""
        words = self.words
        parser = self.commands.add_parser(
            name, help=words[name], description=words[name], add_help=False
        )
        _dress(parser, words)
        parser.set_defaults(run=runner, vault=None, passphrase_file=None, json=False)
        if "json" in shared:
            parser.add_argument("--json", action="store_true", help=words["help.json"])
        if "vault" in shared:
            parser.add_argument("--vault", metavar="DIR", help=words["help.vault"])
        if "told" in shared:
            parser.add_argument("--who", metavar="NAME", default="", help=words["help.who"])
            parser.add_argument("--why", metavar="TEXT", default="", help=words["help.why"])
        if "secret" in shared:
            text = words["help.passphrase_file"]
            parser.add_argument("--passphrase-file", metavar="FILE", help=text)
        return parser


def _add_setup(adder: _Adder, words: Mapping[str, str]) -> None:
    init = adder.add("init", run.init, "json", "vault", "secret")
    init.add_argument("--unclaimed", action="store_true", help=words["init.unclaimed"])
    init.add_argument("--mine", action="store_true", help=words["init.mine"])
    install = adder.add("install", run.install, "json")
    where = install.add_mutually_exclusive_group()
    where.add_argument(
        "--browser", metavar="NAME", action="append", default=[], help=words["install.browser"]
    )
    where.add_argument("--profile", metavar="DIR", help=words["install.profile"])
    install.add_argument("--wait", action="store_true", help=words["install.wait"])
    adder.add("uninstall", run.uninstall, "json", "vault")
    doctor = adder.add("doctor", run.doctor, "json", "vault", "secret")
    does = doctor.add_mutually_exclusive_group()
    does.add_argument("--fix", action="store_true", help=words["doctor.fix"])
    does.add_argument("--self-test", action="store_true", help=words["doctor.self_test"])


def _add_reading(adder: _Adder, words: Mapping[str, str]) -> None:
    view = adder.add("view", run.view, "vault")
    view.add_argument("--browser", action="store_true", help=words["view.browser"])
    view.add_argument("--serve", action="store_true", help=words["view.serve"])
    view.add_argument("--at", choices=_PAGES, default="", help=words["view.at"])
    adder.add("list", run.list_captures, "json", "vault", "secret")
    show = adder.add("show", run.show, "json", "vault", "secret")
    show.add_argument("entry", metavar="NUMBER", type=int, help=words["show.entry"])
    show.add_argument("--stitched", metavar="DIR", type=Path, help=words["show.stitched"])
    read = adder.add("read", run.read, "json", "vault", "secret")
    read.add_argument("entry", metavar="NUMBER", type=int, help=words["show.entry"])
    read.add_argument("--explain", metavar="MESSAGE", type=int, help=words["read.explain"])
    verify = adder.add("verify", run.verify, "json", "vault", "secret", "told")
    verify.add_argument("path", metavar="PATH", nargs="?", help=words["verify.path"])
    verify.add_argument("--earlier", metavar="OLDER", help=words["verify.earlier"])
    text = words["verify.block"]
    verify.add_argument("--block", metavar="HEIGHT:HEADER", action="append", default=[], help=text)
    text = words["verify.earlier.passphrase"]
    verify.add_argument("--earlier-passphrase-file", metavar="FILE", help=text)
    custody = adder.add("custody", run.custody, "json", "vault", "secret", "told")
    what = custody.add_mutually_exclusive_group()
    text = words["custody.entry"]
    what.add_argument("entry", metavar="NUMBER", type=int, nargs="?", help=text)
    what.add_argument("--case", metavar="NAME", default="", help=words["custody.case"])
    custody.add_argument("--form", metavar="FILE", default="", help=words["custody.form"])


def _add_keeping(adder: _Adder, words: Mapping[str, str]) -> None:
    backup = adder.add("backup", run.backup, "json", "vault", "told")
    backup.add_argument("folder", metavar="FOLDER", help=words["backup.folder"])
    restore = adder.add("restore", run.restore, "json", "vault", "secret", "told")
    restore.add_argument("folder", metavar="FOLDER", help=words["restore.folder"])
    remove = adder.add("remove", run.remove, "json", "vault", "secret", "told")
    remove.add_argument("entry", metavar="NUMBER", type=int, help=words["show.entry"])
    secret = adder.add("passphrase", run.passphrase, "json", "vault", "secret")
    way = secret.add_mutually_exclusive_group()
    way.add_argument("--new-code", action="store_true", help=words["passphrase.new_code"])
    way.add_argument("--forgotten", action="store_true", help=words["passphrase.forgotten"])
    text = words["passphrase.new_file"]
    secret.add_argument("--new-passphrase-file", metavar="FILE", help=text)


def _add_work(adder: _Adder, words: Mapping[str, str]) -> None:
    add = adder.add("add", run.add, "json", "vault", "secret")
    add.add_argument("files", metavar="FILE", nargs="+", type=Path, help=words["add.files"])
    add.add_argument("--case", metavar="NAME", default="", help=words["add.case"])
    add.add_argument("--about", metavar="TEXT", default="", help=words["add.about"])
    add.add_argument("--who", metavar="NAME", default="", help=words["help.who"])
    add.add_argument("--words-file", metavar="FILE", default="", help=words["add.words_file"])
    add.add_argument("--together", action="store_true", help=words["add.together"])
    capture = adder.add("capture", run.capture, "json", "vault")
    capture.add_argument("urls", metavar="URL", nargs="+", help=words["capture.urls"])
    capture.add_argument("--window", action="store_true", help=words["capture.window"])
    capture.add_argument(
        "--timeout", metavar="SECONDS", type=float, default=900.0, help=words["capture.timeout"]
    )
    capture.add_argument("--who", metavar="NAME", default="", help=words["capture.who"])
    capture.add_argument("--extension", metavar="DIR", help=words["capture.extension"])
    stamp = adder.add("stamp", run.stamp, "json", "vault")
    how = stamp.add_mutually_exclusive_group()
    how.add_argument("--quiet", action="store_true", help=words["stamp.quiet"])
    how.add_argument("--on", action="store_true", help=words["stamp.on"])
    how.add_argument("--off", action="store_true", help=words["stamp.off"])
    witness = adder.add("witness", run.witness, "json", "vault")
    what = witness.add_mutually_exclusive_group()
    text = words["witness.add"]
    what.add_argument("--add", metavar=("ADDRESS", "KEY"), nargs=2, help=text)
    what.add_argument("--remove", metavar="NAME", default="", help=words["witness.remove"])


def _add_redact(adder: _Adder, words: Mapping[str, str]) -> None:
    redact = adder.add("redact", run.redact, "vault", "secret", "told")
    redact.add_argument("entry", metavar="NUMBER", type=int, help=words["show.entry"])
    redact.add_argument("file", metavar="FILE", help=words["redact.file"])
    redact.add_argument("--part", metavar="PART", type=int, default=-1, help=words["redact.part"])
    text = words["redact.rectangle"]
    redact.add_argument(
        "--rectangle", metavar="X,Y,W,H", action="append", default=[], dest="rectangles", help=text
    )
    text = words["redact.message"]
    redact.add_argument(
        "--message", metavar="N", type=int, action="append", default=[], dest="messages", help=text
    )
    text = words["redact.word"]
    redact.add_argument(
        "--word", metavar="TEXT", action="append", default=[], dest="words", help=text
    )


def _add_forms(export: argparse.ArgumentParser, words: Mapping[str, str]) -> None:
    """In which form a bundle is written, and what is left out of it."""
    text = words["export.full_length"]
    export.add_argument("--full-length", type=int, choices=(2, 4), default=0, help=text)
    export.add_argument(
        "--for",
        choices=("folder", "portal"),
        default="folder",
        dest="form",
        help=words["export.for"],
    )
    export.add_argument("--leave-out", metavar="LIST", default="", help=words["export.leave_out"])
    for name in ("wacz", "self-contained"):
        export.add_argument(f"--{name}", action="store_true", help=words[f"export.{name}"])


def _add_selection(parser: argparse.ArgumentParser, words: Mapping[str, str]) -> None:
    """What leaves in a copy."""
    parser.add_argument(
        "--capture",
        metavar="NUMBER",
        type=int,
        action="append",
        default=[],
        dest="captures",
        help=words["export.captures"],
    )
    parser.add_argument("--case", metavar="NAME", default="", help=words["export.case"])
    parser.add_argument(
        "--tell", metavar="LIST", default="", dest="tells", help=words["export.tells"]
    )
    text = words["export.with_redacted"]
    parser.add_argument("--with-redacted", action="store_true", help=text)


def _add_send(adder: _Adder, words: Mapping[str, str]) -> None:
    send = adder.add("send", run.send, "json", "vault", "secret", "told")
    text = words["send.invitation"]
    send.add_argument("invitation", metavar="INVITATION", nargs="?", default="", help=text)
    how = send.add_mutually_exclusive_group()
    how.add_argument("--look", action="store_true", help=words["send.look"])
    how.add_argument("--carry", metavar="FOLDER", default="", help=words["send.carry"])
    how.add_argument("--receipt", metavar="FILE", default="", help=words["send.take"])
    how.add_argument("--continue", action="store_true", dest="go_on", help=words["send.continue"])
    how.add_argument("--give-up", action="store_true", help=words["send.give_up"])
    _add_selection(send, words)


def _add_export(adder: _Adder, words: Mapping[str, str]) -> None:
    export = adder.add("export", run.export, "json", "vault", "secret", "told")
    export.add_argument("folder", metavar="FOLDER", help=words["export.folder"])
    _add_selection(export, words)
    export.add_argument("--recipient", metavar="KEY", default="", help=words["export.recipient"])
    for name in ("file", "picture"):
        text = words[f"export.recipient.{name}"]
        export.add_argument(f"--recipient-{name}", metavar="FILE", default="", help=text)
    _add_forms(export, words)
    export.add_argument("--insist", action="store_true", help=words["export.insist"])
    export.add_argument("--receipt", metavar="FILE", default="", help=words["export.receipt"])
    export.add_argument("--to", metavar="TEXT", default="", help=words["export.to"])
    export.add_argument("--medium", metavar="TEXT", default="", help=words["export.medium"])
