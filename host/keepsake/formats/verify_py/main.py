"""All eight steps, printed. Part of verify.py."""

from __future__ import annotations

import json
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from keepsake.formats.verify_py.container import SIGNED_BY, check_container
from keepsake.formats.verify_py.exhibits import check_exhibits
from keepsake.formats.verify_py.files import (
    INVALID,
    NOT_CHECKED,
    VALID,
    BadFileError,
    Bag,
    Result,
)
from keepsake.formats.verify_py.log import (
    LOGGED,
    NEWEST,
    Head,
    Key,
    check_consistency,
    check_entries,
    check_log,
    open_checkpoint,
    parse_key,
    read_key,
)
from keepsake.formats.verify_py.ots import check_calendars, read_block
from keepsake.formats.verify_py.signed import check_signed
from keepsake.formats.verify_py.times import (
    check_order,
    check_renewals,
    check_tokens,
    check_waiting,
)

Earlier = tuple[bytes, bytes, str]  # the older checkpoint, the key beside it, its name

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


def check_bag(
    bag: Bag, earlier: Earlier | None = None, headers: dict[int, bytes] | None = None
) -> dict[int, Result]:
    """All eight steps; a step whose ground is missing is not checked."""
    steps = {number: Result() for number in NAMES}
    steps[1].attempt(check_signed, bag, steps[1], file=SIGNED_BY)
    steps[1].attempt(check_container, bag, steps[1])
    key = steps[2].attempt(read_key, bag, steps[2], file="data/log/verifier.key")
    proven: dict[str, tuple[int, bytes]] = {}
    if key:
        newest = steps[2].attempt(open_checkpoint, bag.read(NEWEST), key, NEWEST, file=NEWEST)
        steps[3].attempt(check_log, bag, key, newest, steps[3])
        if earlier and newest:
            steps[3].attempt(check_earlier, bag, key, newest, earlier, steps[3])
        proven = check_entries(bag, key, steps[4])
    else:
        for number in (3, 4):
            steps[number].open.append("step 2 failed")
    exhibits = {name: found for name, found in proven.items() if "/entries/" in name}
    entries = {
        number: json.loads(bag.read(name).decode()) for name, (number, _) in exhibits.items()
    }
    covers = dict(exhibits.values())
    here = (LOGGED.fullmatch(name) for name in bag.under("data/log/entries/"))
    numbers = [int(found[2]) for found in here if found]
    check_exhibits(bag, sorted(numbers), entries, steps[5], steps[6])
    tokens = check_tokens(bag, steps[7])
    records = [name for name in proven if "/records/" in name]
    steps[7].attempt(check_renewals, bag, records, steps[7], file="data/log/records")
    check_calendars(bag, headers or {}, steps[7])
    check_waiting(entries, covers, tokens, steps[7])
    check_order(entries, tokens, steps[8])
    return steps


def read_entries(bag: Bag, names: dict[str, int], step: Result) -> dict[int, Any]:
    """What proven entries say, by their number; a proven one may still be no entry."""
    found = {}
    for name, number in names.items():
        entry = step.attempt(json.loads, bag.read(name).decode(errors="replace"), file=name)
        if isinstance(entry, dict) and isinstance(entry.get("body"), dict):
            found[number] = entry
        elif entry is not None:
            step.bad.append(f"{name}: not an entry")
    return found


def read_earlier(path: Path) -> Earlier:
    """An older tree head: a checkpoint, or an unpacked older bundle with the key beside it."""
    note = path / NEWEST if path.is_dir() else path
    key = path / "data/log/verifier.key"
    return note.read_bytes(), key.read_bytes() if key.is_file() else b"", str(note)


def check_earlier(bag: Bag, key: Key, newest: Head, earlier: Earlier, step: Result) -> None:
    """The older tree head is of the same vault, and nothing was removed since."""
    note, line, name = earlier
    if line and parse_key(line) != key:
        raise BadFileError(f"{name}: of another vault")
    head = open_checkpoint(note, key, name)
    if head[0] > newest[0]:
        step.open.append(f"{name}: is later than this copy; compare the other way round")
    elif head[0] == newest[0] and head[1] != newest[1]:
        step.bad.append(f"{name}: contradicts {NEWEST}")
    elif 0 < head[0] < newest[0]:
        check_consistency(bag, head, newest, step)
    step.good.append(f"{name}: {head[0]} entries then, {newest[0]} now")


def read_arguments(arguments: list[str]) -> tuple[Path, Path | None, dict[int, bytes]]:
    """The folder, the older one, and block headers by height."""
    folder, rest = Path(__file__).resolve().parent.parent, [*arguments]
    older: Path | None = None
    headers: dict[int, bytes] = {}
    while rest:
        word = rest.pop(0)
        if word == "--earlier":
            older = Path(rest.pop(0))
        elif word == "--block":
            headers.update([read_block(rest.pop(0))])
        else:
            folder = Path(word)
    if not folder.is_dir() or (older and not older.exists()):
        raise ValueError("no such folder")
    return folder, older, headers


def main(arguments: list[str]) -> int:
    """Runs the steps on a folder and prints them."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A console that lacks a letter shall not end the check.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        folder, older, headers = read_arguments(arguments)
    except (ValueError, IndexError):
        print("python3 verify.py [FOLDER] [--earlier OLDER] [--block HEIGHT:HEADER]")
        print("FOLDER holds bagit.txt; OLDER is another such folder, or a checkpoint from one")
        return 2
    print(folder)
    steps = check_bag(Bag(folder), read_earlier(older) if older else None, headers)
    for number, result in steps.items():
        print(f"{number}  {NAMES[number]:<32} {result.outcome}")
        for line in (*result.bad, *result.open, *result.beside, *result.good):
            print(f"      {line}")
    found = {result.outcome for result in steps.values()}
    whole = INVALID if INVALID in found else NOT_CHECKED if NOT_CHECKED in found else VALID
    print(f"Result / Résultat: {whole}")
    return EXIT[whole]
