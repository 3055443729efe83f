"""Two hosts, a viewer and an export at once, as processes: nothing is lost, the log has no fork."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from fixtures.vaults import CAPTURE, capture, environment
from keepsake.core import merkle, note
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit import audit
from keepsake.flows.bundle_files import PAYLOAD_MARK
from keepsake.flows.custody import custody_of
from keepsake.vault.index import Index
from keepsake.vault.store import Vault
from native.client import environment as variables

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.reading import Unlocked

ROUNDS = 40 if os.environ.get("SLOW") else 6

HOST = """
import sys
from pathlib import Path
from fixtures.vaults import capture
from keepsake.env import real_environment
from keepsake.flows.seal import open_to_write
for number in range(int(sys.argv[2])):
    vault = open_to_write(Path(sys.argv[1]), real_environment())
    capture(vault, tiles=2, name=f"{sys.argv[3]}-0000-4000-8000-{number:012d}")
"""
VIEWER = """
import sys
from pathlib import Path
from keepsake.core.custody import Told
from keepsake.env import real_environment
from keepsake.flows import custody
from keepsake.flows.audit import audit
from keepsake.vault.index import Index
from keepsake.vault.store import Vault
unlocked = Vault.open(Path(sys.argv[1]), real_environment()).unlock(None)
index = Index(unlocked)
for number in range(int(sys.argv[2])):
    index.refresh()
    newest = index.captures(1)[0].entry
    custody.viewed(unlocked, [newest], Told(who=sys.argv[3]))
    custody.verified(unlocked, audit(unlocked, (), [newest]), [newest])
index.close()
"""
EXPORT = """
import sys
from pathlib import Path
from keepsake.env import real_environment
from keepsake.flows.export import export_bundle
from keepsake.vault.store import Vault
unlocked = Vault.open(Path(sys.argv[1]), real_environment()).unlock(None)
for number in range(2):
    export_bundle(unlocked, [1], Path(sys.argv[3]) / str(number), authorities=(),
        env=real_environment(), language="en", reader_html=Path(sys.argv[4]))
"""


def test_all_at_once(tmp_path: Path) -> None:
    path, reader = tmp_path / "vault", tmp_path / "reader.html"
    roots = b'<script type="application/json" id="roots">[]</script>'
    reader.write_bytes(b"<html>" + roots + PAYLOAD_MARK + b"</html>")
    vault = Vault.create(path, environment())
    capture(vault)
    seen = {vault.checkpoint()}
    work = [
        (HOST, str(ROUNDS), "aaaaaaaa"),
        (HOST, str(ROUNDS), "bbbbbbbb"),
        (VIEWER, str(ROUNDS), "Noor"),
        (EXPORT, "", str(tmp_path / "out"), str(reader)),
    ]
    tests = os.pathsep.join(sys.path)
    with ThreadPoolExecutor(len(work)) as pool:
        running = [
            pool.submit(
                subprocess.run,
                [sys.executable, "-c", script, str(path), *more],
                env=variables(path, PYTHONPATH=tests),
                capture_output=True,
                text=True,
                check=False,
            )
            for script, *more in work
        ]
        while not all(one.done() for one in running):
            seen.add(vault.checkpoint())
    for one in running:
        assert one.result().returncode == 0, one.result().stderr
    _check(Vault.open(path, real_environment()).unlock(None), seen)


def _check(unlocked: Unlocked, seen: set[bytes]) -> None:
    kept = [found.body.capture for found in unlocked.captures()]
    assert sorted(kept) == sorted(
        [CAPTURE, *(f"{which}-0000-4000-8000-{n:012d}" for which in ("aaaaaaaa", "bbbbbbbb")
                    for n in range(ROUNDS))]
    )  # fmt: skip
    outcomes = [step.outcome for step in audit(unlocked, ()).steps]
    assert Outcome.INVALID not in outcomes
    kinds = [act.kind for act in custody_of(unlocked)]
    assert (kinds.count("view"), kinds.count("verify"), kinds.count("export")) == (
        ROUNDS,
        ROUNDS,
        2,
    )
    vault = unlocked.vault
    leaves = vault.leaves()
    for signed in seen:
        head = note.open_checkpoint(signed, vault.key)
        assert merkle.root(leaves[: head.size]) == head.root, "the log forked"
    index = Index(unlocked)
    assert index.count() == len(kept)
    index.close()
