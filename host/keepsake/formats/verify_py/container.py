"""Step 1: the lists of the bag, RFC 8493. Part of verify.py."""

from __future__ import annotations

import hashlib
import re

from keepsake.formats.verify_py.files import Bag, Result, counted

SIGNED_BY = "signature.note"  # no list can name what signs the lists


def read_list(data: bytes) -> dict[str, str] | None:
    """The digest of each file, None for what is no such list."""
    lines = data.decode(errors="replace").split("\n")
    rows = [re.fullmatch(r"([0-9a-f]+) {2}(.+)", line) for line in lines[:-1]]
    found = {row[2]: row[1] for row in rows if row}
    return found if lines[-1] == "" and len(found) == len(rows) else None


def check_container(bag: Bag, step: Result) -> None:
    """Every file has the SHA-256 and SHA-512 of the lists, and none is missing or not listed."""
    payload = set(bag.under("data/"))
    tags = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt"}
    lists = {"tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}
    known = payload | tags | lists | {SIGNED_BY}
    bad = [f"{name}: does not belong here" for name in bag.names - known]
    for kind, expected in (("manifest", payload), ("tagmanifest", tags)):
        for algorithm in ("sha256", "sha512"):
            if f"{kind}-{algorithm}.txt" not in bag.names:
                bad.append(f"{kind}-{algorithm}.txt: missing")
                continue
            listed = read_list(bag.read(f"{kind}-{algorithm}.txt"))
            if listed is None:
                bad.append(f"{kind}-{algorithm}.txt: not a list of files")
                continue
            bad += [
                f"{name}: not listed in {kind}-{algorithm}.txt" for name in expected - set(listed)
            ]
            for name, digest in listed.items():
                if name not in bag.names:
                    bad.append(f"{name}: missing")
                elif hashlib.new(algorithm, bag.read(name)).hexdigest() != digest:
                    bad.append(f"{name}: not the file listed in {kind}-{algorithm}.txt")
    step.bad += sorted(set(bad))
    step.good.append(f"{counted(len(payload), 'file')}, SHA-256 and SHA-512")
