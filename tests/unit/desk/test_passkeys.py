"""Where passkeys can be: at a name, never at a number."""

from __future__ import annotations

import pytest

from keepsake.desk.passkeys import can_be_at


@pytest.mark.parametrize(
    ("address", "can"),
    [
        ("https://desk.example.org", True),
        ("http://localhost:8080", True),
        ("https://1.example.org", True),
        ("http://127.0.0.1:8080", False),
        ("https://192.0.2.7", False),
        ("https://[2001:db8::7]:8443", False),
    ],
)
def test_a_passkey_is_for_a_name(address: str, can: bool) -> None:
    assert can_be_at(address) is can
