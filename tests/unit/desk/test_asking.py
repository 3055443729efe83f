"""One request to another server: who it has to be, and how long and how large it may be."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from keepsake.desk import asking
from keepsake.desk.asking import AskingError, ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def _certificate(folder: Path, host: str) -> Path:
    """Key and certificate of a server, that nobody vouches for but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "provider")])
    now = datetime.datetime.now(datetime.UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(alternative, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}.pem"
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(Encoding.PEM))
    return path


@contextmanager
def _answering(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does this with each connection; gives where it is."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    link, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=_quietly, args=(answer, link), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def _quietly(answer: Callable[[socket.socket], None], link: socket.socket) -> None:
    # Whoever asked may have gone; that is what is tested.
    try:
        with link:
            answer(link)
    except OSError:
        return


def _with(certificate: Path) -> Callable[[socket.socket], None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def answer(link: socket.socket) -> None:
        with context.wrap_socket(link, server_side=True) as wire:
            wire.recv(65_536)
            wire.sendall(GOOD)

    return answer


def test_an_encrypted_server_has_to_be_who_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = _certificate(tmp_path, "127.0.0.1")
    with _answering(_with(certificate)) as where:
        with pytest.raises(AskingError, match="SSLCertVerificationError"):
            ask(f"https://{where}/", {})
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert ask(f"https://{where}/", {}) == (200, b"{}")
        other = _certificate(tmp_path, "192.0.2.7")
        monkeypatch.setenv("SSL_CERT_FILE", str(other))
        with _answering(_with(other)) as there, pytest.raises(AskingError):
            ask(f"https://{there}/", {})


def _silent(link: socket.socket) -> None:
    link.recv(65_536)
    time.sleep(30)


def _dripping(link: socket.socket) -> None:
    link.recv(65_536)
    for sign in GOOD[:-2] * 20:
        link.sendall(bytes([sign]))
        time.sleep(0.05)


def _in_part(link: socket.socket) -> None:
    # Without a length the end of the connection is the end: what was cut off looks whole.
    link.recv(65_536)
    link.sendall(b"HTTP/1.1 200 OK\r\n\r\n{}")
    time.sleep(30)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("answer", [_silent, _dripping, _in_part])
def test_whoever_takes_too_long_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, scheme: str, answer: Callable[[socket.socket], None]
) -> None:
    monkeypatch.setattr(asking, "SECONDS_MAX", 0.6)
    with _answering(answer) as where:
        began = time.monotonic()
        with pytest.raises(AskingError):
            ask(f"{scheme}://{where}/", {})
        assert time.monotonic() - began < 3


def test_a_slow_end_of_an_encrypted_answer_is_cut_off_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = _certificate(tmp_path, "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def answer(link: socket.socket) -> None:
        with context.wrap_socket(link, server_side=True) as wire:
            _in_part(wire)

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(asking, "SECONDS_MAX", 0.8)
    with _answering(answer) as where:
        began = time.monotonic()
        with pytest.raises(AskingError):
            ask(f"https://{where}/", {})
        assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + b"x" * 70_000,
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 70_000,
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n",
        b"SSH-2.0-x\r\n",
        b"",
    ],
)
def test_what_is_too_long_or_no_answer_is_refused(sent: bytes) -> None:
    def answer(link: socket.socket) -> None:
        link.recv(65_536)
        link.sendall(sent)

    with _answering(answer) as where, pytest.raises(AskingError):
        ask(f"http://{where}/", {})


def test_nobody_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(AskingError):
        ask(f"http://127.0.0.1:{port}/", {})
    with pytest.raises(AskingError):
        ask("http://127.0.0.1:99999/", {})
