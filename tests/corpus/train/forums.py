"""Forums: an old one in tables, a modern one, trees of answers, a board of pictures."""

from __future__ import annotations

from html import escape

from corpus.entries import (
    Entry,
    Node,
    document,
    drawing,
    entries,
    linked,
    links,
    nested,
    words,
)
from corpus.page import Page, Said


def _old_tables() -> Page:
    """Who wrote it stands left, in a cell of its own; signatures below; quotes of others first."""
    told = words("en")
    style = (
        "body{font:12px Verdana}table{width:100%;border-spacing:1px}.row1{background:#efefef}"
        ".row2{background:#dee3e7}.name{font-weight:bold}.gensmall{font-size:10px}"
        ".quote{background:#fafafa;border:1px solid #bbb;width:90%}td{vertical-align:top}"
    )
    script = entries("en", 15, 3, people=5, answering=0.5)
    rows, said = [], []
    for entry in script:
        shown = entry.at.strftime("%a %b %d, %Y %I:%M %p")
        css = f"row{1 + entry.number % 2}"
        rows.append(
            f'<tr><td width="150" class="{css}"><span class="name"><a name="{7200 + entry.number}">'
            f'</a><b>{entry.name}</b></span><br><span class="postdetails">Regular<br>'
            f'<img src="{drawing(80, 80)}" alt=""><br><br>Joined: 04 Mar 2019<br>'
            f"Posts: {100 + len(entry.name) * 7}<br>Location: Millbrook</span></td>"
            f'<td class="{css}" width="100%"><table><tr><td width="100%">'
            f'<span class="postdetails">Posted: {shown}<span class="gen">&nbsp;</span>'
            f"&nbsp; &nbsp;</span></td><td nowrap><a href='#'>[ Quote ]</a></td></tr>"
            f'<tr><td colspan="2"><hr></td></tr><tr><td colspan="2">{_old_quote(entry)}'
            f'<span class="postbody">{entry.broken()}</span>{_signature(entry)}</td></tr></table>'
            f'</td></tr><tr><td class="{css}"><span class="nav"><a href="#">Back to top</a></span>'
            f'</td><td class="{css}"><a href="#">[ Profile ]</a> <a href="#">[ PM ]</a></td></tr>'
            f'<tr><td class="spaceRow" colspan="2" height="1"></td></tr>'
        )
        said.append(entry.said("post", shown))
    body = (
        '<table><tr><td><a href="#">Garden and House Forum Index</a> -&gt; <a href="#">Fences</a>'
        f'</td><td align="right">{told.label("search")} | Memberlist | Log in</td></tr></table>'
        '<h2><a href="#">Fence along the brook: how deep?</a></h2>'
        f'<table><tr><th width="150">Author</th><th>Message</th></tr>{"".join(rows)}</table>'
        '<table><tr><td>All times are GMT</td><td>Goto page 1, <a href="#">2</a>, '
        '<a href="#">Next</a></td></tr></table>'
        "<p>You cannot post new topics in this forum<br>You cannot reply to topics here</p>"
    )
    html = document("en", "Fence along the brook", style, body)
    return Page("forum-old-tables-en", html, tuple(said), "https://forum.example/viewtopic?t=72")


def _old_quote(entry: Entry) -> str:
    if entry.answers is None:
        return ""
    return (
        '<table width="90%" align="center"><tr><td><span class="genmed"><b>'
        f"{entry.answers.name} wrote:</b></span></td></tr><tr><td class='quote'>"
        f"{entry.answers.broken()}</td></tr></table><br>"
    )


def _signature(entry: Entry) -> str:
    if len(entry.name) % 2:
        return ""
    return '<span class="gensmall"><br>_________________<br>Slow is smooth, smooth is fast.</span>'


def _modern() -> Page:
    """Answers as articles, ages that name the moment in an attribute, lines of what was done."""
    told = words("de")
    style = (
        "body{font:15px sans-serif;margin:0}.topic-post{display:flex;gap:12px;max-width:760px;"
        "padding:14px 0;border-bottom:1px solid #ddd}.topic-avatar img{border-radius:50%}"
        ".topic-meta-data{display:flex;justify-content:space-between}"
        "aside.quote{background:#f4f4f4;"
        "padding:8px;margin-bottom:8px}.small-action{color:#888;padding:10px 60px}"
        ".d-header{display:flex;gap:20px;background:#fff;padding:8px}.wrap{margin-left:60px}"
    )
    script = entries("de", 18, 5, people=7)
    rows, said = [], []
    for entry in script:
        if entry.number == 12:
            line = f"{script[0].name} hat das Thema in „Zäune und Mauern“ verschoben"
            rows.append(f'<div class="small-action"><div class="desc"><p>{line}</p></div></div>')
            said.append(Said(line, kind="divider"))
        shown = told.ago(entry.at)
        rows.append(_modern_post(entry, shown))
        said.append(entry.said("post", shown, fixed=True))
    body = (
        f'<header class="d-header"><a href="#">Werkbank</a><nav>{links("Neu", "Kategorien")}</nav>'
        f'<a href="#">{told.label("sign_in")}</a></header><div class="wrap"><h1>Zaun am Bach</h1>'
        f'<div class="posts">{"".join(rows)}</div><section class="suggested"><h3>Weitere Themen'
        f"</h3><ul>{links('Pflaumen haltbar machen', 'Regenfass undicht', 'Zwei linke Hände')}</ul>"
        f"</section></div><footer>{links('about', 'terms', tag='span')}</footer>"
    )
    html = document("de", "Zaun am Bach - Werkbank", style, body)
    return Page("forum-modern-de", html, tuple(said), "https://werkbank.example/t/zaun-am-bach/118")


def _modern_post(entry: Entry, shown: str) -> str:
    told = words("de")
    quote = ""
    if entry.answers:
        quote = (
            f'<aside class="quote" data-username="{entry.answers.handle}"><div class="title">'
            f'<img width="20" height="20" src="{drawing(20, 20)}" alt=""> {entry.answers.handle}:'
            f"</div><blockquote>{entry.answers.html()}</blockquote></aside>"
        )
    return (
        f'<div class="topic-post"><article id="post_{entry.number}" aria-label="'
        f'Beitrag #{entry.number} von @{entry.handle}" data-post-id="{9000 + entry.number}">'
        f'<div class="topic-avatar"><a href="#" data-user-card="{entry.handle}"><img width="45" '
        f'height="45" src="{drawing(45, 45, "b8c6e0", entry.initials)}" alt="" title="'
        f'{entry.name}"></a></div><div class="topic-body"><div class="topic-meta-data">'
        '<div class="names">'
        f'<span class="first full-name"><a href="#" data-user-card="{entry.handle}">{entry.name}'
        f'</a></span></div><div class="post-infos"><a href="#{entry.number}" class="post-date">'
        f'<span class="relative-date" data-time="{int(entry.at.timestamp() * 1000)}" title="'
        f'{told.written(entry.at)}">{shown}</span></a></div></div><div class="cooked">{quote}'
        f'{entry.html()}</div><nav class="post-controls"><button title="{entry.votes} Personen '
        f'gefällt das">{entry.votes}</button><button aria-label="{told.label("like")}">♥</button>'
        f"<button>{told.label('reply')}</button></nav></div></article></div>"
    )


def _tree() -> Page:
    """Answers in answers as elements of the page's own kind, each with a shadow root."""
    told = words("fr")
    style = (
        "body{font:14px sans-serif;margin:20px}.rail{float:right;width:220px}"
        "arbre-comment{display:block;margin:8px 0 0 18px;border-left:2px solid;padding-left:8px}"
    )
    script = entries("fr", 26, 8, deep=5, people=9)
    first, others = script[0], script[1:]
    shown = told.ago(first.at)
    said = [first.said("post", shown, fixed=True)]
    said += [entry.said("comment", told.ago(entry.at), fixed=True) for entry in others]
    raised = [_lifted(entry) for entry in others]
    tree = "".join(_tree_node(node) for node in nested(raised))
    body = (
        f'<aside class="rail"><h2>Communauté du ruisseau</h2><p>4 210 membres</p><ul>'
        f"{links(told.label('about'), told.label('terms'))}</ul></aside>"
        f'<main><arbre-post author="{first.handle}" comment-count="{len(others)}" score="'
        f'{first.votes}"><template shadowrootmode="open"><slot name="credit"></slot><slot></slot>'
        f'<button>{told.label("share")}</button></template><div slot="credit"><a href="#">'
        f'{first.name}</a> <time datetime="{first.iso}">{shown}</time></div>'
        f'<div class="md">{first.html()}</div></arbre-post><div>{told.label("sort")}</div>'
        f'<div id="tree">{tree}</div></main>'
    )
    html = document("fr", "Le ruisseau", style, body)
    return Page(
        "tree-shadow-roots-fr", html, tuple(said), "https://arbre.example/r/ruisseau/c/81ab"
    )


def _lifted(entry: Entry) -> Entry:
    return Entry(**{**entry.__dict__, "depth": max(entry.depth - 1, 0)})


def _tree_node(node: Node) -> str:
    told = words("fr")
    entry = node.entry
    return (
        f'<arbre-comment author="{entry.handle}" depth="{entry.depth}" thingid="t1_{entry.number}">'
        '<template shadowrootmode="open"><details open><summary><slot name="meta"></slot></summary>'
        '<slot name="text"></slot><slot name="actions"></slot><slot name="below"></slot></details>'
        f'</template><div slot="meta"><img alt="" width="24" height="24" src="{drawing(24, 24)}">'
        f'<a href="#" aria-label="Profil de {entry.name}">{entry.name}</a> • '
        f'<relative-age ts="{entry.iso}"><time datetime="{entry.iso}">{told.ago(entry.at)}</time>'
        f'</relative-age></div><div slot="text" id="t1_{entry.number}-content">{entry.html()}</div>'
        f'<div slot="actions"><button>▲</button><span>{entry.votes}</span><button>▼</button> '
        f"<button>{told.label('reply')}</button></div>"
        f'<div slot="below">{"".join(_tree_node(child) for child in node.children)}</div>'
        "</arbre-comment>"
    )


def _board() -> Page:
    """Nobody has a name; numbers, pictures and arrows to other numbers."""
    style = (
        "body{background:#eef2ff;font:13px arial}.reply{background:#d6daf0;display:inline-block;"
        "border:1px solid #b7c5d9;padding:2px 8px;margin:4px}.nameBlock .name{color:#117743}"
        ".quotelink{color:#d00}.sideArrows{float:left}.file img{float:left;margin:8px}"
    )
    script = entries("en", 24, 12, answering=0.6)
    rows, said = [], []
    for entry in script:
        shown = entry.at.strftime("%m/%d/%y(%a)%H:%M:%S")
        name = "Anonymous" if entry.number % 7 else "gardener"
        rows.append(_board_post(entry, name, shown))
        arrow = f">>{50210 + entry.answers.number}\n" if entry.answers else ""
        said.append(entry.said("post", shown, fixed=True, author=name, text=arrow + entry.text))
    body = (
        f'<div id="boardNav">{links("gr", "ho", "wk", tag="span")}</div>'
        '<h1>/gr/ - Gardens</h1><hr><div class="thread">'
        f'{"".join(rows)}</div><hr><div>[<a href="#">Return</a>] [<a href="#">Top</a>]'
        ' <span data-tip="Replies">23</span> / <span data-tip="Images">4</span></div>'
        "<form><select><option>Style A</option><option>Style B</option></select></form>"
    )
    html = document("en", "/gr/ - Gardens", style, body)
    return Page("imageboard-en", html, tuple(said), "https://board.example/gr/thread/50211")


def _board_post(entry: Entry, name: str, shown: str) -> str:
    number = 50210 + entry.number
    first = entry.number == 1
    arrow = ""
    if entry.answers:
        above = 50210 + entry.answers.number
        arrow = f'<a href="#p{above}" class="quotelink">&gt;&gt;{above}</a><br>'
    file = ""
    if entry.number % 6 == 1:
        file = (
            f'<div class="file"><div class="fileText">File: <a href="#">fence{number}.jpg</a> (48 '
            f'KB, 640x480)</div><a href="#"><img src="{drawing(90, 70)}" alt="48 KB">'
            "</a></div>"
        )
    side = "" if first else '<div class="sideArrows">&gt;&gt;</div>'
    return (
        f'<div class="postContainer" id="pc{number}">{side}<div id="p{number}" '
        f'class="post {"op" if first else "reply"}"><div class="postInfo">'
        f'<input type="checkbox" name="{number}"> <span class="nameBlock"><span class="name">{name}'
        f'</span></span> <span class="dateTime" data-utc="{int(entry.at.timestamp())}">{shown}'
        f'</span> <span class="postNum"><a href="#">No.</a><a href="#">{number}</a></span>'
        f' <a href="#" class="postMenuBtn">▶</a></div>{file}<blockquote class="postMessage">{arrow}'
        f"{entry.broken()}</blockquote></div></div>"
    )


def _flat_with_indent() -> Page:
    """Flat siblings whose depth is only a margin; ages in words with the moment in a title."""
    told = words("pt")
    script = entries("pt", 22, 21, deep=4)
    rows, said = [], []
    for entry in script[1:]:
        shown = told.ago(entry.at)
        rows.append(
            f'<div class="k9f1a" style="margin-inline-start:{(entry.depth - 1) * 22}px"><div '
            f'class="k9f1b"><span class="k2">{escape(entry.name)}</span><span class="k3" '
            f'title="{entry.iso}">{shown}</span><span class="k4">{entry.votes} pts</span></div>'
            f'<div class="k5">{"".join(f"<div>{linked(line)}</div>" for line in entry.lines)}</div>'
            f'<div class="k6"><span role="button">{told.label("reply")}</span><span role="button">'
            f"{told.label('save')}</span></div></div>"
        )
        said.append(entry.said("comment", shown, fixed=True))
    body = (
        f'<div class="k0">{links(told.label("home"), told.label("search"), tag="span")}</div>'
        f'<div class="k1"><div class="k7">Hortas da ribeira: o que plantaram este ano?</div>'
        f'<div class="k8">{told.label("comments", 21)}</div></div><div>{"".join(rows)}</div>'
        f'<div class="k0">{links(told.label("terms"), told.label("privacy"), tag="span")}</div>'
    )
    style = (
        "body{font:14px system-ui;margin:24px}.k9f1a{padding:6px 0}.k9f1b{display:flex;gap:8px}"
        ".k2{font-weight:600}.k3,.k4,.k6{color:#777;font-size:12px}.k6{display:flex;gap:12px}"
        ".k0{display:flex;gap:16px}.k7{font-size:22px}"
    )
    html = document("pt", "Hortas da ribeira", style, body)
    return Page("tree-flat-margins-pt", html, tuple(said), "https://fio.example/p/31/hortas")


PAGES = (_old_tables(), _modern(), _tree(), _board(), _flat_with_indent())
