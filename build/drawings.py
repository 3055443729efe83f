"""Draws where the button is: a browser's toolbar, its menu of add-ons, and three numbers beside.

One drawing for each browser and for light and dark, without words, so for every language. Written
to `shared/guide/pictures/`. Run it after a change: `python3 build/drawings.py`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from dev_base import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = ROOT / "shared" / "guide" / "pictures"
BROWSERS = ("chromium", "firefox")
_PALETTES: Mapping[str, Mapping[str, str]] = {
    "light": {
        "frame": "#8a7d69", "tabs": "#e4dccd", "bar": "#fdfaf3", "field": "#efe8da",
        "page": "#f6f1e7", "soft": "#544b3e", "faint": "#cfc4b0", "teal": "#0b4a50",
        "number": "#fdfaf3", "envelope": "#fdfaf3", "button": "#0b4a50",
    },
    "dark": {
        "frame": "#8d816e", "tabs": "#14110f", "bar": "#2d2821", "field": "#1b1815",
        "page": "#242019", "soft": "#bfb4a2", "faint": "#4a4338", "teal": "#86cdc8",
        "number": "#14211f", "envelope": "#fdfaf3", "button": "#0b4a50",
    },
}  # fmt: skip

# The piece of a jigsaw, 20 by 20.
_PUZZLE = (
    "M7.5 4.5a2 2 0 0 1 4 0V6H15a1 1 0 0 1 1 1v3h1a2 2 0 0 1 0 4h-1v3a1 1 0 0 1-1 1h-3.5v-1a2 2 0 "
    "0 0-4 0v1H4a1 1 0 0 1-1-1v-3.5h1a2 2 0 0 0 0-4H3V7a1 1 0 0 1 1-1h3.5z"
)
_PIN = "M7 3h6l-1 6 3 3v1.5h-4.2V18h-1.6v-4.5H5V12l3-3z"
_GEAR = (
    "M9 2h2l.4 2.2 1.6.7 1.8-1.3 1.5 1.5-1.3 1.8.7 1.6L18 9v2l-2.3.5-.7 1.6 1.3 1.8-1.5 1.5"
    "-1.8-1.3-1.6.7L11 18H9l-.4-2.2-1.6-.7-1.8 1.3-1.5-1.5L5 13.1l-.7-1.6L2 11V9l2.3-.5.7-1.6"
    "L3.7 5.1l1.5-1.5 1.8 1.3 1.6-.7zM10 7.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z"
)
_MORE = {
    "chromium": '<path d="M10 3.5v.01M10 10v.01M10 16.5v.01" {soft} stroke-width="3.2"/>',
    "firefox": '<path d="M3 5h14M3 10h14M3 15h14" {soft} stroke-width="1.8"/>',
}


def _line(colour: str) -> str:
    return f'fill="none" stroke="{colour}" stroke-linecap="round" stroke-linejoin="round"'


def _keepsake(x: int, y: int, size: int, colours: Mapping[str, str]) -> str:
    """The button as it is in `extension/icons`."""
    envelope = "M8 12.5 16 8l8 4.5V22a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 8 22zM8 13l8 5 8-5"
    return (
        f'<svg x="{x}" y="{y}" width="{size}" height="{size}" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="7" fill="{colours["button"]}"/>'
        f'<path d="{envelope}" {_line(colours["envelope"])} stroke-width="2"/></svg>'
    )


def _icon(path: str, x: int, y: int, colour: str) -> str:
    return (
        f'<svg x="{x}" y="{y}" width="20" height="20" viewBox="0 0 20 20">'
        f'<path d="{path}" {_line(colour)} stroke-width="1.6"/></svg>'
    )


def _number(n: int, x: int, y: int, colours: Mapping[str, str]) -> str:
    """A number in a disc; drawn as a path, for a font is not everywhere."""
    digits = {
        1: "M-2.5-2.5 0.5-5V5M-2.5 5h6",
        2: "M-3-2.5a3 3 0 0 1 6 0c0 2.5-6 4.5-6 7.5h6.2",
        3: (
            "M-2.8-4.2c1.8-1.6 5.6-.8 5.6 1.7 0 1.7-1.6 2.4-3 2.4 1.6 0 3.4.8 3.4 2.7 0 2.8-4.2 3.4"
            "-6.2 1.6"
        ),
    }
    return (
        f'<g transform="translate({x} {y})"><circle r="11" fill="{colours["teal"]}"/>'
        f'<path d="{digits[n]}" {_line(colours["number"])} stroke-width="1.8"/></g>'
    )


def _menu(browser: str, colours: Mapping[str, str]) -> str:
    """The menu below the puzzle piece: one row is ours, with what puts it into the toolbar."""
    other = f'<circle cx="296" cy="152" r="9" fill="{colours["faint"]}"/>'
    rows = "".join(
        f'<rect x="318" y="{y}" width="{width}" height="8" rx="4" fill="{colours[shade]}"/>'
        for y, width, shade in ((112, 84, "soft"), (148, 62, "faint"))
    )
    put = _PIN if browser == "chromium" else _GEAR
    return (
        f'<rect x="272" y="88" width="214" height="86" rx="8" fill="{colours["bar"]}" '
        f'stroke="{colours["frame"]}"/>'
        + _keepsake(286, 106, 20, colours) + rows + other
        + _icon(put, 446, 106, colours["teal"])
        + _icon(put, 446, 142, colours["faint"])
        + _number(2, 486, 116, colours)
    )  # fmt: skip


def drawing(browser: str, theme: str) -> str:
    """The drawing as SVG.

    Args:
        browser: `chromium` or `firefox`.
        theme: `light` or `dark`.
    """
    colours = _PALETTES[theme]
    soft = _line(colours["soft"])
    tab = "M22 40V20a8 8 0 0 1 8-8h110a8 8 0 0 1 8 8v20z"
    more = _MORE[browser].replace("{soft}", soft)
    field = f'<rect x="92" y="50" width="268" height="24" rx="12" fill="{colours["field"]}"/>'
    ways = "M30 62h14M30 62l6-6M30 62l6 6M66 62h14M80 62l-6-6M80 62l-6 6"
    arrows = f'<path d="{ways}" {soft} stroke-width="1.8"/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 190" width="520" height="190">'
        f'<rect x="1" y="1" width="518" height="188" rx="12" fill="{colours["page"]}" '
        f'stroke="{colours["frame"]}"/>'
        f'<path d="M1 40V13A12 12 0 0 1 13 1h494a12 12 0 0 1 12 12v27z" fill="{colours["tabs"]}"/>'
        f'<path d="{tab}" fill="{colours["bar"]}"/>'
        f'<rect x="36" y="22" width="80" height="8" rx="4" fill="{colours["faint"]}"/>'
        f'<path d="M1 40h518v44H1z" fill="{colours["bar"]}"/>{arrows}{field}'
        f'<rect x="108" y="58" width="120" height="8" rx="4" fill="{colours["faint"]}"/>'
        + _keepsake(386, 50, 24, colours)
        + _icon(_PUZZLE, 436, 52, colours["teal"])
        + f'<svg x="484" y="52" width="20" height="20" viewBox="0 0 20 20">{more}</svg>'
        + _menu(browser, colours)
        + _number(1, 446, 26, colours)
        + _number(3, 398, 26, colours)
        + "</svg>\n"
    )


def drawings() -> dict[str, str]:
    """All drawings by the name of their file."""
    return {
        f"toolbar-{browser}-{theme}.svg": drawing(browser, theme)
        for browser in BROWSERS
        for theme in _PALETTES
    }


def main() -> int:
    """Write them all."""
    for name, text in drawings().items():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
