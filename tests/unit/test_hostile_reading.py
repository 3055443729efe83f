"""Files that strangers made to mislead or to hold up whoever adds them: kept, and read safely."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageFile

from fixtures import additions
from fixtures.vaults import environment
from keepsake.flows.importing.add import zone_of
from keepsake.formats.importers import mail, read, telegram, whatsapp
from steps import steps

if TYPE_CHECKING:
    from keepsake.formats.importers.result import Imported

ZONE = zone_of(environment())


def _read(name: str, data: bytes) -> Imported:
    return read.read(name, io.BytesIO(data), len(data), ZONE)[1]


def _chat(*photos: str) -> str:
    rows = [
        {"id": n, "type": "message", "date": "2026-11-20T18:04:05", "from": "A", "text": "look",
         "photo": photo}
        for n, photo in enumerate(photos)
    ]  # fmt: skip
    return json.dumps({"name": "chat", "messages": rows})


def _members(files: dict[str, bytes | str]) -> dict[str, str | None]:
    """What each message means, by the order of the archive's chats."""
    found = _read("export.zip", additions.archive(files))
    named = {f"{n}:{one.src}": one for n, item in enumerate(found.items) for one in item.media}
    assert all(one.loaded is bool(one.member) for one in named.values())
    return {key: one.member for key, one in named.items()}


def test_a_picture_is_that_of_the_chat_that_names_it_and_of_no_other() -> None:
    picture = additions.photo()
    assert _members(
        {"one/result.json": _chat("photos/p.png"), "one/photos/p.png": picture,
         "two/result.json": _chat("photos/p.png"), "two/photos/p.png": picture + b"2"}
    ) == {"0:photos/p.png": "one/photos/p.png", "1:photos/p.png": "two/photos/p.png"}  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "there"),
    [
        ("photos/p.png", "one/photos/p.png"),
        ("photos/p.png", "photos/p.png"),
        ("photos/p.png", "two/deep/photos/p.png"),
        ("p.png", "two/photos/p.png"),
        ("../one/photos/p.png", "one/photos/p.png"),
        ("one/photos/p.png", "one/photos/p.png"),
        ("/one/photos/p.png", "one/photos/p.png"),
        ("photos/P.png", "two/photos/p.png"),
    ],
)
def test_what_lies_elsewhere_is_not_shown_in_its_place(reference: str, there: str) -> None:
    files = {"two/result.json": _chat(reference), there: additions.photo()}
    assert _members(files) == {f"0:{reference}": ""}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_members_of_one_name_none_is_shown() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("two/result.json", _chat("photos/p.png"))
        packed.writestr("two/photos/p.png", additions.photo())
        packed.writestr("two/photos/p.png", additions.photo() + b"2")
    found = _read("export.zip", out.getvalue())
    assert [one.member for item in found.items for one in item.media] == [""]


def test_references_of_meta_count_from_the_folder_above_and_only_one() -> None:
    row = {"sender_name": "A", "timestamp_ms": 1_763_662_000_000,
           "photos": [{"uri": "messages/inbox/a_1/photos/1.jpg"}]}  # fmt: skip
    chat = json.dumps({"participants": [{"name": "A"}], "messages": [row]})
    name, picture = "x/messages/inbox/a_1/photos/1.jpg", additions.photo()
    files: dict[str, bytes | str] = {"x/messages/inbox/a_1/message_1.json": chat, name: picture}
    assert list(_members(files).values()) == [name]
    files["messages/inbox/a_1/photos/1.jpg"] = picture
    assert list(_members(files).values()) == [""], "it could be either"


def test_an_attachment_of_a_mail_is_no_member_of_the_archive_around_it() -> None:
    found = _read("mails.zip", additions.archive({"a.eml": additions.mail(), "p.png": b"x"}))
    assert [one.member for item in found.items for one in item.media] == [""] * len(
        [one for item in found.items for one in item.media]
    )


@pytest.mark.parametrize(
    "head", ["From: " + "(" * 2_000, "From: " + "<" * 5_000, "Content-Type: " + ";" * 50_000]
)
def test_no_head_of_a_mail_keeps_it_from_being_kept(head: str) -> None:
    data = f"Date: x\r\nSubject: y\r\nMessage-ID: <1@x>\r\n{head}\r\n\r\nbody\r\n".encode()
    assert _read("a.eml", data).format == "email"


@pytest.mark.parametrize(
    ("error", "note"),
    [
        *((error, "damaged") for error in (RecursionError, ZeroDivisionError, AssertionError)),
        *((error, "damaged") for error in (KeyError, StopIteration)),
        (MemoryError, "not_read"),  # too much for here says nothing of the file
    ],
)
def test_a_reader_that_fails_in_whatever_way_notes_it(
    error: type[Exception], note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_facts: object) -> Imported:
        raise error

    monkeypatch.setattr(mail, "read", fail)
    monkeypatch.setattr(telegram, "read_json", fail)
    monkeypatch.setattr(whatsapp, "read", fail)
    for name, data in (
        ("a.eml", additions.mail()),
        ("result.json", additions.telegram()),
        ("chat.txt", additions.IOS.encode()),
    ):
        assert _read(name, data).notes == [note]
    found = _read("a.zip", additions.archive({"a.eml": additions.mail(), "b.txt": "plain"}))
    assert [one.name for one in found.refused] == ["a.eml"]
    assert [one.name for one in found.members] == ["a.eml", "b.txt"]


def test_a_head_of_more_encoded_words_takes_no_longer_a_word() -> None:
    def read(words: int) -> None:
        subject = " ".join("=?utf-8?q?a?=" for _ in range(words))
        data = f"From: a@b.c\r\nDate: x\r\nSubject: {subject}\r\n\r\nbody".encode()
        assert _read("a.eml", data).items

    assert steps(lambda: read(100_000)) < 10 * steps(lambda: read(10_000))


def _png(side: int, *pieces: tuple[bytes, bytes]) -> bytes:
    """A black picture of so many pixels a side, with further pieces before its end."""

    def piece(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    packer = zlib.compressobj(1)
    row = b"\0" * (1 + (side + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    given = [(b"IHDR", head), (b"IDAT", pixels), *pieces, (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(piece(*one) for one in given)


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x0110] = "Telephone 7"
    return exif.tobytes()


@pytest.mark.parametrize("kind", ["eXIf", "zTXt", "tEXt", "none"])
def test_a_png_is_read_without_its_pixels(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(*_facts: object) -> None:
        raise AssertionError("its pixels were decoded")

    raw = _exif()
    told = b"\nexif\n%8d\n%s\n" % (len(raw), raw.hex().encode())
    pieces = {
        "eXIf": [(b"eXIf", raw.removeprefix(b"Exif\0\0"))],
        "zTXt": [(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(told))],
        "tEXt": [(b"tEXt", b"Raw profile type exif\0" + told)],
        "none": [],
    }[kind]
    data = _png(13_300, *pieces)
    monkeypatch.setattr(ImageFile.ImageFile, "load", decode)
    monkeypatch.setattr(Image, "open", decode)
    found = _read("a.png", data)
    facts = {fact.name: fact.value for fact in found.facts}
    assert facts["size"] == "13300 × 13300"
    assert facts.get("device", "") == ("" if kind == "none" else "Telephone 7")
    assert found.notes == []


@pytest.mark.parametrize("lossless", [True, False])
def test_a_webp_is_read_without_its_pixels(lossless: bool) -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 200)).save(out, "WEBP", exif=_exif(), lossless=lossless)
    for data in (out.getvalue(), out.getvalue() + b"\0" * 9):
        facts = {fact.name: fact.value for fact in _read("a.webp", data).facts}
        assert facts == {"size": "300 × 200", "device": "Telephone 7"}


def test_a_text_that_claims_to_unpack_to_much_is_cut_off() -> None:
    bomb = (b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"0" * 50_000_000))
    assert _read("a.png", _png(8, bomb)).notes == []


def test_pictures_that_are_cut_anywhere_are_noted_and_never_more() -> None:
    out = io.BytesIO()
    Image.new("RGB", (30, 20)).save(out, "WEBP", exif=_exif())
    for data in (_png(40, (b"eXIf", _exif()[6:])), out.getvalue()):
        for end in range(16, len(data), 3):
            assert _read("a", data[:end]).notes in ([], ["damaged"])


def test_the_text_that_is_read_of_one_archive_has_an_end() -> None:
    letters = random.Random(7).choices("abcdefgh \n", k=1_000_000)
    chat = "20/11/2026, 18:04 - Dorian: Hi\n" + "".join(letters)
    packed = additions.archive({f"{n:03}.txt": chat for n in range(70)}, method=zipfile.ZIP_STORED)
    found = _read("a.zip", packed)
    assert 60 <= len(found.items) < 70
    assert {one.why for one in found.refused} == {"too_large"}
