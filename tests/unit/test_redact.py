"""A redacted working copy: pixels are gone, the label is on it, the log says how it was made."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, PngImagePlugin

from keepsake.core.custody import Attribution, RedactionBody
from keepsake.core.entry import body
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.flows.custody.acts import custody_of
from keepsake.flows.redaction.redact import Rectangle, redact
from keepsake.formats.redaction.picture import redacted
from keepsake.formats.redaction.values import RedactionError
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

TOLD = Attribution(who="Noor", why="a friend who has nothing to do with it")
SECRET = (200, 30, 60)


def picture(form: str = "PNG") -> bytes:
    """A white picture with a square of one colour, and words in its data."""
    made = Image.new("RGB", (400, 300), "white")
    made.paste(SECRET, (100, 50, 200, 150))
    about, exif = PngImagePlugin.PngInfo(), Image.Exif()
    about.add_text("comment", "hidden words")
    exif[0x010E] = "hidden words"
    out = io.BytesIO()
    made.save(out, form, pnginfo=about, exif=exif, **({"quality": 95} if form == "JPEG" else {}))
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_what_was_there_is_gone_and_nothing_else(form: str) -> None:
    png = redacted(picture(form), [Rectangle(95, 45, 110, 110)], "Redacted working copy")
    made = Image.open(io.BytesIO(png)).convert("RGB")
    band = made.height - 300
    assert band > 20
    assert made.width == 400
    bottom = made.crop((0, band, 400, made.height))
    assert bottom.getpixel((95, 45)) == bottom.getpixel((204, 154)) == (0, 0, 0)
    red = [1 for pixel in made.get_flattened_data() if pixel[0] > 150 and pixel[1] < 100]
    assert red == []
    assert min(bottom.getpixel((5, 5)) + bottom.getpixel((230, 180))) > 250
    top = made.crop((0, 0, 400, band)).convert("L").getextrema()
    assert top == (0, 255), "the label is on its face"
    assert Image.open(io.BytesIO(png)).info == {}
    assert b"hidden words" not in png


@pytest.mark.parametrize(
    "rectangles",
    [[], [Rectangle(0, 0, 0, 5)], [Rectangle(500, 0, 5, 5)], [Rectangle(0, 0, 5, 5)] * 201],
)
def test_rectangles_that_cover_nothing_are_refused(rectangles: list[Rectangle]) -> None:
    with pytest.raises(RedactionError):
        redacted(picture(), rectangles, "label")
    with pytest.raises(RedactionError):
        redacted(b"no picture", [Rectangle(0, 0, 5, 5)], "label")


@pytest.fixture
def unlocked(tmp_path: Path) -> Unlocked:
    return access.unlock(
        sample.make_vault(tmp_path / "v", [sample.thread(3)], passphrase=None), None
    )


def test_the_log_says_what_was_done_and_the_original_is_as_it_was(unlocked: Unlocked) -> None:
    kept = next(row for row in unlocked.capture(1).body.parts if row.kind == "tile")
    made = redact(unlocked, 1, kept.part, [Rectangle(1, 2, 30, 40)], TOLD, "en")
    told = body(unlocked.entry(made.entry), RedactionBody)
    assert told == RedactionBody(
        who="Noor",
        why=TOLD.why,
        captures=(1,),
        part=kept.part,
        rectangles=((1, 2, 30, 40),),
        original=kept.sha256,
        sha256=sha256_hex(made.data),
        bytes=len(made.data),
        label=told.label,
        language="en",
    )
    wanted = f"Redacted working copy. The original is record 1, SHA-256 {kept.sha256}. "
    assert told.label.startswith(wanted)
    original = unlocked.part(unlocked.capture(1).body.capture, kept.part)
    assert sha256_hex(original) == kept.sha256
    assert [act.kind for act in custody_of(unlocked, [1])] == ["redaction"]


def test_without_a_reason_or_a_picture_nothing_is_made(unlocked: Unlocked) -> None:
    before = unlocked.vault.size()
    with pytest.raises(ValueError, match="reason"):
        redact(unlocked, 1, 1, [Rectangle(1, 2, 3, 4)], Attribution(), "en")
    with pytest.raises(KeepsakeError) as caught:
        redact(unlocked, 1, 999, [Rectangle(1, 2, 3, 4)], TOLD, "en")
    assert caught.value.code is Code.CAPTURE_UNKNOWN
    with pytest.raises(RedactionError):
        redact(unlocked, 1, 0, [Rectangle(1, 2, 3, 4)], TOLD, "en")
    assert unlocked.vault.size() == before
