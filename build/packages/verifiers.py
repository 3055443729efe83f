"""The reader and verify.py of a release, to check a copy with what did not come with it.

README.txt of every copy names their SHA-256; here they are, as SHA256SUMS names them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dev_base import DevError
from keepsake.flows.bundle.files import verifiers
from keepsake.flows.bundle.log import pins
from keepsake.stamp.authorities import load_authorities

if TYPE_CHECKING:
    from pathlib import Path

    from packages.release import Release


def names_of(version: str) -> tuple[str, str]:
    """The files of one version."""
    return f"keepsake-{version}-reader.html", f"keepsake-{version}-verify.py"


def make(release: Release) -> list[Path]:
    """Writes both, with the roots of the program's own list of authorities.

    Raises:
        DevError: Another list is named in the environment.
    """
    if os.environ.get("KEEPSAKE_AUTHORITIES"):
        raise DevError("KEEPSAKE_AUTHORITIES is set: a release trusts no list but its own.")
    made = []
    contents = verifiers(release.products / "reader" / "OPEN-ME.html", pins(load_authorities()))
    for name, content in zip(names_of(release.version), contents, strict=True):
        path = release.folder / name
        path.write_bytes(content)
        made.append(path)
    return made
