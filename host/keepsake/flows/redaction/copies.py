"""Makes a redacted working copy from its entry in the log, now or once more.

Source: FORMAT.md §10.6, §10.7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import manifest
from keepsake.core.errors import KeepsakeError
from keepsake.formats.paper.words import Words
from keepsake.formats.redaction import text as redacted_text
from keepsake.formats.redaction.values import Rectangle, RedactionError

if TYPE_CHECKING:
    from keepsake.core.custody import RedactionBody

FORMS = {"png": "image/png", "text": "text/plain", "pdf": "application/pdf"}


def make(body: RedactionBody, original: bytes) -> bytes:
    """The copy that an entry tells of; the same bytes where the program draws as it did then.

    Args:
        body: What is gone, the form of the copy, and its label.
        original: The artifact, checked by the caller.

    Raises:
        RedactionError: The original is no picture or text, or what is to be gone is not in it.
    """
    if body.form == "png":
        # Imported here: an export, which makes such a copy only where one was chosen, has this too.
        from keepsake.formats.redaction.picture import redacted

        return redacted(original, [Rectangle(*one) for one in body.rectangles], body.label)
    try:
        items = manifest.decode(original).items
    except KeepsakeError as error:
        raise RedactionError("no text") from error
    words = Words(body.language)
    gone = [redacted_text.Span(*one) for one in body.spans]
    rows = redacted_text.lines(items, gone, words("redacted.mark"))
    write = redacted_text.as_pdf if body.form == "pdf" else redacted_text.as_text
    return write(rows, body.label, words)
