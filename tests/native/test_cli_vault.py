"""Commands that make, read and check a vault, as processes."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage
import pytest

from fixtures.bundles import files_of
from fixtures.passphrase_file import decrypt
from keepsake.core.case.entries import EventBody, StatementBody
from keepsake.env import real_environment
from keepsake.flows.casework import day_of, keep, make_case
from keepsake.vault import access, creating
from keepsake.vault.handle import Vault
from native.client import environment
from native.program import PASSPHRASE, Cli, secret_file

if TYPE_CHECKING:
    from collections.abc import Sequence


def test_init_makes_a_vault_with_a_passphrase(cli: Cli) -> None:
    cli.run("init", "--passphrase-file", "-", input=f"{PASSPHRASE}\n")
    opened = Vault.open(cli.vault, real_environment())
    assert opened.claimed
    access.unlock(opened, PASSPHRASE)
    assert cli.run("init", "--passphrase-file", "-", input="x y z w v\n", code=1).stderr.count("53")


def test_the_secret_is_put_under_the_passphrase_the_same_way_on_every_computer(cli: Cli) -> None:
    cli.run("init", "--passphrase-file", "-", input=f"{PASSPHRASE}\n")
    sealed = (cli.vault / "identity.age").read_bytes()
    assert sealed.split(b"\n")[1].endswith(b" 18")
    # The age library, which the program does not use for this, opens it too.
    assert decrypt(sealed, PASSPHRASE).startswith(b"AGE-SECRET-KEY-1")


def test_init_sets_the_passphrase_of_the_vault_that_a_capture_made(cli: Cli) -> None:
    cli.capture()
    made = cli.data("init", "--passphrase-file", secret_file(cli))
    assert made["claimed"] is True
    listed = cli.data("list", KEEPSAKE_PASSPHRASE_FILE=secret_file(cli))
    assert len(listed["captures"]) == 1


def test_init_unclaimed(cli: Cli) -> None:
    assert cli.data("init", "--unclaimed")["claimed"] is False
    assert "46" in cli.run("init", "--unclaimed", code=1).stderr


def test_init_takes_another_vault_only_from_who_says_that_it_is_theirs(cli: Cli) -> None:
    cli.capture()
    shutil.rmtree(cli.vault)
    elsewhere = creating.create(cli.folder / "elsewhere", real_environment())
    shutil.copytree(elsewhere.path, cli.vault)
    refused = cli.run("init", "--passphrase-file", secret_file(cli), code=1)
    assert "49 vault_changed" in refused.stderr
    assert not Vault.open(cli.vault, real_environment()).claimed
    taken = cli.data("init", "--mine", "--passphrase-file", secret_file(cli))
    assert taken["claimed"] is True
    assert taken["vault"] == elsewhere.info.vault
    cli.capture()
    assert Vault.open(cli.vault, real_environment()).size() > elsewhere.size()


def test_init_refuses_a_weak_passphrase(cli: Cli) -> None:
    done = cli.run("init", "--passphrase-file", "-", input="1234\n", code=1)
    assert "51 passphrase_weak" in done.stderr


def test_init_asks_nobody_when_nobody_is_there(cli: Cli) -> None:
    done = cli.run("init", code=1)
    assert "52 vault_locked" in done.stderr
    assert not cli.vault.exists()


def test_list_and_show_tell_what_is_kept(cli: Cli) -> None:
    whole = cli.capture(title="First")
    cut = cli.capture(commit=False, title="Second \x1b[31mred")
    first, second = cli.data("list")["captures"]
    assert (first["capture"], first["state"], first["title"]) == (whole, "complete", "A page")
    assert (second["capture"], second["state"], second["url"]) == (
        cut,
        "incomplete",
        "https://a.example/",
    )
    assert (first["entry"], first["tiles"], first["parts"], first["items"]) == (1, 1, 3, 0)
    shown = cli.data("show", "2")
    assert [one["name"] for one in shown["parts"]] == ["begin.json", "tile-0001.png"]
    assert shown["completeness"] is None
    text = cli.run("list").stdout
    assert "\x1b" not in text
    assert "cut short" in text
    assert "https://a.example/" in cli.run("show", "1").stdout
    assert "interrompu" in cli.run("show", "2", KEEPSAKE_LANGUAGE="fr").stdout


@pytest.mark.parametrize("number", ["0", "2", "99"])
def test_show_of_something_that_is_no_capture(cli: Cli, number: str) -> None:
    cli.capture()
    assert "72 capture_unknown" in cli.run("show", number, code=1).stderr


def test_a_claimed_vault_wants_its_passphrase(cli: Cli) -> None:
    cli.capture()
    cli.run("init", "--passphrase-file", secret_file(cli))
    assert "52 vault_locked" in cli.run("list", code=1).stderr
    wrong = cli.run("list", "--passphrase-file", "-", input="not the one\n", code=1)
    assert "50 passphrase_wrong" in wrong.stderr
    assert len(cli.data("list", "--passphrase-file", secret_file(cli))["captures"]) == 1
    other = cli.folder / "elsewhere"
    moved = cli.vault.rename(other)
    listed = cli.data("list", "--vault", str(moved), "--passphrase-file", secret_file(cli))
    assert len(listed["captures"]) == 1


def test_a_damaged_capture_hides_no_other(cli: Cli) -> None:
    cli.capture()
    cli.capture()
    entry = cli.vault / "entries" / "000" / "001.age"
    entry.write_bytes(entry.read_bytes()[:-1] + b"x")
    damaged, whole = cli.data("list", code=1)["captures"]
    assert (damaged["entry"], damaged["problem"]) == (1, "vault_damaged")
    assert (whole["entry"], whole["problem"], whole["title"]) == (2, "", "A page")


def test_verify_waits_for_stamps_and_names_a_damaged_file(cli: Cli) -> None:
    capture = cli.capture()
    report = cli.data("verify", code=2)
    assert report["outcome"] == "not_checked"
    assert [step["number"] for step in report["steps"]] == [1, 2, 3, 4, 5, 6, 7, 8]
    outcomes = {step["name"]: step["outcome"] for step in report["steps"]}
    assert outcomes.pop("time") == "not_checked"
    assert set(outcomes.values()) == {"valid"}
    words = cli.run("verify", code=2, KEEPSAKE_LANGUAGE="fr").stdout
    assert "7. L’heure est confirmée par des tiers : non vérifié" in words
    tile = cli.vault / "parts" / capture / "0001.age"
    tile.write_bytes(tile.read_bytes()[:-1] + b"x")
    found = cli.run("verify", code=1).stdout
    assert f"parts/{capture}/0001.age" in found
    assert cli.run("verify", str(cli.vault), code=1).stdout == found


def test_stamp_with_nobody_to_ask_is_done(cli: Cli) -> None:
    cli.capture()
    asked: dict[str, object] = {"authorities": [], "calendars": [], "witnesses": []}
    assert cli.data("stamp") == {**asked, "waiting": 0, "enabled": True}
    assert cli.run("stamp", "--quiet").stdout == ""


def test_a_copy_and_the_vault_are_held_against_an_earlier_copy(cli: Cli) -> None:
    cli.capture()
    first = cli.data("export", str(cli.folder / "first"))
    cli.capture(title="Later")
    second = cli.data("export", str(cli.folder / "second"))
    files = {}
    for name, made in (("first", first), ("second", second)):
        files[name] = cli.folder / f"{name}.txt"
        files[name].write_text(made["passphrase"] + "\n")
    earlier = ["--earlier", first["folder"], "--earlier-passphrase-file", str(files["first"])]
    opened = ["--passphrase-file", str(files["second"])]
    report = cli.data("verify", second["folder"], *opened, *earlier, code=2)
    assert report["steps"][2]["outcome"] == "valid"
    assert cli.data("verify", *earlier, code=2)["steps"][2]["outcome"] == "valid"
    assert cli.run("verify", second["folder"], *opened, "--earlier", "nowhere", code=64).stderr


def test_export_makes_a_folder_that_verify_opens(cli: Cli) -> None:
    cli.capture(title="First")
    cli.capture(commit=False, title="Second")
    made = cli.data("export", str(cli.folder / "out"), "--to", "an officer", "--medium", "stick")
    folder = Path(made["folder"])
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["OPEN-ME.html", "README.txt", "evidence.age"]
    secret = secret_file(cli, made["passphrase"])
    report = cli.data("verify", str(folder), "--passphrase-file", secret, code=2)
    assert {step["outcome"] for step in report["steps"]} == {"valid", "not_checked"}
    sealed = str(folder / "evidence.age")
    cli.run("verify", sealed, "--passphrase-file", "-", input=made["passphrase"], code=2)
    wrong = cli.run("verify", sealed, "--passphrase-file", "-", input="not the one", code=1)
    assert "56 copy_passphrase_wrong" in wrong.stderr
    locked = cli.run("verify", str(folder), code=1)
    assert "57 copy_locked" in locked.stderr


def test_export_says_the_passphrase_once_and_how_to_give_it(cli: Cli) -> None:
    cli.capture()
    done = cli.run("export", str(cli.folder / "out"), "--capture", "1", KEEPSAKE_LANGUAGE="fr")
    assert done.stdout.count("Phrase secrète : ") == 1
    assert "par téléphone" in done.stdout


def test_export_to_the_key_of_whoever_receives_it(cli: Cli) -> None:
    cli.capture()
    identity = pyrage.x25519.Identity.generate()
    made = cli.data("export", str(cli.folder / "out"), "--recipient", str(identity.to_public()))
    assert made["passphrase"] == ""
    sealed = (Path(made["folder"]) / "evidence.age").read_bytes()
    assert pyrage.decrypt(sealed, [identity])[:2] == b"PK"


def test_export_takes_no_place_that_is_taken_and_no_capture_that_is_none(cli: Cli) -> None:
    none = cli.run("export", str(cli.folder / "out"), code=1)
    assert "41 vault_missing" in none.stderr
    cli.capture()
    unknown = cli.run("export", str(cli.folder / "out"), "--capture", "7", code=1)
    assert "72 capture_unknown" in unknown.stderr
    assert not (cli.folder / "out").exists()
    (cli.folder / "out").mkdir()
    (cli.folder / "out" / "something").write_text("of somebody's")
    assert "70 export_exists" in cli.run("export", str(cli.folder / "out"), code=1).stderr


def test_capture_without_the_built_extension_says_so(cli: Cli) -> None:
    nowhere = str(cli.folder / "nowhere")
    done = cli.run("capture", "https://a.example/", "--extension", nowhere, code=1)
    assert "85 tool_missing" in done.stderr
    assert nowhere in done.stderr
    assert not cli.vault.exists()


def at_a_terminal(cli: Cli, *arguments: str, typed: Sequence[str]) -> tuple[str, int]:
    """Runs the program at a terminal, where it may ask; returns what is on the screen."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(cli.script), *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(cli.vault),
        start_new_session=True,
    )
    os.close(theirs)
    screen = b""
    for line in typed:
        while not screen.rstrip(b" ").endswith(b":"):
            screen += os.read(ours, 1024)
        os.write(ours, f"{line}\n".encode())
        screen += b"\n"
    with contextlib.suppress(OSError):
        # Linux says EIO when the last process at the terminal has ended.
        while data := os.read(ours, 1024):
            screen += data
    os.close(ours)
    return screen.decode(), process.wait(timeout=240)


def test_init_asks_twice_and_never_shows_the_answer(cli: Cli) -> None:
    chosen = PASSPHRASE + " lantern"
    screen, code = at_a_terminal(cli, "init", typed=[chosen, "something else"])
    assert code == 64
    assert "The two are different." in screen
    assert not cli.vault.exists()
    screen, code = at_a_terminal(cli, "init", typed=[chosen, chosen])
    assert code == 0
    assert chosen not in screen
    assert "Choose your own, or press Enter to use this one: " in screen
    screen, code = at_a_terminal(cli, "list", typed=[chosen])
    assert code == 0
    assert "No captures yet." in screen


def test_export_of_a_case_tells_what_is_asked_for(cli: Cli) -> None:
    cli.capture(title="Another matter")
    cli.capture(title="The matter")
    vault = Vault.open(cli.vault, real_environment())
    case = make_case(vault, "The matter", [2])
    keep(vault, EventBody(case, day_of("2026-11-20", "", ""), "Something happened"))
    keep(vault, StatementBody(case, "en", {"what": "My words"}))
    out = str(cli.folder / "out")
    made = cli.data("export", out, "--case", "The matter", "--tell", "events", "--who", "Ada")
    sealed = (Path(made["folder"]) / "evidence.age").read_bytes()
    held = files_of(decrypt(sealed, made["passphrase"]))
    brief = json.loads(held["data/briefing.json"])
    assert (brief["case"], brief["reporter"]) == ("The matter", "Ada")
    assert [each["text"] for each in brief["events"]] == ["Something happened"]
    assert brief["told"] == {}
    assert [name for name in held if name.startswith("data/log/entries/")] == [
        "data/log/entries/2.json"
    ]
    assert "data/statement.pdf" not in held
    other = cli.run("export", out, "--case", "No such matter", code=64)
    assert "No such matter" in other.stderr
    assert "wishes" in cli.run("export", out, "--case", case, "--tell", "wishes", code=64).stderr
