"""Places that hold one thing in one item and another in the next: what the words say decides."""

from __future__ import annotations

import pytest

from keepsake.reading.fields import SeenItem
from keepsake.reading.read import read
from keepsake.reading.sides import Lie, sides_of
from unit.reading.known import known
from unit.reading.made import views_of
from unit.reading.talk import NAMES, PEOPLE, SAID, WHO, authors_of, read_units, said_of, units_of


def test_a_time_in_the_place_of_a_name_names_nobody_and_is_the_time() -> None:
    """Who and when are made alike, and an item without a name has its time in that place."""
    units = [
        f"<div>{f'<a>{who}</a> ' if who else ''}<a>17:{10 + n}</a><p>{said}</p></div>"
        for n, (who, said) in enumerate(zip(WHO, SAID, strict=True))
    ]
    found = read_units(units)
    assert not any(each.startswith("17:") for each in authors_of(found))
    assert [each.time_shown.value for each in found] == [f"17:{10 + n}" for n in range(len(WHO))]


NOTICE = "joined the group"


@pytest.mark.parametrize(
    "notice",
    [
        f"<div><b>Nora Lind</b> {NOTICE}</div>",
        f"<div><b>Nora Lind {NOTICE}</b><p>Everybody can see that</p></div>",
    ],
)
def test_what_the_site_says_of_somebody_is_said_by_nobody(notice: str) -> None:
    """A name in a line that goes on, where names stand in lines of their own."""
    units = [
        f"<div><b>{who or 'Ada Quill'}</b><p>{said}</p></div>"
        for who, said in zip(WHO, SAID, strict=True)
    ]
    found = read_units([*units[:4], notice, *units[4:]])
    assert [each.kind for each in found].index("divider") == 4
    assert found[4].author.value == ""
    assert [each.kind for each in found].count("message") == len(SAID)


def test_a_longer_name_that_begins_as_anothers_is_a_name() -> None:
    names = ["Nora", "Nora van Dam", "Nora", "Nora van Dam"] * 2
    units = [f"<div><b>{who}</b><p>{said}</p></div>" for who, said in zip(names, SAID, strict=True)]
    assert authors_of(read_units(units)) == names


def test_the_words_of_buttons_in_the_place_of_a_name_name_nobody() -> None:
    buttons = "<div><button>Like</button><button>Answer</button></div>"
    units = [
        f"<div>{f'<div>{who}</div>' if who else ''}<p>{said}</p>{buttons}</div>"
        for who, said in zip(WHO, SAID, strict=True)
    ]
    assert set(authors_of(read_units(units))) <= {*WHO, ""}


def test_a_name_is_not_taken_over_by_who_shows_the_initials_of_somebody_else() -> None:
    """The person before the screen has a face and no name."""
    faces = [who or "Mia Thorne" for who in WHO]
    units = [
        f"<div><i>{''.join(part[0] for part in face.split())}</i>"
        f"{f'<b>{who}</b>' if who else ''}<p>{said}</p></div>"
        for who, face, said in zip(WHO, faces, SAID, strict=True)
    ]
    assert authors_of(read_units(units)) == list(WHO)


def test_a_name_is_not_taken_over_by_who_shows_the_picture_of_somebody_else() -> None:
    who = ("Nora Lind", "Ada Quill", "", "Nora Lind", "Ada Quill", "", "Nora Lind", "Ada Quill")
    shown = ("nora", "ada", "nora", "nora", "ada", "ada", "nora", "ada")
    image = '<img src="/{}.png">'
    units = [
        f"<div>{image.format(face)}{f'<b>{name}</b>' if name else ''}<p>{said}</p></div>"
        for name, face, said in zip(who, shown, SAID, strict=True)
    ]
    found = authors_of(read_units(units))
    assert found[2] == ""
    assert found[5] == "Ada Quill"


def test_quoted_words_too_short_to_be_known_again_do_not_hide_that_others_are_quoted() -> None:
    quotes = (1, 2, 4, 5, 6)
    short = {1: "Yes", 2: SAID[0], 4: "No", 5: SAID[3], 6: "OK"}
    units = [
        f"<div><b>{('Nora Lind', 'Ada Quill')[n % 2]}</b>"
        + (f"<aside>{short[n]}</aside>" if n in quotes else "")
        + f"<p>{said}</p></div>"
        for n, said in enumerate(SAID)
    ]
    found = read_units(units)
    assert [each.text.value for each in found] == list(SAID)
    assert found[2].quote.value == SAID[0]


def test_the_sign_between_a_name_and_what_is_said_is_no_part_of_that() -> None:
    said = ["I know where you live.", "500", "pay before Friday.", "18:30"]
    names = ["Ada", "Nora"] * 2
    for sign in (": ", " : ", "\uff1a ", " — ", " > "):
        rows = [f"<li><b>{who}</b>{sign}{each}</li>" for who, each in zip(names, said, strict=True)]
        found = read_units(rows)
        assert [each.text.value for each in found] == said
        assert authors_of(found) == names


SHORT = ["I know where you live.", "OK", "pay before Friday.", "18:30", "👍", "call me now"]

WRITERS = ["Dorian Vale", "Tess Ambrose", "Ola K."] * 2


def test_whose_picture_it_is_called_is_named_without_what_english_ends_that_with() -> None:
    for ending in ("'s", "\u2019s"):
        rows = [f'<div><img alt="{who}{ending} profile picture"><p>{each}</p></div>'
                for who, each in zip(WRITERS, SHORT, strict=True)]  # fmt: skip
        found = read_units(rows)
        assert authors_of(found) == WRITERS
        assert [each.text.value for each in found] == SHORT


def test_a_label_that_reads_out_a_sign_or_a_clock_names_who_said_it() -> None:
    rows = [f'<div aria-label="{who}, {each}, 10:0{n}"><p>{each}</p></div>'
            for n, (who, each) in enumerate(zip(WRITERS, SHORT, strict=True))]  # fmt: skip
    found = read_units(rows)
    assert authors_of(found) == WRITERS
    assert [(each.kind, each.text.value) for each in found] == [("message", each) for each in SHORT]


def test_an_account_with_a_dot_in_its_name_is_no_file() -> None:
    names = ["corin.mallory", "tess.ambrose"] * 3
    rows = [f'<div><a href="/user/{who}">{who}</a><time>10:0{n}</time><p>{each}</p></div>'
            for n, (who, each) in enumerate(zip(names, SHORT, strict=True))]  # fmt: skip
    found = read_units(rows)
    assert authors_of(found) == names
    assert [each.text.value for each in found] == SHORT


def test_what_lay_in_one_place_of_the_window_at_two_stops_lies_not_beside_each_other() -> None:
    def told(stops: list[int]) -> list[str]:
        ends = [(1, 680.0), (-1, 0.0)] * 4
        lies = [Lie(edge=edge, place=place, box=(place, 100, 300, 40), stop=stop)
                for (edge, place), stop in zip(ends, stops, strict=True)]  # fmt: skip
        return [each.value for each in sides_of(lies, rtl=False)]

    assert told(list(range(8))) == ["own", "other"] * 4
    assert told([1] * 8) == [""] * 8


@pytest.mark.parametrize(
    "unit",
    [
        "<div><div>{who} wrote:</div><div>{said}</div></div>",
        "<div><div>{who} a écrit :</div><div>{said}</div></div>",
        "<div>{who} says: {said}</div>",
        "<div>{who} – {said}</div>",
        "<div><span>[General]</span><span>1{n}:05</span><b>{who}:</b> {said}</div>",
        "<div><p>{who}</p><p>{said}</p></div>",
        "<div><p>{said}</p><p>Posted by {who} on {n} May 2026 1{n}:05</p></div>",
        "<div><b>{who}</b><p>{said}</p><p>Like · Reply · {n} h</p></div>",
        "<div>{who}<br>{said}<br>1{n}:05</div>",
        "<div><div><b>{who}</b><div>{rank}</div></div><div>{said}</div></div>",
        "<div><b>{who}</b><div>↳ In reply to {other}</div><div>{said}</div></div>",
        '<div aria-label="{who}, {begins}…, 1{n}:05"><div>{said}</div></div>',
        "<div><p>by {who} » Mon May 0{n}, 2026 1{n}:05 am</p><div>{said}</div></div>",
        "<div><p>By {who} on May {n}, 2026</p><div>{said}</div></div>",
        "<div><p>von {who} am {n}. Mai 2026, 1{n}:05</p><div>{said}</div></div>",
        "<div><p>{said}</p><p>Par {who}, le {n} mai 2026 à 1{n}:05</p></div>",
    ],
)
def test_who_wrote_is_told_by_words_paragraphs_and_labels(unit: str) -> None:
    units = [
        unit.format(
            **{"who": who, "said": said, "n": n + 1, "begins": said[:20]},
            **{"rank": ("Moderator", "Knight")[n % 2], "other": ("Tom Reyes", "Nora Lind")[n % 2]},
        )
        for n, (who, said) in enumerate(zip(NAMES, SAID, strict=True))
    ]
    found = read_units(units)
    assert authors_of(found) == list(NAMES)
    assert said_of(found) == list(SAID)


@pytest.mark.parametrize("led", ["from {where}", "de {where}"])
def test_where_somebody_is_from_names_nobody(led: str) -> None:
    rows = [
        f"<div><p>{said}</p><small>{led.format(where=('Norway', 'Spain')[n % 2])}</small></div>"
        for n, said in enumerate(SAID)
    ]
    assert set(authors_of(read_units(rows))) == {""}


@pytest.mark.parametrize("names", [("De Vries", "Ana Ruiz"), ("De Vries", "De Boer")])
def test_what_may_lead_to_a_name_is_a_part_of_some(names: tuple[str, str]) -> None:
    rows = [
        f"<div><b>{names[n % 2]}</b><p>{said}</p><i>1{n}:05</i></div>"
        for n, said in enumerate(SAID)
    ]
    assert authors_of(read_units(rows)) == [names[n % 2] for n in range(len(SAID))]


@pytest.mark.parametrize(
    ("direction", "end"), [("ltr", "end"), ("ltr", "right"), ("rtl", "end"), ("rtl", "left")]
)
def test_words_that_end_where_lines_end_are_own_and_those_that_begin_there_are_not(
    direction: str, end: str
) -> None:
    """Every row is as wide as the list, without a ground; where words stand is all there is."""
    own = [n % 3 == 1 for n in range(len(SAID))]
    units = [
        f'<div><p class="{"x7" if each else "x9"}">{said}</p></div>'
        for each, said in zip(own, SAID, strict=True)
    ]
    around = {"direction": direction}
    drawn = {"div": around, "x9": around, "x7": {**around, "align": end}}
    wanted = ["own" if each else "other" for each in own]
    assert _sides(units, drawn, direction) == wanted


@pytest.mark.parametrize("align", ["right", "end"])
def test_words_of_a_script_that_runs_the_other_way_are_nobodys_own(align: str) -> None:
    """A page of answers: one of those who write does so from right to left."""
    units = [
        f"<div><b>{('Nora Lind', 'Dana Regev', 'Ada Quill')[n % 3]}</b>"
        f'<p class="{"x7" if n % 3 == 1 else "x9"}">{said}</p></div>'
        for n, said in enumerate(SAID)
    ]
    assert set(_sides(units, {"x7": {"direction": "rtl", "align": align}})) == {""}


def _sides(units: list[str], drawn: dict[str, dict[str, str]], direction: str = "ltr") -> list[str]:
    views = views_of(*units, drawn=drawn, direction=direction)
    items = [SeenItem(f"n{n}", "message", (n,)) for n in views.records]
    return [each.side.value for each in read(items, views, "", known()).items]


def test_a_name_and_a_short_name_that_nothing_parts_are_two() -> None:
    names = (
        '<span class="first name"><a>{name}</a></span><span class="username"><a>{handle}</a></span>'
    )
    head = f'<div class="names" role="heading">{names}</div>'
    found = read_units(units_of(f"<div><div>{head}<i>WHEN</i></div><p>SAID</p></div>"))
    assert authors_of(found) == [PEOPLE[n % 3] for n in range(len(SAID))]


def test_first_and_last_name_in_an_element_each_are_one() -> None:
    units = units_of("<div><h4><span>{name}</span></h4><p>SAID</p></div>")
    found = read_units([unit.replace(" ", "</span> <span>", 1) for unit in units])
    assert authors_of(found) == [PEOPLE[n % 3] for n in range(len(SAID))]


@pytest.mark.parametrize(
    "head",
    [
        '<a class="avatar colour-{handle}">{name}</a>',
        '<a class="avatar" rel="{handle}">{name}</a>',
        '<a class="avatar {handle}">{name}</a>',
    ],
)
def test_a_class_that_each_person_has_of_their_own_parts_no_places(head: str) -> None:
    found = read_units(
        units_of(f"<div><p>{head} added a comment - <i>WHEN</i></p><p>SAID</p></div>")
    )
    assert authors_of(found) == [PEOPLE[n % 3] for n in range(len(SAID))]
    assert [each.text.value for each in found] == list(SAID)


@pytest.mark.parametrize("text", ["(0 children)", "(3 r\u00e9ponses)", "(12)"])
def test_a_number_in_brackets_names_nobody(text: str) -> None:
    assert not known().may_be_name(text)
    assert known().may_be_name("Nora (Ada) Lind")


def test_the_name_in_a_talk_of_two_is_told_where_only_the_other_is_shown() -> None:
    """Who hears the page is told the name of each item; others see that of the other one alone."""
    units = []
    for n, said in enumerate(SAID):
        who = "You" if n % 2 else "Nora"
        shown = "" if n % 2 else f"<div><b>Nora</b> <i>17:{10 + n}</i></div>"
        heard = f'<span class="heard">{who} : 17:{10 + n}</span>'
        units.append(f"<div>{heard}{shown}<p>{said}</p></div>")
    views = views_of(*units, drawn={"heard": {"unseen": True}})
    items = [SeenItem(f"n{n}", "message", (n,)) for n in views.records]
    found = read(items, views, "", known()).items
    assert authors_of(found) == ["Nora", "You"] * 4


HEADED = [
    each
    for at, (who, said) in enumerate(zip(WHO, SAID, strict=True))
    for each in (
        f'<div><span>24/11/2026, 0{at + 1}:21 PM</span><a href="#{at}">#{at + 1}</a></div>',
        f"<div><b>{who or 'Tom Reyes'}</b><p>{said}</p></div>",
    )
]


def test_a_time_in_a_row_of_its_own_above_each_post_is_that_of_the_post() -> None:
    found = read_units(HEADED, ["divider", "post"] * len(SAID))
    rows, posts = found[::2], found[1::2]
    assert said_of(posts) == list(SAID)
    assert {each.kind for each in rows} == {"rest"}
    shown = [f"24/11/2026, 0{at + 1}:21 PM" for at in range(len(SAID))]
    assert [each.time_shown.value for each in posts] == shown
    assert {each.time_shown.by for each in posts} == {"the item before"}


def test_a_day_above_each_post_divides_and_is_no_time_of_it() -> None:
    days = [each.replace("/11/2026, 0", "/0").replace(":21 PM", "/2026") for each in HEADED]
    found = read_units(days, ["divider", "post"] * len(SAID))
    assert {each.time_shown.value for each in found[1::2]} == {""}


def test_a_day_and_the_hour_beside_it_are_one_time() -> None:
    units = [
        f"<div><b>{who or 'Tom Reyes'}</b><div><span>2{at} Nov</span></div>"
        f"<div><span>16:0{at}</span></div><p>{said}</p></div>"
        for at, (who, said) in enumerate(zip(WHO, SAID, strict=True))
    ]
    found = read_units(units)
    assert [each.time_shown.value for each in found] == [f"2{n} Nov 16:0{n}" for n in range(8)]


def test_a_time_keeps_both_its_brackets() -> None:
    when = "Thu, Nov 19, WHEN (9 days ago)"
    found = read_units(units_of(f"<div><h4>{{name}}</h4><i>{when}</i><p>SAID</p></div>"))
    assert found[0].time_shown.value == "Thu, Nov 19, 17:10 (9 days ago)"
    bracketed = read_units(units_of("<div><h4>{name}</h4><i>(WHEN)</i><p>SAID</p></div>"))
    assert bracketed[0].time_shown.value == "17:10"


def test_a_time_that_shows_when_pointed_at_is_not_shown_and_fixes_the_moment() -> None:
    """The first of several messages shows its time, the others where the pointer is."""
    units = []
    for n, said in enumerate(SAID):
        head = f"<b>{PEOPLE[n // 2 % 2]}</b>" if n % 2 == 0 else ""
        when = f'<time datetime="2026-11-19T16:{10 + n}:00Z">17:{10 + n}</time>'
        units.append(f'<div>{head}<i class="at{n % 2}">{when}</i><p>{said}</p></div>')
    views = views_of(*units, drawn={"at1": {"opacity": 0}})
    items = [SeenItem(f"n{n}", "message", (n,)) for n in views.records]
    found = read(items, views, "", known()).items
    shown = [each.time_shown.value for each in found]
    assert shown == [f"17:{10 + n}" if n % 2 == 0 else "" for n in range(len(SAID))]
    assert [each.time.value for each in found] == [
        f"2026-11-19T16:{10 + n}:00Z" for n in range(len(SAID))
    ]


def test_where_ones_own_head_is_a_time_alone_those_of_others_tell_who_and_when() -> None:
    units = []
    for n, said in enumerate(SAID):
        name = "" if n % 2 else f"{PEOPLE[n // 2 % 2]}, "
        units.append(f"<div><div>{name}17:{10 + n}</div><p>{said}</p></div>")
    found = read_units(units)
    assert authors_of(found)[::2] == [PEOPLE[n % 2] for n in range(4)]
    assert set(authors_of(found)[1::2]) == {""}, "nothing tells whose those are"
    assert [each.time_shown.value for each in found] == [f"17:{10 + n}" for n in range(len(SAID))]


def test_a_side_is_told_by_what_an_item_is_called_where_it_fills_the_width() -> None:
    lies = [Lie(edge=(-1, 1)[n % 2], place=(0, 600)[n % 2], own=(-1, 1)[n % 2]) for n in range(12)]
    lies[4] = Lie(own=-1)
    lies[7] = Lie(own=1)
    assert [each.value for each in sides_of(lies, rtl=False)] == ["other", "own"] * 6


def test_a_number_that_rises_from_item_to_item_names_nobody() -> None:
    number = '<a class="change-name" href="#c{n}">Comment {n}</a>'
    units = units_of(f"<div><p><span>{{name}}</span></p><p>{number} WHEN</p><p>SAID</p></div>")
    assert not any(each.startswith("Comment") for each in authors_of(read_units(units)))
