"""What the extension knew at the click, as it is kept. Source: PROTOCOL.md §2.2 and §2.7."""

from __future__ import annotations

import msgspec

from keepsake.core.entry import RECORD_ONLY
from keepsake.core.errors import Code, KeepsakeError


class Seen(msgspec.Struct, frozen=True):
    """What the program itself reads of `seen`."""

    mode: str = ""


def object_bytes(seen: bytes) -> tuple[bytes, str]:
    """The exact bytes of `seen`, and the mode that they name.

    Raises:
        KeepsakeError: MESSAGE_FIELDS, for what is no JSON object or names no mode that there is.
    """
    data = bytes(seen)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise KeepsakeError(Code.MESSAGE_FIELDS, "seen is no UTF-8") from error
    if not data.startswith(b"{"):
        raise KeepsakeError(Code.MESSAGE_FIELDS, "seen is no object")
    try:
        mode = msgspec.json.decode(data, type=Seen).mode
    except msgspec.DecodeError as error:
        raise KeepsakeError(Code.MESSAGE_FIELDS, "seen names no mode as text") from error
    if mode not in ("", RECORD_ONLY):
        raise KeepsakeError(Code.MESSAGE_FIELDS, "a mode that does not exist")
    return data, mode
