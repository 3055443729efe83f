"""typst, handed everything in memory: nothing is written to disk and nothing is fetched."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import typst

from keepsake.shared import product_path

# Tried in this order, then whatever else there is has the sign: others have it too, drawn worse.
FAMILIES = (
    "Libertinus Serif",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
    "Noto Emoji",
)
ACCESSIBLE = "ua-1"
ARCHIVED = "a-3a"
_REMEMBERED = 10  # typst keeps what it laid out for as many documents that need none of it
_EMPTY = {"main.typ": b'#set document(title: "-")'}
_PANIC = "PanicException"  # what typst raises for its own faults; no `Exception`, and in no module


@lru_cache
def _fonts() -> typst.Fonts:
    # None of the system's: the same paper comes out on every computer.
    return typst.Fonts(include_system_fonts=False, font_paths=[product_path("fonts")])


def compiled(files: dict[str, bytes], moment: int | None = None) -> bytes:
    """Sets `main.typ` as a tagged PDF with the compiler's fonts and the program's own.

    Args:
        files: Contents by name; typst takes text only, so pictures come as SVG.
        moment: When the document is made, in seconds since 1970, for one that is archived: PDF/UA-1
            and PDF/A-3a. None for PDF/UA-1 alone, without a date.

    Raises:
        typst.TypstError: The document is wrong, or cannot be made accessible, or typst failed.
    """
    # The package's types forget that a source may be a dict of files in memory.
    sources: Any = files
    standards: Any = [ACCESSIBLE] if moment is None else [ARCHIVED, ACCESSIBLE]
    try:
        document: bytes = typst.compile(
            sources, font_paths=_fonts(), pdf_standards=standards, timestamp=moment
        )
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise typst.TypstError(str(error), str(error)) from error
    return document


def asked(files: dict[str, bytes], label: str) -> dict[str, int]:
    """The pairs that a document has as metadata under a label; {} where it has none.

    Soon after it was set, with the same files, that is quick: typst remembers what it laid out.

    Raises:
        typst.TypstError: The document is wrong.
    """
    sources: Any = files
    told = typst.query(sources, f"<{label}>", field="value", font_paths=_fonts())
    return {name: page for found in json.loads(told) for name, page in found}


def forget() -> None:
    """Has typst let go of what it remembers of the documents before; some hundredths of a second.

    Of a long thread that is tens of megabytes, until as many other documents have been set.
    """
    for _ in range(_REMEMBERED + 1):
        compiled(_EMPTY)
