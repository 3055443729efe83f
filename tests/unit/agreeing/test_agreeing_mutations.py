"""A thousand changes of a bundle, each found by all three programs, with the file named.

Half of them are made by somebody who only changes files, half by a forger who has the passphrase
and the vault's own key, writes new lists and signs them, so that step 1 has nothing to say. What
such a forger writes into files that are not evidence themselves (6.4) nobody can tell; there the
three must only be of one mind.
"""

from __future__ import annotations

import os
import random
import re
from typing import TYPE_CHECKING

from fixtures.bundles import rebagged
from fixtures.verifiers.bundle import NAMES, Verifiers

if TYPE_CHECKING:
    from collections.abc import Callable

    from fixtures.timed import Bundles


CHANGES = 1000 if os.environ.get("SLOW") == "1" else 60
EVIDENCE = re.compile(r"data/(?:exhibits|log/(?!roots/))")
Files = dict[str, bytes]
Change = tuple[Files, set[str]]  # what it makes, and the files that differ


def _bit(chance: random.Random, files: Files, name: str) -> Change:
    data = bytearray(files[name])
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return {**files, name: bytes(data)}, {name}


def _cut(chance: random.Random, files: Files, name: str) -> Change:
    return {**files, name: files[name][: chance.randrange(len(files[name]))]}, {name}


def _longer(chance: random.Random, files: Files, name: str) -> Change:
    return {**files, name: files[name] + chance.randbytes(chance.randrange(1, 70))}, {name}


def _gone(_chance: random.Random, files: Files, name: str) -> Change:
    return {key: data for key, data in files.items() if key != name}, {name}


def _more(chance: random.Random, files: Files, name: str) -> Change:
    folder, slash, last = name.rpartition("/")
    stem, dot, end = last.partition(".")
    other = f"{folder}{slash}{stem}-{chance.randrange(100)}{dot}{end}"
    return {**files, other: files[name]}, {other}


def _swapped(chance: random.Random, files: Files, name: str) -> Change:
    other = chance.choice([key for key in files if files[key] != files[name]])
    return {**files, name: files[other], other: files[name]}, {name, other}


def _filled(chance: random.Random, files: Files, name: str) -> Change:
    other = chance.choice([key for key in files if files[key] != files[name]])
    return {**files, name: files[other]}, {name}


KINDS: tuple[Callable[[random.Random, Files, str], Change], ...] = (
    _bit, _bit, _bit, _cut, _longer, _gone, _more, _swapped, _filled,
)  # fmt: skip


def test_the_untouched_bundle_is_right_for_all_three(files: Files, ask: Verifiers) -> None:
    for said in ask.agreed(files, "untouched"):
        assert "invalid" not in said.outcomes.values()
        assert said.wrong == ""


def test_every_change_is_found_and_named_by_all_three(
    files: Files, bundles: Bundles, ask: Verifiers
) -> None:
    chance = random.Random(os.environ.get("SEED", "a thousand"))
    names = sorted(files)
    found = 0
    for number in range(CHANGES):
        forged = number % 2 == 1
        name = names[number // 2 % len(names)] if not forged else _evidence(chance, names)
        kind = chance.choice(KINDS)
        changed, differ = kind(chance, files, name)
        what = f"{number}: {kind.__name__} {name}{', new lists' if forged else ''}"
        said = ask.agreed(rebagged(changed, bundles.off.signer) if forged else changed, what)
        if forged and _is_no_harm(kind.__name__, differ, files):
            continue
        found += 1
        for who, one in zip(NAMES, said, strict=True):
            assert one.outcome == "invalid", f"{what}: {who} says {one.outcomes}"
            named = any(file in one.wrong for each in differ for file in _places(each))
            assert named, f"{what}: {who} names {one.wrong!r}"
    assert found > CHANGES * 0.8


def _evidence(chance: random.Random, names: list[str]) -> str:
    return chance.choice([name for name in names if EVIDENCE.match(name)])


def _is_no_harm(kind: str, differ: set[str], files: Files) -> bool:
    """What a forger can do without making anything wrong, only less, or more than is needed."""
    if kind in {"_gone", "_more"}:
        return any(name.startswith("data/log/") for name in differ)
    return not any(EVIDENCE.match(name) and not _for_later(name, files) for name in differ)


def _for_later(name: str, files: Files) -> bool:
    """A proof from a list that only an earlier bundle holds: checked with that bundle in hand."""
    found = re.fullmatch(r"data/log/consistency/(\d+)\.proof", name)
    return found is not None and f"data/log/stamps/{found[1]}.checkpoint" not in files


def _places(name: str) -> list[str]:
    """Files by which a change of this one may be named: it, and what is held against it."""
    # Two files with the number of one artifact: either is the one too many.
    numbered = re.match(r"data/exhibits/\d+/\d+-", name)
    found = [name, *([numbered[0]] if numbered else [])]
    proof = re.fullmatch(
        r"data/log/(?:proofs/(\d+)\.tlog-proof|(?:entries|records)/(\d+)\.json)", name
    )
    if proof:
        number = proof[1] or proof[2]
        folders = ("entries", "records")
        found += [f"data/log/{folder}/{number}.json" for folder in folders]
        found += [f"data/log/proofs/{number}.tlog-proof"]
    stamped = re.fullmatch(r"(data/log/stamps/\d+)\.checkpoint", name)
    if stamped:
        found += [f"{stamped[1]}-"]
    side = re.fullmatch(r"(data/log/stamps/\d+-[a-z-]+)\.(?:tsr|json|ots)", name)
    if side:
        found += [side[1]]
    if name == "data/log/checkpoint":
        found += ["data/log/consistency/"]
    if re.fullmatch(r"(?:tag)?manifest-sha(?:256|512)\.txt", name):
        # A list with one wrong line names the file of that line.
        found += ["data/", ".txt"]
    return found
