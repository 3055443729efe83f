"""`keepsake add`, as a process: real files in, the same bytes in the vault."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from fixtures import additions
from fixtures.waiting import PRACTICE, WORDS, Waiting, plain_file, sealed_file
from keepsake.core.practice import CASE
from keepsake.env import real_environment
from keepsake.flows import casework
from keepsake.vault import access
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from native.program import Cli


def test_files_are_added_and_the_refused_are_named(cli: Cli, tmp_path: Path) -> None:
    files = {
        "IMG_1.jpg": additions.photo(),
        "chat.txt": additions.IOS.encode(),
        "evil.exe": b"MZ\0\0",
        "up.zip": additions.archive({"../x": "x"}),
        "\x1b[31mred\u202e.txt": b"words",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    paths = [str(tmp_path / name) for name in files]
    folder, gone = str(tmp_path), str(tmp_path / "gone.jpg")
    done = cli.data("add", *paths, folder, gone, "--about", "From my phone", code=1)
    assert [(one["entry"], one["format"], one["items"]) for one in done["added"]] == [
        (1, "picture", 0), (2, "whatsapp", 4), (3, "", 0)
    ]  # fmt: skip
    assert done["added"][0]["sha256"] == hashlib.sha256(files["IMG_1.jpg"]).hexdigest()
    assert [(one["name"], one["code"]) for one in done["refused"]] == [
        ("evil.exe", 100), ("up.zip", 103), (tmp_path.name, 101), ("gone.jpg", 101)
    ]  # fmt: skip
    assert "../x" in done["refused"][1]["within"]
    assert [one["added"] for one in cli.data("list")["captures"]] == [True, True, True]
    told = cli.run("list").stdout + cli.run("show", "3").stdout
    assert "Added by hand, not captured by Keepsake" in told
    assert "\x1b" not in told
    french = cli.run("show", "1", KEEPSAKE_LANGUAGE="fr").stdout
    assert "Ajouté à la main, non capturé par Keepsake" in french
    cli.run("verify", code=2)  # nothing is stamped yet
    assert all((tmp_path / name).read_bytes() == data for name, data in files.items())


def test_together_they_are_one_exhibit(cli: Cli, tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.jpg").write_bytes(additions.photo())
    paths = [str(tmp_path / f"{number}.jpg") for number in (1, 2)]
    done = cli.data("add", "--together", *paths)
    assert [one["entry"] for one in done["added"]] == [1, 1]
    (listed,) = cli.data("list")["captures"]
    assert (listed["title"], listed["tiles"], listed["parts"]) == ("1.jpg (+1)", 2, 4)
    assert "None" in cli.run("add", "--case", "None", paths[0], code=64).stderr


def test_what_waited_in_a_browser_is_taken_out_of_its_file(cli: Cli, tmp_path: Path) -> None:
    first, other = Waiting(), Waiting(part=1)
    file, words, photo = (tmp_path / name for name in ("waiting.keepsake", "words", "1.jpg"))
    file.write_bytes(sealed_file(plain_file(first, other)))
    words.write_text(f"{WORDS}\n")
    photo.write_bytes(additions.photo())
    done = cli.data("add", str(file), str(photo), "--words-file", str(words), code=1)
    assert done["waited"] == [{"capture": first.capture, "entry": 1, "parts": 4}]
    assert [(one["name"], one["code"], one["within"]) for one in done["refused"]] == [
        ("waiting.keepsake", 27, other.capture)
    ]
    assert [one["entry"] for one in done["added"]] == [2]
    shown = cli.run("show", "1").stdout
    assert "Waited in the browser" in shown
    assert "sealed to a key of that browser; proven from then on" in shown
    again = cli.run("add", str(file), "--words-file", str(words), code=1).stdout
    assert f"Already in this vault: a capture that waited in a browser ({first.capture})" in again
    refused = cli.data("add", str(file), code=1)["refused"]
    assert [one["code"] for one in refused] == [105], "nobody is there to be asked"
    words.write_text("other words\n")
    told = cli.run("add", str(file), "--words-file", str(words), code=1)
    assert "Enter the words that the browser showed" in told.stderr + told.stdout


def test_what_waited_goes_into_the_case_that_is_named(cli: Cli, tmp_path: Path) -> None:
    cli.run("init", "--unclaimed")
    vault = Vault.open(cli.vault, real_environment())
    named, other = (casework.make_case(vault, name, []) for name in ("Named", "Other"))
    casework.choose_case(vault, other)
    waiting, practice = Waiting(), Waiting(url=PRACTICE)
    file, words = tmp_path / "waiting.keepsake", tmp_path / "words"
    file.write_bytes(sealed_file(plain_file(waiting, practice)))
    words.write_text(f"{WORDS}\n")
    cli.run("add", str(file), "--words-file", str(words), "--case", "Named")
    found = {one.body.capture: one.body.case for one in access.unlock(vault, None).captures()}
    assert found == {waiting.capture: named, practice.capture: CASE}
