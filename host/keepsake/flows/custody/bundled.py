"""Which acts of custody go into a bundle: those that name nothing that is not in it.

An act travels as the exact bytes of its entry, so it travels whole or not at all. One that also
names captures which are not handed over would tell of them, and is only counted. Source: FORMAT.md
§10.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.core import custody, practice
from keepsake.core.custody import ExportBody, RemovalBody
from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from keepsake.core.custody import Act
    from keepsake.core.entry import Entry
    from keepsake.vault.unlocked import Unlocked


class Acts(NamedTuple):
    """Custody of what is handed over.

    Attributes:
        shown: Acts that go along, oldest first.
        withheld: How many more concern it, together with captures that are not handed over.
    """

    shown: tuple[Act, ...]
    withheld: int


def require_kept(unlocked: Unlocked, captures: Iterable[int]) -> None:
    """Refuses captures of which nothing is left but their line.

    Raises:
        KeepsakeError: EXPORT_REMOVED, with their entries; CAPTURE_UNKNOWN; VAULT_DAMAGED.
    """
    vault = unlocked.vault
    names = {entry: unlocked.capture(entry).body.capture for entry in captures}
    gone = {
        entry: name
        for entry, name in names.items()
        if not vault.path.joinpath("parts", name).is_dir()
    }
    if not gone:
        return
    removals = custody.true_removals(unlocked.removal_key(), unlocked.readable())
    removed = [str(entry) for entry, name in sorted(gone.items()) if name in removals]
    if removed:
        raise KeepsakeError(Code.EXPORT_REMOVED, capture=", ".join(removed))


def require_no_practice(unlocked: Unlocked, captures: Iterable[int]) -> None:
    """Refuses captures that were made to practise.

    Raises:
        KeepsakeError: EXPORT_PRACTICE, with their entries; CAPTURE_UNKNOWN; VAULT_DAMAGED.
    """
    bodies = {entry: unlocked.capture(entry).body for entry in captures}
    found = [str(entry) for entry, body in sorted(bodies.items()) if body.case == practice.CASE]
    if found:
        raise KeepsakeError(Code.EXPORT_PRACTICE, capture=", ".join(found))


def acts_for(
    records: Iterable[tuple[int, Entry]],
    captures: Collection[int],
    key: bytes,
    case: Collection[int] = (),
) -> Acts:
    """Chooses among all acts.

    A removal goes along where the removed capture belonged to the case, or was in an earlier bundle
    together with one of these captures: whoever has that bundle sees when it was removed and why.
    A removal whose proof does not hold is left out.

    Args:
        records: All entries of the vault, with their places in the log.
        captures: Entries of the captures that are handed over.
        key: What removals are proven with, `Unlocked.removal_key`.
        case: Entries of all captures of the case.

    Raises:
        KeepsakeError: VAULT_DAMAGED, a body has another form.
    """
    kept = [(index, record) for index, record in records if record.kind in custody.KINDS]
    gone = {act.entry: act for act in custody.true_removals(key, kept).values()}
    acts = [act for act in custody.acts(kept) if act.kind != "removal" or act.entry in gone]
    chosen = frozenset(captures)
    known = chosen | frozenset(case) | _handed_with(acts, chosen)
    told = chosen | {one for act in gone.values() for one in act.body.captures if one in known}
    ours = [act for act in acts if _concerns(act, chosen, told)]
    shown = tuple(act for act in ours if told.issuperset(act.body.captures))
    return Acts(shown, len(ours) - len(shown))


def _handed_with(acts: Iterable[Act], chosen: frozenset[int]) -> frozenset[int]:
    """Captures that were in an earlier bundle with one of these."""
    bodies = [act.body for act in acts if isinstance(act.body, ExportBody)]
    return frozenset(one for body in bodies if chosen & set(body.captures) for one in body.captures)


def _concerns(act: Act, chosen: frozenset[int], told: Collection[int]) -> bool:
    if isinstance(act.body, RemovalBody):
        return any(one in told for one in act.body.captures)
    if not act.body.captures:
        return any(one < act.entry for one in chosen)
    return bool(chosen & set(act.body.captures))
