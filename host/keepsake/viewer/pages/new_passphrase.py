"""A new passphrase as a form gives it, under one rule wherever one is set."""

from __future__ import annotations

from flask import request

from keepsake.core.passphrase import strength
from keepsake.flows.passphrase import suggest
from keepsake.viewer import context


def chosen() -> tuple[str, str]:
    """What was typed, and the key of the words on what is wrong with it, "" where nothing is."""
    typed = request.form.get("passphrase", "")
    if typed != request.form.get("again", ""):
        return typed, "first.differ"
    return typed, "first.weak" if strength(typed).level == "weak" else ""


def offered() -> str:
    """A passphrase to take instead, drawn anew for each page."""
    return suggest(context.catalogue().language, context.state().env.random)
