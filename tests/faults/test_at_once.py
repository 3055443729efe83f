"""Two hosts, what a viewer does, and an export at once: nothing is lost, the log has no fork.

Hosts and exports are the real programs; the viewer is a process that makes the calls it makes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from fixtures.tiles import as_large
from fixtures.vaults import CAPTURE, capture, environment
from keepsake.core import merkle, note
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.flows.custody.acts import custody_of
from keepsake.vault import access, creating
from keepsake.vault.handle import Vault
from keepsake.vault.index import Index
from native.client import HELLO, Host, begin, ending, part, whole_part
from native.client import environment as variables

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

ROUNDS = 40 if os.environ.get("SLOW") else 6

VIEWER = """
import sys
from pathlib import Path
from keepsake.core.custody import Attribution
from keepsake.env import real_environment
from keepsake.flows.custody import acts as custody
from keepsake.flows.audit.vault import audit
from keepsake.vault.access import unlock
from keepsake.vault.index import Index
from keepsake.vault.handle import Vault
unlocked = unlock(Vault.open(Path(sys.argv[1]), real_environment()), None)
index = Index(unlocked)
for number in range(int(sys.argv[2])):
    index.refresh()
    newest = index.captures(1)[0].entry
    custody.viewed(unlocked, [newest], Attribution(who=sys.argv[3]))
    custody.verified(unlocked, audit(unlocked, (), [newest]), [newest])
index.close()
"""


def test_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "vault"
    vault = creating.create(path, environment())
    capture(vault)
    seen = {vault.checkpoint()}
    with ThreadPoolExecutor(4) as pool:
        running = [
            pool.submit(_hosts, path, "aaaaaaaa"),
            pool.submit(_hosts, path, "bbbbbbbb"),
            pool.submit(_program, path, "-c", VIEWER, str(path), str(ROUNDS), "Noor"),
            pool.submit(_exports, path, tmp_path),
        ]
        while not all(one.done() for one in running):
            seen.add(vault.checkpoint())
    for one in running:
        one.result()
    _check(access.unlock(Vault.open(path, real_environment()), None), seen)


def _hosts(path: Path, which: str) -> None:
    """One browser's host after the other, each with one capture over its pipes."""
    for number in range(ROUNDS):
        name, tile = f"{which}-0000-4000-8000-{number:012d}", as_large(which.encode() * 4000)
        with Host(path) as host:
            assert host.ask(HELLO)["type"] == "ready"
            begun = host.ask(begin(name))
            host.send(*whole_part(name, 1, tile))
            host.until("kept")
            host.send(*ending(name, begun, [part(name, 1, tile)]))
            host.until("kept")
            assert host.receive()["state"] == "complete"
            assert host.end()[2] == 0


def _exports(path: Path, folder: Path) -> None:
    for number in range(2):
        _program(path, "-P", "-m", "keepsake", "export", str(folder / str(number)))


def _program(path: Path, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, *command],
        env=variables(path, PYTHONPATH=os.pathsep.join(sys.path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


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
