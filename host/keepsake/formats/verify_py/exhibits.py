"""Steps 5 and 6: the files of each capture, and its manifest. Part of verify.py."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
from typing import Any

from keepsake.formats.verify_py.files import Bag, Result, counted

SUMMARY = "data/summary.json"


def check_exhibits(
    bag: Bag, numbers: list[int], entries: dict[int, Any], artifacts: Result, manifests: Result
) -> None:
    """Only a proven entry says what its exhibit holds."""
    places = exhibit_numbers(bag, numbers)
    folders = tuple(f"data/exhibits/{place:03d}/" for place in places.values())
    artifacts.bad += [
        f"{name}: of no exhibit that is here"
        for name in bag.under("data/exhibits/")
        if not name.startswith(folders)
    ]
    for number in sorted(numbers, key=places.__getitem__):
        folder = f"data/exhibits/{places[number]:03d}/"
        if number not in entries:
            for step in (artifacts, manifests):
                step.open.append(f"{folder}: its entry {number} is not proven")
            continue
        body = entries[number]["body"]
        artifacts.attempt(check_exhibit, bag, folder, body, artifacts, manifests, file=folder)


def check_exhibit(bag: Bag, folder: str, body: Any, artifacts: Result, manifests: Result) -> None:
    """The files of one exhibit, and the browser's own list of them."""
    names = {name[len(folder) :].split("-")[0]: name for name in bag.under(folder)[::-1]}
    wrong = check_artifacts(bag, folder, names, body, artifacts)
    name = names.get(f"{body['manifest']:04d}", folder)
    if body["manifest"] < 0:
        told = manifests.beside if body.get("state") == "incomplete" else manifests.open
        told.append(f"{folder}: cut short, it has no manifest")
    elif name in wrong:
        manifests.open.append(f"{name}: not the manifest that was kept")
    else:
        manifests.attempt(check_manifest, bag, name, body, manifests, file=name)


def read_json(data: bytes) -> Any:
    """What a file says; None where it is no JSON."""
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(data.decode())
    return None


def listed(data: bytes, members: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Rows of the exhibits in a list that is not trusted; none where one has another form."""
    with contextlib.suppress(KeyError, TypeError):
        return [tuple(row[member] for member in members) for row in read_json(data)["exhibits"]]
    return []


def listed_numbers(data: bytes) -> dict[int, int]:
    """The number of each entry as a list has it; nothing unless each has one of its own."""
    rows = listed(data, ("entry", "number"))
    if not all(type(value) is int for row in rows for value in row):
        return {}
    found: dict[int, int] = dict(rows)
    own = len(found) == len(set(found.values())) == len(rows)
    return found if own and min(found.values(), default=0) > 0 else {}


def exhibit_numbers(bag: Bag, entries: list[int]) -> dict[int, int]:
    """Each entry's exhibit: as the contents say, else the summary, else the lowest that is left."""
    lists = (listed_numbers(bag.read(name)) for name in ("data/contents.json", SUMMARY))
    given = next((found for found in lists if found), {})
    left = (number for number in itertools.count(1) if number not in given.values())
    return {entry: given[entry] if entry in given else next(left) for entry in entries}


def check_summary(bag: Bag, numbers: list[int], step: Result) -> None:
    """The summary lists exactly the exhibits that are here."""
    here = []
    for entry, number in exhibit_numbers(bag, numbers).items():
        capture: Any = ""
        with contextlib.suppress(KeyError, TypeError):
            capture = read_json(bag.read(f"data/log/entries/{entry}.json"))["body"]["capture"]
        here.append((number, entry, f"exhibits/{number:03d}", capture))
    told = listed(bag.read(SUMMARY), ("number", "entry", "folder", "capture"))
    if sorted(map(repr, here)) != sorted(map(repr, told)):
        step.bad.append(f"{SUMMARY}: does not list the exhibits that are here")


def check_artifacts(
    bag: Bag, folder: str, names: dict[str, str], body: Any, step: Result
) -> set[str]:
    """Each artifact has the size and SHA-256 that its entry says; gives those that have not."""
    parts = {f"{part['part']:04d}": part for part in body["parts"]}
    wrong = set()
    for number, part in parts.items():
        name = names.get(number, f"{folder}{number}-{part['name']}")
        data = bag.read(name)
        if len(data) != part["bytes"] or hashlib.sha256(data).hexdigest() != part["sha256"]:
            step.bad.append(f"{name}: not what its entry lists")
            wrong.add(name)
    known = {names.get(number) for number in parts}
    step.bad += [f"{name}: not in its entry" for name in bag.under(folder) if name not in known]
    manifest = names.get(f"{body['manifest']:04d}", "")
    title = "" if manifest in wrong else title_of(bag, manifest)
    step.good.append(f"{folder} {counted(len(parts), 'file')}{title}")
    return wrong & bag.names


def title_of(bag: Bag, manifest: str) -> str:
    """What the browser called the page, for people to know it by."""
    with contextlib.suppress(KeyError, TypeError):
        page = read_json(bag.read(manifest))["page"]
        return ": " + " - ".join(filter(None, (str(page["title"]), str(page["url"]))))
    return ""


def check_manifest(bag: Bag, name: str, body: Any, step: Result) -> None:
    """The browser's own list says the same as the entry."""
    manifest = json.loads(bag.read(name).decode())
    rows = [row for row in body["parts"] if row["part"] != body["manifest"]]
    damaged = {row["part"] for row in rows if row["kind"] == "damaged"}
    kept, listed = (
        sorted(identity(row, damaged) for row in found) for found in (rows, manifest["artifacts"])
    )
    if manifest["capture"] != body["capture"] or listed != kept:
        step.bad.append(f"{name}: lists other files than the entry")
    if damaged:
        step.open.append(f"{name}: parts {sorted(damaged)} were damaged while it waited")
    step.good.append(f"{name}: {counted(len(listed), 'file')} listed")


def identity(row: Any, damaged: set[int]) -> list[Any]:
    """What tells a file; of one that was damaged the list still says what it was before."""
    facts = ("part",) if row["part"] in damaged else ("part", "kind", "bytes", "sha256")
    return [row[fact] for fact in facts]
