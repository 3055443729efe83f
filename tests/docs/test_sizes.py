"""No function is over 40 lines; those in JavaScript are held by biome."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING

from docs.tree import ROOT, short, source_files

if TYPE_CHECKING:
    from pathlib import Path

_FUNCTION_LINES = 40


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def _long_functions(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return [
        f"{short(path)}:{function.lineno} {function.name}: {_length(function)}"
        for function in functions
        if _length(function) > _FUNCTION_LINES
    ]


def test_no_python_function_is_longer_than_40_lines() -> None:
    assert [found for path in source_files(".py") for found in _long_functions(path)] == []


def test_biome_holds_javascript_functions_to_the_same_length() -> None:
    config = json.loads((ROOT / "build" / "biome.config.json").read_text())
    rule = config["linter"]["rules"]["complexity"]["noExcessiveLinesPerFunction"]
    assert rule["level"] == "error"
    assert rule["options"]["maxLines"] == _FUNCTION_LINES
