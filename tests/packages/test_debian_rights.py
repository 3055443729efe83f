"""The Debian package has the same rights whatever the umask of who makes it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from packages import addons, debian
from packages.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.package


@pytest.fixture(params=[0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_everything_in_it_can_be_read_by_everybody(tmp_path: Path, umask: int) -> None:
    program, folder = tmp_path / "program", tmp_path / "packages"
    for place in (program / "_internal" / "dist" / "chromium", folder):
        place.mkdir(parents=True)
    for name in ("keepsake", "keepsake-host"):
        shutil.copy("/bin/true", program / name)
    (program / "THIRD-PARTY-NOTICES.txt").touch()
    release = Release("1.2.3", 1_796_000_000, program, tmp_path, folder, tmp_path / "work")
    addons.path_of(release, "firefox").write_bytes(b"PK")
    tree = tmp_path / "tree"
    debian.fill(tree, release)
    paths = [tree, *(path for path in tree.rglob("*") if not path.is_symlink())]
    rights = {path.relative_to(tree): path.stat().st_mode & 0o777 for path in paths}
    assert set(rights.values()) == {0o755, 0o644}, oct(umask)
    assert all(rights[path.relative_to(tree)] == 0o755 for path in paths if path.is_dir())
