"""`keepsake read`: who said what, worked out anew from what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.seen_page import keep, record
from fixtures.vaults import environment
from keepsake.vault import creating

if TYPE_CHECKING:
    from native.program import Cli


@pytest.fixture
def kept(cli: Cli) -> dict[str, Any]:
    page = record()
    vault = creating.create(cli.vault, environment())
    keep(vault, "\n".join(page["views"]).encode(), page["items"])
    return page


@pytest.mark.usefixtures("kept")
def test_it_says_who_said_what_with_where_it_was_found(cli: Cli) -> None:
    told = cli.data("read", "1")
    said = [one for one in told["items"] if one["kind"] == "message"]
    assert len(said) > 20
    authors = {one["fields"]["author"]["value"] for one in said if "author" in one["fields"]}
    assert len(authors) >= 2
    assert "Somebody else" not in authors, "nothing of what the extension read is used"
    first = said[0]["fields"]["text"]
    assert 0 < first["confidence"] <= 1
    assert first["by"]
    text = cli.run("read", "1").stdout
    assert first["value"].split("\n")[0] in text
    assert "The capture itself names: Somebody else" in text


@pytest.mark.usefixtures("kept")
def test_it_tells_why(cli: Cli) -> None:
    told = cli.data("read", "1")
    number = next(one["number"] for one in told["items"] if "author" in one["fields"])
    author = told["items"][number - 1]["fields"]["author"]["value"]
    why = cli.run("read", "1", "--explain", str(number)).stdout
    assert "body " in why
    assert author in why or "author " in why
    assert "No message 999" in cli.run("read", "1", "--explain", "999", code=64).stderr


def test_a_capture_that_nothing_was_seen_of_says_so(cli: Cli) -> None:
    cli.capture()
    done = cli.run("read", "1", code=2)
    assert done.stdout == ""
    assert "made by an earlier version" in done.stderr
    assert "relu" in cli.run("read", "1", code=2, KEEPSAKE_LANGUAGE="fr").stderr


@pytest.mark.parametrize("spoil", ['{"view": "no number"}', "no line of it"])
def test_a_line_that_cannot_be_read_is_counted_and_hides_no_other(cli: Cli, spoil: str) -> None:
    page = record()
    vault = creating.create(cli.vault, environment())
    keep(vault, "\n".join([*page["views"], spoil]).encode(), page["items"])
    told = cli.data("read", "1")
    assert told["unread"] == 1
    assert len([one for one in told["items"] if one["kind"] == "message"]) > 20
    assert "cannot be read: 1" in cli.run("read", "1").stdout
