"""Extension and host of different versions agree on a protocol, or one is told to be too old."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from fixtures.tiles import TILE
from fixtures.versions import Version, host_of
from keepsake.core.errors import Code, KeepsakeError
from keepsake.native import versions
from native.client import HELLO, Host, begin, ending, part, whole_part
from native.direct_session import new_id

if TYPE_CHECKING:
    from pathlib import Path

OLD = Version("0.2.0", 1, 1)
NEW = Version("0.9.0", 1, 2)
LATER = Version("3.0.0", 2, 3)


def _hello(extension: Version) -> dict[str, object]:
    spoken = {"protocol": extension.newest, "oldest": extension.oldest}
    return {"type": "hello", **spoken, "extension": extension.number}


@pytest.mark.parametrize(
    ("extension", "host", "spoken"),
    [(OLD, NEW, 1), (NEW, OLD, 1), (NEW, NEW, 2), (NEW, LATER, 2), (LATER, NEW, 2)],
)
def test_versions_that_share_a_protocol_keep_a_capture(
    tmp_path: Path, extension: Version, host: Version, spoken: int
) -> None:
    capture = new_id()
    with Host(tmp_path / "vault", command=host_of(host)) as process:
        ready = process.ask(_hello(extension))
        assert (ready["type"], ready["protocol"], ready["host"]) == ("ready", spoken, host.number)
        begun = process.ask(begin(capture))
        process.send(*whole_part(capture, 1, TILE))
        process.until("kept")
        process.send(*ending(capture, begun, [part(capture, 1, TILE)]))
        process.until("kept")
        assert process.receive()["state"] == "complete"


@pytest.mark.parametrize(
    ("extension", "host", "update"), [(OLD, LATER, "extension"), (LATER, OLD, "host")]
)
def test_versions_that_share_none_are_told_which_of_the_two_is_too_old(
    tmp_path: Path, extension: Version, host: Version, update: str
) -> None:
    with Host(tmp_path / "vault", command=host_of(host)) as process:
        reply = process.ask(_hello(extension))
        assert (reply["type"], reply["code"], reply["update"]) == ("error", 13, update)
        assert process.receive() == {}
    assert not (tmp_path / "vault").exists()


def test_an_extension_that_names_no_oldest_protocol_speaks_one(tmp_path: Path) -> None:
    with Host(tmp_path / "vault", command=host_of(NEW)) as process:
        assert process.ask(HELLO)["protocol"] == 1
    with Host(tmp_path / "vault", command=host_of(LATER)) as process:
        assert process.ask(HELLO)["update"] == "extension"


def test_what_is_agreed_on_is_the_newest_of_both_whatever_their_ranges(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ranges = [pair for pair in itertools.product(range(1, 5), repeat=2) if pair[0] <= pair[1]]
    for (oldest, newest), (host_oldest, host_newest) in itertools.product(ranges, repeat=2):
        monkeypatch.setattr(versions, "OLDEST_PROTOCOL", host_oldest)
        monkeypatch.setattr(versions, "PROTOCOL", host_newest)
        both = set(range(oldest, newest + 1)) & set(range(host_oldest, host_newest + 1))
        if both:
            assert versions.agreed(newest, oldest) == max(both)
            continue
        with pytest.raises(KeepsakeError) as refused:
            versions.agreed(newest, oldest)
        assert refused.value.code is Code.PROTOCOL_VERSION
        assert refused.value.facts["update"] == ("host" if oldest > host_newest else "extension")
