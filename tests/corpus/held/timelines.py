"""Lines of posts: statuses, cards of nothing but divs, a picture, a wall, a report of a day."""

from __future__ import annotations

from corpus.entries import Entry, document, drawing, entries, linked, links, words
from corpus.page import Page


def _statuses() -> Page:
    """Statuses of a net of many servers: a name in a `bdi`, a long handle, some passed on."""
    told = words("de")
    script = list(reversed(entries("de", 16, 111, people=8)))
    rows, said = [], []
    for place, entry in enumerate(script):
        shown = told.age(entry.at)
        above = ""
        if place % 5 == 2:
            above = f"""<div class="prep"><i>↻</i><span><a href="#"><bdi><strong>
{script[place - 1].name}</strong></bdi></a> teilte</span></div>"""
        rows.append(f"""<article tabindex="-1" data-id="11{entry.number:04}"><div class="wrapper">
{above}<div class="status status-public"><div class="info"><a href="#" class="time"><span>🌐</span>
<time datetime="{entry.iso}" title="{told.written(entry.at)}">{shown}</time></a><a href="#"
class="display-name" title="{entry.handle}@hain.example"><img alt="" src="{drawing(46, 46)}"><span>
<bdi><strong>{entry.name}</strong></bdi><span>@{entry.handle}@hain.example</span></span></a></div>
<div class="content"><div class="text translate" lang="de">{entry.html()}</div></div><div
class="bar">
<button title="{told.label("reply")}"><span>{entry.votes // 9}</span></button><button
title="Teilen">
<span>{entry.votes // 4}</span></button><button title="Favorisieren"><span>{entry.votes}</span>
</button>
</div></div></div></article>""")
        said.append(entry.said("post", shown, fixed=True))
    trends = links("#brot", "#bachlauf", "#zaunkönig")
    body = f"""<div class="ui"><div class="col"><input placeholder="{told.label("search")}"><form>
<textarea placeholder="Was gibt’s Neues?"></textarea></form></div><div class="col"><h1><button>
Startseite</button></h1><div role="feed">{"".join(rows)}</div></div><div class="col"><h4>Trends</h4>
<ul>{trends}</ul><nav>{links("Favoriten", "Lesezeichen", "Listen", tag="span")}</nav></div></div>"""
    style = """body{font:15px sans-serif;margin:0}.ui{display:grid;
grid-template-columns:200px 1fr 180px;
gap:12px}article{border-bottom:1px solid #ddd;padding:12px}.info{display:flex;
flex-direction:row-reverse;justify-content:space-between}.display-name{display:flex;gap:8px}
.prep{color:#777;font-size:13px}.bar{display:flex;gap:30px}p{margin:6px 0}"""
    html = document("de", "Startseite", style, body)
    return Page("feed-statuses-de", html, tuple(said), "https://hain.example/home")


def _nothing_but_divs() -> Page:
    """Cards of divs with names of atoms; the moment in a label without a zone."""
    told = words("pt")
    script = list(reversed(entries("pt", 17, 112, people=8, answering=0.3)))
    rows, said = [], []
    for place, entry in enumerate(script):
        above = ""
        if place % 6 == 4:
            above = f"""<div class="css-1 r-top">{told.label("reposted", script[place - 1].name)}
</div>"""
        rows.append(_atom_card(entry, above))
        said.append(entry.said("post", told.age(entry.at)))
    body = f"""<div
class="css-1 r-nav">{links(told.label("home"), told.label("search"), tag="div")}</div>
<div class="css-1 r-mid"><div class="css-1 r-tabs"><div role="tab">{told.label("home")}</div>
<div role="tab">Descobrir</div></div><div class="css-1">{"".join(rows)}</div></div>
<div class="css-1 r-aside"><div>{told.label("people")}</div><div>Olga Penedo Real</div>
<div>{told.label("follow")}</div><div>Simão Vereda</div><div>{told.label("follow")}</div></div>"""
    style = """body{font:15px sans-serif;margin:0;display:flex}.css-1{display:flex;
flex-direction:column}
.r-nav{width:120px}.r-mid{flex:1;border-inline:1px solid #dde}.r-aside{width:180px;padding:12px}
.r-row{display:flex;flex-direction:row;gap:6px}.r-post{padding:10px;border-bottom:1px solid #dde}
.r-top,.r-dim{color:#678;font-size:13px}.r-q{border:1px solid #cde;padding:8px;border-radius:8px}
.r-tabs{flex-direction:row;gap:20px}a{color:inherit;text-decoration:none}.r-b{font-weight:600}"""
    html = document("pt", "Início", style, body)
    return Page("feed-only-divs-pt", html, tuple(said), "https://nuvem.example/")


def _atom_card(entry: Entry, above: str) -> str:
    told = words("pt")
    inside = ""
    if entry.answers:
        other = entry.answers
        inside = f"""<div class="css-1 r-q" role="link"><div class="r-row"><div
class="r-b">{other.name}
</div><div class="r-dim">@{other.handle}.nuvem.example</div><div class="r-dim">
· {told.age(other.at)}</div></div><div>{other.broken()}</div></div>"""
    moment = told.written(entry.at)
    return f"""<div class="css-1 r-post" role="link" tabindex="0"
data-testid="feedItem-by-{entry.handle}.nuvem.example">{above}<div class="r-row"><div><a href="#"
aria-label="Avatar de {entry.name}"><img src="{drawing(42, 42)}" alt=""></a></div>
<div class="css-1"><div class="r-row"><a href="#"><div class="r-b" dir="auto">{entry.name}</div></a>
<a href="#"><div class="r-dim">@{entry.handle}.nuvem.example</div></a><div class="r-dim">·</div>
<a href="#" data-tooltip="{moment}" aria-label="{moment}"><div
class="r-dim">{told.age(entry.at)}</div>
</a></div><div data-word-wrap="1" dir="auto">{entry.broken()}</div>{inside}<div class="r-row">
<div role="button" aria-label="{told.label("reply")} ({entry.votes // 8})">{entry.votes // 8}</div>
<div role="button" aria-label="{told.label("like")} ({entry.votes})">{entry.votes}</div></div></div>
</div></div>"""


def _picture() -> Page:
    """A picture; what its maker wrote stands as the first of the list of comments."""
    told = words("it")
    script = entries("it", 20, 113, deep=1, people=9)
    rows, said = [], []
    for entry in script:
        shown = told.age(entry.at)
        head = "h2" if entry.number == 1 else "h3"
        nest = ' style="margin-left:44px"' if entry.depth and entry.number > 1 else ""
        acts = f"""<button><span>{told.label("like")}: {entry.votes}</span></button>
<button><span>{told.label("reply")}</span></button>"""
        rows.append(f"""<ul class="_a9ym"><div{nest}><li class="_a9zj"><div class="_a9zm">
<div role="button" class="_aarf"><a href="#"><img alt="Immagine del profilo di {entry.handle}"
src="{drawing(32, 32)}"></a></div><div class="_a9zr"><{head} class="_a9zc"><div><a href="#"
role="link">
{entry.handle}</a></div></{head}><div class="_a9zs"><span dir="auto">{entry.broken()}</span></div>
<div class="_ab8x"><a href="#" role="link"><time datetime="{entry.at:%Y-%m-%dT%H:%M:%S}.000Z"
title="{told.written(entry.at, "date")}">{shown}</time></a>{acts if entry.number > 1 else ""}</div>
</div><button aria-label="{told.label("like")}">♡</button></div></li></div></ul>""")
        kind = "comment" if entry.number > 1 else "post"
        said.append(entry.said(kind, shown, fixed=True, author=entry.handle))
    body = f"""<nav>{links(told.label("home"), told.label("search"), tag="div")}</nav><article><div
class="ph"><img alt="Un ponticello sul ruscello" src="{drawing(420, 420)}"></div><div class="tx">
<header><a href="#">{script[0].handle}</a> • <button>{told.label("follow")}</button></header>
{"".join(rows)}<section>Piace a 1.214 persone<br>22 novembre</section><form><textarea
aria-label="{told.label("write")}"></textarea></form></div></article><h2>Altri post di
{script[0].handle}</h2><div>{f'<img alt="" src="{drawing(90, 90)}">' * 3}</div>"""
    style = """body{font:14px sans-serif;margin:0}article{display:flex;border:1px solid #ddd}
.tx{flex:1;padding:12px}ul{list-style:none;padding:0;margin:0}._a9zm{display:flex;gap:12px;
padding:8px 0}._a9zr{flex:1}._a9zc{display:inline-block;font-size:14px;margin:0 6px 0 0}
._a9zs{display:inline}._ab8x{display:flex;gap:12px;color:#888;font-size:12px}button{border:0}"""
    html = document("it", "Foto", style, body)
    return Page("picture-comments-it", html, tuple(said), "https://scatti.example/p/Cb7pon/")


def _network() -> Page:
    """A post of a group and comments; name, how near the person is, what they do, age."""
    told = words("en")
    script = entries("en", 18, 114, deep=2, people=8)
    works = ("Carpenter at Brook & Daughters", "Librarian | Reader", "Head gardener")
    rows, said = [], []
    for entry in script:
        post = entry.number == 1
        tag = "feed-shared-update" if post else "comments-comment-item"
        nest = "" if entry.depth < 2 else ' style="margin-left:56px"'
        work = works[len(entry.name) % 3].replace("&", "&amp;")
        rows.append(f"""<article class="{tag}"{nest} data-id="urn:li:{tag}:{entry.number}">
<div class="meta"><a href="#"><img src="{drawing(40, 40)}" alt="View {entry.name}’s profile"></a>
<a href="#"><h3><span class="nm">{entry.name}</span> <span class="deg">• 2nd</span></h3>
<div class="hl">{work}</div></a><time class="tm">{told.age(entry.at)}</time></div>
<div class="content"><span dir="ltr">{entry.broken()}</span></div><div class="social"><button>
{told.label("like")}</button> <span>{entry.votes}</span> | <button>{told.label("reply")}</button>
</div>
</article>""")
        said.append(entry.said("post" if post else "comment", told.age(entry.at)))
    body = f"""<header>{links("Home", "My network", "Jobs", tag="span")}</header><div class="g">
<aside>
<h2>Fences and Gates</h2><p>2,310 members</p><h3>Admins</h3><p>Alba Quince<br>Owner</p></aside>
<main>
{"".join(rows)}<button>Load more comments</button></main></div>
<footer>{links("About", "Help")}</footer>"""
    style = """body{font:14px sans-serif;background:#f4f2ee}.g{display:grid;
grid-template-columns:180px 1fr;gap:20px}article{background:#fff;padding:12px;margin:6px 0}
.meta{display:flex;gap:8px}.meta h3{margin:0;font-size:14px}.hl,.deg,.tm{color:#666;font-size:12px}
.tm{margin-left:auto}.content{margin:8px 0}footer{display:flex}"""
    html = document("en", "Fences and Gates", style, body)
    return Page("group-post-comments-en", html, tuple(said), "https://trades.example/groups/411")


def _wall() -> Page:
    """A wall, right to left: the words above, below them a strip with who and when."""
    told = words("ar")
    script = list(reversed(entries("ar", 15, 115, people=7)))
    rows, said = [], []
    for entry in script:
        shown = told.ago(entry.at)
        rows.append(f"""<section class="w3"><div class="w4">{entry.html("div")}</div><div
class="w5"><img
alt="" src="{drawing(28, 28)}"><span class="w6"><a href="#">{entry.name}</a></span><abbr class="w7"
data-utime="{int(entry.at.timestamp())}" title="{told.written(entry.at)}">{shown}</abbr><span
class="w8">{told.label("like")} {entry.votes}</span></div></section>""")
        said.append(entry.said("post", shown, fixed=True))
    body = f"""<div class="w1">{links(told.label("home"), told.label("messages"), tag="span")}</div>
<div class="w2"><div>{"".join(rows)}</div><div><h3>{told.label("contacts")}</h3><ul>
{links("وسام الرابية", "دانة البيدر", "رواد العين")}</ul></div></div><div class="w1">
{links(told.label("terms"), told.label("privacy"), tag="span")}</div>"""
    style = """body{font:16px sans-serif;margin:0}.w1{display:flex;gap:20px;padding:8px}
.w2{display:grid;
grid-template-columns:1fr 200px;gap:20px}.w3{border:1px solid #ddd;margin:10px;border-radius:8px}
.w4{padding:12px}.w5{background:#f5f5f0;display:flex;gap:10px;padding:6px 12px;align-items:center}
.w7,.w8{color:#777;font-size:13px}"""
    html = document("ar", "الجدار", style, body)
    return Page("wall-name-strip-below-ar", html, tuple(said), "https://jidar.example/")


def _as_it_happens() -> Page:
    """A report as it happens: the time left, the words, at the end who wrote it."""
    told = words("es")
    script = list(reversed(entries("es", 18, 116, people=4)))
    rows, said = [], []
    for entry in script:
        shown = f"{entry.at:%H:%M}"
        rows.append(f"""<li class="lb"><div class="lb-t"><time>{shown}</time></div><div
class="lb-b">
{"".join(f"<p>{linked(line)}</p>" for line in entry.lines)}<p class="lb-s">Por <span
rel="author">{entry.name}</span></p></div></li>""")
        said.append(entry.said("post", shown))
    body = f"""<nav><ul>{links("Comarca", "Cultura", "Tiempo")}</ul></nav>
<h1>La reapertura del puente,
minuto a minuto</h1><p class="sub">Vecinas y vecinos se reúnen junto al molino.</p>
<ol>{"".join(rows)}
</ol><aside><p>{told.label("ad")}</p><p>Botas de agua, del 36 al 45</p></aside><footer><ul>
{links(told.label("about"), told.label("terms"))}</ul></footer>"""
    style = """body{font:17px Georgia;max-width:700px;margin:auto}ol{list-style:none;padding:0}
.lb{display:flex;gap:16px;border-top:1px solid #ddd;padding:8px 0}.lb-t{color:#a00;width:60px}
.lb-s{color:#777;font-size:14px}nav ul{display:flex;gap:16px;list-style:none;padding:0}"""
    html = document("es", "La reapertura del puente", style, body)
    return Page(
        "report-as-it-happens-es", html, tuple(said), "https://diario.example/directo/puente"
    )


PAGES = (
    _statuses(),
    _nothing_but_divs(),
    _picture(),
    _network(),
    _wall(),
    _as_it_happens(),
)
