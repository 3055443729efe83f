"""The list of authorities, the one place that opens a connection, and the arithmetic of waiting."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.tsa.authority import local_authorities
from keepsake.catalogue import table
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.timestamp.exchange import REASONS, build_request
from keepsake.shared import shared_path
from keepsake.stamp import queue
from keepsake.stamp.authorities import choose, load_authorities
from keepsake.stamp.client import fetch
from keepsake.stamp.wire import StampError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
REQUEST = build_request(bytes(32), 1)


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """The rows of a good list; what a test makes of them is written by `_load`."""
    with local_authorities(tmp_path) as running:
        monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(tmp_path / "changed.json"))
        yield json.loads(running.json_path.read_text())["authorities"]


def _load(folder: Path, rows: list[dict[str, Any]], version: int = 1) -> None:
    text = json.dumps({"version": version, "authorities": rows})
    (folder / "changed.json").write_text(text)
    load_authorities()


def test_own_list_is_two_independent_authorities_and_states_its_sources() -> None:
    authorities = load_authorities()
    enabled = choose(authorities, ())
    assert [one.id for one in enabled] == ["digicert", "identrust"]
    assert all(one.confirmed for one in enabled)
    assert not set(enabled[0].roots) & set(enabled[1].roots)
    assert {one.id: one.spacing_seconds for one in authorities}["sectigo"] >= 15
    path = shared_path("data", "authorities.json")
    for row in json.loads(path.read_text(encoding="utf-8"))["authorities"]:
        assert row["source"]
        assert datetime.fromisoformat(row["checked"])
        assert row["confirmed"] is bool(row.get("policies"))
        assert row["enabled"] is False or row["confirmed"] is True


def test_every_root_file_is_pinned_by_somebody() -> None:
    path = shared_path("data", "authorities.json")
    rows = json.loads(path.read_text(encoding="utf-8"))["authorities"]
    named = {name for row in rows for name in row["roots"]}
    assert named == {f"roots/{file.name}" for file in shared_path("data", "roots").iterdir()}


def test_choice_of_a_vault_may_be_an_authority_that_is_off() -> None:
    assert [one.id for one in choose(load_authorities(), ("sectigo", "gone"))] == ["sectigo"]


def test_good_list_loads(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    _load(tmp_path, rows)


@pytest.mark.parametrize(
    "change",
    [
        {"root_sha256": ["00" * 32]},
        {"root_sha256": []},
        {"roots": ["absent.pem"]},
        {"roots": []},
        {"id": "../../vault"},
        {"id": "local-two"},
        {"url": "file:///etc/passwd"},
        {"url": "timestamp.example.org"},
        {"spacing_seconds": -1},
        {"policies": ["any"]},
        {"enabled": "yes"},
    ],
    ids=lambda change: "-".join(f"{key}-{value}" for key, value in change.items())[:30],
)
def test_bad_list_is_refused_whole(
    tmp_path: Path, rows: list[dict[str, Any]], change: dict[str, Any]
) -> None:
    rows[0].update(change)
    with pytest.raises(KeepsakeError) as caught:
        _load(tmp_path, rows)
    assert caught.value.code is Code.INTERNAL


def test_list_of_another_version_or_none_is_refused(
    tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    with pytest.raises(KeepsakeError):
        load_authorities()
    with pytest.raises(KeepsakeError):
        _load(tmp_path, rows, version=2)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://name.invalid/",
        "http://[::1",
        "ftp://127.0.0.1/",
        "http://127.0.0.1:99999/",
        "https://127.0.0.1:1/",
        "http:///tsa",
        "http://a b/",
    ],
)
def test_only_one_kind_of_exception_leaves_fetch(url: str) -> None:
    with pytest.raises(StampError) as caught:
        fetch(url, REQUEST, 2)
    assert caught.value.code is Code.STAMP_UNREACHABLE
    assert caught.value.facts == {"reason": "unreachable"}


def test_https_needs_a_certificate_that_is_trusted(tmp_path: Path) -> None:
    with local_authorities(tmp_path) as local, pytest.raises(StampError):
        fetch(local["local-one"].url.replace("http:", "https:"), REQUEST, 2)


def test_proxies_of_the_environment_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with local_authorities(tmp_path) as local, socket.create_server(("127.0.0.1", 0)) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        assert fetch(local["local-one"].url, REQUEST, 5)
        proxy.settimeout(0.1)
        with pytest.raises(TimeoutError):
            proxy.accept()


def test_query_of_an_address_is_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        port = server.getsockname()[1]
        with pytest.raises(StampError):
            fetch(f"http://127.0.0.1:{port}/tsa?td=sha256", REQUEST, 0.2)
        wire, _ = server.accept()
        with wire:
            assert wire.recv(4096).startswith(b"POST /tsa?td=sha256 HTTP/1.1\r\n")


@given(st.integers(1, 10_000), st.floats(0, 600), st.binary(min_size=2, max_size=2))
def test_pause_is_bounded(failures: int, spacing: float, jitter: bytes) -> None:
    pause = queue.after_failure(NOW, failures, spacing, jitter) - NOW
    assert timedelta(seconds=max(14.9, spacing - 0.1)) <= pause <= timedelta(hours=1)


@given(st.integers(1, 10))
def test_pause_does_not_shrink(failures: int) -> None:
    first, second = (queue.after_failure(NOW, n, 0, b"\0\0") for n in (failures, failures + 1))
    assert first <= second
    assert queue.after_failure(NOW, failures, 0, b"\xff\xff") < first


def test_due() -> None:
    soon, later = NOW + timedelta(seconds=10), NOW + timedelta(seconds=60)
    assert not queue.is_due(soon, NOW, NOW, impatient=False)
    assert queue.is_due(soon, NOW, NOW, impatient=True)
    assert not queue.is_due(later, soon, NOW, impatient=True)
    assert queue.is_due(NOW, NOW, NOW, impatient=False)
    assert queue.is_due(NOW + timedelta(days=1), soon, NOW, impatient=False)
    assert queue.is_due(later, NOW + timedelta(days=1), NOW, impatient=True)


def test_words_for_every_state_and_reason() -> None:
    fetching = {"unreachable", "slow", "http", "not_authority", "too_large"}
    expected = {f"reason.{reason}" for reason in fetching | set(REASONS) | {"policy"}}
    states = ("kept", "kept_later", "kept_late", "failed", "later", "off", "none", "renewed")
    expected |= {f"state.{state}" for state in states} | {"elapsed.days"}
    expected |= {f"late.{reason}" for reason in fetching | {"status", "bad_answer"}}
    expected |= {
        f"calendar.{state}" for state in ("sent", "failed", "later", "pending", "anchored")
    }
    expected |= {f"witness.{state}" for state in ("cosigned", "failed", "later")}
    witnesses = ("unreachable", "refused", "unknown", "wrong", "address", "longer", "other")
    expected |= {f"reason.witness_{reason}" for reason in witnesses}
    for language in ("en", "fr"):
        assert set(table("stamp", language)) == expected
