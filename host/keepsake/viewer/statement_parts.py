"""The parts of a statement with what the program has to say about them, and their changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from keepsake.core.statement import text as statement
from keepsake.viewer import exhibits, guides

if TYPE_CHECKING:
    from keepsake.core.case.entries import StatementBody
    from keepsake.core.case.fold import Case, Kept
    from keepsake.core.statement.text import Change
    from keepsake.flows.statement.references import Shown
    from keepsake.viewer.view import View

PROMPTS = {"who": 4, "intent": 3}
PROMPTS_OTHERWISE = 2
# Exhibits that are chosen from a list; where there are more, their number is typed.
MOST_LISTED = 300


class Part(NamedTuple):
    """One part of the form, with what the program has to say about it."""

    key: str
    prompts: int
    text: str
    named: list[Shown]
    hints: list[tuple[str, str]]


def part(view: View, case: Case | None, key: str, text: str) -> Part:
    """One part as it is written now."""
    asked = statement.hints(text, guides.hints(), view.text.language)
    prompts = PROMPTS.get(key, PROMPTS_OTHERWISE)
    return Part(key, prompts, text, exhibits.naming(view, case).named_in(text), asked)


def facts(view: View, part: Part) -> dict[str, Any]:
    """The same for the script that keeps the form up to date."""
    text = view.text
    colon = text("colon")
    named = [
        {"name": one.placed + colon, "about": one.about, "there": one.entry >= 0}
        for one in part.named
    ]
    return {
        "named": named,
        "hints": [text("statement.hint", word=word, ask=ask) for word, ask in part.hints],
    }


def numbered(view: View, case: Case | None) -> list[tuple[int, str]]:
    """Exhibits of a case to choose from: number and name."""
    if case is None:
        return []
    text = view.text
    return [
        (number, view.session.summary(entry).title or text("capture.untitled"))
        for number, entry in case.numbered[:MOST_LISTED]
    ]


def changes(kept: tuple[Kept[StatementBody], ...], place: int) -> list[tuple[str, list[Change]]]:
    """What a version changed, part by part."""
    before = kept[place - 1].body.parts if place else {}
    now = kept[place].body.parts
    pairs = ((key, before.get(key, ""), now.get(key, "")) for key in statement.PARTS)
    return [(key, statement.differences(old, new)) for key, old, new in pairs if old != new]
