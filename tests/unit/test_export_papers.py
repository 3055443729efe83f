"""The papers of a bundle, and when they are set."""

from __future__ import annotations

import json
import subprocess
import threading
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from fixtures.bundles import export, files_of, open_payload
from keepsake.core.briefing.gather import CUSTODY, Disclosure
from keepsake.flows.export import papers as export_papers
from keepsake.flows.export import signature as export_signature
from keepsake.flows.export import write as export_write
from keepsake.flows.export.progress import Progress, Stage
from keepsake.formats.bundle import payload
from keepsake.formats.paper import typesetter
from keepsake.vault import access
from keepsake.vault import log as vault_log
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from keepsake.formats.paper.sources import Sources
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


def test_all_papers_are_there(vault: Unlocked, tmp_path: Path) -> None:
    found = papers(vault, tmp_path)
    assert {"data/report.pdf", "data/drafts/canada.pdf", "data/fact-sheets/instagram.pdf"} <= found


def test_they_are_set_while_what_they_are_of_is_sealed_and_no_process_is_started(
    vault: Unlocked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program as it is installed starts no further ones of itself."""
    began = threading.Event()
    begin, part = export_papers.TypesettingJob.begin, export_papers.report

    def report(*all_: object) -> object:
        began.set()
        return part(*all_)

    def begun(self: export_papers.TypesettingJob, meanwhile: Callable[[], None]) -> None:
        begin(self, meanwhile)
        assert began.wait(60), "nothing was set before the first file was written"

    monkeypatch.setattr(export_papers, "report", report)
    monkeypatch.setattr(export_papers.TypesettingJob, "begin", begun)
    monkeypatch.setattr(subprocess, "Popen", None)
    assert "data/report.pdf" in papers(vault, tmp_path)


@pytest.mark.parametrize(("processors", "stage"), [(2, Stage.SEAL), (8, Stage.PAPER)])
def test_while_a_paper_is_set_it_is_told_and_can_be_stopped(
    processors: int,
    stage: Stage,
    vault: Unlocked,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told, part = threading.Event(), export_papers.report

    def report(*all_: object) -> object:
        assert told.wait(60), "nothing was told while the report was set"
        return part(*all_)

    class StoppedError(Exception):
        pass

    def listen(progress: Progress) -> None:
        if progress.stage is stage:
            told.set()
            raise StoppedError

    monkeypatch.setattr(export_papers.os, "cpu_count", lambda: processors)
    monkeypatch.setattr(export_papers, "report", report)
    (tmp_path / "reader.html").write_bytes(READER)
    with pytest.raises(StoppedError):
        export(vault, [1], tmp_path / "copy", tmp_path / "reader.html", progress=listen)
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize(
    ("processors", "much", "few"),
    [(1, 10**8, True), (2, 10**8, True), (3, 10**8, True), (4, 10**8, False), (2, 1, False)],
)
def test_where_processors_are_few_what_is_little_is_sealed_once_the_report_has_its_pictures(
    processors: int,
    much: int,
    few: bool,
    vault: Unlocked,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The report takes longest, and cannot be set before they are made."""
    order: list[str] = []
    sealing = threading.Event()
    pictures, content = export_papers.report, export_write.bundle.payload

    def report(*all_: object) -> object:
        assert few or sealing.wait(60), "what is sealed waits although there are processors for it"
        made = pictures(*all_)
        order.append("pictures")
        return made

    def payload(*all_: object) -> object:
        order.append("sealing")
        sealing.set()
        return content(*all_)

    monkeypatch.setattr(export_papers, "report", report)
    monkeypatch.setattr(export_write.bundle, "payload", payload)
    monkeypatch.setattr(export_papers.os, "cpu_count", lambda: processors)
    monkeypatch.setattr(export_papers, "_MUCH_BYTES", much)
    papers(vault, tmp_path)
    assert order == (["pictures", "sealing"] if few else ["sealing", "pictures"])


def test_other_papers_go_along_while_the_report_is_still_being_set(
    vault: Unlocked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed, sign, ready = threading.Event(), export_signature.sign_paper, typesetter.prepared

    def signing(*all_: object) -> object:
        signed.set()
        return sign(*all_)

    def prepared(sources: Sources, *way: object) -> object:
        if "brief.typ" in sources.files:
            assert signed.wait(20), "no other paper was signed before the report was set"
        return ready(sources, *way)

    monkeypatch.setattr(typesetter, "prepared", prepared)
    monkeypatch.setattr(export_signature, "sign_paper", signing)
    assert "data/report.pdf" in papers(vault, tmp_path)


def test_where_there_are_many_messages_no_two_papers_are_set_at_a_time(
    vault: Unlocked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the compiler takes for each comes on top of what it takes for the report."""
    compiled, running, most = typesetter.compiled, list[int](), list[int]()

    def one(*all_: object) -> object:
        running.append(1)
        most.append(len(running))
        try:
            return compiled(*all_)
        finally:
            running.pop()

    monkeypatch.setattr(typesetter, "compiled", one)
    monkeypatch.setattr(export_write, "_MANY_MESSAGES", 5)
    papers(vault, tmp_path)
    assert max(most) == 1


def test_the_log_is_opened_as_often_for_many_entries_as_for_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sample.make_vault(tmp_path / "v", [sample.thread(6)], passphrase=None)
    vault = access.unlock(made, None)
    (tmp_path / "reader.html").write_bytes(READER)
    opened: list[int] = []
    for module in (vault_log.note, payload):
        check = module.open_checkpoint

        def counted(*all_: object, check: Callable[..., object] = check) -> object:
            opened.append(len(found))
            return check(*all_)

        monkeypatch.setattr(module, "open_checkpoint", counted)
    found: list[int] = []
    custody = {"disclosure": Disclosure("", frozenset({CUSTODY}))}
    for number in range(6):  # each is an act of custody, which goes along with the next
        export(vault, [1], tmp_path / str(number), tmp_path / "reader.html", **custody)
        found.append(len(opened))
        opened.clear()
    assert found[-1] == found[2]


def test_the_first_word_comes_before_anything_is_looked_at(
    vault: Unlocked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    audit = export_write.audit
    monkeypatch.setattr(
        export_write, "audit", lambda *all_, **named: order.append("audit") or audit(*all_, **named)
    )
    (tmp_path / "reader.html").write_bytes(READER)
    export(
        vault, [1], tmp_path / "copy", tmp_path / "reader.html",
        progress=lambda progress: order.append(progress.stage),
    )  # fmt: skip
    assert order[:2] == [Stage.CHECK, "audit"]
    assert order[-1] == Stage.CLOSE


def test_what_fails_while_a_paper_is_set_ends_the_copy(
    vault: Unlocked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> object:
        raise RuntimeError("a paper")

    monkeypatch.setattr(export_papers, "report", failing)
    with pytest.raises(RuntimeError, match="a paper"):
        papers(vault, tmp_path)
    assert not (tmp_path / "copy").exists()


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
    job, derived = export_papers.TypesettingJob, export_write.derived.derived
    finish = job.finish

    def ended(self: export_papers.TypesettingJob, meanwhile: Callable[[], None]) -> None:
        finish(self, meanwhile)
        order.extend(["finish"] if all(each.done() for each in self._running) else [])

    def lists(*all_: object) -> object:
        order.append("derived")
        return derived(*all_)

    monkeypatch.setattr(export_write, "_MANY_MESSAGES", many)
    monkeypatch.setattr(job, "finish", ended)
    monkeypatch.setattr(export_write.derived, "derived", lists)
    papers(vault, tmp_path)
    assert order[0] == first
