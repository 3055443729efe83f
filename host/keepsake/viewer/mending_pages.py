"""Where the viewer leads whoever wants something put right, by the name of what mends it."""

from __future__ import annotations

from flask import url_for

from keepsake.viewer import context

PAGES = {
    "working": "working.page",
    "addon": "working.addon",
    "begin": "start.page",
    "passphrase": "auth.first",
    "copy": "copies.page",
    "restore": "restoring.page",
}
_BEHIND_THE_DOOR = frozenset({"copy"})


def address(name: str) -> str:
    """The address of the page: of home for none, of the door where the page is behind it."""
    if name in _BEHIND_THE_DOOR and context.state().unlocked_session is None:
        return url_for("auth.home", at=name)
    return url_for(PAGES.get(name, "auth.home"))
