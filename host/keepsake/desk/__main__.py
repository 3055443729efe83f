"""Runs a desk: `keepsake-desk --settings FILE COMMAND`."""

from __future__ import annotations

import argparse
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import waitress

from keepsake.core import note
from keepsake.core.cosignature import WitnessKey
from keepsake.core.desk import invitation
from keepsake.core.errors import KeepsakeError
from keepsake.core_dumps import forbid_core_dumps
from keepsake.desk import desk as desks
from keepsake.desk import (
    handed,
    invitations,
    jobs,
    opener,
    passkeys,
    portal_form,
    resealing,
    settings,
    staff,
    take_command,
    witness,
)
from keepsake.desk.change import Change
from keepsake.desk.opener import KeyFileError
from keepsake.desk.roles import Role
from keepsake.desk.staff import StaffError
from keepsake.desk.store import UnreachableError
from keepsake.desk.web.app import create_app
from keepsake.desk.web.staff import enrolment_link
from keepsake.flows.export.portals import portals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keepsake.desk.desk import Desk

_PAUSE_SECONDS = 5.0
_NO_NAME = (
    "Nobody can sign in with a passkey at {address}: browsers make passkeys for the name of a host,"
    " never for the number of an address. Give this desk a name in `address` of its settings;"
    " on this computer alone, http://localhost and the port will do. Copies are taken all the same."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command of it; gives the exit code."""
    options = _parser().parse_args(arguments)
    run: Callable[[Desk, argparse.Namespace], int] = options.run
    try:
        desk = desks.opened(settings.load(options.settings))
        # Else the threads of its connections are waited for at the end, five seconds each.
        with closing(desk.intake.database):
            return run(desk, options)
    except settings.SettingsError as problem:
        print(f"The desk cannot start. {problem}", file=sys.stderr)
        return 2


def _init(desk: Desk, _options: argparse.Namespace) -> int:
    desks.create(desk)
    jobs.create(desk.settings.database, desk.intake.database)
    return _prove(desk, _options)


def _serve(desk: Desk, options: argparse.Namespace) -> int:
    if not passkeys.can_be_at(desk.settings.address):
        print(_NO_NAME.format(address=desk.settings.address), file=sys.stderr, flush=True)
    desks.started(desk, "serve")
    with closing(jobs.Queue(desk.settings.database)) as queue:
        # A slow sender holds one of many connections, not a thread: bodies are read whole before.
        waitress.serve(
            create_app(desk, queue), host=options.host, port=options.port, threads=4,
            channel_timeout=30, connection_limit=500, ident=None,
        )  # fmt: skip
    return 0


def _work(desk: Desk, options: argparse.Namespace) -> int:
    app = jobs.worker(desk)
    desks.started(desk, "work")
    with closing(jobs.Queue(desk.settings.database)) as queue:
        queue.prove_lock()
        queue.take_up()
        # What a worker that was killed had begun.
        for upload in jobs.waiting(desk.intake.database, desks.now()):
            queue.receive(upload)
        for request in handed.waiting(desk.intake.database, desks.now()):
            queue.hand_on(request)
    # What was done is told by the tables and the log; what failed is kept to be looked at.
    app.run_worker(concurrency=options.jobs, wait=not options.once, delete_jobs="successful")
    return 0


def _invite(desk: Desk, options: argparse.Namespace) -> int:
    with desk.intake.database.connection() as transaction:
        made = invitations.make(
            transaction, desk.settings, desk.intake.log, "command", desks.now(), options.reference
        )
    print(invitation.link(made.note))
    return 0


def _witness(desk: Desk, options: argparse.Namespace) -> int:
    if not options.key:
        own = desk.settings.verifier().text()
        print(f"Whoever is to be a witness of this log needs its key: {own}")
        return 0
    try:
        key = note.VerifierKey.parse(options.key)
    except note.NoteError as problem:
        print(f"This is no key of a log: {problem}.", file=sys.stderr)
        return 2
    with desk.intake.database.connection() as transaction:
        new = witness.enrol(transaction, desk.intake.log, key, "command", desks.now())
    print("It is enrolled." if new else "A log of this origin is enrolled already.")
    print(f"It is asked to cosign at: {desk.settings.address}/witness")
    public = desk.settings.witness_signer().public_key().public_bytes_raw()
    print(f"By this key: {WitnessKey(witness.name_of(desk.intake.log), public).text()}")
    return 0 if new else 1


def _open(desk: Desk, options: argparse.Namespace) -> int:
    try:
        keys = opener.keys_in(options.key)
    except (OSError, KeyFileError):
        print("There is no key of the organisation in this file.", file=sys.stderr)
        return 2
    forbid_core_dumps()
    desks.started(desk, "open")
    while True:
        try:
            while resealing.seal_next(desk, keys) or opener.open_next(desk, keys):
                pass
        except UnreachableError as problem:
            print(
                f"The store does not answer ({problem.code}). It is tried again.", file=sys.stderr
            )
        except OSError as problem:
            print(f"Copies cannot be opened here: {problem}.", file=sys.stderr)
            return 2
        if options.once:
            return 0
        time.sleep(_PAUSE_SECONDS)


def _portal(desk: Desk, options: argparse.Namespace) -> int:
    try:
        keys = opener.keys_in(options.key)
        forbid_core_dumps()
        to = portal_form.To(options.to, options.language)
        made = portal_form.make(desk, options.request, keys, options.folder, to)
    except (OSError, KeyFileError) as problem:
        print(f"There is no key of the organisation in this file: {problem}.", file=sys.stderr)
        return 2
    except portal_form.FormError as problem:
        print(f"Nothing was made: {problem.word}.", file=sys.stderr)
        return 1
    except KeepsakeError as problem:
        print(f"Nothing was made: {problem.code.word} {problem.facts}.", file=sys.stderr)
        return 1
    for name, size in made.files:
        print(f"{size:>15,}  {name}")
    if not made.whole:
        print("The copy was made by another version: its page and note are not in it.")
    _tell_portals(made.files)
    if made.words:
        print(f"These words open it. They are shown once:\n{made.words}")
    return 0


def _tell_portals(files: Sequence[tuple[str, int]]) -> None:
    told = {True: "fits", False: "does not fit", None: "nobody knows whether it fits"}
    for portal in portals():
        doubt = "" if portal.confirmed else " (limits not confirmed)"
        print(f"{portal.name['en']}: {told[portal.fits(files)]}{doubt}")


def _enrol(desk: Desk, options: argparse.Namespace) -> int:
    with desk.intake.database.connection() as transaction:
        change = Change(transaction, desk.intake.log, "command", desks.now())
        try:
            found = staff.named(transaction, options.name)
            member = found or staff.add(change, options.name, options.role).id
            token = staff.enrol(change, member)
        except StaffError as problem:
            print(f"Nobody was enrolled: {problem.word}.", file=sys.stderr)
            return 1
    print(enrolment_link(desk.settings.address, token))
    return 0


def _prove(desk: Desk, _options: argparse.Namespace) -> int:
    try:
        proof = desks.prove_lock(desk)
    except UnreachableError as problem:
        print(
            f"The store does not answer ({problem.code}); nothing was found out.", file=sys.stderr
        )
        return 2
    for attempt, outcome in proof.attempts.items():
        print(f"{attempt}: {outcome}")
    print("The store locks." if proof.holds else "The store does not lock: nothing is called so.")
    return 0 if proof.holds else 1


def _where_the_key_is(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What runs beside the organisation's key."""
    opening = commands.add_parser("open", help="open what was asked for, where the key is")
    opening.add_argument("--key", type=Path, required=True, help="file of the organisation's key")
    opening.add_argument("--once", action="store_true", help="end when nothing waits")
    opening.set_defaults(run=_open)
    portal = commands.add_parser("portal", help="make what a portal takes, where the key is")
    portal.add_argument("request", type=uuid.UUID, help="id of an export that was approved")
    portal.add_argument("folder", type=Path, help="a new folder to make it in")
    portal.add_argument("--key", type=Path, required=True, help="file of the organisation's key")
    portal.add_argument("--to", default="", help="age recipient of the receiver; else words")
    portal.add_argument("--language", default="en", choices=["en", "fr"], help="of the words")
    portal.set_defaults(run=_portal)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="keepsake-desk", description=__doc__)
    parser.add_argument("--settings", type=Path, required=True, help="TOML file of this desk")
    commands = parser.add_subparsers(required=True)
    init = commands.add_parser("init", help="make tables, log and buckets where there are none")
    init.set_defaults(run=_init)
    serve = commands.add_parser("serve", help="answer people and those who work here")
    serve.add_argument("--host", default="127.0.0.1", help="address to answer at")
    serve.add_argument("--port", type=int, default=8080)
    serve.set_defaults(run=_serve)
    work = commands.add_parser("work", help="check what came in")
    work.add_argument("--jobs", type=int, default=2, help="how many at the same time")
    work.add_argument("--once", action="store_true", help="end when nothing waits")
    work.set_defaults(run=_work)
    invite = commands.add_parser("invite", help="make an invitation and print its link")
    invite.add_argument("--reference", default="", help="what you call it")
    invite.set_defaults(run=_invite)
    take_command.add(commands)
    _where_the_key_is(commands)
    enrolled = commands.add_parser("witness", help="be the witness of a log, or have one of this")
    enrolled.add_argument(
        "key", nargs="?", default="", help="its verifier key, in one line; else this log's is shown"
    )
    enrolled.set_defaults(run=_witness)
    enrol = commands.add_parser("enrol", help="print the link that gives somebody a passkey")
    enrol.add_argument("name", help="as they are called here")
    enrol.add_argument(
        "--role", action="append", default=[], choices=list(Role),
        help="what they are; several may be given; left out where they are known",
    )  # fmt: skip
    enrol.set_defaults(run=_enrol)
    prove = commands.add_parser("prove-lock", help="try to delete what is locked")
    prove.set_defaults(run=_prove)
    return parser


if __name__ == "__main__":
    sys.exit(main())
