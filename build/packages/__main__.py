"""Makes every kind of package that can be made on this system; run by build/dev.py package."""

from __future__ import annotations

import shutil
import sys

from dev_base import ROOT, DevError, say
from packages.kinds import KINDS
from packages.release import this_release


def main() -> int:
    """Makes them, says what each is, and ends with 1 where one could not be made."""
    release = this_release()
    shutil.rmtree(release.folder, ignore_errors=True)
    for folder in (release.folder, release.work):
        folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        if sys.platform not in kind.systems:
            say(f"  Not made on this system: {kind.title}")
            continue
        try:
            made = kind.make(release)
        except DevError as problem:
            say(f"\n{problem}")
            return 1
        for path in made:
            say(f"  {path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
