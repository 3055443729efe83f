"""`keepsake redact NUMBER FILE`: a redacted working copy of a picture or of the text, as a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.commands.console import UsageError, attribution_of, unlock
from keepsake.commands.files import write_new
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.redaction.redact import Passages, Rectangle, redact, redact_text

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console
    from keepsake.flows.redaction.redact import Redacted
    from keepsake.vault.unlocked import Unlocked

_FORMS = {".png": "png", ".txt": "text", ".pdf": "pdf"}
_SIDES = re.compile(r"(\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6})")


def run(options: Namespace, console: Console) -> int:
    """Makes the copy where the person says, in the clear as they asked; overwrites nothing.

    Returns:
        0.

    Raises:
        KeepsakeError: EXPORT_EXISTS, CAPTURE_UNKNOWN, VAULT_DAMAGED, VAULT_UNWRITABLE.
        UsageError: No reason, another ending, or nothing of that is in the picture or text.
    """
    place = Path(options.file)
    form = _FORMS.get(place.suffix.lower(), "")
    if not form or (form == "png") != bool(options.rectangles) or not options.why.strip():
        raise UsageError(console.text("wrong.redact"), "keepsake redact")
    if place.exists():
        raise KeepsakeError(Code.EXPORT_EXISTS, file=place.name)
    rectangles = [_rectangle(given, console) for given in options.rectangles]
    unlocked = unlock(options, console)
    try:
        made = _made(unlocked, options, rectangles, form, console.language)
    except ValueError as error:
        raise UsageError(console.text("wrong.redact.nothing"), "keepsake redact") from error
    write_new(place, made.data)
    console.say("redact.made", path=place, entry=made.entry)
    return 0


def _made(
    unlocked: Unlocked, options: Namespace, gone: list[Rectangle], form: str, language: str
) -> Redacted:
    said = attribution_of(options)
    if form == "png":
        return redact(unlocked, options.entry, options.part, gone, said, language)
    passages = Passages(frozenset(options.messages), options.words)
    return redact_text(unlocked, options.entry, passages, said, language, form)


def _rectangle(given: str, console: Console) -> Rectangle:
    found = _SIDES.fullmatch(given)
    if found is None:
        raise UsageError(console.text("wrong.redact"), "keepsake redact")
    return Rectangle(*map(int, found.groups()))
