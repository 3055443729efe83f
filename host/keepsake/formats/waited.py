"""That a capture waited in the browser, in the sentences that screens and papers share.

Source: FORMAT.md §3.9. Its twin is `host/keepsake/bundle_reader/js/view/waited.js`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.catalogue import filled, table
from keepsake.core import entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keepsake.core.entry import CaptureBody, Waited


def lines(body: CaptureBody, when: Callable[[str], str], language: str) -> Iterator[str]:
    """From when to when, sealed to what, and what that means; nothing of one that did not wait.

    Args:
        body: Of its entry.
        when: Writes a moment.
        language: `en` or `fr`.
    """
    waited, words = body.waited, table("waited", language)
    if not waited:
        return
    yield filled(words[f"waited.{_key(waited)}"], _times(waited, when))
    if waited.part:
        yield filled(words["waited.rest"], {"count": str(waited.part)})
    if waited.through == entry.FILE:
        yield words["waited.file"]
    yield words["waited.proven"]
    if any(part.claimed for part in body.parts):
        yield words["waited.claimed"]
    if any(part.kind == entry.DAMAGED for part in body.parts):
        yield words["waited.damaged"]


def beginning(number: int, language: str) -> str:
    """That an exhibit is only the beginning of another one."""
    return filled(table("waited", language)["waited.beginning"], {"number": str(number)})


def short(body: CaptureBody, when: Callable[[str], str], language: str) -> tuple[str, str] | None:
    """The same as the name and the value of a row; None for one that did not wait."""
    waited, words = body.waited, table("waited", language)
    if not waited:
        return None
    return words["waited.title"], filled(
        words[f"waited.short.{_key(waited)}"], _times(waited, when)
    )


def _key(waited: Waited) -> str:
    # What is not known as this vault's key is told as the weaker of both.
    return entry.VAULT if waited.sealed_to == entry.VAULT else entry.BROWSER


def _times(waited: Waited, when: Callable[[str], str]) -> dict[str, str]:
    return {"since": when(waited.since), "until": when(waited.until)}
