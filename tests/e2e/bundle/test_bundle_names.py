"""Every file of a bundle is in the listing of FORMAT.md 6.1, and what is listed there is made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docs.tree import ROOT

if TYPE_CHECKING:
    from fixtures.forged.case import Forged

# Folders in which names are those of artifacts, platforms, countries, authorities or copies.
_ANY = re.compile(r"(data/(?:fact-sheets|drafts|log/roots|derived/redacted)/)(?!index\.json)[^/]+")
# Only where a record of tests belongs to the sources, where a browser's own copy of a page is, and
# where the vault has asked a witness: that one's file is looked for by the tests of witnesses.
_AT_TIMES = {
    "data/validation/record.json",
    "data/derived/media.csv",
    "data/log/stamps/witness-0a0b0c0d.cosigned",
}
_ARTIFACT = re.compile(r"data/exhibits/.+")


def _shape(name: str) -> str:
    """A name without what differs from one bundle to the next."""
    if _ARTIFACT.fullmatch(name):
        return "data/exhibits/…"
    name = _ANY.sub(r"\1…", name)
    name = re.sub(r"(/stamps/\d+)-[a-z0-9-]+", r"\1-…", name)
    return re.sub(r"\d+", "0", name)


def _listed() -> set[str]:
    text = (ROOT / "shared" / "spec" / "FORMAT.md").read_text(encoding="utf-8")
    listing = text[text.index("\n6.1 ") :].split("```")[1]
    found = set()
    for line in listing.strip().splitlines():
        for part in re.split(r"\s{2,}", line):
            if part.startswith("bag/"):
                folder = part.rpartition("/")[0]
                found.update(part.split())
            elif "." in part and " " not in part:
                found.add(f"{folder}/{part}")
    return {name.removeprefix("bag/") for name in found}


def test_what_is_in_a_bundle_is_what_the_format_lists(world: Forged) -> None:
    made = {_shape(name) for name in world.files}
    assert made | _AT_TIMES == {_shape(name) for name in _listed()}
