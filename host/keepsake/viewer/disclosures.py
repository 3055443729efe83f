"""What of a case can go along with its captures, line by line, to be seen before it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.case.entries import (
    ContactBody,
    CorrectionBody,
    EventBody,
    EyewitnessBody,
    LoginBody,
    MarkBody,
    PersonBody,
    RecheckBody,
)
from keepsake.core.statement import text as statement
from keepsake.viewer import exhibits
from keepsake.viewer.corrections import corrected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.case.fold import Case
    from keepsake.viewer.view import View

ORDER = (
    *("statement", "contacts", "events", "people", "marks", "corrections", "rechecks", "logins"),
    "eyewitnesses",
)


def disclosable(view: View, case: Case | None) -> dict[str, list[str]]:
    """Lines of each kind, in the order of the page; none of a kind where nothing is noted."""
    if case is None:
        return {}
    makers = (
        *(_statement, _contacts, _events, _people, _marks, _corrections, _rechecks, _logins),
        _eyewitnesses,
    )
    return {kind: list(make(view, case)) for kind, make in zip(ORDER, makers, strict=True)}


def _statement(view: View, case: Case) -> Iterator[str]:
    work, text = view.session.casework(), view.text
    record = work.statement(case.case)
    if record is None:
        return
    for key in statement.PARTS:
        if record.body.parts.get(key):
            name = text(f"statement.part.{key}") + text("colon")
            yield f"{name} {record.body.parts[key]}"
    for added in work.supplements(case.case):
        moment = view.times.write(added.utc)
        when = f"{moment.day}, {moment.clock}" if moment else added.utc
        title = text("statement.supplement.title", when=when)
        yield f"{title}{text('colon')} {added.body.text}"


def _contacts(view: View, case: Case) -> Iterator[str]:
    for talk in view.session.casework().records(case.case, ContactBody):
        body = talk.body
        facts = (
            view.times.day_text(body.when),
            body.agency,
            body.rank,
            body.person,
            body.said,
        )
        yield ", ".join(fact for fact in facts if fact)


def _events(view: View, case: Case) -> Iterator[str]:
    for event in view.session.casework().records(case.case, EventBody):
        yield f"{view.times.day_text(event.body.when)}, {event.body.text}"


def _people(view: View, case: Case) -> Iterator[str]:
    for person in view.session.casework().records(case.case, PersonBody):
        reasons = (
            f"{view.text(f'person.reason.{one.kind}')}{view.text('colon')} {one.note}".strip()
            for one in person.body.reasons
        )
        parts = (person.body.name, person.body.why, *reasons)
        yield ". ".join(part for part in parts if part)


def _marks(view: View, case: Case) -> Iterator[str]:
    text, naming = view.text, exhibits.naming(view, case)
    for record in view.session.casework().records(case.case, MarkBody):
        mark = record.body
        found = naming.message(mark.entry, mark.item)
        meaning = text("mark.pointed", meaning=text(f"mark.meaning.{mark.meaning}"))
        yield ". ".join(part for part in (meaning, mark.note, found.text if found else "") if part)


def _corrections(view: View, case: Case) -> Iterator[str]:
    naming = exhibits.naming(view, case)
    for record in view.session.casework().records(case.case, CorrectionBody):
        found = naming.message(record.body.entry, record.body.item)
        said = corrected(view, record.body)
        yield ". ".join(
            part for part in (said, record.body.why, found.text if found else "") if part
        )


def _rechecks(view: View, case: Case) -> Iterator[str]:
    text = view.text
    for record in view.session.casework().records(case.case, RecheckBody):
        said = view.times.day_text(record.body.when)
        seen = text(f"again.seen.{record.body.seen}")
        title = view.session.summary(record.body.entry).title
        yield ", ".join(part for part in (said, title, seen, record.body.note) if part)


def _logins(view: View, case: Case) -> Iterator[str]:
    for record in view.session.casework().records(case.case, LoginBody):
        body = record.body
        who = view.text("login.how.none") if body.how == "none" else body.account
        title = view.session.summary(body.entry).title
        yield ", ".join(part for part in (title, who, body.note) if part)


def _eyewitnesses(view: View, case: Case) -> Iterator[str]:
    for record in view.session.casework().records(case.case, EyewitnessBody):
        body = record.body
        said = (view.times.day_text(body.when), body.name, body.role, body.reach)
        yield ". ".join(
            part for part in (", ".join(filter(None, said)), body.saw, body.same) if part
        )
