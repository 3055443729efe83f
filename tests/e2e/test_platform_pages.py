"""Accounts that are only in the data of a page, and pages that show no evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e.platform_scene import address_of, capture_all
from fixtures.platforms import profiles, walls
from fixtures.platforms.shapes import locked
from fixtures.platforms.talk import CORIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.harness import Kept, Machine
    from fixtures.platforms.parts import Page
    from keepsake_drive.browser import Badge

pytestmark = pytest.mark.browser

Captured = tuple[dict[str, "Kept"], dict[str, "Badge"]]

PROFILES = (
    (profiles.instagram_blank, "profile", profiles.INSTAGRAM_ID, "json", CORIN.handle),
    (profiles.x_profile, "profile", profiles.X_ID, "json", "corin_mallory"),
    (profiles.tiktok_profile, "profile", profiles.TIKTOK_ID, "json", CORIN.handle),
    (profiles.facebook_profile, "profile", profiles.FACEBOOK_ID, "attribute", ""),
    (profiles.snapchat_profile, "profile", profiles.SNAPCHAT_ID, "json", "corinmallory"),
    (profiles.linkedin_profile, "profile", profiles.LINKEDIN_ID, "json", "corin-mallory"),
)
WALLS = (
    (walls.sign_in, "sign_in", "certain", "password_field"),
    (walls.sign_in_french, "sign_in", "likely", "words"),
    (locked.x_pin, "locked", "certain", "address"),
    (locked.messenger_restore, "locked", "likely", "words"),
    (locked.messenger_restore_french, "locked", "likely", "words"),
    (walls.gone, "gone", "likely", "heading"),
    (walls.gone_german, "gone", "likely", "words"),
    (walls.not_found, "gone", "certain", "status_404"),
    (walls.error, "error", "likely", "heading"),
    (walls.splash, "loading", "likely", "busy"),
)


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def captured(
    request: pytest.FixtureRequest,
    new_machine: Callable[[], Machine],
    tmp_path_factory: pytest.TempPathFactory,
) -> Captured:
    makes = [each[0] for each in PROFILES] + [each[0] for each in WALLS]
    makes += [walls.short_quoting, profiles.instagram_story]
    addresses = [address_of(make) for make in makes]
    folder = tmp_path_factory.mktemp("sites")
    return capture_all(new_machine(), folder, addresses, request.param)


@pytest.mark.parametrize(
    ("make", "kind", "number", "where", "whose"),
    PROFILES,
    ids=lambda each: getattr(each, "__name__", None),
)
def test_the_permanent_id_of_an_account_and_of_no_other(
    make: Callable[[], Page], kind: str, number: str, where: str, whose: str, captured: Captured
) -> None:
    page = captured[0][address_of(make)].manifest.page
    assert page.kind == kind
    found = [each for each in page.ids if each.where in ("json", "attribute")]
    assert (number, where, whose) in {(each.value, each.where, each.of) for each in found}
    assert {each.of for each in found} == {whose}
    assert all(each.at for each in found)


def test_nothing_is_painted_and_the_account_is_there_all_the_same(captured: Captured) -> None:
    one = captured[0][address_of(profiles.instagram_blank)]
    assert not one.manifest.items
    assert [each.kind for each in one.manifest.page.observed] == ["loading"]
    assert one.manifest.page.canonical_built == "https://www.instagram.com/corin.mallory/"
    assert "igsh=" in one.manifest.page.url


@pytest.mark.parametrize(
    ("make", "kind", "confidence", "reason"),
    WALLS,
    ids=lambda each: getattr(each, "__name__", None),
)
def test_a_page_that_is_no_evidence_is_recorded_as_exactly_that(
    make: Callable[[], Page], kind: str, confidence: str, reason: str, captured: Captured
) -> None:
    kept, badges = captured
    one = kept[address_of(make)]
    (seen,) = one.manifest.page.observed
    assert (seen.kind, seen.confidence) == (kind, confidence)
    assert reason in seen.reasons
    assert one.manifest.started.utc <= seen.at <= one.manifest.ended.utc
    assert not one.manifest.whole
    assert (one.body.state, one.body.reason) == ("partial", kind)
    assert badges[address_of(make)].title != badges[address_of(profiles.x_profile)].title


def test_a_short_conversation_that_quotes_such_words_is_what_it_is(captured: Captured) -> None:
    one = captured[0][address_of(walls.short_quoting)]
    assert one.manifest.page.observed == ()
    assert one.body.state == "complete"
    words = "\n".join(item.text for item in one.manifest.items)
    assert "This content isn't available right now." in words
    assert (one.manifest.page.platform, one.manifest.page.kind) == ("", "page")


def test_a_story_goes_on_by_itself_and_is_never_called_whole(captured: Captured) -> None:
    one = captured[0][address_of(profiles.instagram_story)]
    told = one.manifest.completeness
    assert one.manifest.page.kind == "story"
    assert (told.end, told.end_evidence, told.gaps) == ("not_reached", "runs_on", ())
    assert not one.manifest.whole
    assert one.manifest.tiles
