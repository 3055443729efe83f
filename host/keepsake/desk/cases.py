"""Cases of the organisation: which received copies belong together. The desk reads none of them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from keepsake.desk.database import one
from keepsake.desk.events import Kind

if TYPE_CHECKING:
    from psycopg.rows import DictRow

    from keepsake.desk.change import Change
    from keepsake.desk.database import Transaction

NAME_CHARACTERS_MAX = 120


class CaseError(Exception):
    """What was asked cannot be.

    Attributes:
        word: `case_name_wrong`, `case_unknown`, `copy_unknown`.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def make(change: Change, name: str) -> uuid.UUID:
    """Makes one, by a name of the organisation.

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
    return made


def put_in(change: Change, case_file: uuid.UUID, upload: uuid.UUID) -> None:
    """Puts a received copy into a case; it is in one at most, and can be moved to another.

    Raises:
        CaseError: `case_unknown` or `copy_unknown`.
    """
    transaction = change.transaction
    if one(transaction, "select 1 from case_file where id = %s", case_file) is None:
        raise CaseError("case_unknown")
    if one(transaction, "select 1 from bundle where upload = %s for update", upload) is None:
        raise CaseError("copy_unknown")
    before = of_copy(transaction, upload)
    if before and before["id"] == case_file:
        return
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


def of_copy(transaction: Transaction, upload: uuid.UUID) -> DictRow | None:
    """The case that a copy is in."""
    return one(
        transaction,
        "select case_file.* from case_copy join case_file on case_file.id = case_copy.case_file"
        " where upload = %s",
        upload,
    )
