"""Numbers in a text: of bank accounts, cards and phones. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

from keepsake.core.leads import checksums
from keepsake.core.leads.rows import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.leads.words import Searching

_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}(?:[ .-]?[0-9A-Za-z]){11,30}")
_GROUP = 4
_CARD = re.compile(
    r"(?<![\w.,:/-])(?:\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ -]?)\d{6}\2\d{4,5})"
    r"(?![\w/]|[.,:-]\d|[ ]\d{4}(?!\d))"
)
# A run of digits in groups, however many numbers it holds.
_RUN = re.compile(
    r"(?<![\w.,:/$\u20ac\u00a3#=+-])[+(]{0,2}\d(?:[ ().\-/]{0,3}\d){6,}(?![\w]|[.,:/]\d)"
)
_RUN_CHARACTERS = 200
_TRIES = 10  # at what is none, in one piece: a page of digits would take minutes
_BEFORE_CHARACTERS = 16
_GROUPS = re.compile(r"\S+")
_LEAST_GROUPS = 3
_ONE_NUMBER = 40  # characters: in what is longer the library looks for several by itself
_ADDRESS_OF_A_COMPUTER = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])[ .\-/]?(?:0[1-9]|[12]\d|3[01])"
_DAY_AND_MONTH = r"(?:0[1-9]|[12]\d|3[01])[ .\-/]?(?:0[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_DAY = re.compile(rf"(?:{_YEAR}[ .\-/]?{_MONTH_AND_DAY}|{_DAY_AND_MONTH}[ .\-/]?{_YEAR})(?!\d)")


def ibans(text: str, searching: Searching) -> Iterator[Found]:
    """Account numbers: those that hold, and those of the right length that do not."""
    for match in _IBAN.finditer(text):
        length = searching.lists.ibans.get(match[0][:2].upper(), 0)
        end = _end_of(match, length)
        if not end:
            continue
        written = text[match.start() : end]
        iban = re.sub(r"[ .-]", "", written).upper()
        holds = checksums.iban_holds(iban)
        # In words a checksum hardly holds by chance, but one that does not says nothing there.
        if holds or _in_groups(written, iban):
            grouped = " ".join(iban[at : at + _GROUP] for at in range(0, length, _GROUP))
            yield Found(
                "iban", match.start(), end, grouped, iban[:2], "holds" if holds else "fails"
            )


def _end_of(match: re.Match[str], length: int) -> int:
    """Where so many letters and digits end, 0 where a word goes on there or they are too few."""
    places = [at for at, sign in enumerate(match[0]) if sign.isalnum()]
    if not length or len(places) < length:
        return 0
    end = match.start() + places[length - 1] + 1
    return 0 if match.string[end : end + 1].isalnum() else end


def _in_groups(written: str, iban: str) -> bool:
    parts = re.split(r"[ .-]", written)
    even = len(parts) == 1 or all(len(part) == _GROUP for part in parts[:-1])
    return even and written.upper() == written and sum(map(str.isdigit, iban)) * 2 > len(iban)


def cards(text: str, searching: Searching) -> Iterator[Found]:
    """Numbers of cards: of a known issuer, with the right length and last digit."""
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        issuer = _issuer(digits, searching)
        if issuer and checksums.luhn_holds(digits):
            yield Found("card", match.start(), match.end(), digits, issuer, "holds")


def _issuer(digits: str, searching: Searching) -> str:
    for issuer, ranges in searching.lists.cards.items():
        for beginning, lengths in ranges:
            first, _, last = beginning.partition("-")
            if first <= digits[: len(first)] <= (last or first) and len(digits) in lengths:
                return issuer
    return ""


def phones(text: str, region: str, searching: Searching) -> Iterator[Found]:
    """Numbers of phones, in whatever form; one without a country is read as one of `region`.

    Whether anybody has the number is not known: only that the plan of its country has such ones.
    """
    for run in _RUN.finditer(text):
        if _ADDRESS_OF_A_COMPUTER.fullmatch(run[0]) or _DAY.match(run[0]):
            continue
        if run[0].isdigit():
            before = text[max(0, run.start() - _BEFORE_CHARACTERS) : run.start()]
            if searching.not_phone.search(before):
                continue
        if run[0].startswith("00"):
            number, country = as_phone(re.sub(r"\D", "", run[0])[2:])
            if number:
                yield Found("phone", run.start(), run.end(), number, country)
            continue
        for start in range(run.start(), run.end(), _RUN_CHARACTERS):
            piece = text[start : min(start + _RUN_CHARACTERS, run.end())]
            yield from _in_piece(piece, start, region)


def _in_piece(piece: str, start: int, region: str) -> Iterator[Found]:
    for begin, end in _tries(piece):
        matches = PhoneNumberMatcher(piece[begin:end], region or None, Leniency.VALID, _TRIES)
        found = [_phone(match, start + begin, region) for match in matches]
        yield from found
        if found:
            return


def _tries(piece: str) -> Iterator[tuple[int, int]]:
    """The whole, then without what may stand beside a number: "06 12 34 56 78 24 h"."""
    yield 0, len(piece)
    groups = [match.span() for match in _GROUPS.finditer(piece)]
    if len(piece) > _ONE_NUMBER or len(groups) < _LEAST_GROUPS:
        return
    for span in (groups[-1], groups[0]):
        if span[1] - span[0] < _GROUP:
            yield (0, span[0]) if span[0] else (groups[1][0], len(piece))


def _phone(match: phonenumbers.PhoneNumberMatch, start: int, region: str) -> Found:
    code = match.number.country_code
    named = "+" in match.raw_string or code != phonenumbers.country_code_for_region(region)
    country = phonenumbers.region_code_for_number(match.number) or ""
    normal = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
    of = country if named else region
    return Found("phone", start + match.start, start + match.end, normal, of, "", not named)


def as_phone(digits: str) -> tuple[str, str]:
    """A number that begins with its country, as E.164, and that country; "" where it is none."""
    try:
        number = phonenumbers.parse(f"+{digits.lstrip('+')}")
    except phonenumbers.NumberParseException:
        return "", ""
    if not phonenumbers.is_valid_number(number):
        return "", ""
    country = phonenumbers.region_code_for_number(number) or ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), country
