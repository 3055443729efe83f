"""`keepsake verify FOLDER` looks at the whole folder: the page, the note, and what else lies there.

Whoever could change a copy can change the page in it, so that it shows other words, carries another
sealed file, or trusts other roots; and can put papers beside it. Each is named.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
from typing import TYPE_CHECKING

import pyrage
import pytest

from fixtures import bundles
from fixtures.bundles import files_of, open_payload, rebagged, seal
from keepsake import __version__
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.core.verify import Outcome, Report
from keepsake.flows.audit.bundle import audit_bundle
from keepsake.flows.bundle.files import EMBED_BYTES_MAX
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fixtures.bundles import Made

PAGE, NOTE, SEALED = "OPEN-ME.html", "README.txt", "evidence.age"
PLACE = b'<script type="text/plain" id="payload">'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    page = sample.thread(4)
    page.tiles = 1
    return bundles.make(tmp_path_factory.mktemp("folder"), [page])


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return bundles.make(tmp_path_factory.mktemp("other"), [sample.cut_short()])


@pytest.fixture
def folder(made: Made, tmp_path: Path) -> Path:
    return shutil.copytree(made.folder, tmp_path / "copy")


def check(folder: Path, made: Made, secret: str = "") -> Report:
    return audit_bundle(folder, secret or made.passphrase, made.authorities)


def told(report: Report) -> set[tuple[str, str]]:
    """Reason and file of what step 1 says of the folder, and how bad it is."""
    found = report.steps[0].findings
    return {(one.reason, one.file) for one in found if one.outcome is Outcome.INVALID}


def page(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / PAGE).write_bytes(change((folder / PAGE).read_bytes()))


def note(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / NOTE).write_bytes(change((folder / NOTE).read_bytes()))


def carrying(data: bytes) -> Callable[[bytes], bytes]:
    def change(html: bytes) -> bytes:
        before, mark, rest = html.partition(PLACE)
        return before + mark + data + rest[rest.index(b"<") :]

    return change


def extra(name: str, data: bytes = b"x") -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


def other_digest(data: bytes) -> bytes:
    at = data.index(b"evidence.age\r\n  SHA-256  ") + len(b"evidence.age\r\n  SHA-256  ")
    return data[:at] + b"0" * 64 + data[at + 64 :]


def linked(name: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        (folder / name).rename(folder.parent / name)
        (folder / name).symlink_to(folder.parent / name)

    return change


CHANGES: dict[str, tuple[Callable[[Path], object], set[tuple[str, str]]]] = {
    "its code": (
        page(lambda html: html.replace(b"<script>", b"<script>/* 6 dollars */", 1)),
        {("folder_page", PAGE)},
    ),
    "code before the carried file": (
        page(lambda html: html.replace(PLACE, b"<script>alert(1)</script>" + PLACE, 1)),
        {("folder_page", PAGE)},
    ),
    "its words": (
        # Long enough that no carried file has it by chance.
        page(lambda html: html.replace(b"The passphrase ", b"The passphrose ", 1)),
        {("folder_page", PAGE)},
    ),
    "its roots": (
        page(lambda html: html.replace(b'"id":"local-one"', b'"id":"digicert"', 1)),
        {("folder_page", PAGE)},
    ),
    "words behind its end": (page(lambda html: html + b"<p>not so</p>"), {("folder_page", PAGE)}),
    "nothing carried": (page(carrying(b"")), {("folder_payload", PAGE)}),
    "carries one letter more": (
        page(lambda html: html.replace(PLACE, PLACE + b"\n", 1)),
        {("folder_payload", PAGE)},
    ),
    "emptied page": (page(lambda _: b""), {("folder_page", PAGE), ("folder_payload", PAGE)}),
    "page gone": (lambda folder: (folder / PAGE).unlink(), {("file_missing", PAGE)}),
    "note gone": (lambda folder: (folder / NOTE).unlink(), {("file_missing", NOTE)}),
    "note of another digest": (note(other_digest), {("folder_readme_other", NOTE)}),
    "note with other advice": (
        note(lambda text: text.replace(b"OPEN-ME.html", b"READ-ME.html", 1)),
        {("folder_readme", NOTE)},
    ),
    "note with a line more": (note(lambda text: text + b"See x.pdf"), {("folder_readme", NOTE)}),
    "emptied note": (note(lambda _: b""), {("folder_readme_other", NOTE)}),
    "a paper beside it": (
        extra("evidence-corrected.pdf"),
        {("folder_unexpected", "evidence-corrected.pdf")},
    ),
    "a hidden file": (extra(".hidden.pdf"), {("folder_unexpected", ".hidden.pdf")}),
    "a file in other letters": (extra("Open-me.html"), {("folder_unexpected", "Open-me.html")}),
    "what names folders anew": (extra("desktop.ini"), {("folder_unexpected", "desktop.ini")}),
    "a folder": (lambda folder: (folder / "bag").mkdir(), {("folder_unexpected", "bag")}),
    "a hidden folder": (
        lambda folder: (folder / ".DS_Store").mkdir(),
        {("folder_unexpected", ".DS_Store")},
    ),
    "a link": (
        lambda folder: (folder / "more.pdf").symlink_to("/etc/hostname"),
        {("folder_unexpected", "more.pdf")},
    ),
    "a pipe": (lambda folder: os.mkfifo(folder / "pipe"), {("folder_unexpected", "pipe")}),
    "the page is a link": (linked(PAGE), {("file_missing", PAGE)}),
    "the note is a link": (linked(NOTE), {("file_missing", NOTE)}),
    "the sealed file is a link": (linked(SEALED), {("file_missing", SEALED)}),
}  # fmt: skip


def test_the_untouched_folder_is_valid(folder: Path, made: Made) -> None:
    report = check(folder, made)
    assert (report.outcome, report.steps[0].findings) == (Outcome.VALID, ())


@pytest.mark.parametrize("how", CHANGES)
def test_what_was_changed_in_the_folder_is_named(how: str, folder: Path, made: Made) -> None:
    change, expected = CHANGES[how]
    change(folder)
    report = check(folder, made)
    assert report.outcome is Outcome.INVALID
    assert told(report) == expected


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "._evidence.age"])
def test_what_a_computer_leaves_there_is_told_and_no_problem(
    name: str, folder: Path, made: Made
) -> None:
    (folder / name).write_bytes(b"x")
    report = check(folder, made)
    assert report.outcome is Outcome.VALID
    assert [(one.reason, one.file) for one in report.steps[0].findings] == [("folder_system", name)]


def test_the_sealed_file_of_another_copy_is_named_and_no_vault_is_spoken_of(
    folder: Path, made: Made, other: Made
) -> None:
    shutil.copy(other.folder / SEALED, folder / SEALED)
    report = check(folder, made)
    assert ("folder_other", SEALED) in told(report)
    # Opened with its own words it is right by itself, and what lies beside it is not.
    found = told(check(folder, made, other.passphrase))
    assert {("folder_page", PAGE)} <= found or {("folder_payload", PAGE)} <= found
    assert ("folder_readme_other", NOTE) in found


def test_a_page_that_carries_another_copy_is_named(folder: Path, made: Made, other: Made) -> None:
    html = (other.folder / PAGE).read_bytes()
    (folder / PAGE).write_bytes(html)
    assert ("folder_payload", PAGE) in told(check(folder, made))
    payload = base64.b64encode((other.folder / SEALED).read_bytes())
    (folder / PAGE).write_bytes(carrying(payload)((made.folder / PAGE).read_bytes()))
    assert told(check(folder, made)) == {("folder_payload", PAGE)}


def test_a_page_and_a_note_of_another_copy_do_not_hide_behind_its_words(
    folder: Path, made: Made, other: Made
) -> None:
    """Everything is of the other copy but the words: then only the words are wrong."""
    for name in (PAGE, NOTE, SEALED):
        shutil.copy(other.folder / name, folder / name)
    with pytest.raises(KeepsakeError) as caught:
        check(folder, made)
    assert caught.value.code is Code.COPY_PASSPHRASE_WRONG
    assert check(folder, other).outcome is not Outcome.INVALID


@pytest.mark.parametrize("how", ["bit", "first bit", "cut", "longer", "empty"])
def test_a_damaged_sealed_file_is_named(how: str, folder: Path, made: Made) -> None:
    data = bytearray((folder / SEALED).read_bytes())
    if how in ("bit", "first bit"):
        data[0 if how == "first bit" else len(data) // 2] ^= 1
    changed = {"cut": data[:-1], "longer": data + b"x", "empty": b""}.get(how, data)
    (folder / SEALED).write_bytes(changed)
    report = check(folder, made)
    assert report.outcome is Outcome.INVALID
    assert SEALED in {file for _, file in told(report)}


def test_a_folder_without_its_sealed_file_is_told(folder: Path, made: Made) -> None:
    (folder / SEALED).unlink()
    report = check(folder, made)
    assert report.outcome is Outcome.INVALID
    assert SEALED in {file for _, file in told(report)}


def test_of_a_copy_that_was_not_signed_the_folder_is_said_to_be_not_checked(
    folder: Path, made: Made
) -> None:
    """As one of an earlier version is; what does not need a signature is compared all the same."""
    files = files_of(open_payload(made))
    plain = {n: d for n, d in files.items() if n not in ("data/contents.json", "signature.note")}
    sealed = seal(rebagged(plain), "words")
    was = base64.b64encode((folder / SEALED).read_bytes())
    html = (folder / PAGE).read_bytes().replace(was, base64.b64encode(sealed))
    (folder / SEALED).write_bytes(sealed)
    (folder / PAGE).write_bytes(html)
    report = check(folder, made, "words")
    reasons = {(one.reason, one.file, one.outcome) for one in report.steps[0].findings}
    assert ("folder_unsigned", PAGE, Outcome.NOT_CHECKED) in reasons
    assert ("folder_readme_other", NOTE, Outcome.INVALID) in reasons
    assert not any(reason in ("folder_page", "folder_readme") for reason, _, _ in reasons)


def test_a_copy_for_a_key_carries_nothing(made: Made, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    folder = tmp_path / "key"
    done = bundles.export(
        made.unlocked, made.entries, folder, bundles.reader(),
        authorities=made.authorities, recipient=str(identity.to_public()),
    )  # fmt: skip
    assert done.bytes < EMBED_BYTES_MAX
    assert check(folder, made, str(identity)).outcome is Outcome.VALID
    page(carrying(base64.b64encode((folder / SEALED).read_bytes())))(folder)
    assert told(check(folder, made, str(identity))) == {("folder_payload", PAGE)}


def test_the_note_names_what_is_elsewhere_first_and_what_to_compare(made: Made) -> None:
    note = (made.folder / NOTE).read_bytes().decode()
    empty = carrying(b"")((made.folder / PAGE).read_bytes())
    program = files_of(open_payload(made))["data/verify.py"]
    for digest in (sha256_hex(empty), sha256_hex(program)):
        assert note.count(digest) == 2, "in both languages"
    assert f"keepsake-host {__version__}" in note
    for said in (
        "a page inside a copy cannot prove itself",
        "No public\r\n   address for releases is known yet",
        "keepsake verify FOLDER",
        "with a hyphen between two",
        "avec un trait d’union entre deux",
    ):
        assert said in note
    assert "bag/data/verify.py" not in note
    assert max(map(len, note.splitlines())) < 90


def test_the_words_of_the_copy_open_it_for_age_as_the_note_says(made: Made) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", made.passphrase)
