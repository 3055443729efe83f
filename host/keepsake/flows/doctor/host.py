"""Starts the program as a browser would, and hears whether it answers, and how fast."""

from __future__ import annotations

import os
import struct
import subprocess
import time
from typing import TYPE_CHECKING

import msgspec

from keepsake import __version__
from keepsake.browsers.table import load_identities
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.doctor.diagnosis import OK, PROBLEM, Diagnosis
from keepsake.program import executable_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SECONDS_MAX = 20.0
_PROTOCOL = 1  # Source: PROTOCOL.md §2.1
_LENGTH = struct.Struct("=I")  # Source: PROTOCOL.md, conventions


class _Answer(msgspec.Struct, frozen=True):
    type: str
    code: int = 0


def answers(vault: Path) -> Iterator[Diagnosis]:
    """Says hello to the program that browsers start; it says of no browser that it is there."""
    try:
        program = executable_path()
    except KeepsakeError:
        return  # told with the browsers
    try:
        yield _ask(program, vault)
    except PermissionError:
        yield Diagnosis("host", PROBLEM, "host.not_allowed", {"path": str(program)})
    except FileNotFoundError:
        yield Diagnosis("host", PROBLEM, "host.missing", {"path": str(program)})
    except (OSError, subprocess.TimeoutExpired):
        yield Diagnosis("host", PROBLEM, "host.silent", {"path": str(program)})


def _ask(program: Path, vault: Path) -> Diagnosis:
    origin = f"chrome-extension://{load_identities().chromium_extension_ids[0]}/"
    hello = {"type": "hello", "protocol": _PROTOCOL, "extension": __version__}
    body = msgspec.json.encode(hello)
    start = time.perf_counter()
    done = subprocess.run(
        [program, origin],
        input=_LENGTH.pack(len(body)) + body,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "KEEPSAKE_VAULT": str(vault)},
        timeout=_SECONDS_MAX,
        check=False,
    )
    milliseconds = round((time.perf_counter() - start) * 1000)
    answer = _read(done.stdout)
    if answer is None:
        return Diagnosis("host", PROBLEM, "host.silent", {"path": str(program)})
    if answer.type == "error":
        code = next((one for one in Code if int(one) == answer.code), Code.INTERNAL)
        return Diagnosis("host", PROBLEM, "host.refuses", error=code)
    return Diagnosis("host", OK, "host.ok", {"milliseconds": str(milliseconds)})


def _read(output: bytes) -> _Answer | None:
    """The first frame, None where there is none that says anything."""
    if len(output) < _LENGTH.size:
        return None
    end = _LENGTH.size + _LENGTH.unpack_from(output)[0]
    try:
        answer = msgspec.json.decode(output[_LENGTH.size : end], type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return answer if answer.type in ("ready", "error") else None
