"""What a person's program accepts as an invitation, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keepsake.core import note
from keepsake.core.desk import invitation
from keepsake.core.desk.invitation import Invitation, InvitationError

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "keepsake/desk/00000000-0000-4000-8000-000000000001"
VKEY = note.VerifierKey(ORIGIN, KEY.public_key().public_bytes_raw()).text()
RECIPIENT = "age1" + "q" * 58


def an_invitation(**other: Any) -> Invitation:
    """One that is sound, but for what is given."""
    told: dict[str, Any] = {
        "desk": "https://desk.example",
        "name": "Example Helpline",
        "token": "A" * 43,
        "until": "2026-12-09T12:00:00Z",
        "limit": 1 << 31,
        "recipient": RECIPIENT,
        "log": VKEY,
    }
    return Invitation(**{**told, **other})


def test_it_comes_back_from_its_link_as_it_was_made() -> None:
    signed = invitation.sign(an_invitation(), KEY)
    told = invitation.link(signed)
    assert told.startswith("https://desk.example/hand-over#")
    assert invitation.from_link(told) == signed
    assert invitation.opened(signed) == an_invitation()


def test_line_ends_of_a_letter_do_not_matter() -> None:
    signed = invitation.sign(an_invitation(), KEY)
    told = invitation.link(signed)
    broken = "\r\n".join(told[at : at + 60] for at in range(0, len(told), 60))
    assert invitation.from_link(f"  {broken}\n") == signed


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("desk", "http://desk.example", "address"),
        ("desk", "https://desk.example/path", "address"),
        ("desk", "https://a@desk.example", "address"),
        ("desk", "https://desk.example:99999", "address"),
        ("desk", "javascript:alert(1)", "address"),
        ("token", "short", "form"),
        ("until", "tomorrow", "form"),
        ("limit", 0, "form"),
        ("recipient", "age1other", "form"),
        ("name", "", "form"),
        ("name", "a\u202eb", "form"),
        ("name", "a" * 121, "form"),
        ("version", 2, "version"),
    ],
)
def test_what_is_wrong_in_it_is_named(field: str, value: object, reason: str) -> None:
    signed = invitation.sign(an_invitation(**{field: value}), KEY)
    with pytest.raises(InvitationError) as problem:
        invitation.opened(signed)
    assert problem.value.reason == reason


def test_a_desk_on_this_computer_needs_no_encryption() -> None:
    signed = invitation.sign(an_invitation(desk="http://127.0.0.1:8080"), KEY)
    assert invitation.opened(signed).desk == "http://127.0.0.1:8080"


def test_another_key_to_seal_to_breaks_the_signature() -> None:
    signed = invitation.sign(an_invitation(), KEY)
    other = signed.replace(RECIPIENT.encode(), b"age1" + b"p" * 58)
    with pytest.raises(InvitationError, match="signature"):
        invitation.opened(other)


def test_a_second_line_that_was_signed_too_is_refused() -> None:
    line = msgspec.json.encode(an_invitation(), order="sorted").decode()
    signed = note.sign_text(f"{line}\nand more\n", ORIGIN, KEY)
    with pytest.raises(InvitationError, match="form"):
        invitation.opened(signed)


@pytest.mark.parametrize(
    "text", ["", "https://desk.example/hand-over", "#", "#%%%", "#" + "A" * 5_000]
)
def test_a_text_without_one_is_no_invitation(text: str) -> None:
    with pytest.raises(InvitationError, match="form"):
        invitation.opened(invitation.from_link(text))


@pytest.mark.parametrize(
    "line", [b"[]", b"{}", b"{", json.dumps({"keepsake_invitation": 1}).encode()]
)
def test_json_of_another_kind_is_no_invitation(line: bytes) -> None:
    with pytest.raises(InvitationError, match="form"):
        invitation.opened(line + b"\n\n")


def test_a_token_cannot_be_had_from_what_is_kept_of_it() -> None:
    kept = invitation.token_digest("A" * 43)
    assert len(kept) == 32
    assert b"AAAA" not in kept
