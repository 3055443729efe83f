"""The self-test goes the whole way with a real browser, to *valid*, and leaves nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from keepsake.formats import practice_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.harness import Machine

pytestmark = pytest.mark.browser


def test_it_ends_in_valid_and_nothing_is_left(new_machine: Callable[[], Machine]) -> None:
    machine = new_machine()
    done = machine.keepsake("doctor", "--self-test", "--json", KEEPSAKE_LANGUAGE="fr")
    found = json.loads(done.stdout)
    rows = {row["name"]: row for row in found["checks"]}
    assert (found["outcome"], done.returncode) == ("ok", 0), rows
    assert list(rows) == ["browser", "stamped", "valid", "gone"]
    read = re.search("Messages\u00a0: ([0-9]+)", rows["browser"]["text"])
    assert read
    assert int(read[1]) >= len(practice_page.lines("fr")), "a line is missing"
    assert "2 autorités" in rows["stamped"]["text"]
    # The person's vault was not made by it, and no browser is called connected by it.
    assert not machine.vault_path.exists()
    assert [path for path in (machine.folder / "state").rglob("*") if path.is_file()] == []
