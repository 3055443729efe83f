"""The page holds each lead against the messages that are proven, and agrees with the program."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from fixtures import bundles
from fixtures.seen_page import keep, record
from fixtures.vaults import PASSPHRASE, environment
from keepsake.vault import access, creating
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.verifiers.reader import ReaderChecks

IBAN = "DE89370400440532013000"
SAID = f"Pay bc1q-demo-not-a-real-wallet-7k2m9x4w or {IBAN}, call +1 604-555-0199"
HIDDEN = "\uff0b\uff11 6\u200b04 555\u00a00199 \U0001d7d9 @marc.d_photo https://evil.example/p"


@pytest.fixture(scope="module")
def bag(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("leads")
    thread, short = sample.thread(12), sample.thread_cut_short()
    thread.lines[2], thread.lines[9] = ("Marc D.", SAID), ("Marc D.", HIDDEN)
    short.lines[0] = ("Marc D.", "mail a@b.example")
    files = bundles.files_of(bundles.open_payload(bundles.make(folder, [thread, short])))
    bundles.unpack(files, folder / "bag")
    return folder / "bag"


def _written(bag: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((bag / "data/leads.json").read_text("utf-8"))
    return found


def test_the_page_finds_each_value_in_the_message_that_the_program_names(
    bag: Path, in_the_reader: ReaderChecks
) -> None:
    written = _written(bag)["leads"]
    assert {"wallet", "iban", "phone", "user", "link", "email", "amount"} == {
        lead["kind"] for lead in written
    }
    shown: dict[str, Any] = in_the_reader("leads", folder=str(bag))
    assert (shown["here"], shown["signed"]) == (True, True)
    assert len(shown["leads"]) == len(written)
    for ours, theirs in zip(written, shown["leads"], strict=True):
        for name in ("kind", "value", "normal", "of", "check", "assumed"):
            assert theirs[name] == ours[name]
        assert len(ours["places"]) == len(theirs["places"])
        for place, told in zip(ours["places"], theirs["places"], strict=True):
            assert told["stands"], told
            said = told["said"]
            assert (said["exhibit"], said["item"]) == (place["exhibit"], place["item"])
            assert (said["author"], said["time"]) == (place["author"], place["time"])
    (phone,) = [lead for lead in written if lead["kind"] == "phone"]
    assert [one["item"] for one in phone["places"]] == [3, 10]


@pytest.mark.parametrize(
    "change",
    [
        {"written": "+1 604-555-0198"},
        {"written": ""},
        {"item": 4},
        {"item": 0},
        {"item": 999},
        {"exhibit": 7},
        {"where": "link"},
        {"where": "earlier"},
        {"written": ["+1 604-555-0199"]},
    ],
)
def test_a_value_that_does_not_stand_there_is_told(
    change: dict[str, Any], bag: Path, in_the_reader: ReaderChecks
) -> None:
    written = copy.deepcopy(_written(bag))
    (phone,) = [lead for lead in written["leads"] if lead["kind"] == "phone"]
    phone["places"] = [{**phone["places"][0], "author": "Somebody else", **change}]
    shown: dict[str, Any] = in_the_reader("leads", folder=str(bag), list=written)
    assert not shown["signed"]
    (lead,) = [one for one in shown["leads"] if one["kind"] == "phone"]
    assert [one["stands"] for one in lead["places"]] == [False]
    assert lead["places"][0]["said"]["author"] != "Somebody else"


@pytest.mark.parametrize("rows", [None, {}, [], [None, 3, []], [{"kind": "other", "places": {}}]])
def test_a_list_that_is_none_is_an_empty_one(
    rows: object, bag: Path, in_the_reader: ReaderChecks
) -> None:
    shown: dict[str, Any] = in_the_reader("leads", folder=str(bag), list={"leads": rows})
    assert shown["leads"] == []


def test_in_what_is_read_of_a_page_as_it_was_seen_each_stands_too(
    in_the_reader: ReaderChecks, tmp_path: Path
) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    page = record()
    seen = "\n".join(page["views"])
    # What somebody says, as the page has it between its tags.
    words = re.findall(r">([A-Z][^<>\\]{30,80}[.?!])<", seen)[0]
    views = seen.replace(words, f"{words} {IBAN}")
    keep(vault, views.encode(), page["items"])
    access.claim(vault, PASSPHRASE)
    authorities = bundles.stamp(vault, tmp_path)
    made = bundles.exported(tmp_path, access.unlock(vault, PASSPHRASE), authorities)
    bag = bundles.unpack(bundles.files_of(bundles.open_payload(made)), tmp_path / "bag")
    # No list of the browser says it: it is in what was seen alone.
    assert IBAN not in json.dumps(page["items"])
    assert IBAN in [lead["value"] for lead in _written(bag)["leads"]]
    shown: dict[str, Any] = in_the_reader("leads", folder=str(bag))
    assert {place["stands"] for lead in shown["leads"] for place in lead["places"]} == {True}


def test_a_capture_that_is_not_as_it_was_kept_proves_nothing(
    bag: Path, in_the_reader: ReaderChecks
) -> None:
    manifest = next((bag / "data/exhibits/001").glob("*-manifest.json"))
    kept = manifest.read_bytes()
    manifest.write_bytes(kept + b" ")
    try:
        shown: dict[str, Any] = in_the_reader("leads", folder=str(bag))
    finally:
        manifest.write_bytes(kept)
    stands = {
        (place["said"]["exhibit"], place["stands"])
        for lead in shown["leads"]
        for place in lead["places"]
    }
    assert (1, False) in stands
    assert (1, True) not in stands
