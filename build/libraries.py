"""Bundles the pages that use chat libraries into dist/libraries."""

from __future__ import annotations

import sys

from dev_base import DIST, MODULES, ROOT

sys.path.insert(0, str(ROOT / "tests"))

from fixtures.pages.libraries.build import build_libraries

if __name__ == "__main__":
    build_libraries(DIST / "libraries", MODULES)
