"""The statement: write it part by part, keep versions, see what changed, add to it later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, redirect, request, url_for

from keepsake.core.case.entries import StatementBody, SupplementBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.statement import text as statement
from keepsake.env import parse_utc
from keepsake.flows import casework
from keepsake.viewer import context, exhibits, guides, statement_parts
from keepsake.viewer.pages import forms, help_now
from keepsake.viewer.pages.cases import working_case

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from keepsake.core.case.fold import Case, Record
    from keepsake.viewer.unlocked_session import UnlockedSession

blueprint = Blueprint("statement", __name__)

BY_ITSELF_SECONDS = 600


@blueprint.get("/statement")
def page() -> str:
    """The form, with what was written last."""
    case = context.session().case()
    record = _record(case)
    draft = casework.load_draft(context.session().unlocked, case.case) if case else None
    # One that was sealed while its version was being kept says nothing more than that version.
    if draft and record and draft.parts == record.body.parts:
        draft = None
    texts = draft.parts if draft else record.body.parts if record else {}
    return context.page(
        "statement.html",
        parts_of=[
            statement_parts.part(context.view(), case, key, texts.get(key, ""))
            for key in statement.PARTS
        ],
        base=record.now.entry if record else -1,
        draft=context.local_times().write(draft.saved) if draft else None,
        record=record,
        numbered=statement_parts.numbered(context.view(), case),
        many=case is not None and len(case.exhibits) > statement_parts.MOST_LISTED,
        supplements=context.session().casework().supplements(case.case) if case else [],
        times=context.local_times(),
        same="same" in request.args,
    )


@blueprint.post("/statement")
def keep() -> Response:
    """Keeps what is in the form as a version."""
    entry = _keep(working_case(), _texts(), by_itself=False)
    if entry is None:
        return redirect(url_for("statement.page", same=1), 303)
    return redirect(url_for("statement.page", kept=entry), 303)


@blueprint.post("/statement/draft")
def draft() -> Response:
    """Seals what is being written; after ten minutes it becomes a version by itself."""
    case, texts = working_case(), _texts()
    saved = keep_draft(context.session(), case, texts)
    waited = parse_utc(saved.saved) - parse_utc(saved.since)
    if waited.total_seconds() >= BY_ITSELF_SECONDS:
        _keep(case, texts, by_itself=True)
    moment = context.local_times().write(saved.saved)
    clock = moment.clock if moment else ""
    parts = [
        statement_parts.part(context.view(), context.session().case(), key, texts[key])
        for key in statement.PARTS
    ]
    told = {part.key: statement_parts.facts(context.view(), part) for part in parts}
    return jsonify(saved=context.catalogue()("statement.saved", clock=clock), parts=told)


def keep_draft(session: UnlockedSession, case: str, texts: dict[str, str]) -> casework.Draft:
    """Seals what is being written."""
    record = session.casework().statement(case)
    base = record.now.entry if record else -1
    return casework.save_draft(session.unlocked, case, base, texts)


@blueprint.get("/statement/versions")
@blueprint.get("/statement/versions/<int:entry>")
def versions(entry: int = -1) -> str:
    """All versions, and what changed in one of them."""
    record = _record(context.session().case())
    kept = record.versions if record else ()
    place = next((n for n, one in enumerate(kept) if one.entry == entry), len(kept) - 1)
    if entry >= 0 and (not kept or kept[place].entry != entry):
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no version {entry}")
    return context.page(
        "versions.html",
        versions=[(number, one) for number, one in enumerate(kept, start=1)],
        shown=place + 1,
        changes=statement_parts.changes(kept, place) if kept else [],
        times=context.local_times(),
        words_in=statement.words,
    )


@blueprint.post("/statement/supplement")
def supplement() -> Response:
    """Keeps something that came later."""
    case = context.session().case()
    record, text = _record(case), forms.text("text")
    if case is None or record is None or not text:
        return redirect(url_for("statement.page"), 303)
    body = SupplementBody(
        case.case, record.now.entry, text, exhibits.naming(context.view(), case).references([text])
    )
    entry = casework.keep(context.session().unlocked.vault, body)
    return redirect(url_for("statement.page", kept=entry), 303)


@blueprint.get("/statement/exhibit")
def exhibit() -> Response:
    """What a number means, for who is about to name it."""
    number = forms.whole(request.args.get("exhibit", ""), 0)
    item = forms.whole(request.args.get("item", ""), 0)
    view = context.view()
    found = exhibits.naming(view, view.session.case()).shown(number, item)
    there = found.entry >= 0
    return jsonify(name=f"[{found.name}]", about=found.about, text=found.text, there=there)


@blueprint.get("/statement/facts")
def offences() -> str:
    """Offences in plain words: which facts may matter."""
    foreign = context.choices().country not in ("", "CA")
    emergency = help_now.emergency()
    return context.page(
        "offences.html", offences=guides.offences(), foreign=foreign, emergency=emergency
    )


def _keep(case: str, texts: dict[str, str], *, by_itself: bool) -> int | None:
    """Keeps a version, unless it says what the last one says."""
    session = context.session()
    record = session.casework().statement(case)
    if record is not None and record.body.parts == texts:
        casework.drop_draft(session.unlocked.vault, case)
        return None
    body = StatementBody(
        case=case,
        language=context.catalogue().language,
        parts=texts,
        references=exhibits.naming(context.view(), session.casework().cases.get(case)).references(
            texts.values()
        ),
        by_itself=by_itself,
        replaces=record.now.entry if record else -1,
    )
    return casework.keep_statement(session.unlocked.vault, body)


def _texts() -> dict[str, str]:
    return {key: forms.text(key) for key in statement.PARTS}


def _record(case: Case | None) -> Record[StatementBody] | None:
    return context.session().casework().statement(case.case) if case else None
