"""`keepsake redact` and `keepsake export --with-redacted`, as processes."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from fixtures.bundles import files_of
from fixtures.passphrase_file import decrypt
from viewer import sample

if TYPE_CHECKING:
    from native.program import Cli

WHY = ("--why", "a friend who has nothing to do with it")


@pytest.fixture
def cli(cli: Cli) -> Cli:
    sample.make_vault(cli.vault, [sample.thread(4)], passphrase=None)
    return cli


def test_a_text_and_a_picture_are_made_and_go_along(cli: Cli) -> None:
    words, picture = cli.folder / "copy.txt", cli.folder / "copy.png"
    said = cli.run("redact", "1", str(words), "--message", "1", "--word", "the", *WHY).stdout
    assert str(words) in said
    assert "Read it before you pass it on" in said
    text = words.read_text("utf-8")
    assert text.startswith("Redacted working copy. The original is record 1, SHA-256 ")
    assert " the " not in text.split("Message 2", 1)[1].lower()
    cli.run("redact", "1", str(picture), "--part", "1", "--rectangle", "0,0,40,30", *WHY)
    made = Image.open(io.BytesIO(picture.read_bytes())).convert("RGB")
    assert (0, 0, 0) in {color for _, color in made.getcolors(1 << 20) or ()}
    done = cli.data("export", str(cli.folder / "out"), "--with-redacted")
    files = files_of(decrypt(Path(done["folder"], "evidence.age").read_bytes(), done["passphrase"]))
    rows = json.loads(files["data/derived/redacted/index.json"])["copies"]
    assert [files["data/" + row["path"]] for row in rows] == [
        words.read_bytes(), picture.read_bytes()
    ]  # fmt: skip
    originals = [files["data/" + row["original_path"]] for row in rows]
    assert [hashlib.sha256(one).hexdigest() for one in originals] == [
        row["original"] for row in rows
    ]
    again = cli.run("redact", "1", str(words), "--message", "1", *WHY, code=1)
    assert "Errno" not in again.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("copy.txt", "--message", "1"),
        ("copy.doc", "--message", "1", *WHY),
        ("copy.png", *WHY),
        ("copy.png", "--part", "1", "--rectangle", "0,0,4", *WHY),
        ("copy.png", "--part", "1", "--rectangle", "90000,0,4,4", *WHY),
        ("copy.txt", "--word", "surely not in it", *WHY),
        ("copy.txt", *WHY),
    ],
)
def test_what_is_wrong_makes_nothing(cli: Cli, wrong: tuple[str, ...]) -> None:
    name, *others = wrong
    said = cli.run("redact", "1", str(cli.folder / name), *others, code=64)
    assert said.stderr
    assert not (cli.folder / name).exists()
    assert len(cli.data("custody", "1")["acts"]) == 0
