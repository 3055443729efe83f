"""What is made from the exhibits for other people's tools; nothing here is evidence by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.formats import messages
from keepsake.formats.case_uco import case_uco
from keepsake.formats.wacz import wacz

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.formats.bundle import Exhibit

FOLDER = "derived"


def derived(exhibits: Sequence[Exhibit], program: str) -> Iterator[tuple[str, bytes]]:
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
    for exhibit in exhibits:
        yield f"{FOLDER}/exhibit-{exhibit.number:03d}.wacz", wacz(exhibit, program)
