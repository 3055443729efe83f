"""Threads of answers, each in markup of its own."""

from __future__ import annotations

from corpus.entries import Entry, Node, document, drawing, entries, linked, links, nested, words
from corpus.page import Page, Said


def _spacers() -> Page:
    """Rows of one table; how deep an answer lies is the width of an empty picture."""
    told = words("en")
    script = entries("en", 28, 101, deep=5, people=10)
    rows, said = [], []
    for entry in script[1:]:
        shown = told.ago(entry.at)
        moment = f"{entry.at:%Y-%m-%dT%H:%M:%S} {int(entry.at.timestamp())}"
        rows.append(f"""<tr class="athing comtr" id="{39000 + entry.number}"><td><table border="0">
<tr>
<td class="ind" indent="{entry.depth - 1}"><img src="{drawing(1, 1)}" height="1" alt=""
width="{(entry.depth - 1) * 40}"></td><td valign="top" class="votelinks"><center><a href="#">
<div class="votearrow" title="upvote"></div></a></center></td><td class="default">
<div><span class="comhead"><a href="#" class="hnuser">{entry.handle}</a> <span class="age"
title="{moment}"><a href="#">{shown}</a></span> <span class="navs">| <a href="#">parent</a> |
<a href="#">next</a> <a class="togg" href="#">[–]</a></span></span></div><br>
<div class="comment"><div class="commtext c00">{_first_bare(entry)}</div><div class="reply"><p>
<font size="1"><u><a href="#">reply</a></u></font></p></div></div></td></tr></table></td></tr>""")
        said.append(entry.said("comment", shown, fixed=True, author=entry.handle))
    top = script[0]
    body = f"""<center><table id="hnmain" width="85%"><tr><td bgcolor="#ff9966"><b>Brook Talk</b>
new |
<a href="#">past</a> | <a href="#">comments</a> | <a href="#">ask</a></td></tr><tr><td>
<table class="fatitem"><tr><td><a href="#">A fence along the water</a> (notes.example)</td></tr>
<tr><td class="subtext">{top.votes} points by <a href="#" class="hnuser">{top.handle}</a> <span
class="age" title="{top.at:%Y-%m-%dT%H:%M:%S}">{told.ago(top.at)}</span> | <a href="#">hide</a></td>
</tr></table><br><form><textarea></textarea></form><table
class="comment-tree">{"".join(rows)}</table>
</td></tr></table><span class="yclinks"><a href="#">Guidelines</a> | <a href="#">FAQ</a></span>
</center>"""
    style = (
        "body{font:13px Verdana}.comhead,.subtext{color:#888;font-size:11px}.votearrow{width:9px}"
    )
    html = document("en", "A fence along the water", style, body)
    return Page("thread-spacers-en", html, tuple(said), "https://brooktalk.example/item?id=39001")


def _first_bare(entry: Entry) -> str:
    """The first paragraph without an element, as old programs write it."""
    first, *others = entry.lines
    return linked(first) + "".join(f"<p>{linked(line)}</p>" for line in others)


def _cells() -> Page:
    """Messages with a cell of the person beside, a list of who liked it, a note of changes."""
    told = words("es")
    script = entries("es", 15, 102, people=6, answering=0.5)
    said = [entry.said("post", told.written(entry.at, "date"), fixed=True) for entry in script]
    rows = "".join(_cells_message(entry) for entry in script)
    body = f"""<nav>{links("Foros", "Novedades", "Multimedia", tag="span")}</nav><h1>Valla junto al
arroyo</h1><ul class="pages">{links("1", "2", "3")}</ul>{rows}<form><textarea></textarea>
<button>{told.label("reply")}</button></form><h3>Temas similares</h3>
<ol>{links("Postes", "Pozo")}</ol>
<footer>{links(told.label("terms"), told.label("privacy"), tag="span")}</footer>"""
    style = """body{font:14px sans-serif;max-width:900px;margin:auto}.m-in{display:flex}.user{
width:140px;background:#f0f4f8;padding:10px;text-align:center}.main{flex:1;padding:10px}
.message{border:1px solid #ccd;margin:10px 0}.bq{border-left:3px solid #fa0;background:#fafafa;
margin:0 0 10px;padding:8px}.sig{border-top:1px solid #ddd;color:#888;margin-top:8px}
header{display:flex;justify-content:space-between}ul{list-style:none;padding:0}dl{display:flex;
justify-content:space-between;margin:0;font-size:12px}"""
    html = document("es", "Valla junto al arroyo", style, body)
    return Page("forum-person-cell-es", html, tuple(said), "https://foro.example/valla.118/")


def _cells_message(entry: Entry) -> str:
    told = words("es")
    likes, changed = "", ""
    if entry.number % 3 == 0:
        others = [name for name, _ in told.data["names"] if name != entry.name][:2]
        likes = f"""<div class="rx"><a href="#"><bdi>{others[0]}</bdi>, <bdi>{others[1]}</bdi> y 3
más</a></div>"""
    if entry.number % 4 == 0:
        changed = '<div class="le">Última edición: ayer</div>'
    return f"""<article class="message" data-author="{entry.name}" id="js-{entry.number}">
<div class="m-in"><div class="m-cell user"><section itemscope><div class="av"><a href="#"><span>
{entry.initials[0]}</span></a></div><h4><a href="#" class="username"><span>{entry.name}</span></a>
</h4>
<h5>Miembro activo</h5><dl><dt>{told.label("joined")}</dt><dd>3 Abr 2019</dd></dl><dl>
<dt>{told.label("posts")}</dt><dd>{entry.votes * 7}</dd></dl></section></div><div
class="m-cell main">
<header><ul><li><a href="#"><time datetime="{entry.at:%Y-%m-%dT%H:%M:%S+0000}" title="
{told.written(entry.at)}">{told.written(entry.at, "date")}</time></a></li></ul><ul class="op"><li>
<a href="#">#{entry.number}</a></li></ul></header><div class="m-body"><article><div
class="bbWrapper">
{_cells_quote(entry)}{entry.broken()}</div></article></div>{changed}<footer><a href="#">
{told.label("like")}</a> <a href="#">Citar</a></footer>{likes}<aside class="sig">
<div>Quien planta un
nogal piensa en otros.</div></aside></div></div></article>"""


def _cells_quote(entry: Entry) -> str:
    if entry.answers is None:
        return ""
    wrote = words("es").label("wrote", entry.answers.name)
    return f"""<blockquote class="bq" data-quote="{entry.answers.name}"><div class="bq-t"><a
href="#">
{wrote}</a></div><div class="bq-c">{entry.answers.broken()}</div><div class="bq-x"><a>Pulsa para
expandir…</a></div></blockquote>"""


def _folding() -> Page:
    """What answers lies inside what is answered, and each can be folded away by its heading."""
    told = words("fr")
    script = entries("fr", 23, 103, deep=4, people=9)
    said = [entry.said("comment", told.ago(entry.at)) for entry in script]
    tree = "".join(_fold(node) for node in nested(script))
    body = f"""<header><a href="#">Les Salons</a> / <a href="#">Jardin</a></header><h1>Vos pains
d’hiver</h1><p>{told.label("comments", len(script))} · {told.label("sort")}</p>{tree}<footer>
{links(told.label("about"), told.label("privacy"), tag="span")}</footer>"""
    style = """body{font:15px sans-serif;margin:24px}details{margin:8px 0 0 16px;padding-left:10px;
border-left:1px dotted #999}summary{color:#555}summary b{color:#036}menu{display:flex;gap:10px;
list-style:none;padding:0;margin:4px 0}p{margin:4px 0}"""
    html = document("fr", "Vos pains d’hiver", style, body)
    return Page("thread-folding-fr", html, tuple(said), "https://salons.example/jardin/2211")


def _fold(node: Node) -> str:
    told, entry = words("fr"), node.entry
    below = "".join(_fold(child) for child in node.children)
    return f"""<details open id="m{entry.number}"><summary><b>{entry.name}</b>
<em>{entry.votes} points,
{told.ago(entry.at)}</em></summary>{entry.html()}<menu><li>{told.label("reply")}</li><li>
{told.label("report")}</li></menu>{below}</details>"""


def _terms_board() -> Page:
    """A board whose head lines are terms: number, a name that is nobody's, date, a mark."""
    script = entries("ja", 26, 104, answering=0.6)
    days = "月火水木金土日"
    rows, said = [], []
    for entry in script:
        day = days[entry.at.weekday()]
        shown = f"{entry.at:%Y/%m/%d}({day}) {entry.at:%H:%M:%S}.{entry.votes:02}"
        name = "名無しさん" if entry.number % 8 else "畑の人"
        arrow, said_arrow = "", ""
        if entry.answers:
            arrow = f'<a href="#r{entry.answers.number}">&gt;&gt;{entry.answers.number}</a><br>'
            said_arrow = f">>{entry.answers.number}\n"
        rows.append(f"""<dt id="r{entry.number}">{entry.number} : <font color="green"><b>{name}</b>
</font>
: {shown} ID:{entry.handle[:4]}Zk0</dt><dd>{arrow}{entry.broken()}<br><br></dd>""")
        said.append(entry.said("post", shown, author=name, text=said_arrow + entry.text))
    body = f"""<div><a href="#">■掲示板に戻る■</a> <a href="#">全部</a> <a href="#">最新50</a></div>
<hr>
<h1>【小川】柵をつくる その3</h1><dl class="thread">{"".join(rows)}</dl><font
color="red">62KB</font><hr>
<a href="#">新着レスの表示</a><form>名前: <input> E-mail: <input><br><textarea></textarea></form>"""
    style = "body{background:#efefef;font:15px serif}h1{color:red;font-size:18px}"
    html = document("ja", "【小川】柵をつくる その3", style, body)
    return Page("board-terms-ja", html, tuple(said), "https://ita.example/test/read/niwa/17954")


def _alt_only() -> Page:
    """Nobody's name stands in words: only the picture says who it is."""
    told = words("ko")
    script = entries("ko", 20, 105, people=7)
    cells, said = [], []
    for entry in script:
        shown = told.ago(entry.at)
        cells.append(f"""<div class="sc-a1"><span class="sc-b2"><img class="sc-c3"
alt="{entry.name}"
src="{drawing(40, 40, "e0c9b8")}" width="40" height="40"></span><div class="sc-d4"><div
class="sc-e5">
{entry.broken()}</div><div class="sc-f6"><span>{shown}</span><span>{told.label("like")}
{entry.votes}</span><span>{told.label("reply")}</span></div></div></div>""")
        said.append(entry.said("comment", shown))
    body = f"""<div
class="sc-t0">{links(told.label("home"), told.label("search"), tag="span")}</div>
<div class="sc-t1">물레방앗간 길 이야기</div><div
class="sc-t2">{told.label("comments", len(script))}</div>
<div>{"".join(cells)}</div><div class="sc-t0"><span>{told.label("load")}</span></div>"""
    style = """body{font:15px sans-serif;max-width:560px;margin:auto}.sc-a1{display:flex;gap:12px;
padding:10px 0}.sc-c3{border-radius:50%}.sc-f6{display:flex;gap:12px;color:#888;font-size:12px}
.sc-t0{display:flex;gap:14px}.sc-t1{font-size:22px}"""
    html = document("ko", "물레방앗간 길 이야기", style, body)
    return Page("comments-name-in-picture-ko", html, tuple(said), "https://madang.example/p/9031")


def _journal() -> Page:
    """A ticket's history: a heading that is a sentence, what was changed, what was noted."""
    told = words("ja")
    script = entries("ja", 16, 106, people=5)
    rows, said = [], []
    for entry in script:
        shown = told.ago(entry.at)
        detail = ""
        if entry.number % 3 == 1:
            detail = "<ul class='details'><li>進捗率 を <i>20</i> から <i>50</i> に変更</li></ul>"
        rows.append(f"""<div id="change-{entry.number}" class="journal has-notes"><div
id="note-{entry.number}"><div class="contextual"><a href="#">引用</a> <a
href="#">#{entry.number}</a>
</div><h4><a href="#" class="user active">{entry.name}</a> さんが<a href="#" title="
{told.written(entry.at, "numeric")}">{shown}</a>に更新</h4>{detail}<div class="wiki"><div>
{entry.html()}</div></div></div></div>""")
        said.append(entry.said("comment", shown))
    body = f"""<div id="top">{links("ホーム", "プロジェクト", "ヘルプ", tag="span")}</div>
<h2>機能 #118</h2>
<div class="issue"><h3>柵の柱が傾く</h3><table><tr><th>ステータス:</th><td>進行中</td>
<th>開始日:</th>
<td>2026/11/20</td></tr><tr><th>優先度:</th><td>通常</td><th>進捗率:</th><td>50%</td></tr></table>
</div>
<div id="history"><h3>履歴</h3>{"".join(rows)}</div><div id="sidebar"><h3>チケット</h3><ul>
{links("すべてのチケット", "サマリー")}</ul><h3>ウォッチャー (2)</h3><ul><li>木舟 みのり</li></ul>
</div>"""
    style = """body{font:13px sans-serif}.journal{border-top:1px solid #ddd;padding:6px}
.contextual{float:right}.details{color:#777;font-size:12px}.issue{background:#ffd;padding:8px}"""
    html = document("ja", "機能 #118: 柵の柱が傾く", style, body)
    return Page("ticket-journal-ja", html, tuple(said), "https://kadai.example/issues/118")


def _answers() -> Page:
    """A question as the heading; answers with what the person is; comments below an answer."""
    told = words("ar")
    script = entries("ar", 16, 107, people=9)
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "date")
        if entry.number % 3 == 1:
            rows.append(f"""<div class="qu-mb"><div class="qu-row"><div class="qu-pic"><img
alt="صورة"
src="{drawing(36, 36)}"></div><div><div><a class="qu-nm" href="#">{entry.name}</a> · <a href="#">
{told.label("follow")}</a></div><div class="qu-cr"><span>يسكن قرب الجدول</span> · <a href="#">أجاب
{shown}</a></div></div></div><div class="qu-tx">{entry.html("p", 'class="q-text"')}</div>
<div class="qu-ac"><button>تأييد · {entry.votes}</button><button>↓</button></div></div>""")
            said.append(Said(entry.text, entry.name, "", shown, "", "post"))
            continue
        rows.append(f"""<div class="qu-cm"><div class="qu-pic"><img alt="" src="{drawing(24, 24)}">
</div>
<div><div><a class="qu-nm" href="#">{entry.name}</a> <span>{told.ago(entry.at)}</span></div>
<div>{entry.html("p", 'class="q-text"')}</div><span>{told.label("reply")}</span></div></div>""")
        said.append(entry.said("comment", told.ago(entry.at)))
    body = f"""<nav>{links(told.label("home"), told.label("search"), tag="span")}</nav><main>
<h1>كم عمق
العمود بجانب الجدول؟</h1><div>6 إجابات</div>{"".join(rows)}</main><aside><h3>أسئلة ذات صلة</h3><ul>
{links("أي خشب للأرض الرطبة؟", "هل يكفي الحصى؟")}</ul></aside>"""
    style = """body{font:16px sans-serif;max-width:720px;margin:auto}.qu-row,.qu-cm{display:flex;
gap:10px}
.qu-mb{border-top:1px solid #ddd;padding-top:12px}.qu-cm{margin-inline-start:40px;font-size:14px}
.qu-nm{font-weight:700}.qu-cr{color:#777;font-size:13px}"""
    html = document("ar", "كم عمق العمود", style, body)
    return Page("answers-credentials-ar", html, tuple(said), "https://suwal.example/q/4117")


PAGES = (
    _spacers(),
    _cells(),
    _folding(),
    _terms_board(),
    _alt_only(),
    _journal(),
    _answers(),
)
