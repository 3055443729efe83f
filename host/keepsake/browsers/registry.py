"""The one seam to the Windows registry, where browsers on Windows look for native hosts."""

from __future__ import annotations

import sys
from typing import Any, Protocol


class Registry(Protocol):
    """Default values of keys below HKEY_CURRENT_USER; no administrator rights are needed."""

    def rules(self, key: str) -> dict[str, Any]:
        """What somebody set for everybody or this person: values by name, and below it lists."""

    def read(self, key: str) -> str | None:
        """The default value of a key, None where there is no such key."""

    def write(self, key: str, value: str) -> None:
        """Makes a key where there is none, and sets its default value."""

    def delete(self, key: str) -> None:
        """Removes a key; a missing one is no error."""


class NoRegistry:
    """A system that has no registry: nothing is there, and nothing is ever asked to be."""

    def rules(self, _key: str) -> dict[str, Any]:
        """None, always."""
        return {}

    def read(self, _key: str) -> str | None:
        """None, always."""
        return None

    def write(self, key: str, _value: str) -> None:
        """Refuses: a table of folders that sends other systems here is wrong.

        Raises:
            ValueError: Always.
        """
        raise ValueError(f"no registry on this system for {key}")

    def delete(self, _key: str) -> None:
        """Does nothing."""


# Rules that are a key of numbered values there.
_LISTS = (
    "NativeMessagingBlocklist",
    "NativeMessagingAllowlist",
    "ExtensionInstallBlocklist",
    "ExtensionInstallAllowlist",
)

if sys.platform == "win32":
    import winreg

    class WindowsRegistry:
        """HKEY_CURRENT_USER of the person who is logged in. Raises OSError as winreg does."""

        def rules(self, key: str) -> dict[str, Any]:
            """The values of a key and of those just below it, of everybody and of the person."""
            found: dict[str, Any] = {}
            for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
                found |= _values(root, key)
                for name in _LISTS:
                    found[name] = {**found.get(name, {}), **_values(root, f"{key}\\{name}")}
            return found

        def read(self, key: str) -> str | None:
            """The default value of a key, None where there is no such key."""
            try:
                return winreg.QueryValue(winreg.HKEY_CURRENT_USER, key)
            except FileNotFoundError:
                return None

        def write(self, key: str, value: str) -> None:
            """Makes a key where there is none, and sets its default value."""
            winreg.SetValue(winreg.HKEY_CURRENT_USER, key, winreg.REG_SZ, value)

        def delete(self, key: str) -> None:
            """Removes a key; a missing one is no error."""
            try:
                winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
            except FileNotFoundError:
                return

    def _values(root: int, key: str) -> dict[str, Any]:
        try:
            with winreg.OpenKey(root, key) as opened:
                _, count, _ = winreg.QueryInfoKey(opened)
                rows = [winreg.EnumValue(opened, at) for at in range(count)]
        except OSError:
            return {}
        return {name: value for name, value, _kind in rows}


def real_registry() -> Registry:
    """The registry of this computer."""
    if sys.platform == "win32":
        return WindowsRegistry()
    return NoRegistry()
