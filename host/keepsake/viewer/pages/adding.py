"""Adding files: the page, and the pieces that its script sends.

A file comes in pieces that each fit in memory, so that nothing of it is ever put in a temporary
file, by this program or by what it is built on.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

import msgspec
from flask import Blueprint, jsonify, request
from werkzeug.exceptions import BadRequest

from keepsake.catalogue import error_message
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.importing.add import offered
from keepsake.viewer import context
from keepsake.viewer.waiting_file import WaitingFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

blueprint = Blueprint("adding", __name__)

_Facts = ParamSpec("_Facts")

PIECE_BYTES = 2 * 1024 * 1024
OFFER_BYTES = 1_000_000
LONGER = {
    "adding.piece": PIECE_BYTES + 1024,
    "adding.begin": OFFER_BYTES,
    "adding.known": OFFER_BYTES,
    "adding.waiting_piece": PIECE_BYTES + 1024,
}


class _File(msgspec.Struct, frozen=True):
    name: str
    size: int
    modified: str = ""


class _Asked(msgspec.Struct, frozen=True):
    files: tuple[_File, ...]
    about: str = ""
    who: str = ""


class _AskedWaiting(msgspec.Struct, frozen=True):
    size: int
    words: str


def _told(act: Callable[_Facts, Response]) -> Callable[_Facts, Response | tuple[Response, int]]:
    """Tells an error in words that the page's script shows beside the file."""

    @wraps(act)
    def answered(*facts: _Facts.args, **named: _Facts.kwargs) -> Response | tuple[Response, int]:
        try:
            return act(*facts, **named)
        except KeepsakeError as error:
            told = error_message(error.code, context.catalogue().language)
            words = f"{told.what} {told.safe} {told.next}"
            file = error.facts.get("file", "")
            return jsonify(code=int(error.code), problem=words, file=file), 409

    return answered


@blueprint.get("/add")
def page() -> str:
    """What can be added, and where to put it."""
    return context.page("add.html", piece_bytes=PIECE_BYTES)


@blueprint.post("/add")
@_told
def begin() -> Response:
    """Begins an exhibit of the files that are named."""
    try:
        asked = msgspec.json.decode(request.get_data(), type=_Asked)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest from error
    session = context.session()
    vault = session.unlocked.vault
    files = [(one.name, one.size, one.modified) for one in asked.files]
    offer = offered(files, asked.who, asked.about)
    return jsonify(id=session.jobs.additions.begin(vault, offer, vault.config.active_case))


@blueprint.post("/add/waiting")
@_told
def begin_waiting() -> Response:
    """Begins a file of captures that waited in a browser, with the words that open it."""
    try:
        asked = msgspec.json.decode(request.get_data(), type=_AskedWaiting)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest from error
    session = context.session()
    jobs = session.jobs
    if jobs.waiting_file is not None:
        jobs.waiting_file.close()
    jobs.waiting_file = WaitingFile(session.unlocked.vault, asked.size, asked.words)
    return jsonify(ok=True)


@blueprint.post("/add/waiting/<int:at>")
@_told
def waiting_piece(at: int) -> Response:
    """Takes a piece of such a file that begins at a byte."""
    running = _waiting_file()
    if at != running.arrived:
        raise KeepsakeError(Code.CAPTURE_STATE, f"byte {at} after {running.arrived}")
    running.feed(request.get_data(cache=False))
    return jsonify(ok=True)


@blueprint.post("/add/waiting/whole")
@_told
def whole_waiting() -> Response:
    """Ends such a file: what came of each capture in it."""
    running = _waiting_file()
    context.session().jobs.waiting_file = None
    language = context.catalogue().language
    rows = []
    for one in running.finish():
        problem = ""
        if one.error:
            told = error_message(one.error.code, language)
            problem = f"{told.what} {told.safe} {told.next}"
        entry = one.receipt.entry if one.receipt else None
        rows.append({"entry": entry, "problem": problem})
    return jsonify(captures=rows)


def _waiting_file() -> WaitingFile:
    running = context.session().jobs.waiting_file
    if running is None:
        raise KeepsakeError(Code.CAPTURE_STATE, "no such file is arriving")
    return running


@blueprint.post("/add/known")
def known() -> Response:
    """Which of these files were added before, by their SHA-256, so that none is added twice."""
    try:
        asked = msgspec.json.decode(request.get_data(), type=tuple[str, ...])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest from error
    session = context.session()
    there = session.jobs.additions.known(session.unlocked, session.summaries())
    return jsonify({digest: True for digest in asked if digest in there})


@blueprint.post("/add/<uuid:name>/<int:file>/<int:at>")
@_told
def piece(name: object, file: int, at: int) -> Response:
    """Takes a piece of a file that begins at a byte."""
    context.session().jobs.additions.piece(str(name), file, at, request.get_data(cache=False))
    return jsonify(ok=True)


@blueprint.post("/add/<uuid:name>/whole")
@_told
def whole(name: object) -> Response:
    """Ends a file: it is read and kept."""
    done = context.session().jobs.additions.whole(str(name))
    return jsonify(sha256=done.sha256, format=done.format, items=done.items)


@blueprint.post("/add/<uuid:name>/end")
@_told
def end(name: object) -> Response:
    """Commits the exhibit."""
    receipt = context.session().jobs.additions.end(str(name))
    return jsonify(entry=receipt.entry if receipt else None)


@blueprint.post("/add/<uuid:name>/stop")
@_told
def stop(name: object) -> Response:
    """Ends the exhibit as it is."""
    receipt = context.session().jobs.additions.stop(str(name))
    return jsonify(entry=receipt.entry if receipt else None)
