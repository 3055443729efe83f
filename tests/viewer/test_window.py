"""The window, drawn by Qt on a screen in memory: shows the door, leaves nothing, goes at once."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fixtures.canary import hits, marks
from keepsake.env import real_environment
from keepsake.flows.importing.add import Adding, offered
from keepsake.vault.handle import Vault
from keepsake.viewer import window
from keepsake.viewer.server import serve

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser

_MARKS = marks(("Marc D. · Direct", "17842055330127433", "61577840233190", "gets the video"))
_PROGRAM = """
import json, sys, threading, time
from pathlib import Path
import webview
from keepsake.viewer import window

def look(page, script, kind=""):
    shown = webview.windows[0]
    shown.run_js(f"setTimeout(() => {{ {script} }}, 0)")
    here = f"location.pathname === '{page}' && document.readyState === 'complete'"
    here += f" && document.body.className.includes('{kind}')"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not shown.run_js(here):
        time.sleep(0.1)

def act():
    shown = webview.windows[0]
    shown.events.loaded.wait(120)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not shown.run_js("!!document.querySelector('#offered')"):
        time.sleep(0.1)
    facts = {"title": shown.title, "text": shown.run_js("document.body.innerText"),
             "script": shown.run_js("!document.querySelector('#use-offered').hidden")}
    # The door has the same address as home.
    look("/", "document.querySelector('form[action=\\"/later\\"] button').click()", "open")
    for page in ("/captures/1", "/captures/1/text", "/captures/1/copy", "/statement"):
        look(page, f"location.href = '{page}'")
    look("/search", "const box = document.querySelector('#search'); box.value = 'gift cards'; "
         "box.form.requestSubmit()")
    facts["search"] = shown.run_js("document.querySelector('main').innerText")
    Path(sys.argv[2]).write_text(json.dumps(facts))
    print("looked", flush=True)
    sys.stdin.readline()
    gone = threading.Event()
    shown.events.closed += gone.set
    shown.run_js("setTimeout(() => document.querySelector('#leave button').click(), 0)")
    facts["closed"] = gone.wait(120)
    Path(sys.argv[2]).write_text(json.dumps(facts))

start = webview.start
webview.start = lambda **options: start(act, **options)
sys.exit(window.run(Path(sys.argv[1]), language="en"))
"""

_SAVING = """
import json, sys, threading, time
from pathlib import Path
import webview
from qtpy.QtWidgets import QFileDialog
from keepsake.viewer import window

out, asked = Path(sys.argv[2]), []

def ask(_view, _title, name, *_more):
    asked.append(name)
    return str(out.parent / f"saved-{len(asked)}.bin"), ""

QFileDialog.getSaveFileName = staticmethod(ask)

def until(found):
    deadline = time.monotonic() + 120
    while not found():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.1)

def act():
    shown = webview.windows[0]
    shown.events.loaded.wait(120)
    until(lambda: shown.run_js("!!document.querySelector('#offered')"))
    later = "document.querySelector('form[action=\\"/later\\"] button').click()"
    shown.run_js(f"setTimeout(() => {{ {later} }}, 0)")
    # The door has the same address as home; asked for meanwhile, another page would call it off.
    until(lambda: shown.run_js("document.body?.className === 'open'"))
    shown.run_js("setTimeout(() => { location.href = '/captures/2' }, 0)")
    button = "document.querySelector('form[action=\\"/captures/2/original/1\\"] button')"
    until(lambda: shown.run_js(f"location.pathname === '/captures/2' && !!{button}"))
    # What a page that was kept could hold: a file within itself.
    shown.run_js("setTimeout(() => { const a = document.createElement('a'); a.download = 'x.exe'; "
                 "a.href = 'data:application/octet-stream,MZ'; document.body.append(a); "
                 "a.click() }, 0)")
    time.sleep(2)
    before = list(asked)
    shown.run_js(f"setTimeout(() => {button}.click(), 0)")
    until(lambda: (out.parent / "saved-1.bin").exists())
    time.sleep(1)
    out.write_text(json.dumps({"before": before, "asked": asked}))
    shown.destroy()

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
        "TMPDIR": str(home.parent / "tmp"),
        "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox --disable-gpu",
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
        "LIBGL_ALWAYS_SOFTWARE": "1",
    }


def _start(
    vault: Path, out: Path, environment: dict[str, str], program: str = _PROGRAM
) -> subprocess.Popen[str]:
    xvfb = shutil.which("xvfb-run")
    assert xvfb, "xvfb-run is part of what tests need"
    screen = (xvfb, "-a", "-s", "-screen 0 1280x900x24")
    return subprocess.Popen(
        [*screen, sys.executable, "-c", program, str(vault), str(out)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_window_shows_the_door_and_goes_at_once(
    new_vault: Callable[[Path], Path], tmp_path: Path
) -> None:
    vault = new_vault(tmp_path / "vault")
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "tmp").mkdir()
    out = tmp_path / "facts.json"
    environment = _environment(home)
    running = _start(vault, out, environment)
    assert running.stdout is not None
    while (line := running.stdout.readline()) not in ("looked\n", ""):
        pass
    open_places = (*hits(home, _MARKS), *hits(tmp_path / "tmp", _MARKS))
    _, said = running.communicate("leave\n", timeout=400)
    assert line == "looked\n", said[-2000:]
    facts = json.loads(out.read_text())
    assert facts["title"] == "Keepsake"
    assert "Choose a passphrase" in facts["text"]
    assert facts["script"]
    assert facts["closed"]
    assert running.returncode == 0, said[-2000:]
    assert "Marc" in facts["search"]
    assert open_places == ()
    assert hits(home, _MARKS) + hits(tmp_path / "tmp", _MARKS) == []
    for path in [path for path in home.rglob("*") if path.is_file()]:
        for word in (b"127.0.0.1", b"Marc", b"/enter/", b"passphrase"):
            assert word not in path.read_bytes(), path


def test_the_window_saves_the_copy_that_was_asked_for_and_nothing_else(
    new_vault: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = new_vault(tmp_path / "vault")
    data = bytes(range(256)) * 5_000
    adding = Adding(Vault.open(path, real_environment()), offered([("a.bin", len(data), "")]), "")
    adding.start(0)
    adding.feed(data)
    adding.finish()
    adding.commit()
    for name in ("home", "tmp"):
        (tmp_path / name).mkdir()
    out = tmp_path / "facts.json"
    running = _start(path, out, _environment(tmp_path / "home"), _SAVING)
    _, said = running.communicate(timeout=400)
    assert out.exists(), said[-2000:]
    assert json.loads(out.read_text()) == {"before": [], "asked": ["a.bin"]}
    assert (tmp_path / "saved-1.bin").read_bytes() == data


def test_no_other_computer_reaches_it(new_vault: Callable[[Path], Path], tmp_path: Path) -> None:
    with serve(new_vault(tmp_path / "vault")) as serving:
        port = f"{int(serving.address.rpartition(':')[2]):04X}"
        rows = [
            line.split()
            for table in ("/proc/net/tcp", "/proc/net/tcp6")
            for line in Path(table).read_text(encoding="ascii").splitlines()[1:]
        ]
        # 0A is a socket that listens; the address is one of 127.0.0.0/8, as the kernel writes it.
        (listens,) = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{port}")]
        assert re.fullmatch(f"[0-9A-F]{{6}}7F:{port}", listens)


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
    assert told[0].startswith("http://127.")


def _visit_and_leave(address: str) -> None:
    code = (
        "import re, sys, urllib.request, http.cookiejar as jars\n"
        "jar = urllib.request.HTTPCookieProcessor(jars.CookieJar())\n"
        "opener = urllib.request.build_opener(jar)\n"
        "address = sys.argv[1]; base = address.split('/enter')[0]\n"
        "opener.open(address).read()\n"
        "page = opener.open(base).read().decode()\n"
        'csrf = re.findall(\'name="csrf" value="([0-9a-f]+)"\', page)[0]\n'
        "form = f'csrf={csrf}'.encode()\n"
        "request = urllib.request.Request(base + '/leave', form, {'Origin': base})\n"
        "opener.open(request).read()\n"
    )
    subprocess.run([sys.executable, "-c", code, address], check=True, timeout=120)
