"""Drafts of certificates and what platforms ask for: complete in both languages, never claimed."""

from __future__ import annotations

import re

import pytest

from docs.tree import ROOT
from keepsake.flows.bundle.case import requests
from keepsake.formats.report.certificate import Draft, drafts

DRAFTS = {draft.key: draft for draft in drafts()}


@pytest.mark.parametrize("key", ["canada", "united_states", "united_kingdom", "france"])
def test_a_draft_says_in_both_languages_that_it_is_one(key: str) -> None:
    draft: Draft = DRAFTS[key]
    assert draft.title["en"].startswith("Draft")
    assert draft.title["fr"].startswith("Projet")
    assert "not legal advice" in draft.note["en"]
    assert "pas un avis juridique" in draft.note["fr"]
    assert len(draft.paragraphs["en"]) == len(draft.paragraphs["fr"])
    for texts in draft.paragraphs.values():
        blanks = {name for text in texts for name in re.findall(r"\{(\w+)\}", text)}
        assert {"reporter"} < blanks <= {
            "reporter", "program", "how", "seen", "login", "custody",
        }  # fmt: skip
        # What the person did is filled in from how each capture was started.
        assert "how" in blanks
        assert not re.search(r"I pressed|j’ai appuyé|I used|J’ai utilisé", " ".join(texts))


def test_every_platform_that_keeps_accounts_is_known() -> None:
    folder = ROOT / "shared" / "data" / "platforms"
    platforms = {path.stem for path in folder.glob("*.json")} - {"any_site"}
    known = {row.platform for row in requests()}
    assert known <= platforms
    # The rest have no guide for police that was read.
    unread = {"bumble", "teams", "threads", "tinder"}
    assert platforms - known == unread


def test_nothing_is_called_confirmed_without_a_source_and_a_day() -> None:
    for row in requests():
        assert row.source
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row.checked)
        assert set(row.wants) == set(row.note) == {"en", "fr"}
        assert all(row.wants.values())
