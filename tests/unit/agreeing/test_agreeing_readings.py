"""A lie in what is read of an exhibit is found and named, by all three the same.

The forger of these tests has the passphrase and the vault's own key: all of it is signed again.
What was seen is in the log, so they cannot change that.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corpus import score
from fixtures import bundles as made_bundles
from fixtures.bundles import exported, files_of, open_payload, rebagged, unpack
from fixtures.seen_page import WHEN, keep, record
from fixtures.vaults import PASSPHRASE, environment
from fixtures.verifiers.bundle import verifiers_of
from keepsake.vault import access, creating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fixtures.bundles import Made
    from fixtures.verifiers.bundle import Verifiers
    from fixtures.verifiers.reader import ReaderChecks

READING = "data/readings/001.json"
ACCOUNT = {"name": "user_id", "where": "attribute", "at": "data-user"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("read")
    vault = creating.create(folder / "vault", environment())
    page = record()
    keep(vault, "\n".join(page["views"]).encode(), page["items"])
    access.claim(vault, PASSPHRASE)
    authorities = made_bundles.stamp(vault, folder)
    return exported(folder, access.unlock(vault, PASSPHRASE), authorities)


@pytest.fixture(scope="module")
def files(made: Made) -> dict[str, bytes]:
    return files_of(open_payload(made))


@pytest.fixture(scope="module")
def three(
    made: Made, in_the_reader: ReaderChecks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Verifiers]:
    with verifiers_of(made, in_the_reader, tmp_path_factory.mktemp("three")) as asked:
        yield asked


def test_the_reading_goes_along_and_all_of_it_was_seen(
    files: dict[str, bytes], three: Verifiers
) -> None:
    read = json.loads(files[READING])
    said = [one for one in read["items"] if "text" in one]
    assert len(said) > 20
    assert {one["text"]["by"] for one in said} == {"seen"}
    told = three.agreed(files, "as it was made")
    assert {one.outcomes[6] for one in told} == {"valid"}
    assert [READING in one.wrong for one in told] == [False] * 3


def test_lists_papers_and_the_first_screen_say_what_is_read(
    files: dict[str, bytes], in_the_reader: ReaderChecks, tmp_path: Path
) -> None:
    read = json.loads(files[READING])["items"]
    rows = json.loads(files["data/derived/messages.json"])
    texts = [one.get("text", {}).get("value", "") for one in read]
    assert [row["text"] for row in rows] == texts
    assert sum(map(bool, texts)) > 20
    assert "Somebody else" not in files["data/derived/messages.csv"].decode()
    longest = max((line for text in texts for line in text.split("\n")), key=len)
    assert longest in files["data/derived/case.jsonld"].decode()
    brief = json.loads(files["data/briefing.json"])
    said = [one for one in read if one["kind"] not in ("rest", "divider")]
    assert 0 < brief["messages"] <= len(said)
    folder = str(unpack(files, tmp_path / "bag"))
    assert in_the_reader("untrue", folder=folder, brief=None) == []
    listed = json.loads(files[next(name for name in files if name.endswith("manifest.json"))])
    assert {item["author"] for item in listed["items"]} == {"Somebody else"}, "as it was kept"


def test_whose_an_account_is_and_what_was_said_before_is_told_alike_by_the_reader(
    in_the_reader: ReaderChecks, tmp_path: Path
) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    page = record()
    read = score.read_again(page, score.known()).items
    names = sorted({one.author.value for one in read} - {""})
    ids = {name: {**ACCOUNT, "value": f"77{n}"} for n, name in enumerate(names)}
    items = [
        {**each, "ids": [ids[one.author.value]] if one.author.value in ids else []}
        for each, one in zip(page["items"], read, strict=True)
    ]
    at, said = next((at, one) for at, one in enumerate(read) if one.author.value)
    around = f"{said.author.value}\n{{}}\n10:12"
    items[at] |= {
        "text": around.format(said.text.value),
        "earlier": [{"text": around.format("what it said before"), "until": WHEN["utc"]}],
    }
    about = {"platform": "telegram", "kind": "dm_thread", "ids": list(ids.values())}
    keep(vault, "\n".join(page["views"]).encode(), items, page=about)
    access.claim(vault, PASSPHRASE)
    stamped = made_bundles.stamp(vault, tmp_path)
    files = files_of(open_payload(exported(tmp_path, access.unlock(vault, PASSPHRASE), stamped)))
    brief = json.loads(files["data/briefing.json"])
    handles = {handle["value"] for one in brief["accounts"] for handle in one["handles"]}
    own = {one.author.value for one in read if one.side.value == "own"}
    assert own
    assert handles.intersection(names) == set(names) - own
    folder = str(unpack(files, tmp_path / "bag"))
    assert in_the_reader("untrue", folder=folder, brief=None) == []
    rows = json.loads(files["data/derived/messages.json"])
    before = [row["earlier"] for row in rows]
    assert [each for each in before if each] == [["what it said before"]]
    assert in_the_reader("earlier", folder=folder) == before


def _of(read: Any, name: str) -> Any:
    return next(one[name] for one in read["items"] if name in one)


def _set(name: str, **values: str) -> Callable[[Any], object]:
    return lambda read: _of(read, name).update(values)


def _swapped(read: Any) -> None:
    said = [one for one in read["items"] if "text" in one]
    said[0]["text"], said[-1]["text"] = said[-1]["text"], said[0]["text"]


LIES: dict[str, Callable[[Any], object]] = {
    "other words": _set("text", value="I will never come to the garden again"),
    "one word more": lambda read: _of(read, "text").update(
        value=_of(read, "text")["value"] + " never"
    ),
    "the words of another": _swapped,
    "a name": lambda read: read["items"][3].update(
        author={"value": "Zelda Overmoor", "by": "seen", "at": "words"}
    ),
    "a name that is carried": lambda read: read["items"][3].update(
        author={"value": "Zelda Overmoor", "by": "both", "at": "the item before"}
    ),
    "a name of the browser's": lambda read: read["items"][3].update(
        author={"value": "Zelda Overmoor", "by": "page"}
    ),
    "a time": lambda read: read["items"][3].update(
        time={"value": "2021-03-04T05:06:07Z", "by": "seen", "at": "datetime of <time>"}
    ),
    "a time as shown": lambda read: read["items"][3].update(
        time_shown={"value": "04:59:58", "by": "seen", "at": "slot"}
    ),
    "a quote": lambda read: read["items"][3].update(
        quote={"value": "Meet me never", "by": "seen", "at": "words"}
    ),
    "a receipt": lambda read: read["items"][3].update(
        receipt={"value": "Seen by Zelda", "by": "seen", "at": "words"}
    ),
    "a count": lambda read: read["items"][3].update(
        counts={"value": "9871 likes", "by": "seen", "at": "words"}
    ),
    "a receipt of the browser's": lambda read: read["items"][3].update(
        receipt={"value": "Seen", "by": "page"}
    ),
    "a side": lambda read: read["items"][3].update(side={"value": "both", "by": "seen"}),
    "a witness": _set("text", by="the police"),
    "a kind": lambda read: read["items"][3].update(kind="threat"),
    "an item less": lambda read: read["items"].pop(),
    "an item twice": lambda read: read["items"].append(read["items"][0]),
    "a member": lambda read: read["items"][0].update(verdict="guilty"),
    "other views": lambda read: read["views"][0].update(sha256="0" * 64),
    "no views": lambda read: read.update(views=[]),
    "another capture": lambda read: read.update(capture="0b9f1f0e-0000-4000-8000-00000000000f"),
    "another version": lambda read: read.update(keepsake_reading=2),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_found_and_named(
    lie: str, made: Made, files: dict[str, bytes], three: Verifiers
) -> None:
    read = json.loads(files[READING])
    LIES[lie](read)
    forged = {**files, READING: json.dumps(read, ensure_ascii=False).encode()}
    told = three.agreed(rebagged(forged, made.signer), lie)
    assert {one.outcomes[6] for one in told} == {"invalid"}
    assert [READING in one.wrong for one in told] == [True] * 3
    assert {one.outcomes[1] for one in told} == {"valid"}


CUT_SHORT = ("a name", "other words", "an item less", "an item twice", "other views", "a kind")


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Of a capture that was cut short: it has no manifest, but all its items were handed over."""
    folder = tmp_path_factory.mktemp("cut")
    vault = creating.create(folder / "vault", environment())
    page = record()
    keep(vault, "\n".join(page["views"]).encode(), page["items"], whole=False)
    access.claim(vault, PASSPHRASE)
    authorities = made_bundles.stamp(vault, folder)
    return exported(folder, access.unlock(vault, PASSPHRASE), authorities)


def test_what_was_cut_short_is_read_too_and_held_against_what_was_seen(
    cut: Made, in_the_reader: ReaderChecks, tmp_path: Path
) -> None:
    files = files_of(open_payload(cut))
    read = json.loads(files[READING])["items"]
    rows = json.loads(files["data/derived/messages.json"])
    assert {row["cut_short"] for row in rows} == {True}
    authors = [one.get("author", {}).get("value", "") for one in read]
    assert len(set(authors)) > 2
    assert [row["author"] for row in rows] == authors
    folder = str(unpack(files, tmp_path / "bag"))
    assert in_the_reader("untrue", folder=folder, brief=None) == []
    with verifiers_of(cut, in_the_reader, tmp_path) as three:
        told = three.agreed(files, "as it was made")
        assert [READING in one.wrong for one in told] == [False] * 3
        for lie in CUT_SHORT:
            forged = json.loads(files[READING])
            LIES[lie](forged)
            changed = rebagged({**files, READING: json.dumps(forged).encode()}, cut.signer)
            assert [READING in one.wrong for one in three.agreed(changed, lie)] == [True] * 3, lie


@pytest.mark.parametrize(
    ("kind", "far", "at", "good"),
    [
        ("rest", 1, "the item before", True),
        ("rest", -1, "the item after", True),
        ("rest", 1, "the item after", False),
        ("rest", 2, "the item before", False),
        ("message", 1, "the item before", False),
    ],
)
def test_a_time_is_taken_over_from_a_row_right_beside_it_alone(
    kind: str, far: int, at: str, good: bool, made: Made, files: dict[str, bytes], three: Verifiers
) -> None:
    read = json.loads(files[READING])
    rows = read["items"]
    row = next(n for n, one in enumerate(rows) if n > 2 and "time_shown" in one)
    rows[row]["kind"] = kind
    shown = {"value": rows[row]["time_shown"]["value"], "by": "seen", "at": at}
    rows[row + far]["time_shown"] = shown
    forged = rebagged({**files, READING: json.dumps(read).encode()}, made.signer)
    told = three.agreed(forged, f"{kind} {far} {at}")
    assert [READING in one.wrong for one in told] == [not good] * 3


@pytest.mark.parametrize("name", ["data/readings/002.json", "data/readings/x.json"])
def test_a_reading_of_no_exhibit_is_named(
    name: str, made: Made, files: dict[str, bytes], three: Verifiers
) -> None:
    told = three.agreed(rebagged({**files, name: files[READING]}, made.signer), name)
    assert {one.outcomes[6] for one in told} == {"invalid"}
    assert [name in one.wrong for one in told] == [True] * 3


TIMES = {
    "2026-11-19T17:42:00+01:00": True,
    "2026-11-19 16:42:00 UTC": True,
    "1795106520": True,
    "1795106520123": True,
    "19.11.2026 17:42:00 UTC+01:00": True,
    "2026-11-19T16:42:00+01:00": False,
    "19.11.2026 17:43": False,
    "1795106521": False,
    "42": False,
}


@pytest.mark.parametrize("source", TIMES)
def test_a_moment_is_found_in_any_zone_and_no_other_is(
    source: str, tmp_path: Path, in_the_reader: ReaderChecks
) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    page = record()
    lines = [json.loads(line) for line in page["views"]]
    row = next(one for one in lines if one.get("role") == "item")
    row["html"] = row["html"].replace("<div", f'<div title="{source}"', 1)
    keep(vault, "\n".join(map(json.dumps, lines)).encode(), page["items"])
    made = exported(tmp_path, access.unlock(vault, None), ())
    files = files_of(open_payload(made))
    read = json.loads(files[READING])
    at = next(n for n, one in enumerate(page["items"]) if row["view"] in one["views"])
    moment = {"value": "2026-11-19T16:42:00Z", "by": "seen", "at": "title of <div>"}
    read["items"][at]["time"] = moment
    forged = rebagged({**files, READING: json.dumps(read).encode()}, made.signer)
    with verifiers_of(made, in_the_reader, tmp_path / "three") as asked:
        told = asked.agreed(forged, source)
    assert [READING in one.wrong for one in told] == [not TIMES[source]] * 3


def test_what_unpacks_to_more_than_a_page_can_be_is_not_opened(
    tmp_path: Path, in_the_reader: ReaderChecks
) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    page = record()
    lines = "\n".join(page["views"]).encode()
    keep(vault, lines + b"\n" + b" " * (1 << 26), page["items"])
    opened = access.unlock(vault, None)
    made = exported(tmp_path, opened, ())
    files = files_of(open_payload(made))
    assert READING not in files, "nor does the program read it"
    body = opened.capture(1).body
    views = [
        {"part": part.part, "sha256": part.sha256} for part in body.parts if part.kind == "views"
    ]
    read = {"keepsake_reading": 1, "read_by": "1", "program": "x", "capture": body.capture}
    items = [{"key": item["key"], "kind": "message"} for item in page["items"]]
    forged = {**files, READING: json.dumps({**read, "views": views, "items": items}).encode()}
    with verifiers_of(made, in_the_reader, tmp_path / "three") as asked:
        told = asked.agreed(rebagged(forged, made.signer), "too much")
    assert [READING in one.wrong for one in told] == [True] * 3
