"""What was received is read again, and whatever happened to it at the store is told."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import msgspec
import psycopg
import pytest

from desk.copies import handed
from desk.person import Person
from keepsake.desk import desk as desks
from keepsake.desk import fixity
from keepsake.desk.database import every, one
from keepsake.desk.store import Store, UnreachableError

if TYPE_CHECKING:
    import uuid

    from desk.conftest import Place
    from desk_engines import Engines
    from keepsake.desk.desk import Desk

RATE = 1 << 30


@pytest.fixture
def client(engines: Engines) -> Any:
    """What somebody with the desk's rights, or the store's own people, can use."""
    store = engines.ceph.store
    return boto3.client(
        "s3", endpoint_url=store.endpoint, region_name="us-east-1",
        aws_access_key_id=store.access_key, aws_secret_access_key=store.secret_key,
    )  # fmt: skip


def copy(desk: Desk) -> tuple[uuid.UUID, str]:
    """Has one received; gives its upload and its key in the vault."""
    person = Person(desk)
    upload = handed(desk, person, person.sealed())
    with desk.intake.database.connection() as transaction:
        row = one(transaction, "select store_key from bundle where upload = %s", upload)
    assert row is not None
    return upload, row["store_key"]


def told(desk: Desk, upload: uuid.UUID) -> str:
    """Reads everything again; gives the word for this one."""
    # The clock of the desk goes on, so that each is looked at once more.
    fixity.check(desk.intake, RATE, desks.now())
    with desk.intake.database.connection() as transaction:
        row = one(transaction, "select fixity from bundle where upload = %s", upload)
    assert row is not None
    return str(row["fixity"])


def change(desk: Desk, upload: uuid.UUID, what: str, value: object) -> None:
    """Has the database expect something else: the bytes of a store that locks cannot be altered."""
    with desk.intake.database.connection() as transaction:
        transaction.execute(
            f"update bundle set {what} = %s where upload = %s".encode(),  # noqa: S608 - ours
            [value, upload],
        )


def test_what_is_as_it_was_received_is_said_to_be(desk: Desk) -> None:
    upload, _ = copy(desk)
    assert told(desk, upload) == "as_received"
    with desk.intake.database.connection() as transaction:
        standing = fixity.standing(transaction, desks.now())
        kinds = {row["kind"] for row in every(transaction, "select kind from event")}
    assert (standing.copies, standing.unchecked, standing.failed) == (1, 0, [])
    assert standing.oldest is not None
    # All of it was read once, in this hour.
    assert standing.last_hour == standing.size > 1_000
    assert "fixity_failed" not in kinds


def test_a_newer_version_over_it_is_told_and_the_one_below_is_whole(
    desk: Desk, client: Any
) -> None:
    upload, key = copy(desk)
    client.put_object(Bucket=desk.intake.store.vault, Key=key, Body=b"something else")
    assert told(desk, upload) == "covered"
    with desk.intake.database.connection() as transaction:
        events = [
            row["about"]
            for row in every(transaction, "select about from event where kind = 'fixity_failed'")
        ]
        standing = fixity.standing(transaction, desks.now())
    assert events == [{"upload": str(upload), "outcome": "covered"}]
    assert [row["upload"] for row in standing.failed] == [upload]


def test_a_mark_that_it_is_deleted_is_told(desk: Desk, client: Any) -> None:
    upload, key = copy(desk)
    client.delete_object(Bucket=desk.intake.store.vault, Key=key)
    assert told(desk, upload) == "covered"


def test_a_store_that_does_not_give_it_back_is_told_until_it_does(desk: Desk, client: Any) -> None:
    upload, _ = copy(desk)
    vault = desk.intake.store.vault
    client.put_bucket_policy(Bucket=vault, Policy=json.dumps(_unreadable(vault)))
    assert told(desk, upload) == "unreadable"
    client.delete_bucket_policy(Bucket=vault)
    assert told(desk, upload) == "as_received"


def _unreadable(vault: str) -> dict[str, Any]:
    refused = {
        "Effect": "Deny", "Principal": "*", "Action": ["s3:GetObject", "s3:GetObjectVersion"],
        "Resource": f"arn:aws:s3:::{vault}/*",
    }  # fmt: skip
    return {"Version": "2012-10-17", "Statement": [refused]}


def test_another_object_in_its_place_is_told_by_what_differs(desk: Desk, client: Any) -> None:
    (upload, key), vault = copy(desk), desk.intake.store.vault
    with desk.intake.database.connection() as transaction:
        row = one(transaction, "select size, store_version from bundle")
    assert row is not None
    for body, word in (
        (b"short", "size_other"),
        (b"x" * row["size"], "bytes_other"),
        (desk.intake.store.fetch(key, row["store_version"]), "lock_gone"),
    ):
        put = client.put_object(Bucket=vault, Key=key, Body=body)
        change(desk, upload, "store_version", put["VersionId"])
        assert told(desk, upload) == word
    client.delete_object(Bucket=vault, Key=key, VersionId=put["VersionId"])
    assert told(desk, upload) == "gone"


def test_a_lock_that_ends_sooner_than_the_receipt_says_is_told(desk: Desk) -> None:
    upload, _ = copy(desk)
    change(desk, upload, "locked_until", desks.now() + timedelta(days=300))
    assert told(desk, upload) == "lock_sooner"


def test_the_oldest_check_comes_first_and_no_more_is_read_than_may_be(desk: Desk) -> None:
    uploads = [copy(desk)[0] for _ in range(3)]
    start = desks.now()
    # Each is larger than what may be read in a minute, and three than what may be in an hour.
    at = [fixity.check(desk.intake, 1, start + timedelta(minutes=2 * n)) for n in range(4)]
    assert at == [1, 1, 1, 0]
    assert fixity.check(desk.intake, 1, start + timedelta(minutes=6, seconds=30)) == 0
    later = [fixity.check(desk.intake, 1, start + timedelta(hours=2 * n)) for n in range(1, 3)]
    assert later == [1, 1]
    with desk.intake.database.connection() as transaction:
        rows = [
            row["upload"] for row in every(transaction, "select upload from fixity order by id")
        ]
    assert rows == [*uploads, *uploads[:2]]


def test_what_was_checked_stays_written_and_nothing_is_known_of_a_store_that_is_away(
    desk: Desk, place: Place
) -> None:
    upload, _ = copy(desk)
    told(desk, upload)
    nowhere = msgspec.structs.replace(place.settings.store, endpoint="http://127.0.0.1:9")
    away = desk.intake._replace(store=Store(nowhere))
    with pytest.raises(UnreachableError):
        fixity.check(away, RATE, desks.now())
    with desk.intake.database.connection() as transaction:
        assert one(transaction, "select count(*) as n from fixity") == {"n": 1}
    for query in ("delete from fixity", "update fixity set outcome = 'gone'"):
        with (
            pytest.raises(psycopg.errors.RaiseException, match="append-only"),
            desk.intake.database.connection() as transaction,
        ):
            transaction.execute(query.encode())
