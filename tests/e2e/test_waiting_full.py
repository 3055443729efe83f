"""Where the disk is full while a capture waits, pictures go and words stay; and it is told."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from e2e.firefox import STARTERS
from e2e.full_room import MESSAGES, PICTURES
from e2e.harness import LONG_SECONDS, ROOT
from keepsake.catalogue import error_message
from keepsake.core.errors import Code
from keepsake_drive.capture import CROSS
from native.disk import alone

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.harness import Machine

pytestmark = pytest.mark.browser
# In a mount namespace of its own the file system goes when the browser goes.
SCRIPT = """
set -e
mount -t tmpfs -o size=250m keepsake-test "$1/profile"
export PYTHONPATH="$3/host:$3/tests"
"$2" -m e2e.full_room "$1" "$4" "$5"
"""


@pytest.mark.parametrize("kind", STARTERS)
def test_words_go_before_pictures_and_the_person_hears_of_it(
    machine: Machine, demo_root: Path, kind: str
) -> None:
    assert demo_root.is_dir()
    machine.profile.mkdir()
    done = subprocess.run(
        [
            *alone(),
            *("sh", "-c", SCRIPT, "full"),
            *(machine.folder, sys.executable, ROOT, kind, machine.program),
        ],
        capture_output=True,
        text=True,
        timeout=2 * LONG_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    words = error_message(Code.WAITING_FULL, "en")
    assert (said["badge"], said["title"].startswith(words.what)) == (CROSS, True), said
    assert words.safe in said["told"]
    assert said["items"] == MESSAGES
    assert "waiting_full" in said["notes"]
    assert said["kinds"]["tile"] >= PICTURES
    assert said["kinds"]["lost"] > 1
    assert {"views", "items", "manifest"} <= set(said["kinds"])
