"""What costs a capture the word *complete*, in the sentences that screens and papers share.

Source: FORMAT.md §4.4. Which doubts there are is decided by the extension, in one table
(`extension/capture/doubts.js`); here is what is said of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.catalogue import filled, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.manifest import Completeness

# A capture has lines of its own for these.
_TOLD_APART = frozenset({"end_open", "gaps", "not_pictured", "seen_instead"})
# Where a sentence names a number, the member of the manifest that holds it.
_NUMBERS = {
    "site_refused": "status",
    "closed_part": "closed_parts",
    "picture_unseen": "pictures_unseen",
    "words_apart": "words_apart",
}


def lines(known: Completeness, language: str) -> Iterator[str]:
    """One sentence for each doubt, and one for each frame.

    Args:
        known: What the manifest says of how complete the capture is.
        language: `en` or `fr`.
    """
    words = table("doubts", language)
    for code in known.doubts:
        if code in _TOLD_APART:
            continue
        if code == "frame_unread":
            yield from _frames(known, language)
            continue
        number = str(getattr(known, _NUMBERS[code])) if code in _NUMBERS else ""
        text = words.get(f"doubt.{code}", words["doubt.other"])
        yield filled(text, {"count": number, "status": number, "code": code})


def _frames(known: Completeness, language: str) -> Iterator[str]:
    words = table("doubts", language)
    for frame in known.frames:
        facts = {
            "name": frame.name or words["doubt.frame_unread.unnamed"],
            "address": frame.address,
            "width": f"{frame.width:g}",
            "height": f"{frame.height:g}",
        }
        yield filled(words["doubt.frame_unread"], facts)
