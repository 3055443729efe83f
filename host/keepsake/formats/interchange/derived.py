"""What is made from the exhibits for other people's tools; nothing here is evidence by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.catalogue import filled, table
from keepsake.core.added.entry import KIND
from keepsake.formats.bundle.contents import Stream, deflated
from keepsake.formats.interchange import messages
from keepsake.formats.interchange.case_uco import NOBODY, case_uco
from keepsake.formats.interchange.rsmf import has_messages, rsmf
from keepsake.formats.interchange.wacz import picture_bytes, wacz_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.interchange.case_uco import Named

FOLDER = "derived"


def derived(
    exhibits: Sequence[Exhibit], program: str, named: Named = NOBODY, language: str = "en"
) -> Iterator[tuple[str, bytes | Stream]]:
    """Makes the files one at a time.

    Args:
        exhibits: What is handed over.
        program: Name and version, for the files that say what made them.
        named: Who is named, as far as the person tells it.
        language: Of the words for people that stand in them.

    Yields:
        Path below `data/` and contents.
    """
    lists = {
        "messages.csv": messages.as_csv(messages.messages(exhibits)),
        "messages.json": messages.as_json(messages.messages(exhibits)),
        "case.jsonld": case_uco(exhibits, program, named),
    }
    for name, pieces in lists.items():
        yield f"{FOLDER}/{name}", deflated(pieces)
    words = table("lists", language)

    def say(key: str, **facts: object) -> str:
        return filled(words[key], {name: str(value) for name, value in facts.items()})

    for exhibit in filter(has_messages, exhibits):
        for name, contents in rsmf(exhibit, program, say):
            yield f"{FOLDER}/{name}", contents
    # Of what was added by hand there is nothing of a page, which a web archive is for.
    pages = [exhibit for exhibit in exhibits if exhibit.record.kind != KIND]
    for exhibit in pages:
        archive = wacz_pieces(exhibit, program, picture_bytes(len(pages)))
        size = sum(map(len, archive))
        yield f"{FOLDER}/exhibit-{exhibit.number:03d}.wacz", Stream(size, archive.__iter__, size)
