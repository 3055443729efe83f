"""A store that does not do what it says of locks is found out."""

from __future__ import annotations

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
import msgspec
import pytest

from keepsake.desk import desk as desks
from keepsake.desk import lock_proof
from keepsake.desk.store import Store, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk.conftest import Place
    from desk_engines import Engines
    from keepsake.desk.desk import Desk

_LOCKS = "x-amz-object-lock"


@pytest.fixture
def forgetful(engines: Engines) -> Iterator[str]:
    """A stand-in for stores that take the words of Object Lock and forget them.

    It passes everything on to the real gateway but for the headers that lock, and takes a lock that
    is set later as if it were done.
    """
    host = urlsplit(engines.ceph.store.endpoint).netloc

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            """Says nothing."""

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if "retention" in self.path:
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            kept = {k: v for k, v in self.headers.items() if not k.lower().startswith(_LOCKS)}
            asked = http.client.HTTPConnection(host, timeout=30)
            asked.request(self.command, self.path, body, kept)
            answer = asked.getresponse()
            told = answer.read()
            asked.close()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass_on  # noqa: N815 - the library's names

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_store_that_locks_refuses_each_attempt(desk: Desk) -> None:
    proof = lock_proof.prove(desk.intake.store, desks.now())
    assert proof.holds
    assert {"asking", *proof.attempts} == set(lock_proof.ATTEMPTS)
    refused = {name for name, outcome in proof.attempts.items() if outcome == "refused"}
    assert refused == {
        "delete",
        "delete_by_force",
        "shorten",
        "shorten_by_force",
        "weaken",
        "delete_after_overwrite",
    }


@pytest.mark.usefixtures("desk")
def test_a_store_that_forgets_locks_proves_nothing(place: Place, forgetful: str) -> None:
    # What it signed for one address would be refused at the other: it signs for what is asked.
    settings = msgspec.structs.replace(place.settings.store, endpoint=forgetful)
    store = Store(settings)
    _sign_without_locks(store)
    proof = lock_proof.prove(store, desks.now())
    assert not proof.holds
    assert proof.attempts["delete"] == "done"


@pytest.mark.usefixtures("desk")
def test_a_bucket_without_locks_proves_nothing(place: Place) -> None:
    plain = msgspec.structs.replace(place.settings.store, vault=place.settings.store.quarantine)
    proof = lock_proof.prove(Store(plain), desks.now())
    assert not proof.holds


def test_a_store_that_does_not_answer_proves_nothing_and_takes_no_proof_away(
    desk: Desk, place: Place
) -> None:
    nowhere = msgspec.structs.replace(place.settings.store, endpoint="http://127.0.0.1:9")
    intake = desk.intake._replace(store=Store(nowhere))
    with pytest.raises(UnreachableError):
        desks.prove_lock(desk._replace(intake=intake))
    with desk.intake.database.connection() as transaction:
        assert lock_proof.holds(transaction, place.settings.store.vault, desks.now())


def test_who_may_delete_nothing_proves_nothing(desk: Desk, place: Place, engines: Engines) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=engines.ceph.store.endpoint,
        region_name="us-east-1",
        aws_access_key_id=engines.ceph.store.access_key,
        aws_secret_access_key=engines.ceph.store.secret_key,
    )
    vault = place.settings.store.vault
    client.put_bucket_policy(Bucket=vault, Policy=_NO_DELETING % vault)
    proof = lock_proof.prove(desk.intake.store, desks.now())
    assert proof.attempts["delete"] == "refused"
    assert not proof.holds


def test_a_proof_counts_for_eight_days(desk: Desk) -> None:
    with desk.intake.database.connection() as transaction:
        vault = desk.intake.store.vault
        assert lock_proof.holds(transaction, vault, desks.now())
        later = desks.now() + lock_proof.HOLDS_FOR
        assert not lock_proof.holds(transaction, vault, later)
        assert not lock_proof.holds(transaction, "another-bucket", desks.now())


_NO_DELETING = """{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Deny", "Principal": "*",
    "Action": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
    "Resource": "arn:aws:s3:::%s/*"
  }]
}"""


def _sign_without_locks(store: Store) -> None:
    def without(request: object, **_told: object) -> None:
        headers = request.headers  # type: ignore[attr-defined]
        for name in [name for name in headers.keys() if name.lower().startswith(_LOCKS)]:  # noqa: SIM118
            del headers[name]

    store._client.meta.events.register("before-sign.s3", without)
