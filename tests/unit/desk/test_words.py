"""The desk's words: the same in both languages, and none missing for what can happen."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import keepsake.desk
from keepsake.core.verify import Outcome
from keepsake.desk import cosigning, lock_proof
from keepsake.desk.content import Why
from keepsake.desk.events import Kind
from keepsake.desk.roles import MAY, Permission, Role
from keepsake.desk.web.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

_DESK = Path(keepsake.desk.__file__).parent
_WORDS = {
    language: json.loads((_DESK / "words" / f"{language}.json").read_text(encoding="utf-8"))
    for language in ("en", "fr")
}
_FACT = re.compile(r"\{(\w+)\}")


def test_both_languages_say_the_same_with_the_same_facts() -> None:
    english, french = _WORDS["en"], _WORDS["fr"]
    assert english.keys() == french.keys()
    assert [
        key
        for key in english
        if set(_FACT.findall(english[key])) != set(_FACT.findall(french[key]))
    ] == []


def test_everything_that_can_happen_has_its_words() -> None:
    wanted = {f"event.{kind}" for kind in Kind}
    wanted |= {f"role.{role}{end}" for role in Role for end in ("", ".may")}
    wanted |= {f"opening.why.{word}" for word in get_args(Why) if word}
    wanted |= {f"outcome.{outcome}" for outcome in Outcome}
    outcomes = re.findall(r"outcome in \(([^)]+)\)", (_DESK / "schema_opened.sql").read_text())
    wanted |= {f"fixity.{word}" for word in re.findall(r"'(\w+)'", outcomes[0])}
    wanted |= {f"witnesses.reason.{reason}" for reason in cosigning.REASONS}
    wanted |= {f"attempt.{name}" for name in lock_proof.ATTEMPTS}
    assert wanted <= _WORDS["en"].keys()


def _facts(tree: ast.AST) -> Iterator[str]:
    """Names of what events are given: by name, or as a dictionary that is called `about`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "record":
                yield from (each.arg for each in node.keywords if each.arg)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            called = {to.id for to in node.targets if isinstance(to, ast.Name)}
            keys = node.value.keys if "about" in called else ()
            yield from (str(ast.literal_eval(key)) for key in keys if key)


def test_every_fact_of_an_event_is_called_by_a_word() -> None:
    facts = {
        name
        for path in _DESK.rglob("*.py")
        for name in _facts(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert len(facts) > 20
    assert {f"fact.{name}" for name in facts} <= _WORDS["en"].keys()


def test_every_word_is_said_somewhere_and_every_one_that_is_said_is_there() -> None:
    pages = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("*.html", "*.py")
        for path in _DESK.rglob(pattern)
    )
    said = set(re.findall(r'\b(?:t|self)\("([\w.]+)"(?! ~)', pages))
    said |= {
        name
        for pair in re.findall(r't\("([\w.]+)" if \w+ else "([\w.]+)"\)', pages)
        for name in pair
    }
    made = tuple(re.findall(r'(?:t|self)\(f?"([\w.]+\.)(?:" ~|\{)', pages))
    missing = {name for name in said if name not in _WORDS["en"]}
    assert missing == set()
    assert [k for k in _WORDS["en"] if k not in said and not k.startswith(made)] == []


def test_every_permission_is_somebodys() -> None:
    assert MAY.keys() == set(Permission)
    assert all(MAY.values())


def test_every_refusal_says_what_happened_and_what_to_do_next() -> None:
    modules = "".join(
        (_DESK / f"{name}.py").read_text(encoding="utf-8")
        for name in ("staff", "cases", "requests", "openings", "hand_on")
    )
    words = set(re.findall(r'raise \w+Error\("(\w+)"\)', modules))
    assert len(words) >= 10
    assert {f"refused.{word}{end}" for word in words for end in ("", ".next")} <= _WORDS[
        "en"
    ].keys()


def test_a_platform_is_called_by_its_name_and_what_is_unknown_as_it_came() -> None:
    words = Words("fr")
    assert [words.platform(name) for name in ("whatsapp", "Bitcoin", "")] == [
        "WhatsApp", "Bitcoin", "",
    ]  # fmt: skip
    assert [words.fact(name) for name in ("reason", "of_a_later_version")] == [
        "raison", "of_a_later_version",
    ]  # fmt: skip
    assert [words.answer(name) for name in ("refused", "SlowDown")] == ["refusé", "SlowDown"]
