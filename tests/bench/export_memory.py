"""Makes one bundle and tells the highest memory of it; apart, so that nothing else is in memory."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.core.briefing.gather import NOTHING_DISCLOSED
from keepsake.env import real_environment
from keepsake.flows.export.progress import nobody
from keepsake.flows.export.request import HandoverRequest
from keepsake.flows.export.write import export_bundle
from keepsake.shared import product_path
from keepsake.vault import access
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from keepsake.core.briefing.gather import Disclosure
    from keepsake.flows.export.progress import Listener
    from keepsake.flows.export.write import ExportResult
    from keepsake.vault.unlocked import Unlocked

_LOOK_SECONDS = 0.02


def export(
    unlocked: Unlocked,
    target: Path,
    recipient: str,
    disclosure: Disclosure = NOTHING_DISCLOSED,
    progress: Listener = nobody,
) -> ExportResult:
    """Hands over everything in a vault, as somebody does who asks for nothing else."""
    entries = [capture.entry for capture in unlocked.captures()]
    return export_bundle(
        unlocked,
        HandoverRequest(
            entries=entries,
            destination=target,
            language="en",
            recipient=recipient,
            disclosure=disclosure,
        ),
        authorities=(),
        env=real_environment(),
        reader_html=product_path("reader", "OPEN-ME.html"),
        progress=progress,
    )


class _Watch:
    """The highest memory of this process and of those it started, looked at again and again."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        own = Path("/proc/self")
        while not self._done.wait(_LOOK_SECONDS):
            started = own.joinpath("task", str(os.getpid()), "children").read_text().split()
            folders = [own, *(Path("/proc") / number for number in started)]
            self.peak = max(self.peak, sum(map(_resident, folders)))


def _resident(folder: Path) -> float:
    try:
        lines = (folder / "status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0) / 1000


def _measured(path: Path, target: Path, passphrase: str, recipient: str) -> None:
    unlocked = access.unlock(Vault.open(path, real_environment()), passphrase)
    with _Watch() as watch:
        done = export(unlocked, target, recipient)
    sys.stdout.write(json.dumps([watch.peak, done.passphrase]))


if __name__ == "__main__":
    _measured(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
