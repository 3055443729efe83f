"""A redacted working copy of a text: words and messages are gone, the rest is as it was."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

from keepsake.core.custody import Attribution, RedactionBody
from keepsake.core.entry import body
from keepsake.core.hashing import sha256_hex
from keepsake.core.manifest import Item
from keepsake.flows.redaction import copies
from keepsake.flows.redaction.redact import Passages, RedactionError, redact_text
from keepsake.formats.paper.words import Words
from keepsake.formats.redaction import text as redacted_text
from keepsake.formats.redaction.text import Span, lines, spans
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

TOLD = Attribution(who="Noor", why="a friend who has nothing to do with it")
ITEMS = (
    Item(
        "1",
        author="Zoé Roy",
        text="Ask zoe\u0301 or ZOÉ.\nMessage 9 · Zed",
        time_shown="Zoé, 9 min",
    ),
    Item("2", author="Sam", text="Call 555-0100 [now]", time="2026-11-24T10:00:00.000Z"),
    Item("3", kind="divider", text="Tuesday"),
)


def shown(whole: set[int], words: set[str]) -> str:
    rows = lines(ITEMS, spans(ITEMS, whole, words), "[redacted]")
    return redacted_text.as_text(rows, "LABEL", Words("en")).decode()


def test_a_word_goes_wherever_it_stands_and_however_it_is_written() -> None:
    text = shown(set(), {"zoé"})
    assert "zo" not in text.lower()
    assert text.count("[redacted]") == 4
    assert "Message 1 · [redacted] Roy · [redacted], 9 min" in text
    assert "    Ask [redacted] or [redacted]." in text
    assert "    Message 9 · Zed" in text, "what is set in is said, never a head"
    assert "Call 555-0100 [now]" in text


def test_a_name_taken_over_says_so_and_a_name_that_is_gone_does_not() -> None:
    items = (Item("1", author="Sam", text="Hello"), Item("2", author="Sam", text="You there?"))
    items = (items[0], msgspec.structs.replace(items[1], author_source="before"))
    rows = lines(items, [], "[redacted]")
    told = redacted_text.as_text(rows, "LABEL", Words("en")).decode()
    assert "Message 1 · Sam\n" in told
    assert "Message 2 · Sam (name from the message above)\n" in told
    rows = lines(items, spans(items, {2}, set()), "[redacted]")
    told = redacted_text.as_text(rows, "LABEL", Words("en")).decode()
    assert "from the message above" not in told


def test_a_message_goes_whole_whatever_its_length() -> None:
    text = shown({2}, {"Call", "555"})
    assert "Message 2 · [redacted] · 2026-11-24T10:00:00.000Z\n    [redacted]\n" in text
    assert "Sam" not in text
    assert "555" not in text
    assert text.startswith("LABEL\n\n")


def test_words_that_overlap_or_hold_signs_are_only_words() -> None:
    text = shown(set(), {"555-01", "0100", ".*"} - {".*"})
    assert "Call [redacted]00 [now]" in text
    with pytest.raises(RedactionError):
        spans(ITEMS, set(), {".*"})
    touching = [Span(2, 1, 0, 4), Span(2, 1, 2, 6), Span(2, 1, 5, 8)]
    assert lines(ITEMS, touching, "X")[1].text == "X-0100 [now]"


def test_nothing_hidden_is_carried_along() -> None:
    items = (Item("1", author="a\u202eb", text="x\x1b[2Jy\x00 gone"),)
    text = redacted_text.as_text(
        lines(items, spans(items, set(), {"gone"}), "[redacted]"), "L", Words("en")
    ).decode()
    assert "a[U+202E]b" in text
    assert "x[U+001B][2Jy[U+0000] [redacted]" in text


@pytest.mark.parametrize(
    "wrong",
    [Span(0, 1, 0, 1), Span(4, 1, 0, 1), Span(1, 3, 0, 1), Span(1, 1, 1, 1), Span(2, 0, 0, 4),
     Span(1, -1, 0, 1), Span(1, 1, -2, 1)],
)  # fmt: skip
def test_a_span_outside_of_the_text_is_refused(wrong: Span) -> None:
    with pytest.raises(RedactionError):
        lines(ITEMS, [wrong], "X")


@pytest.mark.parametrize(
    ("whole", "words"), [(set(), set()), ({9}, set()), (set(), {"absent", " "})]
)
def test_what_finds_nothing_is_refused(whole: set[int], words: set[str]) -> None:
    with pytest.raises(RedactionError):
        spans(ITEMS, whole, words)


@pytest.fixture
def unlocked(tmp_path: Path) -> Unlocked:
    pages = [sample.thread(4), sample.cut_short()]
    return access.unlock(sample.make_vault(tmp_path / "v", pages, passphrase=None), None)


@pytest.mark.parametrize("form", ["text", "pdf"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_log_says_what_was_done_and_makes_the_same_again(
    unlocked: Unlocked, tmp_path: Path, form: str, language: str
) -> None:
    capture = unlocked.capture(1).body
    manifest = unlocked.manifest(capture)
    assert manifest is not None
    original = unlocked.part(capture.capture, capture.manifest)
    word = manifest.items[1].text.split()[0]
    made = redact_text(unlocked, 1, Passages({1}, {word}), TOLD, language, form)
    told = body(unlocked.entry(made.entry), RedactionBody)
    assert (told.who, told.why, told.captures) == (TOLD.who, TOLD.why, (1,))
    assert (told.form, told.part, told.rectangles) == (form, capture.manifest, ())
    assert (told.sha256, told.bytes) == (sha256_hex(made.data), len(made.data))
    assert told.original == sha256_hex(original)
    assert copies.make(told, original) == made.data
    assert unlocked.part(capture.capture, capture.manifest) == original
    text = made.data.decode() if form == "text" else pdf_text(made.data, tmp_path)
    gone, kept = manifest.items[0].text, manifest.items[2].text
    text = "".join(text.split())
    for words in (told.label, told.original, Words(language)("redacted.mark"), kept):
        assert "".join(words.split()) in text
    assert "".join(gone.split()) not in text


def pdf_text(pdf: bytes, folder: Path) -> str:
    (folder / "copy.pdf").write_bytes(pdf)
    command = ["pdftotext", "-raw", str(folder / "copy.pdf"), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def test_without_a_reason_or_a_text_nothing_is_made(unlocked: Unlocked) -> None:
    before = unlocked.vault.size()
    with pytest.raises(ValueError, match="reason"):
        redact_text(unlocked, 1, Passages({1}, ()), Attribution(), "en")
    with pytest.raises(RedactionError):
        redact_text(unlocked, 1, Passages((), {"surely not in it"}), TOLD, "en")
    with pytest.raises(RedactionError):
        redact_text(unlocked, 2, Passages({1}, ()), TOLD, "en")
    assert unlocked.vault.size() == before
