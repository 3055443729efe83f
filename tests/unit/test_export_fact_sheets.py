"""Fact sheets: one for each platform or other site, with the accounts to ask about, no others."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec
import pytest

from keepsake.core.briefing.rows import (
    Briefing,
    Handle,
    Pointed,
    Reported,
    Request,
    Said,
    Site,
)
from keepsake.formats.paper.words import Words, platform
from keepsake.formats.report.fact_sheet import fact_sheets
from unit.reports import exhibit

if TYPE_CHECKING:
    from keepsake.formats.bundle.payload import Exhibit

SHOP, OTHER = "shop.example", "other.example:8080"


def _of(number: int, address: str, named: str | None) -> Exhibit:
    one = exhibit(["Hello"], title=f"Title {number}")
    page = msgspec.structs.replace(one.page, url=address, platform=named)
    return dataclasses.replace(one, number=number, page=page)


def _account(name: str, named: str, host: str, own: str = "") -> Reported:
    handle = Handle("handle", name, ("address",), named)
    return Reported(
        platform=named,
        name=name,
        handles=(handle,),
        permanent=(),
        addresses=(f"https://{host}/{name}",),
        exhibits=(1,),
        first="2026-11-24T19:03:22.123Z",
        last="2026-11-25T19:03:22.123Z",
        behind=(),
        platforms=(named,),
        hosts=(host,),
        own=own,
    )


@pytest.fixture
def sheets() -> dict[str, str]:
    """Of Instagram, two sites that nobody lists, and a mail; with everybody's accounts."""
    exhibits = [
        _of(1, "https://www.instagram.com/direct/t/1", "instagram"),
        _of(2, f"https://{SHOP}/order/7", None),
        _of(3, f"http://{OTHER}/chat", None),
        _of(4, "", "email"),
    ]
    guide = {"en": "a guide"}
    ask = Request("instagram", {"en": "A form"}, {"en": ""}, 90, guide, "2026-11-24", True)
    accounts = (
        _account("marc", "instagram", "www.instagram.com"),
        _account("nora", "instagram", "www.instagram.com", own="shown"),
        _account("seller", "", SHOP),
        _account("nora.w", "", SHOP, own="said"),
        _account("chatter", "", OTHER),
        _account("a@b.example", "email", ""),
    )
    brief = Briefing(
        keepsake_briefing=2,
        case="",
        reporter="",
        told={},
        accounts=accounts,
        pointed=(),
        gone=(),
        messages=1,
        first=None,
        last=None,
        events=(),
        contacts=(),
        ask=(ask,),
        sites=(
            Site("instagram", "www.instagram.com", (1,)),
            Site("", SHOP, (2,)),
            Site("", OTHER, (3,)),
        ),
    )
    found = fact_sheets(brief, exhibits, Words("en"), "")
    return {name: msgspec.json.encode(one.data).decode() for name, one in found}


def test_each_platform_and_every_other_site_has_one(sheets: dict[str, str]) -> None:
    assert list(sheets) == ["instagram", OTHER, SHOP]


def test_a_site_in_no_list_is_named_by_its_host_with_a_general_request(
    sheets: dict[str, str],
) -> None:
    told = sheets[SHOP]
    assert f"Fact sheet for a request to {SHOP}" in told
    assert "A general request: keep all data" in told
    assert f"https://{SHOP}/order/7" in told
    assert "Website" not in told


@pytest.mark.parametrize(
    ("name", "asked", "own"),
    [("instagram", "marc", "nora"), (SHOP, "seller", "nora.w"), (OTHER, "chatter", "")],
)
def test_it_asks_about_the_accounts_there_and_not_about_the_person_s_own(
    name: str, asked: str, own: str, sheets: dict[str, str]
) -> None:
    told = msgspec.json.decode(sheets[name])["sections"]
    about = [each["title"] for each in told if each["title"].startswith("Account")]
    assert about == [f"Account: {asked}"]
    said = [
        text for each in told if each["title"] == "Not asked about" for text in each["paragraphs"]
    ]
    assert said == ([f"The person’s own account: {own}"] if own else [])


def test_where_somebody_is_reported_nobody_asks_about_bystanders() -> None:
    """Red before: the first six accounts of a page were asked about, whoever they were."""
    host = "www.instagram.com"
    threat = Said(1, 3, "Gang 7", "Pay", "", "")
    accounts = (
        *(_account(f"bystander{n}", "instagram", host) for n in range(14)),
        _account("gang7", "instagram", host),
        _account("nora", "instagram", host, own="said"),
    )
    nothing = ("", "", {}, accounts, (Pointed("threat", threat),), (), 1, None, None, (), (), ())
    exhibits = [_of(1, f"https://{host}/direct/t/1", "instagram")]
    brief = Briefing(5, *nothing, sites=(Site("instagram", host, (1,)),))
    ((_, sheet),) = fact_sheets(brief, exhibits, Words("en"), "")
    told = msgspec.json.decode(msgspec.json.encode(sheet.data))["sections"]
    about = [each for each in told if each["title"].startswith("Account")]
    assert [each["title"] for each in about] == ["Account: gang7"]
    said = {row["name"]: row["value"] for row in about[0]["rows"]}
    assert said["Messages"] == "wrote 1 message marked as a threat or a demand"
    (own, others) = next(each for each in told if each["title"] == "Not asked about")["paragraphs"]
    assert own == "The person’s own account: nora"
    assert others.startswith("Other accounts on these pages, against which nothing is said: byst")
    assert others.endswith("bystander11, 2 more in OPEN-ME.html")


def test_no_fact_that_there_is_is_a_line_to_write_on(sheets: dict[str, str]) -> None:
    for told in sheets.values():
        rows = [row for each in msgspec.json.decode(told)["sections"] for row in each["rows"]]
        assert all(row["value"] for row in rows)


def test_an_exhibit_of_a_site_in_no_list_is_called_by_its_host() -> None:
    assert platform(_of(2, f"https://{SHOP}/order/7", None), Words("en")) == SHOP
    assert platform(_of(2, "", None), Words("en")) == "Website"
