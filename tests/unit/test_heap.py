"""Memory that was let go of is given back to the system."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import sys
from keepsake.heap import give_back_at_once, give_back_now

def resident():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))

if sys.argv[1] == "yes":
    give_back_at_once()
small = [bytes(2000) for _ in range(40_000)]
last = [bytes(2000)]
before = resident()
small.clear()
if sys.argv[1] == "yes":
    give_back_now()
print(before - resident())
"""


def kilobytes(asked: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, asked], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_what_is_small_goes_back_too() -> None:
    assert kilobytes("no") < 20_000
    assert kilobytes("yes") > 60_000
