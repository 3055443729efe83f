"""The statement on paper: to look at, to print, as a PDF; each PDF is entered in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from keepsake.flows.custody import acts as custody
from keepsake.flows.statement.paper import paper
from keepsake.viewer import context, exhibits
from keepsake.viewer.pages.documents import document

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from keepsake.core.statement.paper import Paper

blueprint = Blueprint("printing", __name__)


@blueprint.get("/statement/print")
def preview() -> str | AnyResponse:
    """The newest version as it is printed."""
    found = _paper()
    if found is None:
        return redirect(url_for("statement.versions"), 303)
    return context.page("statement_print.html", paper=found)


@blueprint.post("/statement/pdf")
def pdf() -> AnyResponse:
    """The same as a PDF."""
    # Imported here: what typesets takes long to load and is rarely needed.
    from keepsake.formats.statement_pdf import statement_pdf

    found, case = _paper(), context.session().case()
    if found is None or case is None:
        return redirect(url_for("statement.versions"), 303)
    data = statement_pdf(found)
    session = context.session()
    custody.printed(session.unlocked, sorted(case.inside), "statement", data, session.attribution)
    return document(data, "application/pdf")


def _paper() -> Paper | None:
    session = context.session()
    case = session.case()
    if case is None or session.casework().statement(case.case) is None:
        return None
    return paper(
        session.casework(),
        case,
        exhibits.naming(context.view(), case),
        context.catalogue().language,
    )
