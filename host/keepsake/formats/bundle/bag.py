"""A BagIt bag as a list of files, and the check of one. Source: RFC 8493."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from keepsake.formats.bundle.contents import sum_up, summed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from keepsake.formats.bundle.contents import File, Summed, Sums

ROOT = "bag/"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ALGORITHMS = ("sha256", "sha512")
_TAG_FILES = (
    "bag-info.txt",
    "bagit.txt",
    *(f"manifest-{algorithm}.txt" for algorithm in ALGORITHMS),
)
# A tag file that no tag manifest can list, because it signs them. RFC 8493 §2.2.4 allows others.
SIGNATURE = "signature.note"


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that is not as the bag lists it.

    Attributes:
        reason: `bag_missing`, `bag_unlisted`, `bag_hash` or `bag_format`.
        name: Path within the bag.
    """

    reason: str
    name: str


class Seal(Protocol):
    """What makes the files of a bag one thing."""

    def last(self, payload: Mapping[str, Sums]) -> Summed:
        """The last file of the payload, its path below `data/`; it may tell of all others."""

    def sign(self, tags: tuple[Sums, Sums]) -> bytes:
        """The bytes of `signature.note` from the sums of both tag manifests, SHA-256's first."""


@dataclass
class _Lists:
    """The lines of the manifests."""

    lines: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in ALGORITHMS})

    def add(self, name: str, sums: Sums) -> None:
        for algorithm, digest in zip(ALGORITHMS, (sums.sha256, sums.sha512), strict=True):
            self.lines[algorithm].append(f"{digest}  {name}\n")

    def text(self, algorithm: str) -> bytes:
        return "".join(self.lines[algorithm]).encode()


def write(
    payload: Iterable[File],
    info: Sequence[tuple[str, str]],
    meanwhile: Callable[[], None] = lambda: None,
    seal: Seal | None = None,
) -> Iterator[Summed]:
    """Makes the files of a bag, payload first, lists last, then what signs them.

    Args:
        payload: Paths below `data/` and contents.
        info: Lines for bag-info.txt; Payload-Oxum is added.
        meanwhile: As for `contents.summed`.
        seal: Makes the last file of the payload and the signature; None for a bag that nobody
            signs.

    Yields:
        Files with paths that begin with `bag/`.

    Raises:
        OtherContentsError: A file has another hash than it must have; its path is below `data/`.
    """
    lists, tag_lists = _Lists(), _Lists()
    known: dict[str, Sums] = {}
    yield _tag("bagit.txt", DECLARATION, tag_lists)
    for file in summed(payload, meanwhile):
        known[file.path] = file.sums
        yield file._replace(path=f"{ROOT}data/{file.path}")
    if seal is not None:
        last = seal.last(known)
        known[last.path] = last.sums
        yield last._replace(path=f"{ROOT}data/{last.path}")
    for path, sums in known.items():
        lists.add(f"data/{path}", sums)
    oxum = f"{sum(sums.size for sums in known.values())}.{len(known)}"
    pairs = [*info, ("Payload-Oxum", oxum)]
    about = "".join(f"{key}: {value}\n" for key, value in pairs).encode()
    yield _tag("bag-info.txt", about, tag_lists)
    for algorithm in ALGORITHMS:
        yield _tag(f"manifest-{algorithm}.txt", lists.text(algorithm), tag_lists)
    signed = []
    for algorithm in ALGORITHMS:
        last_list = sum_up(f"{ROOT}tagmanifest-{algorithm}.txt", tag_lists.text(algorithm))
        signed.append(last_list.sums)
        yield last_list
    if seal is not None:
        yield sum_up(f"{ROOT}{SIGNATURE}", seal.sign((signed[0], signed[1])))


def _tag(name: str, data: bytes, lists: _Lists) -> Summed:
    file = sum_up(f"{ROOT}{name}", data)
    lists.add(name, file.sums)
    return file


def check(files: Mapping[str, Sums], read: Callable[[str], bytes]) -> tuple[Problem, ...]:
    """Compares a bag with its own lists.

    Args:
        files: Their sums by path within the bag, the leading `bag/` removed.
        read: Gives the content of a list.

    Returns:
        Every file that is missing, not listed or changed; empty when the bag is whole. That the
        lists themselves are the right ones is not checked here: `signature.note` tells, and
        entries and proofs do.
    """
    found: list[Problem] = []
    payload = {name for name in files if name.startswith("data/")}
    if "bagit.txt" not in files or read("bagit.txt") != DECLARATION:
        found.append(Problem("bag_hash", "bagit.txt"))
    for prefix, expected in (("manifest", payload), ("tagmanifest", set(_TAG_FILES))):
        for algorithm in ALGORITHMS:
            name = f"{prefix}-{algorithm}.txt"
            digests = {path: getattr(sums, algorithm) for path, sums in files.items()}
            found += _check_list(digests, name, read, expected)
    lists = {f"tagmanifest-{algorithm}.txt" for algorithm in ALGORITHMS}
    stray = set(files) - payload - set(_TAG_FILES) - lists - {SIGNATURE}
    found += [Problem("bag_unlisted", name) for name in stray]
    return tuple(sorted(set(found), key=lambda problem: (problem.name, problem.reason)))


def _check_list(
    digests: Mapping[str, str], name: str, read: Callable[[str], bytes], expected: set[str]
) -> Iterator[Problem]:
    if name not in digests:
        yield Problem("bag_missing", name)
        return
    listed = _parse(read(name))
    if listed is None:
        yield Problem("bag_format", name)
        return
    for path in expected - set(listed):
        yield Problem("bag_unlisted", path)
    for path, digest in listed.items():
        if path not in digests:
            yield Problem("bag_missing", path)
        elif digests[path] != digest:
            yield Problem("bag_hash", path)


def _parse(data: bytes) -> dict[str, str] | None:
    rows: dict[str, str] = {}
    try:
        *lines, end = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return None
    if end:
        return None
    for line in lines:
        digest, separator, path = line.partition("  ")
        if not separator or path in rows:
            return None
        rows[path] = digest
    return rows
