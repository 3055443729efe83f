r"""Makes a captured page copy fit to be looked at: no scripts, no network, nothing that acts.

The copy is shown in a frame without scripts and with a policy that loads nothing. This takes away
as well what a policy does not govern (connections opened and names looked up ahead of time), so
that whoever runs the captured page cannot learn that it is being looked at. Shadow roots stay, and
frames whose page is in the copy, treated in the same way. What is shown is derived; the artifact
keeps every byte.

It is read as a browser reads it, by a parser of HTML5, and written anew in a form that no reading
can take for anything else: a `<` stands only before a tag of ours. Text and values are escaped,
rules of style spell it `\3c `, there are no comments, and no element whose content is raw text
but `style`. So whatever tree a second reading makes, it has no element that was not written here.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from justhtml import JustHTML

if TYPE_CHECKING:
    from collections.abc import Iterator

_DROPPED = frozenset(
    {"applet", "audio", "base", "embed", "frame", "frameset", "link", "meta", "noembed",
     "noframes", "noscript", "object", "param", "portal", "script", "source", "template", "title",
     "track", "video", "fencedframe", "animate", "animatemotion", "animatetransform", "set"}
)  # fmt: skip
# Elements whose content another reading would take as it stands.
_RAW_AS = {"plaintext": "pre", "xmp": "pre", "listing": "pre"}
_LINE_TAKEN = frozenset({"pre", "textarea"})  # A reading takes their first line break for none.
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "wbr"})
_ADDRESSES = frozenset(
    {"action", "archive", "background", "cite", "classid", "code", "codebase", "data", "dynsrc",
     "formaction", "href", "icon", "imagesrcset", "longdesc", "lowsrc", "manifest", "ping",
     "poster", "profile", "src", "srcset", "to", "from", "values", "attributionsrc"}
)  # fmt: skip
_NAME = re.compile(r"[a-z][a-z0-9:-]*")
_ATTRIBUTE = re.compile(r"[a-z_:][a-z0-9_:.-]*")
_OWN = frozenset({"srcdoc", "sandbox", "allow", "shadowrootmode", "http-equiv", "is", "nonce"})
_DEEPEST_FRAME = 4
_DEEPEST = 512
_SHADOW = '<template shadowrootmode="open">'


def still(page: bytes) -> bytes:
    """The page as it looked, without anything that runs, loads or leads away.

    Args:
        page: The artifact, UTF-8 HTML; bytes that are not UTF-8 are shown as replacement signs.
    """
    return _still(page.decode("utf-8", errors="replace"), 0).encode("utf-8")


def _still(page: str, depth: int) -> str:
    # What is in an element that shows only without scripts is not what was seen.
    root = JustHTML(page, sanitize=False, scripting_enabled=True).root
    return "<!doctype html>" + "".join(_written(root, depth))


def _written(root: Any, depth: int) -> Iterator[str]:
    """What stands in a node, without recursion: pages nest as deep as they like."""
    open_ends: list[tuple[Iterator[Any], str]] = [(iter(root.children or ()), "")]
    while open_ends:
        children, end = open_ends[-1]
        node = next(children, None)
        if node is None:
            open_ends.pop()
            yield end
        elif node.name == "#text":
            inside_style = end == "</style>"
            data = node.data or ""
            yield _rules(data) if inside_style else escape(data, quote=False)
        elif node.name == "iframe":
            yield _frame(node, depth)
        else:
            start, end, inside = _element(node)
            yield start
            deep = len(open_ends) >= _DEEPEST
            open_ends.append((iter(() if deep else inside), end))


def _element(node: Any) -> tuple[str, str, list[Any]]:
    """Start, end and content of an element; nothing of one that is not shown."""
    name = str(node.name).lower()
    if name == "template":
        content = getattr(node, "template_content", None)
        if (node.attrs or {}).get("shadowrootmode") == "open" and content is not None:
            return _SHADOW, "</template>", list(content.children or ())
        return "", "", []
    if name in _DROPPED or not _NAME.fullmatch(name):
        return "", "", []
    name = _RAW_AS.get(name, name)
    start = f"<{name}{_attributes(node)}>"
    if name in _LINE_TAKEN:
        start += "\n"
    if name in _VOID and node.namespace == "html":
        return start, "", []
    return start, f"</{name}>", list(node.children or ())


def _frame(node: Any, depth: int) -> str:
    """A frame; of what it shows only a page that is in the copy itself."""
    page = (node.attrs or {}).get("srcdoc") or ""
    inner = _still(page, depth + 1) if page and depth < _DEEPEST_FRAME else ""
    return f'<iframe sandbox{_attributes(node)} srcdoc="{escape(inner)}"></iframe>'


def _attributes(node: Any) -> str:
    seen: dict[str, str] = {}
    for given, value in (node.attrs or {}).items():
        name = str(given).lower()
        if _kept(name, value or ""):
            seen.setdefault(name, value or "")
    return "".join(f' {name}="{escape(value)}"' for name, value in seen.items())


def _kept(name: str, value: str) -> bool:
    if name.startswith("on") or name in _OWN or not _ATTRIBUTE.fullmatch(name):
        return False
    local = name.rpartition(":")[2]
    if local == "href" and value.startswith("#"):
        return True  # a place in the page itself; drawings are made of such
    if local in _ADDRESSES:
        return name == "src" and value.lower().startswith("data:image/")
    return True


def _rules(css: str) -> str:
    """Rules of style without any `<`, which nothing in CSS needs but text that can spell it."""
    return css.replace("<", "\\3c ").replace("\0", "\ufffd")
