"""Whether the same account, or what leads to somebody, is in other copies: hints with reasons.

Nothing is put together by itself, and a name alone is no hint: anybody can take one. Nor is
anything told of copies outside those that are given; which those are is for `cases.seen` to say.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from keepsake.desk.database import every

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection, Iterator, Sequence

    from keepsake.desk.database import Transaction

KINDS = ("wallet", "iban", "phone", "email")
"""What belongs to somebody wherever it stands."""

HINTS_MAX = 200
PLACES_MAX = 20

_ACCOUNTS = """
select there.upload, 'account' as kind, here.value, here.platform as of,
  here.exhibits as here_exhibits, there.exhibits as there_exhibits
from account here join account there
  on there.folded = here.folded and there.kind = here.kind and there.platform = here.platform
  and there.upload <> here.upload
where here.upload = %s and here.kind = 'id' and here.platform <> ''
  and not here.own and not there.own and there.upload = any(%s)
order by there.upload limit %s
"""
# A number without a country is read as one of the country of the capture: not the same elsewhere.
_LEADS = """
select there.upload, here.kind, min(here.value) as value, here.belongs as of,
  array_agg(distinct array[here.exhibit, here.item]) as here_places,
  array_agg(distinct array[there.exhibit, there.item]) as there_places
from lead here join lead there
  on there.folded = here.folded and there.kind = here.kind and there.belongs = here.belongs
  and there.upload <> here.upload
where here.upload = %s and here.kind = any(%s)
  and not here.assumed and not there.assumed and not here.own and not there.own
  and there.upload = any(%s)
group by there.upload, here.kind, here.folded, here.belongs
order by there.upload limit %s
"""

_ACCOUNTS_ACROSS = """
with shared as (
  select folded, platform, count(distinct case_file) as cases from account
    join case_copy using (upload)
  where upload = any(%(among)s) and kind = 'id' and platform <> '' and not own
  group by folded, platform having count(distinct case_file) > 1
  order by cases desc, folded limit %(most)s)
select 'account' as kind, platform as of, folded, min(value) as value, upload, cases,
  (array_agg(distinct array[exhibit, 0]))[1:%(places)s] as places
from shared join account using (folded, platform) cross join unnest(exhibits) as exhibit
where upload = any(%(among)s) and kind = 'id' and not own
group by platform, folded, cases, upload order by cases desc, folded, platform, upload
"""
_LEADS_ACROSS = """
with shared as (
  select folded, kind, belongs, count(distinct case_file) as cases from lead
    join case_copy using (upload)
  where upload = any(%(among)s) and kind = any(%(kinds)s) and not assumed and not own
  group by folded, kind, belongs having count(distinct case_file) > 1
  order by cases desc, folded limit %(most)s)
select kind, belongs as of, folded, min(value) as value, upload, cases,
  (array_agg(distinct array[exhibit, item]))[1:%(places)s] as places
from shared join lead using (folded, kind, belongs)
where upload = any(%(among)s) and not assumed and not own
group by kind, belongs, folded, cases, upload order by cases desc, folded, kind, belongs, upload
"""


class Place(NamedTuple):
    """A message by its number in an exhibit; 0 for the exhibit as a whole."""

    exhibit: int
    item: int


class Reason(NamedTuple):
    """What is the same in both.

    Attributes:
        kind: `account` (by an id that its platform gives to nobody else), or one of `KINDS`.
        value: As it stands here.
        of: Platform, coin or country, "" where not known.
        here: Where it stands in the copy that was asked about, `PLACES_MAX` at most.
        there: Where in the other one.
    """

    kind: str
    value: str
    of: str
    here: tuple[Place, ...]
    there: tuple[Place, ...]


class Hint(NamedTuple):
    """Another copy that has something of this one, and what."""

    upload: uuid.UUID
    reasons: tuple[Reason, ...]


class Shared(NamedTuple):
    """Something that is in several cases.

    Attributes:
        kind: As of a `Reason`.
        value: As it stands in one of them.
        of: As of a `Reason`.
        copies: In which it is, each with where, `PLACES_MAX` at most.
    """

    kind: str
    value: str
    of: str
    copies: tuple[tuple[uuid.UUID, tuple[Place, ...]], ...]


def across(transaction: Transaction, among: Collection[uuid.UUID]) -> list[Shared]:
    """What is the same in several cases, `HINTS_MAX` of accounts and of leads at most.

    Args:
        transaction: In which it is asked.
        among: Copies that are looked at, of those that were opened.
    """
    told = {
        "among": list(among), "kinds": list(KINDS), "most": HINTS_MAX, "places": PLACES_MAX,
    }  # fmt: skip
    same = itemgetter("kind", "of", "folded")
    found = []
    for query in (_ACCOUNTS_ACROSS, _LEADS_ACROSS):
        rows = transaction.execute(query.encode(), told).fetchall()
        for (kind, of_what, _), group in groupby(rows, same):
            stands = list(group)
            copies = tuple((row["upload"], _places(row["places"])) for row in stands)
            found.append(Shared(kind, stands[0]["value"], of_what, copies))
    return found


def of(transaction: Transaction, among: Collection[uuid.UUID], upload: uuid.UUID) -> list[Hint]:
    """Copies that were opened and have the same in them as one; most reasons first.

    Args:
        transaction: In which it is asked.
        among: Copies that are looked at.
        upload: Of the one.
    """
    found: dict[uuid.UUID, list[Reason]] = {}
    rows = (*_accounts(transaction, among, upload), *_leads(transaction, among, upload))
    for other, reason in rows:
        known = found.setdefault(other, [])
        if reason not in known:
            known.append(reason)
    hints = [Hint(other, tuple(reasons)) for other, reasons in found.items()]
    return sorted(hints, key=lambda hint: (-len(hint.reasons), str(hint.upload)))[:HINTS_MAX]


def _accounts(
    transaction: Transaction, among: Collection[uuid.UUID], upload: uuid.UUID
) -> Iterator[tuple[uuid.UUID, Reason]]:
    for row in every(transaction, _ACCOUNTS, upload, list(among), HINTS_MAX):
        here = _places([(number, 0) for number in row["here_exhibits"]])
        there = _places([(number, 0) for number in row["there_exhibits"]])
        yield row["upload"], Reason(row["kind"], row["value"], row["of"], here, there)


def _leads(
    transaction: Transaction, among: Collection[uuid.UUID], upload: uuid.UUID
) -> Iterator[tuple[uuid.UUID, Reason]]:
    for row in every(transaction, _LEADS, upload, list(KINDS), list(among), HINTS_MAX):
        here, there = _places(row["here_places"]), _places(row["there_places"])
        yield row["upload"], Reason(row["kind"], row["value"], row["of"], here, there)


def _places(found: Sequence[Sequence[int]]) -> tuple[Place, ...]:
    return tuple(Place(*place) for place in found[:PLACES_MAX])
