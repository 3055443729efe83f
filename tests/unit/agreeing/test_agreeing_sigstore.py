"""What Sigstore's clients check public logs with opens our checkpoints, and follows our proofs.

None of it is ours, or was made for us: the signed note and the Merkle proof are standard ones.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fixtures.bundles import files_of, make, open_payload
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PROGRAM = Path(__file__).parents[2] / "js" / "sigstore_checks.js"
Files = dict[str, bytes]
Proofs = list[tuple[bytes, bytes]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    page, later = sample.thread(4), sample.profile()
    page.tiles = later.tiles = 1
    return files_of(open_payload(make(tmp_path_factory.mktemp("made"), [page], later=[later])))


def _asked(key: bytes, notes: Iterable[bytes], proofs: Proofs) -> Mapping[str, list[str]]:
    def text(data: bytes) -> str:
        return base64.b64encode(data).decode()

    rows = [{"proof": text(proof), "entry": text(entry)} for proof, entry in proofs]
    request = {"key": text(key), "notes": [text(note) for note in notes], "proofs": rows}
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, _PROGRAM], input=json.dumps(request), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: Mapping[str, list[str]] = json.loads(done.stdout)
    return answer


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
    said = _asked(files["data/log/verifier.key"], notes, proofs)
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
    said = _asked(files["data/log/verifier.key"], changed, wrong)
    assert said["notes"] == ["invalid checkpoint signature"] * 3
    assert all("root hash does not match" in one for one in said["proofs"]), said


def test_another_key_opens_nothing(files: Files) -> None:
    name, _, key = files["data/log/verifier.key"].decode().strip().split("+", 2)
    raw = bytearray(base64.b64decode(key))
    raw[-1] ^= 1
    another = f"{name}+00000000+{base64.b64encode(raw).decode()}\n".encode()
    said = _asked(another, [files["data/log/checkpoint"]], [])
    assert said["notes"] == ["invalid checkpoint signature"]
