"""Whose an item is, where the page says so in words: "Sent" in a column, "You" over a message."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from keepsake.reading.fields import NOTHING, Field
from keepsake.reading.knowledge import apart
from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.reading.knowledge import Knowledge
    from keepsake.reading.split import Split

OWN, OTHER = 1, -1
"""0 is for what says nothing of it."""


def directions_of(splits: Sequence[Split], knowledge: Knowledge) -> list[int]:
    """OWN for each item that says that it was sent, OTHER where received, as rows of a table do.

    Nothing where not both are told, of nearly all: what became of it stands under messages as well.
    """
    found = [_direction(split, knowledge) for split in splits]
    enough = sum(map(bool, found)) >= LIMITS.sided * len(found)
    return found if enough and {OWN, OTHER} <= set(found) else [0] * len(found)


def _direction(split: Split, knowledge: Knowledge) -> int:
    """By words with or without an arrow before them; "From" stands where others have "Sent"."""
    said = {
        apart(each.text)[1]
        for part, label in split.parts
        if label not in ("author", "body", "quote") or (label == "body" and not part.inner)
        for each in part.walk()
        if not each.inner
    }

    def tells(*concepts: str) -> bool:
        return any(knowledge.says(concept, each) for concept in concepts for each in said)

    return tells("outgoing") - tells("incoming", "from")


def without_peers(authors: Sequence[Field], directions: Sequence[int]) -> list[Field]:
    """The writers, without whom one's own were sent to, where a column names the other in all."""
    sent, received = (
        {one.value for one, way in zip(authors, directions, strict=True) if way == each}
        - {""}
        for each in (OWN, OTHER)
    )  # fmt: skip
    if len(sent & received) <= LIMITS.half * len(sent):
        return list(authors)
    return [NOTHING if way == OWN else one for one, way in zip(authors, directions, strict=True)]


def are_owned(splits: Sequence[Split], knowledge: Knowledge) -> list[bool]:
    """Whether each item says itself that who reads wrote it: "You sent", "Enviaste"."""
    return [
        any(knowledge.says("own", part.text) for part, label in split.parts if label != "quote")
        for split in splits
    ]


def named_sides(
    splits: Sequence[Split], authors: Sequence[Field], owned: Sequence[bool], knowledge: Knowledge
) -> list[int]:
    """OWN for each item of which who reads is named as the writer, "You", OTHER where another is.

    Nothing where one of the two is missing.

    Args:
        splits: The items part by part.
        authors: Of each who wrote it.
        owned: Whether each says itself that it is one's own.
        knowledge: Words of languages.
    """
    names = {author.value for author in authors if knowledge.says("self", author.value)}
    spoken = _languages_in(splits, knowledge) if names else Counter[str]()
    selves = {name for name in names if _is_self(name, spoken, knowledge)}
    found = [
        OWN if is_own or author.value in selves else OTHER * bool(author.value)
        for author, is_own in zip(authors, owned, strict=True)
    ]
    return found if {OWN, OTHER} <= set(found) else [0] * len(found)


def _languages_in(splits: Sequence[Split], knowledge: Knowledge) -> Counter[str]:
    """How often what stands beside what is said is worded in each language."""
    told = (part.text for split in splits for part, label in split.parts if label != "author")
    return Counter(
        language for text in told for language in {hit.language for hit in knowledge.hits(text)}
    )


def _is_self(name: str, spoken: Counter[str], knowledge: Knowledge) -> bool:
    """Whether a name is what a page calls who reads it, "You", in a language that it speaks.

    "Tú" is so in Spanish, and somebody's name in Vietnam.
    """
    own = {hit.language for hit in knowledge.hits(name) if hit.concept == "self"}
    most = max(spoken.values(), default=0)
    here = max((spoken[each] for each in own), default=0)
    return bool(own) and (most < LIMITS.again or here > LIMITS.half * most)
