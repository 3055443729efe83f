"""Makes a golden vault with the program as it is: `python3 tests/golden/make.py NAME`.

A golden vault is never made again once it is committed: it is what a program of that day left on a
person's disk, and every later program must read it. Make another when the format has changed.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

from fixtures.tsa.authority import local_authorities  # noqa: E402
from fixtures.vaults import BEGIN, CAPTURE, PASSPHRASE, capture, keep  # noqa: E402
from keepsake.core.custody import Attribution, Custody, ExportBody  # noqa: E402
from keepsake.core.hashing import sha256_hex  # noqa: E402
from keepsake.env import real_environment  # noqa: E402
from keepsake.flows.audit.vault import audit  # noqa: E402
from keepsake.flows.custody import acts as custody  # noqa: E402
from keepsake.flows.stamp.ask import stamp_now  # noqa: E402
from keepsake.stamp.authorities import load_authorities  # noqa: E402
from keepsake.stamp.client import fetch  # noqa: E402
from keepsake.vault import access, creating, transaction  # noqa: E402
from keepsake.vault.backup_archive import backup_to_file  # noqa: E402
from keepsake.vault.capture_writer import CaptureWriter  # noqa: E402

if TYPE_CHECKING:
    from keepsake.vault.handle import Vault

HERE = Path(__file__).parent
CODE = "amber-badger-cobalt-drift-ember-fjord-granite-heron"
ME = Attribution(
    who="Noor Example", why="Asked for by Det. Example", to="Det. Example", medium="USB"
)


class FutureBody(Custody, frozen=True, kw_only=True):
    """Of a kind that no program knows yet."""

    words: str


def main(name: str) -> None:
    """Writes `NAME.keepsake`, `NAME.json` (what it holds), and the authorities that stamped it."""
    folder = HERE / name
    folder.mkdir()
    os.environ["KEEPSAKE_KEYRING"] = "off"
    with (
        tempfile.TemporaryDirectory() as made,
        local_authorities(Path(made) / "tsa") as local,
    ):
        os.environ["KEEPSAKE_AUTHORITIES"] = str(local.json_path)
        vault = creating.create(Path(made) / "vault", real_environment())
        fill(vault)
        backup_to_file(vault, folder / "vault.keepsake", ME)
        for path in [local.json_path, *(Path(made) / "tsa").glob("local-*.pem")]:
            shutil.copy(path, folder / path.name)
        facts = describe(vault)
    (folder / "holds.json").write_text(json.dumps(facts, indent=1) + "\n")


def fill(vault: Vault) -> None:
    """One of everything that this program writes."""
    capture(vault, name=CAPTURE)
    access.claim(vault, PASSPHRASE)
    capture(vault, name=CAPTURE.replace("01", "02"))
    unlocked = access.unlock(vault, PASSPHRASE)
    cut = CaptureWriter(vault, CAPTURE.replace("01", "03"), BEGIN)
    keep(cut, 1, b"all that arrived")
    cut.close()
    access.set_recovery_code(unlocked, CODE)
    custody.viewed(unlocked, [1], ME)
    custody.printed(unlocked, [1], "statement", b"%PDF-1.7", ME)
    custody.verified(unlocked, audit(unlocked, ()), None, ME)
    left = ExportBody(
        who=ME.who, captures=(1,), bundle_sha256="00" * 32, bytes=9, recipient_kind="age"
    )
    transaction.append(vault, "export", left)
    custody.remove(unlocked, 3, ME)
    transaction.append(vault, "of_a_later_version", FutureBody(words="not known yet"))
    stamp_now(vault, load_authorities(), real_environment(), fetch, only_due=False)
    capture(vault, name=CAPTURE.replace("01", "04"))


def describe(vault: Vault) -> dict[str, object]:
    """What every later program must find in it."""
    unlocked = access.unlock(vault, PASSPHRASE)
    entries = list(unlocked.exact())[: vault.size() - 1]
    return {
        "passphrase": PASSPHRASE,
        "recovery_code": CODE,
        "entries": len(entries),
        "kinds": [record.kind for _, record in unlocked.entries()][: len(entries)],
        "entries_sha256": [sha256_hex(data) for _, data in entries],
        "artifacts": {
            f"{found.body.capture}/{part.part}": part.sha256
            for found in unlocked.captures()
            for part in found.body.parts
        },
        "removed": [CAPTURE.replace("01", "02")],
    }


if __name__ == "__main__":
    main(sys.argv[1])
