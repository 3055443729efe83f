"""Only where the files are: see `vectors.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.verifiers.reader import ReaderChecks, reader_checks
from outside import vectors

if TYPE_CHECKING:
    from collections.abc import Iterator

collect_ignore_glob = [] if vectors.FOLDER else ["test_*.py"]


@pytest.fixture(scope="module")
def in_the_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReaderChecks]:
    with reader_checks(tmp_path_factory.mktemp("reader")) as checks:
        yield checks
