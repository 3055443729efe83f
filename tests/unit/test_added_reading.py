"""What is read of files that people add: chats, e-mails, pictures, voice messages."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest

from fixtures import additions
from fixtures.vaults import environment
from keepsake.flows.importing.add import zone_of
from keepsake.formats.importers import whatsapp
from keepsake.formats.importers.read import read

if TYPE_CHECKING:
    from keepsake.formats.importers.result import Imported

ZONE = zone_of(environment())


def _read(name: str, data: bytes) -> Imported:
    return read(name, io.BytesIO(data), len(data), ZONE)[1]


def _facts(found: Imported) -> dict[str, str]:
    return {fact.name: fact.value for fact in found.facts}


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("[20/11/2026, 18:04:05] Dorian: Hi", "2026-11-20T23:04:05.000Z"),
        ("20/11/2026, 18:04 - Dorian: Hi", "2026-11-20T23:04:00.000Z"),
        ("11/20/26, 6:04\u202fPM - Dorian: Hi", "2026-11-20T23:04:00.000Z"),
        ("[2026-11-20, 6:04:05 p.m.] Dorian: Hi", "2026-11-20T23:04:05.000Z"),
        ("2026-11-20 18 h 04 - Dorian: Hi", "2026-11-20T23:04:00.000Z"),
        ("20/11/2026 à 18:04 - Dorian: Hi", "2026-11-20T23:04:00.000Z"),
        ("03.04.26, 18:04 - Dorian: Hi", "2026-04-03T22:04:00.000Z"),
        ("\u200e[20/11/2026 12:04:05 AM] Dorian: Hi", "2026-11-20T05:04:05.000Z"),
        ("03/04/2026, 18:04 - Dorian: Hi", ""),
        ("31/31/2026, 18:04 - Dorian: Hi", ""),
    ],
)
def test_a_whatsapp_line_of_every_kind_of_phone(line: str, time: str) -> None:
    found = _read("chat.txt", line.encode())
    assert [(one.author, one.text, one.time) for one in found.items] == [("Dorian", "Hi", time)]
    assert found.items[0].time_shown in line
    if time:
        assert found.notes == ["zone_assumed"]
        assert _facts(found)["zone"] == "America/Toronto"
        assert found.items[0].time_source.startswith("zone assumed America/Toronto")


def test_day_and_month_are_told_apart_by_the_whole_file_or_not_at_all() -> None:
    unclear = "03/04/2026, 18:04 - A: x\n05/04/2026, 18:04 - A: y"
    assert _read("a.txt", unclear.encode()).notes == ["dates_ambiguous"]
    for more, day in (
        ("\n13/04/2026, 18:04 - A: z", "2026-04-03"),
        ("\n04/13/2026, 18:04 - A: z", "2026-03-04"),
        # Chats go forward: 3 April, 5 April, 1 June; not 4 March, 4 May, 6 January.
        ("\n01/06/2026, 18:04 - A: z", "2026-04-03"),
    ):
        found = _read("a.txt", (unclear + more).encode())
        assert found.items[0].time[:10] == day, more
    assert _read("a.txt", b"04/04/2026, 18:04 - A: x").items[0].time[:10] == "2026-04-04"
    impossible = "13/04/2026, 18:04 - A: x\n04/13/2026, 18:04 - A: y"
    assert _read("a.txt", impossible.encode()).notes == ["times_unread"]


def test_a_whatsapp_archive_with_its_files() -> None:
    packed = additions.archive(
        {"_chat.txt": additions.IOS, "00000003-PHOTO-2026-11-20.jpg": additions.photo(),
         "virus.exe": b"MZ\0\0", "more.zip": additions.archive({"a": "b"})}
    )  # fmt: skip
    found = _read("WhatsApp Chat - Dorian.zip", packed)
    assert (found.format, found.platform, len(found.items)) == ("archive", "whatsapp", 4)
    assert found.items[1].text == "I know where you live\nand where you work"
    (medium,) = found.items[2].media
    assert (medium.src, medium.loaded) == ("00000003-PHOTO-2026-11-20.jpg", True)
    assert {(one.name, one.why) for one in found.refused} == {
        ("virus.exe", "program"), ("more.zip", "nested")
    }  # fmt: skip
    assert len(found.members) == 4
    assert [one.value for one in found.ids] == ["Dorian Vale", "Noor"]


def test_a_number_is_a_phone_and_words_without_a_name_divide() -> None:
    text = "20/11/2026, 18:04 - Noor created group\n20/11/2026, 18:05 - +1 613-555-0199: Hi"
    found = whatsapp.read(text, ZONE)
    assert [one.kind for one in found.items] == ["divider", "message"]
    assert [(one.name, one.value) for one in found.ids] == [("phone", "+1 613-555-0199")]


def test_a_day_that_no_month_has_is_noted_and_shown_as_it_is() -> None:
    page = additions.telegram_page().decode()
    assert _read("messages.html", page.encode()).notes.count("times_unread") == 0
    broken = re.sub(r'title="\d\d\.\d\d\.', 'title="31.02.', page)
    assert broken != page
    found = _read("messages.html", broken.encode())
    assert "times_unread" in found.notes
    assert not any(item.time for item in found.items)


def test_telegram_json_and_page() -> None:
    found = _read("result.json", additions.telegram())
    assert found.format == found.platform == "telegram"
    service, said, voice = found.items
    assert (service.kind, service.text) == ("divider", "phone_call missed")
    assert (said.text, said.author) == ("Pay here now", "Dorian Vale")
    assert said.time_source == "date_unixtime=1795216020"
    assert said.links[0].href == "https://evil.example/"
    assert voice.time_source.startswith("zone assumed")
    assert voice.media[0].alt == "voice_message 7 s"
    assert ("user_id", "4242", "Dorian Vale") in [(i.name, i.value, i.of) for i in found.ids]
    page = _read("messages.html", additions.telegram_page())
    assert [(one.kind, one.author) for one in page.items] == [
        ("divider", ""), ("message", "Dorian Vale"), ("message", "Dorian Vale")
    ]  # fmt: skip
    assert page.items[1].text == "Pay\xa0here\nnow"
    assert page.items[1].time == "2026-11-20T23:07:00.000Z"
    assert page.items[1].time_source == "title=20.11.2026 18:07:00 UTC-05:00"
    assert page.items[2].media[0].src == "photos/p1.jpg"
    assert page.notes == []


def test_instagram_and_facebook_json_is_mended_and_turned_round() -> None:
    path = "your_instagram_activity/messages/inbox/zelie_17/"
    packed = additions.archive(
        {f"{path}message_1.json": additions.meta(), "messages/inbox/zelie_17/photos/1.jpg": b"x"}
    )
    found = _read("instagram-noor.zip", packed)
    assert found.platform == "instagram"
    assert [(one.author, one.text) for one in found.items] == [
        ("Zélie", "à vendredi 😀"), ("Noor", "Stop")
    ]  # fmt: skip
    assert found.items[0].time_source == "timestamp_ms=1795216140000"
    assert found.items[0].media[0].loaded is True
    assert _facts(found)["thread"] == "inbox/zelie_17"
    page = _read("facebook-noor.html", additions.meta_page())
    assert (page.format, page.platform, page.notes) == ("meta", "facebook", ["zone_assumed"])
    assert [(one.author, one.text, one.time) for one in page.items] == [
        ("Zélie", "à vendredi", "2026-11-20T23:09:00.000Z"),
        ("Noor", "Stop", "2026-11-20T23:10:00.000Z"),
    ]


def test_an_email_with_its_head_and_attachments() -> None:
    found = _read("warning.eml", additions.mail())
    (item,) = found.items
    assert (item.author, item.time) == ("Dorian Vale", "2026-11-20T23:06:00.000Z")
    assert item.text == "Last warning\n\nPay or I post it."
    facts = _facts(found)
    assert facts["Message-ID"] == "<m1@mail.example>"
    assert "192.0.2.7" in facts["Received"]
    assert facts["attachment"].startswith("bill.pdf · application/pdf · 10 · SHA-256 ")
    assert [(one.name, one.value, one.of) for one in found.ids] == [
        ("email", "dorian@mail.example", "Dorian Vale")
    ]


def test_a_picture_says_when_with_what_and_where() -> None:
    assert _facts(_read("IMG.jpg", additions.photo())) == {
        "size": "64 × 128", "taken": "2026-11-20 18:03:07", "taken_zone": "-05:00",
        "device": "Maker Phone 9", "latitude": "45.500000", "longitude": "-73.510000",
    }  # fmt: skip
    bare = _facts(_read("IMG.jpg", additions.photo(zone="", place=False)))
    assert bare["taken_zone"] == "?"
    assert "latitude" not in bare


def test_a_voice_message_says_how_long_it_is() -> None:
    found = _read("PTT.opus", additions.opus(12.5))
    assert (found.format, _facts(found)) == ("audio", {"seconds": "12.5"})


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xe1\xff\xffExif\0\0" + b"\xff" * 500,
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"PK\x03\x04" + b"\xff" * 300,
        b'{"participants":[],"messages":[1,2]}',
        b'{"messages":[{"id":1,"date":[]}],"participants":[{}]}',
        b'{"messages":' + b"[" * 50_000,
        b"From: a\nDate: x\nSubject: =?x?q?=\nContent-Type: multipart/mixed; boundary=a\n\n--a\n",
        b"<html><!--" * 20_000,
        b'<html><div class="message " id=' * 2_000 + b"pull_right date details",
        b"[99/99/99999, 99:99:99] " * 1_000,
        b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 10,
        b"\xff\xfe" + b"[\0" * 100,
    ],
)
def test_what_is_broken_is_kept_and_not_read(data: bytes) -> None:
    found = _read("broken", data)
    assert all(isinstance(one.text, str) for one in found.items)


def test_hostile_words_are_only_words() -> None:
    text = f"20/11/2026, 18:04 - {additions.HOSTILE[:40]}: {additions.HOSTILE}"
    (item,) = _read("a.txt", text.encode()).items
    assert item.text.endswith(additions.HOSTILE[-20:])
    found = _read("IMG.jpg", additions.photo(device=additions.HOSTILE))
    assert _facts(found)["device"].startswith("Maker <script>")
