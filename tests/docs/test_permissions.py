"""What the extension asks of the browser is what we say it asks, with a reason for each."""

from __future__ import annotations

import json
import re

from docs.tree import ROOT

_EXTENSION = ROOT / "extension"
_ASKED = {
    "activeTab",
    "contextMenus",
    "nativeMessaging",
    "scripting",
    "storage",
    "unlimitedStorage",
}


def _manifests() -> list[dict[str, object]]:
    names = ("manifest.base.json", "chromium.json", "firefox.json")
    return [json.loads((_EXTENSION / name).read_text(encoding="utf-8")) for name in names]


def _all(member: str) -> set[str]:
    return {name for manifest in _manifests() for name in manifest.get(member, [])}


def test_the_extension_asks_for_six_permissions_and_no_more() -> None:
    assert _all("permissions") == _ASKED
    assert _all("host_permissions") == set()
    assert not any("content_scripts" in manifest for manifest in _manifests())


def test_security_md_gives_a_reason_for_every_permission() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    asked = _ASKED | _all("optional_permissions") | _all("optional_host_permissions")
    for name in asked:
        reasons = re.findall(rf"^.*`{re.escape(name)}`.*$", text, re.MULTILINE)
        assert any(len(reason) > len(name) + 20 for reason in reasons), name
