"""What a witness cosigned, in a copy: all three read it alike, and none believes more of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fixtures.bundles import files_of, open_payload
from fixtures.cosigned_copy import cosigned_copy
from fixtures.tsa.witness import NAME, LocalWitness
from fixtures.verifiers.bundle import verifiers_of
from keepsake.core import cosignature, note
from keepsake.core.cosignature import WitnessKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fixtures.verifiers.bundle import Verifiers
    from fixtures.verifiers.reader import ReaderChecks

AT = 1_796_205_600


class Case(NamedTuple):
    """A copy with a cosigned checkpoint, who made both signatures, and who checks it."""

    files: dict[str, bytes]
    name: str
    log: Ed25519PrivateKey
    seer: LocalWitness
    ask: Verifiers

    @property
    def size(self) -> int:
        """Entries that the witness saw."""
        return self.seer.seen[0]

    def signed(self, checkpoint: bytes, at: int = AT, by: WitnessKey | None = None) -> bytes:
        """The file of what the witness cosigned, or somebody under its name."""
        text = note.split(checkpoint)[0]
        line = cosignature.sign(text, NAME, self.seer.signer, at)
        return cosignature.encode(by or self.seer.key, checkpoint, line)

    def checkpoint(self, size: int, root: bytes, origin: str = "") -> bytes:
        """One of the vault's own key."""
        key = note.VerifierKey.parse(self.files["data/log/verifier.key"].decode().strip())
        return note.sign(note.Checkpoint(origin or key.name, size, root), self.log)

    @property
    def own(self) -> bytes:
        """What was cosigned, without the cosignature."""
        return self.checkpoint(*self.seer.seen)


@pytest.fixture(scope="module")
def case(in_the_reader: ReaderChecks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("witness")
    bundle, seer = cosigned_copy(folder)
    files = files_of(open_payload(bundle))
    (name,) = [name for name in files if name.endswith(".cosigned")]
    with verifiers_of(bundle, in_the_reader, folder / "three") as ask:
        yield Case(files, name, bundle.unlocked.vault.signer(), seer, ask)


def test_all_three_tell_it_and_whose_key_it_is_is_left_open(case: Case) -> None:
    for said in case.ask.agreed(case.files, "untouched"):
        assert said.outcomes[3] == "valid"
        assert case.name in said.further
        assert case.seer.key.text() in said.further
        assert case.name not in said.wrong
    assert f"data/log/consistency/{case.size}.proof" in case.files
    for said in case.ask.agreed({**case.files, case.name: case.signed(case.own)}, "another time"):
        assert said.outcomes[3] == "valid"
        assert "2026-12-02" in said.further


def _rows() -> dict[str, Callable[[Case], bytes]]:
    """What stands in the place of the file."""
    stranger = Ed25519PrivateKey.generate()
    public = stranger.public_key().public_bytes_raw()
    other = WitnessKey(NAME, public)
    return {
        "wrong key": lambda it: it.signed(it.own, by=other),
        "wrong name": lambda it: it.signed(it.own, by=WitnessKey("w/2", it.seer.key.public)),
        "name of spaces": lambda it: it.signed(it.own).replace(NAME.encode(), b"w w"),
        "another origin": lambda it: it.signed(it.checkpoint(*it.seer.seen, "keepsake/log/x")),
        "another log's key": lambda it: it.signed(
            note.sign(note.Checkpoint.parse(note.split(it.own)[0]), stranger)
        ),
        "another root": lambda it: it.signed(it.checkpoint(it.size, bytes(32))),
        "another size": lambda it: it.signed(it.checkpoint(it.size - 1, it.seer.seen[1])),
        "longer than the log": lambda it: it.signed(it.checkpoint(10_000, bytes(32))),
        "no date": lambda it: it.signed(it.own, 253_402_300_800),
        "a far time": lambda it: it.signed(it.own, (1 << 64) - 1),
        "changed time": lambda it: _with_time(it),
        "no cosignature": lambda it: f"{it.seer.key.text()}\n".encode() + it.own,
        "twice": lambda it: it.signed(it.own) + it.signed(it.own).splitlines(keepends=True)[-1],
        "cut": lambda it: it.signed(it.own)[:-5],
        "empty": lambda _: b"",
        "key of a log": lambda it: it.signed(it.own).replace(
            it.seer.key.text().encode(),
            note.VerifierKey(NAME, it.seer.key.public).text().encode(),
        ),
        "oversize": lambda it: it.signed(it.own) + b"\xe2\x80\x94 a AAAAAAA=\n" * 9_000,
    }


def _with_time(case: Case) -> bytes:
    """The same signature beside another time."""
    *_, (name, raw) = note.split(case.signed(case.own).partition(b"\n")[2])[1]
    later = raw[:4] + (AT + 60).to_bytes(8, "big") + raw[12:]
    line = note.signature_line(name, later)
    return cosignature.encode(case.seer.key, case.own, line)


@pytest.mark.parametrize("what", _rows())
def test_all_three_refuse_it(case: Case, what: str) -> None:
    changed = {**case.files, case.name: _rows()[what](case)}
    for said in case.ask.agreed(changed, what):
        assert said.outcomes[3] == "invalid", what
        assert "witness-" in said.wrong or "consistency/" in said.wrong


def test_under_another_name_or_without_its_proof_it_is_refused(case: Case) -> None:
    data = case.files[case.name]
    left = {name: was for name, was in case.files.items() if name != case.name}
    moved = {**left, "data/log/stamps/witness-00000000.cosigned": data}
    for said in case.ask.agreed(moved, "moved"):
        assert said.outcomes[3] == "invalid"
    proof = f"data/log/consistency/{case.size}.proof"
    bare = {name: was for name, was in case.files.items() if name != proof}
    for said in case.ask.agreed(bare, "no proof"):
        assert said.outcomes[3] == "invalid"
