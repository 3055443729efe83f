"""A passphrase that was drawn opens however it is typed; one that was made up as it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.vaults import environment
from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import access, creating

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.handle import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return creating.create(tmp_path / "vault", environment())


@pytest.mark.parametrize(
    "typed",
    [
        "Enter Mango Girl Otter Plum Violin",
        "ENTER-MANGO-GIRL-OTTER-PLUM-VIOLIN",
        " enter  mango girl otter plum violin \n",
        "enter\u2011mango\u2011girl\u2013otter \u2013 plum\u2212violin",
        "enter, mango, girl, otter, plum, violin.",
        "\uff45nter mango girl otter plum violin",
        "enter-mangó-girl-otter-plum-violin",
    ],
)
def test_words_that_were_drawn_open_however_they_are_typed(vault: Vault, typed: str) -> None:
    access.claim(vault, "enter-mango-girl-otter-plum-violin")
    assert str(access.unlock(vault, typed).identity.to_public()) == vault.info.recipient
    for wrong in ("enter-mango-girl-otter-plum", f"{typed} x", "entermangogirlotterplumviolin"):
        with pytest.raises(KeepsakeError) as error:
            access.unlock(vault, wrong)
        assert error.value.code is Code.PASSPHRASE_WRONG


def test_what_a_person_made_up_opens_as_it_was_typed(vault: Vault) -> None:
    access.claim(vault, "Été: Voilà; FORÊT-hiver_ornière pâquerette")
    access.unlock(vault, "Été: Voilà; FORÊT-hiver_ornière pâquerette")
    with pytest.raises(KeepsakeError):
        access.unlock(vault, "été voilà forêt hiver ornière pâquerette")
