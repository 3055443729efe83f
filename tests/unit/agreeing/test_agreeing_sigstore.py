"""What Sigstore's clients check public logs with opens our checkpoints, and follows our proofs.

None of it is ours, or was made for us: the signed note and the Merkle proof are standard ones.
"""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from fixtures.bundles import files_of, make, open_payload
from fixtures.verifiers.sigstore import Proofs, read_log
from viewer import sample

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    page, later = sample.thread(4), sample.profile()
    page.tiles = later.tiles = 1
    return files_of(open_payload(make(tmp_path_factory.mktemp("made"), [page], later=[later])))


def _notes(files: Files) -> list[bytes]:
    return [data for name, data in files.items() if name.rpartition("/")[2].endswith("checkpoint")]


def _proofs(files: Files) -> Proofs:
    found = []
    for name, data in files.items():
        if name.startswith("data/log/proofs/"):
            number = Path(name).stem
            entry = files.get(f"data/log/entries/{number}.json")
            found.append((data, entry or files[f"data/log/records/{number}.json"]))
    return found


def test_every_checkpoint_and_every_proof_is_good(files: Files) -> None:
    notes, proofs = _notes(files), _proofs(files)
    assert len(notes) >= 2
    assert len(proofs) >= 2
    said = read_log(files["data/log/verifier.key"], notes, proofs)
    assert said == {"notes": [""] * len(notes), "proofs": [""] * len(proofs)}


def test_what_was_changed_is_not(files: Files) -> None:
    note = files["data/log/checkpoint"]
    origin, size, root, *rest = note.split(b"\n")
    changed = [
        b"\n".join([origin, b"%d" % (int(size) + 1), root, *rest]),
        b"\n".join([origin, size, base64.b64encode(bytes(32)), *rest]),
        note[:-10] + (b"A" if note[-10:-9] != b"A" else b"B") + note[-9:],
    ]
    (proof, entry), *others = _proofs(files)
    wrong = [(proof, entry + b" "), (proof, others[0][1]), (others[0][0], entry)]
    said = read_log(files["data/log/verifier.key"], changed, wrong)
    assert said["notes"] == ["invalid checkpoint signature"] * 3
    assert all("root hash does not match" in one for one in said["proofs"]), said


def test_another_key_opens_nothing(files: Files) -> None:
    name, _, key = files["data/log/verifier.key"].decode().strip().split("+", 2)
    raw = bytearray(base64.b64decode(key))
    raw[-1] ^= 1
    another = f"{name}+00000000+{base64.b64encode(raw).decode()}\n".encode()
    said = read_log(another, [files["data/log/checkpoint"]], [])
    assert said["notes"] == ["invalid checkpoint signature"]
