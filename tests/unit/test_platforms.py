"""Platform, kind and ids of addresses; the extension's twin is held to the same places."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from keepsake.core.platforms import decode, place_of
from keepsake.shared import shared_path

PLATFORMS = decode(shared_path("data", "platforms.json").read_bytes())
PLACES = json.loads((Path(__file__).parents[1] / "fixtures" / "places.json").read_text("utf-8"))
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


def test_what_is_no_list_of_platforms_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(b'{"platform":"x"}')
