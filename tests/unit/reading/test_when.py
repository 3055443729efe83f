from __future__ import annotations

import pytest

from keepsake.reading.when import moment
from unit.reading.known import known

TIMES = """10:15 | 10:15 AM | 午後6:05 | 오후 6:05 | 5 min | 5m | il y a 3 h | 3h ago
vor 3 Std. | yesterday at 10:15 | hier à 18:05 | 20 Nov 2026, 18:05 | 2026年11月20日 18:05
3時間前 | 昨天 18:05 | Monday | Mon 10:15 | Nov 20 | 20/11/2026 | منذ 3 ساعات | 18:05 ✓✓
Friday, 20 November 2026 at 18:05 | a minute ago | 18h05 | 6 PM | 20 de noviembre de 2026
edited 10:12 | לפני 3 שעות | 3분 전 | vor 2 Tagen | há 3 horas | 2 giorni fa | 3小时前 | 金曜日
20.11.2026, 18:05 Uhr | 11/20/26(Fri)18:05:00 | ven. 20 nov. 2026 à 18:05 | الجمعة 20 نوفمبر
À l\u2019instant | il y a 3 h | un\u2019ora fa | avant-hier | vorgestern à 18:05 | anteayer 18:05
ayer a las 18:05 | anteontem | l\u2019altro ieri | 一昨日 18:05 | 前天 | 그저께 | أمس الأول"""

SPELLED = (
    *("3 ש\u05f3", "5 דק\u05f3", "2 \u05d9\u05f3", "منذ \u0663 ساعات", "\u0661\u0660:\u0664\u0665"),
    *("\u06f1\u06f0:\u06f4\u06f5", "\u0967\u0966:\u096a\u096b", "\uff11\uff10\uff1a\uff14\uff15"),
    *("\u0662\u0660/\u0661\u0661/\u0662\u0660\u0662\u0666", "10:45 \u0e19."),
    *("\u0e51\u0e50:\u0e54\u0e55", "\u09e7\u09e6:\u09ea\u09eb"),
    "20 \u043d\u043e\u044f\u0431. 2026 \u0433., 18:05",
)
"""With the apostrophe of Hebrew, and digits of Arabic, Persian, Hindi, Chinese, Thai, Bengali."""


@pytest.mark.parametrize(
    "text", [*(each.strip() for each in TIMES.replace("\n", "|").split("|")), *SPELLED]
)
def test_times_of_many_languages_are_times(text: str) -> None:
    assert known().tells_time(text)


@pytest.mark.parametrize(
    "text", ["24 Nov @ 10:49pm", "Il y a 3 j. Vu", "3d · Seen", "17:05 Delivered", "10:15 ✓✓"]
)
def test_a_time_with_signs_in_it_or_what_became_of_the_message_is_a_time(text: str) -> None:
    assert known().tells_time(text)


@pytest.mark.parametrize("text", ["@10", "10:15 @nora", "Seen 3 of them", "I saw it 3 d ago"])
def test_what_only_holds_a_time_is_none(text: str) -> None:
    assert not known().tells_time(text)


@pytest.mark.parametrize("language", sorted(known().lexicon.words))
def test_the_day_before_yesterday_is_a_time_in_every_language(language: str) -> None:
    forms = known().lexicon.words[language]["before_yesterday"]
    assert [form for form in forms if not known().tells_time(f"{form} 18:05")] == []


@pytest.mark.parametrize(
    "text",
    [
        *("hello", "5", "may", "at", "ok 10:15", "$5 10:15", "12", "mar", "1/2 cup", "Mark"),
        *("room 12:30 free", "sec", "in a day", "updated the candidate"),
    ],
)
def test_what_somebody_says_is_no_time(text: str) -> None:
    assert not known().tells_time(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At 14:03, Nora: see you soon", ["14:03"]),
        ("Nora said: hello, yesterday at 18:05", ["yesterday at 18:05"]),
        ("Nora said: I may come in the second week", []),
    ],
)
def test_times_in_a_sentence_are_found_as_long_as_they_go_on(text: str, found: list[str]) -> None:
    assert [text[begin:end] for begin, end in known().clock.spans(text)] == found


@pytest.mark.parametrize(
    ("value", "fixed"),
    [
        ("2026-11-20T18:05:00+02:00", "2026-11-20T16:05:00Z"),
        ("2026-11-20 18:05Z", "2026-11-20T18:05:00Z"),
        ("20.11.2026 18:05:00 UTC+01:00", "2026-11-20T17:05:00Z"),
        ("2026-11-20 18:05:00Z, License: CC BY-SA 4.0", "2026-11-20T18:05:00Z"),
        ("2026-11-20T19:05:00 1795197900", "2026-11-20T18:05:00Z"),
        ("2026-11-20T19:06:00 1795197900", ""),
        ("Friday, November 20th, 2026 at 6:05:09 PM GMT+00:00", "2026-11-20T18:05:09Z"),
        ("Fri, 20 Nov 2026 00:05:00 +0100", "2026-11-19T23:05:00Z"),
        ("Fri Nov 20 2026 18:05:00 GMT+0100 (Central European Time)", "2026-11-20T17:05:00Z"),
        ("Fri Nov 20 18:05:21 2026 UTC", "2026-11-20T18:05:21Z"),
        ("Nov 20, 2026, 12:05 AM GMT-3", "2026-11-20T03:05:00Z"),
        ("Nov 20, 2026, 6:05 PM", ""),
        ("edited Nov 20, 2026, 6:05 PM UTC", ""),
        ("2026-11-20T18:05:00", ""),
        ("2026-11-20", ""),
        ("2026-13-20T18:05:00Z", ""),
    ],
)
def test_a_moment_needs_a_day_a_clock_and_a_zone(value: str, fixed: str) -> None:
    assert moment(value) == fixed


def test_a_number_is_a_moment_only_where_its_name_says_so() -> None:
    assert moment("1795543500") == ""
    assert moment("1795543500", counted=True) == "2026-11-24T18:05:00Z"
    assert moment("1795543500000", counted=True) == "2026-11-24T18:05:00Z"
    assert moment("9999999999", counted=True) == ""
