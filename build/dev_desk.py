"""Starts a whole desk on this computer, with invented data: engines and all its processes."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dev_base import BUILD, PYTHON, ROOT, DevError, environment, quiet, say
from dev_setup import set_up

if TYPE_CHECKING:
    from collections.abc import Iterator

_WAIT_SECONDS = 60.0


def run_desk(apt_allowed: bool, *, once: bool) -> int:
    """Starts it, prints its address, and ends it with Ctrl-C. Its data is gone then.

    Args:
        apt_allowed: whether Debian packages may be installed.
        once: end when everything answers.

    Returns:
        0 when it answered.

    Raises:
        DevError: something of it cannot be set up or started.
    """
    # Whoever ends it otherwise ends its processes too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    set_up(tests=False, window=False, programs=False, desk=True, apt_allowed=apt_allowed)
    from desk_engines import engines

    with ExitStack() as stack:
        folder = stack.enter_context(_folder())
        say("Starting PostgreSQL and Ceph; this takes about half a minute.")
        found = stack.enter_context(engines(folder / "engines"))
        settings = folder / "desk.toml"
        port = _free_port()
        store = found.ceph.store
        quiet(
            [
                PYTHON, BUILD / "desk_example.py", settings, f"http://localhost:{port}",
                found.postgres.address, store.endpoint, store.access_key, store.secret_key,
            ],
            "Writing the settings of an example",
        )  # fmt: skip
        quiet([*_desk(settings), "init"], "Making its tables, its log and its buckets")
        key = settings.with_name("organisation.key")
        for command in (["serve", "--port", str(port)], ["work"], ["open", "--key", str(key)]):
            stack.enter_context(_running([*_desk(settings), *command]))
        _answers(port)
        staff = quiet(
            [PYTHON, BUILD / "desk_invented.py", settings, folder / "people"],
            "Sending it copies from people who do not exist",
        )
        link = quiet([*_desk(settings), "invite", "--reference", "Example"], "Making an invitation")
        say(f"\nThe desk answers at http://localhost:{port}\n")
        say("Who works there, and the link that gives each a passkey (a browser profile for each):")
        say(f"{staff.strip()}\n")
        say(f"An invitation to send it one copy:\n{link.strip()}\n")
        if not once:
            say("Ctrl-C ends it; its data is gone then.")
            _until_stopped()
    return 0


def _desk(settings: Path) -> list[str | Path]:
    return [PYTHON, "-m", "keepsake.desk", "--settings", settings]


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="kd-"))
    # The user of PostgreSQL has to reach its own folder in it.
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(command: list[str | Path]) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=ROOT, env=environment())
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> None:
    end = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise DevError("The web process of the desk does not answer.") from None
            time.sleep(0.2)
        else:
            return


def _until_stopped() -> None:
    try:
        signal.pause()
    except KeyboardInterrupt:
        say("\nEnding it.")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
