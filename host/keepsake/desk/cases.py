"""Cases of the organisation: which received copies belong together, and who works on them.

What was opened of a copy is for those who work on its case: whoever made it, and whom a supervisor
added. The desk itself reads none of them.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from keepsake.desk.database import every, one
from keepsake.desk.events import Kind
from keepsake.desk.roles import Role

if TYPE_CHECKING:
    from psycopg.rows import DictRow

    from keepsake.desk.change import Change
    from keepsake.desk.database import Transaction
    from keepsake.desk.staff import Member

NAME_CHARACTERS_MAX = 120


class CaseError(Exception):
    """What was asked cannot be.

    Attributes:
        word: `case_name_wrong`, `case_unknown`, `case_others`, `case_needed`, `copy_unknown`,
            `member_wrong`.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def make(change: Change, member: Member, name: str) -> uuid.UUID:
    """Makes one, by a name of the organisation; whoever makes it works on it.

    Raises:
        CaseError: `case_name_wrong`.
    """
    name = name.strip()
    if not name or not name.isprintable() or len(name) > NAME_CHARACTERS_MAX:
        raise CaseError("case_name_wrong")
    made = uuid.uuid4()
    change.transaction.execute(
        "insert into case_file (id, name, made, made_by) values (%s, %s, %s, %s)",
        [made, name, change.at, change.who],
    )
    change.record(Kind.CASE_MADE, case=str(made))
    _add(change, made, member.id)
    return made


def assign(change: Change, case_file: uuid.UUID, staff: uuid.UUID) -> None:
    """Has somebody work on it.

    Raises:
        CaseError: `case_unknown`; `member_wrong`: they are no caseworker, or may not come in.
    """
    if of(change.transaction, case_file) is None:
        raise CaseError("case_unknown")
    found = one(
        change.transaction,
        "select 1 from staff where id = %s and disabled is null and %s = any(roles)",
        staff, Role.CASEWORKER,
    )  # fmt: skip
    if found is None:
        raise CaseError("member_wrong")
    _add(change, case_file, staff)


def unassign(change: Change, case_file: uuid.UUID, staff: uuid.UUID) -> None:
    """Has somebody work on it no longer; from the next page on they see nothing of it."""
    done = change.transaction.execute(
        "delete from case_member where case_file = %s and staff = %s", [case_file, staff]
    )
    if done.rowcount:
        change.record(Kind.CASE_MEMBER_REMOVED, case=str(case_file), staff=str(staff))


def put_in(change: Change, member: Member, case_file: uuid.UUID, upload: uuid.UUID) -> None:
    """Puts a received copy into a case; it is in one at most, and can be moved to another.

    Raises:
        CaseError: `case_unknown`, `copy_unknown`, or `case_others`: somebody else works on the
            case, or on the one that it is in.
    """
    transaction = change.transaction
    if of(transaction, case_file) is None:
        raise CaseError("case_unknown")
    if not works_on(transaction, member, case_file):
        raise CaseError("case_others")
    if one(transaction, "select 1 from bundle where upload = %s for update", upload) is None:
        raise CaseError("copy_unknown")
    before = of_copy(transaction, upload)
    if before and before["id"] == case_file:
        return
    require_free(transaction, member, upload)
    transaction.execute(
        "insert into case_copy (upload, case_file) values (%s, %s)"
        " on conflict (upload) do update set case_file = excluded.case_file",
        [upload, case_file],
    )
    about = {"case": str(case_file), "upload": str(upload)}
    if before:
        change.record(Kind.CASE_COPY_MOVED, **about, before=str(before["id"]))
    else:
        change.record(Kind.CASE_COPY_ADDED, **about)


def of(transaction: Transaction, case_file: uuid.UUID) -> DictRow | None:
    """What is known of one."""
    return one(transaction, "select * from case_file where id = %s", case_file)


def of_copy(transaction: Transaction, upload: uuid.UUID) -> DictRow | None:
    """The case that a copy is in."""
    return one(
        transaction,
        "select case_file.* from case_copy join case_file on case_file.id = case_copy.case_file"
        " where upload = %s",
        upload,
    )


def works_on(transaction: Transaction, member: Member, case_file: uuid.UUID) -> bool:
    """Whether somebody works on it: was added, and is a caseworker still."""
    query = "select 1 from works_on where staff = %s and case_file = %s"
    return one(transaction, query, member.id, case_file) is not None


def seen(transaction: Transaction, member: Member) -> dict[uuid.UUID, DictRow]:
    """Copies whose content somebody may see, each with its case, reference and time."""
    rows = every(transaction, "select * from seen where staff = %s", member.id)
    return {row["upload"]: row for row in rows}


def sees(transaction: Transaction, member: Member, upload: uuid.UUID) -> DictRow | None:
    """The same of one copy; None where somebody may see nothing of it."""
    query = "select * from seen where staff = %s and upload = %s"
    return one(transaction, query, member.id, upload)


def require_free(transaction: Transaction, member: Member, upload: uuid.UUID) -> None:
    """Lets pass who works on the copy's case; anybody, while it is in none.

    Raises:
        CaseError: `case_others`.
    """
    if of_copy(transaction, upload) and not sees(transaction, member, upload):
        raise CaseError("case_others")


def _add(change: Change, case_file: uuid.UUID, staff: uuid.UUID) -> None:
    done = change.transaction.execute(
        "insert into case_member (staff, case_file, added, added_by) values (%s, %s, %s, %s)"
        " on conflict do nothing",
        [staff, case_file, change.at, change.who],
    )
    if done.rowcount:
        change.record(Kind.CASE_MEMBER_ADDED, case=str(case_file), staff=str(staff))
