"""Takes the fonts that papers are set with out of their packages: one weight of each, as it is.

Usage: .venv/bin/python build/fonts.py
"""

from __future__ import annotations

import shutil
import sys

from dev_base import MODULES, ROOT, DevError

FONTS = ROOT / "dist" / "fonts"
PACKAGES = MODULES / "@expo-google-fonts"
_WEIGHT = "400Regular"


def main() -> int:
    """Copy each font under the name that it has in its package.

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
    shutil.rmtree(FONTS, ignore_errors=True)
    made.rename(FONTS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
