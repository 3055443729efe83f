"""Whether the same account, or what leads to somebody, is in other copies: hints with reasons.

Nothing is put together by itself, and a name alone is no hint: anybody can take one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.desk.database import every

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator

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
  and not here.own and not there.own
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
group by there.upload, here.kind, here.folded, here.belongs
order by there.upload limit %s
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


def of(transaction: Transaction, upload: uuid.UUID) -> list[Hint]:
    """Other copies that were opened and have the same in them; most reasons first.

    Whether whoever asks may know of the other copy is not decided here.
    """
    found: dict[uuid.UUID, list[Reason]] = {}
    for other, reason in (*_accounts(transaction, upload), *_leads(transaction, upload)):
        known = found.setdefault(other, [])
        if reason not in known:
            known.append(reason)
    hints = [Hint(other, tuple(reasons)) for other, reasons in found.items()]
    return sorted(hints, key=lambda hint: (-len(hint.reasons), str(hint.upload)))[:HINTS_MAX]


def _accounts(transaction: Transaction, upload: uuid.UUID) -> Iterator[tuple[uuid.UUID, Reason]]:
    for row in every(transaction, _ACCOUNTS, upload, HINTS_MAX):
        here = tuple(Place(number, 0) for number in row["here_exhibits"][:PLACES_MAX])
        there = tuple(Place(number, 0) for number in row["there_exhibits"][:PLACES_MAX])
        yield row["upload"], Reason(row["kind"], row["value"], row["of"], here, there)


def _leads(transaction: Transaction, upload: uuid.UUID) -> Iterator[tuple[uuid.UUID, Reason]]:
    for row in every(transaction, _LEADS, upload, list(KINDS), HINTS_MAX):
        here = tuple(Place(*place) for place in row["here_places"][:PLACES_MAX])
        there = tuple(Place(*place) for place in row["there_places"][:PLACES_MAX])
        yield row["upload"], Reason(row["kind"], row["value"], row["of"], here, there)
