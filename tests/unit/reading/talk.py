"""What is said on pages that tests make by hand, and how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.reading.fields import SeenItem
from keepsake.reading.read import read
from unit.reading.known import known
from unit.reading.made import views_of

if TYPE_CHECKING:
    from keepsake.reading.fields import ReadItem

SAID = (
    "Has anybody seen the ladder?",
    "It stands behind the shed, where it always does.",
    "Thank you, I will bring it back on Sunday, or on Monday if it rains.",
    "No hurry at all, nobody needs it before the week is over.",
    "The rope is there too, under the green box.",
    "And the long one hangs beside the door.",
    "That one I had last year, it is too short for the roof.",
    "Then take both, and knot them well.",
)
WHO = ("Nora Lind", "Ada Quill", "Nora Lind", "", "Ada Quill", "Tom Reyes", "", "Nora Lind")


def read_units(units: list[str], taken: list[str] | None = None) -> list[ReadItem]:
    """The items of a page, each by its HTML; `taken`: what the walk took each for."""
    views = views_of(*units, drawn={"img": {"box": [0, 0, 32, 32]}})
    kinds = taken or ["message"] * len(units)
    items = [SeenItem(f"n{n}", kinds[n - 1], (n,)) for n in views.records]
    return read(items, views, "", known()).items


def authors_of(found: list[ReadItem]) -> list[str]:
    """Who wrote each."""
    return [each.author.value for each in found]


def said_of(found: list[ReadItem]) -> list[str]:
    """What was said in each."""
    return [each.text.value for each in found]


NAMES = ("Nora Lind", "Ada Quill", "Nora Lind", "Ada Quill", "Ada Quill", "Tom Reyes", "Nora Lind",
         "Nora Lind")  # fmt: skip
PEOPLE = ("Nora Lind", "Ada Quill", "Tom Reyes")


def units_of(template: str) -> list[str]:
    """The lines as items, with who, the short name of that, and when."""
    return [
        template.format(name=PEOPLE[n % 3], handle=f"{PEOPLE[n % 3][:3].lower()}_{n % 3}", n=n)
        .replace("WHEN", f"17:{10 + n}")
        .replace("SAID", said)
        for n, said in enumerate(SAID)
    ]
