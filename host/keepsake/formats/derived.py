"""What is made from the exhibits for other people's tools; nothing here is evidence by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.added import KIND
from keepsake.formats import messages
from keepsake.formats.case_uco import case_uco
from keepsake.formats.contents import Stream
from keepsake.formats.wacz import picture_bytes, wacz_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.formats.bundle import Exhibit

FOLDER = "derived"


def derived(exhibits: Sequence[Exhibit], program: str) -> Iterator[tuple[str, bytes | Stream]]:
    """Makes the files one at a time.

    Args:
        exhibits: What is handed over.
        program: Name and version, for the files that say what made them.

    Yields:
        Path below `data/` and contents.
    """
    rows = messages.messages(exhibits)
    yield f"{FOLDER}/messages.csv", messages.as_csv(rows)
    yield f"{FOLDER}/messages.json", messages.as_json(rows)
    yield f"{FOLDER}/case.jsonld", case_uco(exhibits, program)
    # Of what was added by hand there is nothing of a page, which a web archive is for.
    pages = [exhibit for exhibit in exhibits if exhibit.record.kind != KIND]
    for exhibit in pages:
        pieces = wacz_pieces(exhibit, program, picture_bytes(len(pages)))
        size = sum(map(len, pieces))
        yield f"{FOLDER}/exhibit-{exhibit.number:03d}.wacz", Stream(size, pieces.__iter__, size)
