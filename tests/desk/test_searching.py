"""What was opened is found by its words, and what is in several copies too is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from desk.copies import handed
from desk.person import Person
from keepsake.desk import desk as desks
from keepsake.desk import hints, index, searching
from keepsake.desk.content import Account, Content, Lead, Message
from keepsake.desk.database import every

if TYPE_CHECKING:
    import uuid

    from keepsake.desk.desk import Desk

HOWS: tuple[searching.How, ...] = ("words", "phrase", "near")
IBAN = "DE89 3704 0044 0532 0130 00"


def said(item: int, text: str, minutes: int = 0) -> Message:
    """A message of exhibit 1."""
    time = (desks.now() - timedelta(minutes=minutes)).isoformat()
    return Message(1, item, "instagram", "www.instagram.com", "Marc D.", "", time, "", text)


def account(kind: str, value: str, **told: object) -> Account:
    """One of Instagram's."""
    usual = {"name": "marc.d", "host": "www.instagram.com", "own": False, "exhibits": (1,)}
    return Account(kind, "instagram", kind, value, **usual | told)  # type: ignore[arg-type]


def lead(kind: str, value: str, **told: object) -> Lead:
    """One in message 1 of exhibit 1."""
    usual = {"belongs": "", "assumed": False, "own": False, "exhibit": 1, "item": 1}
    return Lead(kind, value, value, **usual | told)  # type: ignore[arg-type]


def indexed(desk: Desk, *rows: Message | Account | Lead) -> uuid.UUID:
    """A copy of which this was indexed."""
    person = Person(desk)
    upload = handed(desk, person, person.sealed())
    found = Content(
        "",
        messages=tuple(row for row in rows if isinstance(row, Message)),
        accounts=tuple(row for row in rows if isinstance(row, Account)),
        leads=tuple(row for row in rows if isinstance(row, Lead)),
    )
    with desk.intake.database.connection() as transaction:
        index.write(transaction, upload, found, desks.now())
    return upload


def everything(desk: Desk) -> list[uuid.UUID]:
    """All copies that came in."""
    with desk.intake.database.connection() as transaction:
        return [row["upload"] for row in every(transaction, "select upload from bundle")]


def items(desk: Desk, text: str, how: searching.How = "words") -> list[int]:
    """Numbers of the messages that are found."""
    with desk.intake.database.connection() as transaction:
        return [
            row["item"] for row in searching.messages(transaction, everything(desk), text, how).rows
        ]


@pytest.fixture(params=[searching.FEW_MAX, 0], ids=["few", "many"])
def looked_through(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked through counts as few messages, and as many: the same is found."""
    monkeypatch.setattr(searching, "FEW_MAX", request.param)


@pytest.mark.usefixtures("looked_through")
def test_words_are_found_in_the_forms_of_both_languages(desk: Desk) -> None:
    indexed(
        desk,
        said(1, "He was threatening her with the pictures."),
        said(2, "Tu vas le regretter, tes photos seront publiées.", 1),
        said(3, "Pay in gift cards\0 by Friday; it's 50 % off.", 2),
    )
    assert items(desk, "threaten picture") == [1]
    assert items(desk, "publier photo") == [2]
    assert items(desk, '"gift cards"') == [3]
    assert items(desk, "cards gift") == [3]
    assert items(desk, '"cards gift"') == []
    assert items(desk, "photo") == [2]
    assert items(desk, "gift -friday") == []
    assert items(desk, "gift -saturday") == [3]
    assert items(desk, '"sending money"') == []
    assert items(desk, "' \\ ) & ! (") == []


def test_a_phrase_is_found_as_it_stands_alone(desk: Desk) -> None:
    indexed(desk, said(1, "I am sending money now"), said(2, "Send money now!", 1))
    assert items(desk, "send money", "phrase") == [2]
    assert items(desk, "send money") == [1, 2]


def test_near_words_are_found_and_others_are_not(desk: Desk) -> None:
    indexed(
        desk, said(1, "I know where your sister lives, Katarzyna"), said(2, "Nothing at all", 1)
    )
    assert items(desk, "Katazyna", "near") == [1]
    assert items(desk, "sisster katarzina", "near") == [1]
    assert items(desk, "sisster elsewhere", "near") == []
    assert items(desk, "", "near") == []


@pytest.mark.usefixtures("looked_through")
def test_pages_follow_one_another_newest_first_without_a_gap(desk: Desk) -> None:
    count = 2 * searching.PAGE + 7
    # Of two at the same moment none is lost.
    indexed(desk, *(said(n, f"again and again {n}", n // 2) for n in range(1, count + 1)))
    found: list[int] = []
    after = None
    for pages in range(3):
        with desk.intake.database.connection() as transaction:
            page = searching.messages(transaction, everything(desk), "again", after=after)
        found += [row["item"] for row in page.rows]
        after = page.after
        assert (after is None) == (pages == 2)
    assert sorted(found) == list(range(1, count + 1))


@pytest.mark.usefixtures("looked_through")
def test_nothing_is_found_outside_the_copies_that_are_looked_through(desk: Desk) -> None:
    rows = (said(1, "pay me now"), account("id", "615"), account("handle", "marc.d"))
    rows += (lead("email", "marc@example.org"),)
    mine, other = indexed(desk, *rows), indexed(desk, *rows)
    for among in ([mine], [other], []):
        with desk.intake.database.connection() as transaction:
            found = [
                *(searching.messages(transaction, among, "pay", how).rows for how in HOWS),
                searching.best(transaction, among, "pay"),
                searching.accounts(transaction, among, "615"),
                searching.accounts(transaction, among, "marc.e"),
                searching.leads(transaction, among, "marc@example.org"),
            ]
        assert [[row["upload"] for row in rows] for rows in found] == [among] * len(found)


@pytest.mark.usefixtures("looked_through")
def test_the_best_come_first_where_that_is_asked(desk: Desk) -> None:
    indexed(desk, said(1, "money"), said(2, "money money, give me money", 5))
    with desk.intake.database.connection() as transaction:
        best = searching.best(transaction, everything(desk), "money")
    assert [row["item"] for row in best] == [2, 1]
    assert "text" not in best[0]


def test_what_stands_around_the_words_is_shown(desk: Desk) -> None:
    indexed(desk, said(1, "a " * 200 + "the blue house by the rink" + " z" * 200))
    with desk.intake.database.connection() as transaction:
        row = searching.messages(transaction, everything(desk), "houses").rows[0]
    assert "blue house" in row["snippet"]
    assert len(row["snippet"]) < 200


def test_a_lead_is_found_however_it_is_written(desk: Desk) -> None:
    upload = indexed(desk, lead("iban", IBAN, belongs="DE"), lead("email", "Marc@Example.org"))
    with desk.intake.database.connection() as transaction:
        for text in (IBAN, IBAN.replace(" ", ""), f"to {IBAN.lower()} please"):
            rows = searching.leads(transaction, everything(desk), text)
            assert [(row["upload"], row["kind"]) for row in rows] == [(upload, "iban")], text
        assert [
            row["kind"]
            for row in searching.leads(transaction, everything(desk), "marc@example.org")
        ] == ["email"]
        assert searching.leads(transaction, everything(desk), "DE00 0000 0000 0000 0000 00") == []


def test_an_account_is_found_by_id_name_and_what_is_near(desk: Desk) -> None:
    copy = [indexed(desk, account("id", "61577840233190"), account("handle", "marc.d.photo"))]
    with desk.intake.database.connection() as transaction:
        assert searching.accounts(transaction, copy, "61577840233190")[0]["kind"] == "id"
        assert searching.accounts(transaction, copy, "@Marc.D.Foto")[0]["value"] == "marc.d.photo"
        assert searching.accounts(transaction, copy, "somebody else") == []


def test_what_takes_too_long_is_ended_and_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "SECONDS_MAX", 0.2)
    monkeypatch.setattr(searching, "_PHRASE", "pg_sleep(5) is null")
    indexed(desk, said(1, "anything"))
    with (
        pytest.raises(searching.SearchError),
        desk.intake.database.connection() as transaction,
    ):
        searching.messages(transaction, everything(desk), "anything", "phrase")


def of(desk: Desk, upload: uuid.UUID) -> list[hints.Hint]:
    """The hints for a copy."""
    with desk.intake.database.connection() as transaction:
        return hints.of(transaction, everything(desk), upload)


def test_the_same_id_wallet_and_number_in_another_copy_are_hints_with_their_places(
    desk: Desk,
) -> None:
    first = indexed(
        desk, account("id", "615"), lead("iban", IBAN, item=3), lead("phone", "+49 30 123456")
    )
    second = indexed(
        desk, account("id", "615", exhibits=(2,)), lead("iban", IBAN, exhibit=2, item=9),
        lead("iban", IBAN, exhibit=2, item=11),
    )  # fmt: skip
    third = indexed(desk, lead("phone", "+49 30 123456"))
    found = of(desk, first)
    assert [hint.upload for hint in found] == [second, third]
    assert found[0].reasons == (
        hints.Reason("account", "615", "instagram", ((1, 0),), ((2, 0),)),  # type: ignore[arg-type]
        hints.Reason("iban", IBAN, "", ((1, 3),), ((2, 9), (2, 11))),  # type: ignore[arg-type]
    )
    assert [hint.upload for hint in of(desk, third)] == [first]


def test_what_anybody_may_have_is_no_hint(desk: Desk) -> None:
    common = (
        account("name", "Marc"),
        account("handle", "marc.d"),
        account("id", "7", own=True),
        lead("phone", "+49 30 1", assumed=True),
        lead("amount", "600 dollars"),
        lead("link", "https://example.org"),
        lead("email", "me@example.org", own=True),
    )
    first = indexed(desk, *common)
    indexed(desk, *common)
    assert of(desk, first) == []


def test_the_same_id_on_another_platform_is_no_hint(desk: Desk) -> None:
    first = indexed(desk, account("id", "615"))
    other = Account("id", "facebook", "id", "615", "x", "", own=False, exhibits=(1,))
    indexed(desk, other)
    assert of(desk, first) == []
