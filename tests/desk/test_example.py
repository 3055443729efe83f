"""What `dev.py desk` fills a desk with: everything goes the way of real copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import desk_invented
from desk.conftest import process, serving, until
from desk.person import Person
from desk.test_http import answers
from keepsake.desk import hints
from keepsake.desk.database import every

if TYPE_CHECKING:
    from pathlib import Path

    import pyrage

    from desk.conftest import Place
    from keepsake.desk.desk import Desk


def test_an_example_has_copies_that_were_opened_and_who_works_with_them(
    desk: Desk, place: Place, organisation: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    visitor = Person(desk)
    key = tmp_path / "organisation.key"
    key.write_text(f"{organisation}\n")
    with (
        process(place, *serving(place)),
        process(place, "work"),
        process(place, "open", "--key", str(key)),
    ):
        until(lambda: answers(visitor))
        links = desk_invented.fill(desk, tmp_path / "people")
    assert set(links) == {"Ben", "Cleo", "Ada"}
    assert all(link.startswith(f"{place.settings.address}/enrol#") for link in links.values())
    with desk.intake.database.connection() as transaction:
        copies = list(every(transaction, "select upload from bundle"))
        seen = {row["upload"] for row in every(transaction, "select upload from seen")}
        same = hints.across(transaction, seen)
    assert (len(copies), len(seen)) == (4, 3)
    assert {one.kind for one in same} == {"wallet"}
