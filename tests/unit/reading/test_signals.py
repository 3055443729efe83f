"""Each signal on a slot it speaks for, on one it does not, and on a false friend."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from keepsake.reading.label import SIGNALS
from keepsake.reading.weights import WEIGHTS
from unit.reading.known import sheet_of, slot_with

ONE, NONE = (0.9, 1.0), (0.0, 0.1)


def _units(*texts: str, template: str = '<div><p class="x">{}</p><i>end</i></div>') -> list[str]:
    return [template.format(text) for text in texts]


SHAPES: dict[str, list[tuple[list[str], tuple[float, float]]]] = {
    "clocked": [
        (["10:15", "10:16", "3h ago"], ONE),
        (["see you", "at noon", "ok"], NONE),
        (["10:15", "no, later", "ok"], (0.2, 0.4)),
    ],
    "named": [
        (["Nora Lind", "علي", "+33 6 12 34 56 78"], ONE),
        (["&lt;Nora&gt;", "&lt;Ada Quill&gt;", "&lt;nora.l&gt;"], ONE),
        (["See you at 10:15.", "3 likes", "10:15"], NONE),
        (["(unknown)", "(owner)", "(3 answers)"], NONE),
        (["A: b", "https://a.example/b", "5 €"], NONE),
    ],
    "directed": [
        (["Sent", "Received", "Sent"], ONE),
        (["Outgoing", "Incoming", "Nora"], (0.6, 0.7)),
        (["Sent", "From", "Sent"], ONE),
        (["Sent", "Sent", "Sent"], NONE),
        (["Nora", "Ada", "ok"], NONE),
    ],
    "announcing": [
        (["Nora Lind wrote:", "Nora Lind a écrit :", "كتب علي"], ONE),
        (["Nora Lind", "she wrote it down:", "On 3 May 2026 at 10:15, Nora wrote:"], (0.0, 0.4)),
        (["Nora", "Ada", "Tom"], NONE),
        (["You sent", "You sent", "Moi"], NONE),
    ],
    "phrased": [
        (["Muy contenta", "Good material", "Very pleased"], ONE),
        (["Nora Lind", "Ada van Quill", "nora lind"], NONE),
    ],
    "capital": [
        (["Nora Lind", "Ada van Quill", "علي"], (0.3, 0.6)),
        (["Nora Lind", "Ada Quill", "Ivo Marsh"], ONE),
        (["Very good", "not at all", "so so"], NONE),
    ],
    "counted": [
        (["12 likes", "❤ 3", "3,4 k"], ONE),
        (["twelve", "likes", "it counts"], NONE),
        (["12 likes is a lot", "3 of us", "4 o'clock it is"], NONE),
        (["+44 7700 900101", "62.00 USDT", "$3"], NONE),
    ],
    "numbered": [
        (["1", "(2)", "1 204"], ONE),
        (["one", "10:15", "2nd"], NONE),
        (["+44 7700 900101", "+44 7700 900100"], NONE),
    ],
    "priced": [
        (["$ 3.50", "12 €", "62.00 USDT"], ONE),
        (["12 likes", "3 MB", "Room 12"], NONE),
    ],
    "numbering": [
        (["56 pts", "7 pts", "1 pts"], ONE),
        (["56 pts", "7 pts", "1 pts", "1 pt", "1 pt"], ONE),
        (["a", "b", "c"], NONE),
        (["2 for you", "3 boxes", "4 it is"], (0.0, 0.4)),
        (
            [
                "56人が役に立ったと考えています",
                "7人が役に立ったと考えています",
                "9人が役に立ったと考えています",
            ],
            ONE,
        ),
        (
            [f"{n}番のバスで駅まで行ってから歩いてあの家に来てください" for n in (12, 13, 14)],
            NONE,
        ),
        ([f"รับรถเมล์สาย {n} แล้วเดินต่อไปที่บ้านหลังนั้น" for n in (12, 13, 14)], NONE),
    ],
    "rising": [
        (["No.7", "No.8", "No.9", "No.10"], ONE),
        (["9 pts", "8 pts", "7 pts"], ONE),
        (["7", "7", "7"], NONE),
        (["1", "2", "3", "1", "2", "3", "1"], NONE),
        (["7", "8"], NONE),
        (["one", "two", "three"], NONE),
    ],
    "reacted": [
        (["🎉 1 👍 2", "❤️ 12", "👍3"], ONE),
        (["👍", "12", "👍 Nora"], NONE),
        (["🎉 1 is mine", "2 🎉", "1 2"], NONE),
    ],
    "signed": [(["👍", "❤️ 🙂", "✨"], ONE), (["ok", "1", "👍 Nora"], NONE)],
    "received": [
        (["Delivered", "✓✓", "Seen by Nora"], ONE),
        (["hello", "10:15", "Nora"], NONE),
        (["read this", "sent you a book", "seen it before, I think"], NONE),
    ],
    "handled": [
        (["@nora", "@a.b", "&lt;a@b.example&gt;"], ONE),
        (["nora", "a@b.example", "@nora hello"], NONE),
    ],
    "spoken": [(["I am here.", "what? no!", "and then it rained"], ONE), (["Nora", "Lind"], NONE)],
    "commanded": [(["Reply", "Share", "Like"], ONE), (["I like it", "Nora", "share it"], NONE)],
    "mended": [(["edited", "(edited)", "(modifié)"], ONE), (["I edited it", "Nora", "ok"], NONE)],
    "termed": [(["Sent", "From", "Reply"], ONE), (["Nora", "from Nora to you", "a reply"], NONE)],
    "wordless": [(["·", "•", ">>"], ONE), (["a", "1", "👍"], NONE)],
    "constant": [(["same", "same", "same"], ONE), (["a", "b", "c"], (0.0, 0.4))],
    "single": [(["same", "same", "same"], ONE), (["same", "same", "other"], NONE)],
    "various": [
        (["a", "b", "c"], ONE),
        (["100", "200", "300"], ONE),
        (["a", "a", "a", "a"], (0.0, 0.3)),
        (["56 found it good", "7 found it good", "9 found it good"], (0.3, 0.4)),
    ],
    "repeated": [(["a", "b", "a", "b"], ONE), (["a", "b", "c"], NONE), (["a", "a", "a"], NONE)],
    "long": [(["word " * 30] * 3, ONE), (["ok", "no", "yes"], NONE)],
}


@pytest.mark.parametrize(
    ("name", "texts", "between"),
    [(name, texts, span) for name, cases in SHAPES.items() for texts, span in cases],
)
def test_what_words_look_like(name: str, texts: list[str], between: tuple[float, float]) -> None:
    sheet = sheet_of(*_units(*texts))
    slot = slot_with(sheet, " ".join(unescape(texts[0]).split()))
    low, high = between
    assert low <= SIGNALS[name](slot, sheet) <= high


HEAD = '<div><b class="{}">Nora</b><i>10:15</i><p>hello there</p></div>'

EMOTED = '<div><p>hello there</p><i><img class="chat-emote" alt="LUL"></i></div>'
SMALL = {"img": {"box": [0, 0, 28, 28]}}
PLAIN = "<div><i>end</i><p>a b</p></div>"
LINKED = '<div><i>end</i><p>see <a href="#">here</a></p></div>'
CARD = (
    '<div><p>who made it?</p><a href="#"><b>Boats</b><div>What floats</div><div>{}</div></a></div>'
)
CHOICE = '<li><label><input type="radio"><i>{}</i></label></li>'
POLL = f"<div><p>When?</p><ul>{CHOICE.format('Mon')}{CHOICE.format('Tue')}</ul></div>"

PLACES: list[tuple[str, list[str], dict[str, Any], str, tuple[float, float]]] = [
    ("shared", [HEAD] * 3, {}, "Nora", ONE),
    ("shared", [HEAD, *["<div><p>one</p><p>two</p></div>"] * 9], {}, "Nora", NONE),
    ("alone", ["<div><p>hello</p></div>"] * 3, {}, "hello", ONE),
    ("alone", [HEAD] * 3, {}, "Nora", NONE),
    ("heading", ['<p class="n">Nora</p>', "<div>hello</div>"] * 3, {}, "Nora", ONE),
    ("heading", ['<p class="n">Nora</p>'] * 6, {}, "Nora", NONE),
    ("heading", ['<p class="n">Nora</p>', "<div>hello</div>"], {}, "Nora", NONE),
    ("first", [HEAD] * 3, {}, "Nora", ONE),
    ("first", [HEAD] * 3, {}, "10:15", NONE),
    ("flowing", ["<p><b>Nora</b> joined us</p>"] * 3, {}, "Nora", ONE),
    ("flowing", [HEAD] * 3, {}, "Nora", NONE),
    ("joined", ["<div><p><b>Nora</b> <i>Lind</i></p></div>"] * 3, {}, "Nora Lind", ONE),
    ("joined", [HEAD] * 3, {}, "Nora", NONE),
    ("lined", ["<div><p><b>Nora</b><br><i>Knight</i></p></div>"] * 3, {}, "Nora Knight", ONE),
    ("lined", ["<div><p><b>Nora</b> <i>Lind</i></p></div>"] * 3, {}, "Nora Lind", NONE),
    ("running", ["<div><p>one</p><p>two</p></div>"] * 3, {}, "two", ONE),
    ("running", ["<div><b>N</b>one<br>two</div>"] * 3, {}, "two", ONE),
    ("running", ['<div><p>one</p><p class="k">two</p></div>'] * 3, {}, "two", NONE),
    ("running", ["<div><b>N</b> one</div>"] * 3, {}, "one", NONE),
    ("dated", [HEAD] * 3, {}, "Nora", ONE),
    ("dated", ["<div><b>Nora</b><i>well</i><u>10:15</u></div>"] * 3, {}, "Nora", NONE),
    ("heavy", [HEAD] * 3, {"b": {"font_weight": 700}}, "Nora", ONE),
    ("heavy", [HEAD] * 3, {"b": {"font_weight": 700}}, "hello there", NONE),
    ("small", [HEAD] * 3, {"i": {"font_size": 11}}, "10:15", ONE),
    ("small", [HEAD] * 3, {"i": {"font_size": 11}}, "hello there", NONE),
    ("pressed", ["<div><button><i>Go</i></button><p>a</p></div>"] * 3, {}, "Go", ONE),
    ("pressed", ['<div><i class="button">Go</i><p>a</p></div>'] * 3, {}, "Go", NONE),
    ("heard", [HEAD] * 3, {"b": {"unseen": True}}, "Nora", ONE),
    ("heard", [HEAD] * 3, {}, "Nora", NONE),
    ("barred", [HEAD] * 3, {"p": {"edge": "left", "border": 3}}, "hello there", ONE),
    ("barred", [HEAD] * 3, {"p": {"edge": "bottom", "border": 3}}, "hello there", NONE),
    (
        "rounded",
        ["<div><b>N</b><p>a b</p></div>"] * 3,
        {"b": {"box": [0, 0, 32, 32], "radius": 16}},
        "N",
        ONE,
    ),
    ("rounded", ["<div><b>N</b><p>a b</p></div>"] * 3, {"b": {"box": [0, 0, 32, 32]}}, "N", NONE),
    ("emoted", [EMOTED] * 3, SMALL, "LUL", ONE),
    ("emoted", ["<div><p>hello there</p><i>LUL</i></div>"] * 3, SMALL, "LUL", NONE),
    ("emoted", [EMOTED.replace("</i>", "</i><b>2</b>")] * 3, SMALL, "LUL", NONE),
    ("piece", [*[PLAIN] * 3, LINKED], {}, "see", ONE),
    ("piece", [*[PLAIN] * 3, LINKED], {}, "here", NONE),
    ("piece", [LINKED] * 3, {}, "see", NONE),
    ("filed", ["<div><i>fence.jpg</i><p>that is ours.</p></div>"] * 3, {}, "fence.jpg", ONE),
    ("filed", ["<div><i>a_b-c.tar.gz</i><p>who made it?</p></div>"] * 3, {}, "a_b-c.tar.gz", ONE),
    ("filed", ["<div><i>Nora Lind</i><p>that is ours.</p></div>"] * 3, {}, "Nora Lind", NONE),
    ("filed", ["<div><i>nora.lind</i><p>that is ours.</p></div>"] * 3, {}, "nora.lind", NONE),
    ("filed", ["<div><i>3.5</i><p>that is ours.</p></div>"] * 3, {}, "3.5", NONE),
    ("filed", ["<div><i>well...ok</i><p>that is ours.</p></div>"] * 3, {}, "well...ok", NONE),
    ("filed", ["<div><b>Nora</b><p>fence.jpg</p></div>"] * 3, {}, "fence.jpg", NONE),
    ("carded", [CARD.replace("{}", "a.example")] * 3, {}, "Boats What floats a.example", ONE),
    (
        "carded",
        [CARD.replace("who made it?", "").replace("{}", "a.example")] * 3,
        {},
        "Boats What floats a.example",
        NONE,
    ),
    ("lettered", ["<div><i>NL</i><p>who made it?</p></div>"] * 3, {}, "NL", ONE),
    ("lettered", ["<div><i>Ok</i><p>who made it?</p></div>"] * 3, {}, "Ok", NONE),
    ("lettered", ["<div><i>NORA</i><p>who made it?</p></div>"] * 3, {}, "NORA", NONE),
    ("lettered", ["<div><b>Nora</b><p>NO</p></div>"] * 3, {}, "NO", NONE),
    ("carded", [CARD.replace("{}", "and sinks")] * 3, {}, "Boats What floats and sinks", NONE),
    ("offered", [POLL] * 3, {}, "Mon", ONE),
    ("offered", [POLL] * 3, {}, "When?", NONE),
    ("offered", [f"<div>{CHOICE.format('Mon')}<p>a</p></div>"] * 3, {}, "Mon", NONE),
    ("called_author", [HEAD.format("msg-author")] * 3, {}, "Nora", ONE),
    ("called_author", [HEAD.format("authored-text")] * 3, {}, "Nora", NONE),
    ("called_author", [HEAD.format("author-text")] * 3, {}, "Nora", (0.4, 0.6)),
    ("called_time", [HEAD.format("msgTime")] * 3, {}, "Nora", ONE),
    ("called_time", [HEAD.format("updated candidate runtime sentiment")] * 3, {}, "Nora", NONE),
    ("called_body", [HEAD.format("message-text")] * 3, {}, "Nora", ONE),
    ("called_body", [HEAD.format("context7")] * 3, {}, "Nora", NONE),
    ("called_quote", ["<div><blockquote>a</blockquote><p>b</p></div>"] * 3, {}, "a", ONE),
    ("called_quote", [HEAD.format("quotation7")] * 3, {}, "Nora", NONE),
    ("called_count", [HEAD.format("like-count")] * 3, {}, "Nora", ONE),
    ("called_count", [HEAD.format("country")] * 3, {}, "Nora", NONE),
    ("called_control", [HEAD.format("btn")] * 3, {}, "Nora", ONE),
    ("called_control", [HEAD.format("buttonhole")] * 3, {}, "Nora", NONE),
    ("called_receipt", [HEAD.format("delivery-status")] * 3, {}, "Nora", ONE),
    ("called_receipt", [HEAD.format("statusquo")] * 3, {}, "Nora", NONE),
    ("called_aside", [HEAD.format("user-badge")] * 3, {}, "Nora", ONE),
    ("called_aside", [HEAD.format("badger")] * 3, {}, "Nora", NONE),
    ("faced", ['<div><img alt="Nora"><b>Nora</b><p>a</p></div>'] * 3, {}, "Nora", ONE),
    ("faced", ['<div><img alt="a lake"><b>Nora</b><p>a</p></div>'] * 3, {}, "Nora", NONE),
    ("initialed", ["<div><i>NL</i><b>Nora Lind</b><p>a</p></div>"] * 3, {}, "NL", ONE),
    ("initialed", ["<div><i>OK</i><b>Nora Lind</b><p>a</p></div>"] * 3, {}, "OK", NONE),
    ("headed_sender", ["<div><i>From:</i><b>Nora</b><p>a</p></div>"] * 3, {}, "Nora", ONE),
    ("headed_sender", ["<div><i>To:</i><b>Nora</b><p>a</p></div>"] * 3, {}, "Nora", NONE),
    ("headed_date", ["<div><i>Date:</i><b>today</b><p>a</p></div>"] * 3, {}, "today", ONE),
    ("headed_date", ["<div><i>Updated</i><b>today</b><p>a</p></div>"] * 3, {}, "today", NONE),
]


@pytest.mark.parametrize(("name", "units", "drawn", "text", "between"), PLACES)
def test_where_and_how_words_stand(
    name: str, units: list[str], drawn: dict[str, Any], text: str, between: tuple[float, float]
) -> None:
    sheet = sheet_of(*(each.replace("{}", "") for each in units), drawn=drawn)
    low, high = between
    assert low <= SIGNALS[name](slot_with(sheet, text), sheet) <= high


def test_links_to_who_it_is_lead_to_one_place_each() -> None:
    link = '<div><a href="/u/{0}">{0}</a><p>a</p></div>'
    people = sheet_of(*(link.format(name) for name in ("Ada", "Nora", "Ada", "Nora")))
    assert SIGNALS["profiled"](slot_with(people, "Ada"), people) == 1
    more = '<div><a href="/p/{}">more</a><p>a</p></div>'
    posts = sheet_of(*(more.format(n) for n in range(4)))
    assert SIGNALS["profiled"](slot_with(posts, "more"), posts) == 0


def test_the_title_of_the_page_names_somebody() -> None:
    sheet = sheet_of(*[HEAD] * 3)
    slot = slot_with(sheet, "Nora")
    assert SIGNALS["titled"](slot, sheet) == 0
    sheet.around = "Nora and others"
    assert SIGNALS["titled"](slot, sheet) == 1


def test_what_one_other_item_says_is_quoted_and_what_all_say_is_a_phrase() -> None:
    quoting = '<div><i class="q">{}</i><p>{}</p></div>'
    sheet = sheet_of(*(quoting.format(f"words of item {n} here", f"answer {n}") for n in range(3)))
    slot = slot_with(sheet, "words of item 0 here")
    sheet.said = {
        f"words of item {n} here"[:24]: [(9 + n, f"words of item {n} here")] for n in range(3)
    }
    assert SIGNALS["echoed"](slot, sheet) == 1
    for told in sheet.said.values():
        told.extend([(20, told[0][1]), (21, told[0][1])])
    assert SIGNALS["echoed"](slot, sheet) == 0


def test_one_long_name_among_short_ones_is_not_how_all_of_them_are_quoted() -> None:
    names = ["Wren Halloway", "Nora", "Ada", "Tom", "Ivo"]
    sheet = sheet_of(
        *(f"<div><b>{name}</b><p>answer {n}</p></div>" for n, name in enumerate(names))
    )
    sheet.said = {"Wren Halloway": [(9, "Wren Halloway")]}
    assert SIGNALS["echoed"](slot_with(sheet, "Wren Halloway"), sheet) <= 0.5


def test_signs_with_who_set_them() -> None:
    sheet = sheet_of(*["<div><p>hello</p><i>👍Nora</i><u>👍 fine</u></div>"] * 3)
    sheet.people = frozenset(("Nora Lind",))
    assert SIGNALS["reacting"](slot_with(sheet, "👍Nora"), sheet) == 1
    assert SIGNALS["reacting"](slot_with(sheet, "👍 fine"), sheet) == 0


def test_what_begins_with_somebody_and_goes_on_above_what_is_said_is_theirs() -> None:
    quoting = "<div><aside><b>Nora</b> well<br>so it is</aside><i>Ada</i><p>hello</p></div>"
    sheet = sheet_of(*[quoting] * 3)
    sheet.body_at = dict.fromkeys(range(3), (4, 5))
    whole = slot_with(sheet, "Nora well so it is")
    assert SIGNALS["attributed"](whole, sheet) == 0, "nobody of that name is known"
    sheet.people = frozenset(("Nora", "Ada"))
    assert SIGNALS["attributed"](whole, sheet) == 1
    assert SIGNALS["attributed"](slot_with(sheet, "Ada"), sheet) == 0
    sheet.body_at = dict.fromkeys(range(3), (1, 2))
    assert SIGNALS["attributed"](whole, sheet) == 0


def test_a_title_stands_in_one_element_with_what_another_one_said() -> None:
    sheet = sheet_of(*["<div><b>Nora</b><div><h4>Fine</h4><p>hello</p></div></div>"] * 3)
    sheet.body_at = dict.fromkeys(range(3), (2, 3))
    title, name = slot_with(sheet, "Fine"), slot_with(sheet, "Nora")
    assert SIGNALS["titling"](title, sheet) == 0, "nobody is known to have written it"
    sheet.authors = ["Nora"] * 3
    sheet.sources = [frozenset((name.key,))] * 3
    assert SIGNALS["titling"](title, sheet) == 1
    assert SIGNALS["titling"](name, sheet) == 0


def test_before_and_after_what_is_said() -> None:
    sheet = sheet_of(*["<div><b>Nora</b><p>hello</p><i>Seen</i></div>"] * 3)
    sheet.body_at = dict.fromkeys(range(3), (1, 2))
    assert SIGNALS["leading"](slot_with(sheet, "Nora"), sheet) == 1
    assert SIGNALS["leading"](slot_with(sheet, "Seen"), sheet) == 0
    assert SIGNALS["trailing"](slot_with(sheet, "Seen"), sheet) == 1
    assert SIGNALS["trailing"](slot_with(sheet, "Nora"), sheet) == 0


def test_what_goes_on_beside_what_is_said() -> None:
    sheet = sheet_of(*["<div><p><i>&gt;&gt;41</i><b>hello</b></p><u>Seen</u></div>"] * 3)
    sheet.body_at = dict.fromkeys(range(3), (1, 2))
    assert SIGNALS["within"](slot_with(sheet, ">>41"), sheet) == 1
    assert SIGNALS["within"](slot_with(sheet, "Seen"), sheet) == 0


def test_a_badge_stands_with_who_wrote_or_when_and_without_what_is_said() -> None:
    head = (
        "<div><header><b>Nora</b><i>Author</i></header>"
        "<span>10:15</span><small>by mail</small><p>hello</p></div>"
    )
    sheet = sheet_of(*[head] * 3)
    sheet.body_at = dict.fromkeys(range(3), (4, 5))
    marked = {text: slot_with(sheet, text) for text in ("Nora", "Author", "by mail", "hello")}
    assert not any(SIGNALS["marked"](slot, sheet) for slot in marked.values()), "who is not known"
    sheet.told_at = {at: [(0, 1), (2, 3)] for at in range(3)}
    found = {text: SIGNALS["marked"](slot, sheet) for text, slot in marked.items()}
    assert found == {"Nora": 0, "Author": 1, "by mail": 1, "hello": 0}
    sheet.told_at = {at: [(1, 2), (2, 3)] for at in range(3)}
    assert SIGNALS["marked"](marked["Author"], sheet) == 0, (
        "taken for who wrote, and by nothing else"
    )
    sheet.told_at = {at: [(0, 1), (1, 2), (2, 3)] for at in range(3)}
    assert SIGNALS["marked"](marked["Author"], sheet) == 1, "taken for who wrote a round ago"
    assert SIGNALS["marked"](slot_with(sheet, "10:15"), sheet) == 0, "a time is no badge"


def test_a_title_beside_who_wrote_is_no_badge() -> None:
    head = "<div><header><h3>Fences</h3><b>Nora</b></header><p>hello</p></div>"
    sheet = sheet_of(*[head] * 3)
    sheet.body_at = dict.fromkeys(range(3), (2, 3))
    sheet.told_at = {at: [(1, 2)] for at in range(3)}
    assert SIGNALS["marked"](slot_with(sheet, "Fences"), sheet) == 0


def test_a_face_beside_a_name_is_not_one_beside_what_is_said() -> None:
    drawn = {"img": {"box": [0, 0, 32, 32]}}
    beside = sheet_of(*['<div><s><img src="f"><b>Nora</b></s><p>a b</p></div>'] * 3, drawn=drawn)
    apart = sheet_of(*['<div><img src="f"><s><b>Nora</b></s><p>a b</p></div>'] * 3, drawn=drawn)
    for sheet, found in ((beside, 1), (apart, 0)):
        sheet.body_at = dict.fromkeys(range(3), (1, 2))
        assert SIGNALS["pictured"](slot_with(sheet, "Nora"), sheet) == found


def test_what_goes_with_a_person_and_what_names_another() -> None:
    unit = "<div><b>{}</b><i>{}</i><u>{}</u><p>words {}</p></div>"
    rows = [("Ada", "Admin", "Nora"), ("Nora", "Guest", "Ada"), ("Ada", "Admin", "Nora")]
    sheet = sheet_of(*(unit.format(*row, n) for n, row in enumerate(rows)))
    sheet.authors = [row[0] for row in rows]
    sheet.people = frozenset(sheet.authors)
    assert SIGNALS["of_author"](slot_with(sheet, "Admin"), sheet) == 1
    assert SIGNALS["of_author"](slot_with(sheet, "words 0"), sheet) == 0
    own = next(slot for slot in sheet.slots.values() if slot.places[0][1].text == "Ada")
    other = next(slot for slot in sheet.slots.values() if slot.places[0][1].text == "Nora")
    found = {name: (SIGNALS[name](own, sheet), SIGNALS[name](other, sheet)) for name in SIGNALS}
    assert found["peopled"] == (1, 1)
    assert found["rivalled"] == (0, 1)
    assert found["self_named"] == (1, 0)


def test_a_column_under_another_head_than_that_of_who_wrote_names_nobody() -> None:
    rows = [f"<tr><td>inbound</td><td>Nora</td><td>{n} ferries</td></tr>" for n in range(3)]
    sheet = sheet_of(*rows)
    sheet.heads = {3: ("direction", "from", "body")}
    found = {text: slot_with(sheet, text) for text in ("inbound", "Nora")}
    told = {text: SIGNALS["headed_otherwise"](slot, sheet) for text, slot in found.items()}
    assert told == {"inbound": 1, "Nora": 0}
    assert SIGNALS["headed_sender"](found["Nora"], sheet) == 1
    sheet.heads = {2: ("kind", "name of it")}
    assert SIGNALS["headed_otherwise"](found["inbound"], sheet) == 0, "no head tells who wrote"


def test_what_stands_under_another_head_than_that_of_messages_is_not_said() -> None:
    rows = [f"<tr><td>inbound</td><td>{n} ferries</td><td>db : {n} (x)</td></tr>" for n in range(3)]
    sheet = sheet_of(*rows)
    sheet.heads = {3: ("direction", "body", "source file")}
    slots = {text: slot_with(sheet, text) for text in ("inbound", "0 ferries", "db : 0 (x)")}
    said = [SIGNALS["headed_message"](slot, sheet) for slot in slots.values()]
    beside = [SIGNALS["headed_beside"](slot, sheet) for slot in slots.values()]
    assert (said, beside) == ([0, 1, 0], [1, 0, 1])
    for who in ("from", "contact", "sent at", "phone number"):
        sheet.heads = {3: (who, "body", "source file")}
        assert SIGNALS["headed_beside"](slots["inbound"], sheet) == 0, "it may tell who or when"
    sheet.heads = {3: ("direction", "", "source file")}
    assert SIGNALS["headed_beside"](slots["inbound"], sheet) == 0, "no head tells what was said"


def test_a_time_amid_what_is_said_is_not_when_it_was_said() -> None:
    link = "<div><p>see <a>6:02</a>, there it is</p></div>"
    plain = "<div><p>what a pity</p></div>"
    sheet = sheet_of(link, *[plain] * 3)
    sheet.body_at = {0: (0, 1), 1: (0, 1), 2: (0, 1), 3: (0, 1)}
    assert SIGNALS["amid"](slot_with(sheet, "6:02"), sheet) == 1
    line = sheet_of(*["<div><u>sent <a>6:02</a> by mail</u><p>hello</p></div>"] * 3)
    line.body_at = dict.fromkeys(range(3), (3, 4))
    assert SIGNALS["amid"](slot_with(line, "6:02"), line) == 0, "most items tell that"
    tail = sheet_of("<div><p>see <a>6:02</a></p></div>", *[plain] * 3)
    tail.body_at = sheet.body_at
    assert SIGNALS["amid"](slot_with(tail, "6:02"), tail) == 0, "nothing goes on after it"


def test_a_name_in_the_line_of_what_another_says_is_a_mention() -> None:
    rows = [f"<div><b>Ada</b><p><a>Nora</a> <em>look at {n}</em></p></div>" for n in range(3)]
    above = [f"<div><b>Ada</b><i>Nora</i><p>look at {n}</p></div>" for n in range(3)]
    for page, wanted in ((rows, 1), (above, 0)):
        sheet = sheet_of(*page)
        sheet.authors, sheet.people = ["Ada"] * 3, frozenset({"Ada", "Nora"})
        own = slot_with(sheet, "Ada")
        sheet.sources = [frozenset({own.key})] * 3
        sheet.body_at = dict.fromkeys(range(3), (2, 3))
        assert SIGNALS["mentioned"](slot_with(sheet, "Nora"), sheet) == wanted
        assert SIGNALS["mentioned"](own, sheet) == 0


def test_a_sign_apart_from_what_is_said_is_an_emblem() -> None:
    sheet = sheet_of(*["<div><u><i>10:15</i><s>📌</s></u><p>hello <b>😀</b></p></div>"] * 3)
    sheet.body_at = dict.fromkeys(range(3), (2, 3))
    found = {
        text: SIGNALS["emblem"](slot_with(sheet, text), sheet) for text in ("📌", "😀", "10:15")
    }
    assert found == {"📌": 1, "😀": 0, "10:15": 0}


def test_a_head_stands_over_no_column_of_a_table_within_a_cell() -> None:
    quote = "<table><tbody><tr><td><b>Nora</b> wrote:</td></tr></tbody></table>"
    rows = [f"<tr><td>Ada</td><td>{quote}<p>{n} ferries</p></td></tr>" for n in range(3)]
    sheet = sheet_of(*rows)
    sheet.heads = {2: ("from", "body")}
    found = {text: slot_with(sheet, text) for text in ("Ada", "Nora")}
    told = {text: SIGNALS["headed_sender"](slot, sheet) for text, slot in found.items()}
    assert told == {"Ada": 1, "Nora": 0}
    found = {f"{n} ferries": slot_with(sheet, f"{n} ferries") for n in range(3)}
    assert {SIGNALS["headed_message"](slot, sheet) for slot in found.values()} == {1}
    quoted = slot_with(sheet, "wrote:")
    assert SIGNALS["headed_message"](quoted, sheet) == 0, "in a table of its own, a cell has heads"


def test_every_signal_is_weighed_and_every_weight_has_its_signal() -> None:
    labels = {"author", "body", "time", "count", "control", "receipt", "quote", "aside"}
    labels |= {"sure_count", "sure_receipt"}
    weighed = {name for label in labels for name in WEIGHTS[label]} - {"bias"}
    assert weighed == set(SIGNALS)
    tested = {*SHAPES, *(each[0] for each in PLACES)}
    # Of a platform: test_site.py
    by_hand = {"known_author", "known_time", "known_body"}
    by_hand |= {"profiled", "titled", "echoed", "leading", "trailing"}
    by_hand |= {"within", "pictured"}
    by_hand |= {"of_author", "peopled", "rivalled", "self_named"}
    by_hand |= {"attributed", "reacting", "titling", "headed_otherwise", "cut", "marked"}
    by_hand |= {"headed_message", "headed_beside", "amid", "flowed", "held"}
    by_hand |= {"emblem", "mentioned", "outlying"}
    assert set(SIGNALS) == tested | by_hand
