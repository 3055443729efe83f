"""Takes the pinned roots of `shared/data/authorities.json` out of public root stores.

    python3 build/roots.py            write what is missing or different
    python3 build/roots.py --check    only say what is missing or different

Only certificates with a fingerprint that the list states are taken; a new authority is added by
adding its row there first. Stores: the certifi package, and Debian's ca-certificates.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import importlib.util
import json
import re
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "shared" / "data"
DEBIAN = Path("/etc/ssl/certs/ca-certificates.crt")
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----\n(.+?)\n-----END CERTIFICATE-----", re.DOTALL)


def store_certificates() -> dict[str, bytes]:
    """Every certificate of the stores that are here: PEM by SHA-256 fingerprint."""
    files = [DEBIAN] if DEBIAN.exists() else []
    certifi = importlib.util.find_spec("certifi")
    if certifi and certifi.origin:
        files.append(Path(certifi.origin).with_name("cacert.pem"))
    found = {}
    for file in files:
        for match in _PEM.finditer(file.read_text(encoding="utf-8")):
            fingerprint = hashlib.sha256(base64.b64decode(match[1])).hexdigest()
            found[fingerprint] = f"{match[0]}\n".encode("ascii")
    return found


def pinned() -> dict[Path, str]:
    """The files the list names, each with the fingerprint it must have."""
    rows = json.loads((DATA / "authorities.json").read_text(encoding="utf-8"))["authorities"]
    pairs = [pair for row in rows for pair in zip(row["roots"], row["root_sha256"], strict=True)]
    return {DATA / name: fingerprint for name, fingerprint in pairs}


def main(argv: list[str]) -> int:
    """Writes or checks the files; 0 when all is as listed, 1 otherwise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args(argv).check
    store = store_certificates()
    wrong = 0
    for path, fingerprint in pinned().items():
        wanted = store.get(fingerprint)
        if path.exists() and path.read_bytes() == wanted:
            continue
        if wanted is None or check:
            wrong += 1
            state = "in no store here" if wanted is None else "missing or different"
            sys.stdout.write(f"{path.name}: {state}\n")
            continue
        path.write_bytes(wanted)
        sys.stdout.write(f"{path.name}: written\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
