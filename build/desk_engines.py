"""Starts what a desk stands on, on one computer: PostgreSQL, and Ceph with its S3 gateway.

For tests and for `dev.py desk`: all in one folder, on loopback, its data gone with the folder. What
is started ends with whoever started it. These are no settings for real use.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from dev_base import DevError, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_POSTGRES = Path("/usr/lib/postgresql/17/bin")
_CEPH_CLASSES = "/usr/lib/{}-linux-gnu/rados-classes"
_WAIT_SECONDS = 120.0
_STOP_SECONDS = 15.0
_DATABASE = "desk"


@dataclass(frozen=True)
class Store:
    """Where an S3 store answers, and whom it lets in."""

    endpoint: str
    access_key: str
    secret_key: str


class Postgres:
    """One PostgreSQL server with the database `desk`, reached through a socket in its folder."""

    def __init__(self, folder: Path) -> None:
        self._data, self._sockets = folder / "data", folder / "run"
        self._log = folder / "log"
        self._server: subprocess.Popen[bytes] | None = None
        # It refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._sockets.mkdir(parents=True)
        if self._user:
            _require_passable(folder)
            shutil.chown(folder, self._user)
            shutil.chown(self._sockets, self._user)
        self._run(
            "initdb", "-D", self._data, "-A", "trust", "-U", _DATABASE, "--no-sync", "-E", "UTF8"
        )

    @property
    def address(self) -> str:
        """Of the database, as libpq takes it."""
        return f"host={self._sockets} dbname={_DATABASE} user={_DATABASE}"

    def start(self) -> None:
        """Starts it, after a kill too.

        Raises:
            DevError: it does not answer.
        """
        settings = ("listen_addresses=", "shared_buffers=64MB", "max_connections=60")
        options = [part for setting in settings for part in ("-c", setting)]
        with self._log.open("ab") as log:
            command: list[str | Path] = [_POSTGRES / "postgres", "-D", self._data, "-k"]
            command += [self._sockets, *options]
            self._server = _daemon(command, log, user=self._user)
        _wait(self._answers, f"PostgreSQL does not answer. What it says is in {self._log}.")
        asked = ("-d", "postgres", "-Atc", "select datname from pg_database")
        if _DATABASE not in self._run("psql", *self._there(), *asked).split():
            self._run("createdb", *self._there(), _DATABASE)

    def kill(self) -> None:
        """Ends it at once, as when the power fails, and starts it again."""
        if self._server:
            # With those that it started, or their memory keeps a new one from starting.
            others = _children(self._server.pid)
            self._server.kill()
            self._server.wait()
            for pid in others:
                _kill(pid)
            _wait(lambda: not any(map(_runs, others)), "PostgreSQL does not end.")
        self.start()

    def stop(self) -> None:
        """Ends it."""
        if self._server:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(_STOP_SECONDS)

    def _there(self) -> tuple[str | Path, ...]:
        return "-h", self._sockets, "-U", _DATABASE

    def _answers(self) -> bool:
        asked: list[str | Path] = [_POSTGRES / "pg_isready", "-h", self._sockets]
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0

    def _run(self, name: str, *arguments: str | Path) -> str:
        return _output([_POSTGRES / name, *arguments], user=self._user)


class Ceph:
    """One monitor, one disk in memory and one S3 gateway."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port, self._monitor = _free_port(), _free_port()
        self._daemons: dict[str, subprocess.Popen[bytes]] = {}
        for name in ("mon", "osd", "rgw", "run", "log"):
            (folder / name).mkdir(parents=True)
        self._key, self._secret = secrets.token_hex(10), secrets.token_hex(20)
        self._fsid, self._osd = str(uuid.uuid4()), str(uuid.uuid4())
        self._logs = folder / "log"
        (folder / "ceph.conf").write_text(self._settings())

    @property
    def store(self) -> Store:
        """Where it answers."""
        return Store(f"http://127.0.0.1:{self._port}", self._key, self._secret)

    def start(self) -> None:
        """Starts it for the first time.

        Raises:
            DevError: it does not answer.
        """
        monitors = self._folder / "monmap"
        where = f"[v1:127.0.0.1:{self._monitor}]"
        self._run("monmaptool", "--create", "--addv", "a", where, "--fsid", self._fsid, monitors)
        self._run("ceph-mon", "--mkfs", "-i", "a", "--monmap", monitors)
        self._daemon("ceph-mon", "-i", "a")
        self._told("osd", "new", self._osd)
        self._run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", self._osd)
        self._told("osd", "crush", "add", "osd.0", "1.0", "root=default", "host=h0")
        _wait(self._has_disk, f"Ceph does not answer. What it says is in {self._logs}.")
        self._gateway()
        self._run(
            "radosgw-admin", "user", "create", "--uid=desk", "--display-name=Desk",
            f"--access-key={self._key}", f"--secret-key={self._secret}",
        )  # fmt: skip

    def kill_gateway(self) -> None:
        """Ends the gateway at once, and starts it again."""
        gateway = self._daemons.pop("radosgw")
        gateway.kill()
        gateway.wait()
        self._gateway()

    def stop(self) -> None:
        """Ends all of it."""
        for daemon in self._daemons.values():
            daemon.kill()
        for daemon in self._daemons.values():
            daemon.wait(_STOP_SECONDS)

    def _gateway(self) -> None:
        self._daemon("radosgw", "-n", "client.rgw.a")
        _wait(self._answers, f"Its gateway does not answer. What it says is in {self._logs}.")

    def _told(self, *command: str) -> None:
        """Has the monitor do something; asked again where it answers that it does not know us.

        Whoever asks before having heard the cluster's id, as happens where nobody signs in, is
        refused by Ceph ("wrong fsid").
        """

        def done() -> bool:
            try:
                self._run("ceph", *command)
            except DevError as problem:
                if "EPERM" not in str(problem):
                    raise
                return False
            return True

        _wait(done, f"Ceph does not take orders. What it says is in {self._logs}.")

    def _has_disk(self) -> bool:
        # It ends for the reason of `_told`; a machine's own supervisor would start it again.
        disk = self._daemons.get("ceph-osd")
        if disk is None or disk.poll() is not None:
            self._daemon("ceph-osd", "-i", "0")
        try:
            return "1 up" in self._run("ceph", "osd", "stat")
        except DevError:
            return False

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def _daemon(self, name: str, *arguments: str) -> None:
        with (self._logs / f"{name}.out").open("ab") as log:
            self._daemons[name] = _daemon([_program(name), "-f", *arguments], log, self._env())

    def _run(self, name: str, *arguments: str | Path) -> str:
        return _output([_program(name), *arguments], self._env())

    def _env(self) -> dict[str, str]:
        return {**os.environ, "CEPH_CONF": str(self._folder / "ceph.conf")}

    def _settings(self) -> str:
        classes = _CEPH_CLASSES.format(os.uname().machine)
        return f"""[global]
fsid = {self._fsid}
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
mon host = v1:127.0.0.1:{self._monitor}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
osd objectstore = memstore
memstore device bytes = 4294967296
osd class dir = {classes}
run dir = {self._folder}/run
admin socket = {self._folder}/run/$name.asok
log file = {self._folder}/log/$name.log
pid file = {self._folder}/run/$name.pid
crash dir = {self._folder}/log
mon data = {self._folder}/mon
osd data = {self._folder}/osd
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:{self._port}
rgw data = {self._folder}/rgw
"""


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in found.split()]


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except OSError:
        return False
    return state != "Z"


@dataclass(frozen=True)
class Engines:
    """What a desk stands on."""

    postgres: Postgres
    ceph: Ceph


@contextmanager
def engines(folder: Path) -> Iterator[Engines]:
    """Both, running, ended with the block.

    Args:
        folder: For their data; is made. Its path is short: sockets lie in it (107 characters).
            Where root starts them, any user may pass through those above it.

    Raises:
        DevError: one of them cannot be started.
    """
    found = Engines(Postgres(folder / "pg"), Ceph(folder / "ceph"))
    try:
        found.postgres.start()
        found.ceph.start()
        yield found
    finally:
        found.ceph.stop()
        found.postgres.stop()


def _require_passable(folder: Path) -> None:
    closed = [at for at in folder.parents if not at.stat().st_mode & stat.S_IXOTH]
    if closed:
        raise DevError(f"PostgreSQL's user may not pass through {closed[0]}; choose another folder")


def _program(name: str) -> str:
    return find(name) or name


def _daemon(
    command: Sequence[str | Path],
    log: IO[bytes],
    env: dict[str, str] | None = None,
    user: str | None = None,
) -> subprocess.Popen[bytes]:
    """Starts what is killed when this process ends: one that lost its others never rests."""
    as_user = ["--reuid", user, "--regid", user, "--clear-groups"] if user else []
    whole = ["setpriv", "--pdeathsig", "KILL", *as_user, "--", *command]
    return subprocess.Popen(whole, env=env, stdout=log, stderr=log, cwd="/")


def _output(
    command: Sequence[str | Path], env: dict[str, str] | None = None, user: str | None = None
) -> str:
    done = subprocess.run(
        command, env=env, user=user, capture_output=True, text=True, check=False, cwd="/"
    )
    if done.returncode:
        told = (done.stderr or done.stdout).strip().splitlines()
        raise DevError(f"{Path(command[0]).name} failed: {told[-1] if told else done.returncode}")
    return done.stdout


def _wait(ready: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + _WAIT_SECONDS
    while not ready():
        if time.monotonic() > end:
            raise DevError(otherwise)
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
