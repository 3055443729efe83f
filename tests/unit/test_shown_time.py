"""Times as export pages show them, in many languages: read where certain, never guessed."""

from __future__ import annotations

import json

import pytest

from keepsake.formats.importers import meta, shown_time
from keepsake.formats.importers.result import Zone
from keepsake.shared import shared_path

MONTHS = json.loads(shared_path("data", "months.json").read_text(encoding="utf-8"))["months"]


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("Nov 20, 2026 6:10 pm", "2026-11-20T18:10:00"),
        ("Mar 11, 2023, 12:03:45 AM", "2023-03-11T00:03:45"),
        ("11 mars 2023 à 14:03", "2023-03-11T14:03:00"),
        ("11 mars 2023, 14 h 03", "2023-03-11T14:03:00"),
        ("1er août 2023 à 09:05", "2023-08-01T09:05:00"),
        ("févr. 11, 2023 2:03 p.m.", "2023-02-11T14:03:00"),
        ("fe\u0301vr. 11, 2023 2:03\u202fPM", "2023-02-11T14:03:00"),
        ("11 de mar. de 2023, 14:03", "2023-03-11T14:03:00"),
        ("11 de marzo de 2023 a las 14:03", "2023-03-11T14:03:00"),
        ("11 mar 2023, 2:03 p. m.", "2023-03-11T14:03:00"),
        ("11. März 2023 um 14:03", "2023-03-11T14:03:00"),
        ("11 maart 2023 om 14:03", "2023-03-11T14:03:00"),
        ("5. november 2016 kl. 02:39", "2016-11-05T02:39:00"),
        ("31. heinäkuuta 2016 kello 21:05", "2016-07-31T21:05:00"),
        ("11 marzo 2023 alle ore 14:03", "2023-03-11T14:03:00"),
        ("2023-03-11 14:03", "2023-03-11T14:03:00"),
    ],
)
def test_what_is_certain_is_read(shown: str, read: str) -> None:
    found = shown_time.read(shown)
    assert found is not None
    assert found.isoformat() == read


@pytest.mark.parametrize(
    "shown",
    [
        "", "11 mars 2023", "11/03/2023 14:03", "11.03.2023, 14:03", "11 lundi 2023 10:00",
        "31 févr. 2023 à 10:00", "11 août 2023 à 25:10", "11 mars 2023 à 14:03 UTC+02",
        "Mar 11, 2023 14:03 PM", "Mar 11, 2023 0:03 AM", "11 listopad 2023x 10:00",
    ],
)  # fmt: skip
def test_what_is_not_certain_is_unread(shown: str) -> None:
    assert shown_time.read(shown) is None


def test_no_name_is_that_of_two_months() -> None:
    names = [name for month in MONTHS for name in month]
    assert len(MONTHS) == 12
    assert len(names) == len(set(names))


def test_a_page_in_french_has_its_times_and_one_in_numbers_is_noted_as_unread() -> None:
    zone = Zone("America/Toronto", lambda local: f"{local:%Y-%m-%dT%H:%M:%S}.000Z")
    row = '<div class="_a6-g"><div class="_a6-h">Zoé</div><div class="_a6-p">{}</div>'
    row += '<div class="_a6-o">{}</div></div>'
    page = row.format("Stop", "11/03/2023 14:05") + row.format("Payez", "11 mars 2023 à 14:03")
    found = meta.read_page(page, zone, "facebook")
    assert [item.time for item in found.items] == ["2023-03-11T14:03:00.000Z", ""]
    assert [item.time_shown for item in found.items][1] == "11/03/2023 14:05"
    assert sorted(found.notes) == ["times_unread", "zone_assumed"]
