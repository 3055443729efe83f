"""The few kinds of CSS selectors that shapes of platforms are written in, matched on elements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.reading.tree import Node

_ONE = re.compile(
    r"""(?P<tag>^[a-z][\w-]*)|\.(?P<class>[\w-]+)|(?P<first>:first-child)"""
    r"""|\[(?P<name>[\w-]+)(?:(?P<sign>[\^$*]?=)'(?P<value>[^']*)')?\]"""
)
_STEP = re.compile(r"\s*>\s*|\s+")
_HOLDS: dict[str, Callable[[str, str], bool]] = {
    "=": str.__eq__,
    "^=": str.startswith,
    "$=": str.endswith,
    "*=": str.__contains__,
}


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector.

    Attributes:
        steps: The tests of each element, the innermost first.
        near: Of each but the first, whether it is the parent (`>`) and not just around.
    """

    steps: tuple[tuple[re.Match[str], ...], ...]
    near: tuple[bool, ...]

    def matches(self, node: Node) -> bool:
        """Whether an element is one of those that are meant."""
        return _is(node, self.steps[0]) and self._around(node.parent, 1)

    def _around(self, node: Node | None, at: int) -> bool:
        if at == len(self.steps):
            return True
        while node is not None:
            if _is(node, self.steps[at]) and self._around(node.parent, at + 1):
                return True
            if self.near[at - 1]:
                return False
            node = node.parent
        return False


def selector(text: str) -> Selector:
    """Takes a selector apart.

    Args:
        text: Tags, classes, attributes and `:first-child`, beside each other or with a space or `>`
            between.

    Raises:
        ValueError: There is something else in it.
    """
    near = tuple(">" in each for each in _STEP.findall(text))
    steps = tuple(_tests(each) for each in _STEP.split(text))
    return Selector(steps[::-1], near[::-1])


def _tests(text: str) -> tuple[re.Match[str], ...]:
    tests, at = [], 0
    while at < len(text):
        found = _ONE.match(text, at) if at else _ONE.match(text)
        if found is None:
            raise ValueError(f"no selector that is known: {text}")
        tests.append(found)
        at = found.end()
    return tuple(tests)


def _is(node: Node, tests: tuple[re.Match[str], ...]) -> bool:
    return all(_holds(node, test) for test in tests)


def _holds(node: Node, test: re.Match[str]) -> bool:
    if test["tag"]:
        return node.tag == test["tag"]
    if test["class"]:
        return test["class"] in node.get("class").split()
    if test["first"]:
        beside = node.parent.children if node.parent else [node]
        return next(each for each in beside if not isinstance(each, str)) is node
    value = node.attributes.get(test["name"])
    if value is None or not test["sign"]:
        return value is not None
    return _HOLDS[test["sign"]](value, test["value"])
