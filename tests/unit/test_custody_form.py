"""The form of custody: what an officer's own form asks, of one capture and of a case."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from keepsake.core.custody import Attribution, ExportBody, PrintBody
from keepsake.core.entry import body
from keepsake.core.hashing import sha256_hex
from keepsake.flows import casework
from keepsake.flows.custody import acts as custody
from keepsake.flows.custody.form import form_for
from keepsake.formats.paper.words import Words
from keepsake.vault import access, transaction
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

DIGEST = "0f" * 32
ME = Attribution(who="Noor Example", why="To read it again")


@pytest.fixture
def unlocked(tmp_path: Path) -> Unlocked:
    """Two captures in one case: looked at, handed over, the second removed."""
    vault = sample.make_vault(tmp_path / "v", [sample.thread(3), sample.profile()], passphrase=None)
    unlocked = access.unlock(vault, None)
    casework.make_case(vault, "Blue", [1, 2])
    custody.viewed(unlocked, [1], ME)
    told = {"who": ME.who, "to": "Const. A. Roy, 1187", "medium": "USB stick, blue"}
    left = ExportBody(captures=(2, 1), bundle_sha256=DIGEST, bytes=9, recipient_kind="age", **told)
    transaction.append(vault, "export", left)
    custody.remove(unlocked, 2, Attribution(who=ME.who, why="It shows my child"))
    return unlocked


def text_of(pdf: bytes) -> str:
    command = ["pdftotext", "-raw", "-", "-"]
    return subprocess.run(command, input=pdf, check=True, capture_output=True).stdout.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_form_of_a_case_has_what_such_forms_ask(language: str, unlocked: Unlocked) -> None:
    words = Words(language)
    head = sha256_hex(unlocked.vault.checkpoint())
    pdf = form_for(unlocked, [1, 2], language, attribution=Attribution(who=ME.who))
    text, joined = text_of(pdf), "".join(text_of(pdf).split())
    asked = ("case", "by", "file_number", "items", "item", "description", "kept_at", "done", "when")
    asked += ("entry", "released", "received", "purpose", "by_hand", "gone", "kept")
    for wanted in (*(words(f"custody.{key}") for key in asked), "Blue", ME.who, ME.why, DIGEST):
        assert "".join(wanted.split()) in joined, wanted
    for wanted in ("Const.A.Roy,1187", "USBstick,blue", "Itshowsmychild", head):
        assert wanted in joined
    # Each hash whole: none is cut by the end of a line.
    entries = [sha256_hex(unlocked.entry_bytes(entry)) for entry in (1, 2)]
    for whole in (head, DIGEST, *entries):
        assert whole in re.findall(r"[0-9a-f]+", text)
    assert "1, 2" in text
    assert "2, 1" not in text, "numbers stand in their order"
    assert text.count("Signature") == 8, "room for four to release and four to receive"
    assert b"pdfuaid" in subprocess.run(
        ["pdfinfo", "-meta", "-"], input=pdf, check=True, capture_output=True
    ).stdout  # fmt: skip


def test_the_form_of_one_capture_tells_its_own_acts_and_no_others(unlocked: Unlocked) -> None:
    text = "".join(text_of(form_for(unlocked, [2], "en")).split())
    assert "Handedover" in text
    assert "Itshowsmychild" in text
    assert "Toreaditagain" not in text, "that was the other one"
    assert "MarcD." not in text


def test_that_it_is_printed_is_in_the_log_before_it_is_given(unlocked: Unlocked) -> None:
    pdf = form_for(unlocked, [2, 1], "en", attribution=ME)
    told = body(unlocked.entry(unlocked.vault.size() - 1), PrintBody)
    assert told == PrintBody(
        who=ME.who, why=ME.why, captures=(1, 2), document="custody", sha256=sha256_hex(pdf),
        bytes=len(pdf),
    )  # fmt: skip
