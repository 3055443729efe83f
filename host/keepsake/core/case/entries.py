"""What a case is written down as: the bodies of its entries. Source: FORMAT.md §9.

Nothing is ever edited: a body with `replaces` names the entry whose place it takes, and `withdrawn`
takes a thing from the lists. Both leave the earlier entry where it is.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Day(msgspec.Struct, frozen=True):
    """When something happened, as the person said it.

    Attributes:
        date: For instance `2026-11-20`, "" where it is not known.
        clock: For instance `18:04`, "" where only the day is known.
        zone: IANA name of the zone in which both are meant.
        utc: The same moment in UTC, the start of the day where there is no clock; for order only.
    """

    date: str = ""
    clock: str = ""
    zone: str = ""
    utc: str = ""


class CaseBody(msgspec.Struct, frozen=True):
    """A case was `made`, `renamed`, `closed` or `opened` again."""

    case: str
    action: str
    name: str = ""


class AssignBody(msgspec.Struct, frozen=True):
    """These entries belong to a case from now on, or to none when it is ""."""

    case: str
    entries: tuple[int, ...]


class EventBody(msgspec.Struct, frozen=True):
    """Something that happened, told by the person."""

    case: str
    when: Day
    text: str
    place: str = ""
    account: str = ""
    replaces: int = -1
    withdrawn: bool = False


class ContactBody(msgspec.Struct, frozen=True):
    """A call to or a visit of the police.

    Attributes:
        way: `call`, `visit`, `came`, `online` or `letter`.
        person: Name of who answered.
        role: A key of `ladder.json`, such as `complaint_taker`.
        civilian: `civilian`, `police` or "" where it was not asked.
        result: `taken`, `refused` or `open`.
        promised: What they said they would do, and `promised_on` by which day.
        asked: What was asked for, keys of `police_ways.json`.
        handed: Entry of what was handed over, -1 for nothing.
    """

    case: str
    when: Day
    way: str
    number: str = ""
    agency: str = ""
    person: str = ""
    rank: str = ""
    badge: str = ""
    role: str = ""
    civilian: str = ""
    file_number: str = ""
    said: str = ""
    result: str = "open"
    reason: str = ""
    promised: str = ""
    promised_on: str = ""
    follow_up: str = ""
    asked: tuple[str, ...] = ()
    handed: int = -1
    replaces: int = -1
    withdrawn: bool = False


class SeizureBody(msgspec.Struct, frozen=True):
    """The police took a device with them."""

    case: str
    when: Day
    what: str
    taken_by: str = ""
    receipt: str = ""
    back_on: str = ""
    copy_at: str = ""
    replaces: int = -1
    withdrawn: bool = False


class OutcomeBody(msgspec.Struct, frozen=True):
    """How it ended: `warning`, `restorative`, `court`, `closed`, `abroad` or `other`."""

    case: str
    when: Day
    outcome: str
    note: str = ""
    replaces: int = -1
    withdrawn: bool = False


class AccountBody(msgspec.Struct, frozen=True):
    """What the person decided of accounts.

    Attributes:
        action: They are one (`merge`), one stands for itself again (`split`), it is the person's
            `own` or somebody `other`'s, or a `note` on it.
    """

    action: str
    accounts: tuple[str, ...]
    note: str = ""


class Reason(msgspec.Struct, frozen=True):
    """One reason to believe that somebody is behind accounts, and where it is seen.

    Attributes:
        kind: `said_so`, `photo`, `contact`, `knows`, `same_account`, `writing` or `other`.
        note: In the person's words.
        entry: The capture that shows it, -1 for none.
        item: Number of the message in it, from 1; 0 for the whole.
    """

    kind: str
    note: str = ""
    entry: int = -1
    item: int = 0


class PersonBody(msgspec.Struct, frozen=True):
    """Who the person thinks is behind accounts, and why.

    Attributes:
        sure: `certain`, `likely` or `unsure`.
        accounts: Keys of accounts, see `keepsake.core.accounts`.
        why: In free words; `reasons` are the same one by one.
    """

    case: str
    name: str
    relation: str = ""
    accounts: tuple[str, ...] = ()
    sure: str = "unsure"
    why: str = ""
    reasons: tuple[Reason, ...] = ()
    replaces: int = -1
    withdrawn: bool = False


class Reference(msgspec.Struct, frozen=True):
    """An exhibit that a text names.

    Attributes:
        exhibit: Its number in the case.
        entry: Its entry.
        item: Number of the message in it, from 1; 0 for the whole.
        time: When the message says it was sent, or when the capture was sealed, UTC; "" unknown.
    """

    exhibit: int
    entry: int
    item: int = 0
    time: str = ""


class StatementBody(msgspec.Struct, frozen=True):
    """One version of the statement.

    Attributes:
        parts: Text by the keys of `statement.json`; texts name exhibits as `[Exhibit 3]` or
            `[Exhibit 3, message 41]`.
        references: The exhibits that the texts name, as they were when the version was kept.
        by_itself: Whether the program kept it without being asked.
        replaces: The version before, -1 for the first.
    """

    case: str
    language: str
    parts: dict[str, str]
    references: tuple[Reference, ...] = ()
    by_itself: bool = False
    replaces: int = -1


class SupplementBody(msgspec.Struct, frozen=True):
    """Something added to a statement after it was handed over; `statement` is the version."""

    case: str
    statement: int
    text: str
    references: tuple[Reference, ...] = ()


class MarkBody(msgspec.Struct, frozen=True):
    """A message that the person points out, so that whoever helps reads it first.

    Attributes:
        entry: The capture that holds it.
        item: Number of the message in it, from 1.
        meaning: `threat`, `demand`, `deadline`, `admission`, `identity`, `payment` or `other`.
        note: What the person says about it.
        due: Of a deadline: when it runs out.
    """

    case: str
    entry: int
    item: int
    meaning: str
    note: str = ""
    due: Day = Day()
    replaces: int = -1
    withdrawn: bool = False


class CorrectionBody(msgspec.Struct, frozen=True):
    """Who wrote a message, or when, as the person says where it was read otherwise.

    What was read stays; this stands beside it wherever it is shown.

    Attributes:
        entry: The capture that holds it.
        item: Number of the message in it, from 1.
        author: Who wrote it, "" where that is not corrected.
        when: When it was written, without a date where that is not corrected.
        why: How the person knows.
    """

    case: str
    entry: int
    item: int
    author: str = ""
    when: Day = Day()
    why: str = ""
    replaces: int = -1
    withdrawn: bool = False


class RecheckBody(msgspec.Struct, frozen=True):
    """The person looked at a captured page again and says what they saw.

    Attributes:
        entry: The capture whose page it is.
        when: When they looked.
        seen: `there`, `gone`, `changed` or `sign_in`.
        note: What they say about it.
    """

    case: str
    entry: int
    when: Day
    seen: str
    note: str = ""
    replaces: int = -1
    withdrawn: bool = False


class LoginBody(msgspec.Struct, frozen=True):
    """With which account a page was viewed when it was captured, as the person says.

    Attributes:
        entry: The capture.
        how: `account`, or `none` where nobody was signed in.
        account: As the person writes it, "" with `none`.
        note: What else they say about it.
    """

    case: str
    entry: int
    how: str
    account: str = ""
    note: str = ""
    replaces: int = -1
    withdrawn: bool = False


class EyewitnessBody(msgspec.Struct, frozen=True):
    """Somebody else who looked at live pages too, and what they say that they saw.

    Attributes:
        entries: The captures of these pages.
        name: As the witness wants to be named.
        role: What they are to the person or by profession.
        reach: How they can be reached, as far as they want that told.
        when: When they looked.
        how: `beside` on the same screen, `own` on a device of their own, or `shared` over a call.
        saw: What they saw, in their words.
        same: Where it was the same as what was captured, and where it was not, in their words.
    """

    case: str
    entries: tuple[int, ...]
    name: str
    when: Day
    how: str
    role: str = ""
    reach: str = ""
    saw: str = ""
    same: str = ""
    replaces: int = -1
    withdrawn: bool = False


class CoverBody(msgspec.Struct, frozen=True):
    """Pictures of a capture that stay blurred until they are wanted, or no longer do.

    Attributes:
        entry: The capture.
        parts: Its pictures that are meant.
        covered: Whether they are blurred from now on.
    """

    entry: int
    parts: tuple[int, ...]
    covered: bool = True


Body: TypeAlias = (
    CaseBody
    | AssignBody
    | EventBody
    | ContactBody
    | SeizureBody
    | OutcomeBody
    | AccountBody
    | PersonBody
    | StatementBody
    | SupplementBody
    | MarkBody
    | CorrectionBody
    | RecheckBody
    | LoginBody
    | EyewitnessBody
    | CoverBody
)

KINDS: dict[str, type[Body]] = {
    "case": CaseBody,
    "assign": AssignBody,
    "event": EventBody,
    "contact": ContactBody,
    "seizure": SeizureBody,
    "outcome": OutcomeBody,
    "account": AccountBody,
    "person": PersonBody,
    "statement": StatementBody,
    "supplement": SupplementBody,
    "mark": MarkBody,
    "correction": CorrectionBody,
    "recheck": RecheckBody,
    "login": LoginBody,
    "eyewitness": EyewitnessBody,
    "cover": CoverBody,
}
KIND_OF = {body: kind for kind, body in KINDS.items()}

_UNSPOKEN = frozenset(
    {"case", "way", "role", "civilian", "result", "outcome", "sure", "action", "language",
     "meaning", "seen", "how"}
)  # fmt: skip


def spoken(body: Body) -> str:
    """All words of a body, for the search; not ids and not choices from a list."""
    words: list[str] = []
    for name in body.__struct_fields__:
        value = getattr(body, name)
        if isinstance(value, str) and name not in _UNSPOKEN:
            words.append(value)
        elif isinstance(value, Day):
            words.append(value.date)
        elif isinstance(value, dict):
            words += map(str, value.values())
        elif name == "accounts":
            words += map(str, value)
        elif name == "reasons":
            words += [reason.note for reason in value]
    return "\n".join(word for word in words if word)
