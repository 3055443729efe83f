"""All eight steps, printed. Part of verify.py."""

from __future__ import annotations

import json
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from keepsake.formats.verify_py.container import check_container
from keepsake.formats.verify_py.exhibits import check_exhibits
from keepsake.formats.verify_py.files import INVALID, NOT_CHECKED, VALID, Bag, Result
from keepsake.formats.verify_py.log import check_entry, check_log, open_checkpoint, read_key
from keepsake.formats.verify_py.times import check_order, check_times

NAMES = {
    1: "Container  / Contenant",
    2: "Checkpoint / Point de contrôle",
    3: "Log        / Journal",
    4: "Entries    / Entrées",
    5: "Artifacts  / Fichiers",
    6: "Manifest   / Manifeste",
    7: "Time       / Heure",
    8: "Order      / Ordre",
}
EXIT = {VALID: 0, INVALID: 1, NOT_CHECKED: 2}


def check_bag(bag: Bag) -> dict[int, Result]:
    """All eight steps; a step whose ground is missing is not checked."""
    steps = {number: Result() for number in NAMES}
    steps[1].attempt(check_container, bag, steps[1])
    key = steps[2].attempt(read_key, bag, steps[2])
    if key is None:
        for number in range(3, 9):
            steps[number].open.append("step 2 failed")
        return steps
    signed = bag.read("data/log/checkpoint")
    newest = steps[2].attempt(open_checkpoint, signed, key, "data/log/checkpoint")
    steps[3].attempt(check_log, bag, key, newest, steps[3])
    entries: dict[int, Any] = {}
    covers: dict[int, bytes] = {}
    for name in bag.under("data/log/entries/"):
        number = int(Path(name).stem)
        entries[number] = steps[4].attempt(json.loads, bag.read(name), file=name)
        covers[number] = steps[4].attempt(check_entry, bag, number, key) or b""
    steps[4].good.append(f"entries {sorted(entries)}")
    if not entries:
        steps[4].bad.append("data/log/entries: empty")
    check_exhibits(bag, entries, steps[5], steps[6])
    times = check_times(bag, covers, steps[7])
    steps[8].attempt(check_order, entries, times, steps[8])
    return steps


def main(arguments: list[str]) -> int:
    """Runs the steps on a folder and prints them."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A console that lacks a letter shall not end the check.
        sys.stdout.reconfigure(errors="backslashreplace")
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    if len(arguments) > 1 or not folder.is_dir():
        print("python3 verify.py FOLDER: the folder that holds bagit.txt")
        return 2
    print(folder)
    steps = check_bag(Bag(folder))
    for number, result in steps.items():
        print(f"{number}  {NAMES[number]:<32} {result.outcome}")
        for line in (*result.bad, *result.open, *result.good):
            print(f"      {line}")
    found = {result.outcome for result in steps.values()}
    whole = INVALID if INVALID in found else NOT_CHECKED if NOT_CHECKED in found else VALID
    print(f"Result / Résultat: {whole}")
    return EXIT[whole]
