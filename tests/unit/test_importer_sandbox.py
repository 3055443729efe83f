"""Files of strangers are read in a process of their own, with an end to its time and memory."""

from __future__ import annotations

import io
import re
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fixtures import additions
from fixtures.vaults import environment
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.importing import sandboxed
from keepsake.flows.importing.add import Adding, offered, zone_of
from keepsake.formats.importers import mail, read, telegram
from keepsake.vault import creating
from keepsake.viewer.additions import Additions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.formats.importers.result import Imported

ZONE = zone_of(environment())


@pytest.fixture
def apart() -> Iterator[sandboxed.Sandbox]:
    one = sandboxed.Sandbox()
    yield one
    one.close()


def _read(one: sandboxed.Sandbox, name: str, data: bytes) -> Imported:
    return one.read(name, io.BytesIO(data), len(data), ZONE)[1]


SAMPLES = {
    "chat.txt": additions.IOS.encode(),
    "result.json": additions.telegram(),
    "messages.html": additions.telegram_page(),
    "message_1.json": additions.meta(),
    "a.eml": additions.mail(),
    "p.jpg": additions.photo(),
    "voice.opus": additions.opus(3),
    "all.zip": additions.archive({"a.eml": additions.mail(), "chat.txt": additions.IOS}),
    "notes.bin": b"\0\1\2",
    "damaged.zip": b"PK\x03\x04 and no more",
}


def test_it_finds_the_same_as_here(apart: sandboxed.Sandbox) -> None:
    for name, data in SAMPLES.items():
        kind, found = apart.read(name, io.BytesIO(data), len(data), ZONE)
        assert (kind, found) == read.read(name, io.BytesIO(data), len(data), ZONE), name


def test_nothing_is_read_in_this_process(
    apart: sandboxed.Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_facts: object) -> None:
        pytest.fail("it was read here")

    for module in (mail, telegram):
        for name in ("read", "read_json", "decode"):
            monkeypatch.setattr(module, name, fail, raising=False)
    monkeypatch.setattr(read, "contents", fail)
    assert _read(apart, "a.eml", additions.mail()).items
    assert _read(apart, "result.json", additions.telegram()).items


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("x.zip", additions.archive({"../x": "y"}), Code.ARCHIVE_NAMES),
        ("x.zip", additions.linked(), Code.ARCHIVE_NAMES),
        ("x.zip", additions.archive({"x": b"\0" * 110_000_000}), Code.ARCHIVE_BOMB),
        ("x.exe", b"MZ\0\0", Code.FILE_PROGRAM),
    ],
)
def test_what_is_not_to_be_kept_is_refused_as_before(
    apart: sandboxed.Sandbox, name: str, data: bytes, code: Code
) -> None:
    with pytest.raises(KeepsakeError) as refused:
        _read(apart, name, data)
    assert refused.value.code is code
    assert refused.value.facts["file"].startswith(name)
    assert _read(apart, "a.eml", additions.mail()).items, "the next is read"


def _stuck() -> bytes:
    """A chat that takes long to read: each line is looked at again for each that is open."""
    kind = "Content-Type: multipart/mixed; boundary="
    parts = [f"--{n}\r\n{kind}{n + 1}\r\n\r\n" for n in range(900)]
    head = f"Date: x\r\nSubject: y\r\n{kind}0\r\n\r\n"
    return (head + "".join(parts) + "x\r\n" * 400_000).encode()


def test_what_takes_too_long_is_ended_kept_and_noted(
    apart: sandboxed.Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandboxed, "LEAST_SECONDS", 1)
    monkeypatch.setattr(sandboxed, "BYTES_A_SECOND", 10**12)
    before = time.monotonic()
    assert _read(apart, "a.eml", _stuck()).notes == ["not_read"]
    assert time.monotonic() - before < 20
    monkeypatch.setattr(sandboxed, "LEAST_SECONDS", 30)
    assert _read(apart, "a.eml", additions.mail()).items, "the next is read"


def test_what_takes_too_much_memory_is_ended_kept_and_noted(
    apart: sandboxed.Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandboxed, "MEMORY_BYTES", 500_000_000)
    # 22 MB of JSON that decodes to thirty times that.
    data = b'{"participants":[],"messages":[' + b'{"a":[]},' * 2_500_000 + b"{}]}"
    assert _read(apart, "message_1.json", data).notes == ["not_read"]
    assert _read(apart, "a.eml", additions.mail()).items, "the next is read"


def test_a_process_that_dies_is_no_reason_to_lose_a_file(apart: sandboxed.Sandbox) -> None:
    class Killing(io.BytesIO):
        """A file whose reader is killed in the middle."""

        def seek(self, offset: int, whence: int = 0) -> int:
            if offset and apart._process is not None:
                apart._process.kill()
            return super().seek(offset, whence)

    data = additions.archive({f"{n}.txt": additions.IOS for n in range(200)})
    assert apart.read("a.zip", Killing(data), len(data), ZONE)[1].notes == ["not_read"]


def test_the_door_waits_for_no_file_that_is_read(tmp_path: Path) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    arriving, data = Additions(), _stuck()
    name = arriving.begin(vault, offered([("a.eml", len(data), "")]), "")
    arriving.piece(name, 0, 0, data)
    told: list[object] = []
    reader = threading.Thread(target=lambda: told.append(arriving.whole(name)))
    reader.start()
    time.sleep(1.5)
    before = time.monotonic()
    arriving.clear()
    assert time.monotonic() - before < 3
    reader.join(20)
    assert told, "it was kept"
    with pytest.raises(KeepsakeError):
        arriving.begin(vault, offered([("b.eml", 1, "")]), "")


def test_nothing_of_a_file_is_on_the_disk_while_it_is_read(tmp_path: Path) -> None:
    word = b"zebraquarrel"
    vault = creating.create(tmp_path / "vault", environment())
    data = additions.mail(body=word.decode() * 1000)
    adding = Adding(vault, offered([("a.eml", len(data), "")]), "")
    adding.start(0)
    adding.feed(data)
    assert adding.finish().items == 1
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or word not in file.read_bytes(), file
    process = adding._reading._process
    assert process is not None
    limits = Path(f"/proc/{process.pid}/limits")
    if limits.exists():
        assert re.search("Max file size +0 ", limits.read_text())
    adding.close()
    assert process.poll() is not None
