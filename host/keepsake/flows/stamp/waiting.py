"""How many authorities have not stamped the newest entry; apart, because every start asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.stamp.asked import asked_ids

if TYPE_CHECKING:
    from keepsake.vault.handle import Vault


def count_waiting(vault: Vault) -> int:
    """The same number as `stamp.waiting`, without what reads roots and certificates.

    Raises:
        KeepsakeError: VAULT_DAMAGED, or INTERNAL where the list of authorities cannot be read.
    """
    config = vault.config
    if not config.stamps_enabled:
        return 0
    size, newest = vault.size(), vault.stamps.newest_of_each()
    return sum(newest.get(one, 0) < size for one in asked_ids(config.authorities))
