"""Puts add-ons, reader, man page and completions into the wheel and the source distribution."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PRODUCTS = ("chromium", "firefox", "reader")


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
        prefix = "keepsake/_dist" if self.target_name == "wheel" else "dist"
        for name in _PRODUCTS:
            folder = Path(self.root) / "dist" / name
            if not folder.is_dir():
                raise FileNotFoundError(f"{folder} is missing: run python3 build/dev.py setup")
            build_data["force_include"][str(folder)] = f"{prefix}/{name}"
        self._shell(build_data)

    def _shell(self, build_data: dict[str, Any]) -> None:
        """Man page and completions, where `build/shell.py` wrote them; nothing else needs them."""
        folder = Path(self.root) / "dist" / "shell"
        if self.target_name == "sdist" and folder.is_dir():
            build_data["force_include"][str(folder)] = "dist/shell"
            return
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            build_data["shared_data"][str(path)] = path.relative_to(folder).as_posix()
