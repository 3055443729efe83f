"""The window, drawn by Qt on a screen in memory: shows the door, leaves nothing, goes at once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from keepsake.viewer import window

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser

_PROGRAM = """
import json, sys, threading, time
from pathlib import Path
import webview
from keepsake.viewer import window

def act():
    shown = webview.windows[0]
    shown.events.loaded.wait(30)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not shown.run_js("!!document.querySelector('#offered')"):
        time.sleep(0.1)
    facts = {"title": shown.title, "text": shown.run_js("document.body.innerText"),
             "script": shown.run_js("!document.querySelector('#use-offered').hidden")}
    gone = threading.Event()
    shown.events.closed += gone.set
    shown.run_js("setTimeout(() => document.querySelector('#leave button').click(), 0)")
    facts["closed"] = gone.wait(60)
    Path(sys.argv[2]).write_text(json.dumps(facts))

start = webview.start
webview.start = lambda **options: start(act, **options)
sys.exit(window.run(Path(sys.argv[1]), language="en"))
"""


def _environment(home: Path) -> dict[str, str]:
    """A home of its own; as root, Qt's browser does not start inside its sandbox."""
    return os.environ | {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox --disable-gpu",
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
        "LIBGL_ALWAYS_SOFTWARE": "1",
    }


def test_the_window_shows_the_door_and_goes_at_once(
    new_vault: Callable[[Path], Path], tmp_path: Path
) -> None:
    vault = new_vault(tmp_path / "vault")
    home = tmp_path / "home"
    home.mkdir()
    out = tmp_path / "facts.json"
    environment = _environment(home)
    xvfb = shutil.which("xvfb-run")
    assert xvfb, "xvfb-run is part of what tests need"
    done = subprocess.run(
        [
            xvfb,
            "-a",
            "-s",
            "-screen 0 1280x900x24",
            sys.executable,
            "-c",
            _PROGRAM,
            str(vault),
            str(out),
        ],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert out.exists(), done.stderr[-2000:]
    facts = json.loads(out.read_text())
    assert facts["title"] == "Keepsake"
    assert "Choose a passphrase" in facts["text"]
    assert facts["script"]
    assert facts["closed"]
    assert done.returncode == 0, done.stderr[-2000:]
    for path in [path for path in home.rglob("*") if path.is_file()]:
        for word in (b"127.0.0.1", b"Marc", b"/enter/", b"passphrase"):
            assert word not in path.read_bytes(), path


def test_without_a_screen_the_address_is_told(
    monkeypatch: pytest.MonkeyPatch, new_vault: Callable[[Path], Path], tmp_path: Path
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(window, "GOODBYE_SECONDS", 0.2)
    assert not window.can_open_window()
    told: list[str] = []

    def announce(address: str) -> None:
        told.append(address)
        _visit_and_leave(address)

    assert window.run(new_vault(tmp_path / "vault"), announce=announce) == 0
    assert len(told) == 1
    assert told[0].startswith("http://127.0.0.1:")


def _visit_and_leave(address: str) -> None:
    code = (
        "import re, sys, urllib.request, http.cookiejar as jars\n"
        "jar = urllib.request.HTTPCookieProcessor(jars.CookieJar())\n"
        "opener = urllib.request.build_opener(jar)\n"
        "address = sys.argv[1]; base = address.split('/enter')[0]\n"
        "page = opener.open(address).read().decode()\n"
        'csrf = re.findall(\'name="csrf" value="([0-9a-f]+)"\', page)[0]\n'
        "form = f'csrf={csrf}'.encode()\n"
        "request = urllib.request.Request(base + '/leave', form, {'Origin': base})\n"
        "opener.open(request).read()\n"
    )
    subprocess.run([sys.executable, "-c", code, address], check=True, timeout=30)
