"""What a copy is made of fits together, and the file that does not is named by all three."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from fixtures.bundles import CONTENTS, rebagged
from fixtures.verifiers.bundle import NAMES
from keepsake.core.merkle import leaf_hash
from keepsake.core.note import Checkpoint, TlogProof, sign

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from fixtures.timed import Bundles
    from fixtures.verifiers.bundle import Verifiers

Files = dict[str, bytes]
LOG = "data/log/"
ENTRY, PROOF = f"{LOG}entries/1.json", f"{LOG}proofs/1.tlog-proof"


def _sizes(files: Files) -> list[int]:
    found = (re.fullmatch(rf"{LOG}stamps/(\d+)\.checkpoint", name) for name in files)
    return sorted(int(match[1]) for match in found if match)


def _record(files: Files) -> str:
    return next(name for name in sorted(files) if "/records/" in name)


def _renamed(old: str, new: str) -> Callable[[Files], Files]:
    return lambda files: {re.sub(old, new, name): data for name, data in files.items()}


def _without(pattern: str) -> Callable[[Files], Files]:
    return lambda files: {n: data for n, data in files.items() if not re.search(pattern, n)}


def _swapped(one: str, other: str) -> Callable[[Files], Files]:
    return lambda files: {**files, one: files[other], other: files[one]}


def _summary(change: Callable[[dict], object]) -> Callable[[Files], Files]:  # type: ignore[type-arg]  # JSON
    def apply(files: Files) -> Files:
        held = json.loads(files["data/summary.json"])
        change(held)
        return {**files, "data/summary.json": json.dumps(held).encode()}

    return apply


def _folders_exchanged(held: dict) -> None:  # type: ignore[type-arg]  # JSON
    rows = held["exhibits"]
    rows[0]["folder"], rows[1]["folder"] = rows[1]["folder"], rows[0]["folder"]


def _numbers_exchanged(held: dict) -> None:  # type: ignore[type-arg]  # JSON
    rows = held["exhibits"]
    rows[0]["number"], rows[1]["number"] = rows[1]["number"], rows[0]["number"]


SUMMARY = "data/summary.json"
# What is done; the step that must say so; what must be named, and what must not be accused.
SHAPES: dict[str, tuple[Callable[[Files], Files], int, str, str]] = {
    "no consistency proof": (_without("consistency/"), 3, f"{LOG}consistency/", "exhibits/"),
    "one consistency proof less": (
        lambda files: _without(rf"consistency/{_sizes(files)[0]}\.")(files),
        3, f"{LOG}consistency/", "exhibits/",
    ),
    "a stamp under another size": (
        lambda files: _renamed(rf"stamps/{_sizes(files)[0]}([-.])", r"stamps/99\1")(files),
        3, f"{LOG}stamps/99.checkpoint", "exhibits/",
    ),
    "an exhibit of no entry": (
        lambda files: {**files, "data/exhibits/009/0000-begin.json": b"{}"},
        5, "data/exhibits/009/0000-begin.json", "exhibits/001",
    ),
    "a file beside the exhibits": (
        lambda files: {**files, "data/exhibits/READ-ME.txt": b"x"},
        5, "data/exhibits/READ-ME.txt", "exhibits/001",
    ),
    "a record without its proof": (
        lambda files: {**files, f"{LOG}records/900.json": files[_record(files)]},
        4, f"{LOG}records/900.json", "exhibits/",
    ),
    "a proof without its entry": (
        lambda files: {**files, f"{LOG}proofs/900.tlog-proof": files[PROOF]},
        4, f"{LOG}proofs/900.tlog-proof", "exhibits/",
    ),
    "an entry renamed": (
        _renamed(r"entries/1\.json", "entries/900.json"), 4, f"{LOG}entries/900.json", "report",
    ),
    "proofs exchanged": (
        lambda files: _swapped(PROOF, _other_proof(files))(files), 4, PROOF, "entries/",
    ),
    "summary dropped": (_without(r"summary\.json"), 1, SUMMARY, "exhibits/"),
    "summary of no form": (lambda files: {**files, SUMMARY: b"\xff"}, 1, SUMMARY, "exhibits/"),
    "summary shortened": (
        _summary(lambda held: held["exhibits"].pop()), 1, SUMMARY, "exhibits/",
    ),
    "summary renumbered": (_summary(_numbers_exchanged), 1, SUMMARY, "exhibits/"),
    "summary, other folders": (_summary(_folders_exchanged), 1, SUMMARY, "exhibits/"),
    "summary, another capture": (
        _summary(lambda held: held["exhibits"][0].update(capture="x")), 1, SUMMARY, "exhibits/",
    ),
}  # fmt: skip


def _other_proof(files: Files) -> str:
    numbers = [re.fullmatch(rf"{LOG}entries/(\d+)\.json", name) for name in sorted(files)]
    other = next(found[1] for found in numbers if found and found[1] != "1")
    return f"{LOG}proofs/{other}.tlog-proof"


@pytest.mark.parametrize("how", SHAPES)
def test_what_does_not_fit_is_named_and_nothing_else_is_accused(
    how: str, files: Files, bundles: Bundles, ask: Verifiers
) -> None:
    change, step, named, innocent = SHAPES[how]
    changed = rebagged(change(files), bundles.off.signer)
    for who, said in zip(NAMES, ask.agreed(changed, how), strict=True):
        assert said.outcomes[step] == "invalid", (who, said)
        assert named in said.wrong, (who, said)
        accused = [line for line in said.wrong.splitlines() if named not in line]
        assert not any(innocent in line for line in accused), (who, said)


ENTRIES = (
    b"", b"null", b"[]", b"7", b'"x"', b"{}", b'{"body":[]}', b'{"body":{}}', b"\xff\xfe",
    b"[" * 4000, b'{"keepsake_entry":1}',
    b'{"keepsake_entry":1,"kind":"capture","salt":"","utc":"x","zone":"","offset_minutes":0,'
    b'"program":"keepsake-host 0.2.0","body":{"parts":7,"manifest":"x"}}',
    b'{"keepsake_entry":1,"kind":"renewal","salt":"","utc":"2026-11-24T19:03:22.123Z","zone":"",'
    b'"offset_minutes":0,"program":"keepsake-host 0.2.0","body":{}}',
)  # fmt: skip


def _of_one_entry(files: Files, data: bytes, signer: Ed25519PrivateKey, kind: str) -> Files:
    """A log of one entry, whatever its bytes are, made by who has the vault's key."""
    origin = files[f"{LOG}checkpoint"].partition(b"\n")[0].decode()
    head = sign(Checkpoint(origin, 1, leaf_hash(data)), signer)
    kept = {name: held for name, held in files.items() if not name.startswith((LOG, "data/exh"))}
    return {
        **kept,
        f"{LOG}verifier.key": files[f"{LOG}verifier.key"],
        f"{LOG}checkpoint": head,
        f"{LOG}{kind}/0.json": data,
        f"{LOG}proofs/0.tlog-proof": TlogProof(0, (), head).encode(),
    }


@pytest.mark.parametrize("kind", ["entries", "records"])
@pytest.mark.parametrize("data", ENTRIES)
def test_a_proven_entry_that_is_none_ends_in_a_verdict(
    kind: str, data: bytes, files: Files, bundles: Bundles, ask: Verifiers
) -> None:
    signer = bundles.off.signer
    changed = rebagged(_of_one_entry(files, data, signer, kind), signer)
    for who, said in zip(NAMES, ask(changed), strict=True):
        assert said.outcome == "invalid", (who, said)


@pytest.mark.parametrize("name", [CONTENTS, SUMMARY, f"{LOG}checkpoint", ENTRY, PROOF])
@pytest.mark.parametrize("data", ENTRIES)
def test_whatever_stands_in_a_file_there_is_a_verdict(
    name: str, data: bytes, files: Files, ask: Verifiers
) -> None:
    for who, said in zip(NAMES, ask({**files, name: data}), strict=True):
        assert said.outcome == "invalid", (who, said)
        assert name in said.wrong, (who, said)
