"""What was done with a capture since it was kept, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from keepsake.flows.custody import custody_of
from keepsake.viewer import context
from keepsake.viewer.pages.captures import open_capture
from keepsake.words import table

if TYPE_CHECKING:
    from collections.abc import Mapping

blueprint = Blueprint("custody", __name__)


@blueprint.get("/captures/<int:entry>/custody")
def one(entry: int) -> str:
    """Every act that concerns the capture, the newest first."""
    opened = open_capture(entry)
    desk = context.desk()
    acts = custody_of(desk.unlocked, [entry], desk.index().records())
    return context.page(
        "custody.html",
        head=opened.head,
        record=opened.capture.record,
        acts=list(reversed(acts)),
        is_copy=desk.unlocked.vault.is_copy,
        told=_words(),
        moments=context.moments(),
    )


def _words() -> Mapping[str, str]:
    return table("custody", context.words().language)
