"""`keepsake export` for a portal, and with what is left out, as a person types it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fixtures.bundles import files_of
from fixtures.passphrase_file import decrypt
from keepsake.flows.export.portals import portals
from viewer import sample

if TYPE_CHECKING:
    from native.program import Cli


@pytest.fixture
def cli(cli: Cli) -> Cli:
    sample.make_vault(cli.vault, [sample.thread(4)], passphrase=None)
    return cli


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_tells_the_size_and_what_portals_take_and_that_it_is_not_confirmed(
    cli: Cli, language: str
) -> None:
    out = str(cli.folder / "out")
    said = cli.run("export", out, "--for", "portal", KEEPSAKE_LANGUAGE=language)
    for name in ("keepsake-copy.zip", "READ-ME-FIRST.txt"):
        assert name in said.stdout
        assert (cli.folder / "out" / name).is_file()
    unconfirmed = {"en": "not confirmed", "fr": "non confirmé"}[language]
    for portal in portals():
        # A terminal is given ordinary spaces.
        name = portal.name[language].replace("\N{NO-BREAK SPACE}", " ")
        lines = said.stdout.replace("\N{NO-BREAK SPACE}", " ").splitlines()
        line = next(line for line in lines if line.startswith(name))
        assert portal.checked in line
        assert (unconfirmed in line) is not portal.confirmed


def test_the_files_stand_in_the_json_and_what_is_left_out_is_not_made(cli: Cli) -> None:
    done = cli.data("export", str(cli.folder / "out"), "--leave-out", "wacz,rsmf")
    folder = Path(done["folder"])
    assert done["files"] == [[path.name, path.stat().st_size] for path in sorted(folder.iterdir())]
    files = files_of(decrypt((folder / "evidence.age").read_bytes(), done["passphrase"]))
    assert not [name for name in files if name.endswith((".wacz", ".rsmf"))]
    assert "data/loadfile.dat" in files


def test_what_cannot_be_left_out_is_named(cli: Cli) -> None:
    said = cli.run("export", str(cli.folder / "out"), "--leave-out", "wacz,report", code=64)
    assert "report" in said.stderr
    assert not (cli.folder / "out").exists()
