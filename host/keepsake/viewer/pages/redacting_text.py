"""A redacted working copy of the text: messages and words are chosen, the copy is read, then made.

Every step is one form that carries what was chosen along, so that it works without a script and
nothing is lost from one page of messages to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from keepsake.core.custody import Attribution
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.redaction.redact import Passages, preview, redact_text
from keepsake.viewer import context, present
from keepsake.viewer.opened import Opened, open_capture
from keepsake.viewer.pages import forms, typed
from keepsake.viewer.pages.documents import document
from keepsake.viewer.pages.redacting import LONGEST_REASON
from keepsake.viewer.paging import ITEMS, Pager

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response as AnyResponse

    from keepsake.core.manifest import Item

blueprint = Blueprint("redacting_text", __name__)

LONGEST_WORDS = 4_000
KINDS = {"text": "text/plain", "pdf": "application/pdf"}
# The numbers of 100,000 messages, should every other one be chosen.
MOST_BYTES = 1_000_000
LONGER = {"redacting_text.choose": MOST_BYTES}


@blueprint.get("/captures/<int:entry>/text/redact")
def form(entry: int) -> str:
    """The messages, each with a box, and a field for words."""
    opened, sent = _open(entry), typed.held_in(request.path)
    why, who = sent.get("why", ""), sent.get("who", "")
    return _choosing(
        opened, _chosen(opened, sent), sent.get("words", ""), "1", Attribution(who, why)
    )


@blueprint.post("/captures/<int:entry>/text/redact")
def choose(entry: int) -> str | AnyResponse | tuple[str, int]:
    """Another page of messages, the copy to be read, or the copy itself."""
    opened = _open(entry)
    items = opened.manifest.items if opened.manifest else ()
    chosen = _chosen(opened, request.form)
    words, step = forms.text("words", LONGEST_WORDS), forms.line("step")
    attribution = Attribution(who=forms.line("who"), why=forms.line("why", LONGEST_REASON))
    if step.isdecimal() or step == "choose":
        return _choosing(opened, chosen, words, step, attribution)
    try:
        if step not in KINDS:
            return _reading(opened, items, chosen, words)
        if not attribution.why:
            return _reading(opened, items, chosen, words, "redact.why.needed"), 400
        passages, language = Passages(chosen, words.split("\n")), context.catalogue().language
        made = redact_text(context.session().unlocked, entry, passages, attribution, language, step)
    except ValueError:
        return _choosing(opened, chosen, words, "1", attribution, "redact.text.nothing"), 400
    return document(made.data, KINDS[step])


def _open(entry: int) -> Opened:
    opened = open_capture(context.view(), entry)
    # What is taken out is counted in the manifest's own words, not in those that are read of it.
    listed = context.session().unlocked.manifest(opened.capture.body)
    # A copy is made of the manifest itself, and a capture that was cut short has none.
    if listed is None or listed.cut_short or not listed.items:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"entry {entry} has no text")
    return opened._replace(manifest=listed)


def _chosen(opened: Opened, sent: MultiDict[str, str]) -> set[int]:
    """Those chosen on other pages of messages, and those ticked on the page that was shown."""
    most = len(opened.manifest.items) if opened.manifest else 0
    chosen = forms.unpack(sent.get("chosen", ""), most)
    chosen -= forms.unpack(sent.get("shown", ""), most)
    ticked = {forms.whole(one, 0) for one in sent.getlist("message")}
    return chosen | {number for number in ticked if 0 < number <= most}


def _choosing(
    opened: Opened,
    chosen: Iterable[int],
    words: str,
    page: str,
    attribution: Attribution,
    problem: str = "",
) -> str:
    manifest = opened.manifest
    rows = present.rows(manifest, context.local_times(), "") if manifest else []
    pager = Pager.of(page, len(rows), ITEMS)
    shown = rows[pager.start : pager.stop]
    return context.page(
        "redact_text.html",
        head=opened.head,
        rows=shown,
        pager=pager,
        chosen=frozenset(chosen),
        packed=forms.pack(chosen),
        shown=f"{pager.start + 1}-{pager.stop}",
        asked_words=words,
        why=attribution.why,
        who=attribution.who,
        problem=problem,
    )


def _reading(
    opened: Opened, items: Sequence[Item], chosen: set[int], words: str, problem: str = ""
) -> str:
    """What the copy will say, and what it is made for.

    Raises:
        ValueError: Nothing of it is in the text.
    """
    read = preview(items, Passages(chosen, words.split("\n")), context.catalogue().language)
    times = context.local_times()
    return context.page(
        "redact_text_look.html",
        head=opened.head,
        read=read,
        rows=[(line, times.write(line.time)) for line in read.changed[:ITEMS]],
        more=max(0, len(read.changed) - ITEMS),
        packed=forms.pack(chosen),
        asked_words=words,
        why=forms.line("why", LONGEST_REASON),
        who=forms.line("who"),
        problem=problem,
    )
