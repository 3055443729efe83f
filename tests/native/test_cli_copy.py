"""`keepsake verify` of a copy that was handed over, as whoever received it runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures import bundles
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.bundles import Made
    from native.program import Cli


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return bundles.make(tmp_path_factory.mktemp("copy"), [sample.cut_short()])


def test_wrong_words_for_a_copy_speak_of_the_copy_and_not_of_a_vault(
    made: Made, cli: Cli, tmp_path: Path
) -> None:
    wrong = tmp_path / "words.txt"
    wrong.write_text("other words\n")
    for path in (made.folder, made.folder / "evidence.age"):
        for options in (["--passphrase-file", str(wrong)], []):
            said = cli.run("verify", str(path), *options, code=1).stderr
            assert "vault" not in said.lower()
            assert "capture" not in said.lower()
            assert "copy" in said
