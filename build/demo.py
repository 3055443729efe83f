"""Bundles the demonstration site into dist/demo."""

from __future__ import annotations

import sys

from dev_base import DIST, MODULES, ROOT

sys.path.insert(0, str(ROOT / "tests"))

from fixtures.demo.build import build_demo

if __name__ == "__main__":
    build_demo(DIST / "demo", MODULES)
