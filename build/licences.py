"""The texts of licences by their SPDX names, and which licences may not go out with the program."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

from dev_base import BUILD, MODULES, DevError

# What is known of parts that do not tell it themselves.
KNOWN: dict[str, Any] = json.loads((BUILD / "notices.json").read_text("utf-8"))

_STANDARD_TEXTS = MODULES / "spdx-license-list" / "licenses"
_WORDS = re.compile(r"\s+(?:OR|AND|WITH)\s+|\s*;\s*")
# Copyleft of the whole work. What is excepted for linking, as PyInstaller's loader is, is none.
_FORBIDDEN = re.compile(r"\b(?:A?GPL|GNU (?:Affero )?General Public)", re.IGNORECASE)
_ALLOWED = re.compile(
    r"LGPL[\w.+-]*|GNU Lesser General Public\w*|\bGPL[\w.+-]* WITH [\w.-]*exception[\w.-]*",
    re.IGNORECASE,
)


def standard(name: str, licence: str) -> tuple[str, ...]:
    """The texts of a licence as the list of SPDX has them.

    Args:
        name: Of what it is the licence, to be told where no text is known.
        licence: An SPDX expression, or words that mean one.

    Raises:
        DevError: No text is known.
    """
    texts = [text for one in ids(licence) if (text := _text_of(one))]
    # The lesser licence is written as additions to the other one.
    if any(one.startswith("LGPL-3") for one in ids(licence)):
        texts += [text for text in (_text_of("GPL-3.0-only"),) if text not in texts]
    if not texts:
        raise DevError(f"{name} names no licence whose text is known ({licence!r}).")
    return tuple(texts)


def ids(licence: str) -> list[str]:
    """The licences and exceptions that an expression names, in its order."""
    words = _WORDS.split(KNOWN["meant"].get(licence, licence))
    return [word for each in words if (word := each.strip("() "))]


def refuse(name: str, licence: str) -> None:
    """Stops what would put the whole program under another licence.

    Raises:
        DevError: It is under nothing but such a licence.
    """
    # A choice is no obligation.
    if " OR " not in licence and _FORBIDDEN.search(_ALLOWED.sub("", licence)):
        raise DevError(f"{name} may not go out with the program: it is under {licence}.")


def _text_of(one: str) -> str:
    if one in KNOWN["exceptions"]:
        package, file = KNOWN["exceptions"][one]
        files = metadata.files(package) or []
        return next(Path(str(f.locate())).read_text("utf-8") for f in files if f.name == file)
    path = _STANDARD_TEXTS / f"{one}.json"
    return str(json.loads(path.read_text("utf-8"))["licenseText"]) if path.is_file() else ""
