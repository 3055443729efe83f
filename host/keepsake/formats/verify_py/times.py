"""Steps 7 and 8: time-stamps by the openssl program, and the order of times. Part of verify.py."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from keepsake.formats.verify_py.files import BadFileError, Bag, Result

SLACK = timedelta(minutes=10)  # how far an authority's clock may be behind the computer's
TIME = re.compile(r"^Time stamp: (\w{3}) +(\d+) (\d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT", re.M)
NONCE = re.compile(r"^Nonce: (?:0x)?([0-9A-Fa-f]+)", re.M)


def openssl(*arguments: str) -> tuple[int, str]:
    """Exit code and output of the openssl program."""
    program = shutil.which("openssl") or "openssl"
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, errors="replace", check=False
    )
    return done.returncode, done.stdout + done.stderr


def check_token(bag: Bag, name: str) -> datetime:
    """The time in a token, once openssl accepts it for the checkpoint beside it, at that time."""
    stem = name.removesuffix(".tsr")
    size, _, authority = stem.removeprefix("data/log/stamps/").partition("-")
    stamped, roots = f"data/log/stamps/{size}.checkpoint", f"data/log/roots/{authority}.pem"
    token = str(bag.folder / name)
    code, text = openssl("ts", "-reply", "-in", token, "-text")
    shown = TIME.search(text)
    if code or not shown:
        raise BadFileError(f"{name}: not a time-stamp")
    moment = datetime.strptime(" ".join(shown.groups()) + " +0000", "%b %d %H:%M:%S %Y %z")
    at, data = str(int(moment.timestamp())), str(bag.folder / stamped)
    trust = str(bag.folder / roots)
    code, _ = openssl("ts", "-verify", "-data", data, "-in", token, "-CAfile", trust, "-attime", at)
    if code:
        raise BadFileError(f"{name}: openssl does not accept it for {stamped} and {roots}")
    asked, answered = json.loads(bag.read(f"{stem}.json")).get("nonce"), NONCE.search(text)
    if asked and (not answered or int(answered.group(1), 16) != int(asked, 16)):
        raise BadFileError(f"{name}: answers another request than {stem}.json")
    return moment


def check_times(bag: Bag, covers: dict[int, bytes], step: Result) -> dict[int, list[datetime]]:
    """Times of good tokens for each entry; a token covers what its checkpoint proves."""
    times: dict[int, list[datetime]] = {number: [] for number in covers}
    tokens = [name for name in bag.under("data/log/stamps/") if name.endswith(".tsr")]
    if tokens and not shutil.which("openssl"):
        step.open.append("no time-stamp was checked: the openssl program was not found")
        return times
    for name in tokens:
        moment = step.attempt(check_token, bag, name, file=name)
        if moment is None:
            continue
        stamped = bag.read(f"data/log/stamps/{Path(name).name.partition('-')[0]}.checkpoint")
        covered = [number for number, checkpoint in covers.items() if checkpoint == stamped]
        step.good.append(f"{name}: {moment:%Y-%m-%d %H:%M:%S} UTC, entries {covered}")
        for number in covered:
            times[number].append(moment)
    step.open += [
        f"entry {number}: not stamped yet" for number, found in times.items() if not found
    ]
    return times


def check_order(entries: dict[int, Any], times: dict[int, list[datetime]], step: Result) -> None:
    """Neither the computer's clock nor the authorities' went back, which is told, not judged."""
    before = None
    for number, entry in sorted(entries.items()):
        written = datetime.fromisoformat(entry["utc"].replace("Z", "+00:00"))
        if before and written < before:
            step.open.append(
                f"entry {number}: the computer's clock went back from {before} to {written}"
            )
        for moment in times.get(number, []):
            if moment < written - SLACK:
                step.open.append(
                    f"entry {number}: stamped at {moment}, before it was written at {written}"
                )
        before = written
    step.good.append(f"{len(entries)} entries")
