"""What is shown of an export before it is made: what can go along, where to, what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from keepsake.catalogue import filled, table
from keepsake.env import utc_text
from keepsake.viewer.present import head_of

if TYPE_CHECKING:
    from datetime import datetime

    from keepsake.core.errors import KeepsakeError
    from keepsake.vault.index_rows import Summary
    from keepsake.viewer.export_request import ExportRequest
    from keepsake.viewer.present import Head
    from keepsake.viewer.view import View

# What is listed one by one; older captures go along together.
SHOWN = 200


def offered(view: View) -> list[Summary]:
    """Captures of the chosen case, newest first; all but practice where none is chosen."""
    session = view.session
    case = session.case()
    found = list(reversed(session.true_summaries()))
    return [one for one in found if one.entry in case.inside] if case else found


def failed(
    view: View, choice: ExportRequest, error: KeepsakeError | None
) -> tuple[Head, str] | None:
    """The capture that does not verify, and why."""
    entry = error.facts.get("capture", "") if error else ""
    if error is None or not entry.isdecimal() or int(entry) not in choice.captures:
        return None
    words = table("verify", view.text.language)
    reason = words.get(f"reason.{error.facts.get('reason', '')}", "")
    return head_of(view, view.session.summary(int(entry))), filled(reason, error.facts)


def problem_of(choice: ExportRequest) -> str:
    """Key of the words on what is wrong with a choice, "" where nothing is."""
    if not choice.captures:
        return "handover.none_chosen"
    if not choice.place.is_absolute() or not choice.place.parent.is_dir():
        return "handover.no_folder"
    return ""


def free_folder(now: datetime) -> str:
    """A folder that does not exist yet, with a neutral name, among the person's documents."""
    documents = Path(platformdirs.user_documents_path())
    if not documents.is_dir():
        documents = Path.home()
    day = utc_text(now)[:10]
    folder = documents / f"Keepsake {day}"
    number = 2
    while folder.exists():
        folder = documents / f"Keepsake {day} ({number})"
        number += 1
    return str(folder)
