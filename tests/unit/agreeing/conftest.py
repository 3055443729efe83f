"""The reader's checks, started once for the tests of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.reader_checks import ReaderChecks, reader_checks
from fixtures.timed import Bundles, make_bundles

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def in_the_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReaderChecks]:
    with reader_checks(tmp_path_factory.mktemp("reader")) as checks:
        yield checks


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Bundles:
    return make_bundles(tmp_path_factory.mktemp("timed"))
