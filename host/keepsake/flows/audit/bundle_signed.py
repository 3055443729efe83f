"""Step 1 for a bundle: the vault signed it as a whole, and it holds what was signed.

Source: FORMAT.md §6.12 and §7.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from keepsake.core import note, verify
from keepsake.core.merkle import leaf_hash
from keepsake.formats.bundle.bag import SIGNATURE
from keepsake.formats.bundle.payload import exhibit_folder
from keepsake.formats.bundle.signed import BUNDLE_VERSION, CONTENTS, EXHIBITS, Contents, signed_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from keepsake.core.note import VerifierKey
    from keepsake.core.verify import Finding
    from keepsake.flows.bundle.reading import BundleFiles

_LOGGED = re.compile(r"\Adata/log/(?:entries|records)/(?:0|[1-9][0-9]{0,14})\.json\Z")
_CONTENTS = f"data/{CONTENTS}"
_KEY = "data/log/verifier.key"
_CHECKPOINT = "data/log/checkpoint"
_TAGS = ("tagmanifest-sha256.txt", "tagmanifest-sha512.txt")
# From 0.2.0 on the program signs every bundle that it makes.
_PROGRAM = re.compile(r"keepsake-host ([0-9]{1,9})\.([0-9]{1,9})(?:\.|\Z)")
_SIGNS_SINCE = (0, 2)


class _Writer(msgspec.Struct, frozen=True):
    program: str


class _Version(msgspec.Struct, frozen=True):
    keepsake_bundle: int


def check_signed(files: BundleFiles) -> list[Finding]:
    """What is wrong with the signature over the whole, and with what it says there must be.

    Whether `OPEN-ME.html` and `README.txt` are those that the contents name is not checked here.
    """
    if SIGNATURE not in files:
        return [_unsigned(files)]
    try:
        key = note.VerifierKey.parse(bytes(files[_KEY]).decode().removesuffix("\n"))
    except (KeyError, UnicodeDecodeError, note.NoteError):
        return [verify.invalid("bundle_signature", _KEY)]
    return [*_signature(files, key), *_contents(files, key)]


def _unsigned(files: BundleFiles) -> Finding:
    """An earlier program signed no bundle; a later one always does."""
    logged = [name for name in files if _LOGGED.match(name)]
    if _CONTENTS in files or any(_signs(bytes(files[name])) for name in logged):
        return verify.invalid("bundle_signature", SIGNATURE)
    return verify.not_checked("bundle_unsigned", SIGNATURE)


def _signs(entry: bytes) -> bool:
    try:
        program = _PROGRAM.match(msgspec.json.decode(entry, type=_Writer).program)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False  # step 4 tells
    return program is not None and (int(program[1]), int(program[2])) >= _SIGNS_SINCE


def _signature(files: BundleFiles, key: VerifierKey) -> Iterator[Finding]:
    """The note is of this key, and the lists of the bag are those that it signs."""
    try:
        lines = note.open_text(bytes(files[SIGNATURE]), key).split("\n")
    except note.NoteError:
        yield verify.invalid("bundle_signature", SIGNATURE)
        return
    sums = [files.sums.get(name) for name in _TAGS]
    short = sums[0].sha256 if sums[0] else ""
    long = sums[1].sha512 if sums[1] else ""
    expected = signed_text(key.name, short, long).split("\n")
    if len(lines) != len(expected) or lines[:2] != expected[:2]:
        yield verify.invalid("bundle_signature", SIGNATURE)
        return
    for name, line, found in zip(_TAGS, lines[2:], expected[2:], strict=False):
        if line != found:
            yield verify.invalid("bundle_signature", name)


def _contents(files: BundleFiles, key: VerifierKey) -> Iterator[Finding]:
    """What is here is what the list of contents says, no less, no more, and nothing else."""
    listed = _read(bytes(files.get(_CONTENTS, b"")))
    if isinstance(listed, verify.Finding):
        yield listed
        return
    if listed.origin != key.name:
        yield verify.invalid("bundle_contents", _CONTENTS)
    newest = verify.check_checkpoint(bytes(files.get(_CHECKPOINT, b"")), key, _CHECKPOINT)
    if isinstance(newest, verify.Finding) or newest.size != listed.size:
        yield verify.invalid("bundle_contents", _CHECKPOINT)
    other = {name for name in _expected(listed, files) if name}
    folders = tuple(f"data/{exhibit_folder(row.number)}/" for row in listed.exhibits)
    for name in files:
        if name.startswith(f"data/{EXHIBITS}") and not name.startswith(folders):
            other.add(name)
    yield from (verify.invalid("bundle_contents", name) for name in sorted(other))


def _read(data: bytes) -> Contents | Finding:
    try:
        if msgspec.json.decode(data, type=_Version).keepsake_bundle > BUNDLE_VERSION:
            return verify.not_checked("version_newer", _CONTENTS)
        listed = msgspec.json.decode(data, type=Contents)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return verify.invalid("bundle_contents", _CONTENTS)
    paths = [row.path for row in listed.files]
    numbers = [row.number for row in listed.exhibits]
    logged = [row.entry for row in listed.exhibits] + [row.entry for row in listed.records]
    ordered = paths == sorted(set(paths)) and numbers == sorted(set(numbers))
    own = len(set(logged)) == len(logged) and min(numbers, default=1) > 0
    if listed.keepsake_bundle != BUNDLE_VERSION or not ordered or not own:
        return verify.invalid("bundle_contents", _CONTENTS)
    return listed


def _expected(listed: Contents, files: BundleFiles) -> Iterator[str]:
    """Every file that is missing, other than listed, or not listed."""
    rows: Mapping[str, str] = {
        **{f"data/log/entries/{row.entry}.json": row.leaf for row in listed.exhibits},
        **{f"data/log/records/{row.entry}.json": row.leaf for row in listed.records},
    }
    for name, leaf in rows.items():
        if name not in files or leaf_hash(bytes(files[name])).hex() != leaf:
            yield name
    hashes = {f"data/{row.path}": row.sha256 for row in listed.files}
    for name, digest in hashes.items():
        if name not in files or files.sums[name].sha256 != digest:
            yield name
    known = {*rows, *hashes, _CONTENTS}
    for name in files:
        held = name.startswith("data/") and not name.startswith(f"data/{EXHIBITS}")
        if (held and name not in known) or (_LOGGED.match(name) and name not in rows):
            yield name
