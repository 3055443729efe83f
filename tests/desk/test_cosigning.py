"""A desk has its own log cosigned by witnesses outside, another desk among them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pyrage
import pytest

from desk.conftest import as_toml, desk_at, place_for, process, serving, until
from desk.test_pages import browser, office
from desk.test_stamping import Auditor
from desk.test_witness import ask
from fixtures.tsa.witness import LocalWitness, local_witness
from keepsake.core import cosignature, merkle, note
from keepsake.desk import cosigning
from keepsake.desk import desk as desks
from keepsake.desk.__main__ import main
from keepsake.desk.database import every
from keepsake.desk.settings import SettingsError, WitnessSettings, load
from viewer.access import sticks_out, violations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desk.conftest import Place
    from desk.office import Office
    from desk_engines import Engines
    from keepsake.desk.desk import Desk

__all__ = ["browser", "office"]

HOUR = timedelta(hours=1)


@pytest.fixture
def seer(desk: Desk) -> Iterator[LocalWitness]:
    """A witness that has taken the log of the desk on."""
    with local_witness() as running:
        running.log = desk.settings.verifier()
        yield running


def _asked(running: LocalWitness) -> tuple[WitnessSettings, ...]:
    return (WitnessSettings(running.address, running.key.text()),)


def _rows(desk: Desk, query: str) -> list[dict[str, Any]]:
    with desk.intake.database.connection() as transaction:
        return list(every(transaction, query))


def _grow(desk: Desk, by: int = 3) -> None:
    for number in range(by):
        with desk.intake.database.connection() as transaction:
            desk.intake.log.append(transaction, b"entry %d" % number)


def _failed(desk: Desk) -> list[dict[str, Any]]:
    rows = _rows(desk, "select about from event where kind = 'cosigning_failed' order by id")
    return [row["about"] for row in rows]


def test_what_grew_is_cosigned_within_the_hour_and_given_away(
    desk: Desk, seer: LocalWitness
) -> None:
    now, asked = desks.now(), _asked(seer)
    assert cosigning.cosign(desk.intake, asked, now) == 1
    assert cosigning.cosign(desk.intake, asked, now + 2 * HOUR) == 0
    _grow(desk)
    assert cosigning.cosign(desk.intake, asked, now + HOUR / 2) == 0
    assert cosigning.cosign(desk.intake, asked, now + HOUR) == 1
    assert len(seer.bodies) == 2
    auditor = Auditor(desk)
    (link,) = re.findall(r'href="(/audit/cosigned/\d+)"', auditor.get("/audit/stamps").text)
    answer = auditor.get(link)
    found = cosignature.opened(answer.data, desk.settings.verifier())
    assert (found.key, found.checkpoint.size) == (seer.key, seer.seen[0])
    assert f"witness-{seer.key.key_id.hex()}.cosigned" in answer.headers["Content-Disposition"]
    assert auditor.get(f"/audit/cosigned/{10**30}").status_code == 404
    kinds = [row["kind"] for row in _rows(desk, "select kind from event order by id")]
    assert kinds.count("cosignature_downloaded") == 1


def test_a_database_that_was_put_back_is_told_by_its_witness(
    desk: Desk, seer: LocalWitness
) -> None:
    """What it was before stands in the witness alone: the desk's own tables have forgotten it."""
    now, asked = desks.now(), _asked(seer)
    _grow(desk)
    assert cosigning.cosign(desk.intake, asked, now) == 1
    size = seer.seen[0]
    # Longer than this log, as it is after a database was put back to an earlier state.
    seer.seen = size + 7, merkle.root([b"1" * 32])
    _grow(desk, 1)
    assert cosigning.cosign(desk.intake, asked, now + HOUR) == 0
    (told,) = _failed(desk)
    assert told == {"witness": seer.key.name, "reason": "longer", "seen": size + 7}
    page = Auditor(desk).get("/audit/stamps").text
    assert f"saw {size + 7} entries, more than there are here" in page
    # Not reached after that, it stays told.
    seer.mode = "down"
    again = _rows(desk, "select next_try from witness")[0]["next_try"]
    assert cosigning.cosign(desk.intake, asked, again) == 0
    assert _rows(desk, "select reason from witness") == [{"reason": "longer"}]
    assert len(_failed(desk)) == 1


def test_a_log_that_was_written_anew_is_told(desk: Desk, seer: LocalWitness) -> None:
    _grow(desk)
    seer.seen = 2, merkle.root([b"1" * 32, b"2" * 32])
    assert cosigning.cosign(desk.intake, _asked(seer), desks.now()) == 0
    assert [told["reason"] for told in _failed(desk)] == ["other"]
    assert "other entries" in Auditor(desk).get("/audit/stamps").text


REASONS = {
    "down": "unreachable", "status": "refused", "html": "wrong", "huge": "wrong",
    "garbage": "wrong", "wrong_key": "wrong", "wrong_name": "wrong", "other_text": "wrong",
    "later": "wrong", "twice": "wrong",
}  # fmt: skip


def test_what_is_no_cosignature_of_that_witness_is_not_kept(desk: Desk, seer: LocalWitness) -> None:
    at = desks.now()
    for mode, reason in REASONS.items():
        seer.mode, seer.seen = mode, (0, merkle.root([]))
        cosigning.cosign(desk.intake, _asked(seer), at)
        row = _rows(desk, "select * from witness")[0]
        assert (mode, row["reason"]) == (mode, reason)
        at = row["next_try"]
    assert _rows(desk, "select * from cosigned") == []
    # Each trouble once, however often it was met in a row.
    assert [told["reason"] for told in _failed(desk)] == ["unreachable", "refused", "wrong"]


def test_a_worker_has_another_desk_see_its_log(
    desk: Desk, place: Place, engines: Engines, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (tmp_path / "other").mkdir()
    key = pyrage.x25519.Identity.generate()
    with place_for(engines, key, tmp_path / "other") as far, desk_at(far) as other:
        # What their operators do: each reads to the other what the command says.
        assert main(["--settings", str(place.path), "witness"]) == 0
        assert main(["--settings", str(far.path), "witness", _last(capsys)]) == 0
        _, address, told = _said(capsys)
        asked = (WitnessSettings(address.split()[-1], told.split()[-1]),)
        place.path.write_text(as_toml(msgspec.structs.replace(place.settings, witnesses=asked)))
        with process(far, *serving(far)), process(place, "work"):
            until(lambda: ask(other, b"").status == 400)
            # The queue begins it with the next minute.
            until(lambda: len(_rows(desk, "select * from cosigned")) == 1, 100)
    (kept,) = _rows(desk, "select * from cosigned")
    found = cosignature.opened(bytes(kept["file"]), desk.settings.verifier())
    assert found.key.text() == told.split()[-1]


def _said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def _last(capsys: pytest.CaptureFixture[str]) -> str:
    return _said(capsys)[-1].split()[-1]


@pytest.mark.parametrize(
    ("address", "key", "wrong"),
    [
        ("https://witness.example", "none", "witnesses: each has the key of a witness"),
        ("http://witness.example", "", "witnesses: each has an https address"),
        ("https://witness.example/a b", "", "witnesses: each has an https address"),
    ],
)
def test_a_witness_that_cannot_be_asked_is_said_at_start(
    place: Place, address: str, key: str, wrong: str
) -> None:
    public = place.settings.witness_signer().public_key().public_bytes_raw()
    line = key or cosignature.WitnessKey("witness.example/w1", public).text()
    asked = (WitnessSettings(address, line),)
    place.path.write_text(as_toml(msgspec.structs.replace(place.settings, witnesses=asked)))
    with pytest.raises(SettingsError, match=wrong):
        load(place.path)


@pytest.mark.browser
def test_the_page_of_witnesses_is_for_everyone(office: Office) -> None:
    found = []
    with local_witness() as good, local_witness() as other:
        good.log = other.log = office.desk.settings.verifier()
        other.key = cosignature.WitnessKey("witness.example/w2", other.key.public)
        other.mode = "down"
        asked = (*_asked(good), *_asked(other))
        assert cosigning.cosign(office.desk.intake, asked, desks.now()) == 1
    for language in ("en", "fr"):
        with office.at_work(f"Édith {language}", "auditor", language=language) as worker:
            worker.page.goto(f"{office.address}/audit/stamps")
            assert worker.page.locator("main").inner_text().count("witness.example/w") >= 2
            found += [f"{language}: {each}" for each in violations(worker.page)]
            found += [f"{language}: sticks out"] * bool(sticks_out(worker.page))
    assert found == []


def test_a_cosignature_is_of_the_checkpoint_that_was_shown(desk: Desk, seer: LocalWitness) -> None:
    """What came into the log while the witness was asked is not in it, and is in the next."""
    _grow(desk)
    checkpoint = _rows(desk, "select checkpoint from log_head")[0]["checkpoint"]
    size = note.open_checkpoint(bytes(checkpoint), desk.settings.verifier()).size
    assert cosigning.cosign(desk.intake, _asked(seer), desks.now()) == 1
    assert _rows(desk, "select size from cosigned") == [{"size": size}]
