"""What runs, or waits for the person, while the vault is open; gone with its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.vault import sendings
from keepsake.viewer.additions import Additions
from keepsake.viewer.media import Players
from keepsake.viewer.papers import Papers

if TYPE_CHECKING:
    from keepsake.core.verify import Report
    from keepsake.vault.unlocked import Unlocked
    from keepsake.viewer.export_job import ExportJob
    from keepsake.viewer.reading_job import ReadingJob
    from keepsake.viewer.sending_job import SendingJob
    from keepsake.viewer.waiting_file import WaitingFile


class Jobs:
    """The jobs of one unlocked session.

    Attributes:
        export: A copy that is being made, or that is done and whose words are not written down.
        sending: A copy on its way to an organisation, or what came of it.
        reading: Captures that are being read.
        additions: Files that are arriving.
        waiting_file: One of captures that waited in a browser, while it arrives.
        papers: Papers that were made, to be looked at.
        players: Gives what is played and drawn.
        reports: What checks of single captures found, by entry.
        whole_report: What the check of everything found.
        fresh_code: The code of the recovery sheet until the person has shown that it is on paper.
        asked_words: Which two of its words are asked for, from 0; none while the sheet is shown.
        beginning: The first passphrase was set just now, and home was not seen yet.
    """

    def __init__(self, unlocked: Unlocked) -> None:
        self._vault = unlocked.vault
        self.export: ExportJob | None = None
        self.sending: SendingJob | None = None
        self.reading: ReadingJob | None = None
        self.additions = Additions()
        self.waiting_file: WaitingFile | None = None
        self.papers = Papers()
        self.players = Players(unlocked)
        self.reports: dict[int, Report] = {}
        self.whole_report: Report | None = None
        self.fresh_code = ""
        self.asked_words: tuple[int, ...] = ()
        self.beginning = False

    @property
    def words_wait(self) -> bool:
        """Whether a copy is made whose words the person has not written down yet."""
        made = self.export.result if self.export is not None else None
        return made is not None and bool(made.passphrase)

    @property
    def sending_waits(self) -> bool:
        """Whether a copy was to be sent that did not arrive, and none is on its way."""
        running = self.sending is not None and not self.sending.ended
        return not running and bool(sendings.names(self._vault))

    def stop(self) -> None:
        """Tells all to end and forgets what they gave; waits for nothing."""
        if self.export is not None:
            self.export.stop()
            self.export = None
        if self.sending is not None:
            self.sending.stop()
            self.sending = None
        if self.reading is not None:
            self.reading.stop()
            self.reading = None
        self.papers.clear()
        self.reports.clear()
        self.whole_report = None
        self.fresh_code, self.asked_words = "", ()

    def clear(self) -> None:
        """Forgets what was read, then waits a moment for files that were arriving."""
        self.players.clear()
        self.additions.clear()
        if self.waiting_file is not None:
            self.waiting_file.close()
            self.waiting_file = None
