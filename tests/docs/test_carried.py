"""What the program reads of `shared/` goes out with each form of it."""

from __future__ import annotations

import ast
import re
import tomllib

from docs.tree import ROOT, source_files


def _asked_for() -> set[str]:
    """The folders of `shared/` that the program names when it reads from it."""
    return {
        argument.value
        for path in source_files(".py")
        if path.is_relative_to(ROOT / "host" / "keepsake")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "shared_path"
        for argument in call.args[:1]
        if isinstance(argument, ast.Constant)
    }


def test_wheel_and_frozen_program_carry_what_is_read() -> None:
    asked = _asked_for()
    assert {"data", "guide"} <= asked
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"][
        "build"
    ]["targets"]["wheel"]["force-include"]
    assert asked <= {name.removeprefix("shared/") for name in wheel}
    spec = (ROOT / "build" / "keepsake.spec").read_text(encoding="utf-8")
    carried = re.search(r'"shared" / name\).* for name in \((.*)\)\]', spec)
    assert carried
    assert asked <= set(ast.literal_eval(f"[{carried.group(1)}]"))
