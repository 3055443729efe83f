"""Takes the figures: `python3 build/dev.py bench`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

# Not this folder, whose modules are those of a package.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

sys.exit(import_module("bench.run").main(sys.argv[1:]))
