"""Whatever a desk answers: nothing is believed that does not hold, and it is told by its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.listener import listening
from keepsake.catalogue import message_of, table
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.sending import intake, send
from keepsake.flows.sending.intake import is_allowed

if TYPE_CHECKING:
    from fixtures.desk_stand_in import StandIn
    from fixtures.sender import Person

ONLINE = "https://desk.example"


def told(person: Person, name: str) -> tuple[Code, str]:
    """How sending ends."""
    with pytest.raises(KeepsakeError) as caught:
        person.send(name)
    assert [one.name for one in send.unfinished(person.unlocked)] == [name]
    assert not any(record.kind == "receipt" for _, record in person.unlocked.entries())
    return caught.value.code, caught.value.facts["reason"]


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ("signature", "receipt_signature"),
        ("proof", "receipt_proof"),
        ("sha256", "receipt_other"),
        ("size", "receipt_other"),
        ("invitation", "receipt_other"),
        ("form", "receipt_form"),
    ],
)
def test_no_receipt_is_kept_that_does_not_hold(
    person: Person, desk: StandIn, lie: str, reason: str
) -> None:
    name = person.make(desk)
    desk.manner.lie = lie
    assert told(person, name) == (Code.RECEIPT_WRONG, reason)


@pytest.mark.parametrize("word", sorted(intake.REFUSALS))
def test_each_word_of_a_refusal_is_told_as_what_it_is(
    person: Person, desk: StandIn, word: str
) -> None:
    name = person.make(desk)
    desk.manner.error = word
    assert told(person, name) == (Code.DESK_REFUSED, word)


@pytest.mark.parametrize("word", sorted(intake.LATER | intake.AGAIN))
def test_what_passes_is_tried_a_few_times(person: Person, desk: StandIn, word: str) -> None:
    name = person.make(desk)
    desk.asked.clear()
    desk.manner.error = word
    assert told(person, name) == (Code.DESK_UNREACHABLE, word)
    assert len(desk.asked) == 5


@pytest.mark.parametrize(
    ("lie", "reason"),
    [("page", "not_desk"), ("long", "not_desk"), ("redirect", "not_desk"), ("sizes", "not_desk")],
)
def test_what_is_no_desk_is_told_as_none_and_nothing_is_put(
    person: Person, desk: StandIn, lie: str, reason: str
) -> None:
    name = person.make(desk)
    desk.manner.lie = lie
    assert told(person, name) == (Code.DESK_UNREACHABLE, reason)
    assert not desk.put
    assert not [one for one in desk.asked if "elsewhere" in one]


@pytest.mark.parametrize("reason", ["hash_other", "size_other", "not_sealed", "sealed_otherwise"])
def test_what_was_refused_after_it_came_can_be_sent_again(
    person: Person, desk: StandIn, reason: str
) -> None:
    name = person.make(desk)
    desk.manner.refuse = reason
    assert told(person, name) == (Code.DESK_REFUSED, reason)
    desk.manner.refuse = ""
    person.send(name)


def test_a_word_that_is_none_is_not_shown(person: Person, desk: StandIn) -> None:
    name = person.make(desk)
    desk.manner.refuse = "<b>call this number</b>"
    assert told(person, name) == (Code.DESK_REFUSED, "other")


def test_a_desk_that_checks_for_ever_is_left_until_later(person: Person, desk: StandIn) -> None:
    name = person.make(desk)
    desk.manner.checks = 1_000_000
    assert told(person, name) == (Code.DESK_UNREACHABLE, "checking")


def test_a_used_invitation_is_told_before_a_copy_is_made(person: Person, desk: StandIn) -> None:
    person.send(person.make(desk))
    size = person.unlocked.vault.size()
    with pytest.raises(KeepsakeError) as caught:
        person.make(desk)
    assert caught.value.facts["reason"] == "invitation_used"
    assert person.unlocked.vault.size() == size


def test_nothing_is_put_where_the_desk_may_not_have_it_put(person: Person, desk: StandIn) -> None:
    with listening() as (port, came):
        name = person.make(desk)
        desk.manner.address = f"http://a@127.0.0.1:{port}/"
        assert told(person, name) == (Code.DESK_UNREACHABLE, "not_desk")
        assert came == []


@pytest.mark.parametrize(
    ("url", "desk", "allowed"),
    [
        ("https://store.example/a?b", ONLINE, True),
        ("https://store.example:8443/a", ONLINE, True),
        ("http://store.example/a", ONLINE, False),
        ("http://127.0.0.1/a", ONLINE, False),
        ("https://127.0.0.1/a", ONLINE, False),
        ("https://127.1/a", ONLINE, False),
        ("https://localhost/a", ONLINE, False),
        ("https://LOCALHOST./a", ONLINE, False),
        ("https://x.localhost/a", ONLINE, False),
        ("https://[::1]/a", ONLINE, False),
        ("https://[::ffff:127.0.0.1]/a", ONLINE, False),
        ("https://0.0.0.0/a", ONLINE, False),
        ("https://2130706433/a", ONLINE, False),
        ("https://a@store.example/a", ONLINE, False),
        ("https://store.example:99999/a", ONLINE, False),
        ("ftp://store.example/a", ONLINE, False),
        ("file:///etc/passwd", ONLINE, False),
        ("https:///a", ONLINE, False),
        ("https://store.example/a\r\nX: y", ONLINE, False),
        ("http://127.0.0.1:9000/a", "http://127.0.0.1:8000", True),
        ("http://store.example/a", "http://127.0.0.1:8000", False),
    ],
)
def test_where_a_desk_may_have_parts_put(url: str, desk: str, allowed: bool) -> None:
    assert is_allowed(url, desk) is allowed


def test_each_reason_has_words_in_both_languages() -> None:
    reasons: dict[Code, Any] = {
        Code.INVITATION_WRONG: ("form", "version", "signature", "address", "picture"),
        Code.DESK_UNREACHABLE: (
            "unreachable", "slow", "http", "not_desk", "not_trusted", "checking",
            *intake.LATER, *intake.AGAIN,
        ),
        Code.DESK_REFUSED: (*intake.REFUSALS, "other"),
        Code.RECEIPT_WRONG: [f"receipt_{one}" for one in ("form", "signature", "proof", "other")],
        Code.RECEIPT_NOT_TAKEN: [
            f"carried_{one}" for one in ("none", "large", "copy", "key", "signature", "proof")
        ],
    }  # fmt: skip
    known = {reason for rows in reasons.values() for reason in rows}
    for language in ("en", "fr"):
        words = table("sending", language)
        assert {key for key in words if f"{key}.next" in words} == known
        for code, rows in reasons.items():
            for reason in rows:
                found = message_of(KeepsakeError(code, reason=reason), language)
                assert (found.what, found.next) == (words[reason], words[f"{reason}.next"])
