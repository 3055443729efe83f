"""Step 4: what a desk signed for is the copy that its record names. Part of verify.py.

Source: FORMAT.md §13.2.
"""

from __future__ import annotations

import json
from typing import Any

from keepsake.formats.verify_py.files import BadFileError, Result
from keepsake.formats.verify_py.log import (
    is_included,
    open_checkpoint,
    parse_key,
    read_inclusion,
    sha256,
)


def check_receipts(said: dict[str, Any], step: Result) -> None:
    """Tells the receipts that do not hold; they show nothing of what was received."""
    for name, entry in said.items():
        if entry.get("kind") == "receipt" and not is_receipt(entry["body"]):
            step.open.append(f"{name}: this receipt does not hold, so it shows nothing")


def is_receipt(body: dict[str, Any]) -> bool:
    """Whether it is signed and proven, and for exactly what stands beside it."""
    try:
        line, _, proof = body["receipt"].encode().partition(b"\n")
        told = json.loads(line)
        named = {
            "invitation": body["invitation"],
            "keepsake_desk": 1,
            "kind": "received",
            "locked_until": str(told["locked_until"]),
            "received": str(told["received"]),
            "sha256": body["sha256"],
            "size": body["bytes"],
        }
        exact = json.dumps(named, ensure_ascii=False, separators=(",", ":")).encode()
        number, hashes, note = read_inclusion(proof)
        size, root = open_checkpoint(note, parse_key(body["log"].encode()), "receipt")
    except (AttributeError, BadFileError, KeyError, TypeError, ValueError):
        return False
    return line == exact and is_included(sha256(b"\x00" + line), number, size, hashes, root)
