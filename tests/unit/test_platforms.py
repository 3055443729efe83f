"""Names of platforms, and who will know; the extension is held to the same answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from keepsake.catalogue import table
from keepsake.core.platforms import Place, decode, rule_for, will_they_know
from keepsake.shared import shared_files, shared_path
from keepsake.viewer.catalogue import catalogue_in

PLATFORMS = decode(shared_files("data", "platforms"))
RULES = [json.loads(data) for data in shared_files("data", "platforms")]
FIXTURES = Path(__file__).parents[1] / "fixtures"
FACTS = json.loads((FIXTURES / "place_facts.json").read_text("utf-8"))
EXAMPLES = [
    (platform.platform, rule)
    for platform in PLATFORMS
    for rule in platform.url_kinds
    if rule.example
]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_platform_is_called_by_its_own_name_everywhere(language: str) -> None:
    words = table("reader", language)
    for platform in PLATFORMS:
        if platform.platform:
            assert words[f"platform.{platform.platform}"] == platform.name
            assert catalogue_in(language).platform(platform.platform) == platform.name


def test_what_is_no_platform_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode([b'{"platform":"x"}'])


def test_a_platform_has_one_file_under_its_own_name() -> None:
    names = {path.stem for path in shared_path("data", "platforms").iterdir()}
    assert {each.platform or "any_site" for each in PLATFORMS} == names
    assert len(PLATFORMS) == len(names)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["address"])
def test_who_will_know(fact) -> None:
    known = will_they_know(PLATFORMS, Place(fact["platform"], fact["kind"]))
    answers = (known.answer, known.opening.answer, known.keeping.answer)
    assert answers == (fact["answer"], fact["opening"], fact["keeping"])


def test_no_source_is_a_seller_of_what_spies_on_people() -> None:
    sources = [notice.source for each in PLATFORMS for notice in each.will_they_know]
    assert len(sources) > 40
    assert not [told for told in sources if re.search(r"spy|stalk|track|monitor", told, re.I)]


@pytest.mark.parametrize(
    ("platform", "rule"), EXAMPLES, ids=lambda value: getattr(value, "kind", value)
)
def test_every_kind_of_page_says_whether_they_will_know(platform, rule) -> None:
    record = rule_for(PLATFORMS, platform)
    assert record is not None
    own = [each for each in record.will_they_know if rule.kind in each.kinds]
    assert any(each.act == "open" for each in own)
    known = will_they_know(PLATFORMS, Place(platform, rule.kind))
    assert known.opening in own


@pytest.mark.parametrize(
    "notice", [each for platform in PLATFORMS for each in platform.will_they_know]
)
def test_only_what_somebody_says_is_yes_or_no(notice) -> None:
    assert notice.en.endswith(".")
    assert notice.fr.endswith(".")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", notice.checked)
    assert notice.source or notice.answer == "not_confirmed"


_ATTRIBUTE = r"\[[\w-]+(?:[\^$*~|]?='[^'\]]*')?\]"
SELECTOR = re.compile(rf"(?:[\w.*-]+|{_ATTRIBUTE}|:(?:has|not)\(|\)|[ ,>+~])+")
READS = [rule for rule in RULES if "reads" in rule]
CHATS_OF_2026 = {
    "bumble",
    "instagram",
    "linkedin",
    "messenger",
    "reddit",
    "snapchat",
    "tiktok",
    "tinder",
    "whatsapp",
    "x",
}


def test_the_shapes_of_chats_are_told_with_their_day_and_how_they_are_known() -> None:
    assert {rule["platform"] for rule in READS} >= CHATS_OF_2026
    for rule in READS:
        assert rule["reads"]["source"].startswith("from public source code, not seen live: ")
        assert rule["reads"]["checked"] >= "2026-11-27"


@pytest.mark.parametrize("rule", READS, ids=lambda rule: rule["platform"])
def test_the_shape_of_a_chat_is_selectors_that_select(rule) -> None:
    reads = rule["reads"]
    told = [reads["items"], reads.get("own", ""), reads["divider"]]
    told += reads["author"] + reads["time"] + reads["body"]
    for selector in filter(None, told):
        assert SELECTOR.fullmatch(selector), selector
        assert selector.count("(") == selector.count(")"), selector


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_kind_of_page_has_a_name(language: str) -> None:
    kinds = {f"kind.{rule.kind}" for _, rule in EXAMPLES}
    assert kinds - set(table("viewer", language)) == set()
