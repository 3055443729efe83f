"""What a page, a file or a bundle calls itself is shown and never obeyed by the terminal."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fixtures import additions, bundles
from fixtures.bundles import files_of, open_payload, rebagged, seal, unpack
from keepsake.core.custody import Attribution
from keepsake.flows import casework
from keepsake.flows.custody import acts as custody
from keepsake.vault import access
from native.program import Cli
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

# Escape sequences in 7 and 8 bits, a bell, text turned round, and every way to begin a line.
HOSTILE = "x\x1b[2J\x1b]0;owned\x07\x9b31m\u202egnp\u2066\x7f\x08" + "".join(
    f"{end}FORGED" for end in ("\n", "\r", "\r\n", "\x0b", "\x0c", "\x1d", "\x85", "\u2028")
)
NAME = HOSTILE.replace("/", "")


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    return Cli(tmp_path_factory.mktemp("printable"))


@pytest.fixture(scope="module")
def vault(cli: Cli) -> Path:
    """A vault in which everything that can be named has such a name."""
    ids = [{"name": HOSTILE, "value": HOSTILE, "where": "json"}]
    page = replace(
        sample.thread(3), title=HOSTILE, url=f"https://a.example/{HOSTILE}", ids=ids, tiles=0
    )
    vault = sample.make_vault(
        cli.vault,
        [page, replace(page, manifest=False), replace(page, end=HOSTILE, stopped_by=HOSTILE)],
        passphrase=None,
    )
    additions.add(vault, [(NAME, b"hello")], who=HOSTILE, about=HOSTILE)
    casework.make_case(vault, HOSTILE, [1])
    custody.viewed(access.unlock(vault, None), [1], Attribution(who=HOSTILE, why=HOSTILE))
    return vault.path


def only_printed(text: str) -> str:
    """The text, once nothing in it moves the cursor, begins a line of its own, or turns round."""
    odd = {char for char in text if not char.isprintable() and char != "\n"}
    assert not odd, odd
    assert not [line for line in text.splitlines() if line.strip().startswith("FORGED")]
    return text


COMMANDS = [
    ["list"], ["show", "1"], ["show", "2"], ["show", "3"], ["show", "4"], ["custody"],
    ["custody", "--case", HOSTILE], ["verify"], ["doctor"], ["stamp"],
    ["custody", "--case", f"not {HOSTILE}"], ["export", "copy", "--case", f"not {HOSTILE}"],
    ["verify", HOSTILE], ["show", HOSTILE], [HOSTILE], ["add", HOSTILE],
    ["list", "--passphrase-file", HOSTILE], ["remove", "2", "--why", HOSTILE],
]  # fmt: skip


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words).split("x\x1b")[0])
@pytest.mark.parametrize("more", [[], ["--json"]], ids=["words", "json"])
def test_every_command_prints_only_what_is_printable(
    command: list[str], more: list[str], cli: Cli
) -> None:
    done = cli.tried(*command, *more)
    assert "Traceback" not in done.stderr
    assert "internal" not in done.stderr
    said = only_printed(done.stdout) + only_printed(done.stderr)
    assert said
    if more and done.stdout:
        json.loads(done.stdout)


@pytest.mark.usefixtures("vault")
def test_data_holds_the_very_text(cli: Cli) -> None:
    told = json.loads(only_printed(cli.tried("list", "--json").stdout))
    assert told["captures"][0]["title"] == HOSTILE
    acts = json.loads(only_printed(cli.tried("custody", "--json").stdout))["acts"]
    assert HOSTILE in {act["why"] for act in acts}


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["words", "json"])
def test_what_a_bundle_calls_its_files_is_only_shown(
    more: list[str], cli: Cli, tmp_path: Path
) -> None:
    made = bundles.make(tmp_path / "made", [sample.profile()])
    files = files_of(open_payload(made))
    stamps = {name: HOSTILE.encode() for name in files if name.startswith("data/log/stamps/")}
    key = {"data/log/verifier.key": f"{HOSTILE}+00000000+AAAA".encode()}
    for number, change in enumerate((stamps, key, {f"data/{NAME}": b"x"})):
        bag = unpack(rebagged({**files, **change}), tmp_path / f"bag-{number}")
        (bag / NAME).write_bytes(b"x")
        (bag / "data" / "log" / "records").mkdir(exist_ok=True)
        (bag / "data" / "log" / "records" / NAME).write_bytes(b"x")
        done = cli.tried("verify", str(bag), *more)
        assert done.returncode == 1
        only_printed(done.stdout + done.stderr)
        assert done.stderr == ""


def test_a_name_that_is_no_text_is_shown_all_the_same(cli: Cli, tmp_path: Path) -> None:
    made = bundles.make(tmp_path / "made", [sample.profile()])
    bag = unpack(files_of(open_payload(made)), tmp_path / "bag")
    odd = os.fsencode(bag / "data") + b"/\xff\xfe.txt"
    with open(odd, "wb") as file:  # noqa: PTH123 - the name is no text
        file.write(b"x")
    for more in ([], ["--json"]):
        done = cli.tried("verify", str(bag), *more)
        assert done.returncode == 1, done.stderr
        assert ".txt" in only_printed(done.stdout)
        assert done.stderr == ""


def test_the_refusal_of_a_sealed_copy_shows_its_path(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / "evidence.age").write_bytes(seal({"a": b"b"}, "words"))
    secret = tmp_path / "secret.txt"
    secret.write_text("other words\n")
    done = cli.tried("verify", str(folder), "--passphrase-file", str(secret))
    assert done.returncode == 1
    only_printed(done.stdout + done.stderr)
