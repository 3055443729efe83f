"""Only the compiler of the papers, over the same pages: what an export is measured against."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.core.briefing.gather import NOTHING_DISCLOSED
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.flows.bundle.log import log_facts
from keepsake.flows.export.content import prove_content, read_content
from keepsake.flows.export.force import NO_FAILURES, Checked
from keepsake.flows.export.papers import report, small_papers, statement
from keepsake.flows.export.signature import made_now
from keepsake.formats.paper.compiler import compiled
from keepsake.formats.paper.typesetter import prepared

if TYPE_CHECKING:
    from keepsake.core.briefing.gather import Disclosure
    from keepsake.vault.unlocked import Unlocked


class PapersAlone:
    """The papers of everything in a vault, ready for the compiler, in a file."""

    def __init__(
        self, folder: Path, unlocked: Unlocked, disclosure: Disclosure = NOTHING_DISCLOSED
    ) -> None:
        self._file = folder / "papers.pickle"
        entries = [capture.entry for capture in unlocked.captures()]
        made = made_now(real_environment(), "en")
        content = read_content(unlocked, entries, disclosure, "", made)
        checked = Checked(audit(unlocked, (), entries, measured=False), NO_FAILURES)
        log, vault = log_facts(unlocked, content.numbers), unlocked.vault.info.vault
        papers = prove_content(content, log, vault, checked, (), made).papers
        sources = [page for _, page in small_papers(content.exhibits, papers)]
        sources.append(report(content.exhibits, papers))
        if papers.statement:
            sources.append(statement(papers.statement, papers, {}))
        self._file.write_bytes(pickle.dumps(list(map(prepared, sources))))

    def seconds(self) -> float:
        """In a process of its own, from its start on, as a program of the system is."""
        command = [sys.executable, "-m", "bench.papers_alone", str(self._file)]
        start = time.perf_counter()
        subprocess.run(command, cwd=Path(__file__).parent.parent, check=True)
        return time.perf_counter() - start


if __name__ == "__main__":
    for files, moment in pickle.loads(Path(sys.argv[1]).read_bytes()):  # noqa: S301 - from above
        compiled(files, moment)
