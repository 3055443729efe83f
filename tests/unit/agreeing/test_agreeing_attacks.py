"""What the expert for the other side would try with a passphrase in hand: all three say the same.

Each writes new lists, so that step 1 has nothing to say, and changes what is signed or proven as
far as that goes without the vault's key.
"""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fixtures.bundles import rebagged
from fixtures.verifiers.bundle import NAMES, Verifiers
from keepsake.core.note import VerifierKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from fixtures.timed import Bundles

Files = dict[str, bytes]
LOG = "data/log/"
BOM = b"\xef\xbb\xbf"


def _one(files: Files, pattern: str) -> str:
    return next(name for name in sorted(files) if re.search(pattern, name))


def _json(files: Files, name: str, change: Callable[[dict[str, object]], object]) -> Files:
    held = json.loads(files[name])
    change(held)
    return {**files, name: json.dumps(held).encode()}


def _signed(key: Ed25519PrivateKey, text: bytes, verifier: VerifierKey) -> bytes:
    """The line of a signature that a note has from somebody who takes the log's name."""
    signature = verifier.key_id + key.sign(text)
    return f"\u2014 {verifier.name} {base64.b64encode(signature).decode()}\n".encode()


def _longer_log(files: Files, *, own_name: bool, keep: bool = False) -> Files:
    """A tree head of a longer log, signed by somebody else under the log's name."""
    note = files[f"{LOG}checkpoint"]
    text, _, lines = note.partition(b"\n\n")
    origin, size, _root = text.decode().split("\n")[:3]
    root = base64.b64encode(bytes(32)).decode()
    longer = f"{origin}\n{int(size) + 5}\n{root}\n".encode()
    other = Ed25519PrivateKey.generate()
    theirs = VerifierKey(origin, other.public_key().public_bytes_raw())
    own = VerifierKey.parse(files[f"{LOG}verifier.key"].decode().strip())
    line = _signed(other, longer, own if own_name else theirs)
    made = longer + b"\n" + (lines if keep else b"") + line
    changed = {**files, f"{LOG}checkpoint": made}
    if not own_name:
        changed[f"{LOG}verifier.key"] = f"{theirs.text()}\n".encode()
    return changed


def _called_removed(files: Files) -> Files:
    def change(entry: dict[str, object]) -> None:
        entry["kind"] = "removal"

    return _json(files, _one(files, "log/entries/"), change)


def _removal_of_nobody(files: Files) -> Files:
    """A record of a removal that was never logged, with the proof of a record that was."""
    name = _one(files, "log/records/")
    number = name.rpartition("/")[2].removesuffix(".json")
    entry = json.loads(files[name])
    entry["kind"], entry["body"] = "removal", {"capture": "x", "parts": 1, "why": "asked to"}
    return {
        **files,
        f"{LOG}records/77.json": json.dumps(entry).encode(),
        f"{LOG}proofs/77.tlog-proof": files[f"{LOG}proofs/{number}.tlog-proof"],
    }


def _older_stamp_as_newer(files: Files) -> Files:
    """The answer that covers little is shown as one that covers everything."""
    sizes = sorted(
        int(found[1]) for name in files if (found := re.search(r"stamps/(\d+)\.checkpoint", name))
    )
    low, high = sizes[0], sizes[-1]
    changed = {name: data for name, data in files.items() if f"/stamps/{high}-" not in name}
    for name, data in files.items():
        if name.startswith(f"{LOG}stamps/{low}-") and "-ots" not in name:
            changed[name.replace(f"/{low}-", f"/{high}-")] = data
    assert low < high
    return changed


def _older_head_as_newer(files: Files) -> Files:
    """The same, with its tree head under the name of the newer."""
    sizes = sorted(
        int(found[1]) for name in files if (found := re.search(r"stamps/(\d+)\.checkpoint", name))
    )
    low, high = sizes[0], sizes[-1]
    changed = _older_stamp_as_newer(files)
    changed[f"{LOG}stamps/{high}.checkpoint"] = files[f"{LOG}stamps/{low}.checkpoint"]
    return changed


def _other_picture(files: Files) -> Files:
    """A working copy in the place of the original."""
    return {**files, _one(files, r"exhibits/001/0001-"): b"\x89PNG\r\n\x1a\nredacted"}


def _second_of_a_number(files: Files) -> Files:
    """Two artifacts with the number of one, the wrong one first in order."""
    name = _one(files, r"exhibits/001/0001-")
    return {**files, re.sub(r"0001-.*", "0001-a.png", name): b"other"}


def _entry_again(files: Files) -> Files:
    """The same entry under a second spelling of its number."""
    name = _one(files, "log/entries/")
    number = name.rpartition("/")[2].removesuffix(".json")
    return {
        **files,
        f"{LOG}entries/0{number}.json": files[name],
        f"{LOG}proofs/0{number}.tlog-proof": files[f"{LOG}proofs/{number}.tlog-proof"],
    }


def _numbers_turned(files: Files) -> Files:
    """Exhibits in each other's place, by a summary that not every program reads."""

    def change(summary: dict[str, object]) -> None:
        rows = summary["exhibits"]
        assert isinstance(rows, list)
        numbers = [row["number"] for row in rows]
        for row, number in zip(rows, reversed(numbers), strict=True):
            row["number"] = number

    return _json(files, "data/summary.json", change)


def _with_mark(files: Files) -> Files:
    changed = _numbers_turned(files)
    return {**changed, "data/summary.json": BOM + changed["data/summary.json"]}


def _in_utf_16(files: Files) -> Files:
    changed = _numbers_turned(files)
    wide = changed["data/summary.json"].decode().encode("utf-16")
    return {**changed, "data/summary.json": wide}


ATTACKS: dict[str, tuple[Callable[[Files], Files], str]] = {
    "an entry called removed": (_called_removed, "invalid"),
    "a removal that nobody logged": (_removal_of_nobody, "invalid"),
    "a longer log under the vault's key": (lambda f: _longer_log(f, own_name=True), "invalid"),
    "a longer log, both sign": (lambda f: _longer_log(f, own_name=True, keep=True), "invalid"),
    "a longer log under another key": (lambda f: _longer_log(f, own_name=False), "invalid"),
    "an older stamp as a newer": (_older_stamp_as_newer, "invalid"),
    "an older head as a newer": (_older_head_as_newer, ""),
    "a working copy as the original": (_other_picture, "invalid"),
    "two artifacts of one number": (_second_of_a_number, "invalid"),
    "an entry in two spellings": (_entry_again, ""),
    "exhibits turned": (_numbers_turned, "invalid"),
    "exhibits turned, with a mark": (_with_mark, ""),
    "exhibits turned, in UTF-16": (_in_utf_16, ""),
    "a checkpoint with a mark": (
        lambda f: {**f, f"{LOG}checkpoint": BOM + f[f"{LOG}checkpoint"]},
        "invalid",
    ),
    "a proof with a mark": (
        lambda f: {**f, (n := _one(f, "proofs/")): BOM + f[n]},
        "invalid",
    ),
    "a key with a mark": (
        lambda f: {**f, f"{LOG}verifier.key": BOM + f[f"{LOG}verifier.key"]},
        "invalid",
    ),
    "an entry with a mark": (lambda f: {**f, (n := _one(f, "entries/")): BOM + f[n]}, "invalid"),
}


@pytest.mark.parametrize("how", ATTACKS)
def test_all_three_say_the_same(how: str, files: Files, bundles: Bundles, ask: Verifiers) -> None:
    change, wanted = ATTACKS[how]
    changed = rebagged(change(files), bundles.off.signer)
    for who, said in zip(NAMES, ask.agreed(changed, how), strict=True):
        assert said.outcome == wanted or (not wanted and said.outcome != "valid"), (who, said)


@pytest.mark.parametrize(
    "turn",
    [
        lambda data: BOM + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\xe2\x80\xa8"),
        lambda data: data.replace(b"\n", b"\x0b", 1),
        lambda data: data.rstrip(b"\n"),
        lambda data: data + b"\n",
        lambda data: data.decode().encode("utf-16"),
    ],
    ids=["mark", "CR LF", "U+2028", "VT", "no end", "an empty line", "UTF-16"],
)
def test_lists_in_other_spellings_are_no_lists(
    turn: Callable[[bytes], bytes], files: Files, ask: Verifiers
) -> None:
    name = "manifest-sha512.txt"
    for said in ask.agreed({**files, name: turn(files[name])}, name):
        assert said.outcomes[1] == "invalid"
