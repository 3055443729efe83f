"""Builds the extension for each browser: its files, shared data, and a manifest of its own.

One source; a browser's differences are in `extension/<browser>.json`, laid over
`manifest.base.json`.
"""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "extension"
SHARED_DATA = ROOT / "shared" / "data"
TARGETS = ("chromium", "firefox")

# What the product consists of; anything else in the source folder stays out of it.
_FOLDERS = ("capture", "browser", "page", "ui", "icons", "_locales")
_SUFFIXES = frozenset({".js", ".html", ".css", ".png", ".json"})
_DATA = ("emergency.json", "errors.json", "platforms.json")

CHROMIUM_EXTENSION_ID: str = json.loads((SHARED_DATA / "browsers.json").read_text("utf-8"))[
    "chromium_extension_ids"
][0]


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def manifest(target: str) -> dict[str, Any]:
    """The manifest of one browser.

    Args:
        target: `chromium` or `firefox`.

    Raises:
        FileNotFoundError: There is no such target.
    """
    merged: dict[str, Any] = json.loads((SOURCE / "manifest.base.json").read_text("utf-8"))
    merged["version"] = _version()
    differences: dict[str, Any] = json.loads((SOURCE / f"{target}.json").read_text("utf-8"))
    for name, value in differences.items():
        both = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = {**merged[name], **value} if both else value
    return merged


def build_extension(target: str, out: Path) -> None:
    """Builds one browser's extension into a folder, which is emptied first.

    Args:
        target: `chromium` or `firefox`.
        out: The folder to load in the browser.
    """
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    shutil.copyfile(SOURCE / "background.js", out / "background.js")
    for folder in _FOLDERS:
        for file in sorted((SOURCE / folder).rglob("*")):
            if file.suffix in _SUFFIXES:
                copy = out / file.relative_to(SOURCE)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)
    (out / "data").mkdir()
    for name in _DATA:
        shutil.copyfile(SHARED_DATA / name, out / "data" / name)
    text = json.dumps(manifest(target), indent=2, ensure_ascii=False)
    (out / "manifest.json").write_text(text + "\n", "utf-8")


def main() -> int:
    """Builds every target below the folder given, or `dist/`."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    for target in TARGETS:
        build_extension(target, out / target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
