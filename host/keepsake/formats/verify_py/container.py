"""Step 1: the lists of the bag, RFC 8493. Part of verify.py."""

# ruff: noqa: TC001 - the shipped file has no imports for the type checker alone
from __future__ import annotations

import hashlib

from keepsake.formats.verify_py.files import Bag, Result


def check_container(bag: Bag, step: Result) -> None:
    """Every file has the SHA-256 and SHA-512 of the lists, and none is missing or not listed."""
    payload = set(bag.under("data/"))
    tags = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt"}
    lists = {"tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}
    bad = [f"{name}: does not belong here" for name in bag.names - payload - tags - lists]
    for kind, expected in (("manifest", payload), ("tagmanifest", tags)):
        for algorithm in ("sha256", "sha512"):
            if f"{kind}-{algorithm}.txt" not in bag.names:
                bad.append(f"{kind}-{algorithm}.txt: missing")
                continue
            rows = bag.read(f"{kind}-{algorithm}.txt").decode(errors="replace").splitlines()
            listed = {name: digest for digest, _, name in (row.partition("  ") for row in rows)}
            bad += [
                f"{name}: not listed in {kind}-{algorithm}.txt" for name in expected - set(listed)
            ]
            for name, digest in listed.items():
                if name not in bag.names:
                    bad.append(f"{name}: missing")
                elif hashlib.new(algorithm, bag.read(name)).hexdigest() != digest:
                    bad.append(f"{name}: not the file listed in {kind}-{algorithm}.txt")
    step.bad += sorted(set(bad))
    step.good.append(f"{len(payload)} files, SHA-256 and SHA-512")
