"""Chinese, Japanese and Korean stand on paper as they were written, but for what is rare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import fonts
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.report import pdf as report
from unit.reports import CHECKED, MADE, exhibit, text_of

if TYPE_CHECKING:
    from pathlib import Path

SAID = (
    "你给我转六百块钱。不然我就把视频发给你的家人。",
    "你唔畀錢。我就將條片發晒畀你屋企人睇。限你星期五前。",
    "您若不付款。我會將影片寄給您的學校與親友。",
    "金曜日までに払わないと、動画を家族に送るぞ。カード番号を送れ。",
    "금요일까지 돈을 보내지 않으면 영상을 가족에게 보내겠다.",
)


def paper(texts: list[str], tmp_path: Path) -> str:
    facts = report.Facts(MADE, 5, CHECKED, [bundle.Proof(4, b"", 5, ())], {})
    return text_of(report.report([exhibit(texts)], facts, "en"), tmp_path)


def test_what_is_common_is_printed_as_it_is(tmp_path: Path) -> None:
    text = paper(list(SAID), tmp_path)
    assert [said for said in SAID if said not in text] == []
    assert "cjk unified" not in text.lower()


def test_what_is_rare_stands_by_its_name_and_the_rest_as_it_is(tmp_path: Path) -> None:
    text = paper(["王龘先生 \U00020bb7 뷁"], tmp_path)
    assert "王[cjk unified ideograph-9f98]先生 [cjk unified ideograph-20bb7]" in text
    assert "[hangul syllable bwelg]" in text


@pytest.mark.parametrize(
    ("standards", "count"),
    [(fonts.HAN[1:2], 3755), (fonts.HAN[3:4], 2965), (fonts.HANGUL[:1], 2350)],
)
def test_the_signs_are_those_that_a_standard_puts_first(
    standards: tuple[fonts.Standard, ...], count: int
) -> None:
    assert len(fonts.signs(standards)) == count
