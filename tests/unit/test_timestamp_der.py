"""The DER reader: what it reads, and what DER forbids."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepsake.core.timestamp import der


@given(st.integers(0, 2**200))
def test_integers_come_back(value: int) -> None:
    assert der.read(der.integer(value)).integer() == value


@given(
    st.lists(st.integers(0, 2**40), max_size=8), st.sampled_from(["1.2", "2.16", "0.9", "2.999"])
)
def test_object_identifiers_come_back(arcs: list[int], start: str) -> None:
    dotted = ".".join([start, *map(str, arcs)])
    assert der.read(der.oid(dotted)).oid() == dotted


@given(st.binary(max_size=70_000))
def test_octets_come_back_whatever_their_length(data: bytes) -> None:
    node = der.read(der.element(der.OCTET_STRING, data))
    assert (node.tag, node.content) == (der.OCTET_STRING, data)


@pytest.mark.parametrize(
    ("text", "microseconds"),
    [("20250311085208Z", 0), ("20250311085208.5Z", 500_000), ("20250311085208.1234567Z", 123_456)],
)
def test_times(text: str, microseconds: int) -> None:
    expected = datetime(2025, 3, 11, 8, 52, 8, microseconds, tzinfo=UTC)
    assert der.read(der.element(der.GENERALIZED_TIME, text.encode())).time() == expected


@pytest.mark.parametrize(
    "text",
    [
        "20250311085208",  # no zone
        "20250311085208+0100",
        "202503110852Z",  # no seconds
        "20250311085208.Z",
        "20250311085208.50Z",  # a fraction that ends in 0
        "20251311085208Z",
        "20250311085260Z",
        "\u0662\u0660\u0662\u0665\u0660\u0663\u0661Z",  # digits, but not ASCII
        "",
    ],
)
def test_times_that_are_none(text: str) -> None:
    with pytest.raises(der.DerError):
        der.read(der.element(der.GENERALIZED_TIME, text.encode())).time()


@pytest.mark.parametrize(
    "data",
    [
        "",
        "30",
        "3080020101 0000",  # indefinite length
        "308101 05",  # a length longer than needed
        "30820001 05",
        "30850000000001 05",  # a length of five bytes
        "3003 0201",  # cut short
        "1f8101 00",  # a tag above 30
        "0500 00",  # something follows
    ],
)
def test_elements_that_are_none(data: str) -> None:
    with pytest.raises(der.DerError):
        der.read(bytes.fromhex(data))


@pytest.mark.parametrize("data", ["0200", "02020001", "0202ff80", "0101ff"])
def test_integers_that_are_none(data: str) -> None:
    with pytest.raises(der.DerError):
        der.read(bytes.fromhex(data)).integer()


@pytest.mark.parametrize("data", ["0600", "060288", "06032a8001", "0201aa"])
def test_object_identifiers_that_are_none(data: str) -> None:
    with pytest.raises(der.DerError):
        der.read(bytes.fromhex(data)).oid()


def test_primitive_has_no_elements_inside() -> None:
    with pytest.raises(der.DerError):
        der.read(b"\x04\x02\x05\x00").children()
