"""The way into the viewer: one browser, once, and nobody reads it from a list of programs."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from e2e.profiles import chromium, firefox
from keepsake.viewer import context, way_in, window
from keepsake.viewer.server import serve
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS = 60
# Starts as a browser does: told what to open by its arguments, it opens that, and goes on.
_BROWSER = """#!{python}
import json, os, pathlib, re, sys, time, urllib.parse, urllib.request
opened = sys.argv[1]
shown = facts = {{"opened": opened, "address": opened}}
if opened.startswith("file:"):
    path = pathlib.Path(urllib.request.url2pathname(urllib.parse.urlsplit(opened).path))
    text = path.read_text()
    facts |= {{"file": str(path), "text": text, "mode": path.stat().st_mode,
              "folder": path.parent.stat().st_mode}}
    facts["address"] = re.search(r"http://[^\\"]+", text)[0]
out = pathlib.Path({out!r})
out.with_suffix(".new").write_text(json.dumps(facts))
out.with_suffix(".new").rename(out)
time.sleep(600)
"""


def _programs() -> Iterator[tuple[int, bytes]]:
    """What runs on this computer, as any of its users reads it: number and command line."""
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it ended since it was listed
            yield int(one.parent.name), one.read_bytes()


def _command_lines() -> str:
    return "\n".join(line.decode(errors="replace") for _, line in _programs())


def _interruptible() -> None:
    """What a shell has in its background ignores the interrupt, and so does what that starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Run:
    """`keepsake view --browser`, which starts a browser that is a process of its own."""

    def __init__(self, vault: Path, folder: Path) -> None:
        self.out, program = folder / "facts.json", folder / "a-browser"
        self.out.unlink(missing_ok=True)
        program.write_text(_BROWSER.format(python=sys.executable, out=str(self.out)))
        program.chmod(0o700)
        self.home = folder / "home"
        self.home.mkdir(exist_ok=True)
        environment = os.environ | {
            "BROWSER": f"{program} %s &",
            "DISPLAY": ":99",
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
        }
        self.program = subprocess.Popen(
            [sys.executable, "-m", "keepsake", "view", "--browser", "--vault", str(vault)],
            env=environment,
            start_new_session=True,
            preexec_fn=_interruptible,
        )

    def facts(self) -> dict[str, Any]:
        until(self.out.exists, SECONDS, "no browser was started")
        found: dict[str, Any] = json.loads(self.out.read_text())
        return found

    def files(self) -> list[Path]:
        return [path for path in self.home.rglob("*.html") if path.is_file()]

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        self.program.send_signal(how)
        self.program.wait(SECONDS)


@pytest.fixture
def start(vault: Path, tmp_path: Path) -> Iterator[Callable[[], Run]]:
    runs: list[Run] = []

    def started() -> Run:
        runs.append(Run(vault, tmp_path))
        return runs[-1]

    yield started
    for run in runs:
        if run.program.poll() is None:
            run.end()
    mark = str(tmp_path / "a-browser").encode()
    for number, line in _programs():
        if mark in line:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)


def _visit(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_no_process_of_this_computer_shows_the_way_in(start: Callable[[], Run]) -> None:
    run = start()
    seen = _command_lines()
    while not run.out.exists() and run.program.poll() is None:
        seen += _command_lines()
        time.sleep(0.02)
    facts = run.facts()
    seen += _command_lines()
    token = facts["address"].rpartition("/")[2]
    assert len(token) == 64
    assert "a-browser" in seen
    assert token not in seen
    assert _visit(facts["address"]) == 200
    assert token not in _command_lines()


def test_the_file_is_the_persons_alone_holds_nothing_else_and_goes(
    start: Callable[[], Run],
) -> None:
    run = start()
    facts = run.facts()
    assert stat.S_IMODE(facts["mode"]) == 0o600
    assert stat.S_IMODE(facts["folder"]) == 0o700
    rest = facts["text"].replace(facts["address"], "")
    assert re.fullmatch(r"http://127\.[\d.]+:\d+/enter/[0-9a-f]{64}", facts["address"])
    assert rest == way_in.PAGE.format(address="")
    assert run.files() == [Path(facts["file"])]
    _visit(facts["address"])
    until(lambda: not run.files(), SECONDS, "the file stays after it was used")


def test_the_file_goes_with_the_program_and_with_the_next_where_it_was_killed(
    start: Callable[[], Run],
) -> None:
    first = start()
    first.facts()
    first.end()
    assert first.files() == []
    killed = start()
    killed.facts()
    killed.end(signal.SIGKILL)
    assert len(killed.files()) == 1
    lives = start()
    found = Path(lives.facts()["file"])
    assert lives.files() == [found]
    another = start()
    beside = Path(another.facts()["file"])
    assert set(another.files()) == {found, beside}


@pytest.mark.browser
@pytest.mark.parametrize("kind", [chromium, firefox])
def test_a_browser_that_opens_the_file_is_in(
    vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Any
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    made: list[str] = []
    page = context.page

    def noted(template: str, **facts: object) -> str:
        made.append(template)
        return page(template, **facts)

    monkeypatch.setattr(context, "page", noted)
    with serve(vault) as running, kind(tmp_path / "profile") as visit:
        with way_in.written(running.entrance()) as path:
            visit(path.as_uri())
            until(lambda: running.state.browser_session, SECONDS, "nobody came in")
        # It is in only where the page after the first shows the cookie.
        until(lambda: "unlock.html" in made, SECONDS, "the door was not shown")


def test_a_folder_of_somebody_else_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written where it could be read; the address is told instead."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(way_in, "SNAPS", tmp_path / "none")
    with way_in.written("http://127.0.0.1:1/enter/x") as path:
        folder = path.parent
    folder.symlink_to(tmp_path / "elsewhere")
    way = way_in.written("http://127.0.0.1:1/enter/x")
    with pytest.raises(OSError, match="not a folder of this person"):
        way.__enter__()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_where_browsers_see_only_the_home_the_file_lies_there_in_view(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser from a snap opens no hidden folder and nothing outside the home."""
    monkeypatch.setattr(way_in, "SNAPS", tmp_path)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    with way_in.written("http://127.0.0.1:1/enter/x") as path:
        inside = path.relative_to(tmp_path / "home")
        assert not [part for part in inside.parts if part.startswith(".") or part == "snap"]
    assert list((tmp_path / "home").iterdir()) == []


def test_where_nobody_comes_the_address_is_told(
    vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser that may not read the file shows an error, and the person has another way."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(window, "NOBODY_SECONDS", 0.2)
    monkeypatch.setattr(window, "GOODBYE_SECONDS", 0.2)
    monkeypatch.setattr(window, "_has_screen", lambda: True)
    monkeypatch.setattr("webbrowser.open", lambda _address: True)
    told: list[str] = []

    def announce(address: str) -> None:
        told.append(address)
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        opener = urllib.request.build_opener(jar)
        base = address.partition("/enter")[0]
        opener.open(address).read()
        csrf = re.findall('name="csrf" value="([0-9a-f]+)"', opener.open(base).read().decode())[0]
        form = f"csrf={csrf}".encode()
        opener.open(urllib.request.Request(f"{base}/leave", form, {"Origin": base})).read()

    assert window.run(vault, browser=True, announce=announce) == 0
    assert len(told) == 1
