"""The reading of a capture: from what was seen to who said what and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from keepsake.reading.accounts import by_account
from keepsake.reading.apart import answered_in, are_signed, words_of_event
from keepsake.reading.authors import (
    Candidate,
    candidates_of,
    chosen,
    sources_of,
    without_remarks,
)
from keepsake.reading.beside import counts_of, receipts_of
from keepsake.reading.body import find_bodies
from keepsake.reading.columns import heads_of
from keepsake.reading.cuts import cuts_of
from keepsake.reading.fields import NOTHING, READ_BY, Field, Reading, ReadItem, SeenItem
from keepsake.reading.groups import (
    Leads,
    carried,
    doubted,
    faces_of,
    is_bare,
    leads_of,
    led_by,
    like_named,
    one_by_one,
)
from keepsake.reading.kinds import kinds_of, speaking_for, tells_of
from keepsake.reading.knowledge import is_wordless
from keepsake.reading.label import Verdict, likelihood, verdicts_of
from keepsake.reading.page import Sheet
from keepsake.reading.parts import Unit, unit_of
from keepsake.reading.shifted import of_next
from keepsake.reading.side_words import are_owned, directions_of, named_sides, without_peers
from keepsake.reading.sides import Lie, contradicted, lies_of, sides_of
from keepsake.reading.site import NO_SITE, Site, account_of
from keepsake.reading.slots import Layout, usual_marks
from keepsake.reading.times import times_of
from keepsake.reading.tree import tree_of
from keepsake.reading.weights import LIMITS
from keepsake.reading.within import groups_of, names_within, times_within
from keepsake.reading.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.reading.knowledge import Knowledge
    from keepsake.reading.split import Split
    from keepsake.reading.views import Record, Views


@dataclass(slots=True)
class Worked:
    """A page half read: what `explain` tells of.

    Attributes:
        verdicts: By slot.
        splits: The items part by part.
        candidates: Of each item who may have written it.
        authors: Of each item who did, as it tells it itself.
    """

    sheet: Sheet
    verdicts: dict[int, Verdict]
    splits: list[Split]
    candidates: list[list[Candidate]]
    authors: list[Field]


def read(
    items: Sequence[SeenItem],
    views: Views,
    around: str,
    knowledge: Knowledge,
    site: Site = NO_SITE,
) -> Reading:
    """Reads a capture.

    Args:
        items: As the walk found them, in the order of the page; those without a record stay empty.
        views: What was seen.
        around: What the page says beside them that may name people: its title.
        knowledge: Words of languages and of makers of pages.
        site: Where a known platform says who and when.

    Returns:
        Every item; what nothing is sure of is empty.
    """
    seen = [item for item in items if item.views and item.views[-1] in views.records]
    records = [views.records[item.views[-1]] for item in seen]
    worked = work(records, views, around, knowledge, site)
    read_items = {each.key: each for each in items_of(seen, records, views, worked)}
    return Reading(
        READ_BY,
        [read_items.get(item.key) or ReadItem(item.key, item.kind) for item in items],
    )


def work(
    records: Sequence[Record],
    views: Views,
    around: str,
    knowledge: Knowledge,
    site: Site = NO_SITE,
) -> Worked:
    """Finds what each part of the items of a page is, and who may have written them.

    The labels of slots and the names of people speak for each other, so both are found in rounds:
    in the first ones the best guess is enough, in the last no doubt is left.
    """
    sheet = _laid_out(records, views, around, knowledge, site)
    verdicts: dict[int, Verdict] = {}
    known: object = None
    settled = False
    for margin in (0.0, 0.0, LIMITS.margin):
        if not settled:
            verdicts = verdicts_of(sheet, verdicts)
            splits = find_bodies(sheet, verdicts)
            candidates = candidates_of(sheet, splits, verdicts)
        authors = without_remarks([chosen(each, margin) for each in candidates])
        sheet.authors = [each.value for each in authors]
        sheet.people = frozenset(filter(None, sheet.authors))
        sheet.sources = [
            sources_of(each, name) for each, name in zip(candidates, sheet.authors, strict=True)
        ]
        # What is asked of the same page twice is answered in the same way.
        found = (
            sheet.body_at,
            sheet.parts_at,
            sheet.told_at,
            sheet.bodies,
            sheet.authors,
            sheet.sources,
        )
        settled, known = found == known, found
    accounts = [account_of(unit, site) for unit in sheet.units]
    authors = by_account(authors, accounts, known=bool(site.profiles))
    return Worked(sheet, verdicts, splits, candidates, authors)


def _laid_out(
    records: Sequence[Record], views: Views, around: str, knowledge: Knowledge, site: Site
) -> Sheet:
    """The items taken apart, their lines cut where these tell who and when before what is said."""
    units = [_unit(record, views) for record in records]
    layout = Layout(usual_marks(units))
    slots = layout.slots(units)
    cuts = cuts_of(units, slots, knowledge)
    for at, places in cuts.items():
        units[at] = unit_of(units[at].root, words_of(units[at].root, places))
    sheet = Sheet(units, layout.slots(units) if cuts else slots, knowledge, around, site)
    sheet.heads = heads_of(views)
    sheet.signed = are_signed(units)
    sheet.answered = {
        item: run for item, unit in enumerate(units) if (run := answered_in(unit, knowledge))
    }
    sheet.unnamed = frozenset(
        at for at, places in cuts.items() if any(cut.nameless for cut in places.values())
    )
    return sheet


def _unit(record: Record, views: Views) -> Unit:
    root = tree_of(record, views)
    return unit_of(root, words_of(root))


@dataclass(slots=True)
class _Found:
    """What is known of all items together.

    Attributes:
        kinds: Logits of each being said by nobody, by kind.
        bare: Of each whether it says and shows nothing itself.
        telling: Places of those that tell who or when of the ones beside them.
        authors: Of each who wrote it, as it or another one tells it.
        times: Of each when: the moment, and as shown.
        sides: By place, of what somebody said.
    """

    kinds: list[dict[str, float]]
    bare: list[bool]
    telling: frozenset[int]
    authors: list[Field]
    times: list[tuple[Field, Field]]
    sides: dict[int, Field]


def items_of(
    seen: Sequence[SeenItem], records: Sequence[Record], views: Views, worked: Worked
) -> list[ReadItem]:
    """The items with all their fields.

    Args:
        seen: The items that have a record, in the order of the page.
        records: Theirs.
        views: What was seen.
        worked: What `work` made of them; told what speaks for each being no message.
    """
    sheet, splits = worked.sheet, worked.splits
    sheet.taken = [item.kind for item in seen]
    found = _found(records, views, worked)
    receipts = receipts_of(splits, sheet, worked.verdicts)
    out = []
    for at, item in enumerate(seen):
        who_and_when = (found.authors[at], *found.times[at])
        if at in found.sides:
            kind = "message" if item.kind == "divider" else item.kind
            counts = counts_of(splits[at], sheet, worked.verdicts)
            fields = (_text(at, worked), *who_and_when, found.sides[at], _quote(at, worked))
            out.append(ReadItem(item.key, kind, *fields, receipts[at], counts, item.views))
            continue
        scores = found.kinds[at]
        kind = max(scores, key=lambda each: scores[each])
        text = Field(words_of_event(sheet, at, splits[at]), "words", likelihood(scores[kind]))
        event = kind == "divider" and not found.bare[at]
        leading = _unsaid(who_and_when, tells=at in found.telling, event=event)
        out.append(ReadItem(item.key, kind, text, *leading, views=item.views))
    return out


def _found(records: Sequence[Record], views: Views, worked: Worked) -> _Found:
    """What of the items somebody said, and what they tell of each other."""
    sheet, splits = worked.sheet, worked.splits
    rtl = _is_rtl(views)
    lies = lies_of(sheet, splits, [record.stop for record in records], rtl=rtl)
    sheet.grounds, sheet.edges = [lie.ground for lie in lies], [lie.edge for lie in lies]
    times = [_times(at, worked) for at in range(len(splits))]
    told = [(author, shown) for author, (_, shown) in zip(worked.authors, times, strict=True)]
    bare = [is_bare(sheet, at, split) for at, split in enumerate(splits)]
    groups = groups_of(sheet, records, views, splits, bare)
    leads, rows = Leads(), Leads()
    if not groups.led:
        leads = leads_of(sheet, splits, bare, _sides_of_all(lies, bare, rtl=rtl))
    telling = leads.items | groups.led.keys()
    sheet.kinds = speaking_for(sheet, records, views.holders, splits, told, telling)
    kinds = kinds_of(sheet.kinds)
    if not groups.led:
        rows = one_by_one(_are_said(kinds), [shown.value for _, shown in times], sheet)
    for at in rows.items:
        kinds[at]["rest"] = max(kinds[at].values()) + LIMITS.margin
    said = [at for at, holds in enumerate(_are_said(kinds)) if holds]
    alike = _like_named(sheet, splits, said)
    times = _led_times(_led_times(times, leads, alike), rows, alike)
    if groups.led:
        times = times_within(times, groups, said)
        authors = names_within(worked.authors, sheet, groups, said)
    elif leads.items and (leads.named or leads.names):
        authors = led_by(_with_names(worked.authors, leads), leads, alike)
    else:
        authors = _grouped(worked, lies, alike)
        authors = doubted(authors, [bool(worked.authors[at].value) for at in said])
    authors, sides = _sided(worked, authors, lies, said, rtl=rtl)
    shifted = of_next(sheet, splits)
    authors = [NOTHING] * len(splits) if "author" in shifted else authors
    times = [(NOTHING, NOTHING)] * len(splits) if "time" in shifted else times
    return _Found(kinds, bare, telling | rows.items, authors, times, sides)


def _sided(
    worked: Worked, authors: list[Field], lies: list[Lie], said: list[int], *, rtl: bool
) -> tuple[list[Field], dict[int, Field]]:
    """Who wrote each item, and the sides of those that somebody said."""
    sheet = worked.sheet
    if sum(sheet.taken[at] in ("post", "comment") for at in said) * 2 > len(said):
        return authors, dict.fromkeys(said, NOTHING)
    splits = [worked.splits[at] for at in said]
    directions = directions_of(splits, sheet.knowledge)
    owned = are_owned(splits, sheet.knowledge)
    # Of one's own nobody before it is the writer.
    here = [
        NOTHING if own and not worked.authors[at].value else authors[at]
        for at, own in zip(said, owned, strict=True)
    ]
    here = without_peers(here, directions)
    told = directions
    if not any(directions):
        told = named_sides(splits, here, owned, sheet.knowledge)
        told = [0] * len(said) if contradicted([lies[at] for at in said], told) else told
    some = [replace(lies[at], told=way) for at, way in zip(said, told, strict=True)]
    authors = list(authors)
    for at, author in zip(said, here, strict=True):
        authors[at] = author
    return authors, dict(zip(said, sides_of(some, rtl=rtl), strict=True))


def _are_said(kinds: Sequence[dict[str, float]]) -> list[bool]:
    return [max(scores.values()) <= 0 for scores in kinds]


def _unsaid(
    told: tuple[Field, Field, Field], *, tells: bool, event: bool
) -> tuple[Field, Field, Field]:
    """Who and when of what nobody said: of those beside it, or when something happened.

    What it tells of those beside it, it tells itself: that is where they have it from. A day has
    no words beside it, and happened at no time.
    """
    if tells:
        return told
    return (NOTHING, *told[1:]) if event else (NOTHING, NOTHING, NOTHING)


def _like_named(sheet: Sheet, splits: list[Split], said: list[int]) -> list[bool]:
    """Which items may take a name over: what begins with another's may be said of them.

    A sign in the place of names says that it is of nobody: an arrow, three stars.
    """
    alike = like_named(sheet, splits, said)
    for at, holds in enumerate(alike):
        of_somebody = tells_of(sheet.bodies.get(at, [""])[0], sheet)
        of_nobody = any(is_wordless(part.text) for part in splits[at].of("author"))
        alike[at] = holds and (bool(sheet.authors[at]) or not (of_somebody or of_nobody))
    return alike


def _grouped(worked: Worked, lies: list[Lie], alike: list[bool]) -> list[Field]:
    """Who wrote each item, with the names of groups of which one alone tells it."""
    sheet, splits = worked.sheet, worked.splits
    faces = faces_of(sheet, splits, worked.verdicts)
    below = _stand_below(splits, sheet)
    # Such a line may be of one's own message, and in a log is of nobody: only where some lie at one
    # side and some at the other does that tell whose group it is of.
    sided = {-1, 1} <= {lie.edge for lie in lies}
    known = [
        said and not (at in sheet.unnamed and not (sided and lies[at].edge))
        for at, said in enumerate(alike)
    ]
    return carried(worked.authors, lies, known, below=below, faces=faces)


def _sides_of_all(lies: list[Lie], bare: list[bool], *, rtl: bool) -> list[str]:
    """The side of each item that says or shows something; `""` for others."""
    loud = [at for at, holds in enumerate(bare) if not holds]
    sided = sides_of([lies[at] for at in loud], rtl=rtl)
    sides = {at: side.value for at, side in zip(loud, sided, strict=True)}
    return [sides.get(at, "") for at in range(len(bare))]


def _text(at: int, worked: Worked) -> Field:
    split = worked.splits[at]
    text = worked.sheet.units[at].words.text(split.orders())
    if not text:
        return NOTHING
    score = max(worked.verdicts[part.key].scores["body"] for part in split.body)
    return Field(text, "words", likelihood(score))


def _quote(at: int, worked: Worked) -> Field:
    parts = worked.splits[at].of("quote")
    if not parts:
        return NOTHING
    score = worked.verdicts[parts[0].key].scores["quote"]
    return Field(" ".join(part.text for part in parts), "words", likelihood(score))


def _with_names(authors: list[Field], leads: Leads) -> list[Field]:
    """The names with those that rows tell beside a time."""
    names = leads.names
    return [
        Field(names[at], "words", LIMITS.lead) if at in names else author
        for at, author in enumerate(authors)
    ]


def _led_times(
    times: list[tuple[Field, Field]], leads: Leads, alike: list[bool]
) -> list[tuple[Field, Field]]:
    """The times with those that leading items tell, only of the first beside each."""
    first = [said and at - leads.step in leads.items for at, said in enumerate(alike)]
    sure = [
        tuple(_surer(one) for one in each) if at in leads.items else each
        for at, each in enumerate(times)
    ]
    moments = led_by([one for one, _ in sure], leads, first)
    shown = led_by([one for _, one in sure], leads, first)
    return list(zip(moments, shown, strict=True))


def _surer(one: Field) -> Field:
    """A time of a row that holds nothing else: what it is of stands beside it."""
    return replace(one, confidence=max(one.confidence, LIMITS.lead)) if one.value else one


def _times(at: int, worked: Worked) -> tuple[Field, Field]:
    parts = worked.splits[at].of("time")
    verdict = worked.verdicts[parts[0].key] if parts else None
    sure = likelihood(verdict.scores["time"]) if verdict else LIMITS.lead
    if verdict and verdict.label != "time":
        sure = LIMITS.lead  # by its words, in a place of names: nothing else stands there
    sheet = worked.sheet
    said = sheet.bodies.get(at, [])
    return times_of(sheet.units[at], worked.splits[at], sheet, said, sure)


def _stand_below(splits: list[Split], sheet: Sheet) -> bool | None:
    """Whether most names stand after what is said; `None` where none stands anywhere."""
    after = before = 0
    for item, split in enumerate(splits):
        body = sheet.body_at.get(item)
        if body is not None:
            names = split.of("author")
            after += sum(part.first >= body[1] for part in names)
            before += sum(part.last <= body[0] for part in names)
    return after > before if after or before else None


def _is_rtl(views: Views) -> bool:
    looks = [look.direction for look in views.looks.values()]
    return looks.count("rtl") * 2 > len(looks)
