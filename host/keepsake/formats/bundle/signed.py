"""What makes a bundle one thing: the list of what it holds, and the vault's signature over the bag.

`contents.json` is the last file of the payload, `signature.note` the last of the bag. Together they
cover every file: the signature the lists of the bag, and so each file with its hashes; the contents
what there must be, so that whatever was dropped, added or exchanged has a name.
Source: FORMAT.md §6.12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.core.entry import decode
from keepsake.core.merkle import leaf_hash
from keepsake.core.note import sign_text
from keepsake.formats.bundle.contents import Summed, sum_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from keepsake.formats.bundle.contents import Sums
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.bundle.summary import Made

BUNDLE_VERSION = 2
CONTENTS = "contents.json"
EXHIBITS = "exhibits/"
# Of what is signed here, so that no such signature can be shown as one over anything else.
_DOMAIN = f"keepsake/bundle/{BUNDLE_VERSION}"


class When(msgspec.Struct, frozen=True):
    """The moment a bundle was made, as the computer's clock told it."""

    utc: str
    zone: str
    offset_minutes: int


class HeldExhibit(msgspec.Struct, frozen=True):
    """An exhibit: its number, the entry that says what it holds, and the entry's leaf hash."""

    number: int
    entry: int
    leaf: str


class HeldRecord(msgspec.Struct, frozen=True):
    """A record of the case."""

    entry: int
    leaf: str
    kind: str


class HeldFile(msgspec.Struct, frozen=True):
    """Any other file, by its path below `data/`."""

    path: str
    sha256: str


class Contents(msgspec.Struct, frozen=True):
    """What a bundle holds.

    Attributes:
        keepsake_bundle: Version of the format.
        origin: Of the log.
        size: Entries of the newest checkpoint.
        made: When it was made.
        program: What made it.
        exhibits: By their numbers.
        records: By their entries.
        files: Every other file below `data/`, but this list, by path. The artifacts of exhibits
            are left out: their entries list them.
        page: SHA-256 of `OPEN-ME.html` without its payload, "" where it is not known.
        readme: SHA-256 of `README.txt` with 64 zeros in place of the hash of `evidence.age`.
    """

    keepsake_bundle: int
    origin: str
    size: int
    made: When
    program: str
    exhibits: tuple[HeldExhibit, ...]
    records: tuple[HeldRecord, ...]
    files: tuple[HeldFile, ...]
    page: str
    readme: str


def contents(
    log: tuple[str, int],
    made: Made,
    exhibits: Sequence[Exhibit],
    records: Mapping[int, bytes],
    beside: tuple[str, str],
) -> Contents:
    """What is known before the files are made; `files` is empty.

    Args:
        log: Its origin, and the size of the newest checkpoint.
        made: When and by what.
        exhibits: Those that go along.
        records: Exact bytes, by entry.
        beside: `page` and `readme`.
    """
    held = [HeldExhibit(one.number, one.entry, leaf_hash(one.data).hex()) for one in exhibits]
    told = [
        HeldRecord(entry, leaf_hash(data).hex(), decode(data).kind)
        for entry, data in sorted(records.items())
    ]
    when = When(made.utc, made.zone, made.offset_minutes)
    by_number = tuple(sorted(held, key=lambda row: row.number))
    return Contents(BUNDLE_VERSION, *log, when, made.program, by_number, tuple(told), (), *beside)


def contents_file(known: Contents, payload: Mapping[str, Sums]) -> bytes:
    """The exact bytes of `contents.json`.

    Args:
        known: From `contents`.
        payload: Sums of every file, by path below `data/`.
    """
    rows = tuple(
        HeldFile(path, sums.sha256)
        for path, sums in sorted(payload.items())
        if not path.startswith(EXHIBITS) and path != CONTENTS
    )
    return msgspec.json.encode(msgspec.structs.replace(known, files=rows))


def signed_text(origin: str, sha256: str, sha512: str) -> str:
    """The text that the vault's key signs.

    Args:
        origin: Of the log.
        sha256: Of `tagmanifest-sha256.txt`, hexadecimal.
        sha512: Of `tagmanifest-sha512.txt`, SHA-512, hexadecimal.
    """
    return f"{_DOMAIN}\n{origin}\nsha256:{sha256}\nsha512:{sha512}\n"


class VaultSeal(NamedTuple):
    """Lists and signs a bag with the key of a vault.

    Attributes:
        known: What it holds, the files excepted.
        signer: The key of the log.
    """

    known: Contents
    signer: Ed25519PrivateKey

    def last(self, payload: Mapping[str, Sums]) -> Summed:
        """`contents.json`."""
        return sum_up(CONTENTS, contents_file(self.known, payload))

    def sign(self, tags: tuple[Sums, Sums]) -> bytes:
        """`signature.note`."""
        origin = self.known.origin
        text = signed_text(origin, tags[0].sha256, tags[1].sha512)
        return sign_text(text, origin, self.signer)
