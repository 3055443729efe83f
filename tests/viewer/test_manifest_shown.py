"""Which field of a manifest is shown where: the table in shared/spec/FIELDS.toml, held to be true.

Each field is given another value, or taken away; where that changes what people are told, it is
shown there. Nothing else of the manifest differs between the two.
"""

from __future__ import annotations

import json
import re
import tomllib
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.manifest_places import HANDED_OVER, exhibit, plain, reader_pages
from fixtures.manifest_sample import changes, fields
from keepsake.core.hashing import sha256_hex
from keepsake.env import real_environment
from keepsake.vault import access
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.creating import create
from keepsake.viewer import added
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from keepsake.viewer.catalogue import catalogue_in
from keepsake.viewer.unlocked_session import UnlockedSession
from viewer import sample
from viewer.conftest import HOST, Browser
from viewer.sample_pages import thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fixtures.manifest_sample import Field
    from keepsake.env import Environment
    from keepsake.vault.handle import Vault

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "shared/schemas/manifest.schema.json").read_text("utf-8"))
TABLE: dict[str, dict[str, Any]] = tomllib.loads(
    (ROOT / "shared/spec/FIELDS.toml").read_text("utf-8")
)
WHY, ROWS = TABLE["why"], {shape: rows for shape, rows in TABLE.items() if shape != "why"}
FIELDS = fields(SCHEMA)
# Pages of the window by the names of the table.
PAGES = {
    "viewer.pictures": "",
    "viewer.picture": "/picture/1?item=1",
    "viewer.text": "/text",
    "viewer.facts": "/facts",
}
HANDED = ("report", "report.first", "reader", "reader.first", "csv", "json", "case")
PLACES = (*PAGES, "viewer.added", *HANDED)
SIX = {place.partition(".")[0] for place in PLACES}
# Of a page, only what is read or drawn counts: addresses and forms name the entry and the moment.
# The line on looking again is of the captures beside it in this vault.
_UNREAD = re.compile(
    r'<p class="capture-line since">.*?</p>'
    r'| (href|action|value|src|name|id|for|aria-labelledby)="[^"]*"'
)


def at_rest() -> Environment:
    """The world while no time passes and nothing changes, for all of that is told too."""
    now = datetime(2026, 11, 25, 10, tzinfo=UTC)
    return replace(
        real_environment(), now=lambda: now, facts=dict, steady=lambda: 0.0, written=lambda _: 0.0
    )


def keep(vault: Vault, told: Mapping[str, Any]) -> int:
    """Captures what this manifest tells of; a vault takes only the artifacts that there are."""
    capture, tile = str(uuid.uuid4()), _tile()
    writer = CaptureWriter(vault, capture, b"{}")
    kept = [writer.begun, writer.keep(1, "tile", "t.png", "image/png", tile, sha256_hex(tile))]
    names = ("part", "kind", "name", "media_type", "bytes", "sha256")
    listed = [{name: getattr(part, name) for name in names} for part in kept]
    data = json.dumps({**told, "capture": capture, "artifacts": listed}).encode().ljust(20_000)
    sha256 = sha256_hex(data)
    writer.keep(2, "manifest", "manifest.json", "application/json", data, sha256)
    return writer.commit(2, sha256).entry


@cache
def _tile() -> bytes:
    return sample.tile(thread(1), 0)


def view(browser: Browser, entry: int) -> dict[str, str]:
    """What a person sees of a capture."""
    seen = {}
    for name, page in PAGES.items():
        status, text = browser.get(f"/captures/{entry}{page}")
        assert status == 200, page
        told = _UNREAD.sub("", plain(text)).replace(f"<dd>{entry}</dd>", "")
        seen[name] = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", told)
    return seen


def in_viewer(entries: Mapping[str, int], browser: Browser, named: str) -> dict[str, str]:
    if named in entries:
        return view(browser, entries[named])
    one, words = exhibit(json.loads(named)), catalogue_in("en")
    shown = f"{added.files(one.body, one.manifest, {}, words)}{added.notes(one.manifest, words)}"
    return {"viewer.added": shown}


@pytest.fixture(scope="module")
def viewer(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, str]]:
    """The window over a vault in which every one of the manifests is captured."""
    env = at_rest()
    vault = create(tmp_path_factory.mktemp("fields") / "vault", env)
    told = {json.dumps(one) for each in FIELDS for pair in changes(SCHEMA, each) for one in pair}
    plainly = {named: json.loads(named) for named in sorted(told)}
    entries = {named: keep(vault, one) for named, one in plainly.items() if "files" not in one}
    state = AppState(vault.path, env)
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    state.unlocked_session = UnlockedSession(access.unlock(vault, None), env)
    return partial(in_viewer, entries, browser)


@pytest.fixture(scope="module")
def told(
    viewer: Callable[[str], dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], dict[str, str]]]:
    """What each place tells of a manifest."""
    with reader_pages(tmp_path_factory.mktemp("reader")) as reader:

        @cache
        def everywhere(named: str) -> dict[str, str]:
            one = exhibit(json.loads(named))
            made = {name: make(one) for name, make in HANDED_OVER.items()} | reader(one)
            return viewer(named) | {name: plain(text) for name, text in made.items()}

        yield everywhere


def test_the_table_has_a_row_for_each_field_and_no_other() -> None:
    there = {f"{shape}.{name}" for shape, rows in ROWS.items() for name in rows}
    assert sorted(there ^ set(map(str, FIELDS))) == []


def test_every_row_says_why_a_field_is_not_shown_elsewhere() -> None:
    for shape, rows in ROWS.items():
        for name, row in rows.items():
            shown = {place.partition(".")[0] for place in row["shown"].split()}
            assert ("not" in row) != (shown >= SIX), f"{shape}.{name}"
            assert row.get("not", "bytes") in WHY, f"{shape}.{name}"


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_field_is_shown_where_the_table_says(
    field: Field, told: Callable[[str], dict[str, str]]
) -> None:
    pairs = [[told(json.dumps(each)) for each in pair] for pair in changes(SCHEMA, field)]
    shown = [
        name for name in PLACES if any(one.get(name) != other.get(name) for one, other in pairs)
    ]
    assert shown == ROWS[field.shape][field.name]["shown"].split()
