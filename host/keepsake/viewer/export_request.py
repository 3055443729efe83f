"""What a person chose to hand over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keepsake.core.custody import Attribution

TICKED = ("portal", "self-contained", "wacz", "slim")
FIELDS = (
    "folder", "who", "to", "medium", "way", "key", "invitation", "spoken", "full-length", *TICKED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """One choice.

    Attributes:
        captures: Entries, only such as there are.
        tells: What of the case goes along.
        folder: As it was typed.
        attribution: For the log.
        way: `words`, `key` for a key of the police, or `invited` by an organisation.
        key: The age key, "" for words.
        invitation: The link of the organisation's invitation, "" for none.
        spoken: Language of the words.
        portal: Whether it is packed for a portal.
        self_contained: Whether the page is to hold the sealed file, however large.
        wacz: Whether web archives go along, which hold pictures a second time.
        slim: Whether what is made for other tools is left out.
        insist: Whether it is to leave although it does not verify.
        redacted: Records of redacted working copies of these captures that go along.
        columns: In how many the threads are printed in full length, 0 where they are not.
    """

    captures: tuple[int, ...]
    tells: tuple[str, ...]
    folder: str
    attribution: Attribution
    way: str
    key: str
    insist: bool
    redacted: tuple[int, ...] = ()
    spoken: str = "en"
    columns: int = 0
    portal: bool = False
    self_contained: bool = False
    wacz: bool = False
    slim: bool = False
    invitation: str = ""

    @property
    def place(self) -> Path:
        """Where the folder is to be."""
        return Path(self.folder).expanduser()

    @property
    def fields(self) -> Mapping[str, str]:
        """What a further form carries along unseen, besides captures and what is told."""
        who = self.attribution
        chosen = (self.portal, self.self_contained, self.wacz, self.slim)
        ticked = ("yes" if each else "" for each in chosen)
        how = (self.way, self.key, self.invitation, self.spoken, str(self.columns), *ticked)
        values = (self.folder, who.who, who.to, who.medium, *how)
        return dict(zip(FIELDS, values, strict=True))
