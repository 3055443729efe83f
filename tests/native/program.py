"""Runs the program as a person would, with a vault and a home of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fixtures.tiles import TILE
from native.client import HELLO, Host, begin, ending, environment, part, whole_part

if TYPE_CHECKING:
    from pathlib import Path

PASSPHRASE = "harbour violin copper meadow otter plum"


@dataclass
class Cli:
    """Runs the program as a person would, with a vault and a home of its own."""

    folder: Path

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    @property
    def script(self) -> Path:
        """The executable that an installation makes, for this interpreter."""
        path = self.folder / "bin" / "keepsake"
        if not path.exists():
            path.parent.mkdir()
            lines = [f"#!{sys.executable}", "import sys", "from keepsake.__main__ import main"]
            path.write_text("\n".join([*lines, "sys.exit(main())", ""]))
            path.chmod(0o755)
        return path

    def run(
        self, *arguments: str, input: str = "", code: int = 0, **more: str
    ) -> subprocess.CompletedProcess[str]:
        done = self.tried(*arguments, input=input, **more)
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done

    def tried(
        self, *arguments: str, input: str = "", **more: str
    ) -> subprocess.CompletedProcess[str]:
        """The same, whatever it ends with."""
        return subprocess.run(
            [str(self.script), *arguments],
            input=input,
            capture_output=True,
            text=True,
            env=environment(self.vault, **more),
            timeout=400,
            check=False,
        )

    def data(self, *arguments: str, code: int = 0, **more: str) -> dict[str, Any]:
        done = self.run(*arguments, "--json", code=code, **more)
        assert done.stderr == ""
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def capture(self, *, commit: bool = True, title: str = "A page") -> str:
        """One capture through the real host."""
        capture = str(uuid.uuid4())
        with Host(self.vault) as host:
            host.ask(HELLO)
            begun = host.ask(begin(capture, title=title))
            host.send(*whole_part(capture, 1, TILE))
            host.until("kept")
            if commit:
                host.send(*ending(capture, begun, [part(capture, 1, TILE)]))
                host.until("kept")
                assert host.receive()["type"] == "receipt"
            host.end()
        return capture


def secret_file(cli: Cli, text: str = PASSPHRASE) -> str:
    path = cli.folder / "passphrase.txt"
    path.write_text(f"{text}\n")
    return str(path)
