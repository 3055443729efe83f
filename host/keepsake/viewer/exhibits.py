"""Exhibits that texts of a case name, looked up on the open session."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from keepsake.core.errors import KeepsakeError
from keepsake.flows.statement.references import Capture, Naming
from keepsake.viewer import present

if TYPE_CHECKING:
    from keepsake.core.case.fold import Case
    from keepsake.viewer.view import View


def naming(view: View, case: Case | None) -> Naming:
    """Looks up names in the language of this page."""
    return Naming(case, partial(_read, view), view.text, view.times)


def _read(view: View, entry: int) -> Capture:
    session = view.session
    summary = session.summary(entry)
    try:
        manifest = session.manifest(session.capture(entry).body)
    except KeepsakeError:
        manifest = None
    return Capture(summary.utc, summary.title or present.host_of(summary.url), manifest)
