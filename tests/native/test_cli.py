"""The command line as a process: help, wrong usage, errors, in both languages."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keepsake.catalogue import LANGUAGES, table
from keepsake.commands.parser import build
from native.client import environment
from native.program import secret_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from native.program import Cli


COMMANDS = (
    "init",
    "install",
    "uninstall",
    "doctor",
    "view",
    "list",
    "show",
    "read",
    "verify",
    "custody",
    "add",
    "capture",
    "stamp",
    "witness",
    "export",
    "send",
    "redact",
    "backup",
    "restore",
    "remove",
    "passphrase",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(
    command: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = table("cli", language)
    with pytest.raises(SystemExit) as ended:
        build(words).parse_args([command, "--help"])
    assert ended.value.code == 0
    flat = " ".join(capsys.readouterr().out.split())
    assert words[command] in flat
    assert flat.startswith(words["usage"].strip())
    assert flat.count(words["usage"].strip()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_says_what_each_command_does(cli: Cli, language: str) -> None:
    overview = " ".join(cli.run("--help", KEEPSAKE_LANGUAGE=language).stdout.split())
    words = table("cli", language)
    assert [command for command in COMMANDS if words[command] not in overview] == []


def test_the_overview_lists_exactly_these_commands(cli: Cli) -> None:
    shown = cli.run("--help").stdout
    listed = re.findall(r"^    (\S+)", shown, re.MULTILINE)
    assert listed == list(COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("list", "--nonsense"),
        ("show",),
        ("show", "x"),
        ("read", "1", "--explain", "x"),
        ("capture",),
        ("capture", "file:///etc/passwd"),
        ("export",),
        ("export", "somewhere", "--recipient", "me"),
        ("verify", "nowhere"),
        ("install", "--browser", "mosaic"),
        ("init", "--passphrase-file", "nowhere"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_usage_is_64_and_says_where_help_is(
    cli: Cli, arguments: Sequence[str], language: str
) -> None:
    done = cli.run(*arguments, code=64, KEEPSAKE_LANGUAGE=language)
    assert done.stdout == ""
    words = table("cli", language)
    first, safe, last = done.stderr.rstrip().splitlines()
    words = {key: text.replace("\N{NO-BREAK SPACE}", " ") for key, text in words.items()}
    assert first[0].isupper(), "the first line says what is wrong in a sentence"
    assert safe == f"    {words['error.safe'].format(text=words['wrong.safe'])}"
    assert last.startswith(f"    {words['error.run'].split('{')[0]}")
    assert last.endswith("--help")


def test_the_version(cli: Cli) -> None:
    assert cli.run("--version").stdout == "0.2.0\n"


@pytest.mark.parametrize("command", [("list",), ("show", "1"), ("verify",), ("stamp",)])
def test_without_a_vault_it_says_so_and_makes_none(cli: Cli, command: Sequence[str]) -> None:
    done = cli.run(*command, code=1)
    assert "There is no vault in this place." in done.stderr
    assert "(problem 41 vault_missing)" in done.stderr
    assert not cli.vault.exists()


def test_errors_say_what_happened_what_is_safe_and_what_to_do(cli: Cli) -> None:
    done = cli.run("list", code=1, KEEPSAKE_LANGUAGE="fr")
    lines = done.stderr.splitlines()
    assert lines[0] == "Il n’y a pas de coffre à cet endroit."
    assert lines[1].startswith("    Ce qui est en sûreté : ")
    assert lines[2].startswith("    Quoi faire : ")
    assert lines[3] == "    Lancez : keepsake doctor"
    assert lines[4] == "    (problème 41 vault_missing)"


def test_the_next_step_is_about_the_vault_that_was_named(cli: Cli) -> None:
    done = cli.run("list", "--vault", "/no where", code=1)
    assert "    Run: keepsake doctor --vault '/no where'" in done.stderr.splitlines()


def test_every_line_of_an_error_fits_a_terminal_and_no_command_is_cut(cli: Cli) -> None:
    told = in_terminal(cli, 48, "list", "--vault", "/a-folder-with-a-rather-long-name-in-it/vault")
    assert max(map(len, told)) <= 48 or "/a-folder" in max(told, key=len)
    assert told[0] == "There is no vault in this place."
    assert all(line.startswith("    ") for line in told[1:])
    assert len(told) > 5


def test_a_file_in_the_way_of_a_backup_is_not_called_a_damaged_vault(cli: Cli) -> None:
    secret = secret_file(cli)
    cli.run("init", "--passphrase-file", secret)
    (cli.folder / "notes.txt").write_text("something of the person's")
    said = cli.run("backup", str(cli.folder / "notes.txt"), code=64).stderr
    assert said.startswith("This is a file; a backup goes into a folder")
    assert (cli.folder / "notes.txt").read_text() == "something of the person's"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "quelle commande"), (("nonsense",), "il n’y a pas de commande 'nonsense'"),
        (("list", "--nonsense"), "ceci est inconnu : --nonsense"),
        (("show",), "il manque ceci : NUMBER"), (("show", "x"), "ne peut pas être 'x'"),
        (("view", "--at", "x"), "ne peut pas être 'x'"), (("view", "--at"), "après --at"),
        (("stamp", "--on", "--off"), "ne vont pas ensemble"),
        (("export", "x", "--recipient-", "x"), "pourrait être"),
    ],
)  # fmt: skip
def test_what_was_wrong_is_said_in_the_persons_language(
    cli: Cli, arguments: Sequence[str], words: str
) -> None:
    said = cli.run(*arguments, code=64, KEEPSAKE_LANGUAGE="fr").stderr
    assert words in said
    assert "argument" not in said
    assert "required" not in said


def test_the_output_may_be_cut_off(cli: Cli) -> None:
    cli.capture()
    shell = f"'{cli.script}' show 1 | head -n 1"
    done = subprocess.run(
        ["sh", "-c", shell], capture_output=True, env=environment(cli.vault), check=True
    )
    assert done.stderr == b""


def test_words_are_whole_in_every_language() -> None:
    path = Path(__file__).parents[2] / "shared" / "data" / "words" / "cli.json"
    for key, texts in json.loads(path.read_bytes()).items():
        assert set(texts) == set(LANGUAGES), key
        holes = [{part.split("}")[0] for part in text.split("{")[1:]} for text in texts.values()]
        assert holes[0] == holes[1], key
        assert all(text.strip() for text in texts.values()), key


def test_the_command_line_loads_only_what_a_command_needs(cli: Cli) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "keepsake", "list"],
        capture_output=True,
        text=True,
        env={**environment(cli.vault), "PYTHONVERBOSE": ""},
        check=False,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "keepsake.commands.listing" in loaded
    assert not loaded & {"flask", "typst", "PIL", "webview", "ssl", "rfc3161_client"}
    assert os.fspath(cli.vault)


def in_terminal(cli: Cli, columns: int, *arguments: str) -> list[str]:
    """What a command says on a terminal of so many columns."""
    mine, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    values = environment(cli.vault)
    values.pop("COLUMNS", None)
    with subprocess.Popen(
        [str(cli.script), *arguments], stdin=its, stdout=its, stderr=its, env=values
    ) as running:
        os.close(its)
        said = b""
        with contextlib.suppress(OSError):  # the terminal is gone with the program
            while piece := os.read(mine, 4096):
                said += piece
        running.wait()
    os.close(mine)
    return said.decode().replace("\r\n", "\n").splitlines()
