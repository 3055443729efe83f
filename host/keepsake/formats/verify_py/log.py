"""Steps 2 to 4: signed tree heads and proofs of RFC 6962 trees. Part of verify.py.

Sources: c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-proof, RFC 6962 section 2.1.
"""

from __future__ import annotations

import base64
import hashlib

from keepsake.formats.verify_py.ed25519 import ed25519_ok
from keepsake.formats.verify_py.files import BadFileError, Bag, Result

Key = tuple[str, bytes, bytes]  # name, key id, public key


def read_key(bag: Bag, step: Result) -> Key:
    """The log's key. Whose key it is, no bundle can prove: compare it with an earlier one."""
    where = "data/log/verifier.key"
    parts = bag.read(where).decode().removesuffix("\n").split("+", 2)
    raw = base64.b64decode(parts[-1], validate=True) if len(parts) == 3 else b""
    key_id = hashlib.sha256(parts[0].encode() + b"\n" + raw).digest()[:4]
    if len(raw) != 33 or raw[0] != 1 or key_id.hex() != parts[1]:
        raise BadFileError(f"{where}: not an Ed25519 key with its own id")
    step.good.append(f"key {parts[0]} {key_id.hex()}")
    return parts[0], key_id, raw[1:]


def open_checkpoint(note: bytes, key: Key, where: str) -> tuple[int, bytes]:
    """Size and root of a signed tree head, once the signature holds."""
    name, key_id, public = key
    text, _, signatures = note.decode(errors="replace").rpartition("\n\n")
    text += "\n"
    lines = text.split("\n")
    ours = f"\u2014 {name} "
    for line in signatures.splitlines():
        raw = base64.b64decode(line.removeprefix(ours)) if line.startswith(ours) else b""
        if raw[:4] == key_id:
            if not ed25519_ok(public, text.encode(), raw[4:]):
                raise BadFileError(f"{where}: the signature does not hold")
            if len(lines) != 4 or lines[0] != name:
                raise BadFileError(f"{where}: of another log")
            return int(lines[1]), base64.b64decode(lines[2], validate=True)
    raise BadFileError(f"{where}: not signed by the key of this log")


def check_log(bag: Bag, key: Key, newest: tuple[int, bytes] | None, step: Result) -> None:
    """Every signed tree head is of the same log, and two of one size are the same."""
    roots = dict([newest]) if newest else {}
    stamped = [
        (name, bag.read(name))
        for name in bag.under("data/log/stamps/")
        if name.endswith(".checkpoint")
    ]
    proofs = [
        (name, bag.read(name).partition(b"\n\n")[2]) for name in bag.under("data/log/proofs/")
    ]
    for name, note in stamped + proofs:
        head = step.attempt(open_checkpoint, note, key, name)
        if head and (roots.setdefault(*head) != head[1] or (newest and head[0] > newest[0])):
            step.bad.append(f"{name}: contradicts data/log/checkpoint")
    step.good.append(f"{len(stamped) + len(proofs)} signed tree heads")


def check_entry(bag: Bag, number: int, key: Key) -> bytes:
    """The signed tree head to which the proof of an entry leads, once it does."""
    entry, where = f"data/log/entries/{number}.json", f"data/log/proofs/{number}.tlog-proof"
    head, _, note = bag.read(where).partition(b"\n\n")
    lines = head.decode(errors="replace").split("\n")
    if lines[:2] != ["c2sp.org/tlog-proof@v1", f"index {number}"]:
        raise BadFileError(f"{where}: not the proof of entry {number}")
    size, root = open_checkpoint(note, key, where)
    node, last = number, size - 1
    result = hashlib.sha256(b"\x00" + bag.read(entry)).digest()
    for line in lines[2:]:
        sibling = base64.b64decode(line)
        if node & 1 or node == last:
            result = hashlib.sha256(b"\x01" + sibling + result).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            result = hashlib.sha256(b"\x01" + result + sibling).digest()
        node, last = node >> 1, last >> 1
    if number >= size or last != 0 or result != root:
        raise BadFileError(f"{entry}: the proof does not lead to the signed root")
    return note
