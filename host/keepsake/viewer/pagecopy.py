"""Makes a captured page copy fit to be looked at: no scripts, no network, nothing that acts.

The copy is shown in a frame without scripts and with a policy that loads nothing. This takes away
as well what a policy does not govern (connections opened and names looked up ahead of time), so
that whoever runs the captured page cannot learn that it is being looked at. Shadow roots stay, and
frames whose page is in the copy, treated in the same way. What is shown is derived; the artifact
keeps every byte.
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
_SHADOW = '<template shadowrootmode="open">'
_DEEPEST_FRAME = 4


class _Still(HTMLParser):
    """Writes the elements it reads again, without those that act."""

    def __init__(self, depth: int) -> None:
        super().__init__(convert_charrefs=True)
        self._depth = depth
        self.out: list[str] = []
        self._inside: list[str] = []
        self._raw = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._inside and tag == "template" and ("shadowrootmode", "open") in attrs:
            self.out.append(_SHADOW)
            return
        if not self._inside and tag == "iframe":
            self._frame(attrs)
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
        if tag == "template" or (tag not in _DROPPED and _NAME.fullmatch(tag)):
            self.out.append(f"</{tag}>")

    def _frame(self, attrs: list[tuple[str, str | None]]) -> None:
        """Writes a frame; of what it shows only a page that is in the copy itself."""
        kept = "".join(
            f' {name}="{escape(value or "")}"'
            for name, value in attrs
            if name not in ("srcdoc", "sandbox", "allow") and _kept(name, value or "")
        )
        page = dict(attrs).get("srcdoc") or ""
        inner = _still(page, self._depth + 1) if page and self._depth < _DEEPEST_FRAME else ""
        self.out.append(f'<iframe sandbox{kept} srcdoc="{escape(inner)}"></iframe>')

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.out.append(data if self._raw else escape(data, quote=False))


def _kept(name: str, value: str) -> bool:
    if (
        name.startswith("on")
        or not name.replace("-", "").replace(":", "").replace("_", "").isalnum()
    ):
        return False
    if name in ("href", "xlink:href") and value.startswith("#"):
        return True  # a place in the page itself; drawings are made of such
    if name in _ADDRESSES:
        return name == "src" and value.lower().startswith("data:image/")
    return True


def still(page: bytes) -> bytes:
    """The page as it looked, without anything that runs, loads or leads away.

    Args:
        page: The artifact, UTF-8 HTML; bytes that are not UTF-8 are shown as replacement signs.
    """
    return _still(page.decode("utf-8", errors="replace"), 0).encode("utf-8")


def _still(page: str, depth: int) -> str:
    parser = _Still(depth)
    parser.feed(page)
    parser.close()
    return "<!doctype html>" + "".join(parser.out)
