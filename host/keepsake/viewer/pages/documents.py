"""Documents that are made when they are asked for, and shown within a page of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, url_for

from keepsake.viewer import context
from keepsake.viewer.papers import Made

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


def document(data: bytes, kind: str) -> Response:
    """Leads to the page that shows one document.

    Args:
        data: Its bytes.
        kind: `application/pdf`, `image/png` or `text/plain`.
    """
    session = context.session()
    name = session.env.random(16).hex()
    session.jobs.papers.add(name, Made(data, kind))
    return redirect(url_for("papers.page", name=name), 303)
