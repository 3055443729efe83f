"""Words of a sentence are said, whatever of it is stressed or linked, or marked by the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.reading.talk import SAID, WHO, read_units

AT = 3
TALK = [
    f"<div><b>{who or 'Tom Reyes'}</b><p>{said}</p></div>"
    for who, said in zip(WHO, SAID, strict=True)
]
THREATS = (
    "Pay 500 € until Friday 18:00 or I send it to Nora Lind and all of your friends",
    "I edited the picture and sent it at 10:15 to your mother",
    # One that ends as a receipt does, "… seen by all", can be told from one by nothing.
    "Reply to me today or you will be seen by all of those whom you love",
    "My number is 555 0101 call me Monday",
    "You read it and you pinned it so do not lie to me",
    "12 of your friends have seen the video 3 days ago",
    "I know where you live 14 Mill Lane and who Tom Reyes is",
)
MARKS = ('a href="#x"', "b", "i", "em", "strong", "span", "small", 'span class="x1"')
HOLDERS = ("<p>{}</p>", "<div>{}</div>", '<div class="text"><span>{}</span></div>')
LINES = (
    "I will send it to your mother and to all of your friends at work.",
    "You have until Friday, then everybody sees it.",
    "Pay 500 € to this account:",
    "Tom Reyes",
    "DE89 3704 0044 0532 0130 00",
    "+49 30 901820",
    "Monday 10:00",
    "seen",
    "reply",
    "500",
    "?",
    "👍",
    "Dear Nora,",
    "- first thing",
    "https://pay.example/x1",
)
PARTS = ("{}<br>", "<p>{}</p>", "<div>{}</div>")
PLACES = (
    "<div><b>{who}</b><div>{said}</div></div>",
    '<div><div class="name">{who}</div><div class="bubble"><span class="txt">{said}</span></div>'
    '<span class="time">{time}</span></div>',
    '<div><div class="who">{who}</div><div class="body"><p>{said}</p><time>{time}</time></div>'
    "</div>",
    '<li><div class="head"><a href="/a">{who}</a> <span>{time}</span></div>'
    '<div class="content">{said}</div></li>',
)
AFTER = ("", '<div class="meta">10:15</div>')


def told(sentence: str) -> tuple[str, str]:
    """What is said in an item of a talk, and by whom; all others stay as they are."""
    unit = f"<div><b>Ada Quill</b>{sentence}</div>"
    found = read_units([*TALK[:AT], unit, *TALK[AT + 1 :]])
    assert [one.text.value for n, one in enumerate(found) if n != AT] == [
        said for n, said in enumerate(SAID) if n != AT
    ]
    return found[AT].text.value, found[AT].author.value


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>Thank you, <b>Tom Reyes</b>, for it.</p>", "Thank you, Tom Reyes, for it."),
        ("<p><b>Nora Lind</b>, have you the rope?</p>", "Nora Lind, have you the rope?"),
        ("<p>I told <i>Nora</i> to <b>delete</b> it.</p>", "I told Nora to delete it."),
        ("<div>Pay until <span>Friday 18:00</span></div>", "Pay until Friday 18:00"),
        ("<div><b>Deadline:</b> tomorrow, <em>10:00</em></div>", "Deadline: tomorrow, 10:00"),
        ("<div><b>Sent</b> you the link.</div>", "Sent you the link."),
        ("<div>Read it <b>today</b></div>", "Read it today"),
        ("<p>See you there, as <b>edited</b>.</p>", "See you there, as edited."),
        (
            "<p>Pay until <b>Friday, 27 November</b>.</p>"
            "<p>After that everybody you know sees the picture, and you know that I have it.</p>",
            "Pay until Friday, 27 November.\n"
            "After that everybody you know sees the picture, and you know that I have it.",
        ),
        ("<p><a>@<span>tom</span></a> look at this.</p>", "@tom look at this."),
        ("<p>Pay <b>500</b> <b>€</b> <b>until</b> Friday.</p>", "Pay 500 € until Friday."),
        ("<p>You will get <b>100</b> <i>%</i> of it.</p>", "You will get 100 % of it."),
        ("<p>It ends <b>Friday <i>18:00</i></b> for you.</p>", "It ends Friday 18:00 for you."),
        (
            "<p><a>Tom Reyes</a> was there.</p>"
            "<p>And you were not, which is why I write this long letter to you today.</p>",
            "Tom Reyes was there.\n"
            "And you were not, which is why I write this long letter to you today.",
        ),
    ],
)
def test_what_is_marked_in_a_sentence_is_said(html: str, said: str) -> None:
    assert told(html) == (said, "Ada Quill")


@given(
    threat=st.sampled_from(THREATS),
    begins=st.lists(st.integers(1, 12), unique=True, max_size=3),
    sizes=st.lists(st.integers(1, 3), min_size=3, max_size=3),
    marks=st.lists(st.sampled_from(MARKS), min_size=3, max_size=3),
    holder=st.sampled_from(HOLDERS),
    after=st.sampled_from(AFTER),
)
def test_whichever_words_of_a_sentence_are_marked_all_are_said(
    threat: str, begins: list[int], sizes: list[int], marks: list[str], holder: str, after: str
) -> None:
    words = threat.split()
    for at, size, mark in zip(sorted(begins, reverse=True), sizes, marks, strict=False):
        some = " ".join(words[at : at + size])
        if "<" not in some and (some == "€" or any(map(str.isalnum, some))):
            words[at : at + size] = [f"<{mark}>{some}</{mark.split()[0]}>"]
    assert told(holder.format(" ".join(words)) + after) == (threat, "Ada Quill")


@given(
    lines=st.lists(st.sampled_from(LINES), min_size=2, max_size=4, unique=True),
    part=st.sampled_from(PARTS),
    place=st.sampled_from(PLACES),
    at=st.integers(0, len(SAID) - 1),
)
def test_each_line_is_said_where_others_say_what_they_say(
    lines: list[str], part: str, place: str, at: int
) -> None:
    html = "".join(part.format(line) for line in lines).removesuffix("<br>")
    said = [html if n == at else one for n, one in enumerate(SAID)]
    units = [
        place.format(who=who or "Tom Reyes", said=one, time=f"1{n}:2{n}")
        for n, (who, one) in enumerate(zip(WHO, said, strict=True))
    ]
    found = read_units(units)
    want = ["\n".join(lines) if n == at else one for n, one in enumerate(SAID)]
    assert [one.text.value for one in found] == want
    assert [one.author.value for one in found] == [who or "Tom Reyes" for who in WHO]


@pytest.mark.parametrize(
    "quoted",
    [
        '<span class="quote">{}</span> ',
        '<div class="reply">{}</div>',
        "<div><b>Nora Lind</b><div>{}</div></div>",
        "<blockquote>{}</blockquote>",
        "<div>{}</div>",
        "<div>Nora Lind</div><div>{}</div>",
    ],
)
def test_words_of_another_item_are_quoted_however_they_stand_in_the_place(quoted: str) -> None:
    answer = quoted.format(SAID[0]) + "Yes, here."
    units = [
        f'<div><b>{who or "Tom Reyes"}</b><div class="bubble">{answer if n == AT else said}</div>'
        f'<i class="t">1{n}:00</i></div>'
        for n, (who, said) in enumerate(zip(WHO, SAID, strict=True))
    ]
    found = read_units(units)[AT]
    assert found.text.value == "Yes, here."
    assert found.quote.value.endswith(SAID[0])


def test_a_tag_that_many_set_behind_their_words_is_said() -> None:
    row = (
        '<li><div><h3><a href="/p/">{who}</a></h3><span dir="auto">{said}{tag}</span>'
        "<div><time>{n} h</time></div></div></li>"
    )
    tags = ['<a href="/t">#ladder</a>' if n % 2 else "" for n in range(len(SAID))]
    units = [
        row.format(who=who or "Tom Reyes", said=said + (" " if tag else ""), tag=tag, n=n + 1)
        for n, (who, said, tag) in enumerate(zip(WHO, SAID, tags, strict=True))
    ]
    found = read_units(units, ["comment"] * len(SAID))
    want = [said + (" #ladder" if tag else "") for said, tag in zip(SAID, tags, strict=True)]
    assert [one.text.value for one in found] == want
