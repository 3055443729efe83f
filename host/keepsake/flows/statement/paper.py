"""The statement ready for paper: its parts in order, the exhibits with their own times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.statement import text as statement
from keepsake.core.statement.paper import Exhibit, Paper, Piece, Section
from keepsake.flows.statement.corroboration import KINDS, corroboration

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from keepsake.core.case.fold import Case, Casework
    from keepsake.flows.statement.references import Naming

_BLANKS = ("name", "born", "signed", "day", "place", "witness", "initials")
LABELS = (*_BLANKS, "page", "report_page", "true")


def paper(
    work: Casework,
    case: Case,
    naming: Naming,
    language: str,
    entry: int = -1,
    told: Collection[str] = KINDS,
) -> Paper:
    """Puts a version of the statement, and what was added to it since, on paper.

    Args:
        work: All cases.
        case: The one whose statement it is.
        naming: Looks up the exhibits, in the language of the words around.
        language: Of the words around the text, `en` or `fr`.
        entry: The version, -1 for the newest.
        told: What else goes on it, of `corroboration.KINDS`.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, there is no such version.
    """
    text, moments = naming.text, naming.moments
    record = work.statement(case.case)
    versions = record.versions if record else ()
    found = [(n, one) for n, one in enumerate(versions, start=1) if entry in (-1, one.entry)]
    if not found:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no version {entry}")
    number, kept = found[-1]
    sections = [
        _section(naming, text(f"statement.print.part.{key}"), kept.body.parts[key])
        for key in statement.PARTS
        if kept.body.parts.get(key)
    ]
    beside = corroboration(work, case, text, told)
    sections += [_section(naming, title, said) for title, said in beside]
    for added in work.supplements(case.case):
        title = text("statement.supplement.title", when=moments.plain(added.utc))
        sections.append(_section(naming, title, added.body.text))
    words = {label: text(f"statement.print.{label}") for label in LABELS}
    return Paper(
        language=language,
        kept=text("statement.print.kept", number=number, when=moments.plain(kept.utc)),
        words=words | {"title": text("statement.title"), "colon": f"{text('colon')} "},
        sections=tuple(sections),
    )


def _section(naming: Naming, title: str, text: str) -> Section:
    named = (
        Exhibit(one.name, one.about, one.text, one.picture, one.exhibit, one.item)
        for one in naming.named_in(text)
    )
    return Section(title, tuple(_pieces(text)), tuple(named))


def _pieces(text: str) -> Iterator[Piece]:
    for piece, name in statement.pieces(text):
        yield Piece(piece, name is not None)
