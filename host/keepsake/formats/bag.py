"""A BagIt bag as a list of files, and the check of one. Source: RFC 8493."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT = "bag/"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ALGORITHMS = ("sha256", "sha512")
_TAG_FILES = (
    "bag-info.txt",
    "bagit.txt",
    *(f"manifest-{algorithm}.txt" for algorithm in ALGORITHMS),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that is not as the bag lists it.

    Attributes:
        reason: `bag_missing`, `bag_unlisted`, `bag_hash` or `bag_format`.
        name: Path within the bag.
    """

    reason: str
    name: str


@dataclass
class _Sums:
    """The lines of the manifests while files pass by."""

    lines: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in ALGORITHMS})

    def add(self, name: str, data: bytes) -> None:
        for algorithm, lines in self.lines.items():
            lines.append(f"{hashlib.new(algorithm, data).hexdigest()}  {name}\n")

    def text(self, algorithm: str) -> bytes:
        return "".join(self.lines[algorithm]).encode()


def write(
    payload: Iterable[tuple[str, bytes]], info: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, bytes]]:
    """Makes the files of a bag, payload first, lists last.

    Args:
        payload: Paths below `data/` and contents, each held only while it passes.
        info: Lines for bag-info.txt; Payload-Oxum is added.

    Yields:
        Paths that begin with `bag/`, and contents.
    """
    sums, tag_sums, total, count = _Sums(), _Sums(), 0, 0
    tag_sums.add("bagit.txt", DECLARATION)
    yield f"{ROOT}bagit.txt", DECLARATION
    for name, data in payload:
        sums.add(f"data/{name}", data)
        total, count = total + len(data), count + 1
        yield f"{ROOT}data/{name}", data
    pairs = [*info, ("Payload-Oxum", f"{total}.{count}")]
    tags = [("bag-info.txt", "".join(f"{key}: {value}\n" for key, value in pairs).encode())]
    tags += [(f"manifest-{name}.txt", sums.text(name)) for name in ALGORITHMS]
    for name, data in tags:
        tag_sums.add(name, data)
        yield f"{ROOT}{name}", data
    for algorithm in ALGORITHMS:
        yield f"{ROOT}tagmanifest-{algorithm}.txt", tag_sums.text(algorithm)


def check(files: Mapping[str, memoryview]) -> tuple[Problem, ...]:
    """Compares a bag with its own lists.

    Args:
        files: Contents by path within the bag, the leading `bag/` removed.

    Returns:
        Every file that is missing, not listed or changed; empty when the bag is whole. That the
        lists themselves are the right ones is not checked here: entries and proofs do that.
    """
    found: list[Problem] = []
    payload = {name for name in files if name.startswith("data/")}
    if bytes(files.get("bagit.txt", b"")) != DECLARATION:
        found.append(Problem("bag_hash", "bagit.txt"))
    for prefix, expected in (("manifest", payload), ("tagmanifest", set(_TAG_FILES))):
        for algorithm in ALGORITHMS:
            found += _check_list(files, f"{prefix}-{algorithm}.txt", algorithm, expected)
    lists = {f"tagmanifest-{algorithm}.txt" for algorithm in ALGORITHMS}
    stray = set(files) - payload - set(_TAG_FILES) - lists
    found += [Problem("bag_unlisted", name) for name in stray]
    return tuple(sorted(set(found), key=lambda problem: (problem.name, problem.reason)))


def _check_list(
    files: Mapping[str, memoryview], name: str, algorithm: str, expected: set[str]
) -> Iterator[Problem]:
    if name not in files:
        yield Problem("bag_missing", name)
        return
    listed = _parse(bytes(files[name]))
    if listed is None:
        yield Problem("bag_format", name)
        return
    for path in expected - set(listed):
        yield Problem("bag_unlisted", path)
    for path, digest in listed.items():
        if path not in files:
            yield Problem("bag_missing", path)
        elif hashlib.new(algorithm, files[path]).hexdigest() != digest:
            yield Problem("bag_hash", path)


def _parse(data: bytes) -> dict[str, str] | None:
    rows: dict[str, str] = {}
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return None
    for line in lines:
        digest, separator, path = line.partition("  ")
        if not separator or path in rows:
            return None
        rows[path] = digest
    return rows
