"""What a reading costs grows with what there is to read; what parts are costs the same."""

from __future__ import annotations

from corpus.score import known, recorded
from fixtures.long_thread import long_thread
from keepsake.reading.label import verdicts_of
from keepsake.reading.read import read, work
from steps import steps

NAME = "bubbles-name-above-it"


def test_each_message_of_a_longer_thread_costs_no_more() -> None:
    page = recorded("train")[NAME]

    def cost(count: int) -> int:
        items, views = long_thread(page, count)
        knows = known()
        return steps(lambda: read(items, views, page["page"]["title"], knows))

    cost(50)  # what is made once, of the words of all languages, is made before
    assert cost(400) < 2.1 * cost(200)


def test_what_a_place_is_costs_the_same_however_many_fill_it() -> None:
    page = recorded("train")[NAME]

    def cost(count: int) -> int:
        items, views = long_thread(page, count)
        records = [views.records[item.views[-1]] for item in items]
        sheet = work(records, views, page["page"]["title"], known()).sheet
        return steps(lambda: verdicts_of(sheet, {}))

    assert cost(960) < 1.4 * cost(480)
