"""Passkeys and security keys: enrols them and lets in who has one (W3C Web Authentication 3)."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from keepsake.desk.challenges import ChallengeError, Challenges
from keepsake.desk.database import every, one

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.settings import Settings

HOLDS_FOR = timedelta(minutes=2)
SIGN_IN = b"sign-in"

_USE = b"keepsake desk challenge"


def can_be_at(address: str) -> bool:
    """Whether browsers make passkeys for a desk there: for a name they do, for a number never.

    Source: Web Authentication 3, 5.1.3, where the effective domain has to be a valid domain.
    """
    try:
        ipaddress.ip_address(urlsplit(address).hostname or "")
    except ValueError:
        return True
    return False


class PasskeyError(Exception):
    """What a browser answered lets nobody in.

    Attributes:
        known: Whose passkey it names, where there is such a one; nothing was shown by that.
    """

    def __init__(self, known: DictRow | None = None) -> None:
        super().__init__("refused")
        self.known = known


class Passkeys(NamedTuple):
    """The passkeys of one desk.

    Attributes:
        settings: Of the desk.
        challenges: That browsers answer.
    """

    settings: Settings
    challenges: Challenges

    @classmethod
    def of(cls, settings: Settings) -> Passkeys:
        """Those of a desk.

        Raises:
            SettingsError: Its log has no key.
        """
        return cls(settings, Challenges.of(settings, _USE, HOLDS_FOR))

    def for_enrolment(
        self, transaction: Transaction, member: DictRow, purpose: bytes, now: datetime
    ) -> dict[str, Any]:
        """What a browser needs to make a passkey for somebody."""
        query = "select id from passkey where staff = %s"
        there = every(transaction, query, member["id"])
        options = webauthn.generate_registration_options(
            rp_id=self._host,
            rp_name=self.settings.name,
            user_name=member["name"],
            user_id=member["id"].bytes,
            challenge=self.challenges.new(purpose, now),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(row["id"]) for row in there],
        )
        return dict(json.loads(webauthn.options_to_json(options)))

    def for_sign_in(self, now: datetime) -> dict[str, Any]:
        """What a browser needs to let somebody choose a passkey of this desk."""
        options = webauthn.generate_authentication_options(
            rp_id=self._host,
            challenge=self.challenges.new(SIGN_IN, now),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return dict(json.loads(webauthn.options_to_json(options)))

    def add(
        self, transaction: Transaction, member: DictRow, answer: Any, purpose: bytes, now: datetime
    ) -> None:  # fmt: skip
        """Takes a new passkey of somebody.

        Raises:
            PasskeyError: The answer is none, or to another challenge.
        """
        challenge = self._answered(transaction, answer, purpose, now)
        try:
            made = webauthn.verify_registration_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self.settings.address,
                require_user_verification=True,
            )
        except _WRONG as error:
            raise PasskeyError from error
        done = transaction.execute(
            "insert into passkey (id, staff, public_key, sign_count, made)"
            " values (%s, %s, %s, %s, %s) on conflict do nothing",
            [made.credential_id, member["id"], made.credential_public_key, made.sign_count, now],
        )
        if not done.rowcount:
            raise PasskeyError

    def member(self, transaction: Transaction, answer: Any, now: datetime) -> DictRow:
        """Who answered.

        Raises:
            PasskeyError: Nobody who may come in, or not with this.
        """
        found = _named(transaction, answer)
        if found is None:
            raise PasskeyError
        try:
            challenge = self._answered(transaction, answer, SIGN_IN, now)
            seen = webauthn.verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self.settings.address,
                credential_public_key=found["public_key"],
                # Where it does not go up, the passkey was copied.
                credential_current_sign_count=found["sign_count"],
                require_user_verification=True,
            )
        except (PasskeyError, *_WRONG) as error:
            raise PasskeyError(found) from error
        if found["disabled"] is not None:
            raise PasskeyError(found)
        transaction.execute(
            "update passkey set sign_count = %s where id = %s",
            [seen.new_sign_count, seen.credential_id],
        )
        return found

    @property
    def _host(self) -> str:
        return urlsplit(self.settings.address).hostname or ""

    def _answered(
        self, transaction: Transaction, answer: Any, purpose: bytes, now: datetime
    ) -> bytes:
        """The challenge in an answer, which is ours, still holds, and was not answered before."""
        challenge = _challenge_of(answer)
        try:
            self.challenges.take(transaction, challenge, purpose, now)
        except ChallengeError as error:
            raise PasskeyError from error
        return challenge


_WRONG = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)


def _named(transaction: Transaction, answer: Any) -> DictRow | None:
    """The passkey that an answer names, with its owner, whom it has to name too."""
    try:
        credential = _decoded(answer["rawId"])
        owner = _decoded(answer["response"]["userHandle"])
    except _WRONG:
        return None
    found = one(
        transaction,
        "select passkey.public_key, sign_count, staff.id, name, disabled from passkey"
        " join staff on staff.id = passkey.staff where passkey.id = %s for update of passkey",
        credential,
    )
    return found if found and found["id"].bytes == owner else None


def _challenge_of(answer: Any) -> bytes:
    try:
        return _decoded(json.loads(_decoded(answer["response"]["clientDataJSON"]))["challenge"])
    except _WRONG as error:
        raise PasskeyError from error


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("no Base64") from error
