"""What of an item was said, and what beside it was not: the words and their places decide."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from keepsake.reading.authors import Candidate, chosen
from keepsake.reading.fields import SeenItem
from keepsake.reading.read import read
from unit.reading.known import known
from unit.reading.made import views_of
from unit.reading.talk import NAMES, SAID, WHO, authors_of, read_units, said_of, units_of


@pytest.mark.parametrize("leading", ["\u25be 3 replies", "View more replies", "More"])
def test_a_button_that_leads_on_under_a_few_items_is_none_of_their_words(leading: str) -> None:
    units = [
        f"<div><b>{who or 'Ada Quill'}</b><p>{said}</p>"
        f"{f'<div><button>{leading}</button></div>' if n == 3 else ''}</div>"
        for n, (who, said) in enumerate(zip(WHO, SAID, strict=True))
    ]
    assert [each.text.value for each in read_units(units)] == list(SAID)


def test_a_button_that_is_all_somebody_sent_is_what_they_said() -> None:
    units = [
        f"<div><b>{who or 'Ada Quill'}</b><p>{said}</p></div>"
        for who, said in zip(WHO, SAID, strict=True)
    ]
    units[3] = "<div><b>Ada Quill</b><p><button>More</button></p></div>"
    assert read_units(units)[3].text.value == "More"


def test_a_number_before_a_colon_counts_nothing_where_words_go_on() -> None:
    texts = [f"ash {n} of 90: {'word ' * (4 + n * 7 % 23)}end {n}" for n in range(60, 90)]
    found = read_units([f"<div>{text}</div>" for text in texts])
    assert [each.text.value for each in found] == texts


def test_what_is_paid_is_said() -> None:
    units = [
        f"<div><i>2026-01-0{n}</i><b>{n * 31}.00 USDT</b><p>{said}</p></div>"
        for n, said in enumerate(SAID, 1)
    ]
    texts = [each.text.value for each in read_units(units)]
    assert texts == [f"{n * 31}.00 USDT\n{said}" for n, said in enumerate(SAID, 1)]


def test_who_sends_a_file_or_names_a_host_and_says_no_more_has_said_that() -> None:
    sent = '<div><b>{}</b><a href="#">{}</a><i>10:0{}</i></div>'
    words = "<div><b>Nora</b><p>{}</p><i>10:1{}</i></div>"
    said = ["I know where you live.", "pay before Friday.", "I will send it now."]
    file = sent.format("Nora", "all-of-it.zip", 1)
    found = read_units([file, *(words.format(each, n) for n, each in enumerate(said))])
    assert [each.text.value for each in found] == ["all-of-it.zip", *said]
    hosts = ["pay.example", "shop.example", "wallet.example", "post.example"]
    names = ["Ada", "Nora"] * 2
    rows = [words.replace("Nora", who).format(each, n)
            for n, (who, each) in enumerate(zip(names, hosts, strict=True))]  # fmt: skip
    found = read_units(rows)
    assert [each.text.value for each in found] == hosts
    assert authors_of(found) == names


def test_a_talk_of_nothing_but_files_says_their_names() -> None:
    sent = '<div><b>{}</b><a href="#">video{}.mp4</a><i>10:0{}</i></div>'
    found = read_units([sent.format("Nora" if n % 2 else "Ada", n, n) for n in range(5)])
    assert [each.text.value for each in found] == [f"video{n}.mp4" for n in range(5)]


def test_an_amount_or_a_clock_that_somebody_wrote_without_a_name_is_a_message() -> None:
    said = [
        "I know where you live.",
        "500",
        "pay before Friday.",
        "18:30",
        "at the bridge",
        "12/11",
    ]
    rows = [f'<div class="m"><p>{each}</p><i>10:0{n}</i></div>' for n, each in enumerate(said)]
    found = read_units(rows)
    assert [each.text.value for each in found] == said
    assert {each.kind for each in found} == {"message"}
    assert [each.time_shown.value for each in found] == [f"10:0{n}" for n in range(len(said))]


CARD = '<a href="#"><b>Pay here</b><div>Send the money now</div><div>pay.example</div></a>'


def test_a_card_or_few_capitals_with_nothing_beside_them_are_what_was_said() -> None:
    row = "<div><b>{}</b>{}<i>10:0{}</i></div>"
    plain, loud = "<p>{}</p>", '<p class="large">{}</p>'
    lines = ["I know where you live.", "SOS", "send it", "NO", "pay before Friday.", "OK"]
    names = ["Ada", "Nora"] * 3
    made = [(loud if each.isupper() else plain).format(each) for each in lines]
    found = read_units([row.format(*each) for each in zip(names, made, range(6), strict=True)])
    assert [each.text.value for each in found] == lines
    made[2] = CARD
    found = read_units([row.format(*each) for each in zip(names, made, range(6), strict=True)])
    assert found[2].text.value == "Pay here\nSend the money now\npay.example"


@pytest.mark.parametrize(
    "unit",
    [
        "<div><b>{who}</b><p>{said}</p><p>Pay now.</p></div>",
        "<div><b>{who}</b><p>{said}</p><p>Pay now.</p><p>{n}00</p></div>",
        "<div><b>{who}</b>{said}<br>Pay now.<br>{n}00</div>",
        "<div><b>{who}</b><p>Dear {who},</p><p>{said}</p></div>",
    ],
)
def test_what_somebody_says_in_each_message_is_said_in_each(unit: str) -> None:
    units = [
        unit.format(who=who, said=said, n=n + 1)
        for n, (who, said) in enumerate(zip(NAMES, SAID, strict=True))
    ]
    for n, (who, text) in enumerate(zip(NAMES, said_of(read_units(units)), strict=True)):
        expected = unit.format(who=who, said=SAID[n], n=n + 1).partition("</b>")[2]
        lines = re.sub(r"<[^>]*>", "\n", expected).split("\n")
        assert text.split("\n") == [line for line in lines if line]


@pytest.mark.parametrize("said", ["Pay {n}00 by Friday", "This is message {n} of mine", "Part {n}"])
def test_messages_that_differ_by_numbers_alone_are_said(said: str) -> None:
    template = f"<div><b>{{name}}</b> <i>WHEN</i><p>{said}</p></div>"
    units = [unit.format(n=n) for n, unit in enumerate(units_of(template.replace("{n}", "{{n}}")))]
    found = read_units(units * 2)
    assert [each.text.value for each in found] == [said.format(n=n) for n in range(8)] * 2


def test_who_is_spoken_to_at_the_beginning_of_a_message_is_a_part_of_it() -> None:
    said = [f'<a href="/u/ada">@Ada Quill</a> {SAID[0]}', *SAID[1:]]
    units = [
        f'<div><b>{who or "Ada Quill"}</b><p class="said">{each}</p></div>'
        for who, each in zip(WHO, said, strict=True)
    ]
    assert said_of(read_units(units))[0] == f"@Ada Quill {SAID[0]}"


def test_an_id_that_all_items_have_tells_their_parts_apart() -> None:
    part = '<span class="part" id="{}">{}</span>'
    units = [
        f"<div>{part.format('when', f'10:{n + 10}')} {part.format('text', said)}</div>"
        for n, said in enumerate(SAID)
    ]
    found = read_units(units)
    assert said_of(found) == list(SAID)
    assert [each.time_shown.value for each in found] == [f"10:{n + 10}" for n in range(len(SAID))]


@pytest.mark.parametrize("badge", ["Author", "Edited"])
def test_a_badge_beside_a_name_is_not_said(badge: str) -> None:
    units = [
        f"<div><div><b>{who or 'Ada Quill'}</b><i>{badge if n == 2 else ''}</i>"
        f"<small>10:{n + 10}</small></div><p>{said}</p></div>"
        for n, (who, said) in enumerate(zip(WHO, SAID, strict=True))
    ]
    assert said_of(read_units(units)) == list(SAID)


@pytest.mark.parametrize("beside", ["Sorted by: best", "3 answers", "Advertisement"])
def test_what_names_nobody_among_posts_that_tell_who_and_when_is_no_part_of_them(
    beside: str,
) -> None:
    units = [
        f"<article><b>{who or 'Ada Quill'}</b><time>10:{n + 10}</time><p>{said}</p></article>"
        for n, (who, said) in enumerate(zip(WHO, SAID, strict=True))
    ]
    views = views_of(*units[:3], f"<h3>{beside}</h3>", *units[3:])
    kinds = ["post"] * len(units)
    items = [
        SeenItem(f"n{n}", kind, (n,))
        for n, kind in enumerate([*kinds[:3], "divider", *kinds[3:]], 1)
    ]
    assert read(items, views, "", known()).items[3].kind == "rest"


def test_an_item_that_is_an_emoji_drawn_as_a_picture_and_nothing_else_is_read() -> None:
    """Nothing of the whole page was read where one item was such a picture."""
    said = [f"<div><b>{who}</b><p>{each}</p></div>" for who, each in zip(NAMES, SAID, strict=True)]
    views = views_of(
        *said, '<img class="s" alt="\U0001f44c">', drawn={"s": {"box": [0, 0, 20, 20]}}
    )
    items = [SeenItem(f"n{n}", "message", (n,)) for n in views.records]
    assert said_of(read(items, views, "", known()).items) == [*SAID, "\U0001f44c"]


def test_of_two_that_may_be_the_name_it_is_the_one_that_is_met_elsewhere() -> None:
    """What somebody is stands in one place of the page, and who they are in several."""
    who = Candidate("Nora Lind", "words", 4.2, 2.0, 1)
    what = Candidate("Group 4B teacher", "words", 4.7, 2.0, 2)
    assert chosen([who, what]).value == ""
    assert chosen([replace(who, met=True), what]).value == "Nora Lind"
    assert chosen([replace(who, met=True), replace(what, met=True)]).value == ""
    assert chosen([replace(who, met=True, score=2.0), what]).value == "Group 4B teacher"
