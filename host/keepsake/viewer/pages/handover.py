"""Handing captures over: choose them and a folder, get the folder and the words that open it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from flask import Blueprint, redirect, request, url_for

from keepsake.core.briefing import NO_CASE, Chosen
from keepsake.core.custody import Told
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import utc_text
from keepsake.shared import product_path
from keepsake.viewer import context, forms
from keepsake.viewer.pages.captures import head_of
from keepsake.viewer.told import ORDER, can_be_told
from keepsake.words import error_words

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from keepsake.vault.index_rows import Summary

blueprint = Blueprint("handover", __name__)

SHOWN = 200
LONGEST_NOTE = 200


@blueprint.get("/hand-over")
def form() -> str:
    """What to hand over and where to put it."""
    return _form(set(request.args.getlist("capture")), _free_folder())


@blueprint.post("/hand-over")
def make() -> Response | tuple[str, int]:
    """Makes the folder."""
    # Imported here: what writes reports and bundles takes long to load and is rarely needed.
    from keepsake.flows.export import export_bundle

    desk = context.desk()
    typed = request.form.get("folder", "").strip()
    known = {summary.entry for summary in desk.summaries()}
    picked = request.form.getlist("capture")
    chosen = [entry for entry in known if str(entry) in picked]
    folder = Path(typed).expanduser()
    if not chosen:
        return _form(set(), typed, "handover.none_chosen"), 400
    if not folder.is_absolute() or not folder.parent.is_dir():
        return _form(set(picked), typed, "handover.no_folder"), 400
    try:
        desk.handed = export_bundle(
            desk.unlocked,
            chosen,
            folder,
            authorities=desk.authorities,
            env=desk.env,
            language=context.words().language,
            reader_html=product_path("reader", "OPEN-ME.html"),
            chosen=_going_along(),
            told=Told(who=forms.line("who", LONGEST_NOTE), to=forms.line("to", LONGEST_NOTE)),
        )
    except KeepsakeError as error:
        if error.code not in (Code.EXPORT_EXISTS, Code.VAULT_UNWRITABLE, Code.DISK_FULL):
            raise
        told = error_words(error.code, context.words().language)
        return _form(set(picked), typed, "", f"{told.what} {told.next}"), 409
    return redirect(url_for("handover.done"), 303)


@blueprint.get("/hand-over/done")
def done() -> str | Response:
    """Where the folder is and what opens it; the words are shown this once and then forgotten."""
    desk = context.desk()
    handed, desk.handed = desk.handed, None
    if handed is None:
        return redirect(url_for("handover.form"), 303)
    return context.page("handover_done.html", handed=handed)


def _form(picked: set[str], folder: str, problem: str = "", told: str = "") -> str:
    summaries = list(reversed(_summaries()))
    return context.page(
        "handover.html",
        heads=[head_of(summary) for summary in summaries[:SHOWN]],
        more=max(0, len(summaries) - SHOWN),
        picked=picked,
        folder=folder,
        problem=problem,
        told=told,
        tellable=can_be_told(context.desk().case()),
        telling=forms.choices("tell", ORDER) if request.method == "POST" else ("statement",),
        who=forms.line("who", LONGEST_NOTE),
        to=forms.line("to", LONGEST_NOTE),
    )


def _going_along() -> Chosen:
    """The case that is worked on, and what of it was ticked."""
    case = context.desk().case()
    return Chosen(case.case, frozenset(forms.choices("tell", ORDER))) if case else NO_CASE


def _summaries() -> list[Summary]:
    """Captures of the chosen case; all of them where none is chosen."""
    desk = context.desk()
    case = desk.case()
    found = desk.summaries()
    return [one for one in found if one.entry in case.inside] if case else found


def _free_folder() -> str:
    """A folder that does not exist yet, with a neutral name, among the person's documents."""
    documents = Path(platformdirs.user_documents_path())
    if not documents.is_dir():
        documents = Path.home()
    day = utc_text(context.state().env.now())[:10]
    folder = documents / f"Keepsake {day}"
    number = 2
    while folder.exists():
        folder = documents / f"Keepsake {day} ({number})"
        number += 1
    return str(folder)
