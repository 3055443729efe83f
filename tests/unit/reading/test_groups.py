"""Names that stand once for several items, and items that are no messages."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from keepsake.reading.fields import NOTHING, Field, ReadItem, SeenItem
from keepsake.reading.groups import carried, doubted
from keepsake.reading.kinds import tells_of
from keepsake.reading.read import read
from keepsake.reading.sides import Lie
from steps import steps
from unit.reading.known import known, sheet_of
from unit.reading.made import views_of

NORA, ADA = Field("Nora", "words", 0.99), Field("Ada", "words", 0.99)


def _carried(*authors: Field | None, below: bool | None = False) -> list[str]:
    """`None` is a day between."""
    told = [each or NOTHING for each in authors]
    lies = [Lie(edge=1 if each is ADA else -1) for each in authors]
    said = [each is not None for each in authors]
    return [each.value for each in carried(told, lies, said, below=below)]


def test_a_name_that_is_told_again_after_a_day_is_still_that_of_a_group() -> None:
    days = [NORA, None, NORA, NOTHING, None]
    assert _carried(*days * 3) == ["Nora", "", "Nora", "Nora", ""] * 3


def test_a_name_that_each_item_has_is_none_of_a_group() -> None:
    assert _carried(NORA, NORA, NORA, NOTHING) == ["Nora", "Nora", "Nora", ""]


def test_where_no_name_stands_anywhere_it_is_at_the_end_that_names_more() -> None:
    group = [NOTHING, NOTHING, NORA, ADA]
    assert _carried(*group * 2, below=None) == ["Nora", "Nora", "Nora", "Ada"] * 2


def test_a_name_that_many_take_over_is_less_sure() -> None:
    lies = [Lie() for _ in range(12)]
    few = carried([NORA, NOTHING, ADA, NOTHING] * 3, lies, [True] * 12, below=False)
    many = carried([NORA, *[NOTHING] * 5, ADA, *[NOTHING] * 5], lies, [True] * 12, below=False)
    assert many[1].confidence < few[1].confidence < NORA.confidence


def test_where_most_tell_no_name_of_their_own_those_that_are_told_are_doubted() -> None:
    assert doubted([NORA, ADA], [True, True]) == [NORA, ADA]
    assert doubted([NORA, NOTHING], [True, False])[0].confidence < NORA.confidence


def _kinds(*units: str, kinds: list[str] | None = None) -> list[ReadItem]:
    views = views_of(*units)
    taken = kinds or ["message"] * len(units)
    items = [
        SeenItem(f"n{view}", kind, (view,)) for view, kind in zip(views.records, taken, strict=True)
    ]
    return read(items, views, "", known()).items


def test_what_a_page_says_of_itself_is_said_by_people_where_people_speak() -> None:
    lines = ["Read it again (34)", "the second cable is in the blue box", "nobody waits at noon"]
    found = _kinds(*(f"<div><p>{line}</p></div>" for line in lines * 3))
    assert {each.kind for each in found} == {"message"}
    alone = _kinds(
        *(f"<div><p>{line}</p></div>" for line in lines[1:] * 3), "<div>Read 10:15</div>"
    )
    assert alone[-1].kind == "rest"


THREAD = [
    f"<div><b>{name}</b><i>10:{at + 10}</i><p>{line}</p></div>"
    for at, (name, line) in enumerate(
        zip(
            ("Nora Feld", "Ada Quill") * 2,
            ("so it does", "nobody waits for it", "I did, once", "what a pity that is"),
            strict=True,
        )
    )
]


def test_rows_of_links_and_headings_around_a_thread_are_no_part_of_it() -> None:
    links = '<nav><a href="#">Previous</a> <a href="#">Next</a></nav>'
    found = _kinds("<h1>Releases</h1>", *THREAD, links.replace("nav", "p"))
    assert [each.kind for each in found] == ["rest", *["message"] * 4, "rest"]


def test_an_address_and_a_picture_at_the_end_are_messages() -> None:
    link = '<div><b>Nora Feld</b><i>10:30</i><p><a href="#">https://a.example/b</a></p></div>'
    shown = '<div><img class="large"></div>'
    views = views_of(*THREAD, link, shown, drawn={"large": {"box": [0, 0, 200, 120]}})
    items = [SeenItem(f"n{view}", "message", (view,)) for view in views.records]
    assert {each.kind for each in read(items, views, "", known()).items} == {"message"}


def test_words_of_the_page_in_rows_that_it_calls_otherwise_are_no_messages() -> None:
    lines = ("the second cable", "nobody waits at noon", "it is in the box", "at last")
    rows = [row for line in lines for row in (f"<div>{line}</div>", '<div class="st">Sent</div>')]
    assert [each.kind for each in _kinds(*rows)] == ["message", "rest"] * 4
    said = [each.replace(' class="st"', "") for each in rows]
    assert {each.kind for each in _kinds(*said[:5], *said[6:])} == {"message"}


def test_a_line_of_a_log_with_a_link_in_it_says_who_and_when() -> None:
    log = [
        f"<p>[10:{at + 10}] {name}: {line}</p>"
        for at, (name, line) in enumerate(
            zip(
                ("Nora Feld", "Ada Quill") * 2,
                ("so it does", "nobody waits", "I did, once", "see <a>https://a.example</a>"),
                strict=True,
            )
        )
    ]
    last = _kinds(*log)[-1]
    assert (last.author.value, last.time_shown.value) == ("Ada Quill", "10:13")
    assert last.text.value == "see https://a.example"


def test_a_post_above_its_comments_is_no_rest() -> None:
    post = (
        "<section><h1>The ferry</h1><article>It leaves at noon, whoever waits.</article></section>"
    )
    lines = ["so it does", "nobody waits for it", "I did, once", "what a pity that is"]
    comments = [f"<div><b>Nora Feld</b><p>{line}</p></div>" for line in lines]
    assert _kinds(post, *comments, kinds=["post", *["comment"] * 4])[0].kind == "post"


SAID = (
    ("Nora Feld", "so it does"),
    ("Nora Feld", "nobody waits for it, whatever they say"),
    ("Ada Quill", "I did, once"),
    ("Nora Feld", "what a pity that is"),
    ("Ada Quill", "it goes again at three"),
    ("Ada Quill", "and once more in the evening"),
    ("Nora Feld", "then I take that one"),
    ("Ada Quill", "good"),
)


def test_rows_below_several_tell_who_wrote_them_and_when() -> None:
    rows: list[str] = []
    for at, (name, line) in enumerate(SAID):
        rows.append(f'<div class="said"><p>{line}</p></div>')
        if at + 1 == len(SAID) or SAID[at + 1][0] != name:
            rows.append(f'<div class="foot"><b>{name}</b> <i>10:{at + 10}</i></div>')
    found = [each for each in _kinds(*rows) if each.kind != "rest"]
    assert [(each.author.value, each.text.value) for each in found] == list(SAID)
    shown = [each.time_shown.value for each in found]
    assert shown == ["", "10:11", "10:12", "10:13", "", "10:15", "10:16", "10:17"]


def test_a_row_that_makers_call_a_notice_is_said_by_nobody() -> None:
    rows = [
        f'<div class="note"><b>{name}</b><i>10:{at + 10}</i><p>{line}</p></div>'
        for at, (name, line) in enumerate(SAID)
    ]
    notice = '<div class="note system-note"><b>Ada Quill</b> changed the day <i>10:30</i></div>'
    found = _kinds(*rows[:4], notice, *rows[4:])
    assert [each.kind for each in found] == [*["message"] * 4, "divider", *["message"] * 4]
    told = (found[4].text.value, found[4].time_shown.value)
    assert told == ("Ada Quill changed the day", "10:30")
    everywhere = _kinds(*(row.replace('"note"', '"event"') for row in rows))
    assert {each.kind for each in everywhere} == {"message"}


def test_what_begins_with_somebodys_name_is_not_theirs_whose_group_it_stands_in() -> None:
    """The site says it, or whose group it is does: where that leaves a doubt, nobody is named."""
    rows, who = [], []
    for n, name in enumerate(("Nora Lind", "Ada Quill") * 3):
        said = (f"all about ferries and the weather of day {n * 3 + k}." for k in range(3))
        rows += [f"<h5>{name}</h5>", *(f"<div class='m'>{each}</div>" for each in said)]
        who += ["", name, name, name]
    rows[6], who[6:8] = "<div class='m'>Nora Lind gave the group another name</div>", ["", ""]
    found = _kinds(*rows, kinds=["divider", "message", "message", "message"] * 6)
    said = [each.author.value if each.kind == "message" else "" for each in found]
    assert said == who


@pytest.mark.parametrize(("role", "kind"), [("divider", "rest"), ("item", "message")])
def test_a_line_that_the_page_takes_for_no_item_and_that_tells_nothing_is_none(
    role: str, kind: str
) -> None:
    views = views_of("<div><p>all about ferries</p></div>", *THREAD)
    views.records[1] = msgspec.structs.replace(views.records[1], role=role)
    items = [SeenItem(f"n{view}", "message", (view,)) for view in views.records]
    found = read(items, views, "", known()).items
    assert [each.kind for each in found] == [kind, *["message"] * len(THREAD)]


def _sided(*rows: str) -> list[ReadItem]:
    """Rows of a talk, own ones at the right."""
    drawn: dict[str, dict[str, Any]] = {"h3": {"font_size": 11}}
    for number in range(len(rows)):
        drawn[f"own-{number}"] = {"box": [300, 20 * number, 300, 20]}
        drawn[f"other-{number}"] = {"box": [0, 20 * number, 300, 20]}
    sided = (row.replace("SIDE", str(number)) for number, row in enumerate(rows))
    views = views_of(*sided, drawn=drawn)
    items = [SeenItem(f"n{view}", "message", (view,)) for view in views.records]
    return read(items, views, "", known()).items


TALK = [
    ("other", "is it there"),
    ("own", "yes it is"),
    ("own", "nobody came"),
    ("other", "I do"),
] * 3


@pytest.mark.parametrize("receipt", ["", " · <span>Seen</span>"], ids=["alike", "with-a-receipt"])
def test_a_time_below_what_one_side_says_is_of_the_last_of_it(receipt: str) -> None:
    """Also where one's own have what became of them beside it: both are rows of one kind."""
    rows = []
    for at, (side, line) in enumerate(TALK):
        rows.append(f'<div><p class="{side}-SIDE">{line} {"abcdefghijkl"[at]}</p></div>')
        if at + 1 == len(TALK) or TALK[at + 1][0] != side:
            mark = receipt if side == "own" else ""
            rows.append(f'<div><h3 class="{side}-SIDE"><b>10:{at + 10}</b>{mark}</h3></div>')
    found = [each for each in _sided(*rows) if each.kind != "rest"]
    assert [each.text.value[:-2] for each in found] == [line for _, line in TALK]
    shown = [each.time_shown.value for each in found]
    assert [bool(each) for each in shown] == [
        at + 1 == len(TALK) or TALK[at + 1][0] != side for at, (side, _) in enumerate(TALK)
    ]
    assert {each for each in shown if each} <= {f"10:{at + 10}" for at in range(len(TALK))}


@pytest.mark.parametrize("mark", ["Nora Lind", "Seen", "on the way"])
def test_whom_the_rows_of_the_other_side_name_wrote_what_stands_above(mark: str) -> None:
    """As in a shop's window for questions: the same name each time, and none at one's own side."""
    rows = []
    for at, (side, line) in enumerate(TALK):
        rows.append(f'<div><p class="{side}-SIDE">{line} {"abcdefghijkl"[at]}</p></div>')
        if at + 1 == len(TALK) or TALK[at + 1][0] != side:
            beside = f"{mark} • " if side == "other" else ""
            rows.append(f'<div><h3 class="{side}-SIDE">{beside}10:{at + 10}</h3></div>')
    found = [each for each in _sided(*rows) if each.kind != "rest"]
    assert [each.text.value[:-2] for each in found] == [line for _, line in TALK]
    who = [mark if side == "other" and mark == "Nora Lind" else "" for side, _ in TALK]
    assert [each.author.value for each in found] == who


def test_what_a_page_tells_of_somebody_is_said_by_nobody_and_has_its_time() -> None:
    """Not where names are told of others alone: one's own may begin with the name of somebody."""
    event = "<div><i>\u2691</i> <span>Ada Quill put the lamp away</span> <em>17:20</em></div>"
    said = [
        f"<div><b>{('Nora Lind', 'Ada Quill')[n % 2]}</b> <em>17:{n + 10}</em>"
        f'<p class="{("other", "own")[n % 2]}">{line} {"abcdefghijkl"[n]}</p></div>'
        for n, (_, line) in enumerate(TALK)
    ]
    found = _sided(*said[:8], event, *said[8:])
    assert [each.kind for each in found].index("divider") == 8
    assert (found[8].author.value, found[8].time_shown.value) == ("", "17:20")


@pytest.mark.parametrize("others", [1, 4])
def test_ones_own_words_about_somebody_are_said_where_ones_own_have_no_name(others: int) -> None:
    """However many others of a group speak, each with a name."""
    own = '<div><p class="own-SIDE">LINE</p></div>'
    other = '<div><b>NAME</b> <em>17:20</em><p class="other-SIDE">LINE</p></div>'
    said = [
        (own if n % (others + 1) == 0 else other)
        .replace("LINE", f"{line} {'abcdefghijkl'[n]}")
        .replace("NAME", ("Ada Quill", "Nora Lind", "Tom Reyes")[n % 3])
        for n, (_, line) in enumerate(TALK)
    ]
    spoken = own.replace("LINE", "Ada Quill put the lamp away")
    found = _sided(*said[:7], spoken, *said[7:])
    assert [each.kind for each in found] == ["message"] * 13


def test_an_arrow_in_the_place_of_names_names_nobody() -> None:
    said = [
        f"<div><b>{('Nora Lind', 'Ada Quill')[n % 2]}</b><p>{line} {'abcdefghijkl'[n]}</p></div>"
        for n, (_, line) in enumerate(TALK)
    ]
    found = _sided(*said, "<div><b>\u2192</b><p>the lamp went out</p></div>")
    assert [each.author.value for each in found][-2:] == ["Ada Quill", ""]


def test_a_time_between_what_both_say_divides_them() -> None:
    rows = [
        f'<div><p class="{side}-SIDE">{line} {"abcdefghijkl"[n]}</p></div>'
        for n, (side, line) in enumerate(TALK)
    ]
    divided = [
        row
        for at in range(0, 12, 3)
        for row in (f"<div><h3>10:{at + 10}</h3></div>", *rows[at : at + 3])
    ]
    assert [each.kind for each in _sided(*divided)] == ["divider", *["message"] * 3] * 4


def test_whether_words_are_of_somebody_costs_no_more_where_more_people_speak() -> None:
    def counted(people: int) -> int:
        sheet = sheet_of("<p>Nora gave it away</p>")
        sheet.people = frozenset(f"Nora {n}" for n in range(people))
        return steps(lambda: tells_of("Nora Lind gave the group another name", sheet))

    assert counted(5_000) == counted(5)
