"""Bundles, and the three programs that check them, started once for the tests of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.bundles import files_of, open_payload
from fixtures.timed import Bundles, make_bundles
from fixtures.verifiers.bundle import Verifiers, verifiers_of
from fixtures.verifiers.reader import ReaderChecks, reader_checks

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def in_the_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReaderChecks]:
    with reader_checks(tmp_path_factory.mktemp("reader")) as checks:
        yield checks


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Bundles:
    return make_bundles(tmp_path_factory.mktemp("timed"))


@pytest.fixture(scope="module")
def files(bundles: Bundles) -> dict[str, bytes]:
    """The one with everything: two captures, a renewal, calendars, a capture with stamps off."""
    return files_of(open_payload(bundles.off))


@pytest.fixture(scope="module")
def ask(
    bundles: Bundles, in_the_reader: ReaderChecks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Verifiers]:
    with verifiers_of(bundles.off, in_the_reader, tmp_path_factory.mktemp("three")) as asked:
        yield asked
