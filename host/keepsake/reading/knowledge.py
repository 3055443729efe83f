"""What the reading knows beforehand: words of languages, and what makers call parts of pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unicodedata import category

import msgspec

from keepsake.core.lexicon import UNITS
from keepsake.reading.weights import LIMITS
from keepsake.reading.when import Clock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from keepsake.core.lexicon import Concepts, Hit, Lexicon

_SIGN = (
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2190-\u21ff\u2b00-\u2bff\u203c\u2049"
    "\u20e3\u200d\ufe0f\ufe0e\u2661\U000e0020-\U000e007f]"
)
_NUMBER = r"[+-]?\d[\d.,\u00a0\u202f ]*(?:\s?(?:k|m|mio|mil|tsd|万|萬|만|천)\b\.?)?"
_TICKS = re.compile(r"^[\s✓✔☑✅🗸]+$")
_SIGNS = re.compile(rf"^(?:{_SIGN}|\s)+$")
_LEAD = re.compile(rf"^{_SIGN}+")
_FIRST_EMOJI = 0x2600
_CURRENCY = "Sc"
_REACTIONS = re.compile(rf"^(?:{_SIGN}+\s*\d{{1,4}}[\s,·•|]*)+$")
_BARE = re.compile(rf"^[(\[×x·•]?\s?{_NUMBER}\s?(?:[)\]]|[%\u066a])?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[·•|,،、]\s*")
_LETTER = re.compile(r"[^\W\d_]")
_LOW = re.compile(r"^[a-zà-öø-ÿ]")
_PHONE = re.compile(r"^\+\d[\d\s().\u2011-]{6,20}$")
_MONEY = re.compile(
    r"^[+-]?(?:(?:[€$£¥₩₽₹]|[A-Z]{3,4}\s)\s?\d[\d.,\s]*|\d[\d.,\s]*(?:[€$£¥₩₽₹]|\s[A-Z]{3,4}))$"
)
_DOTTED = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[^\W\d_][^\W_]{1,6}$")
_SIZE = re.compile(r"^\(?\d{1,4}(?:[.,]\d{1,2})?\s?([^\W\d_]{1,3})\)?$")
_HANDLE = re.compile(r"^(?:@[\w.-]+|[\[(][:@][\w.-]+[\])]|<[\w.+-]+@[\w.-]+>)$")
_INITIALS = re.compile(r"^[^\W\d_]{1,3}$")
ENDS = (".", "!", "?", "\u2026", "\u3002", "\uff01", "\uff1f", "\u061f")
"""Signs with which a sentence ends."""
CALLED = (
    *("class", "id", "itemprop", "rel", "slot", "part", "data-testid", "data-test", "data-test-id"),
    *("data-qa", "data-e2e", "data-hook", "data-tid", "data-cy", "data-automation-id"),
)
"""Attributes in which the makers of a page call its parts something."""
_WRAPPED = re.compile(r"^<\s?([^<>]+?)\s?>:?$")
_SENTENCE = re.compile(r"[.!?…,;:。\uff01\uff1f،؛]$")
_TITLE_END = re.compile(r"\s(?:[^\W\d_]|Jr|Sr|St|Dr)\.$")
_NO_NAME = re.compile(
    r"[€$£¥₩₽₹%=#|/\\{}\[\]:;\u2190-\u21ff\u2794-\u27be]|^\([^()]*\)$"  # "(3 answers)", "(unknown)"
)
_REPLY = re.compile(r"\s*([^\W\d_]{1,10})\s?(?:\[\d+\])?[:\uff1a]\s*")
_MAILED = re.compile(r"\s*\(?<[^<>\s]+@[^<>\s]+>\)?")
ADDRESS = re.compile(r"[<(]?[\w.+-]+@[\w-]+\.[\w.-]+[>)]?")
_PARTICLES = frozenset(("Af", "Da", "De", "Del", "Di", "Van", "Von"))
_MADE_OF = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|tag:\w+")


@dataclass(slots=True)
class Knowledge:
    """Words of languages, with the expressions made of them. What it was asked before it remembers.

    Attributes:
        lexicon: What pages say of themselves, by concept.
        calendar: `months`, `days`, `halves`, `fillers`.
        marks: By label, what makers of pages call such parts in classes and the like.
    """

    lexicon: Lexicon
    calendar: Mapping[str, Iterable[str]]
    marks: Mapping[str, frozenset[str]]
    clock: Clock = field(init=False)
    _counted: re.Pattern[str] = field(init=False)
    _names: dict[str, bool] = field(init=False, default_factory=dict)
    _leading: dict[str, bool] = field(init=False, default_factory=dict)
    _hits: dict[str, tuple[Hit, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Makes the expressions."""
        words = _of_time(self.lexicon)
        words["fillers"].update(self.calendar.get("fillers", ()))
        ages = [_age_words(concepts) for concepts in self.lexicon.words.values()]
        self.clock = Clock({**self.calendar, **words}, ages)
        one = rf"(?:{_SIGN}+\s*{_NUMBER}|{_NUMBER}\s*{_SIGN}+|{_NUMBER})"
        self._counted = re.compile(rf"^(?:(?:{one}|{_SIGN}+)[\s,·•|]*)+$", re.IGNORECASE)

    def hits(self, text: str) -> tuple[Hit, ...]:
        """All that a line may mean."""
        found = self._hits.get(text)
        if found is None:
            found = self._hits[text] = self.lexicon.hits(text) if len(text) <= LIMITS.line else ()
        return found

    def says(self, concept: str, text: str) -> bool:
        """Whether a line is a form of a concept, and nothing else."""
        return any(hit.concept == concept for hit in self.hits(text))

    def may_be_name(self, text: str) -> bool:
        """Whether somebody could be called that: short, no sentence, no time, no count."""
        known = self._names.get(text)
        if known is None:
            known = self._names[text] = self._named(text)
        return known

    def told_by(self, text: str) -> str:
        """Whom a line names that says who wrote what follows, "Nora wrote:"; `""` for nobody.

        One that has a time in it leads to the words of another message, which it quotes; "You sent"
        stands beside what is the person's own, and names nobody.
        """
        names = (
            hit.name
            for hit in self.hits(text)
            if hit.concept == "wrote" and hit.name and not hit.words
        )
        named = (name for name in names if not self.says("self", name))
        found = next((name for name in named if self.may_be_name(name)), "")
        return "" if found and self.clock.spans(text) else found

    def leads_to_quote(self, text: str) -> bool:
        """Whether a line says nothing but whom it answers, or who wrote what follows and when."""
        known = self._leading.get(text)
        if known is None:
            # An address, as long as it may be, adds nothing to the name before it.
            line = _MAILED.sub("", apart(text)[1])
            # "You have until Friday. Then it is sent." leads to nothing.
            wrote = line.rstrip().endswith((":", "\uff1a")) and self.clock.spans(text)
            known = self._leading[text] = any(
                hit.name
                and not hit.words
                and (hit.concept == "reply" or (hit.concept == "wrote" and wrote))
                for hit in self.hits(line)
            )
        return known

    def answered(self, text: str) -> str:
        """The subject that a line answers, "Re: The ladder"; `""` where it answers none."""
        rest = text
        while (found := _REPLY.match(rest)) and found[1].casefold() in self.marks["reply"]:
            rest = rest[found.end() :]
        return rest if rest != text else ""

    def are_led(self, names: Collection[str]) -> bool:
        """Whether a word leads to each of several names: "By Nora", "von Nora".

        Before a single name it may be a part of that, and "De Vries" is one.
        """
        return len(names) > 1 and all(map(self.led, names))

    def led(self, text: str) -> str:
        """What follows a word that leads to who did something, "by Nora"; `""` without one."""
        first, _, rest = text.partition(" ")
        return rest.strip() if first not in _PARTICLES and self.says("by", first) else ""

    def _named(self, text: str) -> bool:
        if "@" in text:  # an expression costs more, and most texts have none
            text = ADDRESS.sub("", text).strip() or text
        if not text or len(text) > LIMITS.name or _NO_NAME.search(text):
            return False
        if is_phone(text):
            return True
        if not _LETTER.search(text) or "://" in text or text.count(" ") > LIMITS.name_words:
            return False
        if _SENTENCE.search(text) and not _TITLE_END.search(text):
            return False
        return not (self.clock.is_time(text) or self.is_count(text) or self.clock.spans(text))

    def tells_time(self, text: str) -> bool:
        """Whether it is a time, or a time with what became of the message: "edited 10:12"."""
        if self.clock.is_time(text):
            return True
        if len(text) > LIMITS.time:
            return False
        spans = self.clock.spans(text)
        if len(spans) != 1:
            return False
        [(begin, end)] = spans
        beside = f"{text[:begin]} {text[end:]}".strip(" .,;()·•|–—-")
        return self.is_receipt(beside) or any(
            hit.concept in ("edited", "receipt", "ago") for hit in self.hits(text)
        )

    def is_count(self, text: str) -> bool:
        """Whether it only counts: "12 likes", "❤ 3"."""
        if len(text) > LIMITS.count or not any(each.isdigit() for each in text):
            return False
        if is_phone(text) or is_money(text):
            return False
        return self._counted.match(text) is not None or all(
            self.says("count", each) or self._counted.match(each) for each in _BETWEEN.split(text)
        )

    def is_file(self, text: str) -> bool:
        """Whether it is the name of a file, by what it ends with, or its size, and nothing else."""
        if size := _SIZE.match(text):
            return size[1].lower() in self.marks["size"]
        return is_dotted(text) and text.rpartition(".")[2].lower() in self.marks["file"]

    def is_receipt(self, text: str) -> bool:
        """Whether it tells what became of a message, by whom and when, and nothing else."""
        if not text or len(text) > LIMITS.count:
            return False
        return _TICKS.match(text) is not None or self.says("receipt", text.strip(" ✓✔·•()"))


def decode(lexicon: Lexicon, calendar: bytes, markup: bytes) -> Knowledge:
    """The knowledge of the files in `shared/data`.

    Args:
        lexicon: As it was decoded.
        calendar: The bytes of `calendar.json`.
        markup: The bytes of `markup.json`.

    Raises:
        msgspec.DecodeError: One is not what it should be.
    """
    days = msgspec.json.decode(calendar, type=dict[str, list[str] | str])
    marks = msgspec.json.decode(markup, type=dict[str, list[str] | str])
    return Knowledge(
        lexicon,
        {name: words for name, words in days.items() if isinstance(words, list)},
        {name: frozenset(words) for name, words in marks.items() if isinstance(words, list)},
    )


def _age_words(concepts: Concepts) -> tuple[set[str], set[str]]:
    """The units of a language that are words, and what stands before or after them in an age."""
    units = {word for unit in UNITS for word in concepts.get(unit, ())}
    ago: set[str] = set()
    for form in concepts.get("ago", ()):
        rest = re.sub(r"\{\w+\}", " ", form)
        ago.update(each.strip() for each in rest.split("  ") if each.strip())
    return {each for each in units if len(each) > 1 or not each.isascii()}, ago


def _of_time(lexicon: Lexicon) -> dict[str, set[str]]:
    """The words that times are made of, from all languages."""
    words: dict[str, set[str]] = {
        each: set() for each in ("units", "letters", "ago", "relative", "fillers")
    }
    for concepts in lexicon.words.values():
        for unit in UNITS:
            for word in concepts.get(unit, ()):
                words["letters" if len(word) == 1 and word.isascii() else "units"].add(word)
        for concept in ("now", "today", "yesterday", "before_yesterday"):
            words["relative"].update(
                each for each in concepts.get(concept, ()) if "{" not in each and len(each) > 1
            )
        words["ago"].update(_age_words(concepts)[1])
        words["fillers"].update(concepts.get("at", ()))
    return words


def is_particle(word: str) -> bool:
    """Whether a longer name goes on with it: "van", "de"."""
    return word.title() in _PARTICLES


def is_bare_number(text: str) -> bool:
    """Whether it is a number and nothing else."""
    return _BARE.match(text) is not None and not is_phone(text)


def is_phone(text: str) -> bool:
    """Whether it is a telephone number as it is written abroad: who is in no list of contacts."""
    return text.startswith("+") and _PHONE.match(text) is not None


def is_money(text: str) -> bool:
    """Whether it is an amount with its currency, and nothing else: somebody asks or pays it."""
    return _MONEY.match(text) is not None


def is_signs(text: str) -> bool:
    """Whether it is nothing but emoji and signs."""
    return _SIGNS.match(text) is not None


def is_emoji(text: str) -> bool:
    """Whether it is nothing but emoji."""
    return is_signs(text) and not is_wordless(text)


def is_wordless(text: str) -> bool:
    """Whether it is nothing that is spoken: points, lines and arrows, no letter, sum or emoji."""
    return not any(
        sign.isalnum() or ord(sign) >= _FIRST_EMOJI or category(sign) == _CURRENCY or sign == "%"
        for sign in text
    )


def is_reactions(text: str) -> bool:
    """Whether it is signs, each with how many set it."""
    return _REACTIONS.match(text) is not None


def apart(text: str) -> tuple[str, str]:
    """The signs that a line begins with, and what follows them."""
    signs = _LEAD.match(text)
    at = signs.end() if signs else 0
    return text[:at], text[at:].strip()


def is_dotted(text: str) -> bool:
    """Whether it is a name with dots in it, of a file, a host or an account, and nothing else."""
    return _DOTTED.match(text) is not None


def is_handle(text: str) -> bool:
    """Whether it is the name of an account as it is typed: "@nora", "[:nora]", "<nora@…>"."""
    return _HANDLE.match(text) is not None


def is_initials(said: str, name: str) -> bool:
    """Whether it stands in the place of a face: "DV" for "Dorian Vale"."""
    if said == name or not _INITIALS.match(said) or said != said.upper():
        return False
    words = re.findall(r"[^\W\d_]+", name)
    first = "".join(word[0] for word in words).upper()
    return first.startswith(said) or (len(said) > 1 and name.upper().startswith(said))


def same_name(one: str, other: str) -> bool:
    """Whether two candidates name one: the same, or the beginning of it, or its initials."""
    if one.casefold() == other.casefold():
        return True
    short, long = sorted((one, other), key=len)
    return is_initials(short, long) or long.casefold().startswith(short.casefold() + " ")


def unwrapped(text: str) -> str:
    """A name without the brackets that logs write around it: "<Nora>"."""
    found = _WRAPPED.match(text)
    return found[1] if found else text


def is_sentence(text: str) -> bool:
    """Whether it ends, or begins, as what is said and not as what something is called."""
    return (
        bool(_SENTENCE.search(text))
        or text.count(" ") > LIMITS.name_words
        or bool(_LOW.match(text) and " " in text)
    )


def tokens(called: str) -> list[str]:
    """What makers call a part, word by word: "msgTime" is "msg", "time"; "updated" one."""
    return [each.lower() for each in _MADE_OF.findall(called)]
