"""Acts of custody in a bundle: all that name only what is in it, and none that names more."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from fixtures.vaults import CAPTURE, capture, environment
from keepsake.core.custody import Attribution, BackupBody, ExportBody, RemovalBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.audit.vault import audit
from keepsake.flows.custody import acts as custody
from keepsake.flows.custody.bundled import Acts, acts_for, require_kept
from keepsake.vault import access, creating, transaction

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

ONE, TWO, THREE = 1, 2, 3
ME = Attribution(who="Noor", why="For the police.")


@pytest.fixture
def unlocked(tmp_path: Path) -> Unlocked:
    """Three captures, opened without a passphrase."""
    vault = creating.create(tmp_path / "vault", environment())
    for number in (1, 2, 3):
        capture(vault, name=CAPTURE.replace("01", f"0{number}"))
    return access.unlock(vault, None)


def _acts(unlocked: Unlocked, captures: Collection[int], case: Collection[int] = ()) -> Acts:
    return acts_for(unlocked.entries(), captures, unlocked.removal_key(), case)


def _kinds(found: Acts) -> list[str]:
    return [act.kind for act in found.shown]


def _handed(unlocked: Unlocked, *captures: int) -> None:
    body = ExportBody(
        who="Noor", captures=captures, bundle_sha256="00", bytes=1, recipient_kind="passphrase"
    )
    transaction.append(unlocked.vault, "export", body)


def test_what_names_only_captures_in_the_bundle_goes_along(unlocked: Unlocked) -> None:
    custody.viewed(unlocked, [ONE], ME)
    custody.printed(unlocked, [ONE, TWO], "statement", b"%PDF", ME)
    found = _acts(unlocked, {ONE, TWO})
    assert (_kinds(found), found.withheld) == (["view", "print"], 0)
    assert {act.body.who for act in found.shown} == {"Noor"}


def test_what_names_another_capture_is_counted_and_not_told(unlocked: Unlocked) -> None:
    custody.viewed(unlocked, [ONE], ME)
    custody.printed(unlocked, [ONE, THREE], "statement", b"%PDF", ME)
    _handed(unlocked, ONE, TWO, THREE)
    custody.viewed(unlocked, [THREE], ME)
    found = _acts(unlocked, {ONE, TWO})
    assert (_kinds(found), found.withheld) == (["view"], 2)


def test_what_was_done_with_the_whole_vault_goes_along_when_it_came_later(
    unlocked: Unlocked,
) -> None:
    transaction.append(unlocked.vault, "backup", BackupBody(who="Noor", size=4, files=9, bytes=99))
    custody.verified(unlocked, audit(unlocked, ()), None, ME)
    assert _kinds(_acts(unlocked, {ONE})) == ["backup", "verify"]
    later = capture(unlocked.vault, name=CAPTURE.replace("01", "09")).entry
    assert _kinds(_acts(unlocked, {later})) == []


def test_a_removal_is_told_to_whoever_had_the_capture_and_to_the_case(unlocked: Unlocked) -> None:
    _handed(unlocked, ONE, TWO)
    custody.remove(unlocked, TWO, Attribution(who="Noor", why="It shows my child."))
    custody.remove(unlocked, THREE, Attribution(why="Another matter."))
    found = _acts(unlocked, {ONE})
    # The earlier bundle names a capture that is not in this one, but whose removal is told.
    assert (_kinds(found), found.withheld) == (["export", "removal"], 0)
    removal = found.shown[1].body
    assert isinstance(removal, RemovalBody)
    assert (removal.captures, removal.why) == ((TWO,), "It shows my child.")
    assert _kinds(_acts(unlocked, {ONE}, case={ONE, TWO, THREE})) == [
        "export",
        "removal",
        "removal",
    ]


def test_a_removal_that_no_open_vault_made_is_not_told(unlocked: Unlocked) -> None:
    _handed(unlocked, ONE, TWO)
    body = RemovalBody(
        captures=(TWO,), capture=CAPTURE.replace("01", "02"), parts=1, bytes=1, proof="00" * 32
    )
    transaction.append(unlocked.vault, "removal", body)
    assert _acts(unlocked, {ONE}) == Acts((), 1)


def test_a_removed_capture_is_refused_by_its_number_and_nothing_else_is(unlocked: Unlocked) -> None:
    custody.remove(unlocked, TWO, Attribution(why="It shows my child."))
    require_kept(unlocked, [ONE, THREE])
    with pytest.raises(KeepsakeError) as caught:
        require_kept(unlocked, [ONE, TWO, THREE])
    assert (caught.value.code, caught.value.facts) == (Code.EXPORT_REMOVED, {"capture": "2"})
    with pytest.raises(KeepsakeError) as unknown:
        require_kept(unlocked, [99])
    assert unknown.value.code is Code.CAPTURE_UNKNOWN


def test_a_capture_that_is_gone_without_a_removal_is_a_matter_of_the_check(
    unlocked: Unlocked,
) -> None:
    shutil.rmtree(unlocked.vault.path / "parts" / CAPTURE.replace("01", "02"))
    require_kept(unlocked, [TWO])
