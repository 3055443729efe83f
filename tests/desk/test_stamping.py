"""Time stamps over the desk's log, by two authorities on this computer that sign for real."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from desk.conftest import as_toml, process, until
from desk.test_pages import browser, office
from fixtures.tsa.authority import LocalAuthorities, local_authorities
from keepsake.core import note
from keepsake.desk import desk as desks
from keepsake.desk import jobs, sessions, staff, stamping
from keepsake.desk.__main__ import main
from keepsake.desk.change import Change
from keepsake.desk.database import every
from keepsake.desk.settings import SettingsError, StampSettings
from keepsake.desk.web.app import create_app
from viewer.access import sticks_out, violations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desk.conftest import Place
    from desk.office import Office
    from keepsake.desk.desk import Desk

__all__ = ["browser", "office"]

DAY = timedelta(days=1)


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalAuthorities]:
    """Authorities; where their list is, the settings of the desk say."""
    folder = tmp_path / "authorities"
    folder.mkdir()
    # So that what the settings put there is undone.
    monkeypatch.setenv("KEEPSAKE_AUTHORITIES", "")
    with local_authorities(folder) as running:
        yield running


@pytest.fixture
def asked(local: LocalAuthorities) -> stamping.Schedule:
    """All of them, once a day."""
    return stamping.schedule(StampSettings(24, str(local.json_path)))


def _rows(desk: Desk, query: str) -> list[dict[str, Any]]:
    with desk.intake.database.connection() as transaction:
        return list(every(transaction, query))


def _events(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    rows = _rows(desk, "select kind, about from event order by id")
    return [(row["kind"], row["about"]) for row in rows if "stamp" in row["kind"]]


class Auditor:
    """Somebody who may see what was done, without a browser."""

    def __init__(self, desk: Desk) -> None:
        with desk.intake.database.connection() as transaction:
            change = Change(transaction, desk.intake.log, "Ada", desks.now())
            member = staff.add(change, "Ann", ["auditor"])
            token = sessions.begin(transaction, member.id, desks.now())
        self._address = desk.settings.address
        self._browser = create_app(desk, jobs.Queue(desk.settings.database)).test_client()
        self._browser.set_cookie("keepsake-desk", token, domain="127.0.0.1")

    def get(self, path: str) -> Any:
        """A page."""
        return self._browser.get(path, base_url=self._address)


def test_a_stamp_is_checked_with_what_the_page_gives_and_openssl(
    desk: Desk, asked: stamping.Schedule, tmp_path: Path
) -> None:
    with desk.intake.database.connection() as transaction:
        before = desk.intake.log.proof(transaction, 0).checkpoint
    assert stamping.stamp(desk.intake, asked, desks.now()) == 2
    auditor = Auditor(desk)
    page = auditor.get("/audit/stamps").text
    lines = re.findall(r"<code>(openssl ts [^<]+)</code>", page)
    links = re.findall(r'href="(/audit/stamps/\d+/\w+)"', page)
    assert (len(lines), len(links)) == (2, 6)
    folder = tmp_path / "downloads"
    folder.mkdir()
    for link in links:
        answer = auditor.get(link)
        name = answer.headers["Content-Disposition"].split('"')[1]
        (folder / name).write_bytes(answer.data)
    for line in lines:
        done = subprocess.run(line.split(), cwd=folder, capture_output=True, text=True)
        assert (done.returncode, "Verification: OK" in done.stdout + done.stderr) == (0, True)
    # What is stamped first is the log as it was, signed by the desk's key.
    checkpoint = next(folder.glob("*.checkpoint"))
    assert note.open_checkpoint(checkpoint.read_bytes(), desk.settings.verifier()).size > 0
    assert before in [path.read_bytes() for path in folder.glob("*.checkpoint")]
    # And of another one it is no stamp.
    checkpoint.write_bytes(checkpoint.read_bytes().replace(b"\n", b"\n\n", 1))
    wrong = [line for line in lines if checkpoint.name in line]
    for line in wrong:
        assert subprocess.run(line.split(), cwd=folder, capture_output=True).returncode != 0
    assert wrong
    kinds = [kind for kind, _ in _events(desk)]
    assert kinds == [*["checkpoint_stamped"] * 2, "stamps_viewed", *["stamp_downloaded"] * 6]
    assert auditor.get(f"/audit/stamps/{10**30}/token").status_code == 404
    assert auditor.get("/audit/stamps/999/roots").status_code == 404


def test_each_is_asked_once_a_day_for_the_newest(
    desk: Desk, asked: stamping.Schedule, local: LocalAuthorities
) -> None:
    now = desks.now()
    assert stamping.stamp(desk.intake, asked, now) == 2
    for hours in (0, 1, 23):
        assert stamping.stamp(desk.intake, asked, now + timedelta(hours=hours)) == 0
    assert [len(one.requests) for one in local.authorities.values()] == [1, 1]
    assert stamping.stamp(desk.intake, asked, now + DAY) == 2
    rows = _rows(desk, "select authority, size, token from stamp order by id")
    assert [row["authority"] for row in rows] == ["local-one", "local-two"] * 2
    assert rows[0]["size"] < rows[2]["size"]
    # Where the clock was put back it is not waited for a day that may never come.
    assert stamping.stamp(desk.intake, asked, now - 2 * DAY) == 2


REASONS = {
    "down": "unreachable", "http_error": "unreachable", "html": "unreachable",
    "forbidden": "refused", "redirect": "refused", "refused": "refused", "huge": "refused",
    "wrong_imprint": "wrong", "wrong_nonce": "wrong", "other_authority": "wrong",
    "bad_signature": "wrong", "garbage": "wrong",
}  # fmt: skip


def test_what_is_no_stamp_of_that_authority_is_not_kept(
    desk: Desk, asked: stamping.Schedule, local: LocalAuthorities
) -> None:
    at = desks.now()
    for mode, reason in REASONS.items():
        local["local-two"].mode = mode
        stamping.stamp(desk.intake, asked, at)
        row = _rows(desk, "select * from authority where id = 'local-two'")[0]
        assert (mode, row["reason"]) == (mode, reason)
        at = row["next_try"]
    assert {row["authority"] for row in _rows(desk, "select * from stamp")} == {"local-one"}
    told = [about["reason"] for kind, about in _events(desk) if kind == "stamp_failed"]
    # Each trouble once, however often it was met in a row.
    assert told == ["unreachable", "refused", "wrong"]


def test_a_failure_is_told_once_and_tried_again_with_pauses_that_grow(
    desk: Desk, asked: stamping.Schedule, local: LocalAuthorities
) -> None:
    local["local-two"].mode = "down"
    now = at = desks.now()
    assert stamping.stamp(desk.intake, asked, at) == 1
    pauses = []
    for _ in range(9):
        row = _rows(desk, "select * from authority where id = 'local-two'")[0]
        pauses.append((row["next_try"] - at).total_seconds())
        assert stamping.stamp(desk.intake, asked, row["next_try"] - timedelta(seconds=1)) == 0
        at = row["next_try"]
        # The other one has its day.
        assert stamping.stamp(desk.intake, asked, at) == 0
    wanted = [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]
    assert all(most / 2 <= pause <= most for pause, most in zip(pauses, wanted, strict=True))
    assert len(local["local-two"].requests) == 10
    failed = ("stamp_failed", {"authority": "local-two", "reason": "unreachable"})
    assert [each for each in _events(desk) if each[0] == "stamp_failed"] == [failed]
    assert [row["authority"] for row in _rows(desk, "select * from stamp")] == ["local-one"]
    auditor = Auditor(desk)
    assert "tried 10 times" in auditor.get("/audit/stamps").text
    local["local-two"].mode = "good"
    row = _rows(desk, "select * from authority where id = 'local-two'")[0]
    assert row["next_try"] < now + DAY
    assert stamping.stamp(desk.intake, asked, row["next_try"]) == 1
    assert "tried 10 times" not in auditor.get("/audit/stamps").text


def test_a_worker_does_it_by_itself(desk: Desk, place: Place, local: LocalAuthorities) -> None:
    stamps = StampSettings(24, str(local.json_path))
    place.path.write_text(as_toml(msgspec.structs.replace(place.settings, stamps=stamps)))
    with process(place, "work"):
        # The queue begins it with the next minute.
        until(lambda: len(_rows(desk, "select * from stamp")) == 2, 100)
    assert [len(one.requests) for one in local.authorities.values()] == [1, 1]


def test_what_cannot_be_asked_is_said_at_start(
    place: Place, local: LocalAuthorities, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stamping.schedule(StampSettings(0, "/nowhere.json")).authorities == ()
    found = stamping.schedule(StampSettings(24, str(local.json_path), ("local-two",))).authorities
    assert [authority.id for authority in found] == ["local-two"]
    with pytest.raises(SettingsError, match=r"stamps\.ids: nobody"):
        stamping.schedule(StampSettings(24, str(local.json_path), ("nobody", "local-one")))
    stamps = StampSettings(24, "/nowhere.json")
    place.path.write_text(as_toml(msgspec.structs.replace(place.settings, stamps=stamps)))
    assert main(["--settings", str(place.path), "work", "--once"]) == 2
    assert "stamps.authorities" in capsys.readouterr().err


@pytest.mark.browser
def test_the_page_of_stamps_is_for_everyone(
    office: Office, asked: stamping.Schedule, local: LocalAuthorities
) -> None:
    found = []
    local["local-two"].mode = "wrong_imprint"
    assert stamping.stamp(office.desk.intake, asked, desks.now()) == 1
    for language in ("en", "fr"):
        with office.at_work(f"Édith {language}", "auditor", language=language) as worker:
            page = worker.page
            page.goto(f"{office.address}/audit")
            page.get_by_role(
                "link", name={"en": "Time stamps", "fr": "Horodatages"}[language]
            ).click()
            page.wait_for_url("**/audit/stamps")
            assert page.locator("code").count() == 1
            found += [f"{language}: {each}" for each in violations(page)]
            found += [f"{language}: sticks out"] * bool(sticks_out(page))
    assert found == []
