"""Pages in which authors, times and words were once read wrongly, as classes, not as sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keepsake.reading.explain import explain
from keepsake.reading.fields import SeenItem
from keepsake.reading.read import READ_BY, read, work
from keepsake.reading.told import LEAST
from unit.reading.known import known
from unit.reading.made import views_of

if TYPE_CHECKING:
    from keepsake.reading.fields import ReadItem

LINES = (
    "Has anybody seen the ladder?",
    "It stands behind the shed, where it always does.",
    "Thank you",
    "I will bring it back on Sunday, or on Monday if it rains.",
    "No hurry at all",
    "The rope is there too, under the green box.",
)
NAMES = ("Nora Lind", "Ada Quill")


def _read(*units: str, drawn: dict[str, dict[str, Any]] | None = None) -> list[ReadItem]:
    views = views_of(*units, drawn=drawn)
    items = [SeenItem(f"n{n}", "message", (n,)) for n in views.records]
    return read(items, views, "", known()).items


def _chat(template: str, n: int = 6) -> list[str]:
    return [
        template.format(name=NAMES[at % 2], other=NAMES[(at + 1) % 2], time=f"10:{at + 10}")
        .replace("TEXT", LINES[at])
        .replace("BEFORE", LINES[at - 1])
        for at in range(n)
    ]


def test_a_plain_chat_is_read() -> None:
    items = _read(*_chat("<div><b>{name}</b> <i>{time}</i><p>TEXT</p></div>"))
    assert [each.author.value for each in items] == list(NAMES) * 3
    assert [each.time_shown.value for each in items] == [f"10:{n + 10}" for n in range(6)]
    assert [each.text.value for each in items] == list(LINES)
    assert all(0.5 < each.author.confidence <= 1 and each.author.by for each in items)


def test_who_is_quoted_first_did_not_write_it() -> None:
    plain = "<div><b>{name}</b><i>{time}</i><p>TEXT</p></div>"
    quoting = (
        '<div><div class="c1"><u>{other}</u><em>BEFORE</em></div>'
        "<b>{name}</b><i>{time}</i><p>TEXT</p></div>"
    )
    units = _chat(plain)
    for at in (1, 3, 5):
        units[at] = _chat(quoting)[at]
    items = _read(*units)
    assert {each.author.value for each in items} <= {*NAMES, ""}
    assert [each.author.value for each in items] == list(NAMES) * 3


def test_names_stand_in_sentences_that_read_an_item_out() -> None:
    items = _read(*_chat('<div aria-label="{name} said: TEXT"><p>TEXT</p></div>'))
    assert [each.author.value for each in items] == list(NAMES) * 3
    at = _read(*_chat('<div aria-label="At {time}, {name}: TEXT"><p>TEXT</p></div>'))
    assert [each.author.value for each in at] == list(NAMES) * 3
    assert at[0].time_shown.value == "10:10"


def test_what_tells_a_time_and_a_name_for_scripts_is_sure_of_who_wrote() -> None:
    head = '<div class="m"><p class="t" data-head="[{time}, 27/08/2026] {name}: ">TEXT</p></div>'
    bare = [f'<div class="m"><p class="t">What do you want, {n}?</p></div>' for n in "abc"]
    items = _read(*_chat(head), *bare)
    assert [each.author.value for each in items[:6]] == list(NAMES) * 3
    assert min(each.author.confidence for each in items[:6]) > LEAST["author"]


def test_a_short_message_never_becomes_its_own_time() -> None:
    template = '<div class="{}"><b>Nora Lind</b><p class="updated candidate">{}</p></div>'
    texts = ["10:15", "Monday", "see you", "now", "ok then", "at noon, I think"]
    items = _read(*(template.format("runtime", text) for text in texts))
    assert [each.text.value for each in items] == texts
    assert not any(each.time_shown.value for each in items)


def test_a_time_under_its_message_is_its_time() -> None:
    items = _read(*_chat("<div><p>TEXT</p><small>{time}</small></div>"))
    assert [each.time_shown.value for each in items] == [f"10:{n + 10}" for n in range(6)]
    assert [each.kind for each in items] == ["message"] * 6


def test_words_that_nobody_said_are_in_no_text() -> None:
    below = "<u>👍 3</u><button>Reply</button><s>Delivered</s>"
    items = _read(*_chat(f"<div><b>{{name}}</b><i>{{time}}</i><p>TEXT</p>{below}</div>"))
    assert [each.text.value for each in items] == list(LINES)


def test_words_that_only_count_are_a_message_where_they_are_all_of_it() -> None:
    texts = ["👍", "12", "Delivered", "ok", "10:15", "never mind"]
    items = _read(
        *(f"<div><b>{NAMES[n % 2]}</b><p>{text}</p></div>" for n, text in enumerate(texts))
    )
    assert [each.text.value for each in items] == texts


def test_of_two_names_above_what_is_said_the_first_wrote_it() -> None:
    units = [
        f"<div><{{0}}>{NAMES[at % 2]}</{{0}}><{{0}}>{NAMES[(at + at // 2) % 2]}</{{0}}>"
        f"<{{0}}>{LINES[at]}</{{0}}></div>"
        for at in range(6)
    ]
    for tag in ("p", "div"):
        found = _read(*(unit.format(tag) for unit in units))
        assert [each.author.value for each in found] == [NAMES[at % 2] for at in range(6)]
        differing = [found[at].author.confidence for at in (2, 3)]
        assert max(differing) < found[0].author.confidence, "two that differ are less sure"


def test_a_moment_is_told_only_where_an_attribute_fixes_it() -> None:
    fixed = '<time datetime="2026-11-20T1{n}:00:00+01:00">{n} h ago</time>'
    loose = '<time datetime="2026-11-20T1{n}:00:00">{n} h ago</time>'
    apart = fixed.replace('="', '="\n ')
    told = "2026-11-20T10:00:00Z"
    for stamp, expected in ((fixed, told), (apart, told), (loose, "")):
        unit = "<div><b>Nora Lind</b>{}<p>{}</p></div>"
        units = (unit.format(stamp.format(n=n + 1), LINES[n]) for n in range(4))
        assert _read(*units)[0].time.value == expected


SIDES = {
    "l": {"box": [10, 0, 200, 20]},
    "r": {"box": [390, 0, 200, 20]},
}


def test_own_and_other_lie_at_two_sides() -> None:
    units = [f'<div><p class="{"lr"[n % 2]}">{line}</p></div>' for n, line in enumerate(LINES)]
    sides = [each.side.value for each in _read(*units, drawn=SIDES)]
    assert sides == ["other", "own"] * 3
    alone = [each.replace('"r"', '"l"') for each in units]
    assert not any(each.side.value for each in _read(*alone, drawn=SIDES))


def test_what_is_set_in_far_is_own_beside_rows_of_full_width() -> None:
    rows = [f'<div class="{"wi"[n % 3 == 1]}"><p>{line}</p></div>' for n, line in enumerate(LINES)]
    far = {"box": [240, 0, 360, 20]}
    sides = [each.side.value for each in _read(*rows, drawn={"i": far, "p": far})]
    assert not any(sides), "what is said begins at one line"
    rows = [each.replace("<p>", f'<p class="{each[12]}">') for each in rows]
    sides = [each.side.value for each in _read(*rows, drawn={"i": far})]
    assert sides == ["other", "own", "other"] * 2
    near = {"box": [50, 0, 550, 20]}
    assert not any(each.side.value for each in _read(*rows, drawn={"i": near})), "as answers are"


def test_what_lies_beside_each_other_at_one_height_has_no_side() -> None:
    boxes = {
        f"c{n}": {"box": [400 if n % 2 else 0, 40 * (n // 2), 200 if n % 2 else 400, 40]}
        for n in range(6)
    }
    rows = [f'<p class="c{n}">{line}</p>' for n, line in enumerate(LINES)]
    assert not any(each.side.value for each in _read(*rows, drawn=boxes))
    below = {name: {"box": [each["box"][0], 40 * n, *each["box"][2:]]}
             for n, (name, each) in enumerate(boxes.items())}  # fmt: skip
    assert all(each.side.value for each in _read(*rows, drawn=below))


def test_a_name_is_carried_over_its_group_and_not_to_the_other_side() -> None:
    whose = [("Nora Lind", "l"), ("", "l"), ("", "r"), ("Ada Quill", "l"), ("", "l"), ("", "r")]
    units = [
        f'<div>{f"<b>{name}</b>" if name else ""}<p class="{side}">{line}</p></div>'
        for (name, side), line in zip(whose * 2, LINES * 2, strict=True)
    ]
    items = _read(*units, drawn=SIDES | {"b": {"font_weight": 700}})
    assert [each.author.value for each in items][:6] == [
        *("Nora Lind", "Nora Lind", ""),
        *("Ada Quill", "Ada Quill", ""),
    ]
    assert items[1].author.by == "the item before"
    assert items[1].author.confidence < items[0].author.confidence


def test_a_day_between_is_a_divider() -> None:
    units = _chat("<div><b>{name}</b><i>{time}</i><p>TEXT</p></div>")
    units.insert(3, "<div><span>Friday, 20 November</span></div>")
    kinds = [each.kind for each in _read(*units)]
    assert kinds == ["message"] * 3 + ["divider"] + ["message"] * 3


def test_a_row_that_only_tells_who_and_when_leads_the_next_one() -> None:
    units = _chat("<dt><b>{name}</b> <i>{time}</i></dt>|<dd>TEXT</dd>")
    rows = [row for unit in units for row in unit.split("|")]
    items = _read(*rows, drawn={"b": {"font_weight": 700}})
    said = [each for each in items if each.kind == "message"]
    assert [each.kind for each in items] == ["rest", "message"] * 6
    assert [each.author.value for each in said] == list(NAMES) * 3
    assert [each.time_shown.value for each in said] == [f"10:{n + 10}" for n in range(6)]
    assert said[0].author.by == "the item before"
    rows = [each.author.value for each in items if each.kind == "rest"]
    assert rows == list(NAMES) * 3, "what the next one names is named there"


def test_a_row_that_is_a_name_and_nothing_else_leads_the_next_one() -> None:
    rows = [row for unit in _chat("<p>{name}</p>|<div>TEXT</div>") for row in unit.split("|")]
    items = _read(*rows)
    assert [each.kind for each in items] == ["rest", "message"] * 6
    assert [each.author.value for each in items if each.kind == "message"] == list(NAMES) * 3


def test_a_row_that_says_and_shows_nothing_is_no_message() -> None:
    units = _chat("<div><b>{name}</b><i>{time}</i><p>TEXT</p></div>")
    kinds = [each.kind for each in _read(*units, "<div></div>")]
    assert kinds == ["message"] * 6 + ["rest"]


def test_people_who_lie_at_both_edges_have_no_side() -> None:
    people = ("Nora Lind", "Ada Quill", "Ivo Marsh", "Mara Stone", "Odo Fell", "Pia Holm")
    units = [
        f'<div><p class="{"lr"[n % 2]}">{line}</p><b>{people[n]}</b></div>'
        for n, line in enumerate(LINES)
    ]
    drawn = SIDES | {"b": {"font_weight": 700}}
    assert not any(each.side.value for each in _read(*units * 2, drawn=drawn))


def test_a_line_that_leads_to_words_of_another_is_not_said() -> None:
    quoting = (
        "<div><b>{name}</b><i>{time}</i><p>TEXT</p>"
        "<p>On 20 November 2026 10:01, {other} wrote:</p><blockquote>BEFORE</blockquote></div>"
    )
    items = _read(*_chat(quoting))
    assert [each.text.value for each in items][1:] == list(LINES)[1:]


def test_a_time_in_a_tip_is_its_time() -> None:
    items = _read(*_chat('<div title="20 November 2026 {time}"><p>TEXT</p></div>'))
    assert items[0].time_shown.value == "20 November 2026 10:10"


def test_a_number_of_an_item_is_not_said() -> None:
    units = _chat("<div><b>{name}</b><i>{time}</i><u>No. N</u><p>TEXT</p></div>")
    items = _read(*(unit.replace("No. N", f"No. {n + 41}") for n, unit in enumerate(units)))
    assert [each.text.value for each in items] == list(LINES)


def test_an_item_without_a_record_stays_empty_and_says_who_read_it() -> None:
    views = views_of(*_chat("<div><b>{name}</b><p>TEXT</p></div>"))
    items = [SeenItem("lost", "message", ()), SeenItem("n1", "message", (1,))]
    reading = read(items, views, "", known())
    assert reading.read_by == READ_BY
    assert [each.key for each in reading.items] == ["lost", "n1"]
    assert reading.items[0].text.value == ""


def test_it_can_say_why() -> None:
    views = views_of(*_chat("<div><b>{name}</b><i>{time}</i><p>TEXT</p></div>"))
    told = "\n".join(explain(work(list(views.records.values()), views, "", known()), 0))
    assert "'Nora Lind' by words" in told
    assert "clocked +" in told


def test_what_became_of_an_item_is_in_no_text() -> None:
    units = _chat("<div><b>{name}</b><i>{time}</i><div><p>TEXT</p>MORE</div></div>")
    more = (
        "<u>🎉 1 👍 2</u>",
        "<small>👍Ada</small>",
        "",
        "<u>❤️ 3</u>",
        "",
        "<small>🎉Nora</small>",
    )
    units = [each.replace("MORE", one) for each, one in zip(units, more, strict=True)]
    assert [each.text.value for each in _read(*units)] == list(LINES)


def test_words_of_a_flow_with_a_link_in_it_name_nobody() -> None:
    units = _chat("<div><b>{name}</b><i>{time}</i><p>TEXT</p></div>")
    units[3] = units[3].replace(LINES[3], 'Ivo Marsh <a href="#">https://a.example/b</a>')
    read = _read(*units)[3]
    assert (read.text.value, read.author.value) == ("Ivo Marsh https://a.example/b", NAMES[1])


def test_letters_in_the_place_of_a_face_are_no_name() -> None:
    units = _chat("<div><b>{name}</b><i>{time}</i><p>TEXT</p></div>")
    for name, letters in zip(NAMES, ("NL", "AQ"), strict=True):
        units = [each.replace(name, letters) for each in units]
    items = _read(*units)
    assert not any(each.author.value for each in items)
    assert [each.text.value for each in items] == list(LINES)


def test_words_of_buttons_that_are_only_heard_name_nobody() -> None:
    like = '<div><p>{0}</p><button aria-label="Like {0}">+</button></div>'
    assert not any(each.author.value for each in _read(*(like.format(line) for line in LINES)))


def test_what_begins_with_the_name_of_somebody_quoted_is_not_left_out_as_a_whole() -> None:
    units = _chat("<div><b>{name}</b><i>{time}</i><div><p>TEXT</p></div></div>")
    quoting = "<div><blockquote><u>{other}</u><br>well</blockquote><p>Right</p></div>"
    units[1] = _chat("<div><b>{name}</b><i>{time}</i>" + quoting + "</div>")[1]
    assert _read(*units)[1].text.value.endswith("Right")
