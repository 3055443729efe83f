"""The add-on says hello by itself where it was put in; the options say whether everything works."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from e2e.firefox import Firefox
from e2e.harness import SHORT_SECONDS
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.harness import Machine

pytestmark = pytest.mark.browser


def heard(machine: Machine) -> dict[str, Any]:
    """What is remembered of add-ons, read as it is on the disk."""
    found = (machine.folder / "state").rglob("browsers/*.json")
    return {path.stem: json.loads(path.read_bytes()) for path in found}


@pytest.mark.parametrize("family", ["chromium", "firefox"])
def test_the_add_on_is_known_without_a_click_and_nothing_else_is(
    new_machine: Callable[[], Machine], family: str
) -> None:
    machine = new_machine()
    assert heard(machine) == {}
    browser = machine.browser() if family == "chromium" else Firefox(machine)
    with browser:
        until(lambda: heard(machine), SHORT_SECONDS, "no hello")
    (name,) = heard(machine)
    assert name == family
    version = json.loads((machine.extension / "manifest.json").read_bytes())["version"]
    assert heard(machine)[name].keys() == {"first", "last", "extension"}
    assert heard(machine)[name]["extension"] == version
    assert not machine.vault_path.exists()


def test_the_options_show_what_the_program_says(new_machine: Callable[[], Machine]) -> None:
    machine = new_machine()
    with machine.browser(language="fr") as browser:
        options = browser.open(f"chrome-extension://{browser.extension}/ui/options.html")
        health = "document.getElementById('health').innerText"

        def shown() -> str:
            return str(browser.evaluate(options, health))

        until(lambda: "fuseau horaire" in shown(), SHORT_SECONDS, "the checks are not shown")
        assert "Le programme répond à un navigateur en" in shown()
        assert "Il n’y a pas encore de coffre." in shown()
        assert "En attente" in shown()
