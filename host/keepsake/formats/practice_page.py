"""The page to practise on: an invented conversation, and nothing of anybody's.

The viewer serves it, the self-test serves it, and the add-on draws the same words by itself.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from keepsake.catalogue import table

if TYPE_CHECKING:
    from collections.abc import Sequence

LINES = 6
# Enough to scroll, so that what a capture does is seen.
ROUNDS = 4
_OWN_EACH = 3


def lines(language: str) -> list[str]:
    """What is said, in order; each time it is said again it has another number."""
    words = table("practice", language)
    said = [words[f"line.{number}"] for number in range(1, LINES + 1)]
    return [f"{line} ({turn})" for turn in range(1, ROUNDS + 1) for line in said]


def page(language: str, *, theme: str = "auto", icon: str = "", sheets: Sequence[str] = ()) -> str:
    """The page as HTML.

    Args:
        language: `en` or `fr`.
        theme: `light`, `dark` or `auto`, for its sheets.
        icon: Address of its icon, "" for none.
        sheets: Addresses of style sheets.
    """
    words = {key: escape(text) for key, text in table("practice", language).items()}
    head = f'<link rel="icon" href="{escape(icon)}" type="image/svg+xml">' if icon else ""
    head += "".join(f'<link rel="stylesheet" href="{escape(sheet)}">' for sheet in sheets)
    return (
        f'<!doctype html>\n<html lang="{language}" data-theme="{theme}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="robots" content="noindex">\n<title>Keepsake</title>\n{head}\n</head>\n'
        f'<body>\n<main>\n<h1>{words["title"]}</h1>\n<p class="lead">{words["do"]}</p>\n'
        f'<section aria-label="{words["talk"]}"><ol class="talk">\n{_rows(language, words)}</ol>'
        f"</section>\n<p>{words['after']}</p>\n</main>\n</body>\n</html>\n"
    )


def _rows(language: str, words: dict[str, str]) -> str:
    rows = ""
    for number, line in enumerate(lines(language), 1):
        side = "other" if number % _OWN_EACH else "own"
        who = words["other" if number % _OWN_EACH else "you"]
        said = f'<span class="who">{who}</span> <span class="said">{escape(line)}</span>'
        rows += f'<li class="{side}">{said}</li>\n'
    return rows
