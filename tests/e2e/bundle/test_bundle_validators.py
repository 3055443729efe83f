"""Programs of others judge a copy with everything in it: each file by the one of its field."""

from __future__ import annotations

import email
import io
import json
import subprocess
import sysconfig
import zipfile
from email import policy
from pathlib import Path
from typing import TYPE_CHECKING

import bagit
import jsonschema
import pytest

from dev_validators import WACZ
from docs.tree import ROOT
from fixtures.bundles import unpack

if TYPE_CHECKING:
    from collections.abc import Callable

    from fixtures.forged.case import Forged

_RSMF = ROOT / "tests" / "fixtures" / "schemas" / "rsmf.schema.json"


@pytest.fixture(scope="module")
def bag(world: Forged, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack(world.files, tmp_path_factory.mktemp("all") / "bag")


def found(bag: Path, pattern: str) -> list[Path]:
    """Files of a kind, of which there is at least one."""
    files = sorted((bag / "data").rglob(pattern))
    assert files, pattern
    return files


def said(*command: object) -> str:
    """All that a program says; that it is not there fails the test."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, check=False)
    return (done.stdout + done.stderr).decode(errors="replace")


def test_bagit_finds_the_bag_whole(bag: Path) -> None:
    bagit.Bag(str(bag)).validate(processes=1)


def test_qpdf_and_jhove_find_every_paper_whole(bag: Path) -> None:
    papers = found(bag, "*.pdf")
    names = {path.relative_to(bag / "data").parts[0] for path in papers}
    assert {"annex", "drafts", "fact-sheets", "report.pdf", "statement.pdf"} <= names
    for paper in papers:
        assert "No syntax or stream encoding errors found" in said("qpdf", "--check", paper), paper
    judged = said("jhove", "-m", "pdf-hul", *papers)
    assert judged.count("Status: Well-Formed and valid") == len(papers), judged


def test_jhove_and_qpdf_do_find_a_paper_that_is_broken(bag: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    data = (bag / "data" / "report.pdf").read_bytes()
    broken.write_bytes(data.replace(b"/Type/Catalog", b"/Type/Katalog"))
    assert "Well-Formed and valid" not in said("jhove", "-m", "pdf-hul", broken)
    broken.write_bytes(data[: len(data) // 2])
    assert "No syntax or stream encoding errors found" not in said("qpdf", "--check", broken)


def test_case_validate_finds_the_graph_to_keep_to_its_ontology(bag: Path) -> None:
    program = Path(sysconfig.get_path("scripts"), "case_validate")
    assert "Conforms: True" in said(program, *found(bag, "case.jsonld"))


def test_warcio_finds_every_digest_of_every_archive_right(bag: Path, tmp_path: Path) -> None:
    for number, path in enumerate(found(bag, "*.wacz")):
        with zipfile.ZipFile(path) as opened:
            (tmp_path / f"{number}.warc.gz").write_bytes(opened.read("archive/data.warc.gz"))
        told = said(
            Path(sysconfig.get_path("scripts"), "warcio"), "check", tmp_path / f"{number}.warc.gz"
        )
        assert not told.strip(), (path.name, told)  # it tells what is wrong and nothing else


@pytest.fixture(scope="module")
def wacz() -> Path:
    """The validator of the format's own makers, in an environment of its own."""
    assert WACZ.is_file(), "No validator for WACZ: run python3 build/dev.py setup --tests"
    return WACZ


def test_wacz_finds_every_archive_to_keep_to_its_format(bag: Path, wacz: Path) -> None:
    for path in found(bag, "*.wacz"):
        told = said(wacz, "validate", "-f", path)
        assert "the passed WACZ is valid" in told, (path.name, told)


def changed(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same archive, in which each file is as `change` has it."""
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w") as written:
        for entry in read.infolist():
            written.writestr(entry, change(entry.filename, read.read(entry)))
    return target


@pytest.mark.parametrize(
    "name", ["archive/data.warc.gz", "pages/pages.jsonl", "indexes/index.cdx.gz"]
)
def test_wacz_does_find_an_archive_in_which_one_file_differs(
    bag: Path, wacz: Path, tmp_path: Path, name: str
) -> None:
    source = found(bag, "*.wacz")[0]
    broken = changed(
        source, tmp_path / "broken.wacz", lambda at, data: data + b"\n" if at == name else data
    )
    assert "the passed WACZ is invalid" in said(wacz, "validate", "-f", broken)
    same = changed(source, tmp_path / "same.wacz", lambda _at, data: data)
    assert "the passed WACZ is valid" in said(wacz, "validate", "-f", same)


def test_wacz_does_find_a_list_of_files_that_was_changed(
    bag: Path, wacz: Path, tmp_path: Path
) -> None:
    broken = changed(
        found(bag, "*.wacz")[0],
        tmp_path / "broken.wacz",
        lambda at, data: data + b" " if at == "datapackage.json" else data,
    )
    told = said(wacz, "validate", "-f", broken)
    assert "hash mismatch" in told
    assert "the passed WACZ is invalid" in told


def test_every_file_for_review_keeps_to_the_schema_of_its_maker(bag: Path) -> None:
    schema = jsonschema.Draft7Validator(json.loads(_RSMF.read_text("utf-8")))
    for path in found(bag, "*.rsmf"):
        mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        (attached,) = mail.iter_attachments()
        with zipfile.ZipFile(io.BytesIO(attached.get_content())) as opened:
            schema.validate(json.loads(opened.read("rsmf_manifest.json")))
