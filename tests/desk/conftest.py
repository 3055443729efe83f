"""A desk on real engines: PostgreSQL, and Ceph's gateway with Object Lock."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import psycopg
import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from desk_engines import engines as running
from keepsake.desk import desk as desks
from keepsake.desk import jobs
from keepsake.desk.settings import Settings, StampSettings, StoreSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk_engines import Engines
    from keepsake.desk.desk import Desk


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """What it stands on, started for the tests of one process."""
    # Not below pytest's own folder, which the user of PostgreSQL may not enter.
    folder = Path(tempfile.mkdtemp(prefix="kd-"))
    folder.chmod(0o755)
    try:
        with running(folder) as found:
            yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def organisation() -> pyrage.x25519.Identity:
    """The key that an organisation keeps away from its desk."""
    return pyrage.x25519.Identity.generate()


@dataclass(frozen=True)
class Place:
    """A desk's settings, in memory and as a file."""

    settings: Settings
    path: Path


@contextlib.contextmanager
def place_for(
    engines: Engines, organisation: pyrage.x25519.Identity, folder: Path, name: str = ""
) -> Iterator[Place]:
    """Settings of a new desk: a database and two buckets of its own."""
    database = f"d{uuid.uuid4().hex[:12]}"
    admin = engines.postgres.address
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'create database "{database}"'.encode())
    for key in ("log.pem", "witness.pem"):
        (folder / key).write_bytes(
            Ed25519PrivateKey.generate().private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
            )
        )
    store = engines.ceph.store
    settings = Settings(
        address=f"http://127.0.0.1:{free_port()}",
        name=name or "Example Helpline",
        origin=f"keepsake/desk/{uuid.uuid4()}",
        database=admin.replace("dbname=desk", f"dbname={database}"),
        log_key=str(folder / "log.pem"),
        witness_key=str(folder / "witness.pem"),
        recipients=(str(organisation.to_public()),),
        store=StoreSettings(
            store.endpoint, store.access_key, store.secret_key,
            quarantine=f"{database}-quarantine", vault=f"{database}-vault", days=1,
        ),
        limit=64 << 20,
        stamps=StampSettings(hours=0),
    )  # fmt: skip
    path = folder / "desk.toml"
    path.write_text(as_toml(settings))
    yield Place(settings, path)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'drop database "{database}" with (force)'.encode())


@contextlib.contextmanager
def desk_at(place: Place) -> Iterator[Desk]:
    """A desk that is made and has proved its lock."""
    found = desks.opened(place.settings)
    desks.create(found)
    jobs.create(place.settings.database, found.intake.database)
    assert desks.prove_lock(found).holds
    yield found
    found.intake.database.close()


@pytest.fixture
def place(
    engines: Engines, organisation: pyrage.x25519.Identity, tmp_path: Path
) -> Iterator[Place]:
    """Settings of a new desk."""
    with place_for(engines, organisation, tmp_path) as made:
        yield made


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    """A new desk."""
    with desk_at(place) as made:
        yield made


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def as_toml(settings: Settings) -> str:
    """The file of these settings."""
    store = settings.store
    rows = (
        "address",
        "name",
        "origin",
        "database",
        "log_key",
        "witness_key",
        "recipients",
        "limit",
        "desks",
    )
    lines = [f"{name} = {json.dumps(getattr(settings, name))}" for name in rows]
    lines.append("[store]")
    names = ("endpoint", "access_key", "secret_key", "quarantine", "vault", "days")
    lines += [f"{name} = {json.dumps(getattr(store, name))}" for name in names]
    # Tests ask nobody in the world.
    lines += ["[stamps]", f"hours = {settings.stamps.hours}"]
    lines += [f"authorities = {json.dumps(settings.stamps.authorities)}"]
    for witness in settings.witnesses:
        lines += ["[[witnesses]]", f"address = {json.dumps(witness.address)}"]
        lines += [f"key = {json.dumps(witness.key)}"]
    if settings.oidc:
        told = msgspec.structs.asdict(settings.oidc)
        lines += ["[oidc]", *(f"{name} = {json.dumps(value)}" for name, value in told.items())]
    return "\n".join(lines) + "\n"


def serving(place: Place) -> tuple[str, ...]:
    """The command of its web process, at the address that people know."""
    return "serve", "--port", place.settings.address.rpartition(":")[2]


def started(place: Place, *command: str) -> subprocess.Popen[bytes]:
    """A process of the desk."""
    log = (place.path.parent / f"{command[0]}.log").open("ab")
    with log:
        return subprocess.Popen(
            [sys.executable, "-m", "keepsake.desk", "--settings", str(place.path), *command],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, stdout=log, stderr=log,
        )  # fmt: skip


@contextlib.contextmanager
def process(place: Place, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """The same, ended with the block."""
    running = started(place, *command)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def until(ready: object, seconds: float = 60.0) -> None:
    """Waits until something is so.

    Raises:
        TimeoutError: It is not, in this time.
    """
    end = time.monotonic() + seconds
    while not ready():  # type: ignore[operator]
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)
