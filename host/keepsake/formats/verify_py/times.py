"""Steps 7 and 8: time-stamps by the openssl program, and the order of times. Part of verify.py."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from datetime import datetime, timedelta
from typing import Any

from keepsake.formats.verify_py.files import BadFileError, Bag, Result

PINS: dict[str, tuple[str, ...]] = {}  # filled at the end of the file
Token = tuple[str, int, datetime, bytes]  # file, size of the tree, time, checkpoint
SLACK = timedelta(minutes=10)  # how far an authority's clock may be behind the computer's
JUMP_MS = 2000
TIME = re.compile(r"^Time stamp: (\w{3}) +(\d+) (\d\d:\d\d:\d\d)(\.\d+)? (\d{4}) GMT", re.M)
NONCE = re.compile(r"^Nonce: (?:0x)?([0-9A-Fa-f]+)", re.M)
TOKEN = re.compile(r"data/log/stamps/(0|[1-9][0-9]{0,14})-([a-z0-9][a-z0-9-]*)\.tsr")
PEM = re.compile(rb"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
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


def check_roots(bag: Bag, authority: str) -> str:
    """The roots beside the tokens, once each is one of those that this program trusts."""
    name = f"data/log/roots/{authority}.pem"
    found = [base64.b64decode(b"".join(body.split())) for body in PEM.findall(bag.read(name))]
    prints = {hashlib.sha256(raw).hexdigest() for raw in found}
    if not prints or not prints <= set(PINS[authority]):
        raise BadFileError(f"{name}: not the roots that this program trusts for {authority}")
    return str(bag.folder / name)


def token_time(text: str) -> datetime:
    """The time that openssl shows of a token."""
    shown = TIME.search(text)
    if not shown:
        raise BadFileError("not a time-stamp")
    month, day, clock, fraction, year = shown.groups(default="")
    whole = datetime.strptime(f"{month} {day} {clock} {year} +0000", "%b %d %H:%M:%S %Y %z")
    return whole + timedelta(microseconds=int((fraction[1:] + "000000")[:6]))


def ask_openssl(token: str, digest: str, roots: str) -> tuple[datetime, re.Match[str] | None]:
    """Time and nonce of a token, once openssl accepts it for that SHA-256 at its own time."""
    code, text = openssl("ts", "-reply", "-in", token, "-text")
    if code or "Status: Granted." not in text:
        raise BadFileError("not a time-stamp that was granted")
    moment = token_time(text)
    at = str(int(moment.timestamp()))
    code, _ = openssl(
        "ts", "-verify", "-digest", digest, "-in", token, "-CAfile", roots, "-attime", at
    )
    if code:
        raise BadFileError(f"openssl does not accept it with {roots}")
    return moment, NONCE.search(text)


def check_token(bag: Bag, name: str, size: str, roots: str) -> Token:
    """A token that openssl accepts for the checkpoint beside it, and what was noted of it."""
    stamped = bag.read(f"data/log/stamps/{size}.checkpoint")
    try:
        digest = hashlib.sha256(stamped).hexdigest()
        moment, nonce = ask_openssl(str(bag.folder / name), digest, roots)
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
    found = [match for name in sorted(bag.names) if (match := TOKEN.fullmatch(name))]
    if found and not shutil.which("openssl"):
        step.open.append("no time-stamp was checked: the openssl program was not found")
        return []
    roots = {
        authority: step.attempt(check_roots, bag, authority, file=f"data/log/roots/{authority}.pem")
        for authority in sorted({match[2] for match in found} & set(PINS))
    }
    tokens = []
    for match in found:
        if match[2] not in PINS:
            step.open.append(f"{match[0]}: this program does not know the authority")
        elif roots[match[2]]:
            token = step.attempt(
                check_token, bag, match[0], match[1], roots[match[2]], file=match[0]
            )
            tokens += [token] if token else []
    return tokens


def check_waiting(
    entries: dict[int, Any], covers: dict[int, bytes], tokens: list[Token], step: Result
) -> None:
    """A token covers what its checkpoint proves; an entry needs one."""
    for name, _, moment, stamped in tokens:
        covered = [number for number in entries if covers[number] == stamped]
        step.good.append(f"{name}: {moment:%Y-%m-%d %H:%M:%S} UTC, entries {covered}")
    for number, entry in entries.items():
        if not any(covers[number] == token[3] for token in tokens):
            off = entry["body"]["host"].get("stamps") == "off"
            step.open.append(f"entry {number}: {'stamps were off' if off else 'not stamped yet'}")


def check_renewals(bag: Bag, records: list[str], step: Result) -> None:
    """A stamp that a later record renewed is still the one that is here."""
    for record in records:
        entry = json.loads(bag.read(record).decode())
        for row in entry["body"]["stamps"] if entry["kind"] == "renewal" else ():
            name = f"data/log/stamps/{row['size']}-{row['authority']}.tsr"
            if name not in bag.names:
                continue
            if hashlib.sha256(bag.read(name)).hexdigest() != row["sha256"]:
                step.bad.append(f"{name}: not the one that was renewed by {record}")
            step.good.append(
                f"{name}: renewed by {record}; its certificates last to {row['expires']}"
            )


def check_order(entries: dict[int, Any], tokens: list[Token], step: Result) -> None:
    """Neither the computer's clock nor the authorities' went back, which is told, not judged."""
    written = {number: moment_of(entry["utc"]) for number, entry in sorted(entries.items())}
    before = None
    for number, moment in written.items():
        if before and moment < before:
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
    step.good.append(f"{len(entries)} entries")
