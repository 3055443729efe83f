"""Finds the data files that extension, host and reader share, and the products built from them."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _roots() -> list[Path]:
    frozen = getattr(sys, "_MEIPASS", None)
    return [Path(frozen)] if frozen else [_PACKAGE.parents[1]]


def shared_path(*parts: str) -> Path:
    """Locates a file of `shared/` in a checkout, an installed wheel or a frozen program.

    Args:
        *parts: Path below `shared/`, for instance `"data", "errors.json"`.

    Returns:
        The path, which is not checked to exist below the folder.

    Raises:
        FileNotFoundError: There is no shared folder at all; the installation is broken.
    """
    for folder in (*(root / "shared" for root in _roots()), _PACKAGE / "_shared"):
        if (folder / "data").is_dir():
            return folder.joinpath(*parts)
    raise FileNotFoundError("the folder of shared data is not beside the program")


def shared_files(*parts: str) -> tuple[bytes, ...]:
    """Reads the data files of a folder of `shared/`, in the order of their names.

    Args:
        *parts: Path of the folder, for instance `"data", "lexicon"`.

    Raises:
        OSError: One cannot be read.
    """
    return tuple(path.read_bytes() for path in sorted(shared_path(*parts).glob("*.json")))


def product_path(*parts: str) -> Path:
    """Locates something that the build made, in a checkout, a wheel or a frozen program.

    Args:
        *parts: Path below `dist/`, for instance `"reader", "OPEN-ME.html"`.

    Returns:
        The path, which is not checked to exist.
    """
    carried = _PACKAGE / "_dist"
    return (carried if carried.is_dir() else _roots()[0] / "dist").joinpath(*parts)
