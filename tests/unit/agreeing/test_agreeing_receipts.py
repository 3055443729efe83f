"""A desk's receipt in a copy: all three take one that holds, and tell one that does not."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
import pytest

from fixtures.bundles import Made, export, files_of, open_payload, reader
from fixtures.desk_stand_in import StandIn
from fixtures.tsa.authority import local_authorities
from fixtures.variables import variables
from fixtures.verifiers.bundle import verifiers_of
from keepsake.core.briefing.gather import CUSTODY, Disclosure
from keepsake.core.custody import ReceiptBody
from keepsake.core.desk import invitation
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.flows.stamp.ask import stamp_now
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault import access, transaction
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.verifiers.reader import ReaderChecks

WRONG = {
    "holds": {},
    "another copy": {"sha256": "0" * 64},
    "another size": {"bytes": 7},
    "another invitation": {"invitation": "0" * 64},
    "another desk": {"log": StandIn().invitation.log},
    "changed": {"receipt": "2027"},
    "no receipt": {"receipt": "received"},
    "no key": {"log": "x"},
}


def _received() -> ReceiptBody:
    """What a vault holds after a copy was sent; the copy itself is invented."""
    desk = StandIn()
    desk.parts = {1: b"age-encryption.org/v1"}
    return ReceiptBody(
        export=2,
        sha256=hashlib.sha256(desk.copy).hexdigest(),
        bytes=len(desk.copy),
        to=desk.name,
        medium=desk.address,
        log=desk.invitation.log,
        invitation=invitation.digest(desk.signed),
        receipt=desk.receipt().decode(),
    )


def _changed(body: ReceiptBody, kind: str) -> ReceiptBody:
    change = dict(WRONG[kind])
    if kind == "changed":
        change["receipt"] = body.receipt.replace("2026-12-02", "2026-12-01")
    return msgspec.structs.replace(body, **change)


@pytest.mark.parametrize("kind", WRONG)
def test_all_four_say_the_same_of_it(
    kind: str, in_the_reader: ReaderChecks, tmp_path: Path
) -> None:
    with (
        local_authorities(tmp_path / "tsa") as local,
        variables(KEEPSAKE_AUTHORITIES=str(local.json_path)),
    ):
        vault = sample.make_vault(tmp_path / "vault", [sample.thread(2)])
        unlocked = access.unlock(vault, sample.PASSPHRASE)
        captures = tuple(one.entry for one in unlocked.captures())
        received = msgspec.structs.replace(_received(), captures=captures)
        transaction.append(vault, "receipt", _changed(received, kind))
        authorities = load_authorities()
        stamp_now(vault, authorities, real_environment(), fetch)
        four = audit(unlocked, authorities).steps[3]
        told = Disclosure("", frozenset({CUSTODY}))
        place, known = tmp_path / "out", {"authorities": authorities, "disclosure": told}
        done = export(unlocked, captures, place, reader(), **known)
    bundle = Made(done.folder, done.passphrase, authorities, unlocked, captures)
    files = files_of(open_payload(bundle))
    expected = "valid" if kind == "holds" else "not_checked"
    assert four.outcome == Outcome(expected)
    with verifiers_of(bundle, in_the_reader, tmp_path / "three") as ask:
        said = ask.agreed(files, kind)
    for one in said:
        assert one.outcomes[4] == expected, one
        assert (("receipt" in one.doubted) or ("records/" in one.doubted)) is (kind != "holds"), one
        assert one.wrong == ""
    listed = files["data/custody.csv"].decode()
    assert ("does not hold" in listed) is (kind != "holds")
    assert ("received 2026-12-02" in listed) is (kind == "holds")
