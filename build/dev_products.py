"""What is built into dist/: the extension for each browser, the reader, the demonstration site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dev_base import BUILD, DIST, PYTHON, ROOT, fingerprint, is_done, mark_done, quiet
from dev_node import ensure_packages, node_environment
from validation import MADE, RECORD, SOURCES

if TYPE_CHECKING:
    from pathlib import Path

    from dev_node import Node

_HOST = ROOT / "host" / "keepsake"
_LOCK = BUILD / "package-lock.json"
NOTICES = tuple(
    BUILD / name for name in ("licences.py", "notices.json", "notices.py", "notices_parts.py")
)
_JOINING = (BUILD / "bundling.py", _LOCK)
_BUNDLING = ROOT / "tests" / "fixtures" / "bundling.py"


@dataclass(frozen=True)
class Product:
    """Something built by one script: from which files, and what must be there afterwards."""

    name: str
    title: str
    script: Path
    inputs: tuple[Path, ...]
    outputs: tuple[Path, ...]


EXTENSION = Product(
    "extension",
    "Building the extension",
    BUILD / "extension.py",
    (ROOT / "extension", ROOT / "shared", *_JOINING),
    (DIST / "chromium" / "manifest.json", DIST / "firefox" / "manifest.json"),
)
READER = Product(
    "reader",
    "Building the reader",
    BUILD / "reader.py",
    (_HOST / "bundle_reader", ROOT / "shared", *NOTICES, *_JOINING),
    (DIST / "reader" / "OPEN-ME.html",),
)
FONTS = Product(
    "fonts",
    "Taking out the fonts of papers",
    BUILD / "fonts.py",
    (_LOCK, BUILD / "requirements.txt"),
    (DIST / "fonts" / "KeepsakeHan.otf",),
)
DEMO = Product(
    "demo",
    "Building the demonstration site",
    BUILD / "demo.py",
    (ROOT / "tests" / "fixtures" / "demo", _BUNDLING, _LOCK),
    (DIST / "demo" / "expected.json",),
)
LIBRARIES = Product(
    "libraries",
    "Building the pages of chat libraries",
    BUILD / "libraries.py",
    (ROOT / "tests" / "fixtures" / "pages" / "libraries", _BUNDLING, _LOCK),
    (DIST / "libraries" / "virtuoso.js",),
)
VALIDATION = Product(
    "validation",
    "Looking up the record of tests",
    BUILD / "validation.py",
    (*SOURCES, RECORD),
    (MADE,),
)
SHELL = Product(
    "shell",
    "Writing man page and completions",
    BUILD / "shell.py",
    (_HOST, ROOT / "shared" / "data", ROOT / "CHANGELOG.md"),
    (DIST / "shell" / "share" / "man" / "man1" / "keepsake.1",),
)


def _build(product: Product, node: Node) -> None:
    key = fingerprint([product.script, *product.inputs])
    if is_done(product.name, key) and all(path.exists() for path in product.outputs):
        return
    quiet([PYTHON, product.script], product.title, env=node_environment(node))
    mark_done(product.name, key)


def build_products(*, tests: bool) -> None:
    """Build what is out of date.

    Args:
        tests: also what is made with packages of the tests, and is only published.

    Raises:
        DevError: a build script failed.
    """
    node = ensure_packages()
    for product in (
        EXTENSION,
        READER,
        FONTS,
        DEMO,
        LIBRARIES,
        VALIDATION,
        *((SHELL,) if tests else ()),
    ):
        _build(product, node)
