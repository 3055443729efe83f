"""Sends files to the window, as its own page would."""

from __future__ import annotations

import json

from viewer.conftest import HOST, Browser


def send(working: Browser, address: str, data: bytes = b"") -> tuple[int, dict[str, object]]:
    login = working.state.browser_session
    assert login is not None
    answer = working.client.post(
        address,
        base_url=f"http://{HOST}",
        data=data,
        headers={"Origin": f"http://{HOST}", "X-Keepsake-Form": login.csrf},
    )
    return answer.status_code, answer.get_json(silent=True) or {}


def add(working: Browser, *files: tuple[str, bytes], about: str = "") -> int:
    rows = [{"name": name, "size": len(data), "modified": "2026-11-20T23:00:00.000Z"}
            for name, data in files]  # fmt: skip
    told = json.dumps({"files": rows, "about": about, "who": "Noor"}).encode()
    name = send(working, "/add", told)[1]["id"]
    for at, (_name, data) in enumerate(files):
        for start in range(0, max(1, len(data)), 1000):
            assert send(working, f"/add/{name}/{at}/{start}", data[start : start + 1000])[0] == 200
        assert send(working, f"/add/{name}/whole")[0] == 200
    return int(str(send(working, f"/add/{name}/end")[1]["entry"]))


def added(browser: Browser, data: bytes) -> None:
    login = browser.state.browser_session
    assert login is not None
    headers = {"Origin": f"http://{HOST}", "X-Keepsake-Form": login.csrf}

    def send(address: str, body: bytes) -> dict[str, object]:
        answer = browser.client.post(
            address, base_url=f"http://{HOST}", data=body, headers=headers,
            content_type="application/octet-stream",
        )  # fmt: skip
        assert answer.status_code == 200
        found: dict[str, object] = answer.get_json()
        return found

    offer = {"files": [{"name": "notes.txt", "size": len(data)}]}
    name = send("/add", json.dumps(offer).encode())["id"]
    send(f"/add/{name}/0/0", data)
    send(f"/add/{name}/whole", b"")
    assert send(f"/add/{name}/end", b"")["entry"] is not None
