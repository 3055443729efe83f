"""The host's loop: reads frames, lets the session answer, ends without losing anything."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.flows.stamp.waiting import count_waiting
from keepsake.native.framing import FrameReader, encode_frame
from keepsake.native.messages import Checked, CheckRow, encode
from keepsake.native.port import Port, PortClosedError
from keepsake.native.session import Session, Surroundings
from keepsake.program import start_detached
from keepsake.vault.info import default_path

if TYPE_CHECKING:
    from keepsake.native.messages import Hello, Reply
    from keepsake.vault.handle import Vault

DONE = 0
FAILED = 1
_MEND_SECONDS = 60.0  # authorities may let it wait so long


def run(port: Port) -> int:
    """Serves one port from the first frame to the last.

    Args:
        port: The pipes to the browser.

    Returns:
        0, or 1 after an error that should not be possible, which was told to the browser as 90.
    """
    around = Surroundings(_waiting, _start_stamping, _start_viewer, note, _greeted, _check)
    session = Session(default_path(), real_environment(), around)
    outcome = DONE
    try:
        _answer(port, session)
    except PortClosedError:
        note("the browser closed the port")
    except Exception as error:  # noqa: BLE001 - the top frame: told by number, never silent
        unexpected = KeepsakeError(Code.INTERNAL, type(error).__name__)
        _last_word(port, session.refuse(unexpected))
        outcome = FAILED
    session.close(stopped=port.stopping)
    return outcome


def note(line: str) -> None:
    """Writes a line for a bug report to standard error; never content."""
    if sys.stderr is not None:
        sys.stderr.write(f"keepsake host: {line}\n")


def _answer(port: Port, session: Session) -> None:
    reader = FrameReader(port.receive)
    while not session.ended:
        try:
            body = reader.read()
        except KeepsakeError as error:
            if not port.stopping:
                _last_word(port, session.refuse(error))
            return
        if body is None:
            return
        for reply in session.receive(body):
            _send(port, reply)


def _send(port: Port, reply: Reply) -> None:
    port.send(encode_frame(encode(reply)))


def _last_word(port: Port, reply: Reply) -> None:
    try:
        _send(port, reply)
    except PortClosedError:
        note("the browser closed the port before it could be told")


def _waiting(vault: Vault) -> int:
    try:
        return count_waiting(vault)
    except KeepsakeError as error:
        # Stamps can wait; a capture cannot.
        note(f"stamps not counted: error {int(error.code)} {error.code.word}")
        return 0


def _start_stamping() -> None:
    try:
        start_detached("stamp", "--quiet")
    except KeepsakeError as error:
        # What was captured is kept; the next start finds that its stamp waits.
        note(f"stamping not started: error {int(error.code)} {error.code.word}")


def _start_viewer(at: str) -> None:
    start_detached("view", *(("--at", at) if at else ()))


def _greeted(hello: Hello) -> None:
    if not hello.browser:
        return
    # Imported here: it comes after `ready`, which waits for nothing that is wanted later.
    from keepsake.browsers import greetings

    try:
        greetings.note(real_environment(), hello.browser, hello.extension)
    except OSError as error:
        note(f"the hello was not written down: {type(error).__name__}")


def _check(language: str, mend: str) -> Checked:
    # Imported here: only a page of options asks, and no capture waits for what the checks need.
    from keepsake.browsers.table import this_computer
    from keepsake.catalogue import LANGUAGES
    from keepsake.flows.doctor.checks import run_all
    from keepsake.flows.doctor.diagnosis import told, worst

    known = language if language in LANGUAGES else LANGUAGES[0]
    if mend:
        _mend(mend)
    found = run_all(default_path(), this_computer(), real_environment())
    rows = [told(one, known) for one in found]
    return Checked(
        worst([row.mark for row in rows]),
        tuple(
            CheckRow(row.name, row.mark, row.text, row.next, row.command, row.mend, row.button)
            for row in rows
        ),
    )


def _mend(mend: str) -> None:
    """Does what the command of a row does; what was not put right is found again by the checks."""
    import subprocess

    from keepsake.browsers import register
    from keepsake.browsers.table import this_computer
    from keepsake.flows.doctor.diagnosis import COMMANDS

    if mend == "connect":
        # By this program itself: browsers are to find the one that they have found already.
        register.connect(this_computer())
        return
    try:
        # By the whole program: it opens indexes, and this one is not to bring what that needs.
        start_detached(*COMMANDS[mend].split()[1:]).wait(_MEND_SECONDS)
    except KeepsakeError as error:
        note(f"not mended: error {int(error.code)} {error.code.word}")
    except subprocess.TimeoutExpired:
        note("what mends has not ended yet")
