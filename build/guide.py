"""Sets the guide as PDF, in each language, for packages and for whoever wants it on paper.

Usage: .venv/bin/python build/guide.py [FOLDER]      (without one: dist/guide)
"""

from __future__ import annotations

import sys
from pathlib import Path

from dev_base import DIST, say
from keepsake.catalogue import LANGUAGES, table
from keepsake.formats.guide.pdf import guide_pdf


def main() -> int:
    """Write them all."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DIST / "guide"
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        words = table("start", language)
        path = folder / f"keepsake-guide-{language}.pdf"
        path.write_bytes(guide_pdf(language, words["guide.whole"], words["guide.contents"]))
        say(f"  {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
