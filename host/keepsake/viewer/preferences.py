"""How a person likes the window: language, theme, blur. Holds nothing about what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.vault.durable import Disk

if TYPE_CHECKING:
    from pathlib import Path

FILE = "viewer.json"
THEMES = ("auto", "light", "dark")
IDLE_MINUTES = (2, 5, 10, 30)
# Those of which there are numbers to call, and any other one; "" is not asked yet.
ELSEWHERE = "ZZ"
COUNTRIES = ("", "CA", "US", "GB", "FR", "AU", ELSEWHERE)


class Preferences(msgspec.Struct, frozen=True):
    """Choices of the person, with what holds until they choose.

    Attributes:
        language: `en`, `fr`, or "" for what the browser asks for.
        theme: One of `THEMES`.
        blur: Whether pictures stay blurred until wanted.
        idle_minutes: Minutes without a sign of the person after which the window locks itself.
        country: Whose numbers and steps come first, one of `COUNTRIES`.
    """

    language: str = ""
    theme: str = "auto"
    blur: bool = False
    idle_minutes: int = 10
    country: str = ""


def load(vault: Path) -> Preferences:
    """Reads the choices; a missing or damaged file gives the defaults, for nothing is lost."""
    try:
        choices = msgspec.json.decode((vault / FILE).read_bytes(), type=Preferences)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Preferences()
    return checked(choices)


def checked(choices: Preferences) -> Preferences:
    """The same choices with everything that is not offered put back to the default."""
    default = Preferences()
    return Preferences(
        choices.language if choices.language in ("en", "fr") else default.language,
        choices.theme if choices.theme in THEMES else default.theme,
        choices.blur,
        choices.idle_minutes if choices.idle_minutes in IDLE_MINUTES else default.idle_minutes,
        choices.country if choices.country in COUNTRIES else default.country,
    )


def save(vault: Path, choices: Preferences) -> None:
    """Writes the choices beside the vault's other open settings.

    Raises:
        KeepsakeError: DISK_FULL or VAULT_UNWRITABLE; the choices before it still hold.
    """
    Disk().replace(vault / FILE, msgspec.json.encode(choices))
