"""A bundle of one case holds nothing of any other case, nor of what is in no case."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest

from fixtures import bundles, case
from fixtures.canary import contents, opened
from keepsake.core.briefing.gather import DISCLOSABLE, Disclosure
from keepsake.core.case.entries import (
    AccountBody,
    ContactBody,
    CorrectionBody,
    EventBody,
    MarkBody,
    OutcomeBody,
    PersonBody,
    RecheckBody,
    SeizureBody,
    StatementBody,
    SupplementBody,
)
from keepsake.core.custody import Attribution
from keepsake.flows import casework
from keepsake.flows.bundle import case as bundle_case
from keepsake.flows.custody import acts as custody
from keepsake.flows.redaction.redact import Passages, redact_text
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

READER = b'<html><script type="application/json" id="roots">[]</script>@@PAYLOAD@@</html>'
# In the clear in every bundle of the other case, so that it is seen that each can be found.
SHOWN = (
    "Zqtitle", "zqaddress", "Zqtext", "Zqauthor", "zqhandle", "5550198273645", "Zqcopy", "Zqcase",
    "Zqstatement", "Zqsupplement", "Zqevent", "Zqofficer", "Zqpromise", "ZQ-77-file", "Zqperson",
    "Zqreason", "Zqmarked", "Zqseen", "Zqviewer", "Zqredacted",
)  # fmt: skip
# Never in any bundle, or only in one of the whole vault.
ELSEWHERE = ("Zqtogether", "Zqseized", "Zqoutcome", "Zqaccount", "Zqnowhere", "zqunassigned")


class Two(NamedTuple):
    """A vault with two cases and the entries of each."""

    unlocked: Unlocked
    ours: str
    other: str


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Two:
    vault = sample.make_vault(tmp_path_factory.mktemp("two") / "vault", case.pages())
    page = sample.thread(4)
    lines = [("Zqauthor", "Zqtext of a threat"), *page.lines]
    ids = [
        {"name": "user_id", "value": "5550198273645", "where": "json", "of": "zqhandle"},
        {"name": "username", "value": "zqhandle", "where": "json"},
    ]
    there = {"title": "Zqtitle", "lines": lines, "ids": ids, "snapshot": "<p>Zqcopy</p>"}
    # The same address as in our case: that a page was captured again is told of exhibits alone.
    again = replace(page, **there, url=f"{page.url}?zqaddress")
    hidden = sample.capture(vault, replace(page, **there, url=page.url))
    shown = sample.capture(vault, again)
    loose = replace(page, title="Zqnowhere", url="https://zqunassigned.example/", lines=[])
    nowhere = sample.capture(vault, loose)
    # Later, for what is captured while there is an open case comes into it.
    ours = case.write_down(vault)
    other = casework.make_case(vault, "Zqcase", [hidden, shown])
    write_down(vault, other, shown)
    unlocked = access.unlock(vault, sample.PASSPHRASE)
    looks = Attribution(who="Zqviewer", why="Zqseen")
    custody.viewed(unlocked, [shown], looks)
    custody.viewed(unlocked, [shown, case.THREAD], Attribution(who="Zqtogether"))
    custody.viewed(unlocked, [nowhere], Attribution(who="Zqnowhere"))
    words = Passages((), ("threat",))
    redact_text(unlocked, shown, words, Attribution(who="Zqviewer", why="Zqredacted"), "en")
    return Two(unlocked, ours, other)


def write_down(vault: sample.Vault, other: str, shown: int) -> None:
    """What the person adds to the other case; its person stands behind an account of ours too."""
    day = casework.day_of("2026-11-22", "10:00", case.ZONE)
    statement = StatementBody(other, "en", {"who": "Zqstatement.", "what": "Zqstatement."})
    version = casework.keep(vault, statement)
    accounts = (f"instagram:{case.ACCOUNT}", "instagram:5550198273645")
    for body in (
        SupplementBody(other, version, "Zqsupplement"),
        EventBody(other, day, "Zqevent"),
        ContactBody(
            other, day, "call", agency="Zqofficer", person="Zqofficer", file_number="ZQ-77-file",
            result="taken", promised="Zqpromise",
        ),
        PersonBody(other, "Zqperson", accounts=accounts, sure="likely", why="Zqreason"),
        MarkBody(other, shown, 1, "threat", "Zqmarked"),
        CorrectionBody(other, shown, 1, "Zqauthor", why="Zqcorrected"),
        RecheckBody(other, shown, day, "gone", "Zqseen"),
        SeizureBody(other, day, "Zqseized"),
        OutcomeBody(other, day, "other", "Zqoutcome"),
        AccountBody("note", ("instagram:5550198273645",), "Zqaccount"),
    ):  # fmt: skip
        casework.keep(vault, body)


def unpacked(two: Two, chosen: str, folder: Path) -> Path:
    """The bundle of a case, unpacked, with the words of its papers beside it."""
    folder.mkdir()
    reader = folder / "reader.html"
    reader.write_bytes(READER)
    inside = captures_of(two, chosen)
    done = bundles.export(
        two.unlocked, inside, folder / "copy", reader, disclosure=Disclosure(chosen, DISCLOSABLE)
    )
    made = bundles.Made(done.folder, done.passphrase, (), two.unlocked, tuple(inside))
    bag = folder / "bag"
    bundles.unpack(bundles.files_of(bundles.open_payload(made)), bag)
    for paper in bag.rglob("*.pdf"):
        subprocess.run(["pdftotext", paper, paper.with_suffix(".txt")], check=True)
    return bag


def found_in(bag: Path, words: Iterable[str]) -> set[str]:
    """The words that stand in a file of the bag, in a web archive's records, or in a name."""
    held = []
    for path, data in contents(bag):
        held += [str(path).encode(), data]
        held += [content for _, content in opened(data)] if path.suffix == ".wacz" else []
    return {word for word in words if any(word.encode() in data for data in held)}


def captures_of(two: Two, chosen: str) -> list[int]:
    """The captures of a case."""
    return sorted(bundle_case.casework(two.unlocked).cases[chosen].exhibits)


def test_a_case_leaves_alone(two: Two, tmp_path: Path) -> None:
    bag = unpacked(two, two.ours, tmp_path / "ours")
    chosen = captures_of(two, two.ours)
    rest = [capture for capture in two.unlocked.captures() if capture.entry not in chosen]
    assert len(rest) == 3
    traces = [two.other, *(capture.body.capture for capture in rest)]
    inside = {part.sha256 for entry in chosen for part in two.unlocked.capture(entry).body.parts}
    outside = {part.sha256 for capture in rest for part in capture.body.parts} - inside
    assert len(outside) > 6
    assert found_in(bag, [*SHOWN, *ELSEWHERE, *traces, *outside]) == set()


def test_each_of_these_words_would_have_been_found(two: Two, tmp_path: Path) -> None:
    bag = unpacked(two, two.other, tmp_path / "theirs")
    assert found_in(bag, SHOWN) == set(SHOWN)
    assert found_in(bag, ["Zqnowhere", "zqunassigned", "Zqtogether"]) == set()
