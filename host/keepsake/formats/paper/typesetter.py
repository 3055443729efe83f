"""Sets a paper, its texts made printable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.formats.paper.compiler import compiled
from keepsake.formats.paper.printable import made_printable

if TYPE_CHECKING:
    from keepsake.formats.paper.sources import Sources


def typeset(sources: Sources) -> bytes:
    """Sets a paper, a tagged PDF, PDF/UA-1.

    Raises:
        typst.TypstError: The document is wrong, or cannot be made accessible.
    """
    data = msgspec.json.encode(made_printable(sources.data))
    return compiled({**sources.files, "data.json": data})
