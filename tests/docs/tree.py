"""The files of the project, as the tests of the documents see them."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def project_files() -> list[Path]:
    """Every file that is in version control or would be: what ignore rules name is left out."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / name for name in sorted(set(listing.split("\0"))) if (ROOT / name).is_file()]


def source_files(*suffixes: str) -> list[Path]:
    """The program text in the four folders that hold some, by ending."""
    folders = {"host", "extension", "build", "tests"}
    return [
        path
        for path in project_files()
        if path.suffix in suffixes and path.relative_to(ROOT).parts[0] in folders
    ]


def text_of(path: Path) -> str:
    """The text of a file, or nothing for one that is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def short(path: Path) -> str:
    """The path as it is spoken of."""
    return path.relative_to(ROOT).as_posix()
