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

import notices
from bundling import bundle, made_of

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "extension"
SHARED_DATA = ROOT / "shared" / "data"
SHARED_PICTURES = ROOT / "shared" / "guide" / "pictures"
TARGETS = ("chromium", "firefox")

# What the product consists of; anything else in the source folder stays out of it.
_FOLDERS = ("capture", "browser", "ui", "icons", "_locales")
# What is put into a page has to be one classic script: by its name, where its modules begin.
BUNDLES = {"page.js": "page/main.js", "record.js": "page/record.js"}
# A library of others, joined with all that it needs into one module.
LIBRARIES = ("lib/age.js",)
_SUFFIXES = frozenset({".js", ".html", ".css", ".png", ".json"})
_DATA = ("errors.json", "wordlist.txt", "wordlist_fr.txt", "words/practice.json")
# Read as one file: what is one file for each of these here.
_JOINED = ("help", "platforms")

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

    Raises:
        SystemExit: esbuild is not installed or refuses the sources.
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
    for name, entry in BUNDLES.items():
        (out / name).write_text(bundle(SOURCE / entry), "utf-8", newline="\n")
    (out / "pictures").mkdir()
    for drawing in sorted(SHARED_PICTURES.glob(f"toolbar-{target}-*.svg")):
        shutil.copyfile(drawing, out / "pictures" / drawing.name)
    for name in LIBRARIES:
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(bundle(SOURCE / name, "--format=esm"), "utf-8", newline="\n")
    inputs = [path for name in LIBRARIES for path in made_of(SOURCE / name)]
    licences = notices.render(notices.page_components(inputs))
    (out / notices.FILE).write_text(licences, "utf-8", newline="\n")
    (out / "data").mkdir()
    for name in _DATA:
        shutil.copyfile(SHARED_DATA / name, out / "data" / Path(name).name)
    for name in _JOINED:
        rows = [
            json.loads(file.read_text("utf-8")) for file in sorted((SHARED_DATA / name).iterdir())
        ]
        _write_json(out / "data" / f"{name}.json", rows)
    _write_json(out / "manifest.json", manifest(target))


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", "utf-8")


def main() -> int:
    """Builds every target below the folder given, or `dist/`."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    for target in TARGETS:
        build_extension(target, out / target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
