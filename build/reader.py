"""Builds the reader: one HTML file that opens a bundle without a network.

esbuild puts the modules of host/keepsake/bundle_reader/js, the age library and the words into one
script; its hash and the style's go into the page's own policy, so that nothing else can run in it.
What its workers run stands beside it as text, out of the same modules.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import sys
from pathlib import Path

import notices
from bundling import bundle, made_of

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "host" / "keepsake" / "bundle_reader"
TARGET = ROOT / "dist" / "reader" / "OPEN-ME.html"
PAYLOAD_MARK = "@@PAYLOAD@@"
AUTHORITIES = ROOT / "shared" / "data" / "authorities.json"


def main() -> int:
    """Builds and says how large it is."""
    script, style = bundle(SOURCE / "js" / "main.js"), bundle(SOURCE / "reader.css")
    worker = bundle(SOURCE / "js" / "worker.js")
    if PAYLOAD_MARK in script + style + worker:
        raise SystemExit("a script or the style holds the payload's mark")
    if "</" in worker:
        raise SystemExit("the worker's script would end where it stands in the page")
    page = (SOURCE / "index.html").read_text(encoding="utf-8")
    page = replace_once(page, "@@POLICY@@", policy(script, style))
    page = replace_once(page, '"@@ROOTS@@"', pins())
    page = replace_once(page, "<style></style>", f"<style>{style}</style>")
    page = replace_once(page, "<script></script>", f"<script>{script}</script>")
    page = replace_once(page, "@@WORKER@@", worker)
    page = replace_once(page, "@@NOTICES@@", notices_of(SOURCE / "js" / "main.js"))
    if page.count(PAYLOAD_MARK) != 1:
        raise SystemExit("the page must have one place for the payload")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    fresh = TARGET.with_suffix(f".{os.getpid()}")  # several may build at once
    fresh.write_text(page, encoding="utf-8", newline="\n")
    fresh.replace(TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes")
    return 0


def notices_of(entry: Path) -> str:
    """The licences of what a script is made of, as text that no page takes for markup."""
    components = notices.page_components(made_of(entry))
    return html.escape(notices.render(components), quote=False)


def pins() -> str:
    """The roots that the page trusts for each authority; an export puts those of its program in."""
    rows = json.loads(AUTHORITIES.read_text(encoding="utf-8"))["authorities"]
    read = [
        {
            "id": row["id"],
            "name": row["name"],
            "pem": "".join((AUTHORITIES.parent / name).read_text("ascii") for name in row["roots"]),
        }
        for row in rows
    ]
    return json.dumps(read)


def policy(script: str, style: str) -> str:
    """The Content-Security-Policy: the page's own script and style, pictures it made, no more.

    Only that script can start a worker, which works under this policy too.
    """
    return (
        f"default-src 'none'; script-src {fingerprint(script)}; style-src {fingerprint(style)};"
        " img-src blob: data:; worker-src blob:; base-uri 'none'; form-action 'none'"
    )


def fingerprint(text: str) -> str:
    """How a policy names an inline script or style."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def replace_once(page: str, mark: str, text: str) -> str:
    """Puts a text in the one place that waits for it."""
    before, found, after = page.partition(mark)
    if not found or mark in after:
        raise SystemExit(f"the page must have one {mark}")
    return before + text + after


if __name__ == "__main__":
    sys.exit(main())
