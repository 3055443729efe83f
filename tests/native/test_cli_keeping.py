"""Copies, recovery codes and another passphrase, as processes."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from keepsake.core.hashing import sha256_hex
from native.program import PASSPHRASE, Cli, secret_file

if TYPE_CHECKING:
    from pathlib import Path

NEW = "granite lantern otter willow cinder maple"


def _file(cli: Cli, name: str, text: str) -> str:
    path: Path = cli.folder / name
    path.write_text(f"{text}\n")
    return str(path)


def test_a_copy_brings_the_vault_back_after_the_device_is_gone(cli: Cli) -> None:
    kept = cli.capture()
    copy = str(cli.folder / "stick" / "copy")
    assert "55 passphrase_needed" in cli.run("backup", copy, code=1).stderr
    cli.run("init", "--passphrase-file", secret_file(cli))
    first = cli.data("backup", copy)
    assert first["files"] > 5
    assert cli.data("backup", copy)["files"] < first["files"]
    cli.vault.rename(cli.folder / "seized")
    row, report = cli.data("restore", copy, "--passphrase-file", secret_file(cli), code=2)
    # Not checked, for nobody stamped; everything else is.
    assert row["checked"] == report["outcome"] == "not_checked"
    assert {s["outcome"] for s in report["steps"] if s["number"] != 7} == {"valid"}
    listed = cli.data("list", KEEPSAKE_PASSPHRASE_FILE=secret_file(cli))
    assert [one["capture"] for one in listed["captures"]] == [kept]
    assert "46 vault_exists" in cli.run("restore", copy, code=1).stderr


def test_on_another_computer_the_code_of_the_sheet_is_enough(cli: Cli) -> None:
    kept = cli.capture()
    cli.run("init", "--passphrase-file", secret_file(cli))
    made = cli.data("passphrase", "--new-code", "--passphrase-file", secret_file(cli))
    code = _file(cli, "code.txt", made["recovery_code"])
    cli.run("backup", str(cli.folder / "copy.keepsake"))
    there = Cli(cli.folder / "another computer")
    there.folder.mkdir()
    (cli.folder / "copy.keepsake").rename(there.folder / "copy.keepsake")
    shutil.rmtree(cli.vault)
    # It is checked when it is opened: here there is nothing to open it with yet.
    there.run("restore", str(there.folder / "copy.keepsake"), code=2)
    new = _file(there, "new.txt", NEW)
    there.run("passphrase", "--forgotten", "--passphrase-file", code, "--new-passphrase-file", new)
    listed = there.data("list", "--passphrase-file", new)
    assert [one["capture"] for one in listed["captures"]] == [kept]
    report = there.data("verify", "--passphrase-file", new, code=2)
    assert {step["outcome"] for step in report["steps"] if step["number"] != 7} == {"valid"}
    kinds = [act["kind"] for act in there.data("custody", "--passphrase-file", new)["acts"]]
    assert kinds == ["restore", "verify"]


def test_without_the_passphrase_a_restored_vault_is_told_to_be_unchecked(cli: Cli) -> None:
    cli.run("init", "--passphrase-file", secret_file(cli))
    copy = str(cli.folder / "copy")
    cli.run("backup", copy)
    cli.vault.rename(cli.folder / "gone")
    done = cli.run("restore", copy, code=2, KEEPSAKE_LANGUAGE="fr")
    assert "n’a pas été vérifié" in done.stdout
    nowhere = str(cli.folder / "nowhere")
    assert "59 copy_missing" in cli.run("restore", nowhere, code=1).stderr


def test_the_passphrase_changes_and_a_code_opens_when_it_is_forgotten(cli: Cli) -> None:
    cli.run("init", "--passphrase-file", secret_file(cli))
    old = secret_file(cli)
    code = cli.data("passphrase", "--new-code", "--passphrase-file", old)["recovery_code"]
    assert len(code.split("-")) == 8
    typed = _file(cli, "code.txt", code.replace("-", " ").upper())
    new = _file(cli, "new.txt", NEW)
    cli.run("passphrase", "--forgotten", "--passphrase-file", typed, "--new-passphrase-file", new)
    assert "50 passphrase_wrong" in cli.run("list", "--passphrase-file", old, code=1).stderr
    cli.run("list", "--passphrase-file", new)
    wrong = _file(cli, "wrong.txt", "one-two-three-four-five-six-seven-eight")
    done = cli.run(
        "passphrase",
        "--forgotten",
        "--passphrase-file",
        wrong,
        "--new-passphrase-file",
        old,
        code=1,
    )
    assert "50 passphrase_wrong" in done.stderr
    weak = _file(cli, "weak.txt", "weak")
    done = cli.run("passphrase", "--passphrase-file", new, "--new-passphrase-file", weak, code=1)
    assert "51 passphrase_weak" in done.stderr
    cli.run("list", "--passphrase-file", new)


def test_there_is_nothing_to_change_before_a_passphrase_is_set(cli: Cli) -> None:
    cli.run("init", "--unclaimed")
    new = _file(cli, "new.txt", PASSPHRASE)
    for extra in (["--new-code"], ["--new-passphrase-file", new]):
        assert "55 passphrase_needed" in cli.run("passphrase", *extra, code=1).stderr


def test_what_is_done_with_a_capture_is_listed_with_who_why_and_hash(cli: Cli) -> None:
    cli.capture()
    cli.run("verify", "--who", "Noor Example", "--why", "Before the hearing", code=2)
    out = str(cli.folder / "out")
    made = cli.data("export", out, "--who", "Noor Example", "--to", "Det. Example")
    checked, handed = cli.data("custody", "1")["acts"]
    assert (checked["kind"], checked["who"], checked["why"]) == (
        "verify",
        "Noor Example",
        "Before the hearing",
    )
    assert (handed["kind"], handed["sha256"]) == ("export", made["bundle_sha256"])
    assert handed["details"]["to"] == "Det. Example"
    text = cli.run("custody", KEEPSAKE_LANGUAGE="fr").stdout
    assert "Remis" in text
    assert made["bundle_sha256"] in text
    assert "72 capture_unknown" in cli.run("custody", "0", code=1).stderr
    form = cli.folder / "form.pdf"
    cli.run("custody", "1", "--form", str(form), "--who", "Noor Example")
    printed = cli.data("custody", "1")["acts"][-1]
    assert printed["sha256"] == sha256_hex(form.read_bytes())
    assert (printed["kind"], printed["who"], printed["captures"]) == ("print", "Noor Example", [1])
    assert "no case with this name" in cli.run("custody", "--case", "Blue", code=64).stderr


def test_a_removed_capture_is_told_as_removed_everywhere(cli: Cli) -> None:
    gone, kept = cli.capture(), cli.capture()
    assert "--why" in cli.run("remove", "1", code=64).stderr
    assert cli.data("remove", "1", "--why", "It shows my child.")["capture"] == 1
    first, second = cli.data("list")["captures"]
    assert (first["capture"], first["state"]) == (gone, "removed")
    assert (second["capture"], second["state"]) == (kept, "complete")
    assert "removed" in cli.run("list").stdout
    assert cli.data("show", "1")["capture"]["state"] == "removed"
    assert "It shows my child." in cli.run("verify", code=2).stdout
    assert "73 capture_removed" in cli.run("remove", "1", "--why", "again", code=1).stderr
    made = cli.data("export", str(cli.folder / "out"))
    assert cli.data("custody", "2")["acts"][-1]["captures"] == [2]
    assert made["bytes"] > 0


def test_a_vault_in_a_synchronised_folder_is_told_at_set_up_and_by_the_doctor(cli: Cli) -> None:
    vault = cli.folder / "OneDrive - Example" / "vault"
    made = cli.run("init", "--unclaimed", "--vault", str(vault)).stdout
    assert "OneDrive" in made
    (vault / "log" / "checkpoint (1)").write_bytes(b"x")
    found = cli.run("doctor", "--vault", str(vault), code=1).stdout
    assert "log/checkpoint (1)" in found


def test_a_removed_capture_is_not_handed_over_and_its_number_is_named(cli: Cli) -> None:
    for title in ("One", "Two"):
        cli.capture(title=title)
    cli.run("remove", "1", "--why", "It shows my child.")
    out = str(cli.folder / "out")
    done = cli.run("export", out, "--capture", "1", "--capture", "2", code=1)
    assert "130 export_removed" in done.stderr
    assert re.search(r"\b1\b", done.stderr)
    assert not (cli.folder / "out").exists()
