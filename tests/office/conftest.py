"""Only where the program is: see `program.py`."""

from __future__ import annotations

from office import program

collect_ignore_glob = [] if program.PROGRAM else ["test_*.py"]
