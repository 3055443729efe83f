"""No module of the program needs another one that needs it back, types and late imports counted."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from docs.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = ROOT / "host"


def test_there_is_no_circle() -> None:
    paths = {_name(path): path for path in HOST.rglob("*.py")}
    graph = {name: set(_imported(name, path)) & set(paths) - {name} for name, path in paths.items()}
    assert len(graph) > 200
    assert sum(map(len, graph.values())) > len(graph)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" imports ".join(reversed(error.args[1]))) from None


def _name(path: Path) -> str:
    return ".".join(path.relative_to(HOST).with_suffix("").parts).removesuffix(".__init__")


def _imported(name: str, path: Path) -> Iterator[str]:
    """Names that a module imports anywhere in it; some are of modules, some of what is in them."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: an import relative to it"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)
