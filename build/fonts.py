"""Takes the fonts that papers are set with out of their packages: one weight of each.

Those of a few scripts go as they are. Of Chinese, Japanese and Korean only the signs in common use
go, which are those that the countries' own standards put first; a whole font would be larger than
all others together. What is left of such a font has a name of ours, as its licence asks.

Usage: .venv/bin/python build/fonts.py
"""

from __future__ import annotations

import shutil
import sys
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from fontTools import subset

from dev_base import MODULES, ROOT, DevError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FONTS = ROOT / "dist" / "fonts"
PACKAGES = MODULES / "@expo-google-fonts"
LARGE = MODULES / "@embedpdf"
_WEIGHT = "400Regular"
_CELLS = range(0xA1, 0xFF)
_NAMED = (1, 4, 6, 16)  # family, full name, PostScript name, and the family again


class Standard(NamedTuple):
    """A run of a national standard: a codec, its rows, and what a second byte may be."""

    codec: str
    rows: range
    cells: Iterable[int] = _CELLS


# 3,755 signs of simplified Chinese (GB/T 2312, level 1) and 2,965 of Japanese (JIS X 0208, level 1)
# with kana and marks, 5,401 of traditional Chinese (Big5, level 1); 7,795 of them differ.
HAN = (
    Standard("gb2312", range(0xA1, 0xA4)),
    Standard("gb2312", range(0xB0, 0xD8)),
    Standard("euc_jp", range(0xA1, 0xA9)),
    Standard("euc_jp", range(0xB0, 0xD0)),
    Standard("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *_CELLS)),
)
# What Cantonese is written with beside that, in messages and nowhere else.
CANTONESE = frozenset(
    "畀嘅咗喺啲佢冇咁嚟咩嗰喎嘢瞓攞搵冚唔哋諗啱晒嘥乜嘞囉嘛啫咋喇㗎噃俾掂靚氹冧嗱咪咭哂揸"
    "揼掟睇揾嬲嚿嗌噏攰曱甴孖踎黐閪撚屌仆痴撳搣嘈唥唓搲孭嗮乸吓呃啩喐嗲嚇奀屙慳戇揈擰燶罅"
    "膉脷裇詏跣躝軚遢閂餸髀攬嗅揦嘟啖啅啹嘜嗒嗍"
)
# 2,350 syllables (KS X 1001) and letters that stand alone.
HANGUL = (Standard("euc_kr", range(0xB0, 0xC9)), Standard("euc_kr", range(0xA4, 0xA5)))


def signs(standards: Iterable[Standard]) -> set[str]:
    """The signs that these runs have."""
    found = set()
    for codec, rows, cells in standards:
        for pair in product(rows, cells):
            found.add(bytes(pair).decode(codec, "ignore"))
    return found - {""}


def _cut(source: Path, wanted: set[str], name: str, made: Path) -> None:
    """Writes what is left of a font, under its new name."""
    options = subset.Options(hinting=False, layout_features=[], glyph_names=False)
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(sign) for sign in wanted])
    cutter.subset(font)
    for row in font["name"].names:
        if row.nameID in _NAMED:
            row.string = name.replace(" ", "") if row.nameID == _NAMED[2] else name
    # Its licence lets anybody embed it, which the file denies. Source: OpenType, OS/2 fsType.
    font["OS/2"].fsType = 0
    compact = font["CFF "].cff
    compact.fontNames = [name.replace(" ", "")]
    for entry in ("FamilyName", "FullName"):
        setattr(compact.topDictIndex[0], entry, name)
    font.save(made / f"{name.replace(' ', '')}.otf")


def main() -> int:
    """Copy each font under the name that it has in its package, or what is left of it.

    Raises:
        DevError: a package holds no font of the weight, or several.
    """
    made = FONTS.with_name("fonts.new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    for package in sorted(PACKAGES.iterdir()):
        found = list((package / _WEIGHT).glob("*.ttf"))
        if len(found) != 1:
            raise DevError(f"{package.name} holds {len(found)} fonts of the weight {_WEIGHT}")
        shutil.copyfile(found[0], made / found[0].name)
    _cut(
        LARGE / "fonts-sc/fonts/NotoSansHans-Regular.otf",
        signs(HAN) | CANTONESE,
        "Keepsake Han",
        made,
    )
    _cut(LARGE / "fonts-kr/fonts/NotoSansKR-Regular.otf", signs(HANGUL), "Keepsake Hangul", made)
    shutil.rmtree(FONTS, ignore_errors=True)
    made.rename(FONTS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
