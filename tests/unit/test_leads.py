"""Values that lead on are found in messages, and what only looks like one is not."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures import bundles
from keepsake.core.briefing.rows import Shown
from keepsake.core.leads import checksums
from keepsake.core.leads.gather import Finder, leads
from keepsake.core.leads.rows import KINDS
from keepsake.core.manifest import Earlier, Item, Link, Manifest, Page, When
from keepsake.flows.bundle.leads import searching
from keepsake.formats.interchange import csv_cells
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from keepsake.core.leads.rows import Leads

FINDER = Finder(searching())
AT = "2026-11-20T18:00:00.000Z"
MONERO = (
    "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3"
    "XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A"
)

# What is written, and kind, form, whose and check of the one value in it.
VALUES = [
    ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "wallet", "", "Bitcoin", "holds"),
    ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "wallet", "", "Bitcoin", "holds"),
    ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "wallet", "", "Bitcoin", "fails"),
    ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "wallet", "", "Bitcoin", "holds"),
    ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "wallet", "", "Bitcoin", "holds"),
    (
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        *("wallet", "", "Bitcoin", "holds"),
    ),
    ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx", "wallet", "", "Bitcoin", "fails"),
    ("bc1q-demo-not-a-real-wallet-7k2m9x4w", "wallet", "", "Bitcoin", "fails"),
    # BIP 350: version 1 with the first form, and version 0 with the second.
    (
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
        *("wallet", "", "Bitcoin", "fails"),
    ),
    (
        "bc1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq54jf7k",
        "wallet",
        "",
        "Bitcoin",
        "fails",
    ),
    ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "wallet", "", "Ethereum", "holds"),
    ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "wallet", "", "Ethereum", "fails"),
    ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "wallet", "", "Ethereum", ""),
    ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "wallet", "", "Tron", "holds"),
    ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", "wallet", "", "Tron", "fails"),
    ("LdP8Qox1VAhCzLJNqrr74YovaWYyNBUWvL", "wallet", "", "Litecoin", "holds"),
    ("EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N", "wallet", "", "TON", "holds"),
    (MONERO, "wallet", "", "Monero", "holds"),
    (f"{MONERO[:-1]}B", "wallet", "", "Monero", "fails"),
    (
        "FR76 3000 6000 0112 3456 7890 189",
        *("iban", "FR76 3000 6000 0112 3456 7890 189", "FR", "holds"),
    ),
    ("de89370400440532013000", "iban", "DE89 3704 0044 0532 0130 00", "DE", "holds"),
    ("GB82-WEST-1234-5698-7654-32", "iban", "GB82 WEST 1234 5698 7654 32", "GB", "holds"),
    (
        "FR76 3000 6000 0112 3456 7890 188",
        *("iban", "FR76 3000 6000 0112 3456 7890 188", "FR", "fails"),
    ),
    ("4111 1111 1111 1111", "card", "4111111111111111", "Visa", "holds"),
    ("5555-5555-5555-4444", "card", "5555555555554444", "Mastercard", "holds"),
    ("2223003122003222", "card", "2223003122003222", "Mastercard", "holds"),
    ("3782 822463 10005", "card", "378282246310005", "American Express", "holds"),
    ("+1 604-555-0199", "phone", "+16045550199", "CA", ""),
    ("0044 20 7946 0958", "phone", "+442079460958", "GB", ""),
    ("(604) 555-0177", "phone", "+16045550177", "CA", ""),
    ("604.555.0177", "phone", "+16045550177", "CA", ""),
    ("Marc.D@Example.COM", "email", "marc.d@example.com", "", ""),
    ("pay+me@mail.some-bank.example", "email", "pay+me@mail.some-bank.example", "", ""),
    ("https://Evil.example/Pay?x=1", "link", "https://evil.example/Pay?x=1", "", ""),
    ("pay-now.top/abc", "link", "pay-now.top/abc", "", ""),
    ("coin-profit.vip", "link", "coin-profit.vip", "", ""),
    ("@marc.d_photo", "user", "marc.d_photo", "", ""),
    ("@zo\u00eb_b", "user", "zo\u00eb_b", "", ""),
    ("@user@mastodon.social", "user", "user", "mastodon.social", ""),
    ("$500", "amount", "$500", "", ""),
    ("US$ 1,250.50", "amount", "US$ 1,250.50", "USD", ""),
    ("2k usd", "amount", "2k usd", "USD", ""),
    ("12 500 €", "amount", "12 500 €", "EUR", ""),
    ("0.05 BTC", "amount", "0.05 BTC", "BTC", ""),
    ("4,000 dollars", "amount", "4,000 dollars", "", ""),
    ("3000元", "amount", "3000元", "", ""),
    ("5000 \u0440\u0443\u0431", "amount", "5000 \u0440\u0443\u0431", "RUB", ""),
    ("\u0665\u0660\u0660 دولار", "amount", "500 دولار", "", ""),
]
FALSE_FRIENDS = [
    "4,000",
    "2024-11-23 12:30, 23/11/2024, 20241123, 11.23.2024",
    "12:30:45 and 14h05",
    "version 1.2.3, v10.0.19041.1, 192.168.100.200",
    "order 2345678901 and commande 2345678901, tracking: 6045550199",
    "4111 1111 1111 1112",
    "4111 1111 1111 1111 1111 1111",
    "1289371982739812736 and 643211948184596480",
    "mid.$cAAAABq3bEcxOlY and 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed00",
    "ok.so go.now hello.how pay.me IMG_1234.jpg report.final.pdf",
    "see you at 5. @ home, a @ b, @all and @everyone",
    "FR76 is a road and DE89 is another one of them",
    "111111111111111111111111111111",
    "AKIAIOSFODNN7EXAMPLEabcdefghij",
    "telegram: or snap; discord is down",
    "call me at five five five",
    "5 kg, 12 pm, 3x, 100%",
]


def _one(text: str, region: str = "CA") -> list[tuple[str, str, str, str, str]]:
    found = FINDER.in_text(text, region)
    return [
        (each.written, each.found.kind, each.found.normal, each.found.of, each.found.check)
        for each in found
    ]


@pytest.mark.parametrize("wanted", VALUES, ids=[value[0][:40] for value in VALUES])
@pytest.mark.parametrize("around", ["{}", "Send it to {}, now", "« {} »", "(see {})", "a:\n{}\nb"])
def test_a_value_is_found_with_what_is_known_of_it(wanted: tuple[str, ...], around: str) -> None:
    assert _one(around.format(wanted[0])) == [wanted]


@pytest.mark.parametrize("text", FALSE_FRIENDS)
def test_what_only_looks_like_a_value_is_not_told(text: str) -> None:
    assert _one(text) == []


@pytest.mark.parametrize("day", ["24112026", "24.11.2026", "24 11 2026", "2026-11-24", "20261124"])
def test_a_day_is_no_number_where_numbers_are_as_long(day: str) -> None:
    # In Denmark any eight digits may be one.
    assert _one(f"see you {day} at noon", "DK") == []
    assert [value[1] for value in _one("call 24 11 20 99", "DK")] == ["phone"]


def test_a_number_without_its_country_is_read_where_the_capture_was_made() -> None:
    assert [
        (each.found.normal, each.found.of) for each in FINDER.in_text("06 12 34 56 78", "FR")
    ] == [("+33612345678", "FR")]
    assert _one("06 12 34 56 78", "CA") == _one("604 555 0177", "") == []
    (named,) = FINDER.in_text("+33 6 12 34 56 78", "CA")
    (assumed,) = FINDER.in_text("604 555 0177", "CA")
    assert (named.found.assumed, assumed.found.assumed) == (False, True)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        (
            "\uff0b\uff11 \uff16\uff10\uff14 \uff15\uff15\uff15 \uff10\uff11\uff19\uff19",
            "+16045550199",
        ),
        ("+1 6\u200b04-5\u200b55-01\u200b99", "+16045550199"),
        ("\u202e+1 604\u2011555\u20110199\u202c", "+16045550199"),
        ("+\u0661 \u0666\u0660\u0664 \u0665\u0665\u0665 \u0660\u0661\u0669\u0669", "+16045550199"),
        ("+1\u00a0604\u00a0555\u00a00199", "+16045550199"),
    ],
)
def test_a_number_that_is_hidden_from_searches_is_found_as_it_stands(
    text: str, normal: str
) -> None:
    ((written, kind, form, *_),) = _one(f"call {text} now")
    assert (kind, form) == ("phone", normal)
    assert written in text


@pytest.mark.parametrize(
    ("text", "region", "phone", "amount"),
    [
        ("06 12 34 56 78 250 €", "FR", "+33612345678", "250 €"),
        ("call +33 6 12 34 56 78 300,50 €", "CA", "+33612345678", "300,50 €"),
        ("06 12 34 56 78 1 250 €", "FR", "+33612345678", "1 250 €"),
        ("0151 23456789 1000 Euro", "DE", "+4915123456789", "1000 Euro"),
        ("0044 20 7946 0958 300 GBP", "GB", "+442079460958", "300 GBP"),
        ("+49 30 1234567 50 €", "CA", "+49301234567", "50 €"),
        ("604 555 0199 500 dollars", "CA", "+16045550199", "500 dollars"),
        ("06 12 34 56 78 € 250", "FR", "+33612345678", "€ 250"),
        ("250 € 06 12 34 56 78", "FR", "+33612345678", "250 €"),
        ("250€ au 06 12 34 56 78", "FR", "+33612345678", "250€"),
    ],
)
def test_a_number_directly_before_an_amount_is_no_part_of_it(
    text: str, region: str, phone: str, amount: str
) -> None:
    """Red before: "78 250 €" was demanded, and the number was none."""
    found = {each.found.kind: each for each in FINDER.in_text(text, region)}
    assert found["phone"].found.normal == phone
    assert found["amount"].written == amount
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("300 € 20 €", ["300 €", "20 €"]),
        ("€ 300 € 20", ["€ 300", "€ 20"]),
        ("USD 500 CAD 700", ["USD 500", "CAD 700"]),
        ("500 USD 700 CAD", ["500 USD", "700 CAD"]),
        ("1 BTC 500 dollars", ["1 BTC", "500 dollars"]),
        ("2 $500 cards", ["$500"]),
        ("2 €500 et 3€ 20", ["€500", "3€"]),
        ("€ 250 €", ["€ 250"]),
        ("$500 USD", ["$500"]),
    ],
)
def test_a_currency_between_two_numbers_goes_with_one_of_them(text: str, told: list[str]) -> None:
    """Red before: of "300 € 20 €" only "€ 20" was found, of "250 € 06 12 34 56 78" only "€ 06"."""
    assert [each.written for each in FINDER.in_text(text, "")] == told


@pytest.mark.parametrize("text", ["12 345 678 901 €", "no 12 34 56 250 €"])
def test_an_amount_after_what_is_no_phone_stays_as_it_stands(text: str) -> None:
    assert [each.found.kind for each in FINDER.in_text(text, "FR")] == ["amount"]


@pytest.mark.parametrize("text", ["06 12 34 56 78 24 h", "2 06 12 34 56 78", "06 12 34 56 78 7j/7"])
def test_a_number_with_another_beside_it_is_found(text: str) -> None:
    (found,) = FINDER.in_text(text, "FR")
    assert (found.written, found.found.normal) == ("06 12 34 56 78", "+33612345678")


def test_an_address_of_an_account_names_it() -> None:
    found = {
        (kind, form, of) for _, kind, form, of, _ in _one("t.me/marc_d https://wa.me/14165550123")
    }
    assert found == {
        ("link", "t.me/marc_d", ""),
        ("user", "marc_d", "telegram"),
        ("link", "https://wa.me/14165550123", ""),
        ("phone", "+14165550123", "CA"),
    }
    assert _one("my snap: lil_marc99") == [("lil_marc99", "user", "lil_marc99", "snapchat", "")]
    assert _one("我的微信\uff1aliqiang_88") == [("liqiang_88", "user", "liqiang_88", "", "")]
    assert _one("Мой телеграм: ivan_77") == [("ivan_77", "user", "ivan_77", "telegram", "")]
    assert _one("واتساب: sami.h21") == [("sami.h21", "user", "sami.h21", "whatsapp", "")]


def test_the_permutation_is_that_of_keccak() -> None:
    # Of nothing, of less than a block and of more than one; known from Ethereum.
    assert checksums.keccak256(b"").hex() == (
        "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    )
    assert checksums.keccak256(b"hello").hex() == (
        "1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8"
    )


def _shown(number: int, items: Sequence[Item], **page: str) -> Shown:
    about = Page("https://www.chat.example/t/1", kind=page.get("kind", "dm_thread"))
    start = When(AT, page.get("zone", "America/Vancouver"), -480)
    listed = Manifest(1, f"capture-{number}", about, start, start, (), items=tuple(items))
    return Shown(number, number, AT, about, listed)


def _said(text: str, author: str = "Marc", **more: object) -> Item:
    return Item(f"n:{text}", "message", text, author, **more)  # type: ignore[arg-type]


def _leads(*shown: Shown, marked: Sequence[tuple[int, int]] = ()) -> Leads:
    return leads(shown, marked, searching())


def test_each_value_is_there_once_with_every_message_in_which_it_stands() -> None:
    first = [_said("call (604) 555-0177"), _said("hi"), _said("or +1 604 555 0177", "Noor")]
    found = _leads(_shown(2, [_said("604-555-0177!")]), _shown(1, first))
    (lead,) = found.leads
    assert (lead.kind, lead.normal, lead.assumed) == ("phone", "+16045550177", False)
    assert [(one.exhibit, one.item, one.author, one.written) for one in lead.places] == [
        (1, 1, "Marc", "(604) 555-0177"),
        (1, 3, "Noor", "+1 604 555 0177"),
        (2, 1, "Marc", "604-555-0177"),
    ]


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        (("Etc/UTC", "America/Vancouver"), "+16045550177"),
        (("", "Europe/Paris", "America/Vancouver", "America/Toronto"), "+16045550177"),
        (("Europe/Paris", "America/Vancouver"), None),
        (("Etc/UTC", ""), None),
    ],
)
def test_a_number_without_a_country_where_no_zone_tells_one_is_read_as_in_most_captures(
    zones: Sequence[str], expected: str | None
) -> None:
    """Red before: a file that was added by hand on a computer set to UTC had no such numbers."""
    first, *others = zones
    beside = [_shown(at, [_said("hi")], zone=zone) for at, zone in enumerate(others, start=2)]
    found = _leads(_shown(1, [_said("call (604) 555-0177")], zone=first), *beside)
    assert [(one.normal, one.assumed) for one in found.leads] == [(expected, True)] * bool(expected)


CALLED_DELETED = [
    ("This message was deleted", "Marc", True),
    ("\U0001f6ab You deleted this message.", "", True),
    ("Marc D. unsent a message", "Marc D.", True),
    ("Ce message a \u00e9t\u00e9 supprim\u00e9", "Marc", True),
    ("L\u00e9a a annul\u00e9 l\u2019envoi d\u2019un message", "", True),
    ("Diese Nachricht wurde gel\u00f6scht", "Marc", True),
    ("\u6b64\u6d88\u606f\u5df2\u5220\u9664", "", True),
    # Said by a person, of a person, or with more to it.
    ("Deleted", "Marc", False),
    ("Noor deleted this message", "Marc", False),
    ("this message was deleted\nwhy?", "Marc", False),
    ("I saw that this message was deleted yesterday", "Marc", False),
    ("", "Marc", False),
]


@pytest.mark.parametrize(("text", "author", "is_called"), CALLED_DELETED)
def test_what_a_page_calls_deleted_is_told(text: str, author: str, is_called: bool) -> None:
    """Red before: nothing was seen to disappear, and the officer was not told where it says so."""
    found = _leads(_shown(1, [_said("hi"), _said(text, author)])).called_deleted
    assert [(one.exhibit, one.item, one.author, one.text) for one in found] == (
        [(1, 2, author, text)] if is_called else []
    )


def test_what_a_page_calls_deleted_is_told_once_however_often_it_was_captured() -> None:
    twice = [_said("This message was deleted", time=AT), _said("Pay")]
    other = _shown(3, [_said("This message was deleted")], kind="profile")
    found = _leads(_shown(2, twice), _shown(1, twice), other).called_deleted
    assert [(one.exhibit, one.item) for one in found] == [(2, 1)]


def test_kinds_stand_in_their_order_and_values_in_that_of_the_messages() -> None:
    found = _leads(
        _shown(1, [_said("$5 then b@x.com"), _said("a@x.com 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")])
    )
    assert [lead.value for lead in found.leads] == [
        *("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "b@x.com", "a@x.com", "$5"),
    ]
    assert set(KINDS) == {value[1] for value in VALUES}


def test_links_and_what_a_message_said_before_are_searched_too() -> None:
    item = _said(
        "look here",
        links=(
            Link("https://l.facebook.com/l.php?u=https%3A%2F%2Fevil.example%2Fpay&h=x", "here"),
            Link("https://chat.example/u/marc", "Marc"),
            Link("mailto:a@b.example"),
        ),
        earlier=(Earlier("look at https://old.example/1"),),
    )
    found = _leads(_shown(1, [item]))
    assert [
        (lead.kind, lead.normal or lead.value, lead.places[0].where) for lead in found.leads
    ] == [
        ("email", "a@b.example", "link"),
        ("link", "https://old.example/1", "earlier"),
        ("link", "https://evil.example/pay", "link"),
    ]


def test_in_what_is_no_message_only_what_is_itself_is_found() -> None:
    rows = _shown(1, [Item("n:0", "row", "a@b.com"), Item("n:1", "divider", "b@b.com")])
    assert [lead.value for lead in _leads(rows).leads] == ["a@b.com"]
    rows = _shown(1, [Item("n:0", "row", "12 $")])
    assert _leads(rows).leads == ()
    assert [lead.value for lead in _leads(rows, marked=[(1, 1)]).leads] == ["12 $"]
    bio = _shown(1, [_said("c@b.com, 12 $, x.example/me, 514 555 0177")], kind="profile")
    assert [lead.value for lead in _leads(bio).leads] == ["c@b.com"]


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=120),
    st.sampled_from(["", "CA", "FR"]),
)
def test_whatever_is_found_stands_in_the_text(text: str, region: str) -> None:
    for each in FINDER.in_text(text, region):
        assert each.written
        assert each.written in text


_LIKE = st.text("01459 .-+()@:/$€=abcfxBCFT\u200b\u202e\uff11\u0661é\n", max_size=200)


@given(_LIKE)
def test_whatever_is_found_in_what_looks_like_values_stands_there(text: str) -> None:
    for each in FINDER.in_text(text, "CA"):
        assert each.written in text


@given(st.lists(st.sampled_from([value[0] for value in VALUES]), min_size=1, max_size=4))
def test_values_in_lines_of_one_text_are_found_each(values: list[str]) -> None:
    found = [written for written, *_ in _one("\n".join(values))]
    assert sorted(found) == sorted(values)


def test_they_are_in_the_signed_bundle_and_in_a_list_without_formulas(tmp_path: Path) -> None:
    page = sample.thread(12)
    said = "=1+1 call +1 604-555-0199, IBAN DE89370400440532013000, @marc.d_photo"
    page.lines[3] = ("Marc D.", said)
    files = bundles.files_of(bundles.open_payload(bundles.make(tmp_path, [page])))
    written = json.loads(files["data/leads.json"])
    assert written["keepsake_leads"] == 1
    told = {lead["value"]: lead for lead in written["leads"]}
    assert {"+1 604-555-0199", "DE89370400440532013000", "@marc.d_photo"} <= set(told)
    assert told["DE89370400440532013000"]["check"] == "holds"
    place = told["+1 604-555-0199"]["places"][0]
    assert (place["exhibit"], place["item"]) == (1, 4)
    text = files["data/derived/leads.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == sum(len(lead["places"]) for lead in written["leads"])
    row = next(row for row in rows if row["kind"] == "phone")
    assert (row["normal"], row["exhibit"], row["number"]) == ("'+16045550199", "1", "4")
    assert row["written"] == csv_cells.inert("+1 604-555-0199")
    listed = json.loads(files["data/contents.json"])["files"]
    assert {"leads.json", "derived/leads.csv"} <= {one["path"] for one in listed}


def test_the_program_starts_without_what_is_searched_with() -> None:
    program = (
        "import sys, keepsake.viewer.app, keepsake.flows.export.write as _; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert not {"phonenumbers"} & set(done.stdout.split())
