"""Steps 7 and 8: time-stamps by the openssl program, and the order of times. Part of verify.py."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from keepsake.formats.verify_py.files import BadFileError, Bag, Result, counted
from keepsake.formats.verify_py.log import ranges

PINS: dict[str, tuple[str, ...]] = {}  # PEM of the roots; filled at the end of the file
ROOTS = "data/log/roots/"
Token = tuple[str, int, datetime, bytes]  # file, size of the tree, time, checkpoint
SLACK = timedelta(minutes=10)  # how far an authority's clock may be behind the computer's
JUMP_MS = 2000
TIME = re.compile(r"^Time stamp: (\w{3}) +(\d+) (\d\d:\d\d:\d\d)(\.\d+)? (\d{4}) GMT", re.M)
NONCE = re.compile(r"^Nonce: (?:0x)?([0-9A-Fa-f]+)", re.M)
TOKEN = re.compile(r"data/log/stamps/(0|[1-9][0-9]{0,14})-([a-z0-9][a-z0-9-]*)\.tsr")
PEM = re.compile(rb"-----BEGIN CERTIFICATE-----\n[^-]*-----END CERTIFICATE-----\n")
MOMENT = r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"'
# No signature covers this file, so it has one form only.
NOTE = re.compile(
    rf'{{"asked":{MOMENT},"answered":{MOMENT},"token_time":{MOMENT},'
    r'"clock_difference_ms":(-?(?:0|[1-9][0-9]{0,14})\.(?:0|[0-9]{0,16}[1-9])),'
    r'"nonce":"([0-9a-f]{16})","sha256":"([0-9a-f]{64})"'
    r'(?:,"late":"(bad_answer|http|not_authority|slow|status|too_large|unreachable)")?}',
    re.ASCII,
)


def openssl(*arguments: str) -> tuple[int, str]:
    """Exit code and output of the openssl program."""
    program = shutil.which("openssl") or "openssl"
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, errors="replace", check=False
    )
    return done.returncode, done.stdout + done.stderr


def moment_of(text: str) -> datetime:
    """A time as the files write it."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_roots(bag: Bag, used: set[str], step: Result) -> None:
    """What lies beside the tokens is trusted nowhere, and is these roots and nothing else.

    Other programs find certificates under labels and in places where this one does not look.
    """
    unknown = {f"{ROOTS}{authority}.pem" for authority in used - set(PINS)}
    needed = {f"{ROOTS}{authority}.pem" for authority in used & set(PINS)}
    for name in sorted((needed | set(bag.under(ROOTS))) - unknown):
        pinned = {pem.encode() for pem in PINS.get(name[len(ROOTS) : -len(".pem")], ())}
        data = bag.read(name)
        found = PEM.findall(data)
        whole = b"".join(found) == data and len(set(found)) == len(found)
        if not found or not whole or not set(found) <= pinned:
            step.bad.append(f"{name}: not the roots that this program trusts, and nothing else")


def print_of(pem: str) -> str:
    """SHA-256 of a certificate."""
    body = "".join(pem.split("-----")[2].split())
    return hashlib.sha256(base64.b64decode(body)).hexdigest()


def token_time(text: str) -> datetime:
    """The time that openssl shows of a token."""
    shown = TIME.search(text)
    if not shown:
        raise BadFileError("not a time-stamp")
    month, day, clock, fraction, year = shown.groups(default="")
    whole = datetime.strptime(f"{month} {day} {clock} {year} +0000", "%b %d %H:%M:%S %Y %z")
    return whole + timedelta(microseconds=int((fraction[1:] + "000000")[:6]))


def is_granted(answer: bytes) -> bool:
    """Whether the status is 0, RFC 3161 section 2.4.2: the INTEGER behind two beginnings."""
    at = 0
    for _ in range(2):
        length = answer[at + 1] if answer[at : at + 1] == b"\x30" and len(answer) > at + 1 else 0x80
        at += 2 + (length & 0x7F if length > 0x80 else 0)
    return answer[at : at + 3] == b"\x02\x01\x00"


def ask_openssl(
    answer: bytes, digest: str, roots: tuple[str, ...]
) -> tuple[datetime, re.Match[str] | None]:
    """Time and nonce of a token, once openssl accepts it for that SHA-256 at its own time.

    openssl is given the roots of this program alone. What it prints is read of the token without
    the answer around it, in which anybody may write anything.
    """
    with tempfile.TemporaryDirectory() as folder:
        names = [str(Path(folder) / name) for name in ("answer", "token", "roots.pem")]
        Path(names[0]).write_bytes(answer)
        Path(names[2]).write_text("".join(roots), encoding="ascii")
        code, _ = openssl("ts", "-reply", "-in", names[0], "-token_out", "-out", names[1])
        if code or not is_granted(answer):
            raise BadFileError("not a time-stamp that was granted")
        code, text = openssl("ts", "-reply", "-in", names[1], "-token_in", "-text")
        moment = token_time(text)
        at = str(int(moment.timestamp()))
        trusted = ["-CAfile", names[2], "-attime", at]
        worse, _ = openssl("ts", "-verify", "-digest", digest, "-in", names[0], *trusted)
        if code or worse:
            raise BadFileError("openssl does not accept it with the roots of this program")
    return moment, NONCE.search(text)


def check_token(bag: Bag, name: str, size: str, authority: str) -> Token:
    """A token that openssl accepts for the checkpoint beside it, and what was noted of it."""
    stamped = bag.read(f"data/log/stamps/{size}.checkpoint")
    try:
        digest = hashlib.sha256(stamped).hexdigest()
        moment, nonce = ask_openssl(bag.read(name), digest, PINS[authority])
    except BadFileError as problem:
        raise BadFileError(f"{name}: {problem}") from problem
    check_note(bag, name, moment, nonce)
    return name, int(size), moment, stamped


def check_note(bag: Bag, name: str, moment: datetime, nonce: re.Match[str] | None) -> None:
    """What was noted beside a token agrees with it."""
    side = name.removesuffix("tsr") + "json"
    found = NOTE.fullmatch(bag.read(side).decode(errors="replace"))
    if not found:
        raise BadFileError(f"{side}: not in its exact form")
    if found[6] != hashlib.sha256(bag.read(name)).hexdigest():
        raise BadFileError(f"{name}: not the answer that {side} notes")
    asked, answered = moment_of(found[1]), moment_of(found[2])
    told = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    difference = ((asked - moment) + (answered - moment)) / timedelta(milliseconds=2)
    times = found[3] == told and difference == float(found[4])
    if not times or not nonce or int(nonce[1], 16) != int(found[5], 16):
        raise BadFileError(f"{side}: does not agree with {name}")


def check_tokens(bag: Bag, step: Result) -> list[Token]:
    """Every token that is good."""
    matches = (TOKEN.fullmatch(name) for name in bag.names)
    found = sorted((match for match in matches if match), key=lambda one: (int(one[1]), one[2]))
    check_roots(bag, {match[2] for match in found}, step)
    if found and not shutil.which("openssl"):
        step.open.append("no time-stamp was checked: the openssl program was not found")
        return []
    tokens = []
    for match in found:
        if match[2] not in PINS:
            step.open.append(f"{match[0]}: by an authority that this program does not know")
            continue
        token = step.attempt(check_token, bag, match[0], match[1], match[2], file=match[0])
        tokens += [token] if token else []
    return tokens


def check_waiting(
    entries: dict[int, Any], covers: dict[int, bytes], tokens: list[Token], step: Result
) -> None:
    """A token covers what its checkpoint proves; an entry needs one."""
    for name, size, moment, stamped in tokens:
        covered = [number for number in covers if covers[number] == stamped]
        told = f"covers entries {ranges(covered)}" if covered else f"covers all below {size}"
        step.good.append(f"{name}: {moment:%Y-%m-%d %H:%M:%S} UTC, {told}")
    for number, entry in sorted(entries.items()):
        if not any(covers[number] == token[3] for token in tokens):
            off = entry["body"]["host"].get("stamps") == "off"
            why = "stamps were off" if off else "no time-stamp here that could be checked"
            step.open.append(f"entry {number}: {why}")
        step.beside += waited_of(number, entry["body"])


def waited_of(number: int, body: Any) -> list[str]:
    """That a capture waited in the browser: no stamp speaks of the time before its hand-over."""
    told = body.get("waited")
    if not isinstance(told, dict):
        return []
    of = "du coffre / the vault" if told.get("sealed_to") == "vault" else "du navigateur / browser"
    times = f"{told.get('from')} – {told.get('until')}"
    return [
        f"entry {number}: waited in the browser / a attendu dans le navigateur, {times}, sealed to"
        f" a key of / scellée pour une clé {of}; proven from then on / prouvée à partir de là"
    ]


def check_renewals(bag: Bag, record: str, step: Result) -> None:
    """A stamp that a later record renewed is still the one that is here."""
    entry = json.loads(bag.read(record).decode())
    for row in entry["body"]["stamps"] if entry["kind"] == "renewal" else ():
        name = f"data/log/stamps/{row['size']}-{row['authority']}.tsr"
        if name not in bag.names:
            continue
        if hashlib.sha256(bag.read(name)).hexdigest() != row["sha256"]:
            step.bad.append(f"{name}: not the one that was renewed by {record}")
        step.good.append(f"{name}: renewed by {record}; its certificates last to {row['expires']}")


def check_order(entries: dict[int, Any], tokens: list[Token], step: Result) -> None:
    """Neither the computer's clock nor the authorities' went back, which is told, not judged."""
    written = {number: moment_of(entry["utc"]) for number, entry in sorted(entries.items())}
    before = None
    for number, moment in written.items():
        if entries[number]["body"].get("state") == "incomplete":
            continue  # of the moment when it began; it was entered when somebody finished it
        if before and moment < before - timedelta(milliseconds=JUMP_MS):
            step.open.append(f"entry {number}: the clock went back from {before} to {moment}")
        before = moment
    for number, entry in entries.items():
        told = entry["body"].get("host", {})
        change, behind = (told.get(f"clock_{name}_ms", "0") for name in ("change", "behind"))
        if int(change) < -JUMP_MS:
            step.open.append(f"entry {number}: the clock was set by {change} ms in the capture")
        if int(behind) > JUMP_MS:
            step.open.append(f"entry {number}: the clock was {behind} ms behind the entry before")
    for name, size, moment, _ in tokens:
        latest = max((at for number, at in written.items() if number < size), default=moment)
        if moment < latest - SLACK:
            step.open.append(f"{name}: of {moment}, before an entry that was written at {latest}")
    step.good.append(counted(len(entries), "entry", "entries"))
