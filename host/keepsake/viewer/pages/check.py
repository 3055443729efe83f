"""Checking one capture, or everything, step by step; that it was done is entered in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from keepsake.catalogue import filled, table
from keepsake.env import utc_text
from keepsake.flows.audit.vault import audit
from keepsake.flows.custody.acts import verified
from keepsake.viewer import context
from keepsake.viewer.opened import open_capture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

    from keepsake.core.verify import Finding, Report
    from keepsake.local_time import LocalTime

blueprint = Blueprint("check", __name__)


@blueprint.get("/captures/<int:entry>/check")
def one(entry: int) -> str:
    """Checks one capture now and shows every step."""
    session = context.session()
    capture = session.capture(entry)
    report, before = _audit([capture.entry]), session.jobs.reports.get(capture.entry)
    if before is None or before.outcome is not report.outcome:
        # Opened once more it would say the same: one entry for each outcome while it is open.
        verified(session.unlocked, report, [capture.entry], session.attribution)
    session.jobs.reports[capture.entry] = report
    opened = open_capture(context.view(), entry)
    return context.page(
        "check_one.html",
        head=opened.head,
        report=report,
        words=_words(),
        told=finding_text,
        when=_now(),
    )


@blueprint.get("/check")
def whole() -> str:
    """The report on everything, where it was asked for since the vault was opened."""
    report = context.session().jobs.whole_report
    return context.page(
        "check_all.html", report=report, words=_words(), told=finding_text, when=None
    )


@blueprint.post("/check")
def run() -> Response:
    """Checks everything that is in the vault."""
    session = context.session()
    session.jobs.whole_report = _audit(None)
    verified(session.unlocked, session.jobs.whole_report, None, session.attribution)
    return redirect(url_for("check.whole"), 303)


def _audit(entries: list[int] | None) -> Report:
    session = context.session()
    return audit(session.unlocked, session.authorities, entries)


def finding_text(words: Mapping[str, str], finding: Finding) -> str:
    """A finding in words, its numbers and times filled in; the code word where there are none."""
    return filled(words.get(f"reason.{finding.reason}", finding.reason), finding.facts)


def _words() -> Mapping[str, str]:
    return table("verify", context.catalogue().language)


def _now() -> LocalTime | None:
    return context.local_times().write(utc_text(context.state().env.now()))
