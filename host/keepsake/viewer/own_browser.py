"""The person's own browser, which has their pages and the button; the window has neither."""

from __future__ import annotations

import webbrowser


def opened(address: str) -> bool:
    """Opens an address there, and says whether a browser could be asked to."""
    try:
        return webbrowser.open(address)
    except webbrowser.Error:
        return False
