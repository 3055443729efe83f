"""French is set as French is: a sign that no line may begin with holds on to its word."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from docs.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOCALE = ROOT / "extension" / "_locales" / "fr" / "messages.json"
_DESK = ROOT / "host" / "keepsake" / "desk" / "words" / "fr.json"
_SPACE = "\N{NO-BREAK SPACE}"
# A colon without a space is a time, an address or a name; the other signs are none of these.
_LOOSE = re.compile(
    rf"(?<!{_SPACE})[;?!](?=\s|$)|[^\W\d_]:\s| [:;?!»]|«(?!{_SPACE}\S)|(?<!\S{_SPACE})»"
)


def _strings(value: object, *, french: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, french=french or key == "fr")
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, french=french)
    elif isinstance(value, str) and french:
        yield value


def _french(path: Path) -> list[str]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return list(_strings(content, french=path in (_LOCALE, _DESK)))


def test_no_line_can_begin_with_a_sign_that_belongs_to_the_word_before() -> None:
    files = [_LOCALE, _DESK, *sorted((ROOT / "shared" / "data").rglob("*.json"))]
    files.remove(ROOT / "shared" / "data" / "words" / "cli.json")  # for a terminal alone
    texts = {path: _french(path) for path in files}
    assert sum(map(len, texts.values())) > 1500
    assert [
        (path.name, text) for path in files for text in texts[path] if _LOOSE.search(text)
    ] == []
