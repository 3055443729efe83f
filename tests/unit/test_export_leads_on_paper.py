"""The leads on paper: each value whole, with its messages, bounded, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keepsake.core.briefing.rows import Shown
from keepsake.core.leads.gather import leads
from keepsake.flows.bundle.leads import searching
from unit.reports import exhibit, made, text_of
from unit.test_export_report_margins import _MARGIN, _ROUNDING, boxes

if TYPE_CHECKING:
    from pathlib import Path

MONERO = (
    "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3"
    "XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A"
)
VALUES = [
    "bc1q-demo-not-a-real-wallet-7k2m9x4w",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    MONERO,
    "FR76 3000 6000 0112 3456 7890 189",
    "4111 1111 1111 1111",
    "+1 604-555-0199",
    "marc.d@some-mail.example",
    "@marc.d_photo",
]


def _paper(texts: list[str], language: str) -> bytes:
    one = exhibit(texts)
    shown = Shown(one.number, one.entry, one.record.utc, one.page, one.manifest)
    return made([one], language, leads([shown], (), searching()))


@pytest.mark.parametrize(
    ("language", "title", "wrong", "place"),
    [
        ("en", "Leads found in the messages", "its check digits are wrong", "Exhibit 1, message 3"),
        (
            "fr",
            "Pistes trouvées dans les messages",
            "les chiffres de contrôle sont faux",
            "message 3",
        ),
    ],
)
def test_each_value_is_there_whole_with_its_message(
    language: str, title: str, wrong: str, place: str, tmp_path: Path
) -> None:
    text = text_of(_paper(VALUES, language), tmp_path)
    part = text[text.index(title) :]
    # What is copied from a line is the value and nothing else.
    lines = part.splitlines()
    assert [value for value in VALUES if value not in lines] == []
    assert part.count(wrong) == 1
    assert place in part


def test_nothing_of_them_is_outside_the_margins() -> None:
    long = f"https://evil.example/{'a1b2' * 200}"
    pdf = _paper(
        [*VALUES, long, f"{long} {MONERO}", "\u202e@evil \u05e9\u05dc\u05d5\u05dd a@b.com"], "en"
    )
    assert [
        word
        for left, right, word in boxes(pdf)
        if left < _MARGIN - _ROUNDING or right > 612 - _MARGIN + _ROUNDING
    ] == []


def test_of_many_some_are_listed_and_the_rest_is_counted(tmp_path: Path) -> None:
    text = text_of(
        _paper([f"mail a{n}@b.example or z@z.example" for n in range(60)], "en"), tmp_path
    )
    part = text[text.index("Leads found in") : text.index("What this does not say")]
    assert sum(line.endswith("@b.example") for line in part.splitlines()) == 24
    assert "36 more of this kind are in data/derived/leads.csv." in part
    assert "More messages: 56" in part
