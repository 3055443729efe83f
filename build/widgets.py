"""Bundles the pages that use chat libraries into dist/widgets."""

from __future__ import annotations

import sys

from dev_base import DIST, MODULES, ROOT

sys.path.insert(0, str(ROOT / "tests"))

from fixtures.widgets.build import build_widgets

if __name__ == "__main__":
    build_widgets(DIST / "widgets", MODULES)
