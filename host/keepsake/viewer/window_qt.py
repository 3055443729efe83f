"""What the window on Linux lacks: to put somewhere what the person asked to save.

pywebview 6.2.1 calls a function of Qt 5 for it, which Qt 6 does not have, so nothing was saved.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def save_as_asked(address: str) -> None:
    """Lets a window that is opened from now on ask where to put a copy, and put it there.

    Args:
        address: Where the viewer is. Nothing else is saved, such as what a page that was kept
            holds within itself.
    """
    from qtpy.QtWidgets import QFileDialog
    from webview.platforms import qt

    def save(view: Any, download: Any) -> None:
        place = ""
        if download.url().toString().startswith(f"{address}/"):
            place, _kind = QFileDialog.getSaveFileName(view, "", download.suggestedFileName())
        if not place:
            download.cancel()
            return
        download.setDownloadDirectory(str(Path(place).parent))
        download.setDownloadFileName(Path(place).name)
        download.accept()

    setattr(qt.BrowserView, "on_download_requested", save)  # noqa: B010 - a method, for mypy
