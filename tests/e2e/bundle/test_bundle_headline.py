"""The line that is read first: green only where nothing is open, and there in the end always."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import VIEWS
from e2e.bundle.verdicts import SECRET, Files, show
from fixtures.bundles import reader_that_trusts, rebagged, seal
from keepsake.core.merkle import leaf_hash
from keepsake.formats.bundle import payload as bundle
from keepsake.vault import transaction

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from playwright.sync_api import Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser

GREEN = "o change was found"


def headline(page: Page, reader: Path, files: Files) -> str:
    """The first line of the verdict, once there is one."""
    show(page, reader, seal(files, SECRET))
    page.wait_for_selector("section.verdict")
    return page.inner_text("section.verdict .big")


def test_no_other_line_is_green_where_a_problem_stands_beside_it(
    files: Files, page: Page, empty_reader: Path
) -> None:
    """What was insisted on is red on the screen; so is the line above it."""
    summary = json.loads(files["data/summary.json"])
    summary["insisted"] = [
        {"exhibit": 1, "entry": 1, "step": 5, "reason": "part_hash", "file": "parts/x/0001.age"}
    ]
    told = {**files, "data/summary.json": json.dumps(summary).encode()}
    assert GREEN not in headline(page, empty_reader, rebagged(told))
    expect(page.locator("section.verdict.invalid")).to_be_visible()
    expect(page.locator(".insisted")).to_have_count(1)


def test_without_good_stamps_it_is_not_said_that_no_change_was_found(
    files: Files, page: Page, tmp_path: Path
) -> None:
    said = headline(page, reader_that_trusts((), tmp_path), files)
    assert GREEN not in said
    assert said.startswith("– not checked")
    unknown = page.locator("section.verdict .unknown")
    expect(unknown).to_contain_text("local-one, local-two")


def test_without_its_stamps_it_is_not_said_either(
    files: Files, page: Page, empty_reader: Path
) -> None:
    left = {name: data for name, data in files.items() if "/stamps/" not in name}
    assert GREEN not in headline(page, empty_reader, rebagged(left))


ODD: dict[str, Any] = {
    "a renewal without stamps": {"kind": "renewal", "body": {}},
    "a renewal of nothing": {"kind": "renewal", "body": None},
    "a renewal that lists numbers": {"kind": "renewal", "body": {"stamps": [1, None, "x"]}},
    "a statement of lists": {"kind": "statement", "body": {"parts": [[], {}]}},
    "a mark of everything": {"kind": "mark", "body": {"entry": {}, "item": [], "due": 5}},
    "a person of nobody": {"kind": "person", "body": {"accounts": {}, "name": None}},
    "a contact at no time": {"kind": "contact", "body": {"when": [], "asked": 5}},
    "no object": [1, 2, 3],
    "nothing": None,
}


def with_record(made: Made, files: Files, data: bytes) -> Files:
    """The copy with one record more, proven: its owner holds the key and can log anything."""
    vault = made.unlocked.vault
    with transaction.writing(vault):
        size = vault.log.append(vault.seal(data), leaf_hash(data), vault.signer()).size
    log = bundle.LogFacts(vault.key, vault.checkpoint(), vault.leaves(), ())
    heads = {int(name[len("data/log/stamps/") :].split(".")[0]) for name in files if _is_head(name)}
    (proof,) = bundle.prove(log, [size - 1])
    grown = bundle.prove_growth(log, [replace(proof, size=head) for head in sorted(heads)])
    more = {f"data/log/consistency/{head}.proof": text for head, text in grown}
    more["data/log/checkpoint"] = log.checkpoint
    more[f"data/log/records/{size - 1}.json"] = data
    more[f"data/log/proofs/{size - 1}.tlog-proof"] = proof.data
    return {**files, **more}


def _is_head(name: str) -> bool:
    return name.startswith("data/log/stamps/") and name.endswith(".checkpoint")


@pytest.mark.parametrize("kind", ODD)
def test_whatever_a_proven_record_holds_there_is_a_verdict_in_the_end(
    kind: str, whole_bundle: Made, files: Files, page: Page, empty_reader: Path
) -> None:
    odd = with_record(whole_bundle, files, json.dumps(ODD[kind]).encode())
    assert headline(page, empty_reader, rebagged(odd))
    for number in range(1, len(VIEWS) + 1):
        page.click(f"nav button:nth-child({number})")
        expect(page.locator("main h1").first).to_be_visible()
