"""What the pages advise, from data with its source: steps with the police, ways, offences."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from keepsake.core.platforms import Platform, decode
from keepsake.core.statement.text import Hint
from keepsake.shared import shared_files, shared_path

Both = dict[str, str]


class Advice(msgspec.Struct, frozen=True):
    """One step of the ladder.

    Attributes:
        role: Whom it is meant for, and `way` how; what the form of a talk starts with.
        words: Sentences one can say, by language.
        source: Where it was read, and `checked` when.
        confirmed: Whether that source is the police, the law or the platform itself.
    """

    key: str
    role: str
    way: str
    title: Both
    why: Both
    words: dict[str, tuple[str, ...]]
    source: Both
    checked: str
    confirmed: bool


class Way(msgspec.Struct, frozen=True):
    """Something one can ask the police for, in two lines, and how to ask."""

    key: str
    name: Both
    lines: dict[str, tuple[str, ...]]
    ask: Both
    source: Both
    checked: str
    confirmed: bool


@lru_cache
def ladder() -> dict[str, Advice]:
    """The steps of `shared/data/ladder.json` by key."""
    steps = msgspec.json.decode(_data("ladder"), type=tuple[Advice, ...])
    return {step.key: step for step in steps}


@lru_cache
def ways() -> tuple[Way, ...]:
    """What `shared/data/police_ways.json` explains."""
    return msgspec.json.decode(_data("police_ways"), type=tuple[Way, ...])


def _data(name: str) -> bytes:
    return shared_path("data", f"{name}.json").read_bytes()


class Offence(msgspec.Struct, frozen=True):
    """One offence in plain words: facts that may matter, no advice.

    Attributes:
        section: Of the Criminal Code of Canada.
        source: Where it was read, "" for general knowledge.
        confirmed: Whether that source is the law itself.
    """

    section: str
    name: Both
    facts: dict[str, tuple[str, ...]]
    source: str
    checked: str
    confirmed: bool


@lru_cache
def offences() -> tuple[Offence, ...]:
    """What `shared/data/offences.json` holds."""
    return msgspec.json.decode(_data("offences"), type=tuple[Offence, ...])


@lru_cache
def hints() -> tuple[Hint, ...]:
    """Words that conclude, and the questions that lead to facts."""
    return msgspec.json.decode(_data("hints"), type=tuple[Hint, ...])


@lru_cache
def platforms() -> tuple[Platform, ...]:
    """What `shared/data/platforms` knows of each platform."""
    return decode(shared_files("data", "platforms"))
