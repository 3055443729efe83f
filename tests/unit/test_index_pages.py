"""The index knows pages that were captured again: what is gone or absent, whose note it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keepsake.env import real_environment
from keepsake.vault import access, creating, timeline
from keepsake.vault.index import Index
from keepsake.vault.queries import absent_of, notes_about, observed, same_page
from keepsake.vault.removal import remove
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

THREAD, AGAIN, PROFILE, GONE = 1, 2, 3, 4


@pytest.fixture
def unlocked(tmp_path: Path) -> Unlocked:
    vault = creating.create(tmp_path / "vault", real_environment())
    for page in (
        sample.thread(12), sample.thread_later(), sample.profile(), sample.page_gone(),
    ):  # fmt: skip
        sample.capture(vault, page)
    return access.unlock(vault, None)


def test_captures_of_one_page_find_each_other(unlocked: Unlocked) -> None:
    index = Index(unlocked)
    assert same_page(index, THREAD) == [AGAIN]
    assert same_page(index, AGAIN) == [THREAD]
    assert same_page(index, GONE) == [PROFILE]


def test_a_page_that_was_gone_is_told_with_its_day_and_words(unlocked: Unlocked) -> None:
    (seen,) = observed(Index(unlocked), [THREAD, AGAIN, PROFILE, GONE])
    assert (seen.entry, seen.kind, seen.utc) == (GONE, "gone", "2026-11-25T14:03:22.000Z")
    assert (seen.sure, seen.said) == (True, "This content isn't available right now")


def test_a_message_that_a_later_capture_lacks_is_removed_on_the_timeline(
    unlocked: Unlocked,
) -> None:
    index = Index(unlocked)
    later = unlocked.entry(AGAIN).utc
    assert absent_of(index, THREAD) == {4: (AGAIN, later)}
    wanted = timeline.MessageFilter([THREAD, AGAIN], gone=True)
    found = {one.position: one for one in timeline.messages(index, wanted, "", 50)}
    assert (found[4].removed, found[4].later, found[4].missing) == (True, AGAIN, later)
    # This one went during the first capture, and the second holds it again.
    assert found[6].later == -1
    assert set(found) == {4, 6}


def test_the_note_of_a_record_is_found_by_it(unlocked: Unlocked) -> None:
    vault = unlocked.vault
    about = sample.capture(vault, sample.record_only())
    capture = Index(unlocked).summary(about).capture
    note = sample.capture(vault, sample.note_about(capture, "He sent pictures of a child."))
    assert notes_about(Index(unlocked), capture) == [note]


def test_what_was_removed_leaves_no_trace_here(unlocked: Unlocked) -> None:
    remove(unlocked, unlocked.capture(AGAIN), "Robin", "taken by mistake")
    index = Index(unlocked)
    assert same_page(index, THREAD) == []
    assert absent_of(index, THREAD) == {}
