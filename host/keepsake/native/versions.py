"""Which protocol an extension and this host speak with each other, or which of the two is too old.

Source: PROTOCOL.md §2.1.
"""

from __future__ import annotations

from keepsake.core.errors import Code, KeepsakeError

PROTOCOL = 1
OLDEST_PROTOCOL = 1


def agreed(newest: int, oldest: int = 0) -> int:
    """Gives the newest protocol that both sides speak.

    Args:
        newest: The newest one that the extension speaks.
        oldest: The oldest one; 0 where it says none, and so speaks no other.

    Raises:
        KeepsakeError: PROTOCOL_VERSION; there is none. `facts` has in `update` which side is the
            older one, `extension` or `host`.
    """
    least = oldest or newest
    if newest < OLDEST_PROTOCOL or least > PROTOCOL:
        raise KeepsakeError(
            Code.PROTOCOL_VERSION,
            f"the extension speaks {least} to {newest}, the host {OLDEST_PROTOCOL} to {PROTOCOL}",
            update="extension" if newest < OLDEST_PROTOCOL else "host",
        )
    return min(newest, PROTOCOL)
