"""What a desk is told before it starts: one TOML file, checked as a whole."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from keepsake.core import note
from keepsake.core.cosignature import WitnessKey
from keepsake.flows.stamp.witness import is_place

if TYPE_CHECKING:
    from collections.abc import Iterator

COPY_BYTES_MAX = 5 << 30
"""What an S3 store copies from one bucket to the other at once."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_ORIGIN = re.compile(r"keepsake/desk/[0-9a-f-]{36}")
_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")


class SettingsError(Exception):
    """The file of settings cannot be used; its text names the line that is wrong."""


class StoreSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An S3 store.

    Attributes:
        endpoint: Address where this desk reaches it.
        public_endpoint: Address where people reach it, "" for the same.
        access_key: Of a user that may use both buckets.
        secret_key: Of the same.
        quarantine: Bucket for what has not been checked.
        vault: Bucket with Object Lock for what was received.
        region: As the store calls itself.
        days: How long what was received is locked.
    """

    endpoint: str
    access_key: str
    secret_key: str
    public_endpoint: str = ""
    quarantine: str = "quarantine"
    vault: str = "vault"
    region: str = "us-east-1"
    days: int = 365


class OidcSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The organisation's own sign-in, an OpenID Connect provider.

    Attributes:
        issuer: As the provider names itself, exactly.
        client_id: What the provider calls this desk.
        client_secret_file: File with the secret that the provider gave this desk; "" for none.
    """

    issuer: str
    client_id: str
    client_secret_file: str = ""

    def client_secret(self) -> str:
        """What the provider gave this desk, "" for nothing.

        Raises:
            SettingsError: The file cannot be read, or holds nothing.
        """
        if not self.client_secret_file:
            return ""
        try:
            secret = Path(self.client_secret_file).read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            raise SettingsError(f"oidc.client_secret_file: {error}") from error
        if not secret:
            raise SettingsError("oidc.client_secret_file: it is empty")
        return secret


class StampSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Time stamps of others over the desk's checkpoint (FORMAT.md 13.5).

    Attributes:
        hours: How often each authority is asked; 0 asks none.
        authorities: File with authorities and their roots; "" for the list of the program.
        ids: Which of them are asked; none named asks those that the list enables.
    """

    hours: int = 24
    authorities: str = ""
    ids: tuple[str, ...] = ()


class WitnessSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A witness of the desk's log (FORMAT.md 13.6).

    Attributes:
        address: Of the witness; `add-checkpoint` is below it.
        key: Its key in one line, as whoever runs it shows it.
    """

    address: str
    key: str

    def witness_key(self) -> WitnessKey:
        """Its key.

        Raises:
            NoteError: It is none, which `load` rules out.
        """
        return WitnessKey.parse(self.key)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A desk.

    Attributes:
        address: Where people reach it, without a path.
        name: What the organisation calls itself.
        origin: Of its log: `keepsake/desk/` and a UUID. Never changed.
        database: Of PostgreSQL, as libpq takes it.
        log_key: File with the log's private Ed25519 key, PEM (PKCS 8).
        witness_key: File with the private key of the desk as a witness, another one of that kind.
        recipients: age recipients of the organisation; keys of invitations are sealed to them.
        store: Where the copies lie.
        limit: Bytes that one copy may have at most.
        days: How long an invitation holds.
        fixity: Bytes a second in which what was received is read again (FORMAT.md 13.8).
        oidc: The organisation's own sign-in, besides passkeys; None where it has none.
        desks: Verifier keys of the logs of other desks that copies may be handed on to. What holds
            is what is told where the organisation's key is.
        stamps: Time stamps over the log's checkpoint.
        witnesses: Who is asked to cosign it.
    """

    address: str
    name: str
    origin: str
    database: str
    log_key: str
    witness_key: str
    recipients: tuple[str, ...]
    store: StoreSettings
    limit: int = 2 << 30
    days: int = 14
    fixity: int = 4 << 20
    oidc: OidcSettings | None = None
    desks: tuple[str, ...] = ()
    stamps: StampSettings = StampSettings()
    witnesses: tuple[WitnessSettings, ...] = ()

    def signer(self) -> Ed25519PrivateKey:
        """The log's private key.

        Raises:
            SettingsError: There is none in the file.
        """
        return _private_key("log_key", self.log_key)

    def witness_signer(self) -> Ed25519PrivateKey:
        """The private key of the desk as a witness. Raises as `signer`."""
        return _private_key("witness_key", self.witness_key)

    def verifier(self) -> note.VerifierKey:
        """The log's public key. Raises as `signer`."""
        return note.VerifierKey(self.origin, self.signer().public_key().public_bytes_raw())


def load(path: Path) -> Settings:
    """Reads the settings.

    Raises:
        SettingsError: They cannot be read, or something in them is missing, unknown or wrong.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        settings = msgspec.convert(raw, Settings)
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise SettingsError(f"{path}: {error}") from error
    wrong = next(_wrong(settings), "")
    if wrong:
        raise SettingsError(f"{path}: {wrong}")
    return settings


def _private_key(name: str, path: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(Path(path).read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise SettingsError(f"{name}: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError(f"{name}: it is no Ed25519 key")
    return key


def _wrong(settings: Settings) -> Iterator[str]:
    if not _ORIGIN.fullmatch(settings.origin):
        yield "origin: it is not keepsake/desk/ and a UUID"
    if not settings.recipients or not all(map(_RECIPIENT.fullmatch, settings.recipients)):
        yield "recipients: each is an age recipient, and there is at least one"
    if not 0 < settings.limit <= COPY_BYTES_MAX:
        yield f"limit: 1 to {COPY_BYTES_MAX} bytes"
    if min(settings.days, settings.store.days) < 1:
        yield "days: at least 1"
    if settings.fixity < 1:
        yield "fixity: at least 1"
    if settings.stamps.hours < 0:
        yield "stamps.hours: 0 or more"
    yield from _wrong_of_others(settings)


def _wrong_of_others(settings: Settings) -> Iterator[str]:
    """Of those that are asked or believed."""
    if not all(map(_is_log, settings.desks)):
        yield "desks: each is the key of a desk's log, as its invitations have it"
    if not all(_is_witness(one.key) for one in settings.witnesses):
        yield "witnesses: each has the key of a witness, in one line"
    if not all(is_place(one.address) for one in settings.witnesses):
        yield "witnesses: each has an https address, or one on this computer"
    if settings.oidc and not is_provider_address(settings.oidc.issuer):
        yield "oidc.issuer: https, or http on this computer, without ? and #"


def is_provider_address(address: str) -> bool:
    """Whether a provider may be reached there: without encryption only on this computer."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    plain = not parts.query and not parts.fragment and "@" not in parts.netloc
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return bool(parts.hostname) and plain and encrypted and address.isprintable()


def _is_witness(text: str) -> bool:
    try:
        WitnessKey.parse(text)
    except note.NoteError:
        return False
    return True


def _is_log(text: str) -> bool:
    try:
        return bool(_ORIGIN.fullmatch(note.VerifierKey.parse(text).name))
    except note.NoteError:
        return False
