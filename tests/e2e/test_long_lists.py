"""Of long lists not every child is asked where it is, and none that is near is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from playwright.sync_api import sync_playwright

from fixtures.page_part import page_part
from keepsake_drive.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

COUNT = 900
LISTS = {
    "below each other": "",
    "upside down": "#list { display: flex; flex-direction: column-reverse } p { flex: none }",
    "three in a row": (
        "#list { display: grid; grid-template-columns: 1fr 1fr 1fr } p { height: 40px !important }"
    ),
    "in columns": "#list { columns: 3 }",
    "days that stick": "p:nth-child(30n + 1) { position: sticky; top: 0; z-index: 1 }",
    "some without a height": "p:nth-child(7n) { height: 0 !important }",
    "a mark without a height": "p[style^='--n:400;'] { height: 0 !important }",
    "one that is not shown": "p[style^='--n:400;'] { display: none }",
    "a bar over it": (
        "#list { position: relative }"
        "p:last-child { position: absolute; inset: 0; height: auto !important }"
    ),
    "each somewhere else": (
        "#list { position: relative; height: 30000px }"
        "p { position: absolute; top: calc(mod(var(--n) * 371, 900) * 33px) }"
    ),
}
IN_ORDER = (
    "below each other",
    "upside down",
    "three in a row",
    "a mark without a height",
    "one that is not shown",
    "a bar over it",
)

NEAR = """
(() => {
  const list = document.getElementById("list");
  const asked = { times: 0 };
  const real = Element.prototype.getBoundingClientRect;
  const near = (box) => inside.dom.childrenNear(list, box).map((each) => each.textContent);
  const all = ({ y, height }) => Array.from(list.children).filter((each) => {
    const at = real.call(each);
    return at.height === 0 || (at.bottom > y - height && at.top < y + 2 * height);
  }).map((each) => each.textContent);
  Element.prototype.getBoundingClientRect = function () {
    asked.times += 1;
    return real.call(this);
  };
  const looks = [];
  const look = () => {
    const box = { x: 0, y: 0, width: 800, height: 600 };
    asked.times = 0;
    const found = near(box);
    looks.push({ same: found.join() === all(box).join(), near: found.length, asked: asked.times });
  };
  const far = document.scrollingElement.scrollHeight - innerHeight;
  const places = [0, 0.13, 0.5, 0.51, 0.98, 1, 0.4];
  for (const share of places) {
    scrollTo(0, share * far);
    look();
  }
  // As many in all, the same first and last: others lie elsewhere now, as rows used again do.
  CHANGE
  for (const share of places) {
    scrollTo(0, share * far);
    look();
  }
  return looks;
})()
"""
MOVED = """
  const between = Array.from(list.children).slice(1, -1);
  list.firstElementChild.after(...between.slice(400), ...between.slice(0, 400));
  list.style.position = "relative";
  between.forEach((each, n) => {
    Object.assign(each.style, { position: "absolute", top: `${n * 33}px` });
  });
"""
ADDED = """
  list.prepend(...Array.from({ length: 80 }, (_, n) => {
    const row = document.createElement("p");
    row.textContent = `older ${n}`;
    return row;
  }));
"""
REPLACED = """
  // Everywhere a few others in the place of some: as many in all, the same first and last.
  for (const each of Array.from(list.children).slice(1, -1)) {
    if (Number(each.textContent) % 9) continue;
    const other = each.cloneNode();
    other.textContent = `other ${each.textContent}`;
    each.replaceWith(other);
  }
"""
EXCHANGED = """
  // Every other two change places.
  const between = Array.from(list.children).slice(1, -1);
  between.forEach((each, n) => n % 2 && between[n - 1].before(each));
"""
ELSEWHERE = """
  const between = Array.from(list.children).slice(1, -1);
  between.forEach((each, n) => n % 3 || between[(n * 53 + 7) % between.length].after(each));
"""


class Look(msgspec.Struct, frozen=True):
    """What was found near the view, and how many places were asked for."""

    same: bool
    near: int
    asked: int


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium()))
        yield browser.new_page(viewport={"width": 800, "height": 600})
        browser.close()


def _looks(page: Page, css: str, change: str) -> list[Look]:
    rows = "".join(
        f"<p style='--n:{n};height:{20 + n * 7919 % 30}px;margin:0'>{n}</p>" for n in range(COUNT)
    )
    page.set_content(f"<style>body{{margin:0}}{css}</style><div id=list>{rows}</div>")
    page.evaluate(page_part("view/dom"))
    return msgspec.convert(page.evaluate(NEAR.replace("CHANGE", change)), list[Look])


@pytest.mark.parametrize(
    "change",
    [MOVED, ADDED, REPLACED, EXCHANGED, ELSEWHERE],
    ids=["moved", "added", "replaced", "exchanged", "elsewhere"],
)
@pytest.mark.parametrize("name", LISTS)
def test_none_that_is_near_is_missed_however_they_lie(page: Page, name: str, change: str) -> None:
    looks = _looks(page, LISTS[name], change)
    assert len(looks) == 14
    assert [look for look in looks if not look.same] == []
    assert max(look.near for look in looks) > 30


@pytest.mark.parametrize("change", ["", REPLACED], ids=["the same", "replaced"])
@pytest.mark.parametrize("name", IN_ORDER)
def test_of_a_list_in_order_few_are_asked(page: Page, name: str, change: str) -> None:
    first, *others = _looks(page, LISTS[name], change)
    assert first.asked > COUNT
    assert max(look.asked - look.near for look in others) < COUNT / 5
