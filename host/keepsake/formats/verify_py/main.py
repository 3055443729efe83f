"""All eight steps, printed. Part of verify.py."""

from __future__ import annotations

import hashlib
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

from keepsake.formats.verify_py.account import SAID, Checked, account
from keepsake.formats.verify_py.container import SIGNED_BY, check_container
from keepsake.formats.verify_py.exhibits import (
    check_exhibits,
    check_summary,
    exhibit_numbers,
    read_json,
)
from keepsake.formats.verify_py.files import (
    INVALID,
    NOT_CHECKED,
    VALID,
    BadFileError,
    Bag,
    Result,
    counted,
    say,
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
from keepsake.formats.verify_py.readings import check_readings
from keepsake.formats.verify_py.receipts import check_receipts
from keepsake.formats.verify_py.signed import check_signed
from keepsake.formats.verify_py.times import (
    PINS,
    TOKEN,
    check_order,
    check_renewals,
    check_tokens,
    check_waiting,
    print_of,
)

Earlier = tuple[bytes, bytes, str]  # the older checkpoint, the key beside it, its name

NAMES = {
    1: "Container  / Contenant",
    2: "Checkpoint / Point de contrôle",
    3: "Log        / Journal",
    4: "Entries    / Inscriptions",
    5: "Artifacts  / Fichiers",
    6: "Manifest   / Manifeste",
    7: "Time       / Heure",
    8: "Order      / Ordre",
}
FACTS: dict[str, str] = {}  # filled at the end of the file: version, address of releases
INSIDE = (
    "This program lies in the copy that it checks. Whoever changed the copy could have changed it",
    "too, so its word alone proves nothing: check with the verify.py of a release.",
    "Ce programme se trouve dans la copie qu'il vérifie. Qui a changé la copie a pu le changer",
    "aussi ; sa parole seule ne prouve rien : vérifiez avec le verify.py d'une version publiée.",
)
USAGE = (
    "python3 verify.py [FOLDER] [--earlier OLDER] [--block HEIGHT:HEADER]"
    " [--report FILE] [--language en|fr]",
    "FOLDER holds bagit.txt; OLDER is another such folder, or a checkpoint from one",
    "FILE is a new page (.html) outside of FOLDER, for people who do not read this output",
)
WRONG_CALL = 64  # EX_USAGE: nothing was checked
EXIT = {VALID: 0, INVALID: 1, NOT_CHECKED: 2}


class WrongCallError(Exception):
    """What was asked for cannot be done, and why."""


def check_bag(
    bag: Bag, earlier: Earlier | None = None, headers: dict[int, bytes] | None = None
) -> dict[int, Result]:
    """All eight steps."""
    return check_all(bag, earlier, headers).steps


def check_all(
    bag: Bag, earlier: Earlier | None = None, headers: dict[int, bytes] | None = None
) -> Checked:
    """All eight steps, and what they found; a step whose ground is missing is not checked."""
    steps = {number: Result() for number in NAMES}
    steps[1].attempt(check_signed, bag, steps[1], file=SIGNED_BY)
    steps[1].attempt(check_container, bag, steps[1])
    here = (LOGGED.fullmatch(name) for name in bag.under("data/log/entries/"))
    numbers = sorted(int(found[2]) for found in here if found)
    steps[1].attempt(check_summary, bag, numbers, steps[1])
    key = steps[2].attempt(read_key, bag, steps[2], file="data/log/verifier.key")
    proven: dict[str, tuple[int, bytes]] = {}
    if key:
        newest = steps[2].attempt(open_checkpoint, bag.read(NEWEST), key, NEWEST, file=NEWEST)
        steps[3].attempt(check_log, bag, key, newest, steps[3])
        if earlier and newest:
            steps[3].attempt(check_earlier, bag, key, newest, earlier, steps[3], file=earlier[2])
        proven = check_entries(bag, key, steps[4])
    else:
        for number in (3, 4):
            steps[number].open.append("step 2 failed")
    said = read_entries(bag, sorted(proven), steps[4])
    check_receipts(said, steps[4])
    entries = {proven[name][0]: said[name] for name in said if "/entries/" in name}
    steps[5].attempt(check_exhibits, bag, numbers, entries, steps[5], steps[6])
    places = exhibit_numbers(bag, numbers)
    proven_places = {
        places[number]: (f"data/exhibits/{places[number]:03d}/", entries[number]["body"])
        for number in numbers
        if number in entries
    }
    steps[6].attempt(check_readings, bag, proven_places, steps[6])
    tokens = steps[7].attempt(check_tokens, bag, steps[7]) or []
    records = [name for name in said if "/records/" in name]
    for record in records:
        steps[7].attempt(check_renewals, bag, record, steps[7], file=record)
    steps[7].attempt(check_calendars, bag, headers or {}, steps[7])
    covers = {number: note for number, note in proven.values()}
    steps[7].attempt(check_waiting, entries, covers, tokens, steps[7])
    steps[8].attempt(check_order, entries, tokens, steps[8])
    return Checked(steps, entries, covers, tokens)


def read_entries(bag: Bag, names: list[str], step: Result) -> dict[str, Any]:
    """What proven entries say, by their file; a proven one may still be no entry."""
    found = {}
    for name in names:
        entry = read_json(bag.read(name))
        if isinstance(entry, dict) and isinstance(entry.get("body"), dict):
            found[name] = entry
        else:
            step.bad.append(f"{name}: not an entry")
    return found


def read_earlier(path: Path) -> Earlier:
    """An older tree head: a checkpoint, or an unpacked older bundle with the key beside it."""
    note = path / NEWEST if path.is_dir() else path
    key = path / "data/log/verifier.key"
    if not note.is_file():
        raise WrongCallError(f"{path}: there is no older copy here / aucune copie antérieure ici")
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
        check_consistency(bag, head, newest, step, step.open)
    step.good.append(f"{name}: {counted(head[0], 'entry', 'entries')} then, {newest[0]} now")


class Call(NamedTuple):
    """What is asked for: the folder, the older one, block headers by height, and a report."""

    folder: Path
    older: Path | None
    headers: dict[int, bytes]
    report: Path | None
    language: str


def read_arguments(arguments: list[str]) -> Call:
    """What is asked for on the command line."""
    folder, rest = Path(__file__).resolve().parent.parent, [*arguments]
    older: Path | None = None
    report: Path | None = None
    headers: dict[int, bytes] = {}
    language = ""
    try:
        while rest:
            word = rest.pop(0)
            if word == "--earlier":
                older = Path(rest.pop(0))
            elif word == "--report":
                report = Path(rest.pop(0))
            elif word == "--language":
                language = next(one for one in SAID if one == rest[0]) and rest.pop(0)
            elif word == "--block":
                headers.update([read_block(rest.pop(0))])
            elif word.startswith("--"):
                raise ValueError(word)
            else:
                folder = Path(word)
    except (ValueError, IndexError, StopIteration) as problem:
        raise WrongCallError("") from problem
    if not folder.is_dir():
        raise WrongCallError(f"{folder}: there is no such folder / ce répertoire n'existe pas")
    if report:
        check_place(report, folder)
    return Call(folder, older, headers, report, language)


def check_place(report: Path, folder: Path) -> None:
    """A report takes nothing's place, and is never put into the copy, which it would change."""
    place = report.absolute().resolve()
    if folder.resolve() in place.parents:
        raise WrongCallError(f"{report}: choose a place outside of the copy / hors de la copie")
    if place.exists() or not place.parent.is_dir():
        raise WrongCallError(
            f"{report}: is there already, or has no folder / existe déjà, ou sans répertoire"
        )


def write_report(bag: Bag, checked: Checked, call: Call) -> int:
    """Writes the report, where one was asked for; gives 0, or what to end with where it failed."""
    if not call.report:
        return 0
    summary = read_json(bag.read("data/summary.json"))
    made = summary.get("made") if isinstance(summary, dict) else {}
    told = made.get("language") if isinstance(made, dict) else ""
    language = call.language or (told if told in SAID else "en")
    inside = bag.folder.resolve() in Path(__file__).resolve().parents
    text = account(bag, checked, language, FACTS.get("version", ""), inside=inside)
    try:
        call.report.write_text(text, encoding="utf-8")
    except OSError as problem:
        say(f"The report was not written / Le rapport n'a pas été écrit: {problem}")
        return WRONG_CALL
    say(f"Report / Rapport: {call.report}")
    return 0


def introduce(bag: Bag) -> list[str]:
    """What this program cannot prove, whose roots it uses, and what the copy is of.

    Gives the authorities that it does not know.
    """
    own = Path(__file__).resolve()
    version, digest = FACTS.get("version", ""), hashlib.sha256(own.read_bytes()).hexdigest()
    say(f"Keepsake {version}, verify.py, SHA-256 {digest}")
    if bag.folder.resolve() in own.parents:
        for line in INSIDE:
            say(line)
    where = FACTS.get("address") or "no address is published yet / aucune adresse publiée à ce jour"
    say(f"Releases / Versions publiées: {where}. Ask for {version}, and compare the SHA-256.")
    used = {found[2] for name in bag.names if (found := TOKEN.fullmatch(name))}
    unknown = sorted(used - set(PINS))
    for authority in sorted(used & set(PINS)):
        prints = ", ".join(print_of(pem)[:16] for pem in PINS[authority])
        say(f"Roots of this program for / Racines du programme pour {authority}: {prints}")
    for authority in unknown:
        say(f"Unknown to this program / Inconnue de ce programme: {authority}")
    case = read_json(bag.read("data/briefing.json"))
    name = case.get("case") if isinstance(case, dict) else ""
    say(f"Folder / Répertoire: {bag.folder}")
    if name:
        say(f"Case, as the copy names it / Dossier, selon la copie: {name}")
    say()
    return unknown


def tell(steps: dict[int, Result], unknown: list[str]) -> str:
    """Prints every step and the whole; gives the whole."""
    for number, result in steps.items():
        say(f"{number}  {NAMES[number]:<32} {result.outcome}")
        for line in (*result.bad, *result.open, *result.beside, *result.good):
            say(f"      {line}")
    found = {result.outcome for result in steps.values()}
    whole = INVALID if INVALID in found else NOT_CHECKED if NOT_CHECKED in found else VALID
    beside = (
        f" (unknown authorities / autorités inconnues: {', '.join(unknown)})" if unknown else ""
    )
    say(f"Result / Résultat: {whole}{beside}")
    return whole


def main(arguments: list[str]) -> int:
    """Runs the steps on a folder and prints them."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A console that lacks a letter shall not end the check.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        call = read_arguments(arguments)
        earlier = read_earlier(call.older) if call.older else None
    except WrongCallError as problem:
        say(str(problem) or USAGE[0])
        for line in USAGE:
            say(line)
        return WRONG_CALL
    try:
        bag = Bag(call.folder)
        unknown = introduce(bag)
        checked = check_all(bag, earlier, call.headers)
        outcome = tell(checked.steps, unknown)
        return write_report(bag, checked, call) or EXIT[outcome]
    except Exception as problem:  # noqa: BLE001 - whatever is in a copy, it ends in a verdict
        say(f"The check could not go on ({type(problem).__name__}): do not trust this copy.")
        say(f"Result / Résultat: {INVALID}")
        return EXIT[INVALID]
