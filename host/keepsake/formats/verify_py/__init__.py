"""The program verify.py that ships inside a bundle: one file, made of the modules of this folder.

They use the standard library only, so the text of one after the other is a program of its own.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake import __version__
from keepsake.catalogue import LANGUAGES, table
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MODULES = (
    "files",
    "container",
    "ed25519",
    "log",
    "receipts",
    "p256",
    "papers",
    "signed",
    "exhibits",
    "readings",
    "times",
    "ots",
    "account",
    "main",
)

HEAD = '''#!/usr/bin/env python3
"""Checks an unpacked Keepsake bundle, with Python's standard library and the openssl program only.

    python3 verify.py            the folder above the one this file is in
    python3 verify.py FOLDER     the folder that holds bagit.txt
    python3 verify.py --earlier OLDER    also: nothing was removed since an older bundle (unpacked)
    python3 verify.py --block HEIGHT:HEADER    also: a Bitcoin block header that you looked up
    python3 verify.py --report FILE    also: writes a page that says it in words, [--language fr]

Prints eight steps, each valid, invalid or not checked. Ends with 0 when all are valid, with 1 when
one is invalid, with 2 when one could not be checked, with 64 when it was called wrongly. It writes
nothing but that page and a temporary file for openssl with the roots that it trusts, and uses no
network. Those roots are in this file; what lies in a copy is trusted nowhere.

Whoever changed the bundle could have changed this file too: take it from a release that you trust,
or read it. CHECK-BY-HAND-FULL.txt does the same without Python and says what each step means.

Vérifie une copie Keepsake décompressée. Affiche huit étapes : valid (valide), invalid (non valide)
ou not checked (non vérifié). N'écrit qu'un fichier temporaire, et la page que demande --report ;
n'utilise pas le réseau.
"""

from __future__ import annotations
'''

_SEAM = re.compile(
    r"^(?:from __future__ .*|# ruff:.*|from keepsake\.\S+ import (?:\([^)]*\)|.*))\n", re.MULTILINE
)
WORDS_BANNER = "\n\n# ---- The texts of the report, by language."
PINS_BANNER = """

# ---- The root certificates that are trusted, by authority: these, and none that lies in a copy.
"""


def program(
    pins: Mapping[str, Sequence[str]], authorities: Mapping[str, str] | None = None
) -> bytes:
    """The text of verify.py.

    Args:
        pins: The roots that it trusts in PEM, as `pins.encoded` writes it, by id of the authority.
        authorities: Names for people, by id of the authority.
    """
    folder = Path(__file__).parent
    texts = [
        _without_seams((folder / f"{name}.py").read_text(encoding="utf-8")) for name in MODULES
    ]
    rows = "".join(
        f"    {name!r}: (\n" + "".join(f'"""{pem}""",\n' for pem in pins[name]) + "    ),\n"
        for name in sorted(pins)
    )
    release = json.loads(shared_path("data", "release.json").read_text(encoding="utf-8"))
    facts = {"version": __version__, "address": str(release["address"])}
    titles = dict(sorted((authorities or {}).items()))
    known = f"{_words()}TITLES.update({titles!r})\n{PINS_BANNER}"
    known += f"FACTS.update({facts!r})\nPINS.update({{\n{rows}}})\n"
    run = '\n\nif __name__ == "__main__":\n    sys.exit(main(sys.argv[1:]))\n'
    return (HEAD + "".join(texts) + known + run).encode()


def _words() -> str:
    """The texts of the report, one a line."""
    rows = []
    for language in LANGUAGES:
        texts = table("checked", language).items()
        rows += [
            f"SAID[{language!r}] = {{",
            *(f"    {key!r}: {text!r}," for key, text in texts),
            "}",
        ]
    return "\n".join([WORDS_BANNER, *rows, ""])


def _without_seams(text: str) -> str:
    # The docstring becomes a banner, and what one module takes from another is already above it.
    _, docstring, rest = text.split('"""', 2)
    title = docstring.replace(" Part of verify.py.", "").splitlines()[0]
    rest = _SEAM.sub("", rest)
    return f"\n\n# ---- {title}\n" + rest.strip("\n") + "\n"
