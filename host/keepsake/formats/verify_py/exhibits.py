"""Steps 5 and 6: the files of each capture, and its manifest. Part of verify.py."""

# ruff: noqa: TC001 - the shipped file has no imports for the type checker alone
from __future__ import annotations

import hashlib
import json
from typing import Any

from keepsake.formats.verify_py.files import Bag, Result


def check_exhibits(bag: Bag, entries: dict[int, Any], artifacts: Result, manifests: Result) -> None:
    """The exhibits are numbered in the order of their entries."""
    for position, number in enumerate(sorted(entries), start=1):
        body = (entries[number] or {}).get("body", {})
        folder = f"data/exhibits/{position:03d}/"
        names = {name[len(folder) :][:4]: name for name in bag.under(folder)}
        artifacts.attempt(check_artifacts, bag, folder, names, body, artifacts, file=folder)
        if body.get("manifest", -1) < 0:
            manifests.open.append(f"{folder}: cut short, it has no manifest")
        else:
            name = names.get(f"{body['manifest']:04d}", folder)
            manifests.attempt(check_manifest, bag, name, body, manifests, file=name)


def check_artifacts(bag: Bag, folder: str, names: dict[str, str], body: Any, step: Result) -> None:
    """Each artifact has the size and SHA-256 that its entry says."""
    listed = {f"{part['part']:04d}": part for part in body["parts"]}
    for number, part in listed.items():
        name = names.get(number, f"{folder}{number}-{part['name']}")
        data = bag.read(name)
        if len(data) != part["bytes"] or hashlib.sha256(data).hexdigest() != part["sha256"]:
            step.bad.append(f"{name}: not what its entry lists")
    step.bad += [
        f"{name}: not in its entry" for number, name in names.items() if number not in listed
    ]
    step.good.append(f"{folder} {len(listed)} files")


def check_manifest(bag: Bag, name: str, body: Any, step: Result) -> None:
    """The browser's own list says the same as the entry."""
    manifest = json.loads(bag.read(name))
    facts = ("part", "kind", "bytes", "sha256")
    listed = sorted([row[fact] for fact in facts] for row in manifest["artifacts"])
    kept = sorted(
        [row[fact] for fact in facts] for row in body["parts"] if row["part"] != body["manifest"]
    )
    if manifest["capture"] != body["capture"] or listed != kept:
        step.bad.append(f"{name}: lists other files than the entry")
    step.good.append(f"{name}: {len(listed)} files listed")
