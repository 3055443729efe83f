"""Which file of an archive a message means: by its full name there, or none at all.

Two chats in one archive often have files of the same short name. A reference counts from the
folder of the file that it stands in, and nowhere else; one that could mean two is not followed.
Source: FORMAT.md §11.6.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self

    from keepsake.core.manifest import Item


@dataclass(frozen=True, slots=True)
class Attachments:
    """The files of an archive, as seen from one of them.

    Attributes:
        names: How often each full name is in it.
        folder: Where the file lies that refers to others, "" or ending with "/".
        from_above: Whether references count from some folder above it, as those of Meta do.
    """

    names: Mapping[str, int]
    folder: str
    from_above: bool = False

    def above(self) -> Self:
        """The same for references that count from a folder above."""
        return replace(self, from_above=True)

    def __contains__(self, reference: object) -> bool:
        return isinstance(reference, str) and bool(self.member(reference))

    def member(self, reference: str) -> str:
        """The full name of what is meant, "" where there is none or it could be another."""
        plain = reference.removeprefix("./")
        if not plain:
            return ""
        found = {name for name in self._places(plain) if name in self.names}
        name = found.pop() if len(found) == 1 else ""
        return name if self.names.get(name) == 1 else ""

    def _places(self, plain: str) -> Iterable[str]:
        yield self.folder + plain
        at = len(self.folder)
        while self.from_above and at > 0:
            at = self.folder.rfind("/", 0, at - 1) + 1
            yield self.folder[:at] + plain

    def placed(self, items: Iterable[Item], *, refers: bool) -> list[Item]:
        """Items whose media carry the full name of what they mean.

        Args:
            items: As a reader gave them.
            refers: Whether their media are files of the archive; those of an e-mail are within it.
        """
        return [
            msgspec.structs.replace(
                item,
                media=tuple(
                    msgspec.structs.replace(one, member=self.member(one.src) if refers else "")
                    for one in item.media
                ),
            )
            if item.media
            else item
            for item in items
        ]


NO_ATTACHMENTS = Attachments({}, "")
