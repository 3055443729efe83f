"""What is known of a platform beforehand is evidence: where it says who and when, and of faces."""

from __future__ import annotations

import json
from typing import Any

import pytest

from keepsake.reading.fields import NOTHING, Field, ReadItem, SeenItem
from keepsake.reading.label import SIGNALS
from keepsake.reading.read import read, work
from keepsake.reading.site import NO_SITE, Site, decode
from keepsake.shared import shared_path
from unit.reading.known import known
from unit.reading.made import views_of

PLATFORMS = sorted(shared_path("data", "platforms").glob("*.json"))
FACE = '<img src="f" alt="">'
SMALL = {"img": {"box": [0, 0, 32, 32]}}
LINES = [
    "the ferry leaves at noon and nobody waits",
    "we counted the steps from the harbour",
    "there is a light on the stairs again",
    "it rained over the whole of the weekend",
    "somebody should mend the lamp before winter",
    "the second cable is in the blue box",
]


def _site(**reads: Any) -> Site:
    kinds = [
        {
            "kind": "profile",
            "regex": r"^https://talk\.example/@(\w[\w.]*)/?$",
            "groups": ["username"],
        }
    ]
    data = json.dumps({"url_kinds": kinds, "reads": reads}).encode()
    return decode(data, "https://talk.example/t/1")


def _read(*units: str, site: Site = NO_SITE, drawn: Any = None) -> list[ReadItem]:
    views = views_of(*units, drawn=drawn)
    items = [SeenItem(f"n{view}", "message", (view,)) for view in views.records]
    return read(items, views, "", known(), site).items


@pytest.mark.parametrize("path", PLATFORMS, ids=lambda path: path.stem)
def test_every_platform_can_be_read(path: Any) -> None:
    decode(path.read_bytes(), "https://talk.example/t/1")


@pytest.mark.parametrize(
    ("link", "account"),
    [
        ("/@nora.f", "nora.f"),
        ("https://talk.example/@ada/", "ada"),
        ("/photo/1", ""),
        ("https://elsewhere.example/@ada", ""),
        ("", ""),
    ],
)
def test_the_account_that_a_link_leads_to(link: str, account: str) -> None:
    assert _site().account(link) == account


def test_of_an_unknown_site_one_word_in_an_address_may_be_an_account() -> None:
    site = Site("https://talk.example/t/1")
    links = ("/nora.f/", "/@ada", "/photo/1", "#top", "/t/1?x=2")
    assert [site.account(link) for link in links] == ["nora.f", "ada", "", "", ""]


def test_where_only_a_face_says_who_wrote_its_account_does() -> None:
    units = [
        f'<div><a href="/@{("nora.f", "ada")[n % 2]}">{FACE}</a><p>{line}</p></div>'
        for n, line in enumerate(LINES)
    ]
    items = _read(*units, site=_site(), drawn=SMALL)
    assert [each.author.value for each in items] == ["nora.f", "ada"] * 3
    assert {each.author.by for each in items} == {"href of <a>"}
    doubted = _read(*units, drawn=SMALL)
    assert doubted[0].author.confidence < items[0].author.confidence


def test_a_name_is_told_before_the_account() -> None:
    people = (("nora.f", "Nora Feld"), ("ada", "Ada Quill"))
    units = [
        f'<div><a href="/@{who}">{FACE}</a><b>{name}</b><p>{line}</p></div>'
        for n, line in enumerate(LINES)
        for who, name in [people[n % 2]]
    ]
    drawn = SMALL | {"b": {"font_weight": 700}}
    items = _read(*units, site=_site(), drawn=drawn)
    assert [each.author.value for each in items] == ["Nora Feld", "Ada Quill"] * 3


def test_where_the_platform_names_people_a_word_is_a_name() -> None:
    units = [
        f'<div><i class="R1ne3">{("Me", "Corin")[n % 2]}</i><p>{line}</p></div>'
        for n, line in enumerate(LINES)
    ]
    sure = _read(*units, site=_site(author=["i.R1ne3"]))[1].author
    alone = _read(*units)[1].author
    assert sure.value == "Corin"
    assert sure.confidence > alone.confidence


def test_what_a_platform_says_of_times_and_words_is_asked_of_its_places() -> None:
    views = views_of(
        *(f'<div><i class="when">{n}</i><p>{line}</p></div>' for n, line in enumerate(LINES))
    )
    site = _site(time=["i.when"], body=["p"])
    sheet = work(list(views.records.values()), views, "", known(), site).sheet
    found = {
        name: {SIGNALS[name](slot, sheet): slot for slot in sheet.slots.values()}
        for name in ("known_time", "known_body", "known_author")
    }
    assert set(found["known_time"]) == set(found["known_body"]) == {0, 1}
    assert set(found["known_author"]) == {0}
    assert LINES[0] in found["known_body"][1].texts
    assert "0" in found["known_time"][1].texts


def test_a_shape_is_not_believed_where_it_stands_at_sentences() -> None:
    units = [f"<div><p>{line}, and so it goes.</p></div>" for line in LINES]
    items = _read(*units, site=_site(author=["p"]))
    assert [each.author for each in items] == [NOTHING] * 6
    assert all(each.text.value for each in items)


def test_who_wrote_may_stand_where_nobody_sees_it_by_its_id() -> None:
    people = ("Nora Feld", "Ada Quill")
    units = [
        f'<div><span class="no" id="7f{n}a-sender">{people[n % 2]}</span>'
        f'<span class="no" id="7f{n}a-kind">Message</span><p>{line}</p></div>'
        for n, line in enumerate(LINES)
    ]
    items = _read(*units, drawn={"no": {"display": "none"}})
    assert [each.author.value for each in items] == list(people) * 3
    assert items[0].author == Field("Nora Feld", "hidden of <span>", items[0].author.confidence)
