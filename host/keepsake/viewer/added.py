"""Files added by hand, in words: what each is, what it says of itself, what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.core.added.entry import DRAWN, KIND, PICTURES, Given

if TYPE_CHECKING:
    from keepsake.core.added.file import AddedFile
    from keepsake.core.entry import CaptureBody, Part
    from keepsake.core.manifest import Manifest
    from keepsake.viewer.catalogue import Catalogue

_PLACE = ("latitude", "longitude")


class _Begun(msgspec.Struct, frozen=True):
    given: tuple[Given, ...] = ()


class Shown(NamedTuple):
    """One file.

    Attributes:
        part: The original, None where it was left out.
        modified: Its own time, UTC, "" where it is not known.
        facts: Names and values that stand in the file, without the place.
        place: Where a picture says it was taken, "" for nothing.
        notes: Sentences on what is not known.
        refused: Sentences on what was not read within it.
    """

    name: str
    part: Part | None
    modified: str
    facts: list[tuple[str, str]]
    place: str
    notes: list[str]
    members: int
    refused: list[str]

    @property
    def looked_at(self) -> bool:
        """Whether the window shows or plays it, or says itself why not."""
        kind = self.part.media_type if self.part else ""
        return self.drawn or kind in PICTURES or kind.startswith(("audio/", "video/"))

    @property
    def drawn(self) -> bool:
        """Whether it is drawn apart, on a page of its own."""
        return self.part is not None and self.part.media_type in DRAWN

    @property
    def why(self) -> str:
        """Key of the words on why nothing of it is shown."""
        kind = self.part.media_type if self.part else ""
        return f"added.unseen.{'picture' if kind.startswith('image/') else 'other'}"


def files(
    body: CaptureBody, manifest: Manifest | None, given: dict[str, str], text: Catalogue
) -> list[Shown]:
    """All files of an entry, also those that were left out.

    Args:
        body: The entry's body.
        manifest: What was read, None where adding was cut short.
        given: Times of the files by name, as offered.
        text: Words of the language.
    """
    originals = {part.part: part for part in body.parts if part.kind == KIND}
    if manifest is None:
        return [
            Shown(part.name, part, given.get(part.name, ""), [], "", [], 0, [])
            for part in originals.values()
        ]
    return [_shown(row, originals.get(row.part), given, text) for row in manifest.files]


def times(begun: bytes) -> dict[str, str]:
    """When each file was last changed, as the computer that it came from noted it, by name."""
    try:
        given = msgspec.json.decode(begun, type=_Begun).given
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return {one.name: one.modified for one in given}


def notes(manifest: Manifest | None, text: Catalogue) -> list[str]:
    """What is not known of the times in the files, each sentence once."""
    if manifest is None or not manifest.items:
        return []
    found = [note for row in manifest.files for note in _notes(row, text)]
    return list(dict.fromkeys([text("added.read"), *found]))


def _shown(row: AddedFile, part: Part | None, given: dict[str, str], text: Catalogue) -> Shown:
    told = {fact.name: fact.value for fact in row.facts}
    facts = [
        (text.known(f"added.fact.{fact.name}", fact.name), _value(fact.value, text))
        for fact in row.facts
        if fact.name not in _PLACE
    ]
    place = ", ".join(told[name] for name in _PLACE if name in told)
    refused = [
        text("added.refused", name=one.name, why=text.known(f"added.why.{one.why}", one.why))
        for one in row.refused
    ]
    time = given.get(row.name, "")
    return Shown(row.name, part, time, facts, place, _notes(row, text), len(row.members), refused)


def _value(value: str, text: Catalogue) -> str:
    return text("added.fact.zone_unknown") if value == "?" else value


def _notes(row: AddedFile, text: Catalogue) -> list[str]:
    zone = next((fact.value for fact in row.facts if fact.name == "zone"), "UTC")
    return [
        text(f"added.note.{note}", zone=zone)
        for note in row.notes
        if text.known(f"added.note.{note}", "")
    ]
