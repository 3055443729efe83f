"""What a capture of a page of the fixtures must tell, whichever browser it was kept with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from e2e.truth import items_of, reads
from fixtures.pages.load_more.not_all_to_be_had import UNLOADED
from fixtures.pages.segment.by_shape import words_of
from fixtures.pages.walk.panes import said

if TYPE_CHECKING:
    from e2e.harness import Kept
    from e2e.many import Seen
    from fixtures.pages.author.chat_programs import App
    from fixtures.pages.segment.by_shape import ShapedPage
    from fixtures.pages.told_page import ToldPage
    from fixtures.pages.walk.panes import Pane
    from keepsake.core.manifest import Item


def every_item(kept: Kept, page: ShapedPage) -> None:
    """Each item once, in order and on a picture, and whole unless the page leaves some out."""
    manifest = kept.manifest
    items = items_of(manifest)
    texts = [item.media[0].src if page.pictures else item.text for item in items]
    wanted = words_of(page)
    assert len(texts) == len(wanted), texts
    assert all(words in each for each, words in zip(texts, wanted, strict=True))
    # No item holds what another says.
    assert page.pictures or all(text.count(" says ") == 1 for text in texts)
    assert len(manifest.completeness.gaps) == page.gaps
    doubts = ("gaps",) if page.gaps else ()
    assert (manifest.completeness.doubts, manifest.whole) == (doubts, not page.gaps)
    assert manifest.completeness.notes == ()
    assert (manifest.completeness.gone, manifest.completeness.changed) == (0, 0)
    assert all(item.boxes for item in items)


def what_never_loads(kept: Kept) -> None:
    """Each message of the page whose pictures never come, and how many of these there are."""
    items = items_of(kept.manifest)
    assert len(items) == UNLOADED.total
    assert all(words in item.text for words, item in zip(words_of(UNLOADED), items, strict=True))
    assert not kept.manifest.whole
    told = kept.manifest.completeness
    assert (told.not_loaded, told.pictures_unseen, told.doubts) == (2, 2, ("picture_unseen",))


def every_word(kept: Kept, kind: ToldPage) -> None:
    """What people say, by whom, once and in order; nothing else; and how it ended."""
    manifest = kept.manifest
    assert tuple((item.author, item.text) for item in items_of(manifest)) == kind.told
    told = manifest.completeness
    assert (told.end_evidence, manifest.whole, told.notes) == (kind.end, kind.whole, kind.notes)
    assert kind.folded in (None, told.collapsed)


def every_name(kept: Kept, app: App) -> None:
    """Who wrote each message, also where the name stands above an earlier one only."""
    manifest = kept.manifest
    found = [(item.author, taken_over(item), item.text) for item in items_of(manifest)]
    assert found == app.told
    assert {item.kind for item in items_of(manifest)} == {"message"}
    assert manifest.whole


def taken_over(item: Item) -> str:
    """Gives where a name was taken over from; empty for what the item itself says."""
    return item.author_source if item.author_source in ("before", "the item after") else ""


def every_row(one: Seen, pane: Pane) -> None:
    """Each row once, in order and on a picture, and the page stands where it stood."""
    manifest = one.kept.manifest
    texts = [item.text for item in items_of(manifest)]
    wanted = [said(n) for n in range(1, pane.total + 1)]
    assert [
        text for text, words in zip(texts, wanted, strict=False) if not reads(text, words)
    ] == []
    assert len(texts) == len(wanted)
    assert manifest.whole
    assert manifest.completeness.notes == ()
    assert all(item.boxes for item in items_of(manifest))
    if pane.rows == pane.total:
        assert one.after == one.before
