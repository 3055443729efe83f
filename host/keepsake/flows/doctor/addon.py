"""How the add-on is put into each browser while it is in no store, and whether it has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.browsers import greetings
from keepsake.browsers.table import find_browsers, on_system
from keepsake.catalogue import filled, table
from keepsake.flows.doctor.times import day_text
from keepsake.shared import product_path, shared_path

if TYPE_CHECKING:
    from keepsake.browsers.table import Browser, Computer
    from keepsake.env import Environment


class _Way(msgspec.Struct, frozen=True):
    """A row of `shared/data/addon_steps.json`: names of steps, and what stands in their words.

    `placed` are those that are left where a package has put the add-on there already.
    """

    page: str
    steps: tuple[str, ...]
    placed: tuple[str, ...]
    folder: str
    file: str


class Step(NamedTuple):
    """One thing to do: the name of its picture, and the sentence."""

    name: str
    text: str


class Leading(NamedTuple):
    """The way of the add-on into one browser.

    Attributes:
        id: Of the browser.
        name: Of the browser, for people.
        heard: What is known of the add-on there, in words.
        is_there: Whether it has ever said hello from there.
        page: The address that is opened first.
        path: What is chosen then, on this computer.
        file: The name of the file where one is chosen, "" where it is a folder.
        steps: What to do, in order.
    """

    id: str
    name: str
    heard: str
    is_there: bool
    page: str
    path: str
    file: str
    steps: tuple[Step, ...]


def placed(browser: Browser, computer: Computer) -> bool:
    """Whether a package has put the add-on where the browser takes it from by itself."""
    where = on_system(browser, computer.system).addon
    return bool(where) and computer.path(where).exists()


def leading(computer: Computer, env: Environment, language: str) -> list[Leading]:
    """For every browser that is here, how the add-on gets into it; those without it first."""
    rows = msgspec.json.decode(
        shared_path("data", "addon_steps.json").read_bytes(), type=dict[str, _Way]
    )
    words, heard = table("doctor", language), greetings.heard(env)
    found = []
    for one in find_browsers(computer):
        name, way = one.browser.name, rows[one.browser.id]
        folder = product_path(way.folder)
        path = str(folder / way.file if way.file else folder)
        facts = {"name": name, "page": way.page, "path": path}
        greeting = heard.get(one.browser.id)
        told = "addon.unheard"
        if greeting is not None:
            told = "addon.heard"
            facts |= {"day": day_text(greeting.last), "version": greeting.extension}
        left = way.placed if placed(one.browser, computer) else way.steps
        steps = tuple(Step(step, filled(words[f"step.{step}"], facts)) for step in left)
        found.append(
            Leading(
                one.browser.id, name, filled(words[told], facts), greeting is not None,
                way.page, path, way.file, steps,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: one.is_there)
