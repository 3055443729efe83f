"""Names of accounts, and who a page names in its title."""

from __future__ import annotations

import pytest

from keepsake.reading.authors import clean_name
from keepsake.reading.fields import SeenItem
from keepsake.reading.read import read
from unit.reading.known import known
from unit.reading.made import views_of
from unit.reading.talk import SAID

FACE = '<img alt="theo_v">'


@pytest.mark.parametrize(("title", "who"), [("theo_v | Attic", "theo_v"), ("Attic", "")])
def test_a_face_that_is_called_as_the_title_is_says_who_wrote(title: str, who: str) -> None:
    """Of two who talk one alone has a face, always the same, and the title names that one."""
    units = [f"<div>{'' if n % 2 else FACE}<p>{said}</p></div>" for n, said in enumerate(SAID)]
    views = views_of(*units, drawn={"img": {"box": [0, 0, 32, 32]}})
    items = [SeenItem(f"n{n}", "message", (n,)) for n in views.records]
    found = read(items, views, title, known()).items
    told = [each.author.value if each.author.confidence > 0.6 else "" for each in found]
    assert told[::2] == [who] * 4


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Yann :gull:", "Yann :gull:"),
        ("Shelter «The Paw»", "Shelter «The Paw»"),
        ("Nora :", "Nora"),
    ],
)
def test_a_name_keeps_the_sign_that_closes_what_it_opens(written: str, name: str) -> None:
    assert clean_name(written, known()) == name
