"""A capture that waited in the browser: all three say so, and what was damaged there is marked."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pyrage
import pytest

from fixtures.bundles import exported, files_of, open_payload
from fixtures.tsa.authority import local_authorities
from fixtures.variables import variables
from fixtures.verifiers.bundle import verifiers_of
from fixtures.waiting import FROM, Waiting, hand_over
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.flows.stamp.ask import stamp_now
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.bundles import Made
    from fixtures.verifiers.reader import ReaderChecks

PAGE = dataclasses.replace(sample.thread(4), tiles=1)


def _exported(folder: Path, kind: str) -> Made:
    """A bundle with an ordinary capture and one that waited, stamped."""
    with (
        local_authorities(folder / "tsa") as local,
        variables(KEEPSAKE_AUTHORITIES=str(local.json_path)),
    ):
        vault = sample.make_vault(folder / "vault", [PAGE])
        waiting = Waiting(recipient=vault.info.recipient if kind == "vault" else "")
        if kind == "damaged":
            waiting.parts[2].kind, waiting.parts[2].data = "damaged", b"cut"
        hand_over(vault, waiting)
        authorities = load_authorities()
        stamp_now(vault, authorities, real_environment(), fetch)
        return exported(folder / "out", access.unlock(vault, sample.PASSPHRASE), authorities)


@pytest.mark.parametrize("kind", ["vault", "browser", "damaged"])
def test_all_three_say_that_it_waited_and_nothing_is_wrong(
    kind: str, in_the_reader: ReaderChecks, tmp_path: Path
) -> None:
    bundle = _exported(tmp_path, kind)
    files = files_of(open_payload(bundle))
    with verifiers_of(bundle, in_the_reader, tmp_path / "three") as ask:
        said = ask.agreed(files, kind)
    damaged = kind == "damaged"
    for one in said:
        assert one.outcomes[6] == ("not_checked" if damaged else "valid"), one
        assert one.outcomes[5] == one.outcomes[7] == "valid", one
        assert one.wrong == ""
        assert FROM in one.further
        assert "waited" in one.further
    assert "a attendu dans le navigateur" in said[1].further


def test_what_came_sealed_and_is_another_is_not_handed_over(tmp_path: Path) -> None:
    vault = sample.make_vault(tmp_path / "vault", [PAGE])
    waiting = Waiting(recipient=vault.info.recipient)
    one = waiting.parts[1]
    recipient = pyrage.x25519.Recipient.from_str(vault.info.recipient)
    one.sealed = pyrage.encrypt(bytes(len(one.data)), [recipient])
    hand_over(vault, waiting)
    with pytest.raises(KeepsakeError) as refused:
        exported(tmp_path / "out", access.unlock(vault, sample.PASSPHRASE), ())
    assert refused.value.code is Code.EXPORT_INVALID
