"""Checks of times: the clock, its zone, and whether others confirm them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from keepsake.core.errors import KeepsakeError
from keepsake.env import parse_utc
from keepsake.flows.doctor.diagnosis import OK, PROBLEM, WAITING, Diagnosis
from keepsake.flows.stamp import witness
from keepsake.flows.stamp.ask import behind
from keepsake.stamp.asked import asked_ids
from keepsake.stamp.authorities import load_authorities
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.env import Environment

# What a watch set by hand may be away. Who relies on a time asks for the authority's.
_MOST_AWAY = timedelta(minutes=2)
# No version of this program is older.
_FIRST_RELEASE = datetime(2026, 11, 1, tzinfo=UTC)


def day_text(moment: datetime | str) -> str:
    """A moment in the computer's own zone, for instance `2026-11-24 14:03`."""
    at = parse_utc(moment) if isinstance(moment, str) else moment
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def stamps(path: Path, env: Environment) -> Iterator[Diagnosis]:
    """Whether the authorities could be reached, as far as their last answers tell; asks nobody."""
    vault = _opened(path, env)
    if vault is None:
        return
    if not vault.config.stamps_enabled:
        yield Diagnosis("stamps", WAITING, "stamps.off", mend="stamps")
        return
    if not asked_ids(vault.config.authorities):
        others = "stamps" if asked_ids(()) else ""  # a list of one's own may hold nobody
        yield Diagnosis("stamps", WAITING, "stamps.none", mend=others)
        return
    left = behind(vault, load_authorities())
    if not left:
        yield Diagnosis("stamps", OK, "stamps.ok")
        return
    attempts, facts = vault.stamps.attempts(), {"count": str(len(left))}
    failed = [attempts[one.id] for one in left if one.id in attempts and attempts[one.id].reason]
    newest = max(failed, key=lambda one: one.asked, default=None)
    if newest is None:
        yield Diagnosis("stamps", WAITING, "stamps.waiting", facts, "stamp")
        return
    facts |= {"reason": newest.reason, "day": day_text(newest.asked) if newest.asked else "?"}
    yield Diagnosis("stamps", WAITING, "stamps.unreached", facts, "stamp")


def witnesses(path: Path, env: Environment) -> Iterator[Diagnosis]:
    """What the vault's witnesses said when they were asked last; asks nobody."""
    vault = _opened(path, env)
    rows = witness.standing(vault) if vault else []
    seen = [one for one in rows if one.size and not one.reason]
    if seen:
        yield Diagnosis("witness", OK, "witness.ok", {"count": str(len(seen))})
    for one in rows:
        facts = {"name": one.name}
        if one.reason in witness.NO_CONTINUATION:
            what = one.reason.replace("_", ".")
            yield Diagnosis("witness", PROBLEM, what, facts | {"seen": str(one.seen)})
        elif one.reason:
            facts["reason"] = one.reason
            yield Diagnosis("witness", WAITING, "witness.failed", facts, "stamp")
        elif not one.size:
            yield Diagnosis("witness", WAITING, "witness.waiting", facts, "stamp")


def clock(path: Path, env: Environment) -> Iterator[Diagnosis]:
    """Whether the clock can be right: by what authorities said of it, and by what is known here."""
    now = env.now()
    if now < _FIRST_RELEASE:
        yield Diagnosis("clock", PROBLEM, "clock.early", {"now": day_text(now)})
        return
    vault = _opened(path, env)
    records = vault.stamps.newest_records() if vault else []
    newest = max(records, key=lambda one: one.token_time, default=None)
    if newest is None:
        yield Diagnosis("clock", WAITING, "clock.unknown")
        return
    then, away = parse_utc(newest.token_time), timedelta(milliseconds=newest.clock_difference_ms)
    if now < then - _MOST_AWAY:
        facts = {"now": day_text(now), "day": day_text(then)}
        yield Diagnosis("clock", PROBLEM, "clock.behind", facts)
        return
    facts = {"day": day_text(then), "seconds": f"{abs(away.total_seconds()):.0f}"}
    wrong = abs(away) > _MOST_AWAY
    yield Diagnosis(
        "clock", PROBLEM if wrong else OK, "clock.differs" if wrong else "clock.ok", facts
    )


def zone(env: Environment) -> Iterator[Diagnosis]:
    """Whether the computer's time zone is known."""
    name = env.zone()
    if name:
        yield Diagnosis("zone", OK, "zone.ok", {"zone": name})
    else:
        yield Diagnosis("zone", WAITING, "zone.waiting")


def _opened(path: Path, env: Environment) -> Vault | None:
    """The vault, where it opens; where not, another check tells."""
    try:
        return Vault.open(path, env)
    except KeepsakeError:
        return None
