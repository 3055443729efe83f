"""`keepsake send`: as somebody types it, killed at any moment, with a desk that is a stand-in."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PIL import Image

from fixtures.desk_stand_in import NAME, StandIn, stand_in
from keepsake.core.custody import ReceiptBody
from keepsake.core.entry import body
from keepsake.env import real_environment
from keepsake.vault import access
from keepsake.vault.handle import Vault
from native.client import environment
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from native.program import Cli

KILLS = 40 if os.environ.get("SLOW") else 6


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return sample.make_vault(tmp_path / "vault", [sample.thread(12)], passphrase=None).path


@pytest.fixture
def desk() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def receipts_in(vault: Path) -> list[ReceiptBody]:
    unlocked = access.unlock(Vault.open(vault, real_environment()), None)
    return [body(r, ReceiptBody) for _, r in unlocked.entries() if r.kind == "receipt"]


def waiting(vault: Path) -> list[str]:
    return sorted(str(path) for path in (vault / "sending").rglob("*") if path.is_file())


def test_what_an_invitation_says_is_told_and_nobody_is_asked(cli: Cli, desk: StandIn) -> None:
    done = cli.run("send", desk.link, "--look")
    assert NAME in done.stdout
    assert "cannot check who that is" in done.stdout
    assert desk.address in done.stdout
    assert desk.asked == []


def test_it_is_sent_and_the_receipt_is_in_the_list_of_custody(
    cli: Cli, desk: StandIn, vault: Path
) -> None:
    sent = cli.run("send", desk.link, "--who", "Noor", "--json")
    told = json.loads(sent.stdout)
    (kept,) = receipts_in(vault)
    assert (told["name"], told["sha256"], told["bytes"]) == (NAME, kept.sha256, kept.bytes)
    listed = cli.run("custody").stdout
    assert f"Received by     {NAME}" in listed or f"Received by    {NAME}" in listed, listed
    assert "received 2026-12-02" in listed
    assert waiting(vault) == []
    assert "Nothing waits" in cli.run("send").stdout


@pytest.mark.parametrize("form", ["text", "picture"])
def test_an_invitation_comes_as_a_file(cli: Cli, desk: StandIn, tmp_path: Path, form: str) -> None:
    file = tmp_path / "invitation"
    if form == "text":
        file.write_text(f"Please open this:\n{desk.link}\nBest wishes\n")
    else:
        made = zxingcpp.create_barcode(desk.link, zxingcpp.BarcodeFormat.QRCode)
        image = Image.fromarray(zxingcpp.write_barcode_to_image(made, scale=4)).convert("L")
        image.save(file, "PNG")
    assert NAME in cli.run("send", str(file), "--look").stdout


def test_a_copy_to_carry_is_made_for_the_desk_alone_and_nothing_is_sent(
    cli: Cli, desk: StandIn, vault: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "carried"
    assert str(folder) in cli.run("send", desk.link, "--carry", str(folder)).stdout
    assert (folder / "evidence.age").read_bytes().startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert desk.asked == []
    assert waiting(vault) == []


def test_a_receipt_that_is_carried_back_is_in_the_list_of_custody_once(
    cli: Cli, desk: StandIn, vault: Path, tmp_path: Path
) -> None:
    folder, file = tmp_path / "carried", tmp_path / "evidence.age.receipt.txt"
    assert (
        "keepsake send --receipt FILE" in cli.run("send", desk.link, "--carry", str(folder)).stdout
    )
    desk.parts = {1: (folder / "evidence.age").read_bytes()}
    file.write_bytes(desk.receipt())
    told = json.loads(cli.run("send", "--receipt", str(file), "--who", "Noor", "--json").stdout)
    (kept,) = receipts_in(vault)
    assert (told["name"], told["sha256"], told["bytes"]) == (NAME, kept.sha256, kept.bytes)
    assert (kept.who, told["address"]) == ("Noor", "")
    assert "received 2026-12-02" in cli.run("custody").stdout
    again = cli.run("send", desk.link, "--receipt", str(file)).stdout
    assert "already in this vault" in again
    assert f"Received by {NAME}" in again
    assert len(receipts_in(vault)) == 1
    assert desk.asked == []


def test_what_shows_nothing_is_not_called_received(
    cli: Cli, desk: StandIn, vault: Path, tmp_path: Path
) -> None:
    folder, file = tmp_path / "copy", tmp_path / "receipt.txt"
    cli.run("export", str(folder))
    desk.parts = {1: (folder / "evidence.age").read_bytes()}
    file.write_bytes(desk.receipt())
    done = cli.run("send", "--receipt", str(file), code=1)
    assert "without an invitation" in done.stderr
    assert "Nothing was added" in done.stderr
    assert "Received" not in done.stdout
    file.write_bytes(b"another file")
    assert "not a whole receipt" in cli.run("send", "--receipt", str(file), code=1).stderr
    gone = cli.run("send", "--receipt", str(tmp_path / "gone"), code=64)
    assert "cannot be read" in gone.stderr
    assert receipts_in(vault) == []
    file.write_bytes(desk.receipt())
    assert NAME in cli.run("send", desk.link, "--receipt", str(file)).stdout
    assert len(receipts_in(vault)) == 1


def test_a_refusal_says_what_happened_what_is_safe_and_what_to_do(cli: Cli, desk: StandIn) -> None:
    sample.make_vault(cli.vault, [sample.thread(12)], passphrase=None)
    desk.manner.error = "invitation_over"
    done = cli.run("send", desk.link, code=1)
    assert "has run out or was withdrawn" in done.stderr
    assert "What is safe" in done.stderr
    assert "new one" in done.stderr


def test_at_a_terminal_nothing_is_sent_before_it_is_typed(desk: StandIn, vault: Path) -> None:
    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "keepsake",
        "send",
        desk.link,
    ]
    program = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(vault),
    )
    os.write(ours, b"no\n")
    _, said = program.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)
    assert program.returncode == 64
    assert b"Nothing was sent" in said
    assert desk.asked == []


def test_killed_at_any_moment_it_can_be_gone_on_with_and_is_received_once(
    cli: Cli, vault: Path
) -> None:
    """Real processes, killed at moments spread over a whole run, and then let end."""
    with stand_in(part_size=20_000) as desk:
        begun = time.monotonic()
        cli.run("send", desk.link)
        whole = time.monotonic() - begun
    for kill in range(KILLS):
        with stand_in(part_size=20_000, checks=2) as desk:
            before = len(receipts_in(vault))
            command = [
                sys.executable,
                "-m",
                "keepsake",
                "send",
                desk.link,
            ]
            program = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(vault),
            )
            time.sleep(whole * (kill + 1) / (KILLS + 1))
            program.kill()
            program.wait()
            cli.run("send", "--continue")
            received = len(receipts_in(vault)) - before
            assert received == (1 if desk.state == "received" else 0), kill
            cli.run("send", "--give-up")
            assert waiting(vault) == []
    assert cli.run("verify", str(vault), code=2).stdout
