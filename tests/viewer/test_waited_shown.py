"""A capture that waited in the browser says so where it is looked at, and is compared first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyrage
import pytest

from fixtures.waiting import Waiting, give, hand_over, recipient_of, writer_of
from keepsake.env import real_environment
from keepsake.vault.handle import Vault
from keepsake.vault.recovery import recover
from viewer.conftest import THREAD, Browser

if TYPE_CHECKING:
    from pathlib import Path

WORDS = {
    "en": (
        "waited in the browser from",
        "existed from the moment it was handed over",
        "each is what the browser said",
    ),
    "fr": (
        "a attendu dans le navigateur du",
        "à partir de sa remise",
        "chacun est ce que le navigateur avait dit",
    ),
}


@pytest.fixture
def at(vault: Path) -> Vault:
    """The vault that the browser looks into, to be written into."""
    return Vault.open(vault, real_environment())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_its_page_says_so_and_that_its_files_were_compared(
    at: Vault, opened: Browser, language: str
) -> None:
    hand_over(at, Waiting(recipient=at.info.recipient))
    place = f"/captures/{at.size() - 1}"
    status, text = opened.get(place, **{"Accept-Language": language})
    assert status == 200
    for words in WORDS[language]:
        assert words in text
    assert "mark-problem" not in text
    good = re.findall(r'<li class="whole">(.*?)</li>', text)
    assert not any(words in line for words in WORDS[language][:2] for line in good)


def test_one_that_did_not_wait_says_nothing_of_it(opened: Browser) -> None:
    _, text = opened.get(f"/captures/{THREAD}")
    assert "waited" not in text


def test_what_came_sealed_and_is_another_is_a_problem_at_the_first_look(
    at: Vault, opened: Browser
) -> None:
    waiting = Waiting(recipient=at.info.recipient)
    one = waiting.parts[1]
    one.sealed = pyrage.encrypt(bytes(len(one.data)), [recipient_of(at.info.recipient)])
    hand_over(at, waiting)
    _, listed = opened.get("/captures?in=all")
    assert "mark-problem" in listed
    _, text = opened.get(f"/captures/{at.size() - 1}")
    assert "not what the browser said" in text
    assert "mark-problem" in text


def test_the_beginning_names_the_record_that_has_all_of_it(at: Vault, opened: Browser) -> None:
    waiting = Waiting()
    writer = writer_of(at, waiting)
    assert writer
    give(writer, waiting.parts[0])
    waiting.resume = writer.resume
    writer.close()
    recover(at, impatient=True)
    beginning = at.size() - 2
    assert "beginning only" not in opened.get(f"/captures/{beginning}")[1]
    hand_over(at, waiting)
    whole = at.size() - 1
    _, text = opened.get(f"/captures/{beginning}")
    assert f"The whole capture is record {whole}." in text
    assert "beginning only" in text
    _, text = opened.get(f"/captures/{whole}")
    assert "beginning only" not in text
