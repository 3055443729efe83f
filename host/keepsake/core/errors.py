"""One family of errors, each with a number; the words for them are data, not code."""

from __future__ import annotations

import errno
from enum import IntEnum

# Also what Windows answers where another program holds a file, which Python gives as EACCES.
_HELD = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.EAGAIN, errno.EDEADLK}


class Code(IntEnum):
    """The numbers of `shared/data/errors.json`; only ever appended to."""

    FRAME_LENGTH = 10
    FRAME_JSON = 11
    MESSAGE_UNKNOWN = 12
    PROTOCOL_VERSION = 13
    CAPTURE_STATE = 14
    MESSAGE_FIELDS = 15
    CHUNK_SEQUENCE = 20
    PART_HASH = 21
    PART_SIZE = 22
    PART_TOO_LARGE = 23
    MANIFEST_MISMATCH = 24
    CAPTURES_MANY = 25
    WAITED_ELSEWHERE = 26
    WAITED_CLOSED = 27
    VAULT_NEWER = 40
    VAULT_MISSING = 41
    VAULT_DAMAGED = 42
    DISK_FULL = 43
    VAULT_UNWRITABLE = 44
    VAULT_BUSY = 45
    VAULT_EXISTS = 46
    COPY_AHEAD = 47
    VAULT_INCOMPLETE = 48
    VAULT_CHANGED = 49
    PASSPHRASE_WRONG = 50
    PASSPHRASE_WEAK = 51
    VAULT_LOCKED = 52
    VAULT_CLAIMED = 53
    WORK_FACTOR = 54
    PASSPHRASE_NEEDED = 55
    COPY_PASSPHRASE_WRONG = 56
    COPY_LOCKED = 57
    VAULT_FORBIDDEN = 58
    COPY_MISSING = 59
    STAMP_UNREACHABLE = 60
    STAMP_REFUSED = 61
    STAMP_INVALID = 62
    EXPORT_EXISTS = 70
    EXPORT_INVALID = 71
    CAPTURE_UNKNOWN = 72
    CAPTURE_REMOVED = 73
    CAPTURE_NONE = 74
    HOST_MISSING = 80
    HOST_GONE = 81
    PAGE_FORBIDDEN = 82
    PAGE_CLOSED = 83
    PICTURE_FAILED = 84
    TOOL_MISSING = 85
    TAB_MOVED = 86
    PAGE_IN_FRAME = 87
    HOST_OLD = 88
    EXTENSION_OLD = 89
    INTERNAL = 90
    WAITING_FULL = 91
    FILE_PROGRAM = 100
    FILE_UNREADABLE = 101
    ARCHIVE_BOMB = 102
    ARCHIVE_NAMES = 103
    FILE_CUT = 104
    WAITING_LOCKED = 105
    EXPORT_STOPPED = 110
    KEY_WRONG = 111
    KEY_PICTURE = 112
    KEY_SECRET = 113
    EXPORT_REMOVED = 130
    EXPORT_PRACTICE = 131
    INVITATION_WRONG = 150
    DESK_UNREACHABLE = 151
    DESK_REFUSED = 152
    RECEIPT_WRONG = 153
    SENDING_STOPPED = 154
    SENDING_DAMAGED = 155
    RECEIPT_NOT_TAKEN = 156
    FORM_TOO_LARGE = 157

    @property
    def word(self) -> str:
        """The name that goes over the wire, for instance `part_hash`."""
        return self.name.lower()


class KeepsakeError(Exception):
    """Something went wrong that has a number and a remedy.

    Attributes:
        code: What went wrong; `keepsake.catalogue.error_message` has what to say.
        detail: For a bug report. Never content, an address or a name of a person.
        facts: Names of files, numbers and the like that a message may show.
    """

    def __init__(self, code: Code, detail: str = "", **facts: str) -> None:
        super().__init__(f"{code.word} ({int(code)})" + (f": {detail}" if detail else ""))
        self.code = code
        self.detail = detail
        self.facts = facts

    @property
    def shown_code(self) -> Code:
        """What to say: a file that may not be read, or that is held, is not told as damaged."""
        cause = self.__cause__
        while isinstance(cause, KeepsakeError):
            cause = cause.__cause__
        held = isinstance(cause, OSError) and cause.errno in _HELD
        forbidden = self.code is Code.VAULT_DAMAGED and held
        return Code.VAULT_FORBIDDEN if forbidden else self.code
