"""README.txt: what lies in the folder, how to check it with what is not in it, how to open it.

And the note beside a folder that was packed for a portal.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from keepsake import __version__
from keepsake.catalogue import LANGUAGES, table
from keepsake.shared import shared_path

UNKNOWN_SHA256 = "0" * 64  # stands for that of evidence.age where README.txt itself is hashed


class Release(NamedTuple):
    """What to compare with a release of the program.

    Attributes:
        page: SHA-256 of `OPEN-ME.html` with nothing in it yet.
        verify: SHA-256 of `verify.py`.
    """

    page: str
    verify: str


def release_address() -> str:
    """Where releases are published, "" while there is no such place."""
    held = json.loads(shared_path("data", "release.json").read_text(encoding="utf-8"))
    return str(held["address"])


def readme(sha256: str, made: str, release: Release, *, to_key: bool) -> bytes:
    """The text of README.txt.

    The hash is all in it that is not known before evidence.age is sealed. Source: FORMAT.md §6.12.

    Args:
        sha256: Of evidence.age.
        made: When, UTC.
        release: What a page and a verify.py from elsewhere are compared with.
        to_key: Whether it opens with an age key instead of a passphrase.
    """
    parts, kind, address = [], "key" if to_key else "passphrase", release_address()
    for language in LANGUAGES:
        words = table("report", language)
        where = words["readme.where" if address else "readme.where.none"]
        text = words["readme"].format(
            how=words[f"readme.{kind}"],
            age=words[f"readme.age.{kind}"],
            where=where.format(address=address),
            program=f"keepsake-host {__version__}",
            page=release.page,
            verify=release.verify,
        )
        parts.append(text)
    facts = f"evidence.age\n  SHA-256  {sha256}\n  {made}\n"
    return ("\n\n".join([*parts, facts])).replace("\n", "\r\n").encode()


def portal(name: str, sha256: str, made: str, *, to_key: bool) -> bytes:
    """The note beside the one ZIP that holds the folder.

    Args:
        name: Of the ZIP.
        sha256: Of the ZIP.
        made: When, UTC.
        to_key: Whether the copy opens with an age key instead of a passphrase.
    """
    kind, parts = "key" if to_key else "passphrase", []
    for language in LANGUAGES:
        words = table("report", language)
        parts.append(words["readme.portal"].format(zip=name, how=words[f"readme.{kind}"]))
    facts = f"{name}\n  SHA-256  {sha256}\n  {made}\n"
    return ("\n\n".join([*parts, facts])).replace("\n", "\r\n").encode()
