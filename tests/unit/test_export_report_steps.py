"""How each exhibit came to be stands on paper: steps, versions, state of the computer."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec
import pytest

from keepsake.core.entry import decode, encode
from keepsake.core.manifest import Box, Completeness, Environment, Tile
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.report import pdf as report
from unit.reports import CHECKED, MADE, WRITTEN, exhibit, text_of

if TYPE_CHECKING:
    from pathlib import Path

TILES = (
    Tile(1, at="2026-11-24T19:03:23.000Z"),
    Tile(2, at="2026-11-24T19:03:29.000Z", moved=True, focused=False),
)
SHOWN = Environment(1.5, "0.1.0", "Mozilla/5.0 (X11) Testing/1", Box(width=1280, height=720), 1.1)
STAMP = bundle.StampFiles(5, "one", b"", b"", b'{"token_time":"2026-11-24T19:10:01.000Z"}')


def captured(host: dict[str, str], **members: object) -> bundle.Exhibit:
    one = exhibit(["Hello", "Bye"])
    assert one.manifest
    body = msgspec.structs.replace(one.body, host=host)
    raw = encode("capture", body, WRITTEN, bytes(32))
    told = msgspec.structs.replace(one.manifest, **members)  # type: ignore[arg-type]
    return dataclasses.replace(one, data=raw, record=decode(raw), body=body, manifest=told)


def paper(one: bundle.Exhibit, tmp_path: Path, language: str = "en", stamped: bool = True) -> str:
    proofs = [bundle.Proof(one.entry, b"", 5, (STAMP,) if stamped else ())]
    facts = report.Facts(MADE, 5, CHECKED, proofs, {"one": "First Authority"})
    return "".join(text_of(report.report([one], facts, language), tmp_path).split())


def assert_told(text: str, *wanted: str) -> None:
    for each in wanted:
        assert "".join(each.split()) in text


def test_the_steps_are_told_in_order_with_their_times(tmp_path: Path) -> None:
    end = Completeness(end="reached", end_evidence="edge_held")
    text = paper(captured({}, tiles=TILES, completeness=end), tmp_path)
    wanted = [
        "2026-11-24 14:03:22: the person clicked the button",
        "2026-11-24 14:03:23 to 2026-11-24 14:03:29: 2 pictures were taken",
        "the text of 2 messages or posts was read",
        "the capture ended. The end of the page was checked several more times",
        "keepsake-host 0.1.0 on the person’s computer had sealed all 2 files and wrote record 4",
        "2026-11-24 14:10:01: First Authority stamped the head of the log",
    ]
    places = [text.find("".join(each.split())) for each in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_what_is_on_no_picture_and_what_stood_beside_it_is_told_and_it_is_not_called_whole(
    tmp_path: Path,
) -> None:
    known = Completeness(end="reached", not_pictured=2, notes=("other_columns",))
    text = paper(captured({}, tiles=TILES, completeness=known), tmp_path)
    assert_told(
        text,
        "Part of the page was captured. What is missing is listed here.",
        "2 messages were read but are not in any picture.",
        "The page had other columns beside this one.",
    )
    known = Completeness(end="reached")
    text = paper(captured({}, tiles=TILES, completeness=known), tmp_path)
    assert_told(text, "The page was captured from end to end, without a known gap.")


def test_versions_are_told(tmp_path: Path) -> None:
    host = {"program": "0.1.0", "python": "3.11.7", "system": "Linux"}
    text = paper(captured(host, environment=SHOWN), tmp_path)
    assert_told(text, "Python 3.11.7", "system Linux", "Browser add-on 0.1.0", "Testing/1")
    french = paper(captured(host, environment=SHOWN), tmp_path, "fr")
    assert_told(french, "programme 0.1.0 · Python 3.11.7 · système Linux")
    assert_told(text, "1280 × 720 points, zoom 110 %, pixels per point: 1.5")


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ({"clock_change_ms": "12"}, "clock ran evenly during it: it differed by 12 ms"),
        ({"clock_change_ms": "-3600000"}, "clock was changed during it, by -3600000 ms"),
        ({}, "Whether the computer’s clock ran evenly was not recorded"),
        ({"clock_change_ms": "soon"}, "Whether the computer’s clock ran evenly was not recorded"),
        ({"clock_behind_ms": "9000"}, "the clock was 9000 ms behind the previous record"),
        ({"stamps": "off"}, "Time stamps were switched off"),
    ],
)
def test_the_state_of_the_computer_is_told_as_it_was_noted(
    host: dict[str, str], told: str, tmp_path: Path
) -> None:
    assert_told(
        paper(captured(host), tmp_path), told, "Nothing else about the computer was recorded"
    )


def test_pictures_that_are_not_as_they_should_be_are_counted(tmp_path: Path) -> None:
    text = paper(captured({}, tiles=TILES), tmp_path)
    assert_told(text, "While 1 picture was taken the page moved")
    assert_told(text, "In 1 picture, the page was not the active window")
    assert "Nopicturewastaken" not in text
    assert_told(paper(captured({}, tiles=TILES[:1]), tmp_path), "No picture was taken while")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("complete", "Every file that was announced arrived"),
        ("partial", "Every file that was announced arrived"),  # of the page not all was reached
        ("incomplete", "only what had arrived by then is here"),
    ],
)
def test_what_arrived_is_told_apart_from_what_was_reached(
    state: str, told: str, tmp_path: Path
) -> None:
    one = captured({})
    body = msgspec.structs.replace(one.body, state=state)
    assert_told(paper(dataclasses.replace(one, body=body), tmp_path), told)


def test_what_is_not_known_is_told_as_that_and_no_step_is_made_up(tmp_path: Path) -> None:
    one = dataclasses.replace(captured({}), manifest=None)
    text = paper(one, tmp_path, stamped=False)
    assert_told(text, "so the steps in between are not known", "No authority has stamped it yet")
    assert "thecaptureended" not in text


def test_it_speaks_french(tmp_path: Path) -> None:
    text = paper(captured({"clock_change_ms": "0"}, tiles=TILES), tmp_path, "fr")
    assert_told(text, "Comment ceci a été capturé, étape par étape", "la personne a cliqué")
    assert_told(text, "L’horloge de l’ordinateur a fonctionné régulièrement", "a horodaté la tête")


DRIVEN = msgspec.structs.replace(SHOWN, user_agent="Mozilla/5.0 HeadlessChrome/156.0")


@pytest.mark.parametrize(
    ("host", "members", "who"),
    [
        (
            {"started_by": "command"},
            {"started_by": "command"},
            "no name given, started from the command",
        ),
        ({"started_by": "command", "operator": "A. Roy"}, {"started_by": "command"}, "A. Roy"),
        ({}, {"environment": DRIVEN}, "no name given, started from the command"),
    ],
)
def test_where_a_program_drove_the_browser_no_person_clicked(
    host: dict[str, str], members: dict[str, object], who: str, tmp_path: Path
) -> None:
    text = paper(captured(host, **members), tmp_path)
    assert_told(text, "Nobody clicked", f"Run by: {who}", "in a browser that it controlled")
    assert "thepersonclicked" not in text
    assert "intheirownbrowser" not in text.replace("notintheperson’sown", "")


def test_a_browser_without_a_screen_is_told_by_its_name(tmp_path: Path) -> None:
    text = paper(captured({}, environment=DRIVEN), tmp_path)
    assert_told(text, "The browser did not show the page on any screen.", "HeadlessChrome/156.0")


def test_what_was_chosen_from_the_menu_is_told_as_that(tmp_path: Path) -> None:
    text = paper(captured({}, started_by="menu"), tmp_path)
    assert_told(text, "the person chose the capture from the button’s menu")
