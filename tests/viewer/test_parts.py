"""The small parts: passphrases, small pictures, page copies, paging, words on a capture."""

from __future__ import annotations

import html
import io
import json
import secrets
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from justhtml import JustHTML
from PIL import Image

from keepsake.core.passphrase import strength
from keepsake.flows.passphrase import french_words, suggest
from keepsake.viewer import pictures
from keepsake.viewer.pagecopy import still
from keepsake.viewer.paging import Pager
from viewer import sample
from viewer.conftest import CUT_SHORT, NEW, PROFILE, THREAD

if TYPE_CHECKING:
    from viewer.conftest import Browser


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_suggested_passphrase_is_strong_and_never_the_same(language: str) -> None:
    drawn = {suggest(language, secrets.token_bytes) for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(words.split("-")) >= 6 for words in drawn)
    assert all(strength(words).level != "weak" for words in drawn)
    assert sum(strength(words).level == "strong" for words in drawn) >= 45


def test_the_french_words_are_typed_without_accents_and_each_once() -> None:
    words = french_words()
    assert len(words) == len(set(words)) > 480
    assert all(word.isascii() and word.islower() and word.isalpha() for word in words)


@pytest.mark.parametrize(
    ("passphrase", "level"),
    [
        ("", "weak"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "weak"),
        ("abcdefghijklmnop", "weak"),
        ("123456789012345678", "weak"),
        ("password", "weak"),
        ("otter otter otter otter otter otter", "weak"),
        ("marble otter lantern plum violin", "fair"),
        (sample.PASSPHRASE, "strong"),
        ("Kx9#mQ2$vL7!", "weak"),
        ("Kx9#mQ2$vL7!pR4&", "strong"),
    ],
)
def test_strength_says_what_is_easy_to_guess(passphrase: str, level: str) -> None:
    assert strength(passphrase).level == level


def _png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#804020").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 3000), (1, 1), (4000, 10)])
def test_small_pictures_fit_and_are_no_larger(width: int, height: int) -> None:
    derived = pictures.small(_png(width, height), blurred=False)
    assert derived is not None
    picture = Image.open(io.BytesIO(derived))
    assert picture.width <= 400
    assert picture.height <= 225


def test_a_blurred_picture_is_another_picture() -> None:
    tile = sample.tile(sample.thread(), 0)
    assert pictures.small(tile, blurred=True) != pictures.small(tile, blurred=False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        _png(64, 64)[:80],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
    ],
)
def test_what_is_no_picture_gives_none(data: bytes) -> None:
    assert pictures.small(data, blurred=False) is None


def test_a_picture_that_would_not_fit_in_memory_gives_none() -> None:
    head = bytearray(_png(8, 8))
    head[16:24] = (60_000).to_bytes(4, "big") * 2
    assert pictures.small(bytes(head), blurred=False) is None


def test_a_page_copy_keeps_its_look_and_loses_what_acts() -> None:
    shown = still(sample.hostile().snapshot.encode()).decode()
    assert "plain words" in shown
    assert "a link" in shown
    for gone in (
        "<script",
        "evil.example",
        "onload",
        "onerror",
        "<meta",
        "<base",
        "<link",
        "ping",
    ):
        assert gone not in shown
    # A frame whose page is not in the copy keeps its room and nothing else.
    assert '<iframe sandbox srcdoc=""></iframe>' in shown


def test_a_frame_and_a_shadow_root_of_a_page_copy_lose_what_acts_as_well() -> None:
    inner = "<p>inside</p><script>1</script><img src=x onerror=alert(1)><iframe src=//e.example>"
    frame = (
        f'<iframe sandbox="allow-scripts" allow="camera" srcdoc="{html.escape(inner)}"></iframe>'
    )
    shadow = '<template shadowrootmode="open"><b onclick="1">shown</b><script>2</script></template>'
    dropped = (
        "<template><i>never made</i><template shadowrootmode=open>nor this</template></template>"
    )
    shown = still(f"{frame}<p>{shadow}</p>{dropped}<u>end</u>".encode()).decode()
    assert '<template shadowrootmode="open"><b>shown</b></template>' in shown
    assert "<u>end</u>" in shown
    for gone in ("script", "onerror", "onclick", "e.example", "allow", "never made", "nor this"):
        assert gone not in shown
    assert html.unescape(shown).count("<iframe sandbox") == 2


@pytest.mark.parametrize(
    "page",
    [
        "<scr<script src=https://x.example/a.js>",
        "<svg><script href='https://x.example'/></svg><p>still here</p>",
        "<img src=' javascript:alert(1)' srcset='https://x.example/1'>",
        "<a href=https://x.example>x</a>",
        "<body background=https://x.example/b.png>",
        "<video src=https://x.example/v poster=https://x.example/p></video>",
        "<math><mtext></mtext><script>fetch('https://x.example')</script>",
        "<style>@import 'x'</style><object data=https://x.example>",
        "<template><img src=https://x.example></template>",
        "<x-y onfocus=1 src=https://x.example>",
        "<!-- <script>https://x.example</script> --><![CDATA[https://x.example]]>",
    ],
)
def test_no_address_is_left_where_a_browser_would_ask_for_it(page: str) -> None:
    assert b"x.example" not in still(page.encode())


def test_a_page_copy_keeps_pictures_that_are_in_it_and_styles() -> None:
    page = (
        b"<style>p > b{color:red}</style>"
        b"<img src='data:image/png;base64,AAAA' alt='a &amp; b'><p>1 &lt; 2"
    )
    shown = still(page).decode()
    assert "p > b{color:red}" in shown
    assert 'src="data:image/png;base64,AAAA"' in shown
    assert 'alt="a &amp; b"' in shown
    assert "1 &lt; 2" in shown


@pytest.mark.parametrize(
    ("asked", "page", "start", "stop"),
    [
        ("", 1, 0, 24),
        ("2", 2, 24, 48),
        ("3", 3, 48, 50),
        ("99", 3, 48, 50),
        ("0", 1, 0, 24),
        ("-1", 1, 0, 24),
        ("²", 1, 0, 24),
        ("9" * 5000, 1, 0, 24),
    ],
)
def test_paging_takes_any_wish(asked: str, page: int, start: int, stop: int) -> None:
    pager = Pager.of(asked, 50, 24)
    assert (pager.page, pager.pages, pager.start, pager.stop) == (page, 3, start, stop)


def test_an_empty_list_has_one_page() -> None:
    assert Pager.of("", 0, 24) == Pager(1, 1, 0, 0)


def test_states_are_told_as_they_are(opened: Browser) -> None:
    _status, text = opened.get("/captures?in=all")
    rows = text.split('<li class="capture choosable"')[1:]
    assert len(rows) == 5
    marks = [
        "kept" if "mark-kept" in row else "waiting" if "mark-waiting" in row else "" for row in rows
    ]
    assert marks == ["waiting", "kept", "kept", "kept", "kept"]
    assert "cut short" in rows[-1]


def test_checks_say_each_step(opened: Browser) -> None:
    for entry, verdict in (
        (THREAD, "verdict"),
        (PROFILE, "verdict"),
        (NEW, "Not stamped yet"),
        (CUT_SHORT, "cut short"),
    ):
        status, text = opened.get(f"/captures/{entry}/check")
        assert status == 200
        assert text.count('class="step ') == 8
        assert verdict in text
    status, text = opened.get(f"/captures/{CUT_SHORT}/check", **{"Accept-Language": "fr"})
    assert "<td>valide <code>manifest_none</code>" in text
    assert "sont des codes" in text
    assert (
        "mark-valid" in opened.get(f"/captures/{THREAD}/check")[1].split('class="verdict"')[1][:60]
    )


def test_the_removed_message_is_marked_and_found(opened: Browser) -> None:
    text = opened.get(f"/captures/{THREAD}/text")[1]
    assert text.count("Removed from the page while it was being captured.") == 1
    found = opened.get(f"/captures/{THREAD}/text?find=blue+HOUSE")[1]
    assert found.count('<li class="item ') == 6
    assert '<span class="item-number">7</span>' in found


def test_search_leads_to_the_message(opened: Browser) -> None:
    _status, text = opened.get("/search?q=gift+cards")
    assert "<mark>gift</mark> <mark>cards</mark>" in text
    assert f"/captures/{THREAD}/message/5" in text
    assert "No results" in opened.get("/search?q=zebra")[1]


def test_looking_does_not_load_what_hands_over() -> None:
    code = (
        "import sys; import keepsake.viewer.window; "
        "heavy = {'typst', 'webview', 'keepsake.flows.export.write'} & set(sys.modules); "
        "print(sorted(heavy))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(out.stdout.replace("'", '"')) == []


@pytest.mark.parametrize("name", ["pre", "textarea", "listing"])
@pytest.mark.parametrize("words", ["one", "\none", "\n\n\none\n", ""])
def test_a_line_break_that_words_begin_with_is_there_after_any_reading(
    name: str, words: str
) -> None:
    # Source: HTML, 13.2.6.4.7: the first one after the tag is ignored.
    page = f"<{name}>\n{words}</{name}>".encode()
    for _ in range(3):
        page = still(page)
        (element,) = JustHTML(page.decode(), sanitize=False).query("pre, textarea")
        assert "".join(str(each.data) for each in element.children) == words
