"""The table of `test_bundle_forged.py`: what was captured, and the log that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e.bundle.directed import found_and_named
from fixtures.forged.evidence import EVIDENCE

if TYPE_CHECKING:
    from e2e.bundle.directed import Verifiers
    from fixtures.forged.case import Forged
    from fixtures.forged.changes import Row

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("row", EVIDENCE, ids=[row.name for row in EVIDENCE])
def test_changed_evidence_is_found_and_named_by_all(
    row: Row, world: Forged, verifiers: Verifiers
) -> None:
    found_and_named(row, world, verifiers)
