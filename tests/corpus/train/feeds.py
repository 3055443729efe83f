"""Feeds and walls: cards of posts, one post with what stands below it, one post alone."""

from __future__ import annotations

from corpus.entries import Entry, document, drawing, entries, links, words
from corpus.page import Page

_CARDS = """
body{font:15px sans-serif;margin:0;display:grid;grid-template-columns:180px 1fr 260px;gap:20px}
.r-card{display:flex;gap:10px;padding:12px;border-bottom:1px solid #eee}
.r-row{display:flex;gap:4px;align-items:baseline}.r-grey{color:#667}.r-bold{font-weight:700}
.r-quote{border:1px solid #ccd;border-radius:14px;padding:10px;margin-top:8px}
.r-acts{display:flex;justify-content:space-between;max-width:420px;margin-top:8px}
"""


def _cards() -> Page:
    """Name, handle and age in one row; a pinned one, some passed on, some with another inside."""
    told = words("en")
    script = list(reversed(entries("en", 20, 31, people=8, answering=0.25)))
    cards, said = [], []
    for place, entry in enumerate(script):
        above = ""
        if place == 0:
            above = told.label("pinned")
        elif place % 6 == 3:
            above = told.label("reposted", script[place - 1].name)
        cards.append(_card(entry, above))
        said.append(entry.said("post", told.age(entry.at), fixed=True))
        if place == 7:
            cards.append(
                '<div data-testid="cellInnerDiv"><aside><h2>People you may know</h2><ul>'
                f"{links('Ferris Nook', 'Tilda Marsh', 'Obie Croft')}</ul></aside></div>"
            )
    side = "".join(
        f'<div class="r-row"><img src="{drawing(30, 30)}" alt=""><span class="r-bold">{name}</span>'
        f"<button>{told.label('follow')}</button></div>"
        for name in ("Harlan Tide", "Posy Underhill", "Bram Stile")
    )
    body = f"""<nav><ul>{links(*(told.label(k) for k in ("home", "search", "messages")))}</ul></nav>
<main><h1>{told.label("home")}</h1><div role="textbox" aria-label="Post text"></div>
<section aria-label="Timeline"><div>{"".join(cards)}</div></section></main>
<div><input placeholder="Search"><h2>Who to follow</h2>{side}
<nav>{links(*(told.label(k) for k in ("terms", "privacy", "about")), tag="span")}</nav></div>"""
    html = document("en", "Home", _CARDS, body)
    return Page("feed-cards-en", html, tuple(said), "https://cards.example/home")


def _card(entry: Entry, above: str) -> str:
    told = words("en")
    quoted = ""
    if entry.answers:
        inner = entry.answers
        quoted = f"""<div class="r-quote" role="link" tabindex="0"><div class="r-row">
<span class="r-bold">{inner.name}</span><span class="r-grey">@{inner.handle}</span>
<span class="r-grey">·</span><time class="r-grey" datetime="{inner.iso}">{told.age(inner.at)}</time>
</div><div lang="en" dir="auto">{inner.broken()}</div></div>"""
    context = f'<div class="r-grey" data-testid="socialContext">{above}</div>' if above else ""
    counts = "".join(
        f'<button aria-label="{number} {what}"><span>{number}</span></button>'
        for number, what in ((entry.votes // 9, "Replies"), (entry.votes, "Likes"))
    )
    moment = f"{entry.at:%b} {entry.at.day}, {entry.at.year}, {entry.at:%H:%M}"
    return f"""<div data-testid="cellInnerDiv"><article role="article" tabindex="0">{context}
<div class="r-card"><a href="#"><img src="{drawing(40, 40)}" width="40" alt=""></a><div>
<div class="r-row" data-testid="User-Name"><a href="#"><span class="r-bold">{entry.name}</span></a>
<a href="#" tabindex="-1"><span class="r-grey">@{entry.handle}</span></a><span
class="r-grey">·</span>
<a href="#{entry.number}" aria-label="{moment}"><time datetime="{entry.iso}">{told.age(entry.at)}
</time></a></div><div data-testid="tweetText" lang="en" dir="auto">{entry.broken()}</div>{quoted}
<div class="r-acts" role="group">{counts}<button aria-label="Share post">↗</button></div>
</div></div></article></div>"""


def _labelled() -> Page:
    """Articles named by their heading; hashed classes; the moment only in a label, without zone."""
    told = words("pt")
    script = list(reversed(entries("pt", 13, 33)))
    cards, said = [], []
    for place, entry in enumerate(script, 1):
        shown = told.age(entry.at)
        cards.append(f"""<div class="x1yztbdb"><div role="article" aria-posinset="{place}"
aria-labelledby=":r{place}a:" aria-describedby=":r{place}b:"><div class="x78zum5">
<a href="#" aria-hidden="true" tabindex="-1"><svg width="40" height="40"><circle cx="20" cy="20"
r="20"></circle></svg></a><div class="xu06os2"><h3 id=":r{place}a:"><span><a href="#"><strong>
<span>{entry.name}</span></strong></a></span></h3><span class="x4k7w5x"><a href="#"
aria-label="{told.written(entry.at)}"><span>{shown}</span></a><span> · </span><span title="Público">
◍</span></span></div><div role="button" aria-label="{told.label("more")}">⋯</div></div>
<div id=":r{place}b:" class="x1iorvi4"
dir="auto">{entry.html("div", 'style="text-align:start"')}</div>
<div class="x6s0dn4"><span>{entry.votes}</span>
<span>{told.label("comments", entry.votes // 4)}</span>
</div><div class="x6s0dn4"><div role="button">{told.label("like")}</div><div role="button">
{told.label("write")}</div><div role="button">{told.label("share")}</div></div></div></div>""")
        said.append(entry.said("post", shown))
    people = links("Zilda Ramalhete", "Otávio Fontes Brancas", "Dália Serrano Novo")
    body = f"""<div role="banner"><input type="search" aria-label="{told.label("search")}"></div>
<div role="navigation"><ul>{links(told.label("home"), told.label("messages"), "Grupos")}</ul></div>
<div role="main"><div role="feed">{"".join(cards)}</div></div>
<div role="complementary"><h3>{told.label("people")}</h3><ul>{people}</ul>
<h3>{told.label("contacts")}</h3><ul>{links("Nuno Vale Verde", "Célia Moinhos")}</ul></div>"""
    style = """body{font:15px system-ui;margin:0 240px}.x78zum5,.x6s0dn4{display:flex;gap:12px}
.x1yztbdb{border:1px solid #ddd;border-radius:8px;margin:12px 0;padding:12px}h3{margin:0}
[role=complementary]{position:absolute;right:10px;top:40px;width:200px}
[role=navigation]{position:absolute;left:10px;top:40px}"""
    html = document("pt", "Início", style, body)
    return Page("feed-labelled-articles-pt", html, tuple(said), "https://parede.example/")


def _post_with_comments() -> Page:
    """A post above its comments; a comment's article says whose it is and how old."""
    told = words("it")
    script = entries("it", 21, 36, deep=2)
    first, others = script[0], script[1:]
    rows, said = [], [first.said("post", told.written(first.at))]
    for entry in others:
        what = "Commento" if entry.depth < 2 else "Risposta"
        rows.append(f"""<div style="margin-left:{(entry.depth - 1) * 48}px"><div role="article"
aria-label="{what} di {entry.name} {told.ago(entry.at)}" tabindex="-1"><div class="c2">
<a href="#" aria-hidden="true"><img width="32" height="32" alt="" src="{drawing(32, 32)}"></a>
<div><div class="c3"><span class="c4"><a href="#"><span dir="auto">{entry.name}</span></a></span>
<div class="c5"><span dir="auto" lang="it">{entry.html("div", 'dir="auto"')}</span></div></div>
<ul class="c6"><li><a href="#">{told.age(entry.at)}</a></li><li><div role="button">
{told.label("like")}</div></li><li><div role="button">{told.label("reply")}</div></li>
<li aria-label="{entry.votes} reazioni">{entry.votes}</li></ul></div></div></div></div>""")
        said.append(entry.said("comment", told.age(entry.at)))
    body = f"""<div class="c0"><div role="dialog" aria-labelledby="dt"><h2 id="dt">Post di
{first.name}</h2><div class="c1"><div><div><h3><a href="#"><strong>{first.name}</strong></a></h3>
<a href="#"><span>{told.written(first.at)}</span></a></div><div data-ad-preview="message">
{first.html("div", 'dir="auto"')}</div><img src="{drawing(480, 200)}" alt="Un prato verde"></div>
<div class="c7"><span>{first.votes}</span> <span>{told.label("comments", len(others))}</span></div>
<div class="c7"><div role="button">{told.label("like")}</div><div role="button">
{told.label("share")}</div></div><div role="button">{told.label("sort")}</div>{"".join(rows)}
<div role="button">{told.label("load")}</div></div><form><div role="textbox" contenteditable="true"
aria-label="{told.label("write")}"></div></form></div></div>"""
    style = """body{font:15px system-ui;background:#eee}.c0{max-width:680px;margin:auto}
[role=dialog]{background:#fff;padding:12px}.c2{display:flex;gap:8px;margin:8px 0}
.c3{background:#f0f2f5;border-radius:16px;padding:8px 12px}.c4{font-weight:600}
.c6,.c7{display:flex;gap:12px;list-style:none;padding:0 12px;margin:2px;font-size:12px}
h3{margin:0}"""
    html = document("it", "Post", style, body)
    address = "https://muro.example/ginevra/posts/10215"
    return Page("post-above-comments-it", html, tuple(said), address)


def _alone() -> Page:
    """One long post and nothing below it."""
    told = words("en")
    first = entries("en", 1, 41)[0]
    long = tuple(told.data["long"]) + tuple(told.data["lines"][:9])
    one = Entry(first.name, first.handle, long, first.at, 1, 214)
    shown = told.written(one.at, "date")
    body = f"""<header><a href="#">Longhand</a> <ul>{links("Read", "Write", "Sign in")}</ul>
</header>
<article><h1>Eleven summers beside a brook</h1><div class="by"><img src="{drawing(44, 44)}" alt="
{one.name}"><div><a rel="author" href="#">{one.name}</a> <button>Follow</button><p class="meta">
<time datetime="{one.iso}">{shown}</time> · 6 min read</p></div></div>
<section>{one.html()}</section>
<footer><button aria-label="clap">👏 {one.votes}</button><button>Share</button></footer></article>
<section class="next"><h2>More from Longhand</h2><ul>{links("A shed of one's own", "On moss")}</ul>
</section><footer>{links("Help", "Terms", "Privacy", tag="span")}</footer>"""
    style = """body{font:19px/1.5 Georgia;max-width:680px;margin:auto}.by{display:flex;gap:12px}
.meta{color:#777;font-size:14px;margin:0}header ul{display:inline-flex;gap:20px;list-style:none}"""
    said = (one.said("post", shown, fixed=True),)
    html = document("en", "Eleven summers beside a brook", style, body)
    return Page("post-alone-en", html, said, "https://longhand.example/@nerin/eleven-summers")


def _profile() -> Page:
    """The wall of one person: a heading with the name, then posts that each bear it again."""
    told = words("ko")
    script = list(reversed(entries("ko", 16, 44)))
    owner = script[0]
    cards, said = [], []
    for place, entry in enumerate(script):
        by = owner if place % 4 else entry
        shown = told.written(entry.at, "date_short")
        gallery = f'<img src="{drawing(300, 160)}" alt="사진">' if place % 5 == 2 else ""
        cards.append(f"""<li class="_1wall"><div class="_2head"><img alt="{by.name}님의 프로필 사진"
src="{drawing(36, 36)}"><div><a class="_3nm" href="#">{by.name}</a><br><a class="_4tm" href="#"
title="{told.written(entry.at)}">{shown}</a></div></div><div class="_5txt">{entry.broken()}</div>
{gallery}<div class="_6ft"><em>{told.label("like")} {entry.votes}</em> <em>
{told.label("comments", entry.votes // 5)}</em> <a href="#" role="button">{told.label("share")}</a>
</div></li>""")
        said.append(entry.said("post", shown, author=by.name))
    body = f"""<div class="_cover"><img src="{drawing(860, 140, "a9c3d9")}" alt=""><h1>{owner.name}
</h1><p>텃밭과 산책, 그리고 책.</p><dl><dt>{told.label("posts")}</dt><dd>128</dd><dt>팔로워</dt>
<dd>342</dd></dl><button>{told.label("follow")}</button></div><div class="_tabs">
{links("게시물", "사진", "소개", tag="span")}</div><ol>{"".join(cards)}</ol>
<footer>{links(told.label("terms"), told.label("privacy"), tag="span")}</footer>"""
    style = """body{font:14px sans-serif;max-width:600px;margin:auto}ol{list-style:none;padding:0}
._1wall{border:1px solid #ddd;margin:12px 0;padding:12px}._2head{display:flex;gap:8px}
._3nm{font-weight:700}._4tm{color:#888}._6ft{color:#666;margin-top:8px}dl{display:flex;gap:8px}"""
    html = document("ko", owner.name, style, body)
    return Page("profile-wall-ko", html, tuple(said), "https://dambyeorak.example/deulkkot")


PAGES = (_cards(), _labelled(), _post_with_comments(), _alone(), _profile())
