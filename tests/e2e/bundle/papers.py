"""What the papers of a bundle say: their first pages, or all of one."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.bundle.verdicts import Files


# What only paper says of a message that it names: on which picture it is, and on which page that.
SPOT = re.compile(r"(message \d+), (?:picture|image) \d+(?:, page \d+)?")


def two_pages(files: Files, folder: Path) -> str:
    """The words on the first two pages of the report, without where messages are on paper."""
    return SPOT.sub(r"\1", two_whole_pages(files, folder))


def two_whole_pages(files: Files, folder: Path) -> str:
    """The same as it stands there."""
    path = folder / "report.pdf"
    path.write_bytes(files["data/report.pdf"])
    command = ["pdftotext", "-l", "2", "-layout", path, "-"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return " ".join(done.stdout.split())


def paper(data: bytes, folder: Path, *options: str) -> tuple[str, int]:
    """The words of a PDF, and how many pages it has; `-raw` for the order of its own."""
    path = folder / "paper.pdf"
    path.write_bytes(data)
    text = subprocess.run(
        ["pdftotext", *options, path, "-"], check=True, capture_output=True, text=True
    )
    facts = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True)
    pages = next(line for line in facts.stdout.splitlines() if line.startswith("Pages:"))
    return text.stdout, int(pages.split()[1])
