"""What the items of a page may be is weighed by one table, which knows every feature, no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from fixtures.page_part import page_part
from fixtures.pages.segment.by_shape import html_of
from fixtures.pages.segment.in_parts import IN_PARTS
from keepsake_drive.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from fixtures.pages.shaped_page import ShapedPage

pytestmark = pytest.mark.browser

WEIGHED = """() => inside.once.during(() => {
  const pane = document.scrollingElement;
  const all = inside.choose.weighed(inside.outline.outlineOf(pane, inside.find.paneBox(pane)));
  return {
    weights: inside.weights.WEIGHTS,
    together: inside.weights.TOGETHER,
    features: all.map(({ features }) => features),
    scores: all.map(({ score }) => score),
  };
})"""


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium()))
        yield browser.new_page()
        browser.close()


@pytest.mark.parametrize("page", IN_PARTS, ids=lambda page: page.name)
def test_every_feature_is_weighed_and_is_a_number(tab: Page, page: ShapedPage) -> None:
    tab.set_content(html_of(page))
    modules = ("main", "pane/find", "segment/choose", "segment/outline", "segment/weights")
    tab.evaluate(page_part(*modules, "view/once"))
    told = tab.evaluate(WEIGHED)
    assert told["scores"] == sorted(told["scores"], reverse=True)
    assert len(told["scores"]) > 2
    said = [said_of(features, told) for features in told["features"]]
    assert told["scores"] == pytest.approx(said)
    for features in told["features"]:
        assert sorted(features) == sorted(told["weights"])
        assert all(isinstance(value, int | float) for value in features.values()), features


def said_of(features: dict[str, float], table: dict[str, Any]) -> float:
    """What the table says of features: of each, of its square, and of some together."""
    alone = sum(
        weight * features[name] + square * features[name] ** 2
        for name, (weight, square) in table["weights"].items()
    )
    return alone + sum(
        weight * features[one] * features[other] for one, other, weight in table["together"]
    )


SLOTTED = """<!doctype html><main>{}</main>""".format(
    "".join(
        '<x-line><template shadowrootmode="open"><div><p><slot name="who"></slot></p>'
        '<p><slot></slot></p></div></template><b slot="who">Nora Lind</b>'
        f"<span>This is what was said as number {n}.</span></x-line>"
        for n in range(8)
    )
)
AROUND_SLOTS = """() => inside.once.during(() => {
  const pane = document.scrollingElement;
  const outline = inside.outline.outlineOf(pane, inside.find.paneBox(pane));
  const sets = inside.candidates.candidatesIn(outline).map(({ set }) => set);
  const hosts = sets.filter((set) => set.every((at) => outline.all[at].localName === "x-line"));
  const inner = sets.flat().filter((at) => outline.all[at].getRootNode() !== document);
  return { hosts: hosts.length, inner: inner.map((at) => outline.all[at].localName) };
})"""


def test_what_a_slot_shows_is_an_item_of_the_element_that_has_the_words(tab: Page) -> None:
    tab.set_content(SLOTTED)
    modules = ("main", "pane/find", "segment/candidates", "segment/outline", "view/once")
    tab.evaluate(page_part(*modules))
    told = tab.evaluate(AROUND_SLOTS)
    assert told["hosts"] > 0
    assert told["inner"] == []


SAID = ("I know where you live.", "Please stop.", "You have until Friday.", "No.", "Last warning.")
IN_MARKED = """<!doctype html><main>{}</main>""".format(
    "".join(
        f'<section id="m{n}"><img alt="" width="36" height="36" src="data:,">'
        f'<div role="article"><div class="bubble"><b>Nora Lind</b> '
        f"<time>1{n}:04</time><p>{SAID[n % 5]} ({n})</p></div></div></section>"
        for n in range(14)
    )
)
"""Four elements around each message hold the same words: the outermost has an id, one a role."""
FACED = """<!doctype html><main>{}</main>""".format(
    "".join(
        '<div class="row"><img alt="Nora Lind" width="36" height="36" src="data:,">'
        f'<div class="bubble"><p>{SAID[n % 5]} ({n})</p></div></div>'
        for n in range(14)
    )
)
"""The face of who says it stands in one of two elements that hold the same words."""
IN_ONE = """<!doctype html><main><div role="log"><div class="all">{}</div></div></main>""".format(
    "".join(f'<div class="message">{n}: {SAID[n % 5]}</div>' for n in range(14))
)
"""The class of none, and of all: what holds every message says nothing itself."""
WHOEVER_IS_FIRST = """() => inside.once.during(() => {
  const pane = document.scrollingElement;
  const outline = inside.outline.outlineOf(pane, inside.find.paneBox(pane));
  const all = inside.choose.weighed(outline);
  const whole = all.filter(({ units: { units, pictured } }) =>
    units.flat().length === outline.lines.length &&
    units.filter(({ length }, unit) => length || pictured.has(unit)).length === 14);
  return whole.map((first) => {
    const others = all.filter((each) => each !== first);
    const { best } = inside.choose.bestOf(outline, [first, ...others]);
    return best.candidate.set.map((at) => outline.all[at].id || outline.all[at].className);
  });
})"""


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (IN_MARKED, [f"m{n}" for n in range(14)]),
        (FACED, ["row"] * 14),
        (IN_ONE, ["message"] * 14),
    ],
    ids=["marked", "faced", "one"],
)
def test_of_what_holds_the_same_items_are_those_that_bear_what_items_are_known_by(
    tab: Page, page: str, wanted: list[str]
) -> None:
    tab.set_content(page)
    modules = ("main", "pane/find", "segment/choose", "segment/outline", "view/once")
    tab.evaluate(page_part(*modules))
    chosen = tab.evaluate(WHOEVER_IS_FIRST)
    assert len(chosen) > 1
    assert all(each == wanted for each in chosen), chosen


LINES = """<!doctype html><main><p>{}</p></main>""".format(
    "<br>".join(f"[<time>1{n % 10}:04</time>] <b>Nora Lind</b>: {SAID[n % 5]}" for n in range(14))
)
SAID_IN_LINES = """() => inside.once.during(() => {
  const pane = document.scrollingElement;
  const { log } = inside.choose.choose(pane, "");
  return inside.log.linesNear(log, inside.find.paneBox(pane)).map(({ node }) => node.textContent);
})"""


def test_a_sign_before_what_begins_an_item_is_of_that_item(tab: Page) -> None:
    tab.set_content(LINES)
    modules = ("main", "pane/find", "segment/choose", "segment/log", "view/once")
    tab.evaluate(page_part(*modules))
    told = tab.evaluate(SAID_IN_LINES)
    assert told == [f"[1{n % 10}:04] Nora Lind: {SAID[n % 5]}" for n in range(14)]


# Mails leave behind elements that are named as no selector may be.
ODDLY_NAMED = ("o:p", "nora@mail.example", "x.y", "a#b", "st1:place")
ODDLY = """<!doctype html><main>{}</main>""".format(
    "".join(
        f'<div class="mail"><b>Nora Lind</b> <i>1{n % 10}:04</i>'
        f'<{name} class="c"><{name} class="c">'
        f"<div>{SAID[n % 5]} ({n})</div></{name}></{name}></div>"
        for n, name in enumerate(ODDLY_NAMED * 3)
    )
)
ASKED = "keepsakePage.ask.start({conversation: false, rows: '', clicked: 0})"


@pytest.mark.parametrize("all_alike", [False, True])
def test_an_element_may_be_named_whatever_a_page_likes(tab: Page, *, all_alike: bool) -> None:
    names = ODDLY_NAMED if all_alike else ("",)
    for name in names:
        page = ODDLY.replace('<div class="mail">', f"<{name}>").replace("</div></div>", "</div>")
        tab.set_content(page if name else ODDLY)
        tab.evaluate(page_part("main"))
        told = tab.evaluate(ASKED)
        rows = [row["content"] for row in told["now"]["rows"] if row["content"]]
        words = " ".join(row["text"] for row in rows)
        assert all(f"{SAID[n % 5]} ({n})" in words for n in range(15)), name


CUT_OFF = "overflow:hidden;height:100px;width:500px"
CLAMPED = f"{CUT_OFF};display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:4"


@pytest.mark.parametrize("style", [CUT_OFF, CLAMPED], ids=["cut-off", "clamped"])
def test_a_text_that_is_cut_off_is_no_pane(tab: Page, style: str) -> None:
    long = " ".join(SAID * 20)
    said = "".join(
        f'<div class="post"><b>Nora Lind</b> <i>1{n}:04</i>'
        f'<div style="{style if n == 3 else ""}">'
        f"<span>{long if n == 3 else SAID[n % 5]}</span></div></div>"
        for n in range(8)
    )
    tab.set_viewport_size({"width": 1280, "height": 1400})
    tab.set_content(f"<!doctype html><main>{said}</main>")
    tab.evaluate(page_part("main"))
    told = tab.evaluate(ASKED)
    assert len([row for row in told["now"]["rows"] if row["content"]]) == 8


LINE_ENDS = ("", "<br>pay here:<br>DE02 1203 0000", "")
GOING_ON = """<!doctype html><main><div>{}</div></main>""".format(
    "<br>".join(f"[20.11.26, 1{n % 10}:04:0{n % 10}] Nora: {SAID[n % 5]}{LINE_ENDS[n % 3]}"
                for n in range(14))
)  # fmt: skip
"""Lines of an export: what begins with no time goes on with the line before it."""
IN_ROWS = """<!doctype html><main><table><tbody>{}</tbody></table></main>""".format(
    "".join(
        f'<tr><td><b class="name">Nora Lind</b></td><td><span>1{n % 10}:04</span></td></tr>'
        f'<tr><td><i class="nav">Top</i></td><td><p>{SAID[n % 5]} ({n})</p></td></tr>'
        '<tr><td colspan="2"></td></tr>'
        for n in range(14)
    )
)
"""A post is several rows, of the same cells: what their first words stand in tells them apart."""
HEADED = """<!doctype html><main><h1>Mails</h1>{}</main>""".format(
    "".join(
        f'<div class="head"><b>Nora Lind</b> 1{n % 10}:04</div>'
        f'<div class="text">{SAID[n % 5]} ({n})</div>'
        for n in range(14)
    )
)
"""What stands above the first text is of the first post, and of no post what is above that."""


@pytest.mark.parametrize(
    ("page", "first", "last"),
    [
        (
            GOING_ON,
            f"[20.11.26, 10:04:00] Nora: {SAID[0]}",
            f"Nora: {SAID[3]}\npay here:\nDE02 1203 0000",
        ),
        (IN_ROWS, f"Nora Lind\n10:04\nTop\n{SAID[0]} (0)", f"Top\n{SAID[3]} (13)"),
        (HEADED, f"Nora Lind 10:04\n{SAID[0]} (0)", f"13:04\n{SAID[3]} (13)"),
    ],
    ids=["lines", "rows", "heads"],
)
def test_what_no_element_holds_begins_and_ends_where_a_person_sees_it(
    tab: Page, page: str, first: str, last: str
) -> None:
    tab.set_viewport_size({"width": 1280, "height": 2000})
    tab.set_content(page)
    tab.evaluate(page_part("main"))
    told = tab.evaluate(ASKED)
    rows = [row["content"]["text"] for row in told["now"]["rows"] if row["content"]]
    posts = [text for text in rows if text not in ("Mails",)]
    assert len(posts) == 14
    assert posts[0] == first
    assert posts[-1].endswith(last)


def test_the_lines_that_go_on_with_one_are_that_one(tab: Page) -> None:
    tab.set_content(GOING_ON)
    tab.evaluate(page_part("main"))
    rows = [row["content"]["text"] for row in tab.evaluate(ASKED)["now"]["rows"] if row["content"]]
    assert rows[1].split("\n")[1:] == ["pay here:", "DE02 1203 0000"]


NAMED_OTHERWISE = """<!doctype html><main>{}</main>""".format(
    "".join(
        f'<article class="post" data-post-id="{"q" if n == 9 else f"p{n}"}"><b>Nora Lind</b>'
        f"<p>{SAID[n % 5]} ({n})</p></article>"
        for n in range(14)
    )
)
SETS = """() => inside.once.during(() => {
  const pane = document.scrollingElement;
  const outline = inside.outline.outlineOf(pane, inside.find.paneBox(pane));
  const posts = (set) => set.filter((at) => outline.all[at].localName === "article").length;
  return inside.candidates.candidatesIn(outline).map(({ set }) => [set.length, posts(set)]);
})"""


def test_a_post_that_is_named_otherwise_than_its_brothers_is_one_of_them(tab: Page) -> None:
    tab.set_content(NAMED_OTHERWISE)
    modules = ("main", "pane/find", "segment/candidates", "segment/outline", "view/once")
    tab.evaluate(page_part(*modules))
    sizes = tab.evaluate(SETS)
    assert [14, 14] in sizes
    assert [13, 13] not in sizes


def _rows(tab: Page, html: str) -> list[str]:
    tab.set_content(html)
    tab.evaluate(page_part("main"))
    return [row["content"]["text"] for row in tab.evaluate(ASKED)["now"]["rows"] if row["content"]]


def test_what_stands_above_the_first_day_of_a_list_divides_it_too(tab: Page) -> None:
    said = "".join(
        f'<div class="m" data-message-id="m{n}"><b>Nora Lind</b><p>{SAID[n % 5]} ({n})</p></div>'
        for n in range(12)
    )
    note = '<p class="begins" style="padding:24px">This is where the conversation begins.</p>'
    day = '<div class="day" style="padding:24px">Monday, 23 November</div>'
    head = '<div class="head" style="padding:24px">Nora Lind, last seen yesterday</div>'
    rows = _rows(tab, f"<!doctype html><main>{head}<div>{note}{day}{said}</div></main>")
    assert rows[:2] == ["This is where the conversation begins.", "Monday, 23 November"]
    assert "Nora Lind, last seen yesterday" not in rows


def test_each_of_many_names_over_messages_is_kept(tab: Page) -> None:
    groups = "".join(
        f'<h6 style="margin:0">{("Nora Lind", "Ada Quill")[n % 2]}</h6>'
        f'<div class="m" data-message-id="m{n}"><p style="margin:0">{SAID[n % 5]} ({n})</p></div>'
        for n in range(140)
    )
    tab.set_viewport_size({"width": 900, "height": 6000})
    rows = _rows(tab, f'<!doctype html><main style="font-size:10px">{groups}</main>')
    tab.set_viewport_size({"width": 1280, "height": 720})
    said = "\n".join(rows)
    assert [said.count(name) for name in ("Nora Lind", "Ada Quill")] == [70, 70]


DAYS_IN_ROOTS = """() => document.querySelectorAll("chat-day").forEach((day) => {
  const root = day.attachShadow({ mode: "open" });
  root.innerHTML = "<p>" + day.getAttribute("day") + "</p>";
})"""


def test_a_day_in_a_shadow_root_divides_messages(tab: Page) -> None:
    said = [f'<div class="m"><b>Nora Lind</b><p>{SAID[n % 5]} ({n})</p></div>' for n in range(12)]
    said.insert(6, '<chat-day day="Monday, 23 November" style="display:block"></chat-day>')
    tab.set_content(f"<!doctype html><main>{''.join(said)}</main>")
    tab.evaluate(DAYS_IN_ROOTS)
    tab.evaluate(page_part("main"))
    rows = [row["content"]["text"] for row in tab.evaluate(ASKED)["now"]["rows"] if row["content"]]
    assert rows[6] == "Monday, 23 November"
