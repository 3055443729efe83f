"""The papers are set in processes of their own, and here where these are not to be had."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from fixtures.bundles import export, files_of, open_payload
from keepsake.flows.export import papers as export_papers
from keepsake.flows.export import write as export_write
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

READER = b'<html><script type="application/json" id="roots">[]</script>@@PAYLOAD@@</html>'


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Unlocked:
    folder = tmp_path_factory.mktemp("vault") / "v"
    return access.unlock(sample.make_vault(folder, [sample.thread(6)], passphrase=None), None)


def papers(vault: Unlocked, out: Path) -> set[str]:
    (out / "reader.html").write_bytes(READER)
    files = files_of(open_payload(export(vault, [1], out / "copy", out / "reader.html")))
    assert all(data.startswith(b"%PDF") for name, data in files.items() if name.endswith(".pdf"))
    return {name for name in files if name.endswith(".pdf")}


@pytest.mark.parametrize("how", ["apart", "GATHER", "SET", "none", "small"])
def test_the_same_papers_wherever_they_are_set(
    how: str, vault: Unlocked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    here = export_papers.papers
    monkeypatch.setattr(export_papers, "WORKERS_BYTES_MIN", 1 << 40 if how == "small" else 0)
    monkeypatch.setattr(export_papers, "papers", lambda *all_: asked.append("here") or here(*all_))
    if how in ("GATHER", "SET"):
        monkeypatch.setattr(export_papers, how, "raise SystemExit(1)")
    if how == "none":
        monkeypatch.setattr(export_papers.sys, "executable", str(tmp_path / "no-such-program"))
    found = papers(vault, tmp_path)
    assert {"data/report.pdf", "data/drafts/canada.pdf", "data/fact-sheets/instagram.pdf"} <= found
    assert asked == ([] if how == "apart" else ["here"])


def test_each_paper_is_for_everyone_and_for_the_archive(vault: Unlocked, tmp_path: Path) -> None:
    (tmp_path / "reader.html").write_bytes(READER)
    copy = export(vault, [1], tmp_path / "copy", tmp_path / "reader.html")
    files = files_of(open_payload(copy))
    papers_of = {name: data for name, data in files.items() if name.endswith(".pdf")}
    day = json.loads(files["data/summary.json"])["made"]["utc"][:19]
    for name, data in papers_of.items():
        meta = subprocess.run(
            ["pdfinfo", "-meta", "-"], input=data, check=True, capture_output=True
        ).stdout.decode()
        for wanted in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
            assert wanted in meta, name
        assert f"<xmp:CreateDate>{day}" in meta, name


@pytest.mark.parametrize("columns", [2, 4])
def test_a_thread_in_full_length_goes_along_where_it_is_wanted(
    columns: int, vault: Unlocked, tmp_path: Path
) -> None:
    (tmp_path / "reader.html").write_bytes(READER)
    copy = export(vault, [1], tmp_path / "copy", tmp_path / "reader.html", columns=columns)
    files = files_of(open_payload(copy))
    (name,) = [name for name in files if name.startswith("data/annex/")]
    assert name == "data/annex/exhibit-001-1.pdf"
    with pypdfium2.PdfDocument(files[name]) as opened:
        wide, high = opened[0].get_size()
    assert (wide > high) == (columns > 2)
    words = (
        subprocess.run(["pdftotext", "-", "-"], input=files[name], check=True, capture_output=True)
        .stdout.decode()
        .split()
    )
    assert {"1", "2", "3", "4", "5", "6"} <= set(words)  # the number of each message


@pytest.mark.parametrize(("many", "first"), [(0, "finish"), (6, "derived")])
def test_where_there_are_many_messages_lists_of_them_are_made_after_the_papers(
    many: int, first: str, vault: Unlocked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    finish, derived = export_papers.PaperWorkers.finish, export_write.derived.derived

    def ended(self: export_papers.PaperWorkers) -> None:
        finish(self)
        order.extend(["finish"] if self._waits and self._waits.done() else [])

    def lists(*all_: object) -> object:
        order.append("derived")
        return derived(*all_)

    monkeypatch.setattr(export_write, "_MANY_MESSAGES", many)
    monkeypatch.setattr(export_papers, "WORKERS_BYTES_MIN", 0)
    monkeypatch.setattr(export_papers.PaperWorkers, "finish", ended)
    monkeypatch.setattr(export_write.derived, "derived", lists)
    papers(vault, tmp_path)
    assert order[0] == first
