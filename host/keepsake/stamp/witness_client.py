"""Asks one witness to cosign a checkpoint. Source: c2sp.org/tlog-witness."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.core import cosignature, note
from keepsake.core.errors import Code
from keepsake.stamp.wire import LongAnswerError, Request, StampError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keepsake.core.cosignature import WitnessKey
    from keepsake.stamp.wire import Answer

    Converse = Callable[[Request, float], Answer]

TIMEOUT_SECONDS = 10.0
_ANSWER_BYTES_MAX = 16_384
_HEADERS = {"User-Agent": "keepsake"}
_SIZE = re.compile(rb"(0|[1-9][0-9]{0,14})\n")


@dataclass(frozen=True, slots=True)
class Growth:
    """A log as it is now.

    Attributes:
        checkpoint: The signed note.
        size: That it says.
        prove: Gives the consistency proof from a smaller size, which is not 0, to this one.
    """

    checkpoint: bytes
    size: int
    prove: Callable[[int], Sequence[bytes]]


class OtherLogError(StampError):
    """The witness saw what this log is no continuation of; nothing but its word shows that.

    Attributes:
        seen: How many entries there were, as it says.
    """

    def __init__(self, seen: int, size: int) -> None:
        reason = "witness_longer" if seen > size else "witness_other"
        super().__init__(Code.STAMP_REFUSED, reason, f"it saw {seen} entries")
        self.seen = seen


def cosigned(
    address: str, key: WitnessKey, growth: Growth, known: int, converse: Converse
) -> bytes:
    """Gets a cosignature, and checks it completely before it is given back.

    Where the witness has seen another size than was thought, it is asked once more, from that one.

    Args:
        address: Of the witness; `add-checkpoint` is below it.
        key: Of the witness.
        growth: The log.
        known: Size that the witness cosigned last, as far as is known here.
        converse: `wire.converse`, or a stand-in with its contract.

    Returns:
        The file to keep, as `cosignature.encode` makes it.

    Raises:
        OtherLogError: What the witness saw is longer than this log, or none of its beginnings.
        StampError: STAMP_UNREACHABLE, STAMP_REFUSED or STAMP_INVALID.
    """
    answer = _ask(address, growth, known, converse)
    if answer.status == http.client.CONFLICT:
        seen = _size_in(answer)
        if seen > growth.size or seen == known:
            raise OtherLogError(seen, growth.size)
        known = seen
        answer = _ask(address, growth, known, converse)
    if answer.status == http.client.UNPROCESSABLE_ENTITY or _is_other(answer, known):
        raise OtherLogError(known, growth.size)
    if answer.status == http.client.OK:
        return _taken(answer.body, key, growth)
    raise _refusal(answer.status)


def _ask(address: str, growth: Growth, known: int, converse: Converse) -> Answer:
    between = 0 < known < growth.size
    hashes = growth.prove(known) if between else ()
    body = note.ConsistencyProof(known, tuple(hashes), growth.checkpoint).encode()
    request = Request(f"{address}/add-checkpoint", body, _HEADERS, _ANSWER_BYTES_MAX)
    try:
        return converse(request, TIMEOUT_SECONDS)
    except LongAnswerError as error:
        raise _wrong("a longer answer") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        name = type(error).__name__
        raise StampError(Code.STAMP_UNREACHABLE, "witness_unreachable", name) from error


def _size_in(answer: Answer) -> int:
    found = _SIZE.fullmatch(answer.body)
    if not found:
        raise _wrong("409 without a size")
    return int(found[1])


def _is_other(answer: Answer, known: int) -> bool:
    """Whether the same size is refused that was asked from: then the root is another."""
    return answer.status == http.client.CONFLICT and _size_in(answer) == known


def _taken(body: bytes, key: WitnessKey, growth: Growth) -> bytes:
    """The one line of this witness, whatever else it sent along; another one is left out."""
    try:
        _, signatures = note.split(growth.checkpoint + body)
        ours = [raw for name, raw in signatures if name == key.name and raw[:4] == key.key_id]
        if len(ours) != 1:
            raise note.NoteError("not one cosignature of this witness")
        line = note.signature_line(key.name, ours[0])
        whole = cosignature.encode(key, growth.checkpoint, line)
        log = note.Checkpoint.parse(note.split(growth.checkpoint)[0]).origin
        if cosignature.found(growth.checkpoint + line, [key])[0].witness == log:
            raise note.NoteError("a witness under the name of the log")
    except note.NoteError as error:
        raise _wrong(str(error)) from error
    return whole


def _refusal(status: int) -> StampError:
    if status in (http.client.NOT_FOUND, http.client.FORBIDDEN):
        detail = "it has not taken this log on, or has another key for it"
        return StampError(Code.STAMP_REFUSED, "witness_unknown", detail, status)
    fault = status >= http.client.INTERNAL_SERVER_ERROR
    code = Code.STAMP_UNREACHABLE if fault else Code.STAMP_REFUSED
    return StampError(code, "witness_refused", f"HTTP status {status}", status)


def _wrong(detail: str) -> StampError:
    return StampError(Code.STAMP_INVALID, "witness_wrong", detail)
