"""Settings of a desk: the example can be used, and what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from keepsake.desk.settings import SettingsError, load

EXAMPLE = Path(__file__).parents[3] / "build" / "desk" / "desk.example.toml"


def test_the_example_has_the_form_of_settings() -> None:
    found = load(EXAMPLE)
    assert found.address == "https://desk.example.org"
    assert found.store.vault == "keepsake-vault"


@pytest.mark.parametrize(
    ("line", "other", "told"),
    [
        ('name = "Example Helpline"', "", "name"),
        ("days = 14", "days = 0", "days"),
        ("days = 14", 'days = "14"', "days"),
        ("hours = 24", "hours = -1", "stamps"),
        ("limit = 2147483648", "limit = 5368709121", "limit"),
        ("keepsake/desk/0", "keepsake/log/0", "origin"),
        ('recipients = ["age1', 'recipients = ["age2', "recipients"),
        ('endpoint = "', 'colour = "blue"\nendpoint = "', "colour"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, line: str, other: str, told: str) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(EXAMPLE.read_text().replace(line, other, 1))
    with pytest.raises(SettingsError, match=told):
        load(path)


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"missing\.toml"):
        load(tmp_path / "missing.toml")
    (tmp_path / "bad.toml").write_text("= no")
    with pytest.raises(SettingsError, match=r"bad\.toml"):
        load(tmp_path / "bad.toml")


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "log.pem"
    key.write_bytes(
        generate_private_key(65_537, 2_048).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
    )
    path = tmp_path / "desk.toml"
    path.write_text(EXAMPLE.read_text().replace("/etc/keepsake/log.pem", str(key)))
    with pytest.raises(SettingsError, match="log_key: it is no Ed25519 key"):
        load(path).signer()
    with pytest.raises(SettingsError, match="witness_key"):
        load(path).witness_signer()


def _with_provider(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "desk.toml"
    told = "\n".join(['client_id = "desk"', *lines])
    path.write_text(f"{EXAMPLE.read_text()}\n[oidc]\n{told}\n")
    return path


@pytest.mark.parametrize(
    "issuer",
    [
        "http://sign-in.example.org",
        "https://sign-in.example.org?tenant=1",
        "https://sign-in.example.org#x",
        "https://somebody@sign-in.example.org",
        "https://",
        "https://sign-in.example.org:x",
        "sign-in.example.org",
    ],
)
def test_a_provider_is_asked_encrypted_or_on_this_computer(tmp_path: Path, issuer: str) -> None:
    with pytest.raises(SettingsError, match=r"oidc\.issuer"):
        load(_with_provider(tmp_path, f'issuer = "{issuer}"'))
    for good in ("https://sign-in.example.org/realms/staff", "http://127.0.0.1:8080"):
        assert load(_with_provider(tmp_path, f'issuer = "{good}"')).oidc


def test_the_secret_at_the_provider_is_in_a_file_of_its_own(tmp_path: Path) -> None:
    secret = tmp_path / "client.secret"
    lines = ('issuer = "https://sign-in.example.org"', f'client_secret_file = "{secret}"')
    oidc = load(_with_provider(tmp_path, *lines)).oidc
    assert oidc
    with pytest.raises(SettingsError, match="client_secret_file"):
        oidc.client_secret()
    secret.write_text("\n")
    with pytest.raises(SettingsError, match="it is empty"):
        oidc.client_secret()
    secret.write_text("s3cret\n")
    assert oidc.client_secret() == "s3cret"
