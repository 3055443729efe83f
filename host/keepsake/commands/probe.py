"""Starts the native host as a browser would and hears whether it answers."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

import msgspec

from keepsake import __version__
from keepsake.browsers.table import load_identities
from keepsake.core.errors import KeepsakeError
from keepsake.native.framing import FrameDecoder, encode_frame
from keepsake.native.messages import ErrorReply, Ready
from keepsake.native.versions import OLDEST_PROTOCOL, PROTOCOL

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS_MAX = 20.0


class ProbeError(Exception):
    """The host did not answer as it should; the message says how, without content."""


def ask_host(program: Path, vault: Path) -> int:
    """Starts the host, says hello, and hears its answer.

    Args:
        program: The executable that browsers start.
        vault: The vault it is to look at.

    Returns:
        Milliseconds from the start to the answer.

    Raises:
        ProbeError: It did not start, did not answer in time, or answered something else.
    """
    origin = f"chrome-extension://{load_identities().chromium_extension_ids[0]}/"
    spoken = {"protocol": PROTOCOL, "oldest": OLDEST_PROTOCOL}
    hello = {"type": "hello", **spoken, "extension": __version__}
    start = time.perf_counter()
    try:
        done = subprocess.run(
            [program, origin],
            input=encode_frame(msgspec.json.encode(hello)),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "KEEPSAKE_VAULT": str(vault)},
            timeout=_SECONDS_MAX,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProbeError(type(error).__name__) from error
    milliseconds = round((time.perf_counter() - start) * 1000)
    answer = _read(done.stdout)
    if isinstance(answer, ErrorReply):
        raise ProbeError(f"{answer.name} ({answer.code})")
    return milliseconds


def _read(output: bytes) -> Ready | ErrorReply:
    decoder = FrameDecoder()
    decoder.feed(output)
    try:
        body = decoder.next_frame()
        answer: Ready | ErrorReply = msgspec.json.decode(body or b"", type=Ready | ErrorReply)
    except (KeepsakeError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProbeError("no answer") from error
    return answer
