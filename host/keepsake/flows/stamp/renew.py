"""Renews stamps whose certificates will run out: a record lists them, and is stamped itself.

Source: FORMAT.md §5.5.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from keepsake.core.hashing import sha256, sha256_hex
from keepsake.core.renewal import KIND, RenewalBody, Renewed
from keepsake.core.timestamp.exchange import TimestampError, check_response
from keepsake.env import parse_utc, utc_text
from keepsake.vault import transaction
from keepsake.vault.stamps import Renewals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from keepsake.env import Environment
    from keepsake.stamp.authorities import Authority
    from keepsake.vault.handle import Vault

AHEAD = timedelta(days=180)
_LOOK_EVERY = timedelta(days=7)


def renew_stamps(vault: Vault, authorities: Sequence[Authority], env: Environment) -> int:
    """Appends a record of the stamps that run out within half a year, and were not renewed yet.

    It looks once a week at most, sends nothing, and needs no passphrase; asking the authorities is
    left to the next `stamp_now`, for which the log is then longer than what they have stamped.

    Returns:
        How many stamps are renewed by the new record, 0 where there is none.

    Raises:
        KeepsakeError: Of the vault only.
    """
    now = env.now()
    done = vault.stamps.renewals()
    if not vault.config.stamps_enabled or not _is_time(done, now):
        return 0
    roots = {authority.id: authority.roots for authority in authorities}
    expiring = []
    for stamp in vault.stamps.all():
        stem = f"{stamp.size}-{stamp.authority}"
        if stem in done.stamps or stamp.authority not in roots:
            continue
        try:
            digest = sha256(stamp.checkpoint)
            facts = check_response(stamp.tsr, digest, None, roots[stamp.authority])
        except TimestampError:
            continue  # an audit names it; a record of it would lend it weight
        if facts.first_expiry <= now + AHEAD:
            expires = utc_text(facts.first_expiry)
            row = Renewed(stamp.size, stamp.authority, sha256_hex(stamp.tsr), expires)
            expiring.append((stem, row))
    if expiring:
        transaction.append(vault, KIND, RenewalBody(tuple(row for _, row in expiring)))
    stems = (*done.stamps, *(stem for stem, _ in expiring))
    with transaction.writing(vault):
        vault.stamps.set_renewals(Renewals(utc_text(now + _LOOK_EVERY), stems))
    return len(expiring)


def _is_time(done: Renewals, now: datetime) -> bool:
    try:
        # Further away than a week means that the clock was put back since.
        return not now < parse_utc(done.next) <= now + _LOOK_EVERY
    except ValueError:
        return True
