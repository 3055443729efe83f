"""What a page sets around what is said is not said, and who is named there in other ways."""

from __future__ import annotations

import pytest

from unit.reading.talk import PEOPLE, SAID, WHO, authors_of, read_units, said_of

AT = 3
PLACE = '<div><b class="who">{who}</b><div class="words">{said}</div>{beside}</div>'
NAMED = [who or "Tom Reyes" for who in WHO]


def _units(beside: str, place: str = PLACE) -> list[str]:
    return [
        place.format(who=who, said=said, beside=beside if n == AT else "")
        for n, (who, said) in enumerate(zip(NAMED, SAID, strict=True))
    ]


def test_what_few_have_beside_the_place_of_words_is_not_said() -> None:
    for beside in (
        '<div class="note">Attachments (1)</div>',
        '<div class="more"><span>Last reply</span></div>',
        '<div class="by-editors">Chosen by the editors</div>',
    ):
        found = read_units(_units(beside))
        assert said_of(found) == list(SAID), beside
        assert authors_of(found) == NAMED, beside


def test_what_stands_in_the_place_of_words_is_said_however_few_have_it() -> None:
    place = '<div><b class="who">{who}</b><div class="words"><p>{said}</p>{beside}</div></div>'
    found = read_units(_units('<ul class="list"><li>the green one</li></ul>', place))
    assert said_of(found)[AT] == f"{SAID[AT]}\nthe green one"


def test_a_second_paragraph_is_said_where_each_has_a_class() -> None:
    place = '<div><b class="who">{who}</b><p class="t s">{said}</p>{beside}</div>'
    found = read_units(_units('<p class="t s">And mind the cat.</p>', place))
    assert said_of(found)[AT] == f"{SAID[AT]}\nAnd mind the cat."


def test_a_sentence_beside_the_place_of_words_is_said() -> None:
    said = "I have your pictures, and everybody at your work will see them on Monday."
    found = read_units(_units(f'<div class="big">{said}</div>'))
    assert said_of(found)[AT] == f"{SAID[AT]}\n{said}"


def test_names_are_told_without_the_marks_of_their_direction() -> None:
    place = (
        '<div><a class="who">\u202a{who}\u202c</a> <a class="at">\u202a@x{n}.example\u202c</a>'
        '<div class="words">{said}</div></div>'
    )
    units = [
        place.format(who=who, n=PEOPLE.index(who), said=said)
        for who, said in zip(NAMED, SAID, strict=True)
    ]
    assert authors_of(read_units(units)) == NAMED


def test_each_person_may_have_a_class_and_two_one_colour() -> None:
    colours = {"Nora Lind": 1, "Ada Quill": 2, "Tom Reyes": 2}
    units = [
        f'<div><div class="profile" role="button"><span class="name_{colours[who]} name">{who}'
        f'</span></div><div class="words">{said}</div></div>'
        for who, said in zip(NAMED, SAID, strict=True)
    ]
    assert authors_of(read_units(units)) == NAMED


def _spoken(sentence: str) -> list[str]:
    days = ("Friday at 10:15", "yesterday at 9:30", "today at 8:05", "Monday at 11:20")
    return [
        '<div class="{}" aria-label="{}"><div class="words">{}</div></div>'.format(
            "m own" if who == "Nora Lind" else "m",
            sentence.format(when=days[n % 4], who=who, said=said),
            said,
        )
        for n, (who, said) in enumerate(zip(NAMED, SAID, strict=True))
    ]


def test_a_sentence_in_no_known_language_tells_who_beside_its_usual_words() -> None:
    for sentence in (
        "Zadi, met vilo {when} pela {who}: {said}",
        "Met vilo pela {who} {when}: {said}",
        "{who}, vilo met {when}. {said}",
    ):
        assert authors_of(read_units(_spoken(sentence))) == NAMED, sentence


def test_a_remark_behind_a_name_is_none_of_it() -> None:
    place = '<div><h4 class="who">{who}</h4><div class="words">{said}</div></div>'
    units = [
        place.format(who=f"{who}, vuro" if n == AT else who, said=said)
        for n, (who, said) in enumerate(zip(NAMED, SAID, strict=True))
    ]
    assert authors_of(read_units(units))[AT] == NAMED[AT]


def test_what_a_small_drawing_is_called_is_no_writer() -> None:
    seen = '<span class="time">10:1{}</span><svg role="img" aria-label="Videno"></svg>'
    units = [
        f'<div class="row"><div class="words">{said}</div>{seen.format(n)}</div>'
        if n % 2
        else f'<div class="row"><b class="who">{who}</b><div class="words">{said}</div></div>'
        for n, (who, said) in enumerate(zip(NAMED, SAID, strict=True))
    ]
    assert "Videno" not in authors_of(read_units(units))


def test_how_long_something_plays_is_not_said_and_it_is_a_message() -> None:
    for length, time in (("0:28", "10:15"), ("00:41", ""), ("\u0660:\u0661\u0667", "10:15")):
        player = (
            '<div class="player"><div role="button"><svg></svg></div><svg></svg>'
            f"<span>{length}</span></div>"
        )
        units = _units("")
        times = f'<span class="time">{time}</span>' if time else ""
        units[AT] = f'<div><b class="who">{NAMED[AT]}</b>{player}{times}</div>'
        found = read_units(units)[AT]
        assert (found.kind, found.text.value) == ("message", ""), length


def test_when_something_happened_is_none_of_its_words() -> None:
    place = (
        '<div class="m"><b class="who">{who}</b> <span class="time">10:1{n}</span>'
        '<div class="words">{said}</div></div>'
    )
    units = [
        place.format(who=who, said=said, n=n)
        for n, (who, said) in enumerate(zip(NAMED, SAID, strict=True))
    ]
    for event, said in (
        (
            'Tom Reyes joined the channel <span class="time">9:12 AM</span>',
            "Tom Reyes joined the channel",
        ),
        (
            '<div>Tom Reyes pinned a message</div><div class="time">21/11/2026, 9:12</div>',
            "Tom Reyes pinned a message",
        ),
    ):
        row = f'<div class="system" role="separator">{event}</div>'
        found = read_units(
            [*units[:AT], row, *units[AT:]], ["message"] * AT + ["divider"] + ["message"] * 5
        )
        assert (found[AT].kind, found[AT].text.value) == ("divider", said)


@pytest.mark.parametrize("handle", ["[:{}]", "@{}"])
def test_an_account_as_it_is_typed_behind_a_name_is_not_said(handle: str) -> None:
    """Each of somebody else: nothing tells that it is the same beside all words of one person."""
    head = '<div class="top"><a><b class="author">{}</b> <span>{}</span></a></div>'
    people = [
        f"{one} {other}" for one in ("Nora", "Ada", "Tom") for other in ("Lind", "Reyes", "Quill")
    ]
    rows = [
        f"<div>{head.format(who, handle.format(who[:2].lower() + who[-4:]))}<p>{said}</p></div>"
        for who, said in zip(people, SAID, strict=False)
    ]
    found = read_units(rows)
    assert said_of(found) == list(SAID)
    assert authors_of(found) == people[: len(SAID)]


def test_what_stands_under_a_line_that_a_page_rules_is_not_said() -> None:
    """Forums rule one over signatures, which may be a sentence; people draw lines as well."""
    signed = "<p>{}<br>_________________<br>Measure twice, swear once.</p>"
    plain = [f"<div><b>{PEOPLE[n % 3]}</b><p>{said}</p></div>" for n, said in enumerate(SAID)]
    rows = [
        f"<div><b>{PEOPLE[n % 3]}</b>{signed.format(said)}</div>" if n % 3 == 0 else plain[n]
        for n, said in enumerate(SAID)
    ]
    assert said_of(read_units(rows)) == list(SAID)
    once = said_of(read_units([*plain[:3], rows[3], *plain[4:]]))
    assert once[3] == f"{SAID[3]}\n_________________\nMeasure twice, swear once."


def test_a_signature_is_not_said() -> None:
    place = '<div><b class="who">{who}</b><div class="words">{said}{beside}</div></div>'
    for mark in ("--", "--\u00a0", "-- "):
        beside = f"<div>{mark}</div><div>Lindgren Roofs</div><div>14 Mill Lane</div>"
        found = read_units(_units(beside, place))
        assert said_of(found) == list(SAID), repr(mark)
    drawn = "<div>Send it.</div><div>--</div><div>Or all of them see it on Monday.</div>"
    assert said_of(read_units(_units(drawn, place)))[AT].endswith("on Monday.")


def test_when_is_told_among_other_things_of_one_line() -> None:
    places = (
        '<div><div class="top"><div><b class="who">{who}</b></div><div class="about"><span>@{at}'
        '</span><span>·</span><a><time datetime="2026-11-26T18:0{n}:00Z">Nov 26</time></a></div>'
        '</div><div class="words">{said}</div></div>',
        '<div><b class="who">{who}</b><div class="words">{said}</div><div class="below"><span>'
        "{n} days ago</span><button>Reply</button><span>{n}42</span></div></div>",
    )
    for place, shown in zip(places, ("Nov 26", "{n} days ago"), strict=True):
        units = [
            place.format(who=who, said=said, n=n + 2, at=f"x{PEOPLE.index(who)}")
            for n, (who, said) in enumerate(zip(NAMED, SAID, strict=True))
        ]
        found = read_units(units)
        assert [each.time_shown.value for each in found] == [
            shown.format(n=n + 2) for n in range(len(SAID))
        ]
        assert said_of(found) == list(SAID)


def _among(row: str) -> list[str]:
    place = '<div class="m"><b class="who">{who}</b><div class="words">{said}</div></div>'
    units = [place.format(who=who, said=said) for who, said in zip(NAMED, SAID, strict=True)]
    return [*units[:AT], row, *units[AT:]]


def test_a_button_behind_what_happened_is_none_of_its_words() -> None:
    row = '<div class="note">Your stay is confirmed. <button>Show details</button></div>'
    found = read_units(_among(row), ["message"] * AT + ["divider"] + ["message"] * 5)[AT]
    assert (found.kind, found.text.value) == ("divider", "Your stay is confirmed.")
    row = '<div class="note">Ada Quill was added by <span role="button">Nora Lind</span></div>'
    found = read_units(_among(row), ["message"] * AT + ["divider"] + ["message"] * 5)[AT]
    assert found.text.value == "Ada Quill was added by Nora Lind"


@pytest.mark.parametrize("sign", ["❄️.", "…", "»", "!"])
def test_what_ends_the_sentence_of_an_event_is_one_of_its_words(sign: str) -> None:
    called = f'<div class="note">Ada Quill named the group <b>Shed</b>{sign}</div>'
    pinned = '<div class="note">Ada Quill pinned. See <a role="button">all pins</a>.</div>'
    for row, said in (
        (called, f"Ada Quill named the group Shed{sign}"),
        (pinned, "Ada Quill pinned. See all pins."),
    ):
        found = read_units(_among(row), ["message"] * AT + ["divider"] + ["message"] * 5)[AT]
        assert (found.kind, found.text.value) == ("divider", said)


def test_rows_that_are_buttons_are_no_part_of_the_thread() -> None:
    place = '<div class="m"><b class="who">{who}</b><div class="words">{said}</div></div>'
    row = '<div class="more"><button>Zavi velo</button></div>'
    units = [place.format(who=who, said=said) for who, said in zip(NAMED, SAID, strict=True)]
    units = [each for unit in units for each in (unit, row)]
    found = read_units(units, ["message", "divider"] * len(SAID))
    assert [each.kind for each in found] == ["message", "rest"] * len(SAID)


def test_who_says_nothing_else_has_said_what_stands_where_others_quote() -> None:
    place = (
        '<div class="m"><b class="who">{who}</b><div class="quoted">{quoted}</div>'
        '<div class="words">{said}</div><span class="time">10:1{n}</span></div>'
    )
    units = [
        place.format(who=who, said=said, quoted=SAID[n - 1] if n in {2, 5, 6} else "", n=n)
        for n, (who, said) in enumerate(zip(NAMED, SAID, strict=True))
    ]
    units = [each.replace('<div class="quoted"></div>', "") for each in units]
    asked = "<h2>When do we meet?</h2><div>In the shed</div><div>At the ferry</div>"
    units[AT] = (
        f'<div class="m"><b class="who">{NAMED[AT]}</b><div class="quoted">{asked}</div>'
        '<span class="time">10:13</span></div>'
    )
    said = said_of(read_units(units))
    assert said[AT] == "When do we meet?\nIn the shed\nAt the ferry"
    assert said[:AT] == list(SAID[:AT])


def test_a_choice_that_is_a_time_is_said() -> None:
    place = (
        '<div class="m"><b class="who">{who}</b><div class="words">{said}</div>'
        '<span class="time">10:1{n}</span></div>'
    )
    units = [
        place.format(who=who, said=said, n=n % 10)
        for n, (who, said) in enumerate(zip(NAMED * 2, SAID * 2, strict=True))
    ]
    choices = "".join(
        f'<div class="choice"><span>{each}</span></div>'
        for each in ("In the morning", "Thursday 19:00", "Never again")
    )
    units[AT] = (
        f'<div class="m"><b class="who">{NAMED[AT]}</b><div class="words">When do we meet?</div>'
        f'<div class="poll">{choices}</div><span class="time">10:13</span></div>'
    )
    found = read_units(units)[AT]
    assert found.text.value.split("\n") == [
        "When do we meet?",
        "In the morning",
        "Thursday 19:00",
        "Never again",
    ]
    assert found.time_shown.value == "10:13"


@pytest.mark.parametrize("furniture", ["NL", "Show replies", "•", "17 of 20 shown"])
def test_what_stands_between_items_again_and_again_divides_nothing(furniture: str) -> None:
    row = f"<div><i>{furniture}</i></div>"
    units = [each for unit in _units("") for each in (unit, row)]
    found = read_units(units, ["message", "divider"] * len(SAID))
    assert [each.kind for each in found] == ["message", "rest"] * len(SAID)


@pytest.mark.parametrize("said", ["Nora Lind joined the group", "20 November 2026"])
def test_one_row_between_items_still_divides_them(said: str) -> None:
    kinds = [*["message"] * AT, "divider", *["message"] * (len(SAID) - AT)]
    found = read_units(_among(f"<div><i>{said}</i></div>"), kinds)
    assert [each.kind for each in found] == kinds


def test_pictures_that_stand_for_words_are_said_alone_and_behind_words() -> None:
    place = '<div><b class="who">{who}</b><span class="words">{said}</span></div>'
    emote = '<div class="box"><img class="chat-emote" alt="shedHi"></div>'
    behind = [n for n, who in enumerate(NAMED) if who == NAMED[0]]
    said = [f"<i>{each}</i>{emote * 2 * (n in behind)}" for n, each in enumerate(SAID)]
    said[AT] = emote * 3
    units = [place.format(who=who, said=each) for who, each in zip(NAMED, said, strict=True)]
    found = [each.split() for each in said_of(read_units(units))]
    assert found[AT] == ["shedHi"] * 3
    assert [each[-2:] for n, each in enumerate(found) if n in behind] == [["shedHi"] * 2] * 3
