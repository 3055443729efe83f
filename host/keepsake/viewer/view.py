"""What a page shows is made from a value, which tests can make as well as a request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.local_time import LocalTimes
    from keepsake.viewer.catalogue import Catalogue
    from keepsake.viewer.unlocked_session import UnlockedSession


@dataclass(frozen=True)
class View:
    """All that the modules beside `pages/` know of who looks; none of them asks for the request.

    Attributes:
        session: The open vault and what was read from it.
        text: The words of the language.
        times: Writes times in the zone of this computer.
        zone: The name of that zone, such as `America/Toronto`.
        blur: Whether all pictures stay blurred until they are wanted.
        address: Makes the address of a page, from its name and what it is told.
    """

    session: UnlockedSession
    text: Catalogue
    times: LocalTimes
    zone: str
    blur: bool
    address: Callable[..., str]

    @cached_property
    def stamped(self) -> int:
        """Size of the newest stamped tree, read from the folder of stamps once."""
        return self.session.stamped_size()
