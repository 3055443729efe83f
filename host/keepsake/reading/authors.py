"""Who wrote each item: all that could be the name, weighed; where nothing decides, nobody."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from keepsake.reading.fields import NOTHING, Field
from keepsake.reading.knowledge import ADDRESS, is_signs, is_wordless, same_name, tokens, unwrapped
from keepsake.reading.label import likelihood
from keepsake.reading.page import Rest
from keepsake.reading.parts import HIDDEN
from keepsake.reading.weights import LIMITS, WEIGHTS
from keepsake.reading.words import folded

if TYPE_CHECKING:
    from keepsake.reading.knowledge import Knowledge
    from keepsake.reading.label import Verdict
    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Attribute
    from keepsake.reading.slots import Slot
    from keepsake.reading.split import Split
    from keepsake.reading.tree import Node

_DOTS = re.compile("\\s*(?:\u2026|\\.\\.\\.)")
_HOLE = " \ufffc "  # in the place of when, or of what is said
_OPEN = re.compile(r"(?:«[^«»]*»|\s:\w+:)$")
_APOSTROPHE = re.compile("['\u2019]\\w{0,2}$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that could be that of who wrote an item.

    Attributes:
        name: As the page has it.
        by: Where it was found.
        score: Logits by which it is chosen.
        sure: Logits: how sure it is that what stands there is who wrote it.
        slot: Where it stands, 0 for what an attribute tells.
        met: Whether the name stands in other places of the page as well.
    """

    name: str
    by: str
    score: float
    sure: float
    slot: int = 0
    met: bool = False


def candidates_of(
    sheet: Sheet, splits: list[Split], verdicts: dict[int, Verdict]
) -> list[list[Candidate]]:
    """All candidates of every item.

    Args:
        sheet: The page.
        splits: Its items part by part.
        verdicts: By slot.

    Returns:
        For each item what may name who wrote it.
    """
    out: list[list[Candidate]] = []
    named = {key for key, verdict in verdicts.items() if verdict.label == "author"}
    sure = {key: sureness(verdicts[key], sheet.slots[key]) for key in named}
    for split in splits:
        found = [
            Candidate(
                clean_name(part.text, sheet.knowledge),
                "words",
                verdicts[part.key].scores["author"],
                sure[part.key],
                part.key,
            )
            for part in split.of("author")
            if not is_wordless(part.text)
        ]
        out.append([each for each in found if each.name])
    out = _without_by(out, sheet.knowledge)
    known = {each.name for found in out for each in found}
    for item, told in _told(sheet, known).items():
        out[item].extend(told)
    return _met_elsewhere(out)


def _met_elsewhere(found: list[list[Candidate]]) -> list[list[Candidate]]:
    """Marks names that stand in other places of the page as well: what somebody is does not."""
    places: dict[str, set[int]] = defaultdict(set)
    for each in chain.from_iterable(found):
        if each.slot:
            places[each.name].add(each.slot)
    return [
        [replace(each, met=True) if len(places[each.name]) > 1 else each for each in here]
        for here in found
    ]


def _without_by(found: list[list[Candidate]], knowledge: Knowledge) -> list[list[Candidate]]:
    """Names without the word that leads to all of one place: "By Nora", "von Nora"."""
    names: dict[int, set[str]] = defaultdict(set)
    for each in chain.from_iterable(found):
        names[each.slot].add(each.name)
    led = {slot for slot, here in names.items() if knowledge.are_led(here)}
    return [
        [
            replace(each, name=knowledge.led(each.name)) if each.slot in led else each
            for each in here
        ]
        for here in found
    ]


def sureness(verdict: Verdict, slot: Slot) -> float:
    """How sure it is that a place tells who wrote, by what else speaks for that than being chosen.

    What stands once on a page may be a title or a label: names are told again, or are called so, or
    go with faces, or lead to accounts.
    """
    few = slot.items < LIMITS.again
    return math.fsum(
        weight * (float(few) if name == "few" else verdict.signals.get(name, 1.0))
        for name, weight in WEIGHTS["sure"].items()
    )


def clean_name(text: str, knowledge: Knowledge) -> str:
    """The name itself, without the address of a mail beside it, or a word that it wrote.

    "You sent" names who reads; `""` for what says so in one word, "Enviaste".
    """
    if name := knowledge.told_by(text):
        return _trimmed(name)
    text = (_trimmed(ADDRESS.sub(" ", text)) if "@" in text else "") or _trimmed(unwrapped(text))
    for hit in knowledge.hits(text):
        if hit.concept == "wrote" and hit.name and not hit.words:
            return _trimmed(hit.name)
        if hit.concept == "own":
            words = text.split()
            for n in range(len(words), 0, -1):
                if knowledge.says("self", " ".join(words[:n])):
                    return " ".join(words[:n])
            return ""
    return text


def _trimmed(name: str) -> str:
    """A name without the signs around it, but for one that closes what it opens: ":wave:"."""
    bare = name.strip(f" ·•|,:\uff1a–—-~<>»*\u200e\u200f{_HOLE}")
    after = name[name.find(bare) + len(bare) :][:1]
    if _OPEN.search(bare + after):
        bare += after
    return bare


def _told(sheet: Sheet, known: set[str]) -> dict[int, list[Candidate]]:
    """What attributes tell: sentences that read an item out, faces, names for scripts."""
    groups: dict[tuple[str, ...], list[tuple[int, Attribute]]] = defaultdict(list)
    for item, unit in enumerate(sheet.units):
        for each in unit.attributes:
            if 1 < len(each.value) <= LIMITS.told:
                groups[_place_of(each, unit.root)].append((item, each))
    # One's own may be called otherwise than others', and are read out in the same words.
    beside: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for (name, where, *_), places in groups.items():
        beside[name, where] += [_known_rest(sheet, at, each.value).text for at, each in places]
    out: dict[int, list[Candidate]] = defaultdict(list)
    for (name, where, *_), places in groups.items():
        # Of a single item only what its own element calls its author.
        if name == "datetime" or (len(places) < 2 and not _is_root_author(name, places, sheet)):
            continue
        usual = _usual(beside[name, where])
        for item, candidate in _names_in(sheet, name, places, usual, known):
            out[item].append(candidate)
    return out


def _place_of(each: Attribute, root: Node) -> tuple[str, ...]:
    """What an attribute is, and where: the last word of an id is what stays of it."""
    node = each.node
    called = tokens(node.get("id"))[-1:] if each.name == HIDDEN else []
    where = "root" if node is root else node.tag
    return each.name, where, " ".join(sorted(tokens(node.get("class")))), *called


def _names_in(
    sheet: Sheet,
    called: str,
    places: list[tuple[int, Attribute]],
    beside: set[str],
    known: set[str],
) -> list[tuple[int, Candidate]]:
    """The names that one attribute tells in many items, with how sure that is."""
    rests = [_known_rest(sheet, item, each.value) for item, each in places]
    names = _without_endings(_beside_usual([rest.text for rest in rests], beside))
    named = [_may_name(name, sheet) for name in names]
    values = Counter(name for name, holds in zip(names, named, strict=True) if holds)
    if not values:
        return []
    signals = _signs(sheet, called, places, rests, names)
    signals["agreed"] = sum(n for name, n in values.items() if name in known) / len(places)
    score = math.fsum(weight * signals.get(name, 1.0) for name, weight in WEIGHTS["told"].items())
    plain = partial(clean_name, knowledge=sheet.knowledge)
    return [
        (item, Candidate(plain(name), f"{called} of <{each.node.tag}>", score, score))
        for (item, each), name, holds in zip(places, names, named, strict=True)
        if holds and plain(name)
    ]


def _signs(
    sheet: Sheet,
    called: str,
    places: list[tuple[int, Attribute]],
    rests: list[Rest],
    names: list[str],
) -> dict[str, float]:
    """What speaks for the names of one attribute being those of who wrote, each 0 to 1."""
    named = [_may_name(name, sheet) for name in names]
    values = Counter(name for name, holds in zip(names, named, strict=True) if holds)
    total = len(places)
    items = {item for item, _ in places}
    return {
        "named": sum(named) / total,
        "repeated": min(1.0, 2 * (1 - len(values) / max(1, sum(values.values()))))
        if total > 2
        else 0,
        "read_out": sum(rest.is_read for rest in rests) / total,
        "wrote": sum(rest.wrote for rest in rests) / total,
        "timed": sum(rest.is_timed for rest in rests) / total,
        "called_author": float(_calls_author(called, places, sheet)),
        "rooted": float(_is_root_author(called, places, sheet)),
        "known_author": sum(sheet.site.says("author", each.node) for _, each in places) / total,
        "face": sum(_is_face(each.node) for _, each in places) / total,
        "icon": sum(_is_icon(each.node) for _, each in places) / total,
        "large": sum(each.node.tag == "img" and not _is_face(each.node) for _, each in places)
        / total,
        "constant": float(len(values) == 1),
        "titled": float(all(len(name) > 1 and name in sheet.around for name in values)),
        "disagreed": _disagreed(sheet, places, names, named) / total,
        "shared": min(1.0, len(items) / len(sheet.units)),
        "capital": sum(not name[:1].islower() for name in values) / len(values),
        "several": 1 - len(items) / total,
    }


def _disagreed(
    sheet: Sheet, places: list[tuple[int, Attribute]], names: list[str], named: list[bool]
) -> int:
    """Of how many items somebody else than an attribute names is known as the writer."""
    known = dict(enumerate(sheet.authors))
    told = ((known.get(item, ""), name) for (item, _), name in zip(places, names, strict=True))
    return sum(
        holds and bool(who) and not same_name(who, name)
        for (who, name), holds in zip(told, named, strict=True)
    )


def _calls_author(called: str, places: list[tuple[int, Attribute]], sheet: Sheet) -> bool:
    """Whether the attribute is called so, or what is hidden is by its id."""
    if called == HIDDEN:
        called = places[0][1].node.get("id")
    return not sheet.knowledge.marks["author"].isdisjoint(tokens(called)[-1:])


def _is_root_author(called: str, places: list[tuple[int, Attribute]], sheet: Sheet) -> bool:
    """Whether the items' own elements say so, in an attribute that is called author."""
    own = all(each.node is sheet.units[item].root for item, each in places)
    return own and _calls_author(called, places, sheet)


def _known_rest(sheet: Sheet, item: int, value: str) -> Rest:
    asked = (value, sheet.bodies.get(item, [""])[-1])
    if asked not in sheet.rests:
        sheet.rests[asked] = _rest(sheet, item, value)
    return sheet.rests[asked]


def _rest(sheet: Sheet, item: int, value: str) -> Rest:
    """What a sentence says beside what is said in the item and when."""
    text = folded(value)
    for hit in sheet.knowledge.lexicon.hits(text):
        if hit.concept == "wrote" and hit.name and not sheet.knowledge.clock.spans(hit.name):
            return Rest(hit.name, is_read=bool(hit.words), wrote=True)
        if hit.concept == "reply":
            return Rest("")
    read = False
    for said in sorted(sheet.bodies.get(item, ()), key=len, reverse=True):
        if (len(said) > 1 or is_signs(said)) and said in text:
            text, read = text.replace(said, _HOLE, 1), True
        elif beginning := _beginning(said, text):
            text, read = text.replace(beginning, _HOLE, 1), True
    spans = sheet.knowledge.clock.spans(text)
    for begin, end in reversed(spans):
        text = text[:begin] + _HOLE + text[end:]
    return Rest(_trimmed(folded(text)), is_read=read, is_timed=bool(spans))


def _beginning(said: str, text: str) -> str:
    """How a sentence reads out the beginning of what is said, with the dots after it; `""`: not."""
    cut = _DOTS.search(text)
    if not cut:
        return ""
    for at in range(cut.start()):
        if said.startswith(text[at : cut.start()]) and cut.start() - at >= LIMITS.echo:
            return text[at : cut.end()]
    return ""


def _usual(rests: list[str]) -> set[str]:
    """Words that nearly all of several different sentences have: not the name."""
    different = set(rests)
    if len(different) < 2:
        return set()
    count: Counter[str] = Counter()
    for rest in different:
        count.update(set(rest.split()))
    return {word for word, n in count.items() if n > len(different) * LIMITS.usual and n > 1}


def _beside_usual(rests: list[str], beside: set[str]) -> list[str]:
    """What sentences say beside their usual words: "on Friday, by Nora", "today, by Nora".

    A usual word may be one of a name, "Ana de la Cruz", and several after each other part two
    things; then it is the first or the last one, whichever differs less.

    Args:
        rests: The sentences without when and without what is said.
        beside: The usual words of all sentences of the kind, where these may be of one person.
    """
    own = _usual(rests)
    both = (own or set(rests[0].split())) & beside
    usual = both if len(both) > 1 else own
    runs = [_runs(rest.split(), usual) for rest in rests]
    first, last = ({run[at] for run in runs} for at in (0, -1))
    at = 0 if len(first) < len(last) else -1
    return [run[at] for run in runs]


def _runs(words: list[str], usual: set[str]) -> list[str]:
    """The words between the usual ones, where several of these stand together; at least one."""
    usual = usual | {_HOLE.strip()}
    while words and words[0] in usual:
        words = words[1:]
    while words and words[-1] in usual:
        words = words[:-1]
    runs: list[list[str]] = [[]]
    for at, word in enumerate(words):
        beside = {words[max(0, at - 1)], words[min(len(words) - 1, at + 1)]} - {word}
        if word == _HOLE.strip() or (word in usual and beside & usual):
            runs.append([])
        else:
            runs[-1].append(word)
    said = (_trimmed(" ".join(run)) for run in runs)
    return [each for each in said if each] or [""]


def _without_endings(names: list[str]) -> list[str]:
    """Names without what all of them end with after an apostrophe: "Nora's" of her picture."""
    different = {name for name in names if name}
    ends = {_APOSTROPHE.search(name) is not None for name in different}
    return [_APOSTROPHE.sub("", name) for name in names] if ends == {True} else names


def _is_face(node: Node) -> bool:
    return node.tag in ("img", "image") and 0 < node.box[2] <= LIMITS.face * 2


def _is_icon(node: Node) -> bool:
    """Whether it is a sign: it tells what became of the words, and not of whom they are."""
    return node.tag == "svg" and 0 < node.box[2] < LIMITS.icon


def _may_name(text: str, sheet: Sheet) -> bool:
    """Whether it could name somebody: no id that the page shows nowhere, nor a word of buttons."""
    is_named = sheet.knowledge.may_be_name(text) and not sheet.knowledge.says("control", text)
    return is_named and (text in sheet.around or not _is_id(text))


def _is_id(text: str) -> bool:
    return text in ("true", "false") or (
        " " not in text and any(sign.isdigit() or sign in "_/=#" for sign in text)
    )


def without_remarks(authors: list[Field]) -> list[Field]:
    """The same with names alone where others have them so: "Nora Lind, continued"."""
    known = {each.value for each in authors}
    heads = (each.value.partition(",")[0].strip() for each in authors)
    return [
        replace(each, value=head) if head in known and head != each.value else each
        for each, head in zip(authors, heads, strict=True)
    ]


def sources_of(candidates: list[Candidate], name: str) -> frozenset[int]:
    """The slots of an item that say who wrote it."""
    return frozenset(
        each.slot for each in candidates if name and each.slot and same_name(each.name, name)
    )


def chosen(candidates: list[Candidate], margin: float = LIMITS.margin) -> Field:
    """The candidate that outweighs all others.

    Where one that differs is near, it is the one of them that is met elsewhere, or nobody.

    Args:
        candidates: Of one item.
        margin: Logits by which it must.

    Returns:
        Who wrote it; several that agree are surer than one.
    """
    weights: dict[str, float] = {}
    by: dict[str, Candidate] = {}
    sure: dict[str, float] = {}
    for each in sorted(candidates, key=lambda one: -one.score):
        same = next((name for name in weights if same_name(name, each.name)), None)
        if same is None:
            weights[each.name] = each.score
            by[each.name] = each
            sure[each.name] = each.sure
        elif each.score > 0:
            weights[same] += min(each.score, LIMITS.agreed)
            sure[same] += min(each.score, LIMITS.agreed)
    ranked = sorted(weights, key=lambda name: -weights[name])
    if not ranked or weights[ranked[0]] < LIMITS.author:
        return NOTHING
    near = [
        name for name in ranked if name == ranked[0] or weights[ranked[0]] - weights[name] < margin
    ]
    met = [name for name in near if by[name].met]
    if len(near) > 1 and len(met) != 1:
        return NOTHING
    best = met[0] if len(near) > 1 else near[0]
    return Field(best, by[best].by, likelihood(sure[best]))
