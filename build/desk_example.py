"""Writes the settings of a desk that is only an example, with keys that it makes.

Usage: desk_example.py FILE ADDRESS DATABASE ENDPOINT ACCESS_KEY SECRET_KEY
"""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def write(path: Path, address: str, database: str, store: tuple[str, str, str]) -> None:
    """Writes the file, and beside it the log's key and the key of the organisation.

    In real use the latter is never on a computer of the desk.

    Args:
        path: Of the settings.
        address: Of the desk.
        database: Of PostgreSQL, as libpq takes it.
        store: Endpoint, access key and secret key.
    """
    for name in ("log.pem", "witness.pem"):
        key = Ed25519PrivateKey.generate()
        told = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.with_name(name).write_bytes(told)
    organisation = pyrage.x25519.Identity.generate()
    path.with_name("organisation.key").write_text(f"{organisation}\n")
    rows: dict[str, object] = {
        "address": address,
        "name": "Example Helpline",
        "origin": f"keepsake/desk/{uuid.uuid4()}",
        "database": database,
        "log_key": str(path.with_name("log.pem")),
        "witness_key": str(path.with_name("witness.pem")),
        "recipients": [str(organisation.to_public())],
    }
    names = ("endpoint", "access_key", "secret_key")
    lines = [f"{name} = {json.dumps(value)}" for name, value in rows.items()]
    lines += ["[store]", *(f"{n} = {json.dumps(v)}" for n, v in zip(names, store, strict=True))]
    # An example asks nobody in the world.
    lines += ["[stamps]", "hours = 0"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], sys.argv[3], (sys.argv[4], sys.argv[5], sys.argv[6]))
