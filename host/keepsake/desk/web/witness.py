"""The witness over HTTP (c2sp.org/tlog-witness): `POST /witness/add-checkpoint`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from keepsake.desk import witness
from keepsake.desk.desk import now
from keepsake.desk.witness import WitnessError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from keepsake.desk.desk import Desk


def blueprint(desk: Desk) -> Blueprint:
    """Its one way. Whoever asks needs no session: the checkpoint is signed by its log."""
    made = Blueprint("witness", __name__, url_prefix="/witness")
    signer = desk.settings.witness_signer()

    @made.post("/add-checkpoint")
    def add_checkpoint() -> ResponseReturnValue:
        refused = None
        with desk.intake.database.connection() as transaction:
            try:
                line = witness.add_checkpoint(
                    transaction, desk.intake.log, request.get_data(), signer, now()
                )
            except WitnessError as error:
                # What was written down of it stays.
                refused = error
        if refused is None:
            return Response(line, mimetype="text/plain")
        size = f"{refused.size}\n" if refused.status == 409 else ""
        kind = "text/x.tlog.size" if refused.status == 409 else "text/plain"
        return Response(size, refused.status, content_type=kind)

    return made
