"""Whoever builds the same sources gets the same bytes, but for what a table explains."""

from __future__ import annotations

import io
import tarfile
import tomllib
import zipfile
from typing import TYPE_CHECKING

import pytest

import reproducible

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.package
def test_what_needs_no_frozen_program_is_the_same_whoever_makes_it(tmp_path: Path) -> None:
    """`build/reproducible.py --program` holds the rest; it takes minutes."""
    assert reproducible.twice(tmp_path, program=False) == []
    made = {path.name for path in (tmp_path / "one" / "dist").rglob("*") if path.is_file()}
    assert {"OPEN-ME.html", "page.js", "manifest.json"} <= made
    assert len([name for name in made if name.endswith((".whl", ".cdx.json", "-verify.py"))]) == 3


def test_every_difference_has_a_reason() -> None:
    for row in tomllib.loads(reproducible.TABLE.read_text("utf-8"))["difference"]:
        assert set(row) <= {"file", "why", "program"}
        assert len(row["why"]) > 40, row["file"]


def _archive(path: Path, moment: int, text: bytes) -> None:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(zipfile.ZipInfo("a.txt", (2000 + moment, 1, 1, 0, 0, 0)), text)
    else:
        with tarfile.open(path, "w:gz") as archive:
            info = tarfile.TarInfo("a.txt")
            info.size, info.mtime = len(text), moment
            archive.addfile(info, io.BytesIO(text))


@pytest.mark.parametrize("name", ["made.zip", "made.tar.gz"])
@pytest.mark.parametrize(("moment", "text"), [(1, b"same"), (0, b"other")])
def test_a_difference_is_found_also_within_an_archive(
    tmp_path: Path, name: str, moment: int, text: bytes
) -> None:
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.txt").write_text("same")
    _archive(tmp_path / "one" / name, 0, b"same")
    _archive(tmp_path / "other" / name, moment, text)
    (tmp_path / "other" / "more.txt").touch()
    found = reproducible.differences(tmp_path / "one", tmp_path / "other")
    assert found == [f"{name}!a.txt", "more.txt (in one alone)"]
    assert reproducible.unexplained(found, program=False)[:2] == [
        f"differs: {one}" for one in found
    ]
