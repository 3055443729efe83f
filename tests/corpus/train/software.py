"""Pages as much-used programs make them: forums, comments, reviews, trackers, chats, mail, exports.

The markup is in `software/`, a Jinja template a page; here stands what a person reads on each.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from corpus import entries, parts, scripts
from corpus.entries import Entry, Words, document, drawing, nested, words
from corpus.page import Page, Said
from corpus.parts import Facts
from corpus.scripts import Group, Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.scripts import Line, Talk

_FOLDER = Path(__file__).parent / "software"


def _face(size: int) -> str:
    return f'<img src="{drawing(size, size)}" alt="" width="{size}" height="{size}">'


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_FOLDER), autoescape=True, undefined=jinja2.StrictUndefined
)
_TEMPLATES.globals.update(links=entries.links, face=_face, drawing=drawing, body=parts.body)


def _page(name: str, lang: str, title: str, **given: Any) -> str:
    body = _TEMPLATES.get_template(f"{name}.jinja").render(**given)
    return document(lang, title, "", body)


@dataclass(frozen=True)
class Posts:
    """A page of posts, comments, reviews or mails.

    Attributes:
        name: Of the template.
        seed: Of the script; `count` how much it holds, `deep` how deep answers lie.
        shown: How a moment is shown.
        fixed: Whether an attribute fixes it.
        by: How the page names who wrote: `name` or `handle`.
        kind: Of what is written.
        above: What stands above it all; of it the kind is told.
        notice: What stands below an entry and was said by nobody; "" for nothing.
        flat: Whether all paragraphs of one stand in one line.
    """

    name: str
    lang: str
    title: str
    seed: int
    count: int
    shown: Callable[[Words, Entry], str]
    fixed: bool = False
    deep: int = 0
    by: str = "name"
    kind: str = "comment"
    above: Said | None = None
    notice: Callable[[Words, list[Entry], Entry], str] = lambda *_: ""
    flat: bool = False
    address: str = "https://board.example/t/1"

    def page(self) -> Page:
        """The page, with what is to be read."""
        spoken = words(self.lang)
        script = entries.entries(self.lang, self.count, self.seed, deep=self.deep)
        html = _page(
            self.name,
            self.lang,
            self.title,
            t=spoken,
            sc=script,
            nodes=nested(script),
            shown=lambda entry: self.shown(spoken, entry),
        )
        return Page(f"{self.name}-{self.lang}", html, tuple(self._said(script)), self.address)

    def _said(self, script: list[Entry]) -> Iterator[Said]:
        spoken = words(self.lang)
        if self.above:
            yield self.above
        for entry in script:
            said = entry.said(self.kind, self.shown(spoken, entry), fixed=self.fixed)
            author = entry.handle if self.by == "handle" else said.author
            text = " ".join(entry.lines) if self.flat else said.text
            yield replace(said, author=author, text=text)
            notice = self.notice(spoken, script, entry)
            if notice:
                yield Said(notice, time=said.time, time_shown=said.time_shown, kind="divider")


@dataclass(frozen=True)
class Chat:
    """A page of a conversation.

    Attributes:
        name: Of the template.
        facts: Which facts it shows.
        given: Whether it names people as friends do.
        upwards: Whether the last message stands first.
    """

    name: str
    lang: str
    title: str
    facts: Facts
    plan: Plan = field(default_factory=lambda: Plan("group", notices=("day",)))
    given: bool = False
    upwards: bool = False
    you: str = ""
    address: str = "https://chat.example/t/1"

    def page(self) -> Page:
        """The page, with what is to be read."""
        talk = scripts.talk(self.lang, self.plan)
        title = self.title or talk.title
        html = _page(self.name, self.lang, title, t=talk, facts=self.facts)
        said = tuple(self._said(talk))
        said = said[::-1] if self.upwards else said
        return Page(f"{self.name}-{self.lang}", html, said, self.address)

    def _said(self, talk: Talk) -> Iterator[Said]:
        for block in talk.blocks():
            if isinstance(block, Group):
                for place, line in enumerate(block.lines):
                    said = self.facts.said(block, place)
                    yield replace(said, author=self._name(said, line))
            else:
                yield Said(block.text, kind="divider")

    def _name(self, said: Said, line: Line) -> str:
        if self.you and line.own:
            return self.you
        return line.who.given if self.given and said.author else said.author


def _ago(spoken: Words, entry: Entry) -> str:
    return spoken.ago(entry.at)


def _age(spoken: Words, entry: Entry) -> str:
    return spoken.age(entry.at)


def _written(spoken: Words, entry: Entry) -> str:
    return spoken.written(entry.at)


def _date(spoken: Words, entry: Entry) -> str:
    return spoken.written(entry.at, "date")


def _in_numbers(_: Words, entry: Entry) -> str:
    return f"{entry.at:%d/%m/%Y}, {entry.at:%I:%M %p}"


def _at_sign(_: Words, entry: Entry) -> str:
    return f"{entry.at:%d %b @ %I:%M}{f'{entry.at:%p}'.lower()}".lstrip("0")


def _month_first(_: Words, entry: Entry) -> str:
    return f"{entry.at:%b} {entry.at.day} at {entry.at.hour}:{entry.at:%M}"


def _numeric(spoken: Words, entry: Entry) -> str:
    return spoken.written(entry.at, "numeric")


def _signed(_: Words, entry: Entry) -> str:
    return f"{entry.at:%H:%M}, {entry.at.day} {entry.at:%B %Y} (UTC)"


def _day(_: Words, entry: Entry) -> str:
    return f"{entry.at.day}. {entry.at:%b}. {entry.at:%H:%M}"


def _last_visit(_: Words, __: list[Entry], entry: Entry) -> str:
    return "last visit" if entry.number == 7 else ""


def _labelled(spoken: Words, script: list[Entry], entry: Entry) -> str:
    who = script[entry.number % 3].handle
    told = f"{who} added the question label {spoken.ago(entry.at)}"
    return told if entry.number in (4, 9) else ""


def _due(spoken: Words, script: list[Entry], entry: Entry) -> str:
    who = script[entry.number % 4]
    what = "changed due date to December 4, 2026"
    told = f"{who.name} @{who.handle} {what} · {spoken.ago(entry.at)}"
    return "" if entry.number % 5 else told


def _clock_and_day(line: Line) -> str:
    return f"{line.at:%d/%m/%Y %H:%M}"


_OVEN = ("Il pane del mulino", *words("it").data["long"][:3])
_FENCE = (
    "My fence leans after the storm",
    "Two posts came loose. Is it better to dig them out or to brace them?",
)
_WEIR = ("Das Wehr bleibt", *words("de").data["long"][:2])
_BIKE = "Somebody left a blue bicycle by the bakery. Does anyone know whose it is?"
_GROUP = Plan("group", ("picture",), ("day",))
_IN_ROWS = Plan("pair", ("picture",), ("day",))  # with several messages in a row of one person
_PAIR = Plan("pair", notices=())

POSTS = (
    Posts("discourse", "en", "Which hedge grows fast?", 301, 16, _age, fixed=True, kind="post",
          notice=_last_visit),
    Posts("phpbb", "de", "Hecke am Hang", 302, 15, _written, kind="post"),
    Posts("vbulletin", "en", "Slippery steps", 303, 14, _in_numbers, kind="post"),
    Posts("xenforo", "fr", "Le puits du fond", 304, 15, _written, fixed=True, kind="post"),
    Posts("hacker-news", "en", "How deep is a well?", 305, 18, _ago, fixed=True, deep=3,
          by="handle", above=Said("How deep is a well?", "fern", "", "5 hours ago", kind="post")),
    Posts("old-reddit", "en", "My fence leans after the storm", 306, 16, _ago, fixed=True, deep=3,
          by="handle", above=Said("\n".join(_FENCE), "mossy_k", "2026-11-24T10:00:00Z",
                                  "4 days ago", kind="post")),
    Posts("mastodon", "es", "Nube", 307, 14, _age, fixed=True, kind="post"),
    Posts("bluesky", "pt", "Céu", 308, 14, _age, kind="post"),
    Posts("disqus", "en", "Comments", 309, 15, _ago, deep=3),
    Posts("wordpress", "it", "Il pane del mulino", 310, 14, _written, fixed=True, deep=2,
          above=Said("\n".join(_OVEN), "Redazione", "2026-11-20T08:00:00Z", "20 novembre 2026",
                     kind="post")),
    Posts("github", "en", "Gate does not close", 311, 12, _ago, fixed=True, by="handle",
          notice=_labelled),
    Posts("facebook-group", "en", "Harrowmere neighbours", 312, 14, _age, deep=1,
          above=Said(_BIKE, "Maud Fenwick", "", "4d", kind="post")),
    Posts("lobsters", "en", "Oil lamps compared", 401, 15, _ago, fixed=True, deep=3, by="handle",
          above=Said("Oil lamps compared", "wick", "2026-11-26T08:00:00Z", "2 days ago",
                     kind="post")),
    Posts("smf", "pt", "O muro do fundo", 402, 14, _written, kind="post"),
    Posts("flarum", "de", "Kamin zieht nicht", 403, 14, _ago, fixed=True, kind="post"),
    Posts("nodebb", "it", "Semi di pomodoro", 404, 13, _ago, fixed=True, kind="post"),
    Posts("gitlab", "en", "Roof leaks", 405, 12, _ago, fixed=True, notice=_due),
    Posts("jira", "fr", "Chaudière bruyante", 406, 12, _written, fixed=True),
    Posts("trello", "en", "Paint the shutters", 407, 12, _ago, fixed=True),
    Posts("trustpilot", "de", "Ofenhaus Kern Bewertungen", 408, 13, _date, fixed=True, kind="post"),
    Posts("google-maps", "es", "Horno de la Plaza", 409, 12, _ago, kind="post"),
    Posts("quora", "en", "Why does my well smell of iron?", 410, 13, _age, kind="post"),
    Posts("steam", "en", "mossy", 411, 14, _at_sign, fixed=True, by="handle"),
    Posts("wiki-talk", "en", "Talk:Weir", 412, 13, _signed, deep=3, flat=True),
    Posts("bugzilla", "en", "Pump stops at night", 501, 13, _ago, fixed=True),
    Posts("coral", "de", "Das Wehr bleibt", 502, 14, _ago, fixed=True, deep=2,
          above=Said("\n".join(_WEIR), kind="post")),
    Posts("stack-overflow", "en", "Why does the gate sag?", 503, 12, _month_first, fixed=True,
          kind="post"),
    Posts("redmine", "fr", "Anomalie #44", 504, 13, _ago),
    Posts("mybb", "es", "Riego por goteo", 505, 13, _numeric, kind="post"),
    Posts("substack", "en", "On hedges", 506, 13, _age, deep=2),
    Posts("google-groups", "it", "Ruota nuova", 507, 12, _written, kind="message"),
    Posts("hyperkitty", "de", "[werk] Neue Leiter", 413, 12, _day, kind="message"),
)  # fmt: skip
CHATS = (
    Chat("telegram-web", "en", "", Facts("others", moment="each"),
         Plan("group", ("picture", "voice"), ("day", "joined"), answers=True)),
    Chat("discord", "fr", "#général", Facts(shown="first", moment="each", sides=False),
         Plan("pair", ("picture",), answers=True)),
    Chat("slack", "de", "bau", Facts(shown="first", moment="each", sides=False), _IN_ROWS),
    Chat("element", "es", "Huerta", Facts(shown="first", sides=False),
         Plan("group", ("picture",), ("day", "joined"))),
    Chat("rocket-chat", "pt", "", Facts(shown="first", sides=False), _IN_ROWS),
    Chat("zulip", "en", "#build > autumn", Facts(sides=False)),
    Chat("mattermost", "it", "Cantiere", Facts(shown="first", moment="first", sides=False), _GROUP),
    Chat("twitch", "en", "Sunday at the lake", Facts(handle=True, shown="none", sides=False),
         Plan("group", notices=())),
    Chat("signal", "de", "Signal", Facts("none", shown="last"), Plan("pair", ("picture",))),
    Chat("vk", "it", "Messaggi", Facts(shown="first", moment="each", sides=False), _IN_ROWS,
         given=True),
    Chat("intercom", "fr", "Relais", Facts("others", shown="last", clock=lambda _: "Il y a 3 j"),
         _PAIR, given=True),
    Chat("airbnb", "fr", "Messages", Facts(), Plan("pair"), given=True, you="Vous"),
    Chat("nextcloud-talk", "de", "Talk", Facts(sides=False),
         _IN_ROWS),
    Chat("google-chat", "it", "Chat", Facts(own="you", shown="first", moment="first"),
         _IN_ROWS),
    Chat("gmail", "en", "The little blue cupboard", Facts(sides=False, clock=lambda line: (
        f"Thu, Nov {line.at.day}, {line.at.hour % 12 or 12}:{line.at:%M} PM (9 days ago)")),
        Plan("pair", cut=(0, 13), notices=())),
    Chat("outlook-web", "en", "Mail", Facts(sides=False, clock=lambda line: (
        f"Thu {line.at.month}/{line.at.day}/2026 {line.at.hour % 12 or 12}:{line.at:%M} PM")),
        Plan("pair", cut=(0, 12), notices=())),
    Chat("facebook-export", "en", "Tobias Marrow", Facts(sides=False, clock=lambda line: (
        f"{line.at:%b %d, %Y} {f'{line.at:%I:%M:%S%p}'.lower()}")), Plan("pair", ("picture",), ()),
        upwards=True),
    Chat("instagram-export", "fr", "Bastien Orval", Facts(sides=False, clock=_clock_and_day), _PAIR,
         upwards=True),
    Chat("sms-export", "en", "SMS Backup", Facts("none", clock=lambda line: (
        f"{line.at:%Y-%m-%d %H:%M:%S}")), _PAIR),
    Chat("telegram-export", "fr", "Exported Data", Facts(moment="each", sides=False),
         _IN_ROWS),
    Chat("vinted", "fr", "Boîte de réception", Facts("none", shown="last"), _IN_ROWS),
    Chat("wechat", "zh", "微信", Facts(shown="none"), _GROUP),
    Chat("skype", "pt", "Chamadas", Facts(), _IN_ROWS, you="Você"),
    Chat("discord-export", "es", "Jardín", Facts(shown="first", sides=False, clock=_clock_and_day),
         Plan("pair", ("picture",), ())),
)  # fmt: skip
PAGES = tuple(each.page() for each in (*POSTS, *CHATS))
