"""Once it is locked, the program's memory holds no key any more.

Not looked for: the passphrase as it was typed, which the browser and the pipes between hold too.
"""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fixtures.vaults import PASSPHRASE, capture, environment
from keepsake.env import real_environment
from keepsake.vault import access, creating
from keepsake.vault.handle import Vault
from native.client import environment as variables

if TYPE_CHECKING:
    from keepsake.vault.unlocked import Unlocked

# A program of its own, whose memory is read from outside: whoever looks for a key has it.
VIEWER = """
import gc, sys
from pathlib import Path
from keepsake.env import real_environment
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
state = AppState(Path(sys.argv[1]), real_environment())
client = create_app(state, "127.0.0.1:5000").test_client()
base = "http://127.0.0.1:5000"

def post(path, **data):
    data["csrf"] = state.browser_session.csrf
    done = client.post(path, base_url=base, data=data, headers={"Origin": base})
    assert done.status_code == 303, done.status_code

client.get("/enter/" + state.issue_token(), base_url=base)
post("/unlock", passphrase=sys.stdin.readline().rstrip())
for path in ("/", "/captures", "/captures/1", "/captures/1/check", "/search?q=page", "/timeline"):
    assert client.get(path, base_url=base).status_code == 200, path
print("open", flush=True)
sys.stdin.readline()
post("/lock")
gc.collect()
print("locked", flush=True)
sys.stdin.readline()
"""
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX, _CHECKSUM = "AGE-SECRET-KEY-1", 6


def test_after_locking_no_key_is_in_memory(tmp_path: Path) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    capture(vault)
    access.claim(vault, PASSPHRASE)
    secrets = _secrets(access.unlock(Vault.open(vault.path, real_environment()), PASSPHRASE))
    with subprocess.Popen(
        [sys.executable, "-c", VIEWER, str(vault.path)],
        env=variables(vault.path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as running:
        assert running.stdin
        assert running.stdout
        running.stdin.write(f"{PASSPHRASE}\n")
        assert running.stdout.readline() == "open\n"
        assert "identity, raw" in _found(running.pid, secrets)
        running.stdin.write("\n")
        assert running.stdout.readline() == "locked\n"
        assert _found(running.pid, secrets) == set()
        running.stdin.write("\n")


def _secrets(unlocked: Unlocked) -> dict[str, bytes]:
    text, index, removal = str(unlocked.identity), unlocked.index_key(), unlocked.removal_key()
    letters = text[len(_PREFIX) : -_CHECKSUM].lower()
    bits = "".join(f"{_BECH32.index(letter):05b}" for letter in letters)[:256]
    return {
        "identity": text.encode(),
        "identity, raw": int(bits, 2).to_bytes(32),
        "index key": index.hex().encode(),
        "index key, raw": index,
        "removal key": removal,
    }


def _found(process: int, secrets: dict[str, bytes]) -> set[str]:
    found: set[str] = set()
    folder = Path("/proc") / str(process)
    with (folder / "mem").open("rb", buffering=0) as memory:
        for line in (folder / "maps").read_text().splitlines():
            region = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if region is None:
                continue
            start, end = int(region[1], 16), int(region[2], 16)
            with suppress(OSError, OverflowError):  # what the kernel keeps for itself
                memory.seek(start)
                data = memory.read(end - start)
                found |= {name for name, secret in secrets.items() if secret in data}
    return found
