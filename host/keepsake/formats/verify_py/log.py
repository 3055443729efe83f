"""Steps 2 to 4: signed tree heads and proofs of RFC 6962 trees. Part of verify.py.

Sources: c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-proof, c2sp.org/tlog-witness,
RFC 6962 section 2.1, RFC 9162 section 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime, timedelta, timezone

from keepsake.formats.verify_py.ed25519 import ed25519_ok
from keepsake.formats.verify_py.files import BadFileError, Bag, Result, counted

Key = tuple[str, bytes, bytes]  # name, key id, public key
Head = tuple[int, bytes]  # size and root of a tree
NEWEST = "data/log/checkpoint"
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 - Python 3.8
SIGNATURE = re.compile("\u2014 ([^\\s+]+) (\\S+)")
HEAD = re.compile(r"data/log/stamps/[0-9]+\.checkpoint")
COSIGNED = re.compile(r"data/log/stamps/witness-([0-9a-f]{8})\.cosigned")
WITNESS = re.compile(r"([!-*,-~]{1,200})\+([0-9a-f]{8})\+(\S+)")
PROOF = re.compile(r"data/log/proofs/(0|[1-9][0-9]{0,14})\.tlog-proof")
LOGGED = re.compile(r"data/log/(entries|records)/(0|[1-9][0-9]{0,14})\.json")


def ranges(numbers: list[int]) -> str:
    """Whole numbers in words: 1 to 7, 14."""
    rest, told = sorted(set(numbers)), []
    while rest:
        end = next(at for at in range(len(rest)) if rest[at] + 1 not in rest)
        told.append(f"{rest[0]}" if end == 0 else f"{rest[0]} to {rest[end]}")
        rest = rest[end + 1 :]
    return ", ".join(told) or "none"


def unbase64(text: str) -> bytes:
    """Base64 in its one exact spelling."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("Base64 with stray bits")
    return raw


def sha256(data: bytes) -> bytes:
    """The hash."""
    return hashlib.sha256(data).digest()


def parse_key(data: bytes) -> Key:
    """Reads a verifier key."""
    parts = data.decode().removesuffix("\n").split("+", 2)
    raw = unbase64(parts[-1]) if len(parts) == 3 else b""
    key_id = sha256(parts[0].encode() + b"\n" + raw)[:4]
    named = re.fullmatch(r"\S+", parts[0])
    if not named or len(raw) != 33 or raw[0] != 1 or key_id.hex() != parts[1]:
        raise ValueError("not an Ed25519 key with its own id")
    return parts[0], key_id, raw[1:]


def read_key(bag: Bag, step: Result) -> Key:
    """The log's key. Whose key it is, no bundle can prove: compare it with an earlier one."""
    key = parse_key(bag.read("data/log/verifier.key"))
    step.good.append(f"key {key[0]} {key[1].hex()}")
    return key


def split_note(note: bytes, where: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text of a note, and the name and bytes of each signature; none is checked here."""
    whole = note.decode()
    text, cut, tail = whole.rpartition("\n\n")
    if not cut or not tail.endswith("\n") or re.search("[\x00-\x09\x0b-\x1f]", whole):
        raise BadFileError(f"{where}: not a signed note")
    found = [SIGNATURE.fullmatch(line) for line in tail[:-1].split("\n")]
    if not all(found):
        raise BadFileError(f"{where}: a signature line is malformed")
    return text + "\n", [(line[1], unbase64(line[2])) for line in found if line]


def open_note(note: bytes, key: Key, where: str) -> str:
    """The text of a note, once the signature of this log's key holds."""
    name, key_id, public = key
    text, signed = split_note(note, where)
    ours = [raw for signer, raw in signed if signer == name and raw[:4] == key_id]
    if not ours or not all(ed25519_ok(public, text.encode(), raw[4:]) for raw in ours):
        raise BadFileError(f"{where}: not signed by the key of this log")
    return text


def open_checkpoint(note: bytes, key: Key, where: str) -> Head:
    """Size and root of a signed tree head, once the signature holds."""
    lines = open_note(note, key, where).split("\n")
    root = unbase64(lines[2]) if len(lines) == 4 else b""
    if lines[0] != key[0] or len(root) != 32 or str(int(lines[1])) != lines[1]:
        raise BadFileError(f"{where}: of another log")
    return int(lines[1]), root


def open_cosigned(data: bytes, key: Key, where: str, step: Result) -> Head:
    """What a witness cosigned, once its signature and the log's hold; whose key it is, is told."""
    line, _, note = data.partition(b"\n")
    found = WITNESS.fullmatch(line.decode("ascii"))
    raw = unbase64(found[3]) if found else b""
    text, signed = split_note(note, where)
    if not found or len(raw) != 33 or raw[0] != 4 or len(signed) != 2:
        raise BadFileError(f"{where}: not a key of a witness and two signatures")
    key_id = sha256(found[1].encode() + b"\n" + raw)[:4]
    ours = [one for name, one in signed if name == found[1] and one[:4] == key_id]
    when = int.from_bytes(ours[0][4:12], "big") if len(ours) == 1 else 1 << 64
    message = f"cosignature/v1\ntime {when}\n{text}".encode()
    named = COSIGNED.fullmatch(where)
    own = named is not None and key_id.hex() == found[2] == named[1] and when <= 253402300799
    if not own or not ed25519_ok(raw[1:], message, ours[0][12:]):
        raise BadFileError(f"{where}: a witness's signature does not hold")
    head = open_checkpoint(note, key, where)
    at = EPOCH + timedelta(seconds=when)
    step.beside.append(
        f"{where}: seen by {found[1]} with {counted(head[0], 'entry', 'entries')} at "
        f"{at:%Y-%m-%d %H:%M:%S} UTC; not checked: whose key that is, {line.decode()}"
    )
    return head


def read_proof(data: bytes, form: str) -> tuple[int, list[bytes], bytes]:
    """The number, the hashes and the checkpoint of a proof; the checkpoint is not checked here."""
    head, cut, note = data.decode().partition("\n\n")
    found = re.fullmatch(form + r" (0|[1-9][0-9]{0,14})((?:\n\S+)*)", head)
    if not cut or not found:
        raise ValueError("not a proof")
    return int(found[1]), [unbase64(line) for line in found[2].split("\n")[1:]], note.encode()


def read_inclusion(data: bytes) -> tuple[int, list[bytes], bytes]:
    """A proof that an entry is in the log."""
    return read_proof(data, r"c2sp\.org/tlog-proof@v1\nindex")


def parent(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right)


def is_included(leaf: bytes, number: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Whether a leaf is in a tree, RFC 9162 section 2.1.3.2."""
    node, last, result = number, size - 1, leaf
    for sibling in proof:
        if last <= 0:
            return False
        if node & 1 or node == last:
            result = parent(sibling, result)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            result = parent(result, sibling)
        node, last = node >> 1, last >> 1
    good = all(len(digest) == 32 for digest in (leaf, *proof))
    return good and 0 <= number < size and last == 0 and result == root


def is_consistent(older: Head, newer: Head, proof: list[bytes]) -> bool:
    """Whether a tree is the beginning of another one, RFC 9162 section 2.1.4.2."""
    node, last = older[0] - 1, newer[0] - 1
    if not 0 <= node <= last or any(len(step) != 32 for step in proof):
        return False
    if node == last:
        return not proof and older == newer
    while node & 1:
        node, last = node >> 1, last >> 1
    path = proof if node else [older[1], *proof]
    if not path:
        return False
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = parent(step, old), parent(step, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = parent(new, step)
        node, last = node >> 1, last >> 1
    return last == 0 and old == older[1] and new == newer[1]


def check_log(bag: Bag, key: Key, newest: Head | None, step: Result) -> None:
    """Every signed tree head is of this log, and is the beginning of the newest one."""
    heads: list[tuple[str, Head]] = []
    for name in bag.under("data/log/stamps/"):
        if HEAD.fullmatch(name):
            head = step.attempt(open_checkpoint, bag.read(name), key, name, file=name)
            heads += [(name, head)] if head else []
            if head and name != f"data/log/stamps/{head[0]}.checkpoint":
                # Steps 7 and 8 know what a stamp covers by the name of its file.
                step.bad.append(f"{name}: of a log of size {head[0]}")
        elif COSIGNED.fullmatch(name):
            head = step.attempt(open_cosigned, bag.read(name), key, name, step, file=name)
            heads += [(name, head)] if head else []
    for name in bag.under("data/log/proofs/"):
        # What cannot be read in a proof is a matter of step 4.
        head = Result().attempt(
            lambda n: open_checkpoint(read_inclusion(bag.read(n))[2], key, n), name
        )
        heads += [(name, head)] if head else []
    roots = dict([newest]) if newest else {}
    for name, head in heads:
        if roots.setdefault(*head) != head[1] or (newest and head[0] > newest[0]):
            step.bad.append(f"{name}: contradicts {NEWEST}")
    for size in sorted(roots):
        if newest and 0 < size < newest[0]:
            # Who makes a copy always puts this proof in: without it a head may contradict.
            check_consistency(bag, (size, roots[size]), newest, step, step.bad)
    told = counted(len(heads), "signed tree head")
    step.good.append(f"{told}, each the beginning of the newest")


def check_consistency(
    bag: Bag, older: Head, newest: Head, step: Result, missing: list[str]
) -> None:
    """Nothing was removed or moved between an older tree head and the newest."""
    name = f"data/log/consistency/{older[0]}.proof"
    if name not in bag.names:
        missing.append(f"{name}: missing, so nothing shows that the log only grew since then")
        return
    proof = step.attempt(read_proof, bag.read(name), "old", file=name)
    if not proof:
        return
    number, hashes, note = proof
    same = number == older[0] and note == bag.read(NEWEST)
    if not same or not is_consistent(older, newest, hashes):
        step.bad.append(f"{name}: the older log is not the beginning of the newest")


def check_entry(bag: Bag, entry: str, number: int, key: Key) -> bytes:
    """The signed tree head to which the proof of an entry leads, once it does."""
    where = f"data/log/proofs/{number}.tlog-proof"
    if where not in bag.names:
        raise BadFileError(f"{entry}: its proof {where} is missing")
    index, proof, note = read_inclusion(bag.read(where))
    size, root = open_checkpoint(note, key, where)
    leaf = sha256(b"\x00" + bag.read(entry))
    if index != number:
        raise BadFileError(f"{where}: the proof of another entry")
    if not is_included(leaf, number, size, proof, root):
        raise BadFileError(f"{entry}: the proof {where} does not lead to the signed root")
    return note


def check_entries(bag: Bag, key: Key, step: Result) -> dict[str, tuple[int, bytes]]:
    """The number and the signed tree head of each entry that is proven, by its file."""
    proven: dict[str, tuple[int, bytes]] = {}
    logged = [found for name in sorted(bag.names) if (found := LOGGED.fullmatch(name))]
    for found in sorted(logged, key=lambda match: int(match[2])):
        name, number = found[0], int(found[2])
        where = f"data/log/proofs/{number}.tlog-proof"
        note = step.attempt(check_entry, bag, name, number, key, file=where)
        if note is not None:
            proven[name] = (number, note)
    here = {int(found[2]) for found in logged}
    for found in (PROOF.fullmatch(name) for name in bag.under("data/log/proofs/")):
        if found and int(found[1]) not in here:
            step.bad.append(f"{found[0]}: the proof of an entry that is not here")
    step.good.append(f"entries {ranges([number for number, _ in proven.values()])} are proven")
    step.good.append("other numbers are entries of the vault that are not in this copy")
    if not any(found[1] == "entries" for found in logged):
        step.open.append("data/log/entries: empty")
    return proven
