"""Whom the person names, in case.jsonld: as what they say, also without an account."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fixtures import bundles, rich_case
from keepsake.core.briefing.gather import DISCLOSABLE, Disclosure

if TYPE_CHECKING:
    from collections.abc import Mapping

Graph = list[dict[str, Any]]
PATH = "data/derived/case.jsonld"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Mapping[bool, bytes]:
    """The graph with and without the people."""
    unlocked, case, captures = rich_case.make(tmp_path_factory.mktemp("people"))
    found = {}
    for people in (True, False):
        records = DISCLOSABLE - (frozenset() if people else {"people"})
        done = bundles.export(
            unlocked,
            captures,
            tmp_path_factory.mktemp("copy") / "copy",
            bundles.reader(),
            disclosure=Disclosure(case, records),
        )
        found[people] = bundles.files_of(bundles.open_payload(done))[PATH]
    return found


def graph(told: Mapping[bool, bytes], people: bool = True) -> Graph:
    found: Graph = json.loads(told[people])["@graph"]
    return found


def by_name(nodes: Graph) -> dict[str, dict[str, Any]]:
    return {node["uco-core:name"]: node for node in nodes if node["@type"] == "uco-identity:Person"}


def test_everybody_who_is_named_is_there_with_what_was_said(told: Mapping[bool, bytes]) -> None:
    nodes = graph(told)
    people = by_name(nodes)
    assert set(people) == {"Marc D.", "A neighbour", "Ben", "Ines Roy"}
    said = [
        node
        for node in nodes
        if node["@type"] == "uco-core:Annotation" and "eyewitness" not in node["uco-core:tag"][0]
    ]
    words = {node["uco-core:object"][0]["@id"]: node["uco-core:statement"] for node in said}
    marc, neighbour = people["Marc D."]["@id"], people["A neighbour"]["@id"]
    assert "likely" in words[marc]
    assert "He said so." in words[marc]
    assert "Reason (said_so): He gave his name. (Exhibit 1, message 4)." in words[marc]
    assert "Reason (photo): The picture of the school. (Exhibit 2)." in words[marc]
    # What it names is not handed over.
    assert "Reason (other): It is on another page." in words[marc]
    assert "unsure" in words[neighbour]
    assert all(text.startswith("The person who reports names ") for text in words.values())
    alone = next(node for node in said if node["uco-core:object"][0]["@id"] == neighbour)
    assert alone["uco-core:object"] == [{"@id": neighbour}]


def test_their_accounts_are_those_of_the_pages(told: Mapping[bool, bytes]) -> None:
    nodes = graph(told)
    known = {node["@id"]: node for node in nodes}
    rows = [node for node in nodes if node["@type"] == "uco-core:Relationship"]
    assert [row["uco-core:target"] for row in rows] == [{"@id": by_name(nodes)["Marc D."]["@id"]}]
    accounts = [known[one["@id"]] for one in rows[0]["uco-core:source"]]
    said_of = [node["uco-core:object"] for node in nodes if node["@type"] == "uco-core:Annotation"]
    assert [rows[0]["uco-core:target"], *rows[0]["uco-core:source"]] in said_of
    facets = [facet for one in accounts for facet in one["uco-core:hasFacet"]]
    values = {facet.get("uco-observable:accountIdentifier") for facet in facets} - {None}
    # What the pages show of the account, of the one that is joined with it, and what is only said.
    assert values >= {rich_case.ID, "name \U0001d504ß", "1"}
    said = [one for one in accounts if "Named by" in one["uco-core:description"]]
    assert {
        facet["uco-observable:accountIdentifier"]
        for one in said
        for facet in one["uco-core:hasFacet"]
        if facet["@type"] == "uco-observable:AccountFacet"
    } >= {"1"}
    assert rich_case.ID not in {
        facet.get("uco-observable:accountIdentifier")
        for one in said
        for facet in one["uco-core:hasFacet"]
    }


def test_who_else_saw_the_pages_and_with_which_account(told: Mapping[bool, bytes]) -> None:
    nodes = graph(told)
    said = {
        node["uco-core:statement"]
        for node in nodes
        if node["@type"] == "uco-core:Annotation" and "eyewitness" in node["uco-core:tag"][0]
    }
    assert len(said) == 2
    ines = next(text for text in said if text.startswith("Ines Roy"))
    for words in ("My sister", "ines@example.org", "The same thread.", "All that I read."):
        assert words in ines
    captures = [node for node in nodes if node["@type"] == "case-investigation:InvestigativeAction"]
    told_of = [node["uco-core:description"] for node in captures]
    assert "the account ada.example, as the person who reports says" in told_of[0]
    assert "without signing in, as the person who reports says" in told_of[1]
    assert "With which account it was viewed is not known." in told_of[2]
    assert "viewed" not in told_of[-1]  # what was added by hand


def test_nobody_is_named_where_people_are_not_told(told: Mapping[bool, bytes]) -> None:
    assert set(by_name(graph(told, people=False))) == {"Ben", "Ines Roy"}
    for words in ("A neighbour", "He said so."):
        assert words.encode() in told[True]
        assert words.encode() not in told[False]


def test_a_message_has_the_number_that_it_is_cited_by(told: Mapping[bool, bytes]) -> None:
    messages = [node for node in graph(told) if node["@type"] == "uco-observable:Message"]
    assert messages
    assert all(node["uco-core:description"].startswith("Exhibit ") for node in messages)


def test_the_graph_keeps_to_its_ontology(told: Mapping[bool, bytes], tmp_path: Path) -> None:
    path = tmp_path / "case.jsonld"
    path.write_bytes(told[True])
    program = Path(sysconfig.get_path("scripts"), "case_validate")
    done = subprocess.run([program, path], capture_output=True, text=True, check=False)
    assert "Conforms: True" in done.stdout, done.stdout + done.stderr
