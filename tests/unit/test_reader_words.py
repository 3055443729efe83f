"""Every text that reader and report ask for exists, in every language, with the same blanks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
READER = ROOT / "host" / "keepsake" / "bundle_reader" / "js"
FORMATS = ROOT / "host" / "keepsake" / "formats"


def words(name: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        (ROOT / "shared" / "data" / "words" / f"{name}.json").read_text(encoding="utf-8")
    )
    return found


DOUBTS = words("doubts")
READER_TABLE = {**words("verify"), **DOUBTS, **words("waited"), **words("reader")}
REPORT_TABLE = {**READER_TABLE, **words("report"), **words("validation")}


def asked_for_by_the_reader() -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in READER.rglob("*.js"))
    plain = set(re.findall(r'\bword\(\s*"([^"]+)"', text))
    plain |= {
        f"{key}.{n}" for key in re.findall(r'counted\("([^"]+)"', text) for n in ("one", "many")
    }
    plain |= set(re.findall(r'new OpenError\("([^"]+)"', text))
    return plain


def _report(pattern: str) -> list[Path]:
    return [path for name in ("paper", "report") for path in (FORMATS / name).glob(pattern)]


def asked_for_by_the_report() -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in _report("*.py"))
    plain = set(re.findall(r'\bwords\(\s*"([a-z_.]+)"', text))
    plain |= {
        f"{key}.{n}" for key in re.findall(r'counted\("([^"]+)"', text) for n in ("one", "many")
    }
    typeset = "\n".join(path.read_text(encoding="utf-8") for path in _report("*.typ"))
    plain |= set(re.findall(r'\bw\.at\("([a-z_.]+)"\)', typeset))
    return plain | (set(re.findall(r"\bw\.([a-z_0-9]+)", typeset)) - {"at"})


def test_the_reader_has_all_its_words() -> None:
    assert len(asked_for_by_the_reader()) > 60
    assert asked_for_by_the_reader() - set(READER_TABLE) == set()


def test_the_report_has_all_its_words() -> None:
    assert len(asked_for_by_the_report()) > 40
    assert asked_for_by_the_report() - set(REPORT_TABLE) == set()


@pytest.mark.parametrize("name", ["reader", "report", "doubts", "waited"])
def test_each_text_is_there_in_both_languages_with_the_same_blanks(name: str) -> None:
    for key, texts in words(name).items():
        assert set(texts) == {"en", "fr"}, key
        assert all(texts.values()), key
        blanks = [sorted(re.findall(r"\{\w+\}", text)) for text in texts.values()]
        assert blanks[0] == blanks[1], key


@pytest.mark.parametrize("name", ["reader", "report"])
def test_no_text_shouts_or_speaks_of_tokens(name: str) -> None:
    folded = re.compile(r"^(checks\.how|how\.|readme)")
    for key, texts in words(name).items():
        assert "!" not in texts["en"], key
        if not folded.match(key):
            assert not re.search(r"\b(token|merkle|nonce)\b", texts["en"], re.IGNORECASE), key


def test_every_blank_is_one_that_gets_filled() -> None:
    tables = sorted((ROOT / "shared" / "data" / "words").glob("*.json"))
    assert len(tables) > 10
    for path in tables:
        for key, texts in words(path.stem).items():
            for name in re.findall(r"\{([^{}]*)\}", "".join(texts.values())):
                assert re.fullmatch("[a-z_]+", name), (path.name, key)


@pytest.mark.parametrize(
    "name",
    [
        "words/reader",
        "words/doubts",
        "words/waited",
        "words/report",
        "words/handover",
        "words/verify",
        "words/validation",
        "certificates",
        "platform_requests",
    ],
)
def test_french_signs_never_begin_a_line(name: str) -> None:
    path = ROOT / "shared" / "data" / f"{name}.json"
    wrong = [
        text[max(0, found.start() - 20) : found.end() + 10]
        for text in french(json.loads(path.read_text(encoding="utf-8")))
        for found in re.finditer(r" [:;?!»]|« |[^\s;?!](?<!\{)[;?!](?=\s|$)", text)
    ]
    assert wrong == []


def french(value: object, here: bool = False) -> Iterator[str]:
    """Every French text of a table."""
    if isinstance(value, str) and here:
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from french(member, here or key == "fr")
    elif isinstance(value, list):
        for member in value:
            yield from french(member, here)


def test_why_an_end_was_not_reached_is_said_in_reader_report_and_viewer() -> None:
    schema = json.loads(
        (ROOT / "shared" / "schemas" / "manifest.schema.json").read_text(encoding="utf-8")
    )
    told = schema["$defs"]["completeness"]["properties"]["end_evidence"]["enum"]
    open_ends = set(told) - {"", "edge_held", "nothing_to_scroll"}
    assert len(open_ends) > 5
    for end in open_ends:
        for text in (READER_TABLE[f"note.{end}"], words("viewer")[f"complete.evidence.{end}"]):
            assert text["en"]
            assert text["fr"] not in ("", text["en"])


def test_each_doubt_and_each_note_is_said_in_words_that_reader_report_and_viewer_share() -> None:
    source = (ROOT / "extension" / "capture" / "doubts.js").read_text(encoding="utf-8")
    decided = set(re.findall(r'^  \["([a-z_]+)", ', source, re.MULTILINE))
    schema = json.loads(
        (ROOT / "shared" / "schemas" / "manifest.schema.json").read_text(encoding="utf-8")
    )
    doubts = set(schema["$defs"]["completeness"]["properties"]["doubts"]["items"]["enum"])
    assert decided == doubts
    for code in doubts - {"end_open", "gaps", "not_pictured", "seen_instead"}:
        assert DOUBTS[f"doubt.{code}"]["en"] != DOUBTS[f"doubt.{code}"]["fr"], code
    format_md = (ROOT / "shared" / "spec" / "FORMAT.md").read_text(encoding="utf-8")
    assert [code for code in doubts if f"`{code}`" not in format_md] == []
    noted = re.findall(
        r'(?:visibleOnly\(this, |\bsay\(|notes\.push\(|notes\.add\()\s*"([a-z_]+)"',
        "\n".join(path.read_text("utf-8") for path in (ROOT / "extension").rglob("*.js")),
    )
    assert len(set(noted)) > 5
    assert [code for code in noted if f"note.{code}" not in READER_TABLE] == []
