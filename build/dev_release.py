"""Puts a release together from what was made on three systems, or says all that it lacks."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import store
from dev_base import DIST, ROOT, DevError, say
from packages import catalogues, mac, record, sums, verifiers, windows
from packages.release import this_release

if TYPE_CHECKING:
    from pathlib import Path


def expected(version: str) -> list[str]:
    """The files of one version, whichever system they are made on."""
    name = f"keepsake-{version}"
    systems = ("linux-x86_64", "windows-amd64", "macos-arm64", "macos-x86_64")
    return sorted(
        [
            f"keepsake_{version}_amd64.deb",
            f"{name}-linux-x86_64.tar.gz",
            f"{name}-py3-none-any.whl",
            f"{name}.tar.gz",
            # What drives a browser for `keepsake capture`.
            f"keepsake_drive-{version}-py3-none-any.whl",
            f"keepsake_drive-{version}.tar.gz",
            f"{name}-chromium.zip",
            f"{name}-firefox.xpi",
            windows.name_of(version),
            mac.name_of(version, "arm64"),
            mac.name_of(version, "x86_64"),
            *(f"{name}-{system}.cdx.json" for system in systems),
            *verifiers.names_of(version),
            record.name_of(version),
        ]
    )


def lacking(folder: Path, version: str, tag: str, address: str) -> list[str]:
    """All that keeps a release from being published, in words.

    Args:
        folder: Holds what was made.
        version: Of the program.
        tag: What the release is called in version control.
        address: Where releases are published, "" for nowhere.
    """
    reasons = []
    if tag != f"v{version}":
        reasons.append(f"The tag is {tag or 'missing'}; the program is version {version}.")
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    if not re.search(
        rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE
    ):
        reasons.append(f"CHANGELOG.md has no dated section for {version}.")
    if not address:
        reasons.append("No address is published: shared/data/release.json names none.")
    missing = [name for name in expected(version) if not (folder / name).is_file()]
    return reasons + [f"{name} was not made." for name in missing]


def release(tag: str) -> int:
    """Check what is in dist/packages, sum it up, and write what catalogues and stores are told.

    Raises:
        DevError: Something is lacking; all of it is named.
    """
    this, address = this_release(), store.address()
    reasons = lacking(this.folder, this.version, tag, address)
    if reasons:
        raise DevError("This cannot be published yet:\n  " + "\n  ".join(reasons))
    say(f"  {sums.write(this.folder, expected(this.version))}")
    told = catalogues.Published(this.version, this.epoch, address, this.folder)
    for path in catalogues.write(told, DIST / "catalogues"):
        say(f"  {path}")
    store.write(DIST / "store", address)
    return 0


def main() -> int:
    """Puts together the release of the tag given."""
    try:
        return release(sys.argv[1])
    except DevError as problem:
        say(f"\n{problem}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
