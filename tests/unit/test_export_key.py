"""The key of the police: by text, by file, by a picture of a QR code, and nothing else."""

from __future__ import annotations

import io

import pyrage
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from keepsake.core.errors import Code, KeepsakeError
from keepsake.formats.age import recipient

IDENTITY = pyrage.x25519.Identity.generate()
KEY = str(IDENTITY.to_public())
OTHER = str(pyrage.x25519.Identity.generate().to_public())


def code(text: str) -> Image.Image:
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(zxingcpp.write_barcode_to_image(barcode, scale=6)).convert("L")


def picture(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def on_a_desk(text: str) -> Image.Image:
    """A code as a telephone sees it: on grey, turned, unsharp."""
    desk = Image.new("L", (1600, 1200), 90)
    paper = code(text).rotate(9, expand=True, fillcolor=255)
    desk.paste(paper, (420, 260))
    return desk.filter(ImageFilter.GaussianBlur(1.2))


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        f"  {KEY}\r\n",
        KEY.upper(),
        f"# key of the cyber unit\n{KEY}\n",
        f"Our key is {KEY}. Please use it.",
        " ".join(recipient.in_groups(KEY)),
        f"{KEY[:30]}\n{KEY[30:]}",
        f"{KEY}\n{KEY}",
    ],
    ids=["plain", "spaces", "capitals", "comment", "sentence", "groups", "broken", "twice"],
)
def test_one_key_is_found_in_what_was_pasted(text: str) -> None:
    assert recipient.from_text(text) == KEY
    assert recipient.from_file(text.encode()) == KEY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        KEY[:-1],
        f"{KEY}\n{OTHER}",
        KEY[:20] + ("q" if KEY[20] != "q" else "p") + KEY[21:],
    ],
    ids=["nothing", "beginning", "cut", "two", "mistyped"],
)
def test_no_key_several_and_a_mistyped_one_are_refused(text: str) -> None:
    with pytest.raises(KeepsakeError) as caught:
        recipient.from_text(text)
    assert caught.value.code is Code.KEY_WRONG


def test_the_secret_half_is_refused_as_that_and_is_in_no_message() -> None:
    secret = str(IDENTITY)
    for data in (secret.encode(), f"{KEY}\n{secret}".encode(), picture(code(secret))):
        with pytest.raises(KeepsakeError) as caught:
            recipient.from_file(data)
        assert caught.value.code is Code.KEY_SECRET
        assert secret not in str(caught.value)


@pytest.mark.parametrize("text", [KEY, KEY.upper(), f"{KEY}\n"], ids=["plain", "capitals", "line"])
def test_a_picture_of_a_code_gives_the_key(text: str) -> None:
    assert recipient.from_file(picture(code(text))) == KEY
    assert recipient.from_file(picture(code(text).convert("RGB"), "JPEG", quality=70)) == KEY
    assert recipient.from_picture(picture(on_a_desk(text), "JPEG", quality=60)) == KEY


def test_a_large_photograph_is_read_too() -> None:
    large = on_a_desk(KEY).resize((4800, 3600))
    assert recipient.from_picture(picture(large, "JPEG", quality=70)) == KEY


def test_another_code_beside_it_does_not_hinder_but_another_key_does() -> None:
    def beside(other: str) -> bytes:
        first, second = code(KEY), code(other)
        both = Image.new("L", (first.width + second.width, max(first.height, second.height)), 255)
        both.paste(first, (0, 0))
        both.paste(second, (first.width, 0))
        return picture(both)

    assert recipient.from_picture(beside("https://police.example/")) == KEY
    with pytest.raises(KeepsakeError) as caught:
        recipient.from_picture(beside(OTHER))
    assert caught.value.code is Code.KEY_WRONG


def bomb() -> bytes:
    """A picture of few bytes that would take 400 MB in memory."""
    return picture(Image.new("1", (20_000, 20_000)), optimize=True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"\xff\xd8\xff" + bytes(40),
        picture(Image.new("L", (400, 400), 255)),
        picture(code("https://police.example/")),
        picture(code(KEY), "GIF"),
        picture(code(KEY)) + bytes(recipient.PICTURE_BYTES_MAX),
    ],
    ids=["nothing", "cut png", "cut jpeg", "white", "another code", "gif", "too large"],
)
def test_what_is_no_picture_of_a_key_is_refused(data: bytes) -> None:
    with pytest.raises(KeepsakeError) as caught:
        recipient.from_picture(data)
    assert caught.value.code is Code.KEY_PICTURE


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_bomb_is_refused_before_it_is_opened() -> None:
    data = bomb()
    assert len(data) < 200_000
    with pytest.raises(KeepsakeError) as caught:
        recipient.from_picture(data)
    assert caught.value.code is Code.KEY_PICTURE


def test_the_ends_are_for_the_telephone() -> None:
    first, last = recipient.ends(KEY)
    assert first.replace(" ", "") == KEY[4:12]
    assert last.replace(" ", "") == KEY[-8:]
    assert "".join(recipient.in_groups(KEY)) == KEY
