"""The one door to the S3 store: a bucket for what is not checked yet, one for what was received.

Source: Amazon S3 API reference, which other stores follow: multipart upload, presigned requests
(Signature Version 4), Object Lock.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from keepsake.desk.settings import StoreSettings

PART_BYTES = 8 << 20
ADDRESS_SECONDS = 3_600
FETCH_SECONDS = 60

MODE = "COMPLIANCE"
"""The mode in which nobody can delete, the desk neither; in the other one it could by force."""

_PIECE_BYTES = 1 << 20
_GONE = frozenset(
    {"404", "412", "NoSuchKey", "NoSuchUpload", "NoSuchVersion", "NotFound", "PreconditionFailed"}
)


class StoreError(Exception):
    """The store cannot be reached, or refuses.

    Attributes:
        code: As the store names it.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MissingError(StoreError):
    """What was asked for is not in the store, or is another by now."""


class UnreachableError(StoreError):
    """The store does not answer, or cannot just now: nothing is known of what is in it."""


class Stored(NamedTuple):
    """A version of an object.

    Attributes:
        version: As the store names it.
        size: In bytes.
        locked_until: Until when it is locked; None where it is not.
        mode: Of the lock, "" where there is none.
    """

    version: str
    size: int
    locked_until: datetime | None
    mode: str


class Store:
    """Both buckets of a store. Whatever goes wrong there is raised as a `StoreError`."""

    def __init__(self, settings: StoreSettings) -> None:
        """Connects when it is first asked something."""
        self._quarantine, self.vault = settings.quarantine, settings.vault
        self._client = _client(settings, settings.endpoint)
        self._public = _client(settings, settings.public_endpoint or settings.endpoint)

    def create(self) -> None:
        """Makes both buckets where they are not there; one that is there stays as it is."""
        found = {bucket["Name"] for bucket in self._ask("list_buckets")["Buckets"]}
        if self._quarantine not in found:
            self._ask("create_bucket", Bucket=self._quarantine)
        if self.vault not in found:
            self._ask("create_bucket", Bucket=self.vault, ObjectLockEnabledForBucket=True)

    def begin(self, key: str) -> str:
        """Begins an object of parts in quarantine; gives the store's name for it."""
        begun = self._ask("create_multipart_upload", Bucket=self._quarantine, Key=key)
        return str(begun["UploadId"])

    def part_address(self, key: str, upload: str, number: int, size: int) -> str:
        """Where anybody can put this part, of exactly this size, within an hour."""
        asked = {
            "Bucket": self._quarantine,
            "Key": key,
            "UploadId": upload,
            "PartNumber": number,
            "ContentLength": size,
        }
        address: str = self._public.generate_presigned_url(
            "upload_part", Params=asked, ExpiresIn=ADDRESS_SECONDS
        )
        return address

    def put_part(self, key: str, upload: str, number: int, data: bytes) -> None:
        """Puts a part that the desk has itself.

        Raises:
            MissingError: The upload was never begun, or has ended.
        """
        where = {"Bucket": self._quarantine, "Key": key, "UploadId": upload}
        self._ask("upload_part", **where, PartNumber=number, Body=data)

    def parts(self, key: str, upload: str) -> dict[int, tuple[int, str]]:
        """Size and tag of each part that is there.

        Raises:
            MissingError: The upload was never begun, or has ended.
        """
        where = {"Bucket": self._quarantine, "Key": key, "UploadId": upload}
        return {
            part["PartNumber"]: (part["Size"], part["ETag"])
            for page in self._pages("list_parts", **where)
            for part in page.get("Parts", ())
        }

    def complete(self, key: str, upload: str, tags: dict[int, str]) -> None:
        """Makes one object of the parts.

        Raises:
            MissingError: The upload was never begun, or has ended.
        """
        parts = [{"PartNumber": number, "ETag": tags[number]} for number in sorted(tags)]
        where = {"Bucket": self._quarantine, "Key": key, "UploadId": upload}
        self._ask("complete_multipart_upload", **where, MultipartUpload={"Parts": parts})

    def is_there(self, key: str) -> bool:
        """Whether an object is whole in quarantine."""
        try:
            self._ask("head_object", Bucket=self._quarantine, Key=key)
        except MissingError:
            return False
        return True

    def drop(self, key: str, upload: str) -> None:
        """Removes what is in quarantine of an upload, ended or not; nothing where it is gone.

        Args:
            key: Of the object.
            upload: The store's name for its upload, "" where that has ended.
        """
        where = {"Bucket": self._quarantine, "Key": key}
        if upload:
            with suppress(MissingError):
                self._ask("abort_multipart_upload", **where, UploadId=upload)
        self._ask("delete_object", **where)

    def waiting(self, before: datetime) -> Iterator[tuple[str, str]]:
        """Key, and name of the upload or "", of all in quarantine that began before."""
        for page in self._pages("list_multipart_uploads", Bucket=self._quarantine):
            for upload in page.get("Uploads", ()):
                if upload["Initiated"] < before:
                    yield upload["Key"], upload["UploadId"]
        for page in self._pages("list_objects_v2", Bucket=self._quarantine):
            for found in page.get("Contents", ()):
                if found["LastModified"] < before:
                    yield found["Key"], ""

    def read(self, key: str) -> tuple[str, Iterator[bytes]]:
        """Tag and bytes of an object in quarantine, in pieces.

        Raises:
            MissingError: It is not there.
        """
        found = self._ask("get_object", Bucket=self._quarantine, Key=key)
        return found["ETag"], _pieces(found["Body"])

    def keep(self, key: str, tag: str, kept: str, until: datetime) -> Stored:
        """Copies an object from quarantine into the vault, locked, where it is not there already.

        Args:
            key: In quarantine.
            tag: What it has to be, from `read`.
            kept: Key in the vault; of the same key the bytes are the same.
            until: Until when nobody shall delete it.

        Raises:
            MissingError: It is not there, or is another by now.
        """
        try:
            there = self.stored(kept)
        except MissingError:
            source = {"Bucket": self._quarantine, "Key": key}
            where = {"Bucket": self.vault, "Key": kept}
            lock = _lock(until)
            self._ask("copy_object", **where, CopySource=source, CopySourceIfMatch=tag, **lock)
            return self.stored(kept)
        if there.locked_until is None or there.locked_until < until:
            self.lock(kept, there.version, until, MODE)
        return self.stored(kept)

    def stored(self, kept: str, version: str = "") -> Stored:
        """What the store says of an object in the vault.

        Args:
            kept: Its key.
            version: Which of it, "" for the newest.

        Raises:
            MissingError: It is not there.
        """
        one = {"VersionId": version} if version else {}
        head = self._ask("head_object", Bucket=self.vault, Key=kept, **one)
        until, mode = head.get("ObjectLockRetainUntilDate"), head.get("ObjectLockMode", "")
        return Stored(head.get("VersionId", ""), head["ContentLength"], until, mode)

    def put(self, kept: str, data: bytes, until: datetime | None) -> str:
        """Puts a small object into the vault itself; gives its version."""
        lock = _lock(until) if until else {}
        put = self._ask("put_object", Bucket=self.vault, Key=kept, Body=data, **lock)
        return str(put.get("VersionId", ""))

    def fetch(self, kept: str, version: str) -> bytes:
        """A version of a small object in the vault.

        Raises:
            MissingError: It is not there.
        """
        found = self._ask("get_object", Bucket=self.vault, Key=kept, VersionId=version)
        return b"".join(_pieces(found["Body"]))

    def pieces(self, kept: str, version: str) -> Iterator[bytes]:
        """A version of an object in the vault, in pieces.

        Raises:
            MissingError: It is not there.
        """
        found = self._ask("get_object", Bucket=self.vault, Key=kept, VersionId=version)
        yield from _pieces(found["Body"])

    def address(self, kept: str, version: str, name: str) -> str:
        """Where whoever has it can fetch a version from the vault, within a minute.

        Args:
            kept: Key in the vault.
            version: As the store names it.
            name: Of the file, as a browser keeps it.
        """
        asked = {
            "Bucket": self.vault,
            "Key": kept,
            "VersionId": version,
            "ResponseContentDisposition": f'attachment; filename="{name}"',
            "ResponseContentType": "application/octet-stream",
        }
        address: str = self._public.generate_presigned_url(
            "get_object", Params=asked, ExpiresIn=FETCH_SECONDS
        )
        return address

    def lock(
        self, kept: str, version: str, until: datetime, mode: str, *, force: bool = False
    ) -> None:
        """Sets until when a version is locked. Whether it may be sooner is for the store to say."""
        where = {"Bucket": self.vault, "Key": kept, "VersionId": version}
        wanted = {"Mode": mode, "RetainUntilDate": until}
        forced = {"BypassGovernanceRetention": True} if force else {}
        self._ask("put_object_retention", **where, Retention=wanted, **forced)

    def delete(self, kept: str, version: str, *, force: bool = False) -> None:
        """Deletes a version from the vault. Whether it may be is for the store to say."""
        where = {"Bucket": self.vault, "Key": kept, "VersionId": version}
        forced = {"BypassGovernanceRetention": True} if force else {}
        self._ask("delete_object", **where, **forced)

    def _ask(self, what: str, **told: Any) -> dict[str, Any]:
        with _named():
            answer: dict[str, Any] = getattr(self._client, what)(**told)
            return answer

    def _pages(self, what: str, **told: Any) -> Iterator[dict[str, Any]]:
        with _named():
            yield from self._client.get_paginator(what).paginate(**told)


def _pieces(body: Any) -> Iterator[bytes]:
    with _named():
        yield from body.iter_chunks(_PIECE_BYTES)


def _lock(until: datetime) -> dict[str, Any]:
    return {"ObjectLockMode": MODE, "ObjectLockRetainUntilDate": until}


def _client(settings: StoreSettings, endpoint: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=settings.region,
        aws_access_key_id=settings.access_key,
        aws_secret_access_key=settings.secret_key,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=10,
            read_timeout=60,
            retries={"total_max_attempts": 3, "mode": "standard"},
            # Sums of its own are not known to every store.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


@contextmanager
def _named() -> Iterator[None]:
    """Gives what goes wrong at the store its name here."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        if status >= 500:
            raise UnreachableError(code) from error
        raise (MissingError if code in _GONE else StoreError)(code) from error
    except BotoCoreError as error:
        raise UnreachableError(type(error).__name__) from error
