"""Who is reported: of which account the person is how sure, and why."""

from __future__ import annotations

import msgspec
import pytest

from keepsake.core.briefing.gather import (
    Behind,
    Briefing,
    Handle,
    Person,
    Pointed,
    Reported,
    Said,
)
from keepsake.formats.paper.words import Words
from keepsake.formats.report import whom

_SIGNS, _PICTURES = "He signs with his name.", "The same pictures."


def _account(name: str, platform: str, *behind: Behind) -> Reported:
    return Reported(platform, name, (), (), (), (1,), "", "", behind, (platform,))


def _named(accounts: tuple[Reported, ...], *people: Person) -> Briefing:
    nothing = ("", "", {}, accounts, (), (), 0, None, None, (), (), ())
    return Briefing(4, *nothing, people=people)


def _person(sure: str, why: str, *accounts: str) -> Person:
    return Person("Dorian", "", sure, why, accounts)


TWO = (
    _account("dorian.v", "instagram", Behind("Dorian", "certain", _SIGNS)),
    _account("watching", "tiktok", Behind("Dorian", "likely", _PICTURES)),
)


def test_each_certainty_stands_with_its_account() -> None:
    brief = _named(
        TWO, _person("certain", _SIGNS, "dorian.v"), _person("likely", _PICTURES, "watching")
    )
    assert whom.people(brief, Words("en")) == (
        "Dorian (certain for dorian.v): He signs with his name;"
        " (likely for watching): The same pictures"
    )
    french = whom.people(brief, Words("fr")).replace("\N{NO-BREAK SPACE}", " ")
    assert french.startswith("Dorian (certain pour dorian.v) : He signs")
    assert "(probable pour watching)" in french


def test_a_second_certainty_is_told_without_a_reason_too() -> None:
    accounts = (TWO[0], _account("watching", "tiktok", Behind("Dorian", "unsure", "")))
    brief = _named(
        accounts, _person("certain", _SIGNS, "dorian.v"), _person("unsure", "", "watching")
    )
    assert whom.people(brief, Words("en")).endswith("; (not sure for watching)")


def test_an_account_that_is_called_as_the_person_is_not_named_twice() -> None:
    """Red before: "Edward Collins (not sure for Edward Collins)"."""
    name = "Edward Collins"
    account = _account(name, "", Behind(name, "unsure", ""))
    alone = _named((account,), msgspec.structs.replace(_person("unsure", "", name), name=name))
    assert whom.people(alone, Words("en")) == f"{name} (not sure)"
    other = _account("edward.c", "tiktok", Behind(name, "likely", ""))
    people = (_person("unsure", "", name), _person("likely", "", "edward.c"))
    two = _named((account, other), *(msgspec.structs.replace(one, name=name) for one in people))
    told = whom.people(two, Words("en"))
    assert told == f"{name} (not sure for {name}); (likely for edward.c)"


def test_accounts_that_are_called_the_same_are_told_apart_by_their_sites() -> None:
    behind = (Behind("Dorian", "certain", ""), Behind("Dorian", "likely", ""))
    accounts = (_account("dv", "instagram", behind[0]), _account("dv", "tiktok", behind[1]))
    brief = _named(accounts, _person("certain", "", "dv"), _person("likely", "", "dv"))
    told = "Dorian (certain for dv on Instagram); (likely for dv on TikTok)"
    assert whom.people(brief, Words("en")) == told


def test_of_many_accounts_the_rest_is_counted() -> None:
    behind = Behind("Dorian", "certain", "")
    accounts = tuple(_account(f"dv{at}", "x", behind) for at in range(7))
    brief = _named(accounts, _person("certain", "", *(one.name for one in accounts)))
    told = whom.people(brief, Words("en"))
    assert "dv3, and 3 more" in told
    assert "dv4" not in told


def test_nothing_is_told_of_accounts_that_are_not_here() -> None:
    assert whom.people(_named((), _person("certain", _SIGNS)), Words("en")) == (
        "Dorian (certain): He signs with his name"
    )


@pytest.mark.parametrize(
    ("why", "told"), [("", "Dorian (likely)"), ("So.", "Dorian (likely): So.")]
)
def test_beside_an_account_no_reason_leaves_no_colon(why: str, told: str) -> None:
    assert whom.behind(Behind("Dorian", "likely", why), Words("en")) == told


def _pointed(author: str) -> Pointed:
    return Pointed("threat", Said(1, 3, author, "Pay", "", ""))


def test_a_name_without_an_account_says_whose_word_it_is_that_they_are_one() -> None:
    # Of one account it would count as that account's, which says whose it is said to be.
    brief = msgspec.structs.replace(_named(TWO), pointed=(_pointed("DORIAN"),))
    told = whom.reported(brief, Words("en"))
    assert "; DORIAN, no account ID on the page" in told
    assert "(that it is dorian.v is the person’s word: certain; " in told
    assert told.endswith("that it is watching is the person’s word: likely)")
    other = msgspec.structs.replace(brief, pointed=(_pointed("Somebody"),))
    assert "word" not in whom.reported(other, Words("en"))


def test_an_account_that_a_page_calls_so_is_one_row_with_both() -> None:
    called = (Handle("username", "dorian.v", ("json",)), Handle("name", "DORIAN", ("link",)))
    account = msgspec.structs.replace(TWO[0], handles=called)
    brief = msgspec.structs.replace(_named((account,)), pointed=(_pointed("DORIAN"),))
    told = whom.reported(brief, Words("en"))
    assert told == (
        "dorian.v (shown as DORIAN), Instagram (exhibit 1),"
        " said to be Dorian, wrote 1 message marked as a threat or a demand"
    )


def test_of_a_name_in_a_file_no_platform_is_asked_for_the_user_name() -> None:
    account = _account("Claire B.", "whatsapp")
    named = msgspec.structs.replace(account, handles=(Handle("name", "Claire B.", ("file",)),))
    assert "Ask the person for the number" in whom.without_id(named, Words("en"))
    shown = msgspec.structs.replace(account, handles=(Handle("username", "cb", ("json",)),))
    assert "Ask the platform" in whom.without_id(shown, Words("en"))
    assert whom.without_id(_account("a@b.example", "email"), Words("en")) == ""
