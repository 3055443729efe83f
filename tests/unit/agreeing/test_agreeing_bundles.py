"""Host, reader and verify.py find the same in every changed bundle: the same steps fail.

A forger who has the passphrase writes new lists as well, so that step 1 has nothing to say.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from fixtures.bundles import files_of, make, open_payload, rebagged, unpack
from fixtures.verifiers.bundle import verifiers_of
from keepsake.core.verify import Outcome
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fixtures.bundles import Made
    from fixtures.verifiers.reader import ReaderChecks

CHANGES = 1000 if os.environ.get("SLOW") == "1" else 60
Files = dict[str, bytes]
Found = dict[int, str]
LOG = "data/log/"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A stamped capture, and one that came after the stamp and is not stamped."""
    page, later = sample.thread(4), sample.profile()
    page.tiles = later.tiles = 1
    return make(tmp_path_factory.mktemp("made"), [page], later=[later])


@pytest.fixture(scope="module")
def files(made: Made) -> Files:
    return files_of(open_payload(made))


@pytest.fixture
def ask_all(
    made: Made, in_the_reader: ReaderChecks, tmp_path: Path
) -> Iterator[Callable[[Files], list[Found]]]:
    with verifiers_of(made, in_the_reader, tmp_path) as asked:
        yield lambda files: [said.outcomes for said in asked(files)]


def _agreed(found: list[Found], what: str) -> Found:
    assert found[0] == found[1] == found[2], f"{what}: {found}"
    return found[0]


def test_the_untouched_bundle(files: Files, ask_all: Callable[[Files], list[Found]]) -> None:
    found = _agreed(ask_all(files), "untouched")
    waits = {7: Outcome.NOT_CHECKED}
    assert found == {number: waits.get(number, Outcome.VALID) for number in range(1, 9)}
    assert any(name.startswith(f"{LOG}consistency/") for name in files)


def test_changed_bits_by_somebody_who_signs_new_lists(
    made: Made, files: Files, ask_all: Callable[[Files], list[Found]]
) -> None:
    chance = random.Random(os.environ.get("SEED", "keepsake"))
    names = sorted(name for name in files if name.startswith((LOG, "data/exhibits/")))
    for number in range(CHANGES):
        name = names[number % len(names)]
        data = bytearray(files[name])
        at = chance.randrange(len(data))
        data[at] ^= 1 << chance.randrange(8)
        changed = rebagged({**files, name: bytes(data)}, made.signer)
        found = _agreed(ask_all(changed), f"{name}, byte {at}")
        # Of a root that is beside the tokens to be read by hand, the text around it says nothing.
        if not name.startswith(f"{LOG}roots/"):
            assert Outcome.INVALID in found.values(), f"{name}, byte {at}"


def without(pattern: str) -> Callable[[Files], Files]:
    return lambda files: {n: data for n, data in files.items() if not re.search(pattern, n)}


def swapped(one: str, two: str) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        first = next(name for name in files if re.search(one, name))
        second = next(name for name in files if re.search(two, name))
        return {**files, first: files[second], second: files[first]}

    return change


def replaced(pattern: str, old: bytes, new: bytes) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        name = next(name for name in files if re.search(pattern, name))
        assert old in files[name]
        return {**files, name: files[name].replace(old, new, 1)}

    return change


DIRECTED: dict[str, tuple[Callable[[Files], Files], set[int]]] = {
    "no key": (without("verifier.key"), {1, 2}),
    "no checkpoint": (without("log/checkpoint$"), {1, 2}),
    "an older checkpoint": (swapped("log/checkpoint$", r"stamps/\d+\.checkpoint"), {3, 7}),
    "no entry": (without("entries/1"), {1, 4, 5}),
    "no entries": (without("entries/"), {1, 4, 5}),
    "entries swapped": (swapped("entries/1", r"entries/[2-9]"), {1, 4}),
    "no proof": (without("proofs/1"), {4}),
    "a proof that begins otherwise": (replaced("proofs/1", b"c2sp.org", b"c2sp-org"), {4}),
    "proofs swapped": (swapped("proofs/1", r"proofs/[2-9]"), {4}),
    "no consistency proof": (without("consistency/"), {3}),
    "a consistency proof of another size": (replaced("consistency/", b"old ", b"old 1"), {3}),
    "no stamped checkpoint": (without(r"stamps/\d+\.checkpoint"), {7}),
    "no tokens": (without(r"\.tsr$"), set()),
    "tokens swapped": (swapped("one.tsr", "two.tsr"), {7}),
    "tokens and notes swapped": (
        lambda files: swapped("one.json", "two.json")(swapped("one.tsr", "two.tsr")(files)),
        {7},
    ),
    "no note": (without("one.json"), {7}),
    "a note in another spelling": (replaced("one.json", b'{"asked"', b'{ "asked"'), {7}),
    "a number in another spelling": (
        replaced("one.json", b',"nonce"', b'0,"nonce"'),
        {7},
    ),
    "a number that is none": (replaced("one.json", b'_ms":', b'_ms":-00'), {7}),
    "a reason that was not noted": (replaced("one.json", b'"}', b'","late":"slow"}'), set()),
    "no roots": (without("roots/"), {7}),
    "roots swapped": (swapped("roots/.*one", "roots/.*two"), {7}),
    "a token of somebody unknown": (
        lambda files: {
            name.replace("local-one", "nobody"): data
            for name, data in files.items()
            if "local-two" not in name
        },
        set(),
    ),
    "exhibits swapped": (swapped("001/0001", "002/0001"), {5}),
    "manifests swapped": (swapped("001/.*manifest", "002/.*manifest"), {5}),
    "a file more": (lambda files: {**files, "data/exhibits/001/0077-x": b"x"}, {5}),
    "no exhibit": (without("exhibits/001/"), {5, 6}),
}


@pytest.mark.parametrize("kind", DIRECTED)
def test_directed_changes(
    kind: str, made: Made, files: Files, ask_all: Callable[[Files], list[Found]]
) -> None:
    change, steps = DIRECTED[kind]
    found = _agreed(ask_all(rebagged(change(files), made.signer)), kind)
    assert {number for number, outcome in found.items() if outcome == Outcome.INVALID} == steps
    assert set(found.values()) - {Outcome.VALID}


def test_a_file_that_no_list_names_is_found_in_step_1(
    files: Files, ask_all: Callable[[Files], list[Found]]
) -> None:
    for name in ("data/more.txt", "more.txt", "data/log/entries/more"):
        found = _agreed(ask_all({**files, name: b"x"}), name)
        assert found[1] == Outcome.INVALID


def test_the_commands_by_hand_show_that_the_log_only_grew(files: Files, tmp_path: Path) -> None:
    text = files["data/CHECK-BY-HAND-FULL.txt"].decode()
    title = "is the beginning of the newest one"
    commands = text.partition(title)[2].partition("\n\n\n")[0].splitlines()
    run = "\n".join(line[4:] for line in commands if line.startswith("    "))
    for kind, change, count in (
        ("as it is", lambda files: files, 2),
        (
            "another root",
            replaced("log/checkpoint$", files["data/log/checkpoint"][80:90], b"A" * 10),
            1,
        ),
    ):
        bag = unpack(change(files), tmp_path / kind / "bag")
        (tmp_path / kind / "check").mkdir()
        done = subprocess.run(
            ["sh", "-c", run], cwd=bag, capture_output=True, text=True, check=False
        )
        assert done.stdout.split() == ["OK"] * count, (kind, run, done.stderr)
