"""Writes what shared/schemas/manifest.schema.json says of a manifest into Python and JavaScript.

In Python these are the fields of the classes that the schema names by `struct`; docstrings and
methods beside them stay as they are. In JavaScript it is the file of types that extension and
reader are checked against. Run it after a change of the schema; a test tells when it was not run.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "shared" / "schemas" / "manifest.schema.json"
TYPES = SCHEMA.with_name("manifest.d.ts")
_CORE = ROOT / "host" / "keepsake" / "core"
MODULES = (_CORE / "manifest.py", _CORE / "added" / "file.py")

_PYTHON = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_SCRIPT = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}
# A long thread is held compressed, so its messages come as a sequence that is no tuple.
_COMPRESSED = {("Manifest", "items")}
_HEAD = """\
// Written by build/manifest_types.py from manifest.schema.json. Not part of the product.

/** What nobody vouches for: a member may be absent, and may be anything. */
export type Untrusted<T> = { [Name in keyof T]?: unknown };
"""

Schema = dict[str, Any]


def _aim(schema: Schema, rule: Schema) -> Schema:
    """What a rule refers to, or the rule itself."""
    target: Schema = schema["$defs"][rule["$ref"].rsplit("/", 1)[1]] if "$ref" in rule else rule
    return target


def shape_name(rule: Schema) -> str:
    """What a shape is called, "" for what is none."""
    return str(rule.get("title") or rule.get("struct") or "")


def shapes(schema: Schema) -> list[Schema]:
    """Everything with a name of its own, the manifest itself last."""
    return [each for each in (*schema["$defs"].values(), schema) if shape_name(each)]


def fields(schema: Schema) -> dict[str, dict[str, Schema]]:
    """The members that the host reads, by class; a class may stand for several shapes."""
    found: dict[str, dict[str, Schema]] = {}
    for shape in shapes(schema):
        if "struct" in shape:
            read = {k: rule for k, rule in shape["properties"].items() if not rule.get("unread")}
            found.setdefault(shape["struct"], {}).update(read)
    return found


def _python_type(schema: Schema, rule: Schema) -> str:
    rule = _aim(schema, rule)
    if "struct" in rule:
        return str(rule["struct"])
    if shape_name(rule):
        return "msgspec.Raw"
    if rule.get("type") == "array":
        return f"tuple[{_python_type(schema, rule['items'])}, ...]"
    if "const" in rule:
        return type(rule["const"]).__name__
    return _PYTHON[rule.get("type", "string")]


def _python_field(schema: Schema, owner: str, name: str, rule: Schema) -> str:
    kind = _python_type(schema, rule)
    if (owner, name) in _COMPRESSED:
        kind = kind.replace("tuple[", "Sequence[").replace(", ...]", "]")
    if "default" not in rule:
        return f"    {name}: {kind}"
    default = rule["default"]
    if default is None:
        return f"    {name}: {kind} | None = None"
    if isinstance(default, str):
        return f"    {name}: {kind} = {json.dumps(default)}"
    empty = {"[]": "()", "{}": f"{kind}()"}
    return f"    {name}: {kind} = {empty.get(str(default), str(default))}"


def python(schema: Schema, source: str) -> str:
    """A module with the fields of its classes as the schema has them."""
    lines = source.split("\n")
    for node in reversed(ast.parse(source).body):
        if not isinstance(node, ast.ClassDef) or node.name not in fields(schema):
            continue
        old = [
            each
            for each in node.body
            if isinstance(each, ast.AnnAssign) and "ClassVar" not in ast.unparse(each.annotation)
        ]
        new = [
            _python_field(schema, node.name, name, rule)
            for name, rule in fields(schema)[node.name].items()
        ]
        lines[old[0].lineno - 1 : old[-1].end_lineno] = new
    return "\n".join(lines)


def classes(source: str) -> set[str]:
    """The classes of a module."""
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


def _script_type(schema: Schema, rule: Schema) -> str:
    target = _aim(schema, rule)
    if shape_name(target):
        return shape_name(target)
    if "anyOf" in target:
        kinds = [_script_type(schema, each) for each in target["anyOf"]]
        return "string" if "string" in kinds else " | ".join(kinds)
    if "enum" in target:
        return " | ".join(map(json.dumps, target["enum"]))
    if "const" in target:
        return json.dumps(target["const"])
    if target["type"] == "array":
        kind = _script_type(schema, target["items"])
        return f"({kind})[]" if "|" in kind else f"{kind}[]"
    if target["type"] == "object":
        return "{ " + "; ".join(_members(schema, target)) + " }"
    return _SCRIPT[target["type"]]


def _members(schema: Schema, shape: Schema) -> list[str]:
    return [
        f"{name}{'' if name in shape['required'] else '?'}: {_script_type(schema, rule)}"
        for name, rule in shape["properties"].items()
    ]


def script(schema: Schema) -> str:
    """The types of JavaScript."""
    texts = [_HEAD]
    for shape in shapes(schema):
        if "properties" in shape:
            members = "".join(f"  {each};\n" for each in _members(schema, shape))
            texts.append(f"export interface {shape_name(shape)} {{\n{members}}}\n")
        else:
            bare = {key: rule for key, rule in shape.items() if key != "title"}
            texts.append(f"export type {shape_name(shape)} = {_script_type(schema, bare)};\n")
    return "\n".join(texts)


def written() -> dict[Path, str]:
    """The files as they have to be."""
    schema: Schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    made = {path: python(schema, path.read_text(encoding="utf-8")) for path in MODULES}
    there = set().union(*map(classes, made.values()))
    if missing := fields(schema).keys() - there:
        raise SystemExit(f"no class for: {', '.join(sorted(missing))}")
    return {**made, TYPES: script(schema)}


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
