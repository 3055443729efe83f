#!/usr/bin/env python3
"""Keepsake's development commands; needs only Python 3.11 or later.

Usage: python3 build/dev.py COMMAND
setup | run | test | check | bench | score | validate | package | release | lock | desk
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if sys.version_info < (3, 11):
    sys.exit("Keepsake needs Python 3.11 or later; this is " + sys.version.split()[0] + ".")

from dev_base import ROOT, DevError, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _setup(options: argparse.Namespace) -> int:
    from dev_setup import set_up
    from dev_system import has_screen

    window = options.tests or has_screen()
    set_up(tests=options.tests, window=window, apt_allowed=options.apt)
    return 0


def _lock(_options: argparse.Namespace) -> int:
    from dev_lock import lock

    return lock()


def _run(options: argparse.Namespace) -> int:
    from dev_run import run_main_job

    return run_main_job(
        options.apt, headless=options.headless, once=options.once, urls=options.urls
    )


def _check(options: argparse.Namespace) -> int:
    from dev_check import check

    return check(options.apt)


def _test(options: argparse.Namespace) -> int:
    from dev_test import test

    desk = options.desk or "with"
    return test(options.apt, fast=options.fast, desk=desk, arguments=options.arguments)


def _bench(options: argparse.Namespace) -> int:
    from dev_base import PYTHON, run
    from dev_setup import set_up

    set_up(tests=True, window=True, apt_allowed=options.apt, desk=True)
    return run([PYTHON, ROOT / "tests" / "bench", *options.arguments])


def _score(options: argparse.Namespace) -> int:
    from dev_base import PYTHON, run
    from dev_setup import set_up

    set_up(programs=False, tests=True, window=False, apt_allowed=options.apt)
    return run([PYTHON, ROOT / "tests" / "corpus" / "score.py", *options.arguments])


def _validate(options: argparse.Namespace) -> int:
    from dev_validate import validate

    return validate(options.apt, options.arguments)


def _package(options: argparse.Namespace) -> int:
    from dev_package import package

    return package(options.apt, window=options.window)


def _desk(options: argparse.Namespace) -> int:
    from dev_desk import run_desk

    return run_desk(options.apt, once=options.once)


def _release(options: argparse.Namespace) -> int:
    from dev_base import PYTHON, run
    from dev_setup import set_up

    set_up(programs=False, tests=True, window=False, apt_allowed=options.apt)
    return run([PYTHON, ROOT / "build" / "dev_release.py", options.tag])


_COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int], str]] = {
    "setup": (_setup, "set everything up and stop"),
    "run": (_run, "set everything up and do the main job"),
    "test": (_test, "set up what tests need and run them all"),
    "check": (_check, "run every linter"),
    "bench": (_bench, "measure, each figure against a limit in the same run"),
    "score": (_score, "say how much of the corpus is read right, and how much that changed"),
    "validate": (_validate, "test this version by groups, and write the record of it"),
    "package": (_package, "make the program that needs no Python"),
    "release": (_release, "check that a release is whole, and write what leads to it"),
    "desk": (_desk, "start a whole desk on this computer, with invented data"),
    "lock": (_lock, "choose new versions for the lock files"),
}

_PASSES_ON = frozenset({"test", "bench", "score", "validate"})


def _add_options(name: str, command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--no-apt", dest="apt", action="store_false", help="never install Debian packages"
    )
    if name == "setup":
        command.add_argument("--tests", action="store_true", help="also for the tests")
    if name == "run":
        command.add_argument("--headless", action="store_true", help="no windows")
        command.add_argument("--once", action="store_true", help="end when the job is done")
        command.add_argument("urls", nargs="*", metavar="URL", help="capture these pages instead")
    if name == "test":
        command.add_argument("--fast", action="store_true", help="only what needs no browser")
        desk = command.add_mutually_exclusive_group()
        desk.add_argument(
            "--desk", action="store_const", const="alone", help="only the tests of the desk"
        )
        desk.add_argument(
            "--no-desk", dest="desk", action="store_const", const="without",
            help="without those that need PostgreSQL and Ceph",
        )  # fmt: skip
    if name == "desk":
        command.add_argument("--once", action="store_true", help="end when all of it answers")
    if name == "package":
        command.add_argument("--window", action="store_true", help="with the window (large)")
    if name == "release":
        command.add_argument(
            "tag", help="what it is called in version control, for instance v1.2.3"
        )
    if name in _PASSES_ON:
        command.add_argument("arguments", nargs="*", help="passed on")


def _set_apart(arguments: Sequence[str]) -> list[str]:
    """Puts `--` before what is not this command's own, where it passes arguments on.

    argparse takes none that begins with a dash without it, and `bench --only host` is what its help
    says.
    """
    if not arguments or arguments[0] not in _PASSES_ON:
        return list(arguments)
    own = {"--no-apt", "--fast", "--desk", "--no-desk", "-h", "--help", "--"}
    at = next((at for at, word in enumerate(arguments) if at and word not in own), None)
    if at is None or "--" in arguments[:at]:
        return list(arguments)
    return [*arguments[:at], "--", *arguments[at:]]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build/dev.py", description="Keepsake's commands.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, words) in _COMMANDS.items():
        _add_options(name, commands.add_parser(name, help=words, description=words))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(_set_apart(sys.argv[1:] if arguments is None else arguments))
    command, _ = _COMMANDS[options.command]
    try:
        return command(options)
    except DevError as problem:
        say(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Running it again goes on from here.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
