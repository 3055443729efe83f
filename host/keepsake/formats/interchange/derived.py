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
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.interchange.case_uco import Named

FOLDER = "derived"


def derived(
    exhibits: Sequence[Exhibit],
    program: str,
    wanted: Collection[str],
    named: Named = NOBODY,
    language: str = "en",
) -> Iterator[tuple[str, bytes | Stream]]:
    """Makes the files one at a time.

    Args:
        exhibits: What is handed over.
        program: Name and version, for the files that say what made them.
        wanted: Which: of `lists`, `case`, `rsmf`, `wacz`.
        named: Who is named, as far as the person tells it.
        language: Of the words for people that stand in them.

    Yields:
        Path below `data/` and contents.
    """
    made: dict[str, Iterable[tuple[str, bytes | Stream]]] = {
        "lists": _lists(exhibits, named),
        "case": _case(exhibits, program, named),
        "rsmf": _rsmf(exhibits, program, _words(language)),
        "wacz": _wacz(exhibits, program, _words(language)),
    }
    for kind, files in made.items():
        if kind in wanted:
            yield from ((f"{FOLDER}/{name}", contents) for name, contents in files)


def _lists(exhibits: Sequence[Exhibit], named: Named) -> Iterator[tuple[str, Stream]]:
    logins = named.logins
    yield "messages.csv", deflated(messages.as_csv(messages.messages(exhibits, logins)))
    yield "messages.json", deflated(messages.as_json(messages.messages(exhibits, logins)))


def _case(exhibits: Sequence[Exhibit], program: str, named: Named) -> Iterator[tuple[str, Stream]]:
    yield "case.jsonld", deflated(case_uco(exhibits, program, named))


def _words(language: str) -> Callable[..., str]:
    words = table("lists", language)

    def say(key: str, **facts: object) -> str:
        return filled(words[key], {name: str(value) for name, value in facts.items()})

    return say


def _rsmf(
    exhibits: Sequence[Exhibit], program: str, say: Callable[..., str]
) -> Iterator[tuple[str, Stream]]:
    for exhibit in filter(has_messages, exhibits):
        yield from rsmf(exhibit, program, say)


def _wacz(
    exhibits: Sequence[Exhibit], program: str, say: Callable[..., str]
) -> Iterator[tuple[str, Stream]]:
    # Of what was added by hand there is nothing of a page, which a web archive is for.
    pages = [exhibit for exhibit in exhibits if exhibit.record.kind != KIND]
    for exhibit in pages:
        archive = wacz_pieces(exhibit, program, say, picture_bytes(len(pages)))
        size = sum(map(len, archive))
        yield f"exhibit-{exhibit.number:03d}.wacz", Stream(size, archive.__iter__, size)
