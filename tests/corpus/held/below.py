"""What stands below: comments under films, articles and blogs, each in markup of its own."""

from __future__ import annotations

from corpus.entries import Entry, Node, document, drawing, entries, linked, links, nested, words
from corpus.page import Page, Said


def _shadows() -> Page:
    """Comments of a film, each in shadow roots in shadow roots; answers in one more."""
    told = words("zh")
    script = entries("zh", 21, 121, deep=1, people=9)
    said = [entry.said("comment", told.written(entry.at, "numeric")) for entry in script]
    threads = "".join(_shadow_thread(node) for node in nested(script))
    others = "".join(
        f'<li><a href="#">{title}</a><br><small>{name} · {told.label("views", 8203)}</small></li>'
        for title, name in (("做一扇小门", "木头时间"), ("雨后的溪", "南坡散步"))
    )
    body = f"""<header>{links(told.label("home"), told.label("search"), tag="span")}</header><main>
<div
class="film"></div><h1>在溪边立一道篱笆</h1><div>{told.label("views", 8203)}</div><hp-comments>
<template
shadowrootmode="open"><style>#head{{display:flex;gap:8px}}</style><div id="head"><h2>评论</h2><span>
{len(script)}</span></div><div id="new"><textarea placeholder="{told.label("write")}"></textarea>
</div>
<div id="feed">{threads}</div></template></hp-comments></main><aside><ul>{others}</ul></aside>"""
    style = """body{font:15px sans-serif;display:grid;grid-template-columns:1fr 220px;gap:20px}
header{grid-column:1/3}.film{height:160px;background:#333}"""
    html = document("zh", "在溪边立一道篱笆", style, body)
    return Page("film-shadow-in-shadow-zh", html, tuple(said), "https://pian.example/v/b9k2")


def _shadow_thread(node: Node) -> str:
    answers = "".join(_shadow_comment(child.entry, "hp-answer") for child in node.children)
    more = ""
    if answers:
        more = f"""<hp-answers><template shadowrootmode="open"><div
style="margin-left:56px">{answers}
</div></template></hp-answers>"""
    return f"""<hp-thread><template
shadowrootmode="open">{_shadow_comment(node.entry, "hp-comment")}
{more}</template></hp-thread>"""


def _shadow_comment(entry: Entry, tag: str) -> str:
    told = words("zh")
    return f"""<{tag}><template shadowrootmode="open">
<style>:host{{display:flex;gap:10px;margin:10px 0}}
.i{{color:#888;font-size:12px}}</style><img src="{drawing(36, 36)}" width="36" alt=""><div>
<hp-person>
<template shadowrootmode="open"><a href="#" id="name">{entry.name}</a></template></hp-person>
<hp-rich>
<template shadowrootmode="open"><p id="contents"><span>{entry.broken()}</span></p></template>
</hp-rich>
<div class="i"><span id="pubdate">{told.written(entry.at, "numeric")}</span>
<button>👍 {entry.votes}
</button> <button>{told.label("reply")}</button></div></div></template></{tag}>"""


def _sections() -> Page:
    """An article's comments as a flat grid of sections; letters for pictures; "answering X"."""
    told = words("pt")
    script = entries("pt", 18, 122, answering=0.4)
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "date_short")
        to = f"<em>{told.label('to', entry.answers.name)}</em>" if entry.answers else ""
        rows.append(f"""<section class="cx"><div class="cx-l"
title="{entry.name}">{entry.initials}</div>
<div class="cx-n">{entry.name}</div><div class="cx-d">{shown}</div><div class="cx-t">{to}
{entry.html()}</div><div class="cx-a"><span>▲ {entry.votes}</span><span>▼ {entry.votes // 7}</span>
<span>{told.label("reply")}</span><span>{told.label("report")}</span></div></section>""")
        said.append(entry.said("comment", shown))
    story = told.data["long"]
    body = f"""<header><h2>Correio da Ribeira</h2>{links("Local", "Cultura", "Opinião", tag="span")}
</header><article><h1>O poço que ninguém encontrava</h1><p
class="by">Texto de Alda Nevoeira · 20 nov
2026</p>{"".join(f"<p>{line}</p>" for line in story[:3])}</article><div class="box">
<h3>{told.label("comments", len(script))}</h3><select><option>{told.label("sort")}</option></select>
{"".join(rows)}<button>{told.label("load")}</button></div><div class="rel"><h3>Leia também</h3>
{links("Três garças na represa", "O forno da aldeia", tag="p")}</div>"""
    style = """body{font:16px Georgia;max-width:700px;margin:auto}.cx{display:grid;padding:10px 0;
grid-template-columns:44px auto 1fr;gap:4px 10px;border-top:1px solid #ddd}.cx-l{grid-row:1/4;
width:40px;height:40px;border-radius:50%;background:#9bb;color:#fff;display:grid;place-items:center}
.cx-n{font-weight:700}.cx-d{color:#888}.cx-t,.cx-a{grid-column:2/4}.cx-a{display:flex;gap:12px}
.cx-t p{margin:0 0 4px}em{color:#888}"""
    html = document("pt", "O poço que ninguém encontrava", style, body)
    return Page("article-grid-sections-pt", html, tuple(said), "https://correio.example/n/poco")


def _plugin() -> Page:
    """A plug-in below a text: name and work, words, then verbs with dots and an age."""
    told = words("en")
    script = entries("en", 17, 123, deep=1, people=8)
    rows, said = [], []
    for node in nested(script):
        below = "".join(_plugin_comment(child.entry, "") for child in node.children)
        rows.append(_plugin_comment(node.entry, below))
    said = [entry.said("comment", told.age(entry.at)) for entry in script]
    body = f"""<h1>A shed of one’s own</h1><p>{told.data["long"][0]}</p><div class="_4k"
role="main"><div
class="_4h"><span>{told.label("comments", len(script))}</span><span>{told.label("sort")}</span>
</div>
<div class="_4w"><div contenteditable="true">Add a comment…</div></div>{"".join(rows)}<div><a
href="#">Comments Plugin</a></div></div><div
class="foot">{links("Older", "Newer", tag="span")}</div>"""
    style = """body{font:14px Helvetica;max-width:600px;margin:auto}._3c{padding-left:56px;
margin:12px 0;
position:relative}._3i{position:absolute;left:0}._3n{color:#385898;font-weight:700}._3w{color:#888}
._4h{display:flex;justify-content:space-between}._3a{font-size:12px;color:#888}"""
    html = document("en", "A shed of one’s own", style, body)
    return Page("plugin-verbs-with-dots-en", html, tuple(said), "https://shed.example/2026/own/")


def _plugin_comment(entry: Entry, below: str) -> str:
    told = words("en")
    return f"""<div class="_3c"><img class="_3i" alt="" src="{drawing(48, 48)}"><div><span><a
class="_3n"
href="#">{entry.name}</a></span> <span class="_3w">· <span>Carpenter</span></span></div>
<div class="_3t"><span><span>{entry.broken()}</span></span></div><div class="_3a"><a href="#">
{told.label("like")}</a><span aria-hidden="true"> · </span><a href="#">{told.label("reply")}</a>
<span
aria-hidden="true"> · </span><span>{entry.votes}</span><span aria-hidden="true"> · </span><span><a
href="#">{told.age(entry.at)}</a></span></div><div>{below}</div></div>"""


def _blog_terms() -> Page:
    """A blog, right to left: a term with the name, the words, a small line with the date."""
    told = words("he")
    script = entries("he", 17, 124, people=9)
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "date_short")
        rows.append(f"""<dt class="comment-author" id="c{entry.number}"><a name="c{entry.number}">
</a>
<div class="icon"><img alt="" width="35" height="35" src="{drawing(35, 35)}"></div><a href="#"
rel="nofollow">{entry.name}</a> אמר/ה...</dt><dd class="comment-body" id="b{entry.number}"><p>
{entry.broken()}</p></dd><dd class="comment-footer"><span class="comment-timestamp"><a href="#"
title="comment permalink">{shown}</a><span><a class="del" href="#" title="מחיקה">🗑</a></span></span>
</dd>""")
        said.append(entry.said("comment", shown))
    body = f"""<h1><a href="#">יומן הנחל</a></h1><div class="post"><h3>הבאר הישנה</h3><div>
{told.data["long"][0]}</div><div class="foot">פורסם ב-20 בנובמבר</div></div><div id="comments"><h4>
{told.label("comments", len(script))}:</h4><dl>{"".join(rows)}</dl><p><a href="#">הוספת תגובה</a>
</p>
</div><div class="side"><h2>ארכיון</h2><ul>{links("נובמבר (3)", "אוקטובר (7)", "ספטמבר (2)")}</ul>
</div>
"""
    style = """body{font:15px sans-serif;max-width:640px;margin:auto}dt{margin-top:14px;
font-weight:700}
.icon{display:inline-block}.comment-footer{color:#888;font-size:12px}dd p{margin:4px 0}"""
    html = document("he", "יומן הנחל", style, body)
    return Page("blog-terms-he", html, tuple(said), "https://yoman.example/2026/11/beer.html")


def _group_times() -> Page:
    """Lists of what one person wrote, the name above it; one age below each list."""
    told = words("fr")
    script = entries("fr", 22, 125, people=5)
    rows, said, start = [], [], 0
    sizes = (1, 3, 2, 4, 1, 2, 3, 1, 2, 3)
    for size in sizes:
        group = script[start : start + size]
        start += size
        shown = told.ago(group[-1].at)
        lines = "".join(f'<li class="l-{n}">{e.broken()}</li>' for n, e in enumerate(group))
        rows.append(f"""<div role="group" class="u7"><div class="u8"><svg width="28" height="28">
<circle
cx="14" cy="14" r="14"></circle></svg><span>{group[0].name}</span></div><ul>{lines}</ul>
<p class="u9">{shown} · {told.label("reply")}</p></div>""")
        for entry in group:
            last = shown if entry is group[-1] else ""
            said.append(Said(entry.text, group[0].name, "", last, "", "comment"))
    body = f"""<h1>Le mur de la chorale</h1><p>{told.label("sort")}</p>{"".join(rows)}<hr><p>
{links(told.label("home"), told.label("terms"), tag="span")}</p>"""
    style = """body{font:15px sans-serif;max-width:600px;margin:auto}.u7{margin:18px 0}
.u8{display:flex;
gap:8px;font-weight:600}.u7 ul{list-style:none;margin:0;padding:0 0 0 36px}.u7 li{background:#eef;
padding:6px 10px;margin:3px 0;border-radius:10px;width:fit-content}.u9{color:#888;margin:0 36px}"""
    html = document("fr", "Le mur de la chorale", style, body)
    return Page("wall-age-below-lists-fr", html, tuple(said), "https://chorale.example/mur")


def _name_below() -> Page:
    """A class's book of wishes: words first, name and day in the line below, at its end."""
    told = words("zh")
    script = entries("zh", 16, 126, people=10)
    cells, said = [], []
    for entry in script:
        shown = told.written(entry.at, "date")
        lines = "".join(f"<div>{linked(line)}</div>" for line in entry.lines)
        cells.append(f"""<td class="wish"><div class="w">{lines}</div><div class="s">
<span>{shown}</span>
<b>{entry.name}</b></div></td>""")
        said.append(entry.said("post", shown))
    rows = "".join(f"<tr>{''.join(cells[i : i + 2])}</tr>" for i in range(0, len(cells), 2))
    body = f"""<h1>留言册</h1><p>{told.label("home")} | {told.label("search")}</p>
<table>{rows}</table>
<p><a href="#">{told.label("next")}</a></p>"""
    style = """body{font:16px serif;margin:20px}td.wish{border:1px solid #cbb;padding:12px;
width:50%;
vertical-align:top}.s{text-align:right;color:#866;margin-top:8px}"""
    html = document("zh", "留言册", style, body)
    return Page("wishes-two-columns-zh", html, tuple(said), "https://liuyan.example/book/3")


PAGES = (
    _shadows(),
    _sections(),
    _plugin(),
    _blog_terms(),
    _group_times(),
    _name_below(),
)
