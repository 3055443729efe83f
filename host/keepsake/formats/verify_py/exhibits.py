"""Steps 5 and 6: the files of each capture, and its manifest. Part of verify.py."""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import Any

from keepsake.formats.verify_py.files import BadFileError, Bag, Result


def check_exhibits(
    bag: Bag, numbers: list[int], entries: dict[int, Any], artifacts: Result, manifests: Result
) -> None:
    """Only a proven entry says what its exhibit holds."""
    places = exhibit_numbers(bag, numbers)
    for number in numbers:
        folder = f"data/exhibits/{places[number]:03d}/"
        if number not in entries:
            for step in (artifacts, manifests):
                step.open.append(f"{folder}: its entry {number} is not proven")
            continue
        body = entries[number]["body"]
        names = {name[len(folder) :][:4]: name for name in bag.under(folder)}
        wrong = artifacts.attempt(check_artifacts, bag, folder, names, body, artifacts, file=folder)
        name = names.get(f"{body['manifest']:04d}", folder)
        if body["manifest"] < 0:
            manifests.open.append(f"{folder}: cut short, it has no manifest")
        elif name in (wrong or ()):
            manifests.open.append(f"{name}: not the manifest that was kept")
        else:
            manifests.attempt(check_manifest, bag, name, body, manifests, file=name)


def exhibit_numbers(bag: Bag, entries: list[int]) -> dict[int, int]:
    """Each entry's exhibit: as the summary says where that is of use, else in order."""
    rows: list[Any] = []
    with contextlib.suppress(ValueError, KeyError, TypeError, BadFileError):
        rows = [
            (row["entry"], row["number"])
            for row in json.loads(bag.read("data/summary.json").decode())["exhibits"]
        ]
    own = all(type(value) is int and value >= 0 for row in rows for value in row)
    found = dict(rows) if own else {}
    if (
        len(set(found.values())) == len(rows)
        and set(found) == set(entries)
        and 0 not in found.values()
    ):
        return found
    return {entry: place for place, entry in enumerate(entries, start=1)}


def check_artifacts(
    bag: Bag, folder: str, names: dict[str, str], body: Any, step: Result
) -> set[str]:
    """Each artifact has the size and SHA-256 that its entry says; gives those that have not."""
    listed = {f"{part['part']:04d}": part for part in body["parts"]}
    wrong = set()
    for number, part in listed.items():
        name = names.get(number, f"{folder}{number}-{part['name']}")
        data = bag.read(name)
        if len(data) != part["bytes"] or hashlib.sha256(data).hexdigest() != part["sha256"]:
            step.bad.append(f"{name}: not what its entry lists")
            wrong.add(name)
    known = {names.get(number) for number in listed}
    step.bad += [f"{name}: not in its entry" for name in bag.under(folder) if name not in known]
    step.good.append(f"{folder} {len(listed)} files")
    return wrong & bag.names


def check_manifest(bag: Bag, name: str, body: Any, step: Result) -> None:
    """The browser's own list says the same as the entry."""
    manifest = json.loads(bag.read(name).decode())
    facts = ("part", "kind", "bytes", "sha256")
    listed = sorted([row[fact] for fact in facts] for row in manifest["artifacts"])
    kept = sorted(
        [row[fact] for fact in facts] for row in body["parts"] if row["part"] != body["manifest"]
    )
    if manifest["capture"] != body["capture"] or listed != kept:
        step.bad.append(f"{name}: lists other files than the entry")
    step.good.append(f"{name}: {len(listed)} files listed")
