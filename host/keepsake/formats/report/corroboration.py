"""What a court asks beside the exhibits, for paper: why somebody is named, who viewed the pages.

With which account, and who else looked at them. The page of the copy has the same lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.briefing.rows import Because, Briefing, Eyewitness, Login, Person
    from keepsake.formats.paper.words import Words

_SAID = ("account", "none", "shown")


def corroboration(brief: Briefing, words: Words) -> dict[str, Any]:
    """The three parts as data for the typesetter; a part without rows is empty."""
    return {
        "reasons": [_person(one, words) for one in brief.people if one.reasons],
        "logins": list(login_lines(brief.logins, words)),
        "eyewitnesses": [_eyewitness(one, words) for one in brief.eyewitnesses],
    }


def _person(one: Person, words: Words) -> dict[str, Any]:
    return {
        "name": words("brief.people.sure", name=one.name, sure=words(f"brief.sure.{one.sure}")),
        "why": one.why,
        "reasons": [reason_line(each, words) for each in one.reasons],
    }


def reason_line(one: Because, words: Words) -> str:
    """One reason, and where it is seen."""
    kind = f"brief.reason.{one.kind}"
    what = words(kind if words.has(kind) else "brief.reason.other")
    said = f"{what}{words('colon')}{one.note}" if one.note else what
    where = ""
    if one.exhibit and one.item:
        where = words("brief.place", exhibit=one.exhibit, item=one.item)
    elif one.exhibit:
        where = words("exhibit.named", number=one.exhibit)
    return f"{said} ({where})" if where else said


def login_lines(rows: Sequence[Login], words: Words) -> Iterator[str]:
    """With which account pages were viewed, what is alike once with its exhibits."""
    found: dict[tuple[str, str, str, str], list[int]] = {}
    for row in rows:
        found.setdefault((row.how, row.account, row.shown, row.note), []).append(row.exhibit)
    for (how, account, shown, note), exhibits in found.items():
        told = [_login(how, account or shown, exhibits, words)]
        if shown and how != "shown":
            same = "same" if shown == account else "other"
            told.append(words(f"brief.login.{same}", shown=shown))
        line = words("semicolon").join(told)
        yield f"{line}. {note}" if note else line


def _login(how: str, account: str, exhibits: Sequence[int], words: Words) -> str:
    key = how if how in _SAID else "unknown"
    return words(f"brief.login.{key}", account=account, **{"in": _within(exhibits, words)})


def _eyewitness(one: Eyewitness, words: Words) -> dict[str, Any]:
    facts = {"when": one.when, "how": words.named("brief.eyewitness.how", one.how)}
    lines = (("saw", one.saw), ("same", one.same), ("reach", one.reach))
    return {
        "name": ", ".join(filter(None, (one.name, one.role))),
        "looked": words("brief.eyewitness.looked", **facts, **{"in": _within(one.exhibits, words)}),
        "lines": [
            f"{words(f'brief.eyewitness.{key}')}{words('colon')}{said}"
            for key, said in lines
            if said
        ],
    }


def _within(exhibits: Sequence[int], words: Words) -> str:
    return words.counted("brief.in", len(exhibits), list=", ".join(map(str, exhibits)))
