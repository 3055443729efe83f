"""A desk on the net: only over TLS, only to who shows that the address is theirs, or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fixtures.desk_stand_in import TOKEN, stand_in
from fixtures.listener import listening
from fixtures.sender import HASTE
from fixtures.tls import Authority, speaking
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.sending import send

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fixtures.sender import Person

NOT_TRUSTED = (Code.DESK_UNREACHABLE, "not_trusted")


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The only one that this computer trusts."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.trusted()))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return made


def told(does: Callable[[], object]) -> tuple[Code, str]:
    with pytest.raises(KeepsakeError) as caught:
        does()
    return caught.value.code, caught.value.facts["reason"]


def bad(kind: str, authority: Authority, folder: Path) -> Path:
    """A certificate that this computer must not believe."""
    if kind == "unknown":
        other = folder / "other"
        other.mkdir()
        return Authority(other).issue("localhost")
    if kind == "another name":
        return authority.issue("desk.example")
    return authority.issue("localhost", (-9, -1) if kind == "over" else (2, 9))


BAD = ("unknown", "another name", "over", "not begun")


def test_a_desk_behind_tls_receives_a_copy(person: Person, authority: Authority) -> None:
    with stand_in(speaking(authority.issue("localhost"))) as desk:
        assert desk.link.startswith("https://localhost:")
        done = person.send(person.make(desk))
        assert done.body.medium == desk.address
        assert any(one.startswith("PUT") for one in desk.asked)


@pytest.mark.parametrize("kind", BAD)
def test_who_cannot_show_that_the_address_is_theirs_is_told_nothing(
    person: Person, authority: Authority, tmp_path: Path, kind: str
) -> None:
    size = person.unlocked.vault.size()
    with stand_in(speaking(bad(kind, authority, tmp_path))) as desk:
        assert told(lambda: person.make(desk)) == NOT_TRUSTED
        assert (desk.asked, desk.headers) == ([], [])
    assert person.unlocked.vault.size() == size
    assert send.unfinished(person.unlocked) == []


@pytest.mark.parametrize("kind", BAD)
def test_in_the_middle_of_a_sending_it_waits_and_is_not_tried_on(
    person: Person, authority: Authority, tmp_path: Path, kind: str
) -> None:
    good, waited = authority.issue("localhost"), list[float]()
    tls = speaking(good)
    with stand_in(tls) as desk:
        name = person.make(desk)
        before = list(desk.asked)
        tls.load_cert_chain(bad(kind, authority, tmp_path))
        patience = replace(HASTE, pause=waited.append)
        with pytest.raises(KeepsakeError) as caught:
            send.send(person.unlocked, name, patience=patience)
        assert (caught.value.code, caught.value.facts["reason"]) == NOT_TRUSTED
        assert (desk.asked, waited) == (before, [])
        (waits,) = send.unfinished(person.unlocked)
        assert waits.can_go_on
        tls.load_cert_chain(good)
        assert person.send(name).fresh


@pytest.mark.parametrize("kind", BAD)
def test_a_store_that_cannot_show_it_gets_no_part(
    person: Person, authority: Authority, tmp_path: Path, kind: str
) -> None:
    with (
        stand_in(speaking(authority.issue("localhost"))) as desk,
        stand_in(speaking(bad(kind, authority, tmp_path))) as store,
    ):
        name = person.make(desk)
        desk.manner.address = f"{store.address}/store/"
        assert told(lambda: person.send(name)) == NOT_TRUSTED
        assert (store.asked, store.parts) == ([], {})
        desk.manner.address = ""
        assert person.send(name).fresh


def test_no_redirect_is_followed_out_of_tls(person: Person, authority: Authority) -> None:
    with stand_in(speaking(authority.issue("localhost"))) as desk, listening() as (port, came):
        desk.manner.lie, desk.manner.address = "redirect", f"http://127.0.0.1:{port}/"
        assert told(lambda: person.make(desk)) == (Code.DESK_UNREACHABLE, "not_desk")
        assert came == []


def test_where_nobody_speaks_tls_no_word_of_the_invitation_is_said(
    person: Person, authority: Authority
) -> None:
    assert authority.trusted().exists()
    with stand_in() as desk:
        desk.site = "https://localhost"
        code, _reason = told(lambda: person.make(desk))
        assert code is Code.DESK_UNREACHABLE
        assert desk.asked == []
    with listening() as (port, came):
        desk.port = port
        assert told(lambda: person.make(desk))[0] is Code.DESK_UNREACHABLE
        assert came
        assert not any(TOKEN in one for one in came)
