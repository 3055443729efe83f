"""What the stores of browsers are told: within their limits, and true of the extension as built."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

import store
from dev_base import BUILD, ROOT, DevError

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "https://keepsake.example/releases"
TELLING = ("evidence", "police", "victim", "preuve", "victime", "crime")
EACH = [(name, language) for name in store.stores() for language in store.LANGUAGES]


def _told(name: str, language: str) -> store.Listing:
    return store.listing(store.stores()[name], language, ADDRESS)


def _texts(language: str) -> dict[str, object]:
    return tomllib.loads((store.TEXTS / f"{language}.toml").read_text("utf-8"))


@pytest.mark.parametrize(("name", "language"), EACH)
def test_nothing_of_it_would_be_refused(name: str, language: str) -> None:
    assert list(store.refusals(_told(name, language))) == []


@pytest.mark.parametrize(("name", "language"), EACH)
def test_what_a_store_would_refuse_is_found(name: str, language: str) -> None:
    told = _told(name, language)
    most = told.store["most"]
    for field in set(most) - {"reason"}:
        long = replace(told, words={**told.words, field: "x" * (most[field] + 1)})
        assert list(store.refusals(long)) == [f"{field} has {most[field] + 1} characters"]
    for permission in told.reasons:
        fewer = {other: why for other, why in told.reasons.items() if other != permission}
        without = list(store.refusals(replace(told, reasons=fewer)))
        assert without == [f"{permission} is asked for without a reason"]
        empty = replace(told, reasons={**told.reasons, permission: "needed"})
        assert list(store.refusals(empty)) == [f"the reason for {permission} has 6 characters"]
    assert list(store.refusals(replace(told, pictures={}))) == ["0 pictures"]
    if "search" in told.store:
        words = {**told.words, "search_terms": "\n".join(["a b c"] * 8 + ["x" * 31])}
        assert len(list(store.refusals(replace(told, words=words)))) == 3


def test_every_permission_and_kind_of_data_has_a_reason_and_no_other_thing_has() -> None:
    wanted = store.asked("chromium") | store.asked("firefox")
    for language in store.LANGUAGES:
        texts = _texts(language)
        assert set(texts["permissions"]) | set(texts["data"]) == wanted  # type: ignore[arg-type]


def test_what_goes_to_the_program_is_told_to_firefox_as_data() -> None:
    # Its policy counts what leaves the browser, also to a program of the same computer.
    gecko = store.manifest("firefox")["browser_specific_settings"]["gecko"]
    required = gecko["data_collection_permissions"]["required"]
    assert "nativeMessaging" in store.asked("firefox")
    assert required == ["browsingActivity", "personalCommunications", "websiteContent"]


def test_both_languages_say_the_same_things() -> None:
    english, french = _texts("en"), _texts("fr")
    assert list(english) == list(french)
    for name, value in english.items():
        if isinstance(value, dict):
            assert list(value) == list(french[name])  # type: ignore[arg-type]
            assert all(text != french[name][key] for key, text in value.items())  # type: ignore[index]
        elif isinstance(value, str):
            assert value.count("\n") == str(french[name]).count("\n"), name
            assert value.count("{address}") == str(french[name]).count("{address}"), name


@pytest.mark.parametrize(("name", "language"), EACH)
def test_who_looks_over_a_shoulder_reads_nothing_telling(name: str, language: str) -> None:
    told = _told(name, language)
    for field in ("name", "short", "summary", "description", "single_purpose"):
        assert [word for word in TELLING if word in told.words[field].lower()] == []


def test_no_french_line_can_begin_with_a_sign_that_belongs_to_the_word_before() -> None:
    text = "\n".join((store.TEXTS / "fr.toml").read_text("utf-8").splitlines()[1:])
    words = re.sub(r"\{address\}|^\S+ = ", "", text, flags=re.MULTILINE)
    assert re.findall(r"[ \w][;?!](?=\s|$)| [:;?!»]|« ", words) == []


def test_what_the_support_text_names_is_on_a_screen_of_that_language() -> None:
    for language, quoted in (("en", "“([^”]*)”"), ("fr", "«\u00a0([^»]*)\u00a0»")):
        path = ROOT / "extension" / "_locales" / language / "messages.json"
        shown = {one["message"] for one in json.loads(path.read_text("utf-8")).values()}
        named = re.findall(quoted, str(_texts(language)["support"]))
        assert [name for name in named if name not in shown] == ["keepsake doctor"]


def test_what_is_said_to_stay_in_the_browser_is_what_its_code_stores() -> None:
    # privacy: options, how many captures run, a problem not seen; and what waits, in a database.
    code = {
        path.name: path.read_text("utf-8")
        for path in (ROOT / "extension").rglob("*.js")
        if "node_modules" not in path.parts
    }
    stored = {name for name, text in code.items() if re.search(r"\bchrome\.storage\b", text)}
    held = {name for name, text in code.items() if re.search(r"\bindexedDB\b", text)}
    assert (stored, held) == ({"memory.js"}, {"shelf.js"})
    assert set(re.findall(r"storage\.local\.set\(\{ (\w+) \}", code["memory.js"])) == {
        "memory", "limits",
    }  # fmt: skip
    assert "running: number, problem: {code: number, kept: number}" in code["memory.js"]
    others = r"\blocalStorage\b|\bsessionStorage\b|\bcaches\.|XMLHttpRequest|WebSocket|sendBeacon"
    assert [name for name, text in code.items() if re.search(others, text)] == []
    for target in ("chromium", "firefox"):
        policy = store.manifest(target)["content_security_policy"]["extension_pages"]
        assert "connect-src 'self'" in policy


def test_each_limit_says_where_it_was_read_and_when() -> None:
    for name, row in store.stores().items():
        assert row["looked_up"] <= datetime.datetime.now(datetime.UTC).date(), name
        assert len(row["sources"]) >= 2, name
        assert row["not_confirmed"], name


def test_without_a_published_address_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(DevError, match=r"release\.json"):
        store.write(tmp_path / "store", "")
    assert not (tmp_path / "store").exists()


def test_as_the_project_stands_the_command_does_what_its_address_allows(tmp_path: Path) -> None:
    command = [sys.executable, str(BUILD / "store.py"), str(tmp_path / "store")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == bool(store.address()), done.stderr
    assert (tmp_path / "store").exists() == bool(store.address())


def test_each_store_gets_its_texts_and_its_pictures_as_it_takes_them(tmp_path: Path) -> None:
    store.write(tmp_path, ADDRESS)
    for name, row in store.stores().items():
        for language, there in row["languages"].items():
            folder = tmp_path / name / there
            text = (folder / "listing.txt").read_text("utf-8")
            assert ADDRESS in text
            assert "{address}" not in text
            assert all(f"why {asked}\n" in text for asked in store.asked(row["target"]))
            pictures = sorted(folder.glob("*.png"))
            assert len(pictures) == len(_texts(language)["pictures"])  # type: ignore[arg-type]
            for path in pictures:
                with Image.open(path) as picture:
                    assert picture.mode == "RGB"
                    assert list(picture.size) in row["pictures"]["sizes"]


def test_the_short_description_is_the_one_that_the_browser_shows() -> None:
    for language in store.LANGUAGES:
        path = ROOT / "extension" / "_locales" / language / "messages.json"
        shown = json.loads(path.read_text("utf-8"))["description"]["message"]
        assert {_told(name, language).words["short"] for name in store.stores()} == {shown}
