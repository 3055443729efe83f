"""What pages say of themselves, by concept and language: "seen", "5 min ago", "load more".

The words are data, `shared/data/lexicon/LANG.json`. A form is matched with a whole line, for "like"
is a button only where nothing else is said: which line to ask about, and whether to believe the
answer, is up to who asks. What a form leaves open (`{name}`, `{time}`, `{words}`) is given as it
stands in the line.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.spelling import aligned, apart, bare, respell, token_of, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Concepts = dict[str, tuple[str, ...]]

UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
LISTED = ("load", "thing", "counted")
"""Concepts whose words a form may name in braces, beside `{unit}` and `{n}`, a number."""

_OPEN = {
    "{name}": r"(?P<name>[^:]{1,60}?)",
    "{time}": r"(?P<time>[^\d]{0,24}\d.{0,30}?)",
    "{words}": r"(?P<words>.+)",
}
_PLACE = re.compile(r"(\{[a-z]+\})")
_NUMBER = re.compile(r"\d{1,3}(?:[.,' ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_PLACED = re.compile(r"\s*\{n\}\s*")
_LONGEST = 160  # characters of a line in which the words of a message are not
_LONGEST_NUMBERED = 80


class Hit(msgspec.Struct, frozen=True):
    """One form that a line has.

    Attributes:
        form: As the language has it, with what is open in braces.
        unit: One of `UNITS` where the form counts in it, else "".
        number: The first number where the form has one, as it stands in the line, else "".
        name: Who, `time` when and `words` what, where the form leaves that open, else "".
    """

    concept: str
    language: str
    form: str
    unit: str = ""
    number: str = ""
    name: str = ""
    time: str = ""
    words: str = ""


class Pattern(msgspec.Struct, frozen=True):
    """A form that many lines have, as a regular expression that matches a whole respelled line."""

    hit: Hit
    source: str
    is_open: bool


class Lexicon(msgspec.Struct, frozen=True):
    """The words of all languages.

    Attributes:
        words: By language, then by concept, as the files have them.
        plain: What a whole line means, by its spelling.
        patterns: Forms that many lines have, by a token that every such line has.
    """

    words: dict[str, Concepts]
    plain: dict[str, tuple[Hit, ...]]
    patterns: dict[str, tuple[Pattern, ...]]

    def hits(self, line: str) -> tuple[Hit, ...]:
        """All that a line may mean, of every concept and language."""
        respelled = respell(line)
        if not respelled:
            return ()
        return (*self._plain_hits(respelled), *self._pattern_hits(line, respelled))

    def says(self, line: str, concept: str) -> bool:
        """Whether a line is a form of a concept, and nothing else."""
        return any(hit.concept == concept for hit in self.hits(line))

    def within(self, concept: str) -> re.Pattern[str]:
        """What finds the words of a concept in a longer text, once that is respelled.

        A word is found where no letter stands beside it, in scripts with spaces between words.
        Forms with something in braces are left out.
        """
        forms = (form for concepts in self.words.values() for form in concepts[concept])
        known = {respell(form) for form in forms if not _PLACE.search(form)}
        return re.compile("|".join(apart(word) for word in sorted(known, key=len, reverse=True)))

    def _plain_hits(self, respelled: str) -> Iterator[Hit]:
        if len(respelled) > _LONGEST:
            return
        number = _NUMBER.search(respelled)
        for hit in self.plain.get(_key(respelled), ()):
            yield msgspec.structs.replace(hit, number=number[0]) if number else hit

    def _pattern_hits(self, line: str, respelled: str) -> Iterator[Hit]:
        known = self.patterns
        # A pattern is known by several tokens where it begins with one of several words.
        near = {
            id(each): each for token in tokens(respelled) & known.keys() for each in known[token]
        }
        if not near:
            return
        inner = bare(respelled) if len(respelled) <= _LONGEST_NUMBERED else ""
        for pattern in near.values():
            form = _compiled(pattern.source)
            if pattern.is_open:
                told = _told(form, line) if form.fullmatch(respelled) else None
            else:
                told = _groups(form.fullmatch(inner))
            if told is not None:
                yield msgspec.structs.replace(pattern.hit, **told)


class _File(msgspec.Struct, frozen=True):
    language: str
    concepts: Concepts


def decode(files: Iterable[bytes], only: str = "") -> Lexicon:
    """Reads the files of `shared/data/lexicon`.

    Args:
        files: One of each language.
        only: The one concept that lines are asked about, which is read sooner; "" for all.

    Raises:
        msgspec.DecodeError: One is not a list of words by concept.
    """
    read = [msgspec.json.decode(data, type=_File) for data in files]
    plain: dict[str, dict[Hit, None]] = {}
    patterns: dict[str, list[Pattern]] = {}
    for file in read:
        listed = {f"{{{name}}}": _any_of(file.concepts[name]) for name in (*LISTED, "many")}
        for hit in _forms(file, only):
            if any(place in hit.form for place in (*_OPEN, *listed)):
                pattern = _pattern(hit, listed)
                for token in _tokens_of(hit.form, file.concepts):
                    patterns.setdefault(token, []).append(pattern)
            else:
                for text, unit in _with_units(hit.form, file.concepts):
                    each = msgspec.structs.replace(hit, unit=unit)
                    plain.setdefault(_key(respell(text)), {})[each] = None
    return Lexicon(
        {file.language: file.concepts for file in read},
        {key: tuple(hits) for key, hits in plain.items()},
        {token: tuple(each) for token, each in patterns.items()},
    )


def _forms(file: _File, only: str) -> Iterator[Hit]:
    for concept, forms in file.concepts.items():
        for form in forms if only in ("", concept) else ():
            yield Hit(concept, file.language, form)


def _with_units(form: str, concepts: Concepts) -> Iterator[tuple[str, str]]:
    if "{unit}" not in form:
        yield form, ""
        return
    for unit in UNITS:
        for word in concepts[unit]:
            yield form.replace("{unit}", word), unit


def _key(respelled: str) -> str:
    """A respelled line without signs around it, its numbers as `{n}` and no spaces around these."""
    key = _PLACED.sub("{n}", _NUMBER.sub("{n}", bare(respelled)))
    # "Read." is more likely said by a person than by the page; "This message was deleted." is not.
    return key[:-1] if key.endswith(".") and (" " in key or "{n}" in key) else key


def _any_of(words: Iterable[str]) -> str:
    known = sorted({bare(respell(word)) for word in words}, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, known))})"


def _tokens_of(form: str, concepts: Concepts) -> set[str]:
    """Tokens of which every line of this form has one."""
    # What stands beside a number or time is a word of its own, what stands beside a name may go on.
    around = _PLACE.sub("_", form.replace("{n}", " ").replace("{time}", " "))
    whole = " ".join(token for token in tokens(respell(around)) if "_" not in token)
    if whole:
        return {token_of(whole)}
    name = next((name for name in LISTED if f"{{{name}}}" in form), "")
    return {token_of(respell(word)) for word in concepts.get(name, ())}


def _pattern(hit: Hit, listed: Mapping[str, str]) -> Pattern:
    pieces = [
        _OPEN.get(piece) or listed.get(piece) or _spelled(piece)
        for piece in _PLACE.split(_PLACED.sub("{n}", hit.form))
    ]
    number = f"{_NUMBER.pattern})(?:\\s?{listed['{many}']})?\\s?"
    source = "".join(pieces).replace("{n}", rf"\s?(?P<number>{number}", 1)
    source = source.replace("{n}", rf"\s?(?:{number}")
    is_open = any(place in hit.form for place in _OPEN)
    ends = is_open and not hit.form.endswith(("}", ":"))
    return Pattern(hit, source + (r"\s?(?:\.{1,3}|。)?" if ends else ""), is_open)


def _spelled(piece: str) -> str:
    """A piece of a form as a pattern; around a colon and after a comma a space may stand."""
    if piece == "{n}":
        return piece
    respelled = respell(f"_{piece}_")[1:-1]
    tight = re.sub(r"\s*:\s*", ":", re.sub(r",\s*", ",", respelled))
    return re.escape(tight).replace(":", r"\s?:\s?").replace(",", r",\s?")


def _told(form: re.Pattern[str], line: str) -> dict[str, str] | None:
    """What a form leaves open, as it stands in the line; `None` where the line is another."""
    text, starts = aligned(line)
    match = form.fullmatch(text)
    if match is None:
        return None
    spans = {name: match.span(name) for name, part in match.groupdict().items() if part}
    return {name: line[starts[a] : starts[b]].strip() for name, (a, b) in spans.items()}


def _groups(match: re.Match[str] | None) -> dict[str, str] | None:
    return match and {name: part for name, part in match.groupdict().items() if part}


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)
