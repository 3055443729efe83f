"""The pages of the tests' fixtures that say what their items are, each in the window it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.page import Said
from e2e.test_told_pages import TOLD_PAGES
from fixtures.pages.author.chat_programs import APPS, app_page
from fixtures.pages.seen_page import ROWS, seen_page
from fixtures.pages.seen_page import said as row_said
from fixtures.pages.segment.by_shape import SHAPED, shaped_page, words_of
from fixtures.pages.segment.old_posts import OLD
from fixtures.pages.told_page import html_of
from fixtures.pages.walk.small_parts import NARROW as SQUEEZED
from fixtures.platforms import comments, profiles
from fixtures.platforms.expected import CONVERSATIONS
from fixtures.platforms.shapes.catalogue import SHAPES
from fixtures.platforms.talk import messages
from fixtures.storms import site as storms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOW = (1280, 800)
WRITTEN = 3.0  # how much a page counts that somebody wrote, where weights are fitted
_SQUEEZED_VIEW = (360, 740)


@dataclass(frozen=True)
class Case:
    """A page, and the words of its items.

    Attributes:
        tested: Whether its capture is tested, so that it must come out right.
    """

    name: str
    html: str
    said: Sequence[Said]
    window: tuple[int, int]
    weight: float = WRITTEN
    tested: bool = True


def tested() -> Iterator[Case]:
    """The pages whose captures are tested."""
    for shaped in (each for each in SHAPED if not each.pictures):
        html = shaped_page(shaped.name, "") or ""
        yield Case(shaped.name, html, [Said(words) for words in words_of(shaped)], LOW)
    for squeezed in SQUEEZED:
        html = shaped_page(squeezed.name, "") or ""
        said = [Said(words) for words in words_of(squeezed)]
        yield Case(squeezed.name, html, said, _SQUEEZED_VIEW)
    yield from named()
    yield from platforms()
    told = [Said(storms.said("1", n, 60)) for n in range(60)]
    yield Case("thread", storms.THREAD.decode(), told, LOW)
    rows = [Said(row_said(n)) for n in range(1, ROWS + 1)]
    yield Case("seen", seen_page("seen", "") or "", rows, LOW)


def named() -> Iterator[Case]:
    """The pages of which a capture tells who said what, word for word."""
    for told in told_pages():
        yield Case(
            told.name, html_of(told), [Said(words, who) for who, words in told.told], told.view
        )
    for app in APPS:
        said = [Said(words, who) for who, _, words in app.told]
        yield Case(app.name, app_page(app.name, "") or "", said, LOW)


def platforms() -> Iterator[Case]:
    """The pages of platforms that are known, as if nothing were known of them."""
    for each in CONVERSATIONS:
        said = [Said(one.text, each.writer(one)) for one in messages(each.count)]
        yield Case(f"platform-{each.platform}", each.make().body, said, LOW)
    yield from shapes()
    posts = (profiles.x_post, 20), (profiles.reddit_post, 16), (comments.instagram_post, 18)
    for make, count in posts:
        said = [Said(one.text, one.who.handle) for one in messages(count)]
        yield Case(f"platform-{make.__name__}", make().body, said, LOW)


def shapes() -> Iterator[Case]:
    """The platforms' threads in their shapes of 2026, of which only what is near is drawn."""
    for shape in SHAPES:
        said = [Said(one.text, shape.author(one)) for one in shape.said]
        yield Case(f"shape-{shape.name}", shape.make().body, said, LOW)


def told_pages() -> Sequence[Any]:
    """Pages of the fixtures that tell who said what."""
    return sorted({page.name: page for page in (*TOLD_PAGES, *OLD)}.values(), key=lambda p: p.name)
