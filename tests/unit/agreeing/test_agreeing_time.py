"""Host, reader and verify.py say the same of time: calendars, renewals, and stamps switched off."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fixtures.bundles import files_of, open_payload, rebagged, unpack
from fixtures.tsa.calendar import HEIGHT, read_detached
from fixtures.verifiers.bundle import verifiers_of
from keepsake.core.ots.encoding import write_file
from keepsake.core.ots.proof import Attestation, Node
from keepsake.vault.stamps import proof_note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fixtures.bundles import Made
    from fixtures.timed import Bundles
    from fixtures.verifiers.bundle import Verifiers
    from fixtures.verifiers.reader import ReaderChecks

Files = dict[str, bytes]
LOG = "data/log/stamps/"


@pytest.fixture
def ask(bundles: Bundles, in_the_reader: ReaderChecks, tmp_path: Path) -> Iterator[Verifiers]:
    with verifiers_of(bundles.pending, in_the_reader, tmp_path) as asked:
        yield asked


def _files(made: Made) -> Files:
    return files_of(open_payload(made))


def _proof(files: Files) -> str:
    (name,) = (name for name in files if name.endswith("-ots.ots"))
    return name


def test_pending_is_said_by_all_three_and_decides_nothing(bundles: Bundles, ask: Verifiers) -> None:
    files = _files(bundles.pending)
    for said in ask.agreed(files, "pending"):
        assert said.outcome == "valid"
        assert said.wrong == ""
        assert said.further.count("pending") == 2
        assert said.further.count(_proof(files)) == 2


def test_a_block_is_named_by_all_three_with_its_merkle_root(
    bundles: Bundles, ask: Verifiers
) -> None:
    files = _files(bundles.block)
    for said in ask.agreed(files, "block"):
        assert said.outcome == "valid"
        assert str(HEIGHT) in said.further
        assert bundles.header[36:68][::-1].hex() in said.further
        assert "pending" not in said.further
    whole = read_detached(files[_proof(files)])
    stamped = files[_proof(files).replace("-ots.ots", ".checkpoint")]
    assert whole.file_hash_op(stamped) == whole.file_digest


def _changed(ending: str, change: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    def apply(files: Files) -> Files:
        name = _proof(files).replace(".ots", ending)
        return {**files, name: change(files[name])}

    return apply


def _other_proof(files: Files) -> Files:
    data = write_file(Node(bytes(32), (Attestation(b"somebody", payload=b"x"),)))
    name = _proof(files)
    return {**files, name: data, name.replace(".ots", ".json"): proof_note(data)}


def _renoted(change: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    def apply(files: Files) -> Files:
        name = _proof(files)
        data = change(files[name])
        return {**files, name: data, name.replace(".ots", ".json"): proof_note(data)}

    return apply


WRONG: dict[str, Callable[[Files], Files]] = {
    "a changed byte": _changed(".ots", lambda data: data[:-1] + bytes((data[-1] ^ 1,))),
    "cut short": _changed(".ots", lambda data: data[:-3]),
    "another hash noted": _changed(".json", lambda data: data.replace(b'":"', b'":"0', 1)),
    "a note in another spelling": _changed(".json", lambda data: data + b"\n"),
    "no note": lambda files: {n: d for n, d in files.items() if not n.endswith("-ots.json")},
    "a proof of other bytes": _other_proof,
    "noted, of another version": _renoted(lambda data: data.replace(b"\x01\x08", b"\x02\x08", 1)),
    "noted, more behind it": _renoted(lambda data: data + b"\x00"),
    "noted, cut short": _renoted(lambda data: data[:-3]),
    "noted, an unknown operation": _renoted(lambda data: data.replace(b"\xf0\x10", b"\x67\x10", 1)),
    "noted, no magic": _renoted(lambda data: data[1:]),
}


@pytest.mark.parametrize("state", ["pending", "block"])
@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_proof_is_named_by_all_three_in_step_7(
    kind: str, state: str, bundles: Bundles, ask: Verifiers
) -> None:
    files = _files(getattr(bundles, state))
    changed = rebagged(WRONG[kind](files), getattr(bundles, state).signer)
    for said in ask.agreed(changed, kind):
        assert {number for number, found in said.outcomes.items() if found == "invalid"} == {7}
        assert _proof(files) in said.wrong


def test_any_changed_byte_under_a_right_note_is_read_alike(
    bundles: Bundles, ask: Verifiers
) -> None:
    """Nothing says that these bytes were changed; what they lead to is other, or cannot be read."""
    files = _files(bundles.block)
    name = _proof(files)
    for at in range(0, len(files[name]), 7):
        data = bytearray(files[name])
        data[at] ^= 0x11
        changed = {**files, name: bytes(data), name[:-3] + "json": proof_note(bytes(data))}
        said = ask.agreed(rebagged(changed, bundles.block.signer), f"byte {at}")
        read = [one.further.replace(name, "") for one in said]
        root = bundles.header[36:68][::-1].hex()
        assert len({root in one for one in read}) == 1, at


def test_a_renewed_stamp_is_said_by_all_three_and_an_exchanged_one_found(
    bundles: Bundles, ask: Verifiers
) -> None:
    files = _files(bundles.renewed)
    records = [n for n in files if "/records/" in n and json.loads(files[n])["kind"] == "renewal"]
    assert len(records) == 1
    listed = json.loads(files[records[0]])["body"]["stamps"]
    assert {row["authority"] for row in listed} == {"local-one", "local-two"}
    for said in ask.agreed(files, "renewed"):
        assert said.outcome == "valid"
    # The record itself, its proof, and the stamps that cover it.
    number = records[0].rpartition("/")[2].removesuffix(".json")
    assert f"data/log/proofs/{number}.tlog-proof" in files
    sizes = {int(n.rpartition("/")[2].partition("-")[0]) for n in files if n.endswith(".tsr")}
    assert max(sizes) > int(number) >= min(sizes)
    one = f"{LOG}{listed[0]['size']}-{listed[0]['authority']}"
    gone = {n: d for n, d in files.items() if not n.startswith(one)}
    other = f"{LOG}{max(sizes)}-{listed[0]['authority']}"
    key = bundles.renewed.signer
    exchanged = {
        **files,
        f"{one}.tsr": files[f"{other}.tsr"],
        f"{one}.json": files[f"{other}.json"],
    }
    for said in ask.agreed(rebagged(exchanged, key), "exchanged"):
        assert said.outcomes[7] == "invalid"
        assert f"{one}.tsr" in said.wrong
    ask.agreed(rebagged(gone, key), "gone")


def test_a_record_that_renews_is_proven_itself(bundles: Bundles, ask: Verifiers) -> None:
    """A changed hash in the record that renews: its proof does not lead to the log any more."""
    files = _files(bundles.renewed)
    record = next(n for n in files if "/records/" in n)
    listed = json.loads(files[record])["body"]["stamps"][0]
    swapped = listed["sha256"][::-1].encode()
    changed = {**files, record: files[record].replace(listed["sha256"].encode(), swapped)}
    for said in ask.agreed(rebagged(changed, bundles.renewed.signer), "another hash in the record"):
        assert said.outcomes[4] == "invalid"


def test_switched_off_is_said_by_all_three(
    bundles: Bundles, ask: Verifiers, tmp_path: Path
) -> None:
    files = _files(bundles.off)
    for said in ask.agreed(files, "off"):
        assert said.outcome == "not_checked"
        assert {n for n, found in said.outcomes.items() if found != "valid"} == {7}
    bag = unpack(files, tmp_path / "unpacked" / "bag")
    done = subprocess.run(
        [sys.executable, "-I", bag / "data" / "verify.py", bag],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "")
    assert "stamps were off" in done.stdout


def test_verify_py_takes_a_header_that_was_looked_up(bundles: Bundles, tmp_path: Path) -> None:
    bag = unpack(_files(bundles.block), tmp_path / "bag")
    header = bundles.header
    # Another root, with the little work that its easy bits ask for.
    other = next(
        made
        for nonce in range(256)
        if _work(made := header[:36] + bytes(32) + header[68:76] + nonce.to_bytes(4, "little"))
    )
    for text, code, words in (
        (f"{HEIGHT}:{header.hex()}", 0, "leads to the header given"),
        (f"{HEIGHT + 1}:{header.hex()}", 0, "not checked: leads to Bitcoin block"),
        (f"{HEIGHT}:{other.hex()}", 1, "does not lead to the header given"),
        (f"{HEIGHT}:00", 64, "python3 verify.py [FOLDER]"),
    ):
        done = subprocess.run(
            [sys.executable, "-I", bag / "data" / "verify.py", bag, "--block", text],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (code, ""), done.stdout
        assert words in done.stdout


def _work(header: bytes) -> bool:
    import hashlib

    return hashlib.sha256(hashlib.sha256(header).digest()).digest()[-1] < 0x7F


@pytest.mark.parametrize("state", ["pending", "block"])
def test_the_commands_by_hand_lead_to_what_is_to_be_compared(
    state: str, bundles: Bundles, tmp_path: Path
) -> None:
    files = _files(getattr(bundles, state))
    part = files["data/CHECK-BY-HAND-FULL.txt"].decode().partition("7b A further proof")[2]
    part = part.partition("\n6  ")[0]
    run = "\n".join(line[4:] for line in part.splitlines() if line.startswith("    "))
    bag = unpack(files, tmp_path / "bag")
    (tmp_path / "check").mkdir()
    done = subprocess.run(["sh", "-ec", run], cwd=bag, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    root = bundles.header[36:68][::-1].hex()
    assert (root in done.stdout.split()) is (state == "block")
    if state == "pending":
        found = {message.hex() for message, _ in
                 read_detached(files[_proof(files)]).timestamp.all_attestations()}  # fmt: skip
        assert set(done.stdout.split()) == found
        assert "pending at http://127.0.0.1" in part
