"""What stands on paper beside the statement's own text: why who it is, which account, who else.

Each is a record of its own in the log and goes on paper where it is told with the statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.case.entries import EyewitnessBody, LoginBody, PersonBody

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from keepsake.core.case.entries import Reason
    from keepsake.core.case.fold import Case, Casework

KINDS = frozenset({"people", "logins", "eyewitnesses"})


def corroboration(
    work: Casework, case: Case, say: Callable[..., str], told: Collection[str] = KINDS
) -> Iterator[tuple[str, str]]:
    """Title and text of each part that says something.

    Args:
        work: All cases.
        case: The one whose statement it is.
        say: Words of the language.
        told: Which of `KINDS` may be told.
    """
    parts = (
        ("people", "reasons", _reasons),
        ("logins", "logins", _logins),
        ("eyewitnesses", "eyewitnesses", _eyewitnesses),
    )
    for kind, title, lines in parts:
        text = "\n".join(lines(work, case, say)) if kind in told else ""
        if text:
            yield say(f"statement.print.{title}"), text


def _reasons(work: Casework, case: Case, say: Callable[..., str]) -> Iterator[str]:
    for record in work.records(case.case, PersonBody):
        body = record.body
        if not body.reasons:
            continue
        yield f"{body.name} ({say(f'person.sure.{body.sure}')})"
        if body.why:
            yield body.why
        yield from (f"– {_reason(one, case.exhibits, say)}" for one in body.reasons)


def _reason(one: Reason, numbers: Mapping[int, int], say: Callable[..., str]) -> str:
    kind = say(f"person.reason.{one.kind}")
    said = f"{kind}{say('colon')} {one.note}" if one.note else kind
    return " ".join(filter(None, (said, _named(numbers.get(one.entry, 0), one.item, say))))


def _logins(work: Casework, case: Case, say: Callable[..., str]) -> Iterator[str]:
    found: dict[tuple[str, str, str], list[int]] = {}
    for record in work.records(case.case, LoginBody):
        body = record.body
        if number := case.exhibits.get(body.entry):
            found.setdefault((body.how, body.account, body.note), []).append(number)
    for (how, account, note), numbers in found.items():
        who = say("login.how.none") if how == "none" else account
        exhibits = ", ".join(_named(number, 0, say) for number in sorted(numbers))
        yield " ".join(filter(None, (f"{who}{say('colon')} {exhibits}.", note)))


def _eyewitnesses(work: Casework, case: Case, say: Callable[..., str]) -> Iterator[str]:
    for record in work.records(case.case, EyewitnessBody):
        body = record.body
        numbers = sorted(case.exhibits[one] for one in body.entries if one in case.exhibits)
        exhibits = ", ".join(_named(number, 0, say) for number in numbers)
        when = " ".join(filter(None, (body.when.date, body.when.clock, body.when.zone)))
        yield ", ".join(filter(None, (body.name, body.role)))
        yield f"{when}{say('colon')} {say(f'eyewitness.how.{body.how}')} {exhibits}"
        for key, said in (("saw", body.saw), ("same", body.same), ("reach", body.reach)):
            if said:
                yield f"{say(f'statement.print.eyewitness.{key}')}{say('colon')} {said}"


def _named(exhibit: int, item: int, say: Callable[..., str]) -> str:
    """An exhibit as texts name it, "" for none."""
    if not exhibit:
        return ""
    if item:
        return f"[{say('exhibit.item', number=exhibit, item=item)}]"
    return f"[{say('exhibit', number=exhibit)}]"
