"""Takes a lock file, and says by number why it cannot be taken."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import AcquireReturnProxy, BaseFileLock

LOCK_SECONDS = 30.0

# What takes locks is imported below, when the first is wanted: it takes a tenth of a start of the
# host, and a host that is only asked how things are writes nothing.


def lock_file(path: Path) -> BaseFileLock:
    """A lock that is not taken yet; the file comes with the first taking."""
    from filelock import FileLock

    return FileLock(path, mode=0o600)


def take(lock: BaseFileLock, seconds: float) -> AcquireReturnProxy[BaseFileLock]:
    """Takes a lock, waiting for whoever holds it.

    Returns:
        What a `with` releases it by; without one the caller releases the lock itself.

    Raises:
        KeepsakeError: VAULT_BUSY after so many seconds; VAULT_UNWRITABLE, its folder cannot be
            written.
    """
    from filelock import Timeout

    file = os.path.basename(lock.lock_file)  # noqa: PTH119 - this is on the way of each start
    try:
        return lock.acquire(timeout=seconds)
    except Timeout as error:
        raise KeepsakeError(Code.VAULT_BUSY, file=file) from error
    except OSError as error:
        raise KeepsakeError(Code.VAULT_UNWRITABLE, "the lock", file=file) from error
