"""Puts add-ons, reader, man page and completions into the wheel and the source distribution."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PRODUCTS = ("chromium", "firefox", "fonts", "reader", "validation")
SHELL = "shell"  # man page and completions


class Products(BuildHookInterface):  # type: ignore[type-arg]
    """Adds what is in `dist/`, which version control leaves out."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Says what to take along, and where to.

        Args:
            version: `editable` for an installation that uses the checkout itself.
            build_data: What hatchling lets hooks change.

        Raises:
            FileNotFoundError: The products were not built; the program would lack its reader.
        """
        if version == "editable":
            return
        taken = {str(self._made(name)): name for name in PRODUCTS}
        shell = self._made(SHELL)
        if self.target_name == "wheel":
            build_data["force_include"] |= {of: f"keepsake/_dist/{taken[of]}" for of in taken}
            files = sorted(path for path in shell.rglob("*") if path.is_file())
            build_data["shared_data"] |= {str(of): of.relative_to(shell).as_posix() for of in files}
        else:
            taken[str(shell)] = SHELL
            build_data["force_include"] |= {of: f"dist/{taken[of]}" for of in taken}

    def _made(self, name: str) -> Path:
        """Never left out because it is not there: the same sources would make two wheels."""
        folder = Path(self.root) / "dist" / name
        if not folder.is_dir():
            raise FileNotFoundError(f"{folder} is missing: run python3 build/dev.py setup --tests")
        return folder
