"""The first screen that the page gathers is the one that the host gathered, member by member."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from fixtures import rich_case
from fixtures.blank_reader import READER
from fixtures.bundles import Made, export, files_of, open_payload, unpack
from keepsake.core.briefing.gather import DISCLOSABLE, Disclosure
from keepsake.core.custody import Attribution
from keepsake.flows.bundle import case as bundle_case
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.verifiers.reader import ReaderChecks
    from keepsake.vault.unlocked import Unlocked

# What no record says: it stands in the file, which the signature over the whole copy covers.
UNPROVEN = {"case", "reporter"}


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> tuple[Unlocked, str, list[int]]:
    return rich_case.make(tmp_path_factory.mktemp("rich"))


def bundle(unlocked: Unlocked, captures: list[int], folder: Path, **options: Any) -> dict[str, Any]:
    """What the host wrote as the briefing; the bag is unpacked beside it."""
    reader = folder / "reader.html"
    reader.write_bytes(READER)
    done = export(unlocked, captures, folder / "copy", reader, **options)
    made = Made(done.folder, done.passphrase, (), unlocked, tuple(captures))
    files = files_of(open_payload(made))
    unpack(files, folder / "bag")
    brief: dict[str, Any] = json.loads(files["data/briefing.json"])
    return {name: value for name, value in brief.items() if name not in UNPROVEN}


def rebuilt(folder: Path, reader: ReaderChecks) -> dict[str, Any]:
    requests = json.loads(msgspec.json.encode(bundle_case.requests()))
    found: dict[str, Any] = reader("briefing", folder=str(folder / "bag"), requests=requests)
    return found


def test_a_case_in_which_everything_is_told(
    rich: tuple[Unlocked, str, list[int]], in_the_reader: ReaderChecks, tmp_path: Path
) -> None:
    unlocked, case, captures = rich
    chosen = Disclosure(case, DISCLOSABLE, frozenset({rich_case.redacted(unlocked)}))
    told = bundle(
        unlocked,
        captures,
        tmp_path,
        disclosure=chosen,
        attribution=Attribution(who="Noor"),
        language="fr",
    )
    # The case says something of everything, or it would show nothing.
    assert all(told.values()), [name for name, value in told.items() if not value]
    assert {one["seen"] for one in told["again"]} == {"gone", "sign_in", "there"}
    assert {one["meaning"] for one in told["pointed"]} == {"threat", "demand", "deadline"}
    assert any(one["behind"] for one in told["accounts"])
    assert max(len(one["permanent"]) for one in told["accounts"]) == 2
    assert {"instagram", "facebook"} <= {one["platform"] for one in told["accounts"]}
    joined = next(one for one in told["accounts"] if len(one["exhibits"]) > 2)
    assert {"marc.d.photo", "name \U0001d504ß"} <= {one["value"] for one in joined["handles"]}
    assert any(one["said"]["zone_assumed"] for one in told["pointed"])
    assert [(one["name"], len(one["accounts"])) for one in told["people"]] == [
        ("Marc D.", 1), ("A neighbour", 0),
    ]  # fmt: skip
    _corroborated(told)
    assert {one["own"] for one in told["accounts"]} == {"", "said"}
    assert ("facebook", "www.facebook.com") in [
        (one["platform"], one["host"]) for one in told["sites"]
    ]
    found = rebuilt(tmp_path, in_the_reader)
    for name, value in told.items():
        assert found[name] == value, name
    assert found.keys() == told.keys()
    _earlier_versions(told, tmp_path, in_the_reader)


def _corroborated(told: dict[str, Any]) -> None:
    marc = told["people"][0]["reasons"]
    assert [(one["kind"], one["exhibit"], one["item"]) for one in marc] == [
        ("said_so", 1, 4), ("photo", 2, 0), ("knows", 0, 0), ("other", 0, 0),
    ]  # fmt: skip
    assert {one["how"] for one in told["logins"]} == {"account", "none", ""}
    assert [(one["name"], one["exhibits"]) for one in told["eyewitnesses"]] == [
        ("Ben", [2]), ("Ines Roy", [1, 2]),
    ]  # fmt: skip


def _earlier_versions(told: dict[str, Any], folder: Path, reader: ReaderChecks) -> None:
    """A file of an earlier version counted otherwise, which is no lie; other words are one."""
    bag = str(folder / "bag")
    assert reader("untrue", folder=bag, brief=None) == []
    counted = {**told, "messages": told["messages"] + 1}
    assert reader("untrue", folder=bag, brief=counted) == ["briefing_other"]
    accounts = [
        {name: value for name, value in one.items() if name != "platforms"}
        for one in told["accounts"]
    ]
    before = {
        **counted, "keepsake_briefing": 1, "accounts": accounts, "first": None,
        "pointed": told["pointed"][::-1],
    }  # fmt: skip
    assert reader("untrue", folder=bag, brief=before) == []
    # Before version 5 it was not told whose side a message is on.
    fourth = {**told, "keepsake_briefing": 4, "first": None, "last": None}
    for name in ("pointed", "gone", "corrected"):
        fourth[name] = [{**one, "said": _without_side(one["said"])} for one in told[name]]
    assert reader("untrue", folder=bag, brief=fourth) == []
    fourth["pointed"][0]["said"]["author"] = "Somebody else"
    assert reader("untrue", folder=bag, brief=fourth) == ["briefing_other"]
    for name in ("told", "pointed", "gone", "events", "contacts", "again", "accounts"):
        empty: Any = {} if name == "told" else [{"behind": [{"name": "Somebody"}]}]
        assert reader("untrue", folder=bag, brief={**before, name: empty}) == ["briefing_other"]
    manifest = next((folder / "bag/data/exhibits").glob("*/*-manifest.json"))
    manifest.write_bytes(manifest.read_bytes() + b" ")
    # That list is not the one that was kept, which step 5 tells: the summary is not to blame.
    assert reader("untrue", folder=bag, brief=None) == []


def _without_side(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != "side"}


@pytest.mark.parametrize(
    "told", [{"statement", "contacts", "rechecks"}, {"people"}, {"logins", "eyewitnesses"}, set()]
)
def test_with_some_kinds_of_records_alone(
    told: set[str],
    rich: tuple[Unlocked, str, list[int]],
    in_the_reader: ReaderChecks,
    tmp_path: Path,
) -> None:
    unlocked, case, captures = rich
    chosen = Disclosure(case, frozenset(told))
    written = bundle(unlocked, captures[:4], tmp_path, disclosure=chosen)
    assert rebuilt(tmp_path, in_the_reader) == written


def test_captures_of_no_case_with_a_damaged_one(
    rich: tuple[Unlocked, str, list[int]], in_the_reader: ReaderChecks, tmp_path: Path
) -> None:
    unlocked, _case, captures = rich
    body = unlocked.capture(captures[2]).body
    part = unlocked.part_path(body.capture, body.manifest)
    kept = part.read_bytes()
    part.write_bytes(kept[:-1])
    try:
        written = bundle(unlocked, captures, tmp_path, force=True)
    finally:
        part.write_bytes(kept)
    assert rebuilt(tmp_path, in_the_reader) == written


_HOST = "https://www.instagram.com"
_LED = {
    # What the page calls them, where that leads, and whether it is theirs.
    "Marc D.": ([f"{_HOST}/Marc.D.Photo/?hl=en"], True),
    "The Boss": ([f"{_HOST}/p?id=61577840233190"], True),
    "Elsewhere": (["https://other.example/marc.d.photo/"], False),
    "Nobody": ([f"{_HOST}/%zz/%E9/marc.d.photo.fans/", "mailto:x", "//"], False),
    "Both": ([f"{_HOST}/marc.d.photo/", f"{_HOST}/@second/"], False),
}


def test_names_that_lead_to_an_account(in_the_reader: ReaderChecks, tmp_path: Path) -> None:
    page = sample.thread(4)
    page.ids = [*page.ids, {"name": "username", "value": "second", "where": "json"}]
    page.extra = [
        {
            "kind": "message", "key": f"id:{name}", "author": name, "text": "Pay", "state": "shown",
            "links": [{"text": name.upper(), "href": href} for href in addresses],
        }
        for name, (addresses, _theirs) in _LED.items()
    ]  # fmt: skip
    vault = sample.make_vault(tmp_path / "vault", [page], passphrase=None)
    told = bundle(access.unlock(vault, None), [1], tmp_path)
    (account,) = (one for one in told["accounts"] if one["permanent"])
    named = [one["value"] for one in account["handles"] if one["where"] == ["link"]]
    assert named == [name for name, (_addresses, theirs) in _LED.items() if theirs]
    assert all(len(one["handles"]) == 1 for one in told["accounts"] if one is not account)
    assert rebuilt(tmp_path, in_the_reader) == told
