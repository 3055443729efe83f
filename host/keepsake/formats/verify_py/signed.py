"""Step 1: the vault signed the copy as a whole, and it holds what was signed. Part of verify.py."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from keepsake.formats.verify_py.container import SIGNED_BY
from keepsake.formats.verify_py.files import BadFileError, Bag, Result, counted
from keepsake.formats.verify_py.log import (
    LOGGED,
    NEWEST,
    Key,
    open_checkpoint,
    open_note,
    parse_key,
    sha256,
)
from keepsake.formats.verify_py.papers import check_papers

CONTENTS = "data/contents.json"
TAGS = {"sha256": "tagmanifest-sha256.txt", "sha512": "tagmanifest-sha512.txt"}
# From 0.2.0 on the program signs every bundle that it makes.
PROGRAM = re.compile(r"keepsake-host ([0-9]{1,9})\.([0-9]{1,9})(?:\.|\Z)")
Row = tuple[int, int, str]  # number of the exhibit or 0, entry, leaf hash
Listed = tuple[list[Row], list[Row], dict[str, str]]  # exhibits, records, other files


def check_signed(bag: Bag, step: Result) -> None:
    """The signature over the lists of the bag, and the list of what there must be."""
    if SIGNED_BY not in bag.names:
        logged = [name for name in bag.names if LOGGED.fullmatch(name)]
        if CONTENTS in bag.names or any(is_signing(bag.read(name)) for name in logged):
            step.bad.append(f"{SIGNED_BY}: missing, and the program that made this always signs")
        else:
            step.open.append(f"{SIGNED_BY}: missing; made by a version that signed no whole copy")
        return
    key = Result().attempt(parse_key, bag.read("data/log/verifier.key"))
    if not key:
        step.bad.append(f"data/log/verifier.key: no key to check {SIGNED_BY} with")
        return
    step.attempt(check_signature, bag, key, step, file=SIGNED_BY)
    step.attempt(check_contents, bag, key, step, file=CONTENTS)
    step.attempt(check_papers, bag, key, step)


def is_signing(entry: bytes) -> bool:
    """Whether a program wrote this entry that signs every copy; what is no entry, step 4 tells."""
    try:
        found = PROGRAM.match(json.loads(entry.decode())["program"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    return found is not None and (int(found[1]), int(found[2])) >= (0, 2)


def check_signature(bag: Bag, key: Key, step: Result) -> None:
    """The note is of the log's key, and the lists of the bag are those that it signs."""
    lines = open_note(bag.read(SIGNED_BY), key, SIGNED_BY).split("\n")
    if lines[:2] != ["keepsake/bundle/2", key[0]] or len(lines) != 5 or lines[4]:
        raise BadFileError(f"{SIGNED_BY}: signs something else")
    for line, (algorithm, name) in zip(lines[2:], TAGS.items()):  # noqa: B905 - Python 3.8
        if line != f"{algorithm}:{hashlib.new(algorithm, bag.read(name)).hexdigest()}":
            step.bad.append(f"{name}: not the list that {SIGNED_BY} signs")
    step.good.append("the copy as a whole is signed by the vault")


def read_contents(data: bytes) -> Listed | None:
    """What the list of contents says; None where it is of a later version.

    Raises:
        ValueError, KeyError, TypeError: It is no such list.
    """
    held: Any = json.loads(data.decode())
    if type(held["keepsake_bundle"]) is not int or held["keepsake_bundle"] < 2:
        raise ValueError("another version")
    if held["keepsake_bundle"] > 2:
        return None
    exhibits = [(row["number"], row["entry"], row["leaf"]) for row in held["exhibits"]]
    records = [(0, row["entry"], row["leaf"]) for row in held["records"]]
    rows = [(row["path"], row["sha256"]) for row in held["files"]]
    numbers, paths = [row[0] for row in exhibits], [path for path, _ in rows]
    entries = [entry for _, entry, _ in exhibits + records]
    whole = all(type(value) is int for value in numbers + entries)
    own = len(set(entries)) == len(entries) and min(numbers, default=1) > 0
    if not whole or not own or numbers != sorted(set(numbers)) or paths != sorted(set(paths)):
        raise ValueError("not in order")
    return exhibits, records, dict(rows)


def check_contents(bag: Bag, key: Key, step: Result) -> None:
    """What is here is what the list says, no less, no more, and nothing else."""
    listed = read_contents(bag.read(CONTENTS))
    if listed is None:
        step.open.append(f"{CONTENTS}: of a newer version of the program")
        return
    exhibits, records, files = listed
    held = json.loads(bag.read(CONTENTS).decode())
    if held["origin"] != key[0]:
        step.bad.append(f"{CONTENTS}: of another vault")
    head = Result().attempt(open_checkpoint, bag.read(NEWEST), key, NEWEST)
    if not head or head[0] != held["size"]:
        step.bad.append(f"{NEWEST}: not the one that {CONTENTS} lists")
    leaves = {f"data/log/entries/{entry}.json": leaf for _, entry, leaf in exhibits}
    leaves.update({f"data/log/records/{entry}.json": leaf for _, entry, leaf in records})
    other = {name for name in leaves if sha256(b"\x00" + bag.read(name)).hex() != leaves[name]}
    hashes = {f"data/{path}": digest for path, digest in files.items()}
    other.update(name for name in hashes if sha256(bag.read(name)).hex() != hashes[name])
    other.update((set(leaves) | set(hashes)) - bag.names)
    folders = tuple(f"data/exhibits/{number:03d}/" for number, _, _ in exhibits)
    for name in bag.under("data/"):
        inside = name.startswith("data/exhibits/")
        known = name in hashes or name in leaves or name == CONTENTS
        if (inside and not name.startswith(folders)) or not (inside or known):
            other.add(name)
        if LOGGED.fullmatch(name) and name not in leaves:
            other.add(name)
    step.bad += [f"{name}: not as {CONTENTS} lists it" for name in sorted(other)]
    told = [counted(len(exhibits), "exhibit"), counted(len(records), "record")]
    step.good.append(f"{', '.join(told)}, {counted(len(files), 'other file')}")
