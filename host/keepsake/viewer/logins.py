"""With which account pages were viewed: what the person says and what the page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.briefing.rows import Shown
from keepsake.core.briefing.sites import reader_account
from keepsake.core.case.entries import LoginBody
from keepsake.core.errors import KeepsakeError
from keepsake.viewer import present

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keepsake.core.case.fold import Case, Kept
    from keepsake.vault.index_rows import Summary
    from keepsake.viewer.view import View


class Row(NamedTuple):
    """One captured page.

    Attributes:
        said: What the person says of it now, None where they said nothing.
        shown: The account that the page shows on their side, "" where it shows none.
    """

    head: present.Head
    said: LoginBody | None
    shown: str


def pages_of(view: View, case: Case | None) -> list[Summary]:
    """The captured pages of a case, in the order of their numbers; files were not viewed."""
    entries = [entry for _number, entry in case.numbered] if case else []
    found = [view.session.summary(entry) for entry in entries]
    return [one for one in found if present.host_of(one.url)]


def said_of(view: View, case: Case | None) -> Mapping[int, Kept[LoginBody]]:
    """What the person says of each capture now, by its entry."""
    records = view.session.casework().records(case.case, LoginBody) if case else []
    return {record.body.entry: record.now for record in records}


def rows(view: View, case: Case | None, pages: Sequence[Summary]) -> list[Row]:
    """The same with what each page shows."""
    said = said_of(view, case)
    return [
        Row(
            present.head_of(view, one),
            said[one.entry].body if one.entry in said else None,
            _shown(view, one),
        )
        for one in pages
    ]


def _shown(view: View, summary: Summary) -> str:
    session = view.session
    try:
        capture = session.capture(summary.entry)
        manifest = session.manifest(capture.body)
    except KeepsakeError:
        return ""  # a damaged capture is told where it is shown
    if manifest is None:
        return ""
    one = Shown(0, summary.entry, summary.utc, manifest.page, manifest)
    account = reader_account(one, session.accounts())
    return account.name if account else ""
