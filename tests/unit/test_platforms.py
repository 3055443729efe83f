"""Platform, kind and ids of addresses; the extension's twin is held to the same places."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from keepsake.catalogue import table
from keepsake.core.id_time import time_in
from keepsake.core.platforms import built_address, decode, place_of, rule_for, will_they_know
from keepsake.shared import shared_path
from keepsake.viewer.catalogue import catalogue_in

PLATFORMS = decode(shared_path("data", "platforms.json").read_bytes())
FIXTURES = Path(__file__).parents[1] / "fixtures"
PLACES = json.loads((FIXTURES / "places.json").read_text("utf-8"))
FACTS = json.loads((FIXTURES / "place_facts.json").read_text("utf-8"))
EXAMPLES = [
    (platform.platform, rule)
    for platform in PLATFORMS
    for rule in platform.url_kinds
    if rule.example
]


@pytest.mark.parametrize(
    ("platform", "rule"), EXAMPLES, ids=lambda value: getattr(value, "kind", value)
)
def test_every_example_is_recognised_as_what_it_is_an_example_of(platform, rule) -> None:
    place = place_of(PLATFORMS, rule.example)
    assert (place.platform, place.kind) == (platform, rule.kind)
    found = re.search(rule.regex, rule.example, re.ASCII)
    assert found is not None
    named = [name for name, value in zip(rule.groups, found.groups(), strict=False) if value]
    assert [each.name for each in place.ids] == named
    assert all(each.where == "address" for each in place.ids)


def test_the_places_agreed_on_with_the_extension_are_the_same_here() -> None:
    assert len(PLACES) > len(EXAMPLES)
    for each in PLACES:
        place = msgspec.json.encode(place_of(PLATFORMS, each["address"]))
        assert json.loads(place) == each["place"]


def test_a_platform_on_any_host_is_only_recognised_where_it_is_listed() -> None:
    place = place_of(PLATFORMS, "https://another.example/@someone/109372843234000000")
    assert (place.platform, place.kind, place.ids) == ("", "page", ())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_platform_is_called_by_its_own_name_everywhere(language: str) -> None:
    words = table("reader", language)
    for platform in PLATFORMS:
        if platform.platform:
            assert words[f"platform.{platform.platform}"] == platform.name
            assert catalogue_in(language).platform(platform.platform) == platform.name


def test_what_is_no_list_of_platforms_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(b'{"platform":"x"}')


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["address"])
def test_address_from_ids_times_in_ids_and_who_will_know(fact) -> None:
    place = place_of(PLATFORMS, fact["address"])
    assert built_address(PLATFORMS, place) == fact["built"]
    rule = rule_for(PLATFORMS, place.platform)
    rules = rule.id_times if rule else ()
    times = {each.name: time_in(rules, each.name, each.value) for each in place.ids}
    found = {name: time for name, time in times.items() if time}
    assert found.keys() == fact["times"].keys()
    assert all(found[name].startswith(begin) for name, begin in fact["times"].items())
    known = will_they_know(PLATFORMS, place)
    answers = (known.answer, known.opening.answer, known.keeping.answer)
    assert answers == (fact["answer"], fact["opening"], fact["keeping"])


def test_no_source_is_a_seller_of_what_spies_on_people() -> None:
    sources = [notice.source for each in PLATFORMS for notice in each.will_they_know]
    assert len(sources) > 40
    assert not [told for told in sources if re.search(r"spy|stalk|track|monitor", told, re.I)]


@pytest.mark.parametrize("value", ["", "1", "abc", "9" * 31, "99999999999999999999"])
def test_an_id_that_holds_no_possible_moment_tells_none(value: str) -> None:
    rule = rule_for(PLATFORMS, "x")
    assert rule is not None
    assert time_in(rule.id_times, "post_id", value) == ""


@pytest.mark.parametrize(
    ("platform", "rule"), EXAMPLES, ids=lambda value: getattr(value, "kind", value)
)
def test_every_kind_of_page_says_whether_they_will_know(platform, rule) -> None:
    record = rule_for(PLATFORMS, platform)
    assert record is not None
    own = [each for each in record.will_they_know if rule.kind in each.kinds]
    assert any(each.act == "open" for each in own)
    known = will_they_know(PLATFORMS, place_of(PLATFORMS, rule.example))
    assert known.opening in own


@pytest.mark.parametrize(
    "notice", [each for platform in PLATFORMS for each in platform.will_they_know]
)
def test_only_what_somebody_says_is_yes_or_no(notice) -> None:
    assert notice.en.endswith(".")
    assert notice.fr.endswith(".")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", notice.checked)
    assert notice.source or notice.answer == "not_confirmed"


def test_an_address_from_ids_is_the_same_page_again() -> None:
    for platform in PLATFORMS:
        for rule in platform.url_kinds:
            place = place_of(PLATFORMS, rule.example)
            built = built_address(PLATFORMS, place)
            if built:
                again = place_of(PLATFORMS, built)
                assert (again.platform, again.kind) == (place.platform, place.kind)
                assert {each.value for each in again.ids} <= {each.value for each in place.ids} | {
                    "i"
                }


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2-MTc5NTAxMDU4MDAwMGI0MTQ1OC0wMDQ", "2026-11-18T14:03:00.000Z"),
        ("2-MTc5NTAxMDU4MDAwMA", "2026-11-18T14:03:00.000Z"),
        ("2-MTc5NTAxMDU4MDAwM", ""),
        ("2-bm90IGEgdGltZSBhdCBhbGw", ""),
        ("MTc5NTAxMDU4MDAwMA", ""),
        ("", ""),
    ],
)
def test_a_text_in_an_id_that_begins_with_a_moment(value: str, time: str) -> None:
    rule = rule_for(PLATFORMS, "linkedin")
    assert rule is not None
    assert time_in(rule.id_times, "message_id", value) == time


@pytest.mark.parametrize(
    "address",
    [
        "https://web.whatsapp.com.another.example/",
        "https://www.instagram.com.another.example/direct/t/17842055330127433/",
        "https://notx.com/corin/status/643211948184596480",
        "https://facebook.com@another.example/messages/t/100040874179269/",
        "https://another.example/?to=https://x.com/corin/status/643211948184596480",
    ],
)
def test_a_look_alike_of_a_platforms_name_is_another_site(address: str) -> None:
    place = place_of(PLATFORMS, address)
    assert (place.platform, place.kind, place.ids) == ("", "page", ())
