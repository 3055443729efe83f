"""The receipt: what left, for the officer's signature, and nothing of what it holds."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from keepsake.core.custody import Attribution, ExportBody, PrintBody
from keepsake.core.entry import body
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.flows.custody.hand_over_receipt import hand_over_receipt_for
from keepsake.vault import access, transaction
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

DIGEST = "0f" * 32


@pytest.fixture
def unlocked(tmp_path: Path) -> Unlocked:
    vault = sample.make_vault(tmp_path / "v", [sample.thread(3), sample.profile()], passphrase=None)
    return access.unlock(vault, None)


def handed(unlocked: Unlocked, **facts: str) -> int:
    told = ExportBody(
        captures=(1, 2),
        bundle_sha256=DIGEST,
        bytes=12_345_678,
        recipient_kind="passphrase",
        **facts,
    )
    return transaction.append(unlocked.vault, "export", told).entry


def text_of(pdf: bytes) -> str:
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=pdf, check=True, capture_output=True).stdout.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_says_what_left_and_leaves_room_for_the_signatures(
    language: str, unlocked: Unlocked
) -> None:
    beside = {"page_sha256": "1a" * 32, "readme_sha256": "2b" * 32}
    told = {"who": "Noor Example", "to": "Const. A. Roy", "medium": "USB stick, blue"}
    entry = handed(unlocked, **told, **beside)
    pdf = hand_over_receipt_for(unlocked, entry, language)
    text = text_of(pdf).replace("\u00a0", " ")
    joined = "".join(text.split())
    names = ("evidence.age", "OPEN-ME.html", "README.txt")
    for fact in ("12345678", DIGEST, "1, 2", *told.values(), *beside.values(), *names):
        assert "".join(fact.split()) in joined
    some = {"en": ("Rank", "Badge", "File number", "2 (exhibits 1, 2)", "12 345 678 bytes"),
            "fr": ("Grade", "Matricule", "2 (pièces 1, 2)", "12 345 678 octets")}  # fmt: skip
    for word in some[language]:
        assert word in text
    assert text.count("Signature") == 2
    assert text.count("\f") == 1, "one page"
    assert (
        b"pdfuaid"
        in subprocess.run(
            ["pdfinfo", "-meta", "-"], input=pdf, check=True, capture_output=True
        ).stdout
    )


def test_nothing_of_what_was_kept_is_on_it(unlocked: Unlocked) -> None:
    text = text_of(hand_over_receipt_for(unlocked, handed(unlocked), "en")).lower()
    for word in ("instagram", "borrow", "http"):
        assert word not in text


def test_that_it_was_printed_is_in_the_log_before_it_is_given(unlocked: Unlocked) -> None:
    entry = handed(unlocked)
    pdf = hand_over_receipt_for(unlocked, entry, "en", Attribution(who="Noor"))
    told = body(unlocked.entry(unlocked.vault.size() - 1), PrintBody)
    assert told == PrintBody(
        who="Noor", captures=(1, 2), document="receipt", sha256=sha256_hex(pdf), bytes=len(pdf)
    )


def test_there_is_none_for_what_was_not_handed_over(unlocked: Unlocked) -> None:
    with pytest.raises(KeepsakeError) as caught:
        hand_over_receipt_for(unlocked, 1, "en")
    assert caught.value.code is Code.CAPTURE_UNKNOWN
