"""The platforms' conversations and posts, by our own pages in their shape and under their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e.platform_scene import address_of, capture_all
from fixtures.platforms import comments, profiles
from fixtures.platforms.expected import CONVERSATIONS, Conversation
from fixtures.platforms.talk import CORIN, messages
from keepsake.vault import as_read

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.harness import Kept, Machine
    from fixtures.platforms.parts import Page
    from keepsake.core.manifest import Item

pytestmark = pytest.mark.browser


POSTS = {
    comments.instagram_post: ("comment_id", comments.instagram_number, "link"),
    comments.tiktok_video: ("cid", comments.tiktok_number, "json"),
    comments.linkedin_post: ("comment_id", comments.linkedin_number, "attribute"),
}

UNKNOWN = {
    "https://north.example/talk/7": messages(),
    "https://www.reddit.com.example/r/northshore/": messages(16),
    "https://x.com.example/corin_mallory/status/1991234567890123456": messages(20),
}

AS_KNOWN = ("discord", "reddit", "tiktok")
"""Whose pages here are of today's shape, or have an address that may be a list of talks as well.

Those of the others are of a shape before 2026.
"""

each_conversation = pytest.mark.parametrize(
    "expected", CONVERSATIONS, ids=lambda each: each.platform
)


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def kept(
    request: pytest.FixtureRequest,
    new_machine: Callable[[], Machine],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Kept]:
    makes = [each.make for each in CONVERSATIONS] + [*POSTS, profiles.x_post, profiles.reddit_post]
    addresses = [*map(address_of, makes), *UNKNOWN]
    folder = tmp_path_factory.mktemp("sites")
    captured, _ = capture_all(new_machine(), folder, addresses, request.param)
    return captured


def _said(kept: Kept) -> list[Item]:
    return [item for item in kept.manifest.items if item.kind != "divider"]


def _ids(item: Item, name: str) -> list[str]:
    return [each.value for each in item.ids if each.name == name]


@each_conversation
def test_every_message_once_and_in_order(expected: Conversation, kept: dict[str, Kept]) -> None:
    one = kept[address_of(expected.make)]
    assert [item.text for item in _said(one)] == [each.text for each in messages(expected.count)]
    assert {item.kind for item in _said(one)} == {"message"}
    known = one.manifest.completeness
    assert (known.end, known.gaps, known.changed, known.gone) == ("reached", (), 0, 0)
    assert known.items == expected.count
    assert (known.doubts, known.words_apart, one.manifest.whole) == ((), 0, True)
    assert one.body.state == "complete"


@each_conversation
def test_a_page_of_an_earlier_shape_says_that_it_is_not_as_known(
    expected: Conversation, kept: dict[str, Kept]
) -> None:
    notes = kept[address_of(expected.make)].manifest.completeness.notes
    assert notes == (() if expected.platform in AS_KNOWN else ("unlike_known",))


@each_conversation
def test_days_divide_and_count_for_nothing(expected: Conversation, kept: dict[str, Kept]) -> None:
    one = kept[address_of(expected.make)]
    days = [each.day for each in messages(expected.count) if each.first_of_day]
    told = [item.text for item in one.items("divider")]
    assert len(told) == (len(days) if expected.days else 0)
    assert all(text.startswith(day) for text, day in zip(told, days, strict=False))


@each_conversation
def test_when_it_was_written(expected: Conversation, kept: dict[str, Kept]) -> None:
    items = _said(kept[address_of(expected.make)])
    said = messages(expected.count)
    assert [item.time for item in items] == [expected.time(each) for each in said]
    assert all(item.time_source for item in items if item.time)


@each_conversation
def test_who_wrote_is_told_as_the_page_says_it(
    expected: Conversation, kept: dict[str, Kept]
) -> None:
    one = kept[address_of(expected.make)]
    read = as_read.reading_of(one.unlocked, one.body, one.manifest)
    assert read is not None
    told = [item for item in read.items if item.kind not in ("divider", "rest")]
    for item, each in zip(told, messages(expected.count), strict=True):
        writer = expected.writer(each)
        # "You sent" heads what is the reader's own: the side tells that as well.
        assert item.author.value in (("", "You") if writer == "You sent" else (writer,))
        assert item.author.value or not writer or item.side.value == "own"


@each_conversation
def test_ids_of_messages_and_what_is_derived_from_them(
    expected: Conversation, kept: dict[str, Kept]
) -> None:
    items = _said(kept[address_of(expected.make)])
    for item, each in zip(items, messages(expected.count), strict=True):
        number = expected.number(each)
        found = [one for one in item.ids if one.name == "message_id"]
        assert [one.value for one in found] == ([number] if number else [])
        assert [one.derived_time for one in found] == ([expected.derived(each)] if number else [])
        assert item.time == expected.time(each), "a derived time is never the time of a message"


@each_conversation
def test_what_it_is_a_capture_of(expected: Conversation, kept: dict[str, Kept]) -> None:
    page = kept[address_of(expected.make)].manifest.page
    assert (page.platform, page.kind) == (expected.platform, expected.kind)
    assert page.url == address_of(expected.make)
    assert page.canonical_built == expected.built
    assert page.observed == ()


@each_conversation
def test_permanent_accounts_and_where_they_were_found(
    expected: Conversation, kept: dict[str, Kept]
) -> None:
    ids = kept[address_of(expected.make)].manifest.page.ids
    assert {(each.value, each.where, each.of) for each in ids} >= expected.accounts
    for each in ids:
        owners = {one.of for one in ids if one.value == each.value and one.of}
        assert len(owners) <= 1, "an account belongs to one person"
    assert all(each.at for each in ids if each.where in ("json", "attribute"))


def test_a_post_of_x_and_its_answers(kept: dict[str, Kept]) -> None:
    one = kept[address_of(profiles.x_post)]
    items = _said(one)
    said = messages(20)
    assert [item.text for item in items] == [each.text for each in said]
    assert [item.author for item in items] == [each.who.name for each in said]
    assert [item.time for item in items] == [each.iso for each in said]
    assert {item.kind for item in items} == {"post"}
    assert [_ids(item, "username") for item in items] == [
        [each.who.handle.replace(".", "_")] for each in said
    ]
    derived = [[each.derived_time for each in item.ids if each.name == "post_id"] for item in items]
    assert derived == [[each.iso] for each in said]
    page = one.manifest.page
    assert page.url.endswith("?s=20")
    assert page.canonical_built == "https://x.com/i/status/1991234567890123456"
    assert [each.derived_time for each in page.ids if each.name == "post_id"] == [
        "2025-11-19T19:58:10.991Z"
    ]


def test_a_post_of_reddit_and_answers_inside_answers(kept: dict[str, Kept]) -> None:
    one = kept[address_of(profiles.reddit_post)]
    post, *comments = _said(one)
    said = messages(16)[1:]
    assert post.text.startswith(messages()[0].text)
    assert (post.kind, post.author) == ("post", CORIN.handle)
    assert post.time == messages()[0].iso
    assert [item.text for item in comments] == [each.text for each in said]
    assert [item.author for item in comments] == [each.who.handle for each in said]
    assert [item.time for item in comments] == [each.iso for each in said]
    assert [_ids(item, "comment_id") for item in comments] == [
        [f"k{each.n:03d}ab"] for each in said
    ]
    assert not any(each.derived_time for item in comments for each in item.ids)
    assert ("t2_9k2v1x", "attribute", CORIN.handle) in {
        (each.value, each.where, each.of) for each in one.manifest.page.ids
    }


@pytest.mark.parametrize("make", POSTS, ids=lambda make: make.__name__)
def test_every_comment_below_a_post_with_its_number(
    make: Callable[[], Page], kept: dict[str, Kept]
) -> None:
    name, number, where = POSTS[make]
    items = _said(kept[address_of(make)])
    said = messages(comments.COUNT)
    assert [item.text for item in items] == [each.text for each in said]
    assert {item.kind for item in items} == {"comment"}
    assert all(
        item.author in (each.who.handle, each.who.name)
        for item, each in zip(items, said, strict=True)
    )
    found = [[each for each in item.ids if each.name == name] for item in items]
    once = {each.n for each in said if each.text != "ok" or where != "json"}
    for each, ids in zip(said, found, strict=True):
        assert [(one.value, one.where) for one in ids] == (
            [(number(each), where)] if each.n in once else []
        )


@pytest.mark.parametrize("address", UNKNOWN)
def test_a_site_that_nobody_knows_works_as_well(address: str, kept: dict[str, Kept]) -> None:
    one = kept[address]
    items = _said(one)
    said = UNKNOWN[address]
    # A post has more lines below its first one.
    assert [item.text.partition("\n")[0] for item in items] == [each.text for each in said]
    for item, each in zip(items, said, strict=True):
        assert item.author in (each.who.handle, each.who.name)
        assert item.time in ("", each.iso)
    page = one.manifest.page
    assert (page.platform, page.kind, page.canonical_built) == ("", "page", "")
    known = one.manifest.completeness
    assert (known.words_apart, known.doubts, one.manifest.whole) == (0, (), True)
    assert not any(each.derived_time for item in items for each in item.ids)
