"""Pictures, groups, lists of changes, visits and questions: posts with others inside or beside."""

from __future__ import annotations

from corpus.entries import Entry, Node, document, drawing, entries, linked, links, nested, words
from corpus.page import Page, Said


def _picture() -> Page:
    """A picture whose comments are lines: the name and the words in one paragraph."""
    told = words("fr")
    script = entries("fr", 19, 171, people=9)
    rows, said = [], []
    for entry in script:
        shown = told.ago(entry.at)
        rows.append(f"""<div class="ligne"><p><a class="u" href="#">{entry.handle}</a> <span>
{entry.broken()}</span></p><p class="bas"><time datetime="{entry.iso}">{shown}</time> <a
href="#">{entry.votes} ♡</a> <a href="#">{told.label("reply")}</a></p></div>""")
        kind = "comment" if entry.number > 1 else "post"
        said.append(entry.said(kind, shown, fixed=True, author=entry.handle))
    body = f"""<nav>{links(told.label("home"), told.label("search"), tag="span")}</nav><figure><img
alt="Le moulin sous la neige" src="{drawing(520, 300)}"><figcaption>{"".join(rows)}</figcaption>
</figure>
<form><input placeholder="{told.label("write")}"></form><aside><h2>{told.label("people")}</h2>
{links("atelier.bois", "le_four", "rive.gauche", tag="p")}</aside>"""
    style = """body{font:14px sans-serif;max-width:540px;margin:auto}figure{margin:0}
.u{font-weight:700}
.ligne p{margin:2px 0}.bas{color:#888;font-size:12px}nav span{margin-right:12px}"""
    html = document("fr", "Le moulin sous la neige", style, body)
    return Page("picture-name-in-line-fr", html, tuple(said), "https://images.example/p/moulin")


def _group() -> Page:
    """A group, right to left: each post holds its own comments."""
    told = words("ar")
    script = entries("ar", 21, 172, people=8)
    cards, said = [], []
    for start in range(0, len(script), 3):
        post, *below = script[start : start + 3]
        inner = "".join(_group_comment(entry) for entry in below)
        cards.append(f"""<article class="po"><header><img alt="" src="{drawing(40, 40)}"><div>
<strong>
{post.name}</strong><br><small title="{told.written(post.at)}">{told.ago(post.at)}</small></div>
</header><div class="po-t">{post.html()}</div><div class="po-c">{told.label("like")} {post.votes} ·
{told.label("comments", len(below))}</div><div class="cs">{inner}<div class="nw" role="textbox">
{told.label("write")}</div></div></article>""")
        said.append(post.said("post", told.ago(post.at)))
        said += [entry.said("comment", told.age(entry.at)) for entry in below]
    body = f"""<div class="gh"><h1>أصدقاء الجدول</h1><p>2310 أعضاء</p></div>
<main>{"".join(cards)}</main>
<aside><h3>{told.label("contacts")}</h3>{links("وسام الرابية", "دانة البيدر", tag="p")}</aside>"""
    style = """body{font:16px sans-serif;max-width:640px;margin:auto}.po{border:1px solid #ddd;
padding:12px;
margin:12px 0}.po header,.cm{display:flex;gap:8px}.cs{background:#f6f6f6;padding:8px}
.po-c{color:#777}
.cm{margin:6px 0}.cm p{margin:0}"""
    html = document("ar", "أصدقاء الجدول", style, body)
    return Page("group-comments-inside-ar", html, tuple(said), "https://majmua.example/g/jadwal")


def _group_comment(entry: Entry) -> str:
    told = words("ar")
    return f"""<div class="cm"><img alt="{entry.name}" src="{drawing(26, 26)}"><div>
<strong>{entry.name}
</strong>{entry.html()}<small>{told.age(entry.at)}</small> <small>{told.label("reply")}</small>
</div>
</div>"""


def _list_beside() -> Page:
    """Beside the thread a list of threads that looks like items: a name, an age, first words."""
    told = words("zh")
    script = entries("zh", 17, 173, people=6)
    other = entries("zh", 12, 199, people=10)
    beside = "".join(
        f"""<a class="th" href="#"><b>{entry.name}</b><time>{told.age(entry.at)}</time><span>
{linked(entry.lines[0][:12])}…</span></a>"""
        for entry in other
    )
    rows = "".join(
        f"""<div class="fl"><div class="fl-h"><b>{entry.name}</b>
<time>{told.written(entry.at, "numeric")}
</time><i>{entry.number}楼</i></div><div class="fl-t">{entry.broken()}</div><div class="fl-a">
<a href="#">{told.label("reply")}</a> <a href="#">{told.label("report")}</a></div></div>"""
        for entry in script
    )
    said = tuple(entry.said("post", told.written(entry.at, "numeric")) for entry in script)
    body = f"""<div class="two"><div class="left"><input
placeholder="{told.label("search")}">{beside}</div>
<div class="right"><h1>溪边篱笆要埋多深</h1>{rows}<textarea></textarea></div></div>"""
    style = """body{font:15px sans-serif;margin:0}.two{display:grid;grid-template-columns:240px 1fr}
.left{border-right:1px solid #ddd}.th{display:grid;grid-template-columns:1fr auto;padding:8px}
.th span{
grid-column:1/3;color:#777}.fl{padding:10px;border-bottom:1px solid #eee}.fl-h{display:flex;
gap:10px}
.fl-a{font-size:12px}.right{padding:12px}"""
    html = document("zh", "溪边篱笆要埋多深", style, body)
    return Page("thread-beside-list-zh", html, said, "https://luntan.example/t/118")


def _changes() -> Page:
    """A list of changes: a version as heading, who made it and when, points below."""
    told = words("en")
    script = list(reversed(entries("en", 13, 174, people=4)))
    rows, said = [], []
    for entry in script:
        shown = f"{entry.at:%Y-%m-%d}"
        points = "".join(f"<li>{linked(line)}</li>" for line in entry.lines)
        rows.append(f"""<section class="rel"><div class="tag"><h2>v2.{entry.number}.0</h2><code>
{entry.votes:02}fe{entry.number}</code></div><div class="inn"><p class="sub"><a
href="#">{entry.handle}
</a> released this <time datetime="{entry.iso}">{shown}</time></p><ul>{points}</ul><details>
<summary>
Assets 2</summary></details></div></section>""")
        said.append(entry.said("post", shown, fixed=True, author=entry.handle))
    body = f"""<nav>{links("Code", "Releases", "Wiki", tag="span")}</nav>
<h1>Releases</h1>{"".join(rows)}
<p><a href="#">Previous</a> <a href="#">{told.label("next")}</a></p>"""
    style = """body{font:14px sans-serif;max-width:800px;margin:auto}.rel{display:grid;
grid-template-columns:120px 1fr;border-top:1px solid #ddd;padding:12px 0}.sub{color:#666}"""
    html = document("en", "Releases", style, body)
    return Page("changes-by-version-en", html, tuple(said), "https://code.example/brook/releases")


def _properties() -> Page:
    """A question with answers, each field named by a property of a vocabulary."""
    told = words("it")
    script = entries("it", 14, 175, people=8)
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "date")
        first = entry.number == 1
        kind = "question" if first else "answer"
        best = "<em>Migliore risposta</em>" if entry.number == 2 else ""
        rows.append(f"""<div class="{kind}" itemprop="{kind}" itemscope
itemtype="#{kind}">{best}<meta
itemprop="dateCreated" content="{entry.iso}"><div class="nome"><span itemprop="author" itemscope>
<span
itemprop="name">{entry.name}</span></span> <span class="grado">Livello {entry.votes % 7}</span>
</div>
<div itemprop="text">{entry.broken()}</div><div class="sotto"><span>{shown}</span> <span
itemprop="upvoteCount">{entry.votes}</span> <button>👍</button></div></div>""")
        said.append(entry.said("post", shown, fixed=True))
    body = f"""<ul>{links("Casa", "Giardino", "Cucina")}</ul>
<h1>Quanto deve essere profondo il palo?</h1>
{"".join(rows)}<h3>Domande simili</h3><ul>{links("Quale legno?", "Basta la ghiaia?")}</ul>"""
    style = """body{font:15px sans-serif;max-width:640px;margin:auto}.answer{margin-left:30px;
padding:10px;
border-top:1px solid #ddd}.question{background:#f4f8f4;padding:12px}.nome{font-weight:600}
.grado,.sotto{color:#777;font-size:12px;font-weight:400}"""
    html = document("it", "Quanto profondo il palo?", style, body)
    return Page("answers-properties-it", html, tuple(said), "https://chiedi.example/d/4117")


def _utilities() -> Page:
    """Classes that only say how it looks; answers set in; some were changed."""
    told = words("ko")
    script = entries("ko", 20, 176, deep=3, people=8)
    tree = "".join(_utility(node) for node in nested(script))
    said = tuple(entry.said("comment", told.ago(entry.at)) for entry in script)
    body = f"""<div class="flex px-4"><span>{told.label("home")}</span>
<span>{told.label("sign_in")}</span>
</div><div class="px-4"><div class="text-xl">올해 텃밭 이야기</div>{tree}</div><div
class="flex px-4">
{links(told.label("terms"), told.label("privacy"), tag="span")}</div>"""
    style = """body{font:15px sans-serif;margin:0}.flex{display:flex;gap:8px}.px-4{padding:0 16px}
.pl-8{padding-left:32px}.py-3{padding:12px 0}.text-xs{font-size:12px}.text-gray-500{color:#6b7280}
.font-semibold{font-weight:600}.text-xl{font-size:20px}.rounded-full{border-radius:99px;
background:#dbe;
width:32px;height:32px;text-align:center}.grow{flex:1}"""
    html = document("ko", "올해 텃밭 이야기", style, body)
    return Page("comments-utility-classes-ko", html, said, "https://batbat.example/p/20")


def _utility(node: Node) -> str:
    told, entry = words("ko"), node.entry
    changed = ""
    if entry.number % 6 == 0:
        changed = f'<span class="text-xs text-gray-500">({told.label("edited")})</span>'
    below = "".join(_utility(child) for child in node.children)
    inner = f'<div class="pl-8">{below}</div>' if below else ""
    return f"""<div><div class="flex py-3"><div class="rounded-full">{entry.initials[0]}</div><div
class="grow"><div class="flex"><div class="font-semibold">{entry.name}</div><div class="text-xs
text-gray-500">{told.ago(entry.at)}</div>{changed}</div><div>{entry.broken()}</div><div class="flex
text-xs text-gray-500"><div>{told.label("like")} {entry.votes}</div><div>{told.label("reply")}</div>
</div>
</div></div>{inner}</div>"""


def _list() -> Page:
    """A blog, right to left: a numbered list, the date first, then who, then the words."""
    told = words("he")
    script = entries("he", 18, 177, deep=2, people=8)
    said = tuple(entry.said("comment", told.written(entry.at), fixed=True) for entry in script)
    tree = "".join(_listed(node) for node in nested(script))
    body = f"""<header><h1>מהגינה</h1></header><article><h2>הגדר ליד הנחל</h2>
<p>{told.data["long"][1]}</p>
</article><section><h3>{told.label("comments", len(script))}</h3><ol>{tree}</ol><form><label>שם
<input></label><textarea></textarea></form></section><footer>{links("אודות", "ארכיון")}</footer>"""
    style = """body{font:16px sans-serif;max-width:640px;margin:auto}ol{padding-inline-start:24px}
.m{color:#777;font-size:13px}cite{font-weight:700;font-style:normal}p{margin:4px 0}"""
    html = document("he", "הגדר ליד הנחל", style, body)
    return Page("blog-date-first-he", html, said, "https://gina.example/gader")


def _listed(node: Node) -> str:
    told, entry = words("he"), node.entry
    below = "".join(_listed(child) for child in node.children)
    inner = f"<ol>{below}</ol>" if below else ""
    return f"""<li><div class="m"><time datetime="{entry.iso}">{told.written(entry.at)}</time> ·
<cite>
{entry.name}</cite></div><div>{entry.html()}</div><div class="m"><a
href="#">{told.label("reply")}</a>
</div>{inner}</li>"""


def _visits() -> Page:
    """Reviews of a place: points in a table, a day of the visit that is not when it was written."""
    told = words("ja")
    script = list(reversed(entries("ja", 14, 178, people=9)))
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "date")
        rows.append(f"""<div class="kuchi"><div class="hito"><p class="na">{entry.name}</p><p>
{told.label("posts")} {entry.votes}</p></div><div class="nai"><table><tr><th>総合</th>
<td>4.{entry.number % 9}
</td><th>料理</th><td>4.0</td></tr><tr><th>訪問</th><td>2026年10月</td></tr></table><div
class="hon">
{entry.html()}</div><p class="hi">投稿日 <span>{shown}</span></p></div></div>""")
        said.append(entry.said("post", shown))
    body = f"""<p>{links("トップ", "地図", tag="span")}</p><h1>窯と粉</h1>
<p>4.21 ★ 口コミ{len(script)}件</p>
{"".join(rows)}<h2>近くのお店</h2><ul>{links("水車茶屋", "橋のたもと")}</ul>"""
    style = """body{font:14px sans-serif;max-width:700px;margin:auto}.kuchi{display:flex;gap:16px;
border-top:1px solid #ddd;padding:12px 0}.hito{width:120px}.nai{flex:1}.na{font-weight:700}
table{color:#777;font-size:12px}.hi{color:#777}p{margin:2px 0}"""
    html = document("ja", "窯と粉 口コミ", style, body)
    return Page("reviews-visits-ja", html, tuple(said), "https://tabibito.example/kama")


def _asked() -> Page:
    """Questions of others, each with the answer of whoever owns the page; some without a name."""
    told = words("de")
    script = entries("de", 24, 179, people=9)
    owner = script[0].name
    rows, said = [], []
    for start in range(0, len(script), 2):
        question, answer = script[start : start + 2]
        unknown = start % 6 == 2 or question.name == owner
        by = "Ohne Namen" if unknown else question.name
        shown = told.ago(answer.at)
        rows.append(f"""<article class="fr"><header><h3>{question.broken()}</h3><div
class="vn">{by}</div>
</header><div class="aw"><a class="un" href="#">{owner}</a><time
datetime="{answer.iso}">{shown}</time>
<div class="tx">{answer.broken()}</div></div><footer>♥ {answer.votes}</footer></article>""")
        said.append(Said(question.text, by, kind="post"))
        said.append(answer.said("comment", shown, fixed=True, author=owner))
    body = f"""<header><h1>{owner}</h1><p>Fragt mich etwas über Zäune.</p><textarea></textarea>
<button>Fragen
</button></header>{"".join(rows)}<footer>{links(told.label("terms"), tag="span")}</footer>"""
    style = """body{font:15px sans-serif;max-width:560px;margin:auto}.fr{background:#f6f3ee;
padding:14px;
margin:12px 0}.fr h3{margin:0}.vn,time{color:#888;font-size:12px}.un{font-weight:600;
margin-right:8px}"""
    html = document("de", owner, style, body)
    return Page("asked-and-answered-de", html, tuple(said), "https://fragmich.example/wall")


PAGES = (
    _picture(),
    _group(),
    _list_beside(),
    _changes(),
    _properties(),
    _utilities(),
    _list(),
    _visits(),
    _asked(),
)
