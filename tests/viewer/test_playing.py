"""Sound that was added by hand is played from memory, a stretch at a time, and nowhere else."""

from __future__ import annotations

import io
import tempfile
import wave
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from fixtures import additions
from keepsake.env import real_environment
from keepsake.viewer import media
from keepsake.viewer.server import serve
from keepsake_drive.chromium import find_chromium
from viewer.access import violations
from viewer.conftest import HOST, Browser, session_of
from viewer.recordings import recordings
from viewer.screens import ARGUMENTS, shoot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from keepsake.vault.unlocked import Unlocked

RATE = 48_000
MARK = b"\x11\x22\x33\x44" * 1_024
CHROME = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
SAFARI = "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15"
CHAT = "2026-11-20, 18:04 - Dorian Vale: PTT-20261120-WA0003.opus (file attached)\n"
VOICE = "PTT-20261120-WA0003.opus"


def sound(seconds: float) -> bytes:
    """A sound of so many seconds in which one sequence of bytes comes again and again."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        size = int(seconds * RATE) * 2
        file.writeframes((MARK * (size // len(MARK) + 1))[:size])
    return out.getvalue()


def _ask(
    browser: Browser, address: str, stretch: str = "", *, agent: str = CHROME
) -> tuple[int, bytes, Mapping[str, str]]:
    headers = {"User-Agent": agent} | ({"Range": stretch} if stretch else {})
    with browser.client.get(address, base_url=f"http://{HOST}", headers=headers) as answer:
        return answer.status_code, answer.get_data(), dict(answer.headers)


def _add(browser: Browser, *files: tuple[str, bytes]) -> int:
    assert browser.state.unlocked_session is not None
    receipt, refused = additions.add(browser.state.unlocked_session.unlocked.vault, files)
    assert receipt is not None
    assert refused == []
    return receipt.entry


def test_any_stretch_is_exactly_what_was_kept(working: Browser) -> None:
    whole = sound(30)
    address = f"/captures/{_add(working, ('voice.wav', whole))}/media/1"
    size = len(whole)
    for given, start, stop in (
        ("bytes=0-1", 0, 2),
        ("bytes=0-", 0, media.PIECE_BYTES),
        ("bytes=65530-65545", 65_530, 65_546),
        (f"bytes={size - 3}-", size - 3, size),
        ("bytes=-5", size - 5, size),
    ):
        status, data, headers = _ask(working, address, given)
        assert (status, data == whole[start:stop]) == (206, True), given
        assert headers["Content-Range"] == f"bytes {start}-{stop - 1}/{size}"
        assert headers["Content-Type"] == "audio/wav"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert _ask(working, address, f"bytes={size}-")[0] == 416
    for refused in ("", "bytes=0-1,5-6"):
        assert _ask(working, address, refused)[0] == 400, refused
    working.state.lock()
    assert _ask(working, address, "bytes=0-1")[0] == 303


def test_what_was_altered_is_not_played(working: Browser) -> None:
    entry = _add(working, ("voice.wav", sound(3)))
    assert working.state.unlocked_session is not None
    unlocked = working.state.unlocked_session.unlocked
    body = unlocked.capture(entry).body
    assert _ask(working, f"/captures/{entry}/media/1", "bytes=0-9")[0] == 206
    path = unlocked.part_path(body.capture, 1)
    # Sealed to the vault as it should be, by somebody who has no key: other bytes all the same.
    path.write_bytes(unlocked.vault.seal(sound(2)))
    assert _ask(working, f"/captures/{entry}/media/1", "bytes=0-9")[0] == 500


def test_a_voice_message_in_an_exported_chat(working: Browser) -> None:
    voice = sound(2)
    members = {"chat/WhatsApp Chat.txt": CHAT, f"chat/{VOICE}": voice, "chat/run.sh": "#!/bin/sh\n"}
    entry = _add(working, ("chat.zip", additions.archive(members)))
    text = working.get(f"/captures/{entry}/text", **{"User-Agent": CHROME})[1]
    address = f"/captures/{entry}/message/1/media/1"
    assert f'src="{address}"' in text
    status, data, headers = _ask(working, address, "bytes=0-")
    assert (status, data, headers["Content-Type"]) == (206, voice, "audio/wav")
    for none in ("message/1/media/2", "message/9/media/1", "message/1/media/0", "media/1"):
        assert _ask(working, f"/captures/{entry}/{none}", "bytes=0-")[0] == 404, none


@pytest.mark.parametrize(
    ("agent", "kind", "size", "why"),
    [
        (CHROME, "audio/wav", 10**9, ""),
        (CHROME, "audio/amr", 10, "kind"),
        (FIREFOX, "audio/wav", media.FIREFOX_BYTES_MAX, ""),
        (FIREFOX, "audio/wav", media.FIREFOX_BYTES_MAX + 1, "browser"),
        (SAFARI, "audio/wav", 10, "browser"),
    ],
)
def test_who_is_given_what(agent: str, kind: str, size: int, why: str) -> None:
    assert media.refused(agent, kind, size) == why


def test_what_is_no_sound_is_not_given_whatever_it_is_called(working: Browser) -> None:
    """A page, a drawing that runs scripts and a program, each under the name of a voice message."""
    for data in ("<html><script>alert(1)</script>", "<svg onload=alert(1)>", "#!/bin/sh\necho"):
        entry = _add(working, ("chat.zip", additions.archive({"chat.txt": CHAT, VOICE: data})))
        for stretch in ("bytes=0-", ""):
            status, answered, _ = _ask(working, f"/captures/{entry}/message/1/media/1", stretch)
            assert status == 404
            assert b"alert" not in answered


def test_what_does_not_play_is_told(working: Browser) -> None:
    entry = _add(working, ("voice.amr", b"#!AMR\n" + b"\x04" * 100), ("v.wav", sound(1)))
    page = working.get(f"/captures/{entry}", **{"User-Agent": CHROME})[1]
    assert page.count("<audio") == 1
    assert "This kind of file does not play in a browser." in page
    other = working.get(f"/captures/{entry}", **{"User-Agent": SAFARI})[1]
    assert "<audio" not in other
    assert "This browser writes what it plays to the disk" in other
    assert _ask(working, f"/captures/{entry}/media/2", "bytes=0-", agent=SAFARI)[0] == 404
    assert _ask(working, f"/captures/{entry}/media/1", "bytes=0-")[0] == 404


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder with a short name, for a browser's sockets have little room for theirs."""
    with tempfile.TemporaryDirectory(prefix="k-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


@pytest.mark.browser
def test_a_browser_plays_it_and_keeps_nothing(vault: Path, unlocked: Unlocked, room: Path) -> None:
    """Played, and played from its middle, in a real Chromium whose every file is looked into."""
    told: list[str] = []
    with serve(vault) as running, sync_playwright() as playwright:
        session = session_of(vault, unlocked, real_environment())
        broken = b"OggS" + bytes(200)
        receipt, _ = additions.add(
            session.unlocked.vault, [("voice.wav", sound(150)), ("bad.ogg", broken)]
        )
        assert receipt is not None
        context = playwright.chromium.launch_persistent_context(
            str(room / "profile"), executable_path=str(find_chromium()), args=ARGUMENTS,
            env={"TMPDIR": str(room), "HOME": str(room)},
        )  # fmt: skip
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.goto(running.entrance())
        running.state.unlocked_session = session
        running.state.touch()
        page.goto(f"{running.address}/captures/{receipt.entry}")
        player = page.locator("audio").first
        player.evaluate("(one) => { one.muted = true; return one.play(); }")
        page.wait_for_function("() => document.querySelector('audio').currentTime > 0.2")
        assert player.evaluate("(one) => Math.round(one.duration)") == 150
        player.evaluate("(one) => { one.currentTime = 140; }")
        page.wait_for_function("() => document.querySelector('audio').currentTime > 140.2")
        page.locator("audio").last.evaluate("(one) => { one.load(); one.play().catch(() => 0); }")
        page.locator(".play-told").last.wait_for()
        expect(player).to_be_visible()
        shoot(page, "added-sound")
        assert violations(page) == []
        held = [path for path in _files(room) if MARK in path.read_bytes()]
        assert held == []
        assert not any("Refused" in one or "policy" in one.lower() for one in told), told
        context.close()
    assert any(True for _ in _files(room)), "a browser that writes nothing shows nothing"
    assert [path for path in _files(room) if MARK in path.read_bytes()] == []


@pytest.mark.browser
def test_what_phones_record_is_played(vault: Path, unlocked: Unlocked) -> None:
    """A voice message (Ogg Opus), M4A, MP4 and WebM, all by real encoders, each to its end."""
    with serve(vault) as running, sync_playwright() as playwright:
        session = session_of(vault, unlocked, real_environment())
        browser = playwright.chromium.launch(executable_path=str(find_chromium()), args=ARGUMENTS)
        page = browser.new_page()
        page.goto(running.entrance())
        files = recordings(page)
        receipt, refused = additions.add(session.unlocked.vault, [*files.items()])
        assert (receipt is not None, refused) == (True, [])
        running.state.unlocked_session = session
        running.state.touch()
        page.goto(f"{running.address}/captures/{receipt.entry if receipt else 0}")
        expect(page.locator("audio, video")).to_have_count(len(files))
        for at, name in enumerate(files):
            player = page.locator("audio, video").nth(at)
            player.evaluate("(one) => { one.muted = true; one.play().catch(() => 0); }")
            page.wait_for_function(
                "(at) => { const one = document.querySelectorAll('audio, video')[at];"
                " return one.error || (one.ended && one.currentTime > 0.5); }",
                arg=at,
            )
            assert player.evaluate("(one) => one.error && one.error.message") is None, name
        browser.close()
