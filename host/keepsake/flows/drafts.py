"""What is being typed into forms and is not kept yet: sealed in the vault until it is.

Source: FORMAT.md §9.5.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.errors import KeepsakeError
from keepsake.vault import drafts

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.vault.handle import Vault
    from keepsake.vault.unlocked import Unlocked

FORMS_MAX = 24
# Requests of one window come at the same time; each reads all of them and writes all of them.
_guard = threading.Lock()


class FormDraft(msgspec.Struct, frozen=True):
    """What a form held at a pause.

    Attributes:
        at: The form, by its address in the viewer.
        case: The case that was chosen, "" for none.
        saved: When, UTC.
        fields: Names and values, as the form would send them.
    """

    at: str
    case: str
    saved: str
    fields: tuple[tuple[str, str], ...]


def drafts_in(unlocked: Unlocked, case: str) -> list[FormDraft]:
    """What waits in a case, or waited before there was one; the latest last."""
    return [one for one in _all(unlocked) if one.case in ("", case)]


def hold(unlocked: Unlocked, typed: FormDraft) -> None:
    """Seals what a form holds, in place of what it held before.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE, VAULT_LOCKED; what was sealed before is then
            still there.
    """
    with _guard:
        others = [one for one in _all(unlocked) if (one.at, one.case) != (typed.at, typed.case)]
        _write(unlocked, [*others, typed][-FORMS_MAX:])


def let_go(unlocked: Unlocked, at: str, case: str) -> None:
    """Forgets what a form held, because it is kept now or no longer wanted. Raises as `hold`."""
    with _guard:
        before = _all(unlocked)
        left = [one for one in before if one.at != at or one.case not in ("", case)]
        if len(left) < len(before):
            _write(unlocked, left)


def leave_behind(vault: Vault, fields: tuple[FormDraft, ...]) -> None:
    """Seals what was on a screen when a door was closed; needs no key, for that is gone by then.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE.
    """
    if fields:
        with _guard:
            drafts.save(vault, drafts.LAST, msgspec.json.encode(fields))


def take_in(unlocked: Unlocked, put: Callable[[FormDraft], None]) -> None:
    """Has what was left behind put where it is looked for.

    It is gone only when all of it is put: until then it is there again after an end at any moment.

    Args:
        unlocked: The vault.
        put: Holds one; the same one may be put again.

    Raises:
        KeepsakeError: As `put`, for the first that could not be put, once all others are.
    """
    failed: list[KeepsakeError] = []
    for one in _read(unlocked, drafts.LAST):
        try:
            put(one)
        except KeepsakeError as error:
            failed.append(error)
    if failed:
        raise failed[0]
    with _guard:
        # The key goes before the next words are left behind; with it here, these are the old ones.
        if unlocked.is_open:
            drafts.remove(unlocked.vault, drafts.LAST)


def _all(unlocked: Unlocked) -> list[FormDraft]:
    return _read(unlocked, drafts.FORMS)


def _read(unlocked: Unlocked, name: str) -> list[FormDraft]:
    return drafts.load(unlocked, name, list[FormDraft]) or []


def _write(unlocked: Unlocked, waiting: list[FormDraft]) -> None:
    if waiting:
        drafts.save(unlocked.vault, drafts.FORMS, msgspec.json.encode(waiting))
    else:
        drafts.remove(unlocked.vault, drafts.FORMS)
