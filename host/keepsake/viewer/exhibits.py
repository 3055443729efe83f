"""Exhibits that texts of a case name, looked up on the open session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.errors import KeepsakeError
from keepsake.flows.statement.references import Capture, Naming
from keepsake.viewer import context, present

if TYPE_CHECKING:
    from keepsake.core.case.fold import Case


def naming(case: Case | None) -> Naming:
    """Looks up names in the language of this page."""
    return Naming(case, _read, context.catalogue(), context.local_times())


def _read(entry: int) -> Capture:
    session = context.session()
    summary = session.summary(entry)
    try:
        manifest = session.manifest(session.capture(entry).body)
    except KeepsakeError:
        manifest = None
    return Capture(summary.utc, summary.title or present.host_of(summary.url), manifest)
