"""What a release says of itself: bill of materials, reader and verify.py."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from dev_base import DIST, DevError
from e2e.harness import ROOT, build
from keepsake.flows.bundle import files
from keepsake.flows.bundle.log import pins
from keepsake.formats.bundle import readme
from keepsake.stamp.authorities import load_authorities
from licences import KNOWN
from notices_parts import runtime_names
from packages import sbom, verifiers
from packages.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READER = DIST / "reader" / "OPEN-ME.html"
EPOCH = 1_796_000_000
SPDX = {"license": {"id": "Apache-2.0"}}


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    monkeypatch.delenv("KEEPSAKE_AUTHORITIES", raising=False)
    program, folder = tmp_path / "program", tmp_path / "packages"
    (program / "_internal").mkdir(parents=True)
    (program / "_internal" / "libbz2.so.1.0").write_bytes(b"")
    folder.mkdir()
    return Release("1.2.3", EPOCH, program, DIST, folder, tmp_path / "work")


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    build("reader.py", [ROOT / "host" / "keepsake" / "bundle_reader"], READER)


def _all(components: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    for one in components:
        yield one
        yield from _all(one.get("components", []))  # type: ignore[arg-type]


@pytest.fixture
def bill(release: Release) -> dict[str, object]:
    (path,) = sbom.make(release)
    read: dict[str, object] = json.loads(path.read_text("utf-8"))
    return read


def test_the_bill_names_all_that_the_notices_name(bill: dict[str, object]) -> None:
    components = list(_all(bill["components"]))  # type: ignore[arg-type]
    names = {str(one["name"]) for one in components}
    assert set(runtime_names(())) <= names
    # What was joined into our own scripts, what is within wheels, what the system lent.
    assert {
        "Python",
        "PyInstaller bootloader",
        "Noto Emoji",
        "age-encryption",
        "libbz2.so.1.0",
    } <= names
    for wheel in ("typst", "sqlcipher3", "pi-heif"):
        assert {row["name"] for row in KNOWN["parts"][wheel]} <= names, wheel
    assert all(one["licenses"] for one in components)
    assert {"purl", "version"} <= set(next(one for one in components if one["name"] == "typst"))


def test_the_bill_is_sound(bill: dict[str, object]) -> None:
    """By what CycloneDX 1.6 asks of what is used here; its own checker is no part of the tests."""
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert bill["metadata"]["timestamp"] == "2026-11-30T00:53:20Z"  # type: ignore[index]
    components = list(_all(bill["components"]))  # type: ignore[arg-type]
    refs = [one["bom-ref"] for one in components]
    assert len(refs) == len(set(refs))
    (depends,) = bill["dependencies"]  # type: ignore[misc]
    assert set(depends["dependsOn"]) <= set(refs)
    for one in components:
        licences = one["licenses"]
        assert isinstance(licences, list)
        for licence in licences:
            assert set(licence) in ({"license"}, {"expression"}), one["name"]
            told = licence.get("license", SPDX["license"])
            assert set(told) in ({"id"}, {"name"}, {"name", "text"}), one["name"]
            assert told.get("name") != sbom.UNNAMED
        assert all(set(each) == {"license"} for each in licences) or len(licences) == 1


def test_the_same_program_has_the_same_bill(release: Release, tmp_path: Path) -> None:
    first = sbom.make(release)[0].read_bytes()
    other = tmp_path / "other"
    other.mkdir()
    again = Release("1.2.3", EPOCH, release.program, DIST, other, release.work)
    assert sbom.make(again)[0].read_bytes() == first


def test_a_copy_names_the_very_files_that_a_release_publishes(release: Release) -> None:
    made = verifiers.make(release)
    assert [path.name for path in made] == list(verifiers.names_of("1.2.3"))
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in made]
    # As every export asks for the text beside its bundle.
    pinned = pins(load_authorities())
    handover = files.Handover("", False, "en", "2026-12-01T00:00:00.000Z", pinned)
    template = files._template(READER, pinned)
    text = files._note(template, handover, readme.UNKNOWN_SHA256).decode()
    assert all(one in text for one in sums)


def test_a_release_takes_nobodys_list_of_authorities(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEEPSAKE_AUTHORITIES", "mine.json")
    with pytest.raises(DevError, match="KEEPSAKE_AUTHORITIES"):
        verifiers.make(release)
    assert list(release.folder.iterdir()) == []
