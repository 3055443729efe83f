"""Takes the figures: `python3 build/dev.py bench`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

_TESTS = Path(__file__).resolve().parent.parent
# Not this folder, whose modules are those of a package; and what is measured is also built.
sys.path[:1] = [str(_TESTS), str(_TESTS.with_name("build"))]

sys.exit(import_module("bench.run").main(sys.argv[1:]))
