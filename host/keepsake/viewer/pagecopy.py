"""Makes a captured page copy fit to be looked at: no scripts, no network, nothing that acts.

The copy is shown in a frame without scripts and with a policy that loads nothing. This takes away
as well what a policy does not govern (connections opened and names looked up ahead of time), so
that whoever runs the captured page cannot learn that it is being looked at. What is shown is
derived; the artifact keeps every byte.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

_DROPPED = frozenset(
    {"applet", "audio", "base", "embed", "frame", "iframe", "link", "meta", "noscript", "object",
     "portal", "script", "source", "template", "track", "video"}
)  # fmt: skip
_DROPPED_WITH_CONTENT = frozenset({"applet", "iframe", "noscript", "object", "script", "template"})
_ADDRESSES = frozenset(
    {"action", "archive", "background", "cite", "codebase", "data", "formaction", "href",
     "longdesc", "manifest", "ping", "poster", "profile", "src", "srcset", "xlink:href"}
)  # fmt: skip
_NAME = re.compile(r"[a-z][a-z0-9:-]*")
_RAW = frozenset({"style"})


class _Still(HTMLParser):
    """Writes the elements it reads again, without those that act."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._inside: list[str] = []
        self._raw = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED_WITH_CONTENT:
            self._inside.append(tag)
        if self._inside or tag in _DROPPED or not _NAME.fullmatch(tag):
            return
        self._raw = tag in _RAW
        kept = "".join(
            f' {name}="{escape(value or "")}"' for name, value in attrs if _kept(name, value or "")
        )
        self.out.append(f"<{tag}{kept}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED_WITH_CONTENT:
            return
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._inside:
            if tag == self._inside[-1]:
                self._inside.pop()
            return
        self._raw = False
        if tag not in _DROPPED and _NAME.fullmatch(tag):
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.out.append(data if self._raw else escape(data, quote=False))


def _kept(name: str, value: str) -> bool:
    if (
        name.startswith("on")
        or not name.replace("-", "").replace(":", "").replace("_", "").isalnum()
    ):
        return False
    if name in _ADDRESSES:
        return name == "src" and value.lower().startswith("data:image/")
    return True


def still(page: bytes) -> bytes:
    """The page as it looked, without anything that runs, loads or leads away.

    Args:
        page: The artifact, UTF-8 HTML; bytes that are not UTF-8 are shown as replacement signs.
    """
    parser = _Still()
    parser.feed(page.decode("utf-8", errors="replace"))
    parser.close()
    return ("<!doctype html>" + "".join(parser.out)).encode("utf-8")
