"""Messages that a page or file itself calls deleted, by the words of languages. Pure.

Nothing is concluded: that such words stand there instead of a message is all that is said.
Source: FORMAT.md §6.18.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.spelling import respell, tokens

if TYPE_CHECKING:
    from keepsake.core.lexicon import Hit, Lexicon
    from keepsake.core.manifest import Item

CONCEPT = "deleted"
_LONGEST = 160  # characters
_LEAST = 5  # letters of a script without spaces between words


def is_called_deleted(item: Item, lexicon: Lexicon) -> bool:
    """Whether all that stands there is that a message was deleted.

    Args:
        item: The message as it was read.
        lexicon: At least its words of `CONCEPT`.
    """
    text = item.text.strip()
    if not text or len(text) > _LONGEST or "\n" in text:
        return False
    return any(
        hit.concept == CONCEPT and _is_sentence(hit.form) and _is_of(item.author, hit)
        for hit in lexicon.hits(text)
    )


def _is_sentence(form: str) -> bool:
    """One word alone is more likely what a person answers."""
    return " " in form or (len(form) >= _LEAST and len(tokens(form)) > 1)


def _is_of(author: str, hit: Hit) -> bool:
    """Whoever is named is who wrote it: else a person tells what somebody did."""
    if not hit.name or not author:
        return True
    name, written = respell(hit.name), respell(author)
    return written.startswith(name) or name.startswith(written)
