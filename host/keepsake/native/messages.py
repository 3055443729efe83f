"""Every message between extension and host, as structs; whatever has another form is refused.

Source: PROTOCOL.md.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.surrogates import without_lone_surrogates
from keepsake.core.waited import (
    PART_LIMIT_BYTES,
    PARTS_LIMIT,
    CaptureId,
    Count,
    Ended,
    ManifestHash,
    ManifestPart,
    Row,
    Waited,
    Word,
)

__all__ = ["PARTS_LIMIT", "PART_LIMIT_BYTES", "Waited"]

CHUNK_BYTES = 262_144  # Source: PROTOCOL.md §1.2
WINDOW_CHUNKS = 4  # Source: PROTOCOL.md §1.2
CAPTURES_LIMIT = 32  # Source: PROTOCOL.md §1.3
UNDER_WAY_LIMIT_BYTES = 268_435_456  # Source: PROTOCOL.md §1.3
REST_LIMIT = 1_000  # Source: PROTOCOL.md §2.9


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """Opens a session. Unknown members pass, so that a newer extension still learns why not.

    Attributes:
        protocol: The newest that the extension speaks.
        extension: Its version.
        oldest: The oldest that it speaks, 0 where it speaks no other.
        browser: The browser that it is in, "" where it does not say.
        rest: The captures of which this browser holds the rest; None where it keeps none ever.
    """

    protocol: int
    extension: str
    oldest: int = 0
    browser: str = ""
    rest: Annotated[tuple[CaptureId, ...], msgspec.Meta(max_length=REST_LIMIT)] | None = None


class Begin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="begin"):
    """Opens a capture; `seen` stays as the bytes that came, and one that waited has none."""

    capture: CaptureId
    seen: msgspec.Raw = msgspec.Raw(b"")
    waited: Waited | None = None

    def __post_init__(self) -> None:
        """Refuses one with both, or with neither."""
        if bool(bytes(self.seen)) == bool(self.waited):
            raise ValueError("what was seen, or that it waited")


class PartStart(Row, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="part"):
    """Announces an artifact."""

    capture: CaptureId


class Chunk(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="chunk"):
    """A piece of the artifact that was announced."""

    capture: CaptureId
    part: Count
    seq: Count
    data: bytes


class Commit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="commit"):
    """Asks for the capture to become an entry; one that waited may have no manifest: -1 and ""."""

    capture: CaptureId
    manifest: ManifestPart
    sha256: ManifestHash
    ended: Ended | None = None


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="ask"):
    """Asks for the receipt of a capture whose port was lost while it was being committed."""

    capture: CaptureId


class StatusRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="status"):
    """Asks for what `ready` says, once more."""


Page = Literal["", "working", "addon", "begin", "passphrase", "copy", "restore"]
Mend = Literal["connect", "fix", "stamp", "stamps"]


class Open(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="open"):
    """Asks for the viewer, at a page of it; "" is its first."""

    at: Page = ""


class CheckRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="check"):
    """Asks whether everything works, in words of a language."""

    language: Word


class MendRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="mend"):
    """Asks to put something right that a check found, and then as `check` does."""

    mend: Mend
    language: Word


Message = (
    Hello
    | Begin
    | PartStart
    | Chunk
    | Commit
    | Ask
    | StatusRequest
    | Open
    | CheckRequest
    | MendRequest
)


class Limits(msgspec.Struct, frozen=True):
    """What the host takes, in bytes and in numbers."""

    frame: int
    chunk: int
    window: int
    part: int
    parts: int
    captures: int
    under_way: int


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """Answers `hello`.

    Attributes:
        protocol: The version spoken.
        host: Version of this program.
        vault: `none`, `unclaimed` or `claimed`.
        captures: How many there are.
        waiting_stamps: How many authorities have not stamped the newest state.
        free_bytes: Room on the vault's disk, -1 where it is not known.
        case: Id of the active case, or "".
        limits: What the host takes.
        damaged: The damaged file of the vault that was named, "" where captures go into that vault.
        beside: Name of the folder of another vault beside it, which captures go into where one is
            damaged; "" where there is none.
        started_by: `command` where the browser is driven by this program, else "".
        recipient: What is to be sealed to for the vault that captures go into, "" where there is
            none yet.
    """

    protocol: int
    host: str
    vault: str
    captures: int
    waiting_stamps: int
    free_bytes: int
    case: str
    limits: Limits
    damaged: str = ""
    started_by: str = ""
    beside: str = ""
    recipient: str = ""


class Status(msgspec.Struct, frozen=True, tag="status"):
    """Answers `status`, as `ready` does."""

    protocol: int
    host: str
    vault: str
    captures: int
    waiting_stamps: int
    free_bytes: int
    case: str
    limits: Limits
    damaged: str = ""
    beside: str = ""
    started_by: str = ""
    recipient: str = ""


class Begun(msgspec.Struct, frozen=True, tag="begun"):
    """Part 0 is durable, or that much of a capture that waited.

    Attributes:
        capture: Which.
        bytes: Of part 0, and `sha256` its hash; 0 and "" where the browser has it.
        next: The part that comes next.
        resume: What this browser says to go on, should this process be gone before the end.
    """

    capture: str
    bytes: int
    sha256: str
    next: int = 1
    resume: str = ""


class Ack(msgspec.Struct, frozen=True, tag="ack"):
    """Frees a place in the window; promises nothing."""

    capture: str
    part: int
    seq: int


class Kept(msgspec.Struct, frozen=True, tag="kept"):
    """The part was checked and is durable."""

    capture: str
    part: int


class ReceiptReply(msgspec.Struct, frozen=True, tag="receipt"):
    """The capture is an entry of the log. The only message that means *kept for good*."""

    capture: str
    entry: int
    leaf: str
    size: int
    root: str
    utc: str
    state: str
    parts: int
    bytes: int


class Unknown(msgspec.Struct, frozen=True, tag="unknown"):
    """Answers `ask` where no commit of that capture is known.

    Attributes:
        waiting: Whether something of it is sealed and not in the log yet.
    """

    capture: str
    waiting: bool


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """The viewer was started."""


class CheckRow(msgspec.Struct, frozen=True):
    """One check in words, as `keepsake doctor --json` prints it."""

    name: str
    mark: str
    text: str
    next: str
    command: str
    mend: str
    button: str


class Checked(msgspec.Struct, frozen=True, tag="checked"):
    """Answers `check` and `mend`; `outcome` is the worst mark: `ok`, `waiting` or `problem`."""

    outcome: str
    checks: tuple[CheckRow, ...]


class ErrorReply(msgspec.Struct, frozen=True, omit_defaults=True, tag="error"):
    """What went wrong, by number.

    `part` is -1 where the error concerns no part; `update` is which side is too old for the other.
    """

    code: int
    name: str
    detail: str = ""
    capture: str = ""
    part: int = -1
    update: str = ""


Reply = Ready | Status | Begun | Ack | Kept | ReceiptReply | Unknown | Opened | Checked | ErrorReply


class Envelope(msgspec.Struct, frozen=True):
    """The members that tell what a message that could not be read was about."""

    type: str
    capture: str = ""
    part: int = -1


_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)
_encoder = msgspec.json.Encoder()
_KNOWN = frozenset(
    {"hello", "begin", "part", "chunk", "commit", "ask", "status", "open", "check", "mend"}
)


def decode(body: bytes) -> Message:
    """Reads one message.

    Args:
        body: The body of a frame.

    Raises:
        KeepsakeError: FRAME_JSON for what is not JSON or not an object; MESSAGE_UNKNOWN for a type
            that does not exist; MESSAGE_FIELDS for missing, wrong or unknown members. `facts`
            then has `capture` and `part` as far as they could be read.
    """
    try:
        return _decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _refusal(body) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        # A page may cut its title in the middle of an emoji; it must be captured all the same.
        whole = without_lone_surrogates(body)
        if whole == body:
            raise KeepsakeError(Code.FRAME_JSON, "a frame holds no JSON") from error
        return decode(whole)


def encode(reply: Reply) -> bytes:
    """Writes one reply."""
    return _encoder.encode(reply)


def error_reply(error: KeepsakeError, capture: str = "", part: int = -1) -> ErrorReply:
    """Turns an error into the message that tells it."""
    # The file of the vault that it is about, which a bug report needs before all else.
    detail = ": ".join(filter(None, (error.facts.get("file", ""), error.detail)))
    update = error.facts.get("update", "")
    return ErrorReply(int(error.shown_code), error.shown_code.word, detail, capture, part, update)


def _refusal(body: bytes) -> KeepsakeError:
    if not body.lstrip(b" \t\r\n").startswith(b"{"):
        return KeepsakeError(Code.FRAME_JSON, "a frame holds no JSON object")
    try:
        kind = msgspec.json.decode(body, type=_TypeOnly).type
    except msgspec.ValidationError:
        return KeepsakeError(Code.MESSAGE_UNKNOWN, "a message without a type")
    if kind not in _KNOWN:
        return KeepsakeError(Code.MESSAGE_UNKNOWN, "a type that this version does not know")
    try:
        about = msgspec.json.decode(body, type=Envelope)
    except msgspec.ValidationError:
        about = Envelope(kind)
    return KeepsakeError(
        Code.MESSAGE_FIELDS, f"fields of {kind}", capture=about.capture, part=str(about.part)
    )


class _TypeOnly(msgspec.Struct, frozen=True):
    type: str
