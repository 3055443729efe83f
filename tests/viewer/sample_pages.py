"""The pages of the sample vault: invented people, threats, a page made to harm, both languages."""

from __future__ import annotations

from dataclasses import dataclass, field

HOSTILE = (
    "<script>document.title='owned'</script>{{ 7*7 }}\u202eevil\u202c <img src=x onerror=alert(1)>"
)

_ENGLISH = [
    ("Marc D.", "Hey. You looked great in that video call."),
    ("You", "Who is this? I did not call anyone."),
    (
        "Marc D.",
        "I recorded everything. I have your sister's profile, your school and your friends list.",
    ),
    ("You", "What do you want?"),
    ("Marc D.", "600 dollars in gift cards by Friday at 6 pm. Or everyone gets the video."),
    ("You", "Please do not do this."),
    ("Marc D.", "Do not play with me. I know where you live: the blue house by the rink."),
    ("Marc D.", "Clock is ticking. 4 days."),
    ("You", "I don't have that kind of money."),
    ("Marc D.", "Then borrow it. 300 today and I wait for the rest. Tell anyone and I press send."),
]
_FRENCH = [
    ("Julie M.", "Salut, c'est mon nouveau compte. Ne dis rien à personne."),
    ("Vous", "Pourquoi tu m'écris ici?"),
    ("Julie M.", "Parce que tu m'as bloquée partout. Je t'ai vue hier devant l'école de ta fille."),
    ("Vous", "Arrête de me suivre. Je te l'ai déjà demandé trois fois."),
    ("Julie M.", "Tu vas le regretter. Je sais à quelle heure tu sors du travail."),
]


@dataclass
class Page:
    """What one capture is of."""

    url: str
    title: str
    platform: str
    kind: str
    ids: list[dict[str, str]]
    lines: list[tuple[str, str]]
    tiles: int = 3
    gone: frozenset[int] = frozenset()
    gap_before: int = -1
    end: str = "reached"
    stopped_by: str = "end"
    manifest: bool = True
    snapshot: str = ""
    without: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()  # lines that are dates between messages
    observed: list[dict[str, object]] = field(default_factory=list)
    mode: str = ""
    about: str = ""
    note: str = ""
    extra: list[dict[str, object]] = field(default_factory=list)
    environment: dict[str, object] = field(default_factory=dict)
    response: dict[str, object] = field(default_factory=dict)
    mhtml: bytes = b""  # the browser's own copy, where the person allowed it
    handed: bool = False  # what was read of it, as it was read, in parts before the manifest


def thread(messages: int = 60) -> Page:
    """A thread in which somebody is extorted; one message was deleted meanwhile."""
    return Page(
        "https://www.instagram.com/direct/t/17842055330127433/",
        "Marc D. · Direct messages",
        "instagram",
        "dm_thread",
        [
            {"name": "thread_id", "value": "17842055330127433", "where": "address"},
            {"name": "username", "value": "marc.d.photo", "where": "json"},
            {"name": "user_id", "value": "61577840233190", "where": "json", "of": "marc.d.photo"},
        ],
        [_ENGLISH[n % len(_ENGLISH)] for n in range(messages)],
        tiles=6,
        gone=frozenset({6}),
    )


def thread_later() -> Page:
    """The same thread some days later: a threat was taken back meanwhile."""
    page = thread()
    page.without = frozenset({4})
    page.gone = frozenset()
    return page


def page_gone() -> Page:
    """The profile of the other side, which is no longer there."""
    page = profile()
    page.lines, page.tiles, page.gap_before = [], 1, -1
    page.observed = [
        {
            "kind": "gone",
            "at": "2026-11-25T14:03:22.000Z",
            "confidence": "certain",
            "reasons": ["status_404", "words"],
            "said": "This content isn't available right now",
        }
    ]
    return page


def record_only() -> Page:
    """A page of which nothing was kept but what it is, for somebody in it may be under 18."""
    page = thread(0)
    page.title, page.tiles, page.mode, page.end = "", 0, "record_only", "not_reached"
    page.gone = frozenset()
    return page


def note_about(capture: str, text: str) -> Page:
    """What the person wrote about it afterwards."""
    page = record_only()
    page.about, page.note = capture, text
    return page


def profile() -> Page:
    """A profile page in French that was not captured to its end."""
    return Page(
        "https://www.facebook.com/julie.m.1987",
        "Julie M. : journal et à propos",
        "facebook",
        "profile",
        [{"name": "username", "value": "julie.m.1987", "where": "address"}],
        _FRENCH,
        tiles=3,
        gap_before=2,
        end="not_reached",
        stopped_by="person",
    )


def french() -> Page:
    """A private thread in French with threats."""
    return Page(
        "https://www.messenger.com/t/100004412",
        "Julie M. | Messages",
        "messenger",
        "dm_thread",
        [{"name": "thread_id", "value": "100004412", "where": "address"}],
        _FRENCH,
        tiles=1,
    )


def cut_short() -> Page:
    """A page whose tab was closed before the manifest came."""
    return Page(
        "https://forum.example.org/t/88121",
        "Thread: is this seller real?",
        "",
        "",
        [],
        [],
        tiles=2,
        manifest=False,
    )


def thread_cut_short() -> Page:
    """The thread, walked up and cut short by the browser: what had been read by then is kept."""
    page = thread(12)
    page.tiles, page.gone, page.manifest, page.handed = 2, frozenset(), False, True
    return page


def hostile() -> Page:
    """A page made by someone who wants to harm whoever looks at it."""
    return Page(
        "https://evil.example/?q=<script>alert(1)</script>",
        HOSTILE,
        "x<b>",
        "{{config}}",
        [{"name": "<i>id</i>", "value": HOSTILE, "where": "<u>"}],
        [
            (HOSTILE, HOSTILE),
            ("‮‭evil", "שלום abc ١٢٣ مرحبا"),
            ("A" * 200, "W" * 700),
            ("😀" * 40, "%s %d {0} {name}"),
        ],
        tiles=1,
        snapshot=(
            "<html><head><meta http-equiv=refresh content='0;url=https://evil.example/'>"
            "<base href='https://evil.example/'><link rel=preconnect href='https://evil.example/'></head>"
            "<body onload=\"document.title='owned'\"><script>document.title='owned'</script>"
            "<img src='https://evil.example/x.png' onerror='top.location=1'>"
            "<a href='https://evil.example/' ping='https://evil.example/p'>a link</a>"
            "<form action='https://evil.example/'><button>send</button></form>"
            "<iframe src='https://evil.example/'></iframe><p>plain words</p></body></html>"
        ),
        extra=[
            {
                "key": "id:x",
                "text": "a link",
                "links": [{"href": "javascript:alert(1)", "text": HOSTILE}],
                "media": [{"src": "javascript:1", "alt": HOSTILE}],
            }
        ],
    )
