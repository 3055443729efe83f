"""The main job: captures by a real click, a case around them, and a bundle that is checked."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dev_base import ROOT, say

sys.path.insert(0, str(ROOT / "tests"))

from fixtures.demo import case
from fixtures.demo.content import OWNER
from keepsake.env import real_environment
from keepsake.vault import access
from keepsake.vault.handle import Vault
from run_parts import RUN, Stage, keepsake, keepsake_json, must, step

if TYPE_CHECKING:
    from pathlib import Path

LETTER = ROOT / "tests" / "fixtures" / "demo" / "pictures" / "letters.png"
REPORTER = OWNER.name


@dataclass(frozen=True)
class Bundle:
    """What was handed over.

    Attributes:
        folder: Where it is.
        passphrase: What opens it; shown once, kept nowhere.
    """

    folder: Path
    passphrase: str

    @property
    def page(self) -> str:
        """The address of the page that opens it."""
        return (self.folder / "OPEN-ME.html").as_uri()


def _newest(stage: Stage) -> list[int]:
    """Return the entries of what this run captured, in its order, not what earlier runs left."""
    listed = keepsake_json(stage, "list")["captures"]
    return sorted(int(capture["entry"]) for capture in listed)[-len(stage.urls) :]


def _case(stage: Stage, captures: list[int]) -> str:
    """Add what a person adds in the viewer: a case, marks, a statement, calls to the police."""
    vault = Vault.open(stage.vault, real_environment())
    made: str = case.fill(access.unlock(vault, None), captures)
    must(stage, "add", LETTER, f"--case={made}", f"--about={case.LETTER}")
    say(f"          {case.NAME}: {len(captures)} captures, a statement, two calls to the police")
    return made


def do_job(stage: Stage) -> Bundle:
    """Go the whole way once.

    Raises:
        DevError: a step did not succeed; what is kept stays kept.
    """
    step("Making the host known to the browsers on this computer")
    keepsake(stage, "install")
    step("Capturing, by a click on the button")
    must(stage, "capture", *stage.urls)
    captures = _newest(stage)
    chosen = [f"--capture={entry}" for entry in captures]
    if stage.demo:
        step("Writing down what belongs to it, as a person does in the viewer")
        chosen = [f"--case={_case(stage, captures)}", f"--who={REPORTER}"]
    step("Asking the authorities for the time")
    keepsake(stage, "stamp")
    step("Checking everything that is kept")
    must(stage, "verify")
    folder = RUN / time.strftime("bundle-%Y%m%d-%H%M%S")
    step("Exporting a bundle")
    made = keepsake_json(stage, "export", folder, *chosen)
    bundle = Bundle(folder, made["passphrase"])
    step("Checking the bundle as whoever receives it would")
    must(stage, "verify", folder, passphrase=bundle.passphrase)
    say(f"\nThe vault:       {stage.vault}")
    say(f"The bundle:      {folder}")
    say(f"Open it:         {bundle.page}")
    say("Where it asks:   evidence.age, beside it")
    say(f"Its passphrase:  {bundle.passphrase}   (shown once, kept nowhere)")
    return bundle
