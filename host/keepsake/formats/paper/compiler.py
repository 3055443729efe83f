"""typst, handed everything in memory: nothing is written to disk and nothing is fetched."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import typst


@lru_cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def compiled(files: dict[str, bytes]) -> bytes:
    """Sets `main.typ` as a tagged PDF, PDF/UA-1, with the compiler's and the system's fonts.

    Args:
        files: Contents by name; typst takes text only, so pictures come as SVG.

    Raises:
        typst.TypstError: The document is wrong, or cannot be made accessible.
    """
    # The package's types forget that a source may be a dict of files in memory.
    sources: Any = files
    document: bytes = typst.compile(sources, font_paths=_fonts(), pdf_standards=["ua-1"])
    return document
