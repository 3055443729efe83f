"""What comes out of the place in which a copy is opened, in the one form that is believed of it.

Whatever is in a copy was written by somebody who is not known. Its own words may come out, each of
a length that is limited, and nothing else. Pure.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from keepsake.core.leads.rows import Kind

TEXT_MAX = 65_536
"""Characters of one message that are indexed; what follows is in the copy."""
SHORT_MAX = 1_000
MESSAGES_MAX = 200_000
ROWS_MAX = 50_000

_Short = Annotated[str, msgspec.Meta(max_length=SHORT_MAX)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
_Word = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9_]{0,60}\Z")]
_Sha256 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]

Why = Literal[
    "", "key_other", "not_a_bundle", "not_as_kept", "too_much", "too_long", "broke",
    "no_key", "key_gone", "copy_gone", "copy_other", "gave_up", "late",
]  # fmt: skip
"""Why nothing of a copy is indexed (FORMAT.md 13.7)."""


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is not expected is refused."""


class Step(_Row, frozen=True):
    """How one step of the check ended (FORMAT.md §7), and the word why where it is not valid."""

    number: Annotated[int, msgspec.Meta(ge=1, le=8)]
    outcome: Literal["valid", "invalid", "not_checked"]
    reason: _Word


class Message(_Row, frozen=True):
    """Something said, as the copy has it; `seen` is when it was captured."""

    exhibit: _Number
    item: _Number
    platform: _Short
    host: _Short
    author: _Short
    author_source: _Short
    time: _Short
    seen: _Short
    text: Annotated[str, msgspec.Meta(max_length=TEXT_MAX)]


class Account(_Row, frozen=True):
    """One handle, name or permanent id of an account.

    Attributes:
        label: What the platform calls that id or handle.
        name: What the account is called, for people.
        own: It is said or shown to be that of the person themselves.
    """

    kind: Literal["id", "handle", "name"]
    platform: _Short
    label: _Short
    value: _Short
    name: _Short
    host: _Short
    own: bool
    exhibits: Annotated[tuple[_Number, ...], msgspec.Meta(max_length=ROWS_MAX)]


class Lead(_Row, frozen=True):
    """A value in one message; `own` where only messages of the person's own side are known."""

    kind: Kind
    value: _Short
    normal: _Short
    belongs: _Short
    assumed: bool
    own: bool
    exhibit: _Number
    item: _Number


class Beside(_Row, frozen=True):
    """What a copy says of the page and the note that belong beside it (FORMAT.md 6.12).

    Attributes:
        made: When it was made. It stands in the note, and so is nothing but a time.
        page: SHA-256 of the page without what it carries.
        readme: Of the note without the hash in it.
    """

    made: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}(-[0-9]{2}){2}T[0-9:.]{8,20}Z\Z")]
    page: _Sha256
    readme: _Sha256


class Content(_Row, frozen=True):
    """All of it; with a word in `why` there is nothing but the steps, if there are any."""

    why: Why
    steps: Annotated[tuple[Step, ...], msgspec.Meta(max_length=8)] = ()
    messages: Annotated[tuple[Message, ...], msgspec.Meta(max_length=MESSAGES_MAX)] = ()
    accounts: Annotated[tuple[Account, ...], msgspec.Meta(max_length=ROWS_MAX)] = ()
    leads: Annotated[tuple[Lead, ...], msgspec.Meta(max_length=ROWS_MAX)] = ()
    beside: Beside | None = None


def fold(value: str) -> str:
    """How two ways of writing one value are compared."""
    return value.casefold().removeprefix("@").strip()
