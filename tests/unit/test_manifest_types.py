"""What a manifest is stands once, in its schema; fields and types are written from it."""

from __future__ import annotations

from manifest_types import ROOT, written


def test_fields_and_types_are_those_of_the_schema() -> None:
    stale = [
        path.relative_to(ROOT)
        for path, text in written().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run build/manifest_types.py"
