"""Media in the browser's own page copy: as they came, joined to messages, told honestly."""

from __future__ import annotations

import csv
import dataclasses
import io
import subprocess
from typing import TYPE_CHECKING

import pytest

from fixtures import browser_copy, bundles
from fixtures.browser_copy import FACE, MISSING, PICTURES, SENT
from keepsake.core.hashing import sha256_hex
from keepsake.core.mhtml import MhtmlError, media
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    b'From: <x>\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n'
    b'\tboundary="b-1"\r\n\r\n'
)


def part(fields: str, body: bytes) -> bytes:
    return b"--b-1\r\n" + fields.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body + b"\r\n"


MADE = (
    HEAD
    + part("Content-Type: text/html\nContent-Location: https://a.example/", b"<p>--b-2</p>")
    + part("Content-Type: IMAGE/png\nContent-Transfer-Encoding: base64\n"
           "Content-Location: https://a.example/1.png", b"AAEC\r\n/w==")
    + part("Content-Type: image/svg+xml; charset=utf-8\n"
           "Content-Transfer-Encoding: quoted-printable\n"
           "Content-Location: https://a.example/\n 2.svg",
           b"<svg a=3D\"=C3=A9\"/>=\r\n<!-- -->")
    + part("Content-Type: audio/ogg\nContent-Transfer-Encoding: binary", b"\x00\r\n\xff\n--b\r\r")
    + b"--b-1--\r\n"
)  # fmt: skip


def test_each_is_taken_out_as_it_was_whatever_its_encoding() -> None:
    assert [tuple(one) for one in media(MADE)] == [
        (2, "https://a.example/1.png", "image/png", b"\x00\x01\x02\xff"),
        (3, "https://a.example/ 2.svg", "image/svg+xml", '<svg a="é"/><!-- -->'.encode()),
        (4, "", "audio/ogg", b"\x00\r\n\xff\n--b\r\r"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        HEAD,
        HEAD.replace(b"boundary", b"border"),
        MADE[:-20],
        MADE.replace(b"AAEC", b"AA*C"),
        HEAD + b"--b-1",
    ],
)
def test_what_is_none_or_is_cut_short_says_so(data: bytes) -> None:
    with pytest.raises(MhtmlError):
        list(media(data))


def test_what_chromium_writes_opens_byte_for_byte() -> None:
    found = {one.address: one.data for one in media(browser_copy.alone())}
    assert found == PICTURES


@pytest.fixture(scope="module")
def rows_and_files(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[list[dict[str, str]], dict[str, bytes]]:
    """media.csv of a thread whose third message shows two pictures, one of them not in the copy."""
    folder = tmp_path_factory.mktemp("media")
    thread = sample.thread(12)
    said = {
        "key": "id:shown", "kind": "message", "author": "Marc D.", "text": "Look at this.",
        "media": [{"kind": "image", "src": src} for src in (f"{SENT}#top", MISSING, "data:x,y")],
    }  # fmt: skip
    page = dataclasses.replace(thread, extra=[said], mhtml=browser_copy.alone())
    vault = sample.make_vault(folder / "vault", [page, sample.profile()])
    unlocked = access.unlock(vault, sample.PASSPHRASE)
    done = bundles.export(unlocked, [1, 2], folder / "copy", bundles.reader())
    files = bundles.files_of(bundles.open_payload(done))
    text = files["data/derived/media.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""))), files


def test_each_medium_stands_in_the_table_with_hash_address_and_message(
    rows_and_files: tuple[list[dict[str, str]], dict[str, bytes]],
) -> None:
    rows, files = rows_and_files
    (name,) = [name for name in files if name.endswith("-page.mhtml")]
    told = {
        row["address"]: (row["sha256"], row["numbers"], row["not_known"], row["file"])
        for row in rows
    }
    at = name.removeprefix("data/")
    assert told == {
        FACE: (sha256_hex(PICTURES[FACE]), "", "no_message", at),
        SENT: (sha256_hex(PICTURES[SENT]), "13", "", at),
        MISSING: ("", "13", "not_in_copy", at),
    }
    assert {row["exhibit"] for row in rows} == {"1"}


def test_the_report_says_the_same(
    rows_and_files: tuple[list[dict[str, str]], dict[str, bytes]],
) -> None:
    _, files = rows_and_files
    paper = subprocess.run(
        ["pdftotext", "-raw", "-", "-"],
        input=files["data/report.pdf"],
        check=True,
        capture_output=True,
    ).stdout.decode()
    bare = "".join(paper.split())
    for address in (FACE, SENT, MISSING):
        assert address in bare
    for picture in PICTURES.values():
        assert sha256_hex(picture) in bare
    assert "notinthebrowser’scopyofthepage" in bare
    assert "nomessageisknowntoshowit" in bare
    assert "Exhibit1,message13" in bare


def test_without_a_copy_by_the_browser_there_is_no_table(tmp_path: Path) -> None:
    vault = sample.make_vault(tmp_path / "vault", [sample.profile()])
    unlocked = access.unlock(vault, sample.PASSPHRASE)
    done = bundles.export(unlocked, [1], tmp_path / "copy", bundles.reader())
    files = bundles.files_of(bundles.open_payload(done))
    assert "data/derived/media.csv" not in files
