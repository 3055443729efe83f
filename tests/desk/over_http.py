"""A person's program over HTTP, that goes on after every break: the part of it that intake sees."""

from __future__ import annotations

import hashlib
import http.client
import json
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from desk.person import put

if TYPE_CHECKING:
    from keepsake.core.desk.invitation import Invitation

BREAKS = (OSError, http.client.HTTPException)
"""What a connection that breaks off raises; `urllib.error.URLError` is an `OSError`."""


class RefusalError(Exception):
    """The desk refused, with its word and status."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(status, word)
        self.status, self.word = status, word


def ask(
    invitation: Invitation, what: str, body: dict[str, Any] | None = None, **headers: str
) -> dict[str, Any]:
    """One request to intake.

    Raises:
        RefusalError: It was answered with an error.
    """
    data = None if body is None else json.dumps(body).encode()
    told = {"Authorization": f"Bearer {invitation.token}", **headers}
    asked = urllib.request.Request(f"{invitation.desk}/api/intake/{what}", data, told)
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        raise RefusalError(error.code, json.load(error)["error"]) from error


def send(invitation: Invitation, data: bytes, give_up: float) -> str:
    """Sends a copy whatever breaks meanwhile; gives the receipt.

    Raises:
        TimeoutError: None came in this many seconds.
        RefusalError: It is refused for good.
    """
    wanted = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    end = time.monotonic() + give_up
    while time.monotonic() < end:
        try:
            state = ask(invitation, "state")
            if state["state"] == "received":
                return str(state["receipt"])
            if state["state"] != "checking":
                begun = ask(invitation, "begin", wanted)
                put(data, begun)
                ask(invitation, "complete", {"upload": begun["upload"]})
        except RefusalError as refusal:
            if refusal.status < 500 and refusal.word != "invitation_used":
                raise
        except BREAKS:
            pass
        time.sleep(0.1)
    raise TimeoutError
