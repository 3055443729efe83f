"""Checks of browsers: which are here, can they start the program, has the add-on said hello."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.browsers import greetings, policy, register
from keepsake.browsers.table import find_browsers
from keepsake.core.errors import KeepsakeError
from keepsake.flows.doctor.addon import placed
from keepsake.flows.doctor.diagnosis import OK, PROBLEM, WAITING, Diagnosis
from keepsake.flows.doctor.times import day_text
from keepsake.program import executable_path
from keepsake.shared import product_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.browsers.greetings import Greeting
    from keepsake.browsers.register import Registration
    from keepsake.browsers.table import Computer, Found
    from keepsake.env import Environment

# What is put right by writing the manifest anew.
_MENDED = (register.MISSING, register.OTHER, register.MOVED, register.GARBLED)


def connected(computer: Computer, env: Environment) -> Iterator[Diagnosis]:
    """Every browser that is here: whether it would start this program, and its add-on."""
    found = find_browsers(computer)
    if not found:
        yield Diagnosis("browsers", PROBLEM, "browsers.none", mend="connect")
        return
    try:
        program = executable_path()
    except KeepsakeError:
        yield Diagnosis("browsers", PROBLEM, "browsers.program")
        return
    heard = greetings.heard(env)
    for one in found:
        (registration,) = register.check([one], computer, program)
        yield from _one(one, registration, computer, heard.get(one.browser.id))


def _one(
    found: Found, registration: Registration, computer: Computer, greeting: Greeting | None
) -> Iterator[Diagnosis]:
    name = f"browser.{found.browser.id}"
    facts = {"name": found.browser.name, "leads": registration.leads}
    facts["file"] = registration.files[0] if registration.files else ""
    rule = policy.against(found.browser, computer)
    if rule is not None:
        yield Diagnosis(name, PROBLEM, f"browser.policy_{rule.what}", {**facts, "file": rule.file})
    elif found.confined and not found.open:
        # Where its add-on has answered, this one is not kept from it.
        if greeting is None:
            yield Diagnosis(name, PROBLEM, f"browser.{found.confined}", facts)
    elif registration.state != register.REGISTERED:
        mend = "connect" if registration.state in _MENDED else ""
        yield Diagnosis(name, PROBLEM, f"browser.{registration.state}", facts, mend)
    else:
        yield Diagnosis(name, OK, "browser.registered", facts)
    yield _addon(found, greeting, computer)


def _addon(found: Found, greeting: Greeting | None, computer: Computer) -> Diagnosis:
    """Whether the add-on was ever there is known by its hello, and by nothing else."""
    name, facts = f"addon.{found.browser.id}", {"name": found.browser.name}
    if greeting is None:
        what = "addon.placed" if placed(found.browser, computer) else "addon.unheard"
        return Diagnosis(name, WAITING, what, facts, "addon")
    facts |= {"day": day_text(greeting.last), "version": greeting.extension}
    return Diagnosis(name, OK, "addon.heard", facts)


def built(family: str) -> Iterator[Diagnosis]:
    """Whether the files of the add-on are here, for `chromium` or `firefox`."""
    folder = product_path(family)
    there = (folder / "manifest.json").is_file()
    what = "extension.ok" if there else "extension.missing"
    mark = OK if there else PROBLEM
    yield Diagnosis(f"extension.{family}", mark, what, {"path": str(folder)})
