"""The list of what is made for a release, in the order in which it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packages import addons, archive, debian, mac, python, record, sbom, sums, verifiers, windows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from packages.release import Release

_EVERYWHERE = ("linux", "darwin", "win32")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of package.

    Attributes:
        title: What is being made, for the person at the terminal.
        make: Makes it and gives the files that it wrote.
        systems: Where it can be made, as `sys.platform` names them.
    """

    title: str
    make: Callable[[Release], list[Path]]
    systems: tuple[str, ...] = _EVERYWHERE


KINDS = (
    Kind("the add-ons", addons.make),
    Kind("the wheel and the source distribution", python.make),
    Kind("the archive for Linux", archive.make, ("linux",)),
    Kind("the Debian package", debian.make, ("linux",)),
    Kind("the installer for Windows", windows.make, ("win32",)),
    Kind("the image for macOS", mac.make, ("darwin",)),
    Kind("what checks a copy", verifiers.make),
    Kind("the record of tests", record.make),
    Kind("the bill of materials", sbom.make),
    Kind("the list of sums", sums.make),  # the last: over all that came before
)
