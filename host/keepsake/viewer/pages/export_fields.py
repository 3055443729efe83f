"""What a person chose to hand over, read from a form, to be shown before it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from keepsake.core.custody import Attribution
from keepsake.formats.age import recipient
from keepsake.viewer import context, export_preview
from keepsake.viewer.disclosures import ORDER
from keepsake.viewer.export_request import ExportRequest
from keepsake.viewer.pages import forms
from keepsake.viewer.redactions import made_copies

if TYPE_CHECKING:
    from collections.abc import Collection

    from keepsake.flows.sending.invitations import Opened

LONGEST_NOTE = 200
MOST_PACKED = 60_000
LONGEST_KEY = 4_000
LONGEST_INVITATION = 16_000
SPOKEN = ("en", "fr")
WAYS = ("words", "key", "invited")


def read_request() -> ExportRequest:
    """What the form of this request says.

    Raises:
        KeepsakeError: KEY_WRONG, KEY_SECRET, KEY_PICTURE, INVITATION_WRONG.
    """
    picked = picked_captures()
    way = forms.choice("way", WAYS, "words")
    opened = invitation() if way == "invited" else None
    return ExportRequest(
        captures=tuple(picked),
        tells=forms.choices("tell", ORDER),
        folder=request.form.get("folder", "").strip(),
        attribution=Attribution(
            who=forms.line("who", LONGEST_NOTE),
            to=forms.line("to", LONGEST_NOTE),
            medium=forms.line("medium", LONGEST_NOTE),
        ),
        way=way,
        key=opened.says.recipient if opened else _key() if way == "key" else "",
        invitation=opened.link if opened else "",
        spoken=spoken(),
        columns=full_length(),
        insist=forms.choice("insist", ("yes",)) == "yes",
        redacted=_redacted(picked),
        portal=is_ticked("portal"),
        self_contained=is_ticked("self-contained"),
        wacz=is_ticked("wacz"),
        slim=is_ticked("slim"),
    )


def spoken() -> str:
    """The language of the words, that of the window where nothing was chosen."""
    return forms.choice("spoken", SPOKEN, context.catalogue().language)


def full_length() -> int:
    """In how many columns the threads are printed whole, 0 where they are not."""
    return int(forms.choice("full-length", ("2", "4"), "0"))


def is_ticked(name: str) -> bool:
    """Whether one of `TICKED` was ticked."""
    return forms.choice(name, ("yes",)) == "yes"


def picked_captures() -> list[int]:
    """Captures that were ticked one by one, those that go along unseen, and the older ones."""
    known = {summary.entry for summary in context.session().true_summaries()}
    picked = set(forms.numbers("capture"))
    picked |= forms.unpack(forms.text("captures", MOST_PACKED), max(known, default=0))
    if forms.choice("older", ("yes",)):
        older = export_preview.offered(context.view())[export_preview.SHOWN :]
        picked.update(summary.entry for summary in older)
    return sorted(picked & known)


def _redacted(picked: Collection[int]) -> tuple[int, ...]:
    """Those that were ticked, of captures that go along."""
    ticked = set(forms.numbers("redacted"))
    if not ticked:
        return ()
    return tuple(
        one.entry
        for one in made_copies(context.view())
        if one.entry in ticked and one.head.entry in picked
    )


def is_invited() -> bool:
    """Whether an invitation was given, as a file or as text."""
    file = request.files.get("invitation-file")
    given = file is not None and bool(file.filename)
    return given or bool(forms.text("invitation", LONGEST_INVITATION))


def invitation() -> Opened:
    """The invitation from the file that was chosen, else from the text; nobody is asked.

    Raises:
        KeepsakeError: INVITATION_WRONG.
    """
    # Imported here: what sends is rarely needed.
    from keepsake.flows.sending import invitations

    file = request.files.get("invitation-file")
    if file is not None and file.filename:
        return invitations.from_file(file.stream.read(invitations.PICTURE_BYTES_MAX + 1))
    return invitations.from_text(forms.text("invitation", LONGEST_INVITATION))


def _key() -> str:
    """The key from the file that was chosen, else from the text."""
    file = request.files.get("key-file")
    if file is not None and file.filename:
        data = file.stream.read(recipient.PICTURE_BYTES_MAX + 1)
        return recipient.from_file(data)
    return recipient.from_text(forms.text("key", LONGEST_KEY))
