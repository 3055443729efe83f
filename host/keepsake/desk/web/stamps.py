"""What others say of the log, stamps and cosignatures: shown, and given away to be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, render_template

from keepsake.core.cosignature import WitnessKey
from keepsake.desk import cosigning, stamping
from keepsake.desk.events import Kind
from keepsake.desk.web.copies import as_file

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from psycopg.rows import DictRow

    from keepsake.desk.desk import Desk
    from keepsake.desk.web.guard import Guard, Rule

_ENDINGS = {"token": "tsr", "checkpoint": "checkpoint", "roots": "pem"}


class StampPages:
    """Pages of auditors."""

    def __init__(self, desk: Desk, guard: Guard) -> None:
        """Args: desk: whose log it is; guard: knows who is signed in."""
        self._asks, self._guard = desk.settings.stamps.hours > 0, guard
        self._witnesses = bool(desk.settings.witnesses)

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [
            ("GET", "/audit/stamps", self.stamps),
            ("GET", "/audit/stamps/<int:stamp>/token", self.stamp_token),
            ("GET", "/audit/stamps/<int:stamp>/checkpoint", self.stamp_checkpoint),
            ("GET", "/audit/stamps/<int:stamp>/roots", self.stamp_roots),
            ("GET", "/audit/cosigned/<int:number>", self.cosigned),
        ]

    def stamps(self) -> ResponseReturnValue:
        """All of them, newest first, and whether authorities and witnesses answer."""
        with self._guard.transaction() as transaction:
            found, seen = stamping.standing(transaction), cosigning.standing(transaction)
            self._guard.change(transaction).record(Kind.STAMPS_VIEWED)
        return render_template(
            "stamps.html", found=found, asks=self._asks, file=_name, most=stamping.SHOWN_MAX,
            witnesses=seen, witnessed=self._witnesses or bool(seen),
        )  # fmt: skip

    def stamp_token(self, stamp: int) -> ResponseReturnValue:
        """What the authority answered."""
        return self._file(stamp, "token")

    def stamp_checkpoint(self, stamp: int) -> ResponseReturnValue:
        """What it is a stamp of."""
        return self._file(stamp, "checkpoint")

    def stamp_roots(self, stamp: int) -> ResponseReturnValue:
        """What its signer has to lead to."""
        return self._file(stamp, "roots")

    def cosigned(self, number: int) -> ResponseReturnValue:
        """The checkpoint with the signature of a witness."""
        with self._guard.transaction() as transaction:
            found = cosigning.of(transaction, number)
            if found is None:
                abort(404)
            self._guard.change(transaction).record(
                Kind.COSIGNATURE_DOWNLOADED, witness=found["name"], size=found["size"]
            )
        key = WitnessKey.parse(found["key"])
        return as_file(bytes(found["file"]), f"witness-{key.key_id.hex()}.cosigned")

    def _file(self, stamp: int, part: str) -> ResponseReturnValue:
        with self._guard.transaction() as transaction:
            found = stamping.of(transaction, stamp)
            if found is None:
                abort(404)
            self._guard.change(transaction).record(
                Kind.STAMP_DOWNLOADED, stamp=stamp, part=part
            )  # fmt: skip
        return as_file(bytes(found[part]), _name(found, part))


def _name(stamp: DictRow, part: str) -> str:
    """Of a file, as in a vault (FORMAT.md 5.1)."""
    size, authority = stamp["size"], stamp["authority"]
    whose = {"token": f"{size}-{authority}", "checkpoint": f"{size}", "roots": authority}[part]
    return f"{whose}.{_ENDINGS[part]}"
