"""What stands above a page: at most one notice with its next step; the others are reached from it.

The one place that chooses. Not here: the answer to what was just done, and what is wrong with the
vault itself, which a page tells in full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import g, request, url_for

from keepsake.browsers import greetings
from keepsake.viewer import places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from keepsake.viewer.app_state import AppState
    from keepsake.viewer.catalogue import Catalogue

# Where somebody is in danger, in the middle of something, or where all of it is told anyway.
_NONE_ON = ("help.", "sheet.", "restoring.", "working.")


class Notice(NamedTuple):
    """A sentence or two, and what can be done about it.

    Attributes:
        name: Of its kind, for how it looks.
        text: The sentences.
        action: The words on the link or button, "" for none.
        address: Where it leads.
        fields: Of a form, where a button acts; None where a link leads.
        file: A name that is shown as it is.
        about: What the action is about, for who does not see the sentence beside it.
    """

    name: str
    text: str
    action: str = ""
    address: str = ""
    fields: Mapping[str, str] | None = None
    file: str = ""
    about: str = ""


def chosen(state: AppState, t: Catalogue, facts: Mapping[str, object]) -> list[Notice]:
    """All that there is to say above this page, what matters most first.

    Args:
        state: The window's memory.
        t: Words of the language of the page.
        facts: What the page is drawn with, for what only some pages know of.
    """
    here = request.endpoint or ""
    if not g.get("csrf") or here.startswith(_NONE_ON):
        return []
    own = (*_cut(t, facts), *_words(t, facts), *_unclaimed(t, state), *_unanswered(t, state))
    there = request.script_root + request.path
    return [one for one in (*own, *_typed(t, facts), *_beside(t, facts)) if one.address != there]


def _cut(t: Catalogue, facts: Mapping[str, object]) -> Iterator[Notice]:
    """Captures that are sealed and not in the log."""
    number = facts.get("cut")
    if isinstance(number, int) and number:
        then = t("waiting.captures.room" if facts.get("short") else "waiting.captures.next")
        action, address = t("waiting.captures.finish"), url_for("captures.finish")
        yield Notice("cut", f"{t.count('waiting.captures', number)} {then}", action, address, {})


def _words(t: Catalogue, facts: Mapping[str, object]) -> Iterator[Notice]:
    """The words of a copy that nobody has written down, and a copy that did not arrive."""
    if facts.get("words_wait"):
        address = url_for("export_progress.done")
        yield Notice("words", t("handed.home"), t("handed.home.show"), address)
    if facts.get("sending_waits"):
        yield Notice("sending", t("sending.home"), t("sending.home.show"), url_for("handover.form"))


def _unclaimed(t: Catalogue, state: AppState) -> Iterator[Notice]:
    session = state.unlocked_session
    if session is not None and not session.unlocked.vault.claimed:
        address = url_for("auth.first")
        yield Notice("unclaimed", t("unclaimed.notice"), t("unclaimed.action"), address)


def _unanswered(t: Catalogue, state: AppState) -> Iterator[Notice]:
    """No browser's add-on has ever answered, and nothing was captured in another way."""
    if not greetings.heard(state.env) and not places.captures_in(state.path):
        address = url_for("working.addon")
        yield Notice("addon", t("addon.notice"), t("addon.notice.action"), address)


def _typed(t: Catalogue, facts: Mapping[str, object]) -> Iterator[Notice]:
    """What was being written when the vault was locked."""
    left = facts.get("unfinished")
    for one in left if isinstance(left, list) else ():
        when = f"{one.when.day}, {one.when.clock}" if one.when else ""
        text = t("typed.home", what=t(one.what), when=when)
        yield Notice("unfinished", text, t("typed.goon"), one.at, about=t(one.what))


def _beside(t: Catalogue, facts: Mapping[str, object]) -> Iterator[Notice]:
    """Other vaults; where the first one is in trouble, they are told with that."""
    found = facts.get("places")
    if not isinstance(found, places.Places) or (found.trouble and not found.here):
        return
    address = url_for("places.turn")
    if found.here:
        fields = {"place": found.path.name}
        yield Notice("place", t("places.here"), t("places.back"), address, fields, found.here)
    for one in found.others:
        many = t.count("places.captures", one.captures) if one.captures else t("places.none")
        text = f"{t('places.another' if found.here else 'places.beside')} {many}"
        fields = {"place": one.name}
        yield Notice("place", text, t("places.open"), address, fields, one.name, one.name)
