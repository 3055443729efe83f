"""Steps 2 to 4 for a bundle: the signed checkpoints agree, and every entry is in the log.

Source: FORMAT.md §7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.core import cosignature, entry, merkle, note, verify
from keepsake.core.desk import entry as receipts
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.audit.witnesses import told

if TYPE_CHECKING:
    from keepsake.core.note import Checkpoint, VerifierKey
    from keepsake.core.verify import Finding

ENTRY = re.compile(r"\Adata/log/entries/(0|[1-9][0-9]{0,14})\.json\Z")
_LOGGED = re.compile(r"\Adata/log/(?:entries|records)/(0|[1-9][0-9]{0,14})\.json\Z")
_HEAD = re.compile(r"\Adata/log/stamps/[0-9]+\.checkpoint\Z")
_COSIGNED = re.compile(r"\Adata/log/stamps/witness-[0-9a-f]{8}\.cosigned\Z")
_CHECKPOINT = "data/log/checkpoint"
_KEY = "data/log/verifier.key"
_PROOFS = "data/log/proofs/"
_PROOF = re.compile(r"\Adata/log/proofs/(0|[1-9][0-9]{0,14})\.tlog-proof\Z")
_STAMPS = "data/log/stamps/"

Files = Mapping[str, memoryview]


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry that its proof puts into the log, and the checkpoint that the proof leads to."""

    index: int
    file: str
    record: entry.Entry
    checkpoint: bytes


@dataclass(frozen=True, slots=True)
class Earlier:
    """An older checkpoint, from a bundle that was handed over before.

    Attributes:
        checkpoint: The signed note.
        key: The line of the verifier key beside it, "" where only the note is there.
        file: What to call it in findings.
    """

    checkpoint: bytes
    key: str
    file: str


def check_log(
    files: Files, earlier: Earlier | None
) -> tuple[tuple[verify.Step, verify.Step, verify.Step], list[Proven]]:
    """The three steps, and the entries that are proven, in their order."""
    try:
        key = note.VerifierKey.parse(bytes(files[_KEY]).decode().removesuffix("\n"))
    except (KeyError, UnicodeDecodeError, note.NoteError):
        two = verify.make_step(2, [verify.invalid("checkpoint", _KEY)])
        none = verify.not_checked("no_checkpoint", _CHECKPOINT)
        return (two, verify.make_step(3, [none]), verify.make_step(4, [none])), []
    newest = verify.check_checkpoint(_read(files, _CHECKPOINT), key, _CHECKPOINT)
    wrong = [newest] if isinstance(newest, verify.Finding) else []
    head = None if isinstance(newest, verify.Finding) else newest
    findings, looked_at = _heads(files, key, head)
    if earlier is not None and head is not None:
        findings += check_earlier(files, key, head, earlier)
    four, proven = _entries(files, key)
    steps = (
        verify.make_step(2, wrong, {"files": 2}),
        verify.make_step(3, findings, {"files": looked_at}),
        four,
    )
    return steps, proven


def _read(files: Files, name: str) -> bytes:
    return bytes(files.get(name, b""))


def _stamped_heads(
    files: Files, key: VerifierKey, names: Sequence[str]
) -> tuple[list[Finding], list[tuple[str, Checkpoint]]]:
    findings: list[Finding] = []
    heads: list[tuple[str, Checkpoint]] = []
    for name in names:
        head = verify.check_checkpoint(_read(files, name), key, name)
        if isinstance(head, verify.Finding):
            findings.append(head)
            continue
        heads.append((name, head))
        if name != f"{_STAMPS}{head.size}.checkpoint":
            # Steps 7 and 8 know what a stamp covers by the name of its file.
            findings.append(verify.invalid("forked", name))
    return findings, heads


def _cosigned_heads(
    files: Files, key: VerifierKey, names: Sequence[str]
) -> tuple[list[Finding], list[tuple[str, Checkpoint]]]:
    """What witnesses cosigned. No key of a witness is known here, so none of it is called valid."""
    findings: list[Finding] = []
    heads: list[tuple[str, Checkpoint]] = []
    for name in names:
        try:
            found = cosignature.opened(_read(files, name), key)
        except note.NoteError:
            findings.append(verify.invalid("cosignature", name))
            continue
        if not name.endswith(f"-{found.key.key_id.hex()}.cosigned"):
            findings.append(verify.invalid("cosignature", name))
            continue
        heads.append((name, found.checkpoint))
        findings.append(told(found, name, ()))
    return findings, heads


def _heads(files: Files, key: VerifierKey, newest: Checkpoint | None) -> tuple[list[Finding], int]:
    """Every checkpoint has the same key and is the beginning of the newest."""
    stamped = [name for name in sorted(files) if _HEAD.match(name)]
    proofs = [name for name in sorted(files) if name.startswith(_PROOFS)]
    findings, heads = _stamped_heads(files, key, stamped)
    for name in proofs:
        try:
            proof = note.TlogProof.parse(_read(files, name))
            heads.append((name, note.open_checkpoint(proof.checkpoint, key)))
        except note.NoteError:
            continue  # a matter of step 4
    witnessed = [name for name in sorted(files) if _COSIGNED.match(name)]
    seen, cosigned = _cosigned_heads(files, key, witnessed)
    findings += seen
    heads += cosigned
    roots = {newest.size: newest.root} if newest else {}
    for name, head in heads:
        if roots.setdefault(head.size, head.root) != head.root:
            findings.append(verify.invalid("forked", name))
        elif newest and head.size > newest.size:
            facts = {"stamped": str(head.size), "present": str(newest.size)}
            findings.append(verify.invalid("rolled_back", name, **facts))
    for size in roots if newest else ():
        if newest and 0 < size < newest.size:
            # Who makes a bundle always puts this proof in: without it a head may contradict.
            older = note.Checkpoint(key.name, size, roots[size])
            findings += _consistency(files, older, newest, missing=verify.invalid)
    return findings, len(stamped) + len(proofs) + len(witnessed)


def _consistency(
    files: Files,
    older: Checkpoint,
    newest: Checkpoint,
    missing: Callable[[str, str], Finding] = verify.not_checked,
) -> list[Finding]:
    name = f"data/log/consistency/{older.size}.proof"
    if name not in files:
        return [missing("consistency_none", name)]
    try:
        proof = note.ConsistencyProof.parse(_read(files, name))
        merkle.verify_consistency(older.size, newest.size, proof.hashes, older.root, newest.root)
    except (note.NoteError, merkle.MerkleError):
        return [verify.invalid("forked", name)]
    if proof.size != older.size or proof.checkpoint != _read(files, _CHECKPOINT):
        return [verify.invalid("forked", name)]
    return []


def check_earlier(
    files: Files, key: VerifierKey, newest: Checkpoint, earlier: Earlier
) -> list[Finding]:
    """That nothing was removed since an older checkpoint of the same vault."""
    head = open_earlier(earlier, key)
    if isinstance(head, verify.Finding):
        return [head]
    if head.size > newest.size:
        facts = {"stamped": str(head.size), "present": str(newest.size)}
        return [verify.not_checked("earlier_is_later", earlier.file, **facts)]
    if head.size == newest.size:
        same = head.root == newest.root
        return [] if same else [verify.invalid("forked", earlier.file)]
    return _consistency(files, head, newest) if head.size else []


def open_earlier(earlier: Earlier, key: VerifierKey) -> Checkpoint | Finding:
    """The older checkpoint, or that it is of another vault."""
    other = earlier.key not in ("", key.text())
    found = verify.check_checkpoint(earlier.checkpoint, key, earlier.file)
    if other or isinstance(found, verify.Finding):
        return verify.invalid("earlier_other", earlier.file)
    return found


def _entries(files: Files, key: VerifierKey) -> tuple[verify.Step, list[Proven]]:
    found = {name: int(match[1]) for name in files if (match := _LOGGED.match(name))}
    findings: list[Finding] = []
    proven: list[Proven] = []
    for file, number in sorted(found.items(), key=lambda item: (item[1], item[0])):
        try:
            proven.append(_entry(files, number, file, key))
            findings += filter(None, [receipts.finding(proven[-1].record, file)])
        except KeyError:
            for name in (f"{_PROOFS}{number}.tlog-proof", file):
                findings.append(verify.invalid("proof_missing", name))
        except note.NoteError:
            findings.append(verify.invalid("proof", f"{_PROOFS}{number}.tlog-proof"))
        except merkle.MerkleError:
            findings.append(verify.invalid("proof", file))
        except KeepsakeError as error:
            newer = error.code is Code.VAULT_NEWER
            findings.append(
                verify.not_checked("version_newer", file)
                if newer
                else verify.invalid("entry_damaged", file)
            )
    numbers = set(found.values())
    for name in sorted(files):
        match = _PROOF.match(name)
        if match and int(match[1]) not in numbers:
            findings.append(verify.invalid("proof_stray", name))
    if not any(ENTRY.match(name) for name in found):
        findings.append(verify.not_checked("no_entries"))
    return verify.make_step(4, findings, {"entries": len(found)}), proven


def _entry(files: Files, number: int, file: str, key: VerifierKey) -> Proven:
    proof = note.TlogProof.parse(bytes(files[f"{_PROOFS}{number}.tlog-proof"]))
    head = note.open_checkpoint(proof.checkpoint, key)
    data = bytes(files[file])
    if proof.index != number:
        raise note.NoteError("the proof of another entry")
    leaf = merkle.leaf_hash(data)
    merkle.verify_inclusion(leaf, number, head.size, proof.hashes, head.root)
    return Proven(number, file, entry.decode(data), proof.checkpoint)
