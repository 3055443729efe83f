"""`keepsake export` at a terminal: a line with the time left, and Ctrl-C that leaves nothing."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pyrage
import pytest
import zxingcpp
from PIL import Image

from keepsake.core.custody import ExportBody
from keepsake.core.entry import body
from keepsake.env import real_environment
from keepsake.shared import product_path
from keepsake.vault import access
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.handle import Vault
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return sample.make_vault(tmp_path / "vault", [sample.thread(12)], passphrase=None).path


class Terminal:
    """A program whose messages go to a terminal."""

    def __init__(self, vault: Path, folder: Path) -> None:
        self._shown, other = pty.openpty()
        command = [sys.executable, "-m", "keepsake", "export", str(folder), "--vault", str(vault)]
        self.program = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=other
        )
        os.close(other)

    def lines(self) -> Iterator[str]:
        """What it says, as it says it."""
        while True:
            try:
                yield os.read(self._shown, 4096).decode("utf-8", errors="replace")
            except OSError:
                return  # how Linux tells that the other end is closed

    def close(self) -> int:
        os.close(self._shown)
        self.program.communicate()
        return self.program.returncode


def test_the_reader_is_built() -> None:
    assert product_path("reader", "OPEN-ME.html").is_file()


def test_a_line_tells_how_far_it_is(vault: Path, tmp_path: Path) -> None:
    terminal = Terminal(vault, tmp_path / "copy")
    said = "".join(terminal.lines())
    assert terminal.close() == 0
    assert "Checking your captures" in said
    assert "Sealing the originals" in said
    assert "100 %" in said
    assert (tmp_path / "copy" / "evidence.age").is_file()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_leaves_nothing(number: int, vault: Path, tmp_path: Path) -> None:
    terminal = Terminal(vault, tmp_path / "copy")
    said = ""
    for line in terminal.lines():
        if "Checking" in line and "You cancelled this" not in said:
            terminal.program.send_signal(number)
        said += line
    assert terminal.close() == 1
    assert "You cancelled this. No copy was made." in said
    assert {path.name for path in tmp_path.iterdir()} == {"vault"}


def run(vault: Path, *options: str | Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "keepsake",
        "export",
        "--vault",
        str(vault),
        *map(str, options),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_key_in_a_picture_and_a_receipt(vault: Path, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    key = str(identity.to_public())
    barcode = zxingcpp.create_barcode(key, zxingcpp.BarcodeFormat.QRCode)
    picture, receipt = tmp_path / "key.png", tmp_path / "receipt.pdf"
    Image.fromarray(zxingcpp.write_barcode_to_image(barcode, scale=4)).save(picture)
    options = ["--recipient-picture", picture, "--receipt", receipt, "--to", "Const. A. Roy"]
    done = run(vault, tmp_path / "copy", *options)
    assert done.returncode == 0, done.stderr
    assert key[4:8] in done.stdout
    assert pyrage.decrypt((tmp_path / "copy" / "evidence.age").read_bytes(), [identity])
    assert receipt.read_bytes().startswith(b"%PDF-")
    again = run(vault, tmp_path / "second", *options)
    assert again.returncode == 1, "a receipt that is there is not written over"
    assert not (tmp_path / "second").exists()


def test_a_key_is_named_once_and_must_be_one(vault: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "key.txt"
    wrong.write_text("age1nothing")
    folder = tmp_path / "copy"
    assert run(vault, folder, "--recipient-file", wrong).returncode == 1
    both = ["--recipient", "age1x", "--recipient-file", wrong]
    assert run(vault, folder, *both).returncode == 64
    assert run(vault, folder, "--recipient-file", tmp_path / "none").returncode == 64
    assert not folder.exists()


def test_a_practice_is_listed_as_such_and_never_goes_along(vault: Path, tmp_path: Path) -> None:
    seen = json.dumps({"url": "http://127.0.0.1:4000/practice", "title": "Practice page"})
    name = "0b9f1f0e-0000-4000-8000-00000000000f"
    CaptureWriter(Vault.open(vault, real_environment()), name, seen.encode()).close()
    command = [sys.executable, "-m", "keepsake", "list", "--vault", str(vault)]
    listed = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    told = {one["entry"]: one["practice"] for one in json.loads(listed.stdout)["captures"]}
    assert list(told.values()) == [False, True]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert shown.count("(practice)") == 1
    practice = max(told)
    refused = run(vault, tmp_path / "copy", f"--capture={practice}")
    assert refused.returncode == 1
    assert "A practice capture is never handed over." in refused.stderr
    assert not (tmp_path / "copy").exists()
    made = run(vault, tmp_path / "copy", "--json")
    assert made.returncode == 0, made.stderr
    opened = access.unlock(Vault.open(vault, real_environment()), None)
    left = opened.entry(json.loads(made.stdout)["entry"])
    assert body(left, ExportBody).captures == (min(told),)
