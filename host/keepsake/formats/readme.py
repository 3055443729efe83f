"""README.txt: how to open a bundle without the reader, in both languages."""

from __future__ import annotations

from keepsake.words import LANGUAGES, table

UNKNOWN_SHA256 = "0" * 64  # stands for that of evidence.age where README.txt itself is hashed


def readme(sha256: str, made: str, *, to_key: bool) -> bytes:
    """The text of README.txt.

    The hash is all in it that is not known before evidence.age is sealed. Source: FORMAT.md §6.12.

    Args:
        sha256: Of evidence.age.
        made: When, UTC.
        to_key: Whether it opens with an age key instead of a passphrase.
    """
    parts = []
    for language in LANGUAGES:
        words = table("report", language)
        how = words["readme.key" if to_key else "readme.passphrase"]
        parts.append(words["readme"].format(how=how))
    facts = f"evidence.age\n  SHA-256  {sha256}\n  {made}\n"
    return ("\n\n".join([*parts, facts])).replace("\n", "\r\n").encode()
