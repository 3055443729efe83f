"""Records made by hand: HTML, with how elements are drawn by their tag or class."""

from __future__ import annotations

import json
import re
from typing import Any

from keepsake.reading.tree import Node, tree_of
from keepsake.reading.views import Views, parse

INLINE = (
    "a",
    "b",
    "i",
    "em",
    "span",
    "strong",
    "time",
    "img",
    "button",
    "br",
    "cite",
    "q",
    "small",
)


def views_of(
    *units: str,
    drawn: dict[str, dict[str, Any]] | None = None,
    width: int = 600,
    direction: str = "ltr",
) -> Views:
    """Views that hold some units.

    Args:
        units: The canonical HTML of each.
        drawn: How elements are drawn, by tag or class; inline tags are inline without it.
        width: Of every element, in CSS pixels.
        direction: In which the words of the page run.

    Returns:
        Views with the records 1, 2, 3 …
    """
    styles: dict[str, int] = {}
    look = {"stop": 1, "phase": "start", "pane": {"width": width}, "direction": direction}
    lines: list[dict[str, Any]] = [look]
    for number, html in enumerate(units, 1):
        used, boxes = [], []
        for tag, rest in re.findall(r'<([a-z][\w-]*)((?:[^">]|"[^"]*")*)>', html):
            if tag == "template":
                continue
            style = {"display": "inline"} if tag in INLINE else {}
            box = [0, 20 * number, width, 20]
            for each in [tag, *"".join(re.findall(r'class="([^"]*)"', rest)).split()]:
                more = dict((drawn or {}).get(each, {}))
                box = more.pop("box", box)
                style |= more
            key = json.dumps(style)
            if key not in styles:
                styles[key] = len(styles) + 1
                lines.append({"style": styles[key], "is": style})
            used.append(styles[key])
            boxes += box
        lines.append(
            {"view": number, "node": number, "after": number - 1, "html": html}
            | {"boxes": boxes, "styles": used}
        )
    return parse(json.dumps(each) for each in lines)


def root_of(html: str, **drawn: dict[str, Any]) -> Node:
    """The element of a unit."""
    views = views_of(html, drawn=drawn)
    return tree_of(views.records[1], views)
