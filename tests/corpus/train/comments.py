"""Comments: below a film, a paper's article and a blog, in a widget, around a question."""

from __future__ import annotations

from corpus.entries import Entry, Node, document, drawing, entries, links, nested, words
from corpus.page import Page, Said


def _video() -> Page:
    """Elements of the page's own kind; answers folded out below; a count between name and words."""
    told = words("ja")
    script = entries("ja", 22, 51, deep=1)
    rows, said = [], []
    for node in nested(script):
        below = "".join(_video_comment(child.entry, "reply") for child in node.children)
        fold = f'<div id="replies"><button>▲ {len(node.children)}</button>{below}</div>'
        thread = _video_comment(node.entry, "comment")
        rows.append(f"<fv-thread>{thread}{fold if node.children else ''}</fv-thread>")
    for entry in script:
        said.append(entry.said("comment", told.ago(entry.at), author=f"@{entry.handle}"))
    watch = "".join(
        f'<fv-compact><a href="#"><img src="{drawing(120, 68)}" alt=""></a><div><h3><a href="#">'
        f"{title}</a></h3><span>{name}</span> <span>{told.label('views', '1.2万')}</span></div>"
        "</fv-compact>"
        for title, name in (("柵の作り方 前編", "木工の部屋"), ("パンの朝", "窯と粉"))
    )
    body = f"""<fv-head><button aria-label="メニュー">☰</button><input placeholder="
{told.label("search")}"></fv-head><div class="cols"><div><div class="player"></div>
<h1>小川のほとりに柵を立てる</h1><fv-owner><a href="#">庭しごとチャンネル</a>
<span>登録者数 4210人</span></fv-owner>
<fv-comments><h2>{told.label("comments", len(script))}</h2><span>{told.label("sort")}</span>
<div contenteditable="true" aria-label="{told.label("write")}"></div>{"".join(rows)}</fv-comments>
</div><fv-next>{watch}</fv-next></div>"""
    style = """body{font:14px sans-serif}
.cols{display:grid;grid-template-columns:1fr 260px;gap:24px}
.player{height:180px;background:#222}fv-thread,fv-comments{display:block;margin:14px 0}
fv-comment{display:flex;gap:12px;margin:10px 0}#replies{margin-left:52px}#head{display:flex;gap:6px}
fv-compact{display:flex;gap:8px}"""
    html = document("ja", "小川のほとりに柵を立てる", style, body)
    return Page("video-comments-ja", html, tuple(said), "https://film.example/watch?v=k2saku")


def _video_comment(entry: Entry, kind: str) -> str:
    told = words("ja")
    badge = f'<span class="pin">{told.label("pinned")}</span>' if entry.number == 1 else ""
    return f"""<fv-comment class="{kind}"><a href="#" aria-label="@{entry.handle}">
<img src="{drawing(40, 40)}" alt="" width="40" height="40"></a><div id="main">{badge}
<div id="head"><h3><a id="author-text" href="#"><span>@{entry.handle}</span></a></h3>
<span id="time"><a href="#">{told.ago(entry.at)}</a></span></div><div id="expander">
<span role="text">{entry.broken()}</span><span role="button" hidden>{told.label("more")}</span>
</div>
<div id="toolbar"><button aria-label="{told.label("like")} {entry.votes}">👍</button>
<span>{entry.votes}</span><button>👎</button><button>{told.label("reply")}</button></div></div>
</fv-comment>"""


def _article() -> Page:
    """A paper's article; comments in a numbered list, who and when in a line that is a sentence."""
    told = words("fr")
    script = entries("fr", 17, 55, answering=0.3)
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at)
        to = ""
        if entry.answers:
            to = f'<p class="re"><a href="#">{told.label("to", entry.answers.name)}</a></p>'
        rows.append(f"""<li id="c{entry.number}" class="{"impair" if entry.number % 2 else "pair"}">
<p class="qui"><cite>{entry.name}</cite>, {told.label("at", shown)} <span>abonné</span></p>{to}
<div class="quoi">{entry.html()}</div><p class="outils"><a href="#">{told.label("reply")}</a> |
<a href="#">{told.label("report")}</a> | <a href="#">+{entry.votes}</a></p></li>""")
        said.append(entry.said("comment", shown))
    story = words("fr").data["long"]
    body = f"""<nav><ul>{links("Région", "Culture", "Sport", "Météo")}</ul></nav><article>
<h1>La passerelle
du moulin rouvre enfin</h1><p class="signe">Par la rédaction de La Rive</p>
{"".join(f"<p>{line}</p>" for line in story[:2])}</article><aside class="pub"><p>
{told.label("ad")}</p><a href="#">Des chaussettes chaudes pour l’hiver</a></aside>
<section id="reactions"><h2>{told.label("comments", len(script))}</h2><ol>{"".join(rows)}</ol>
</section>
<section><h2>Les plus lus</h2><ol>{links("Un puits retrouvé", "Le four du village", "Trois hérons")}
</ol></section><footer><ul>{links(told.label("about"), told.label("terms"))}</ul></footer>"""
    style = """body{font:16px Georgia;max-width:700px;margin:auto}.qui{font-size:14px;color:#444}
nav ul{display:flex;gap:20px;list-style:none}.pair{background:#f6f6f6}.outils{font-size:13px}
.pub{border:1px dashed #999;padding:8px}.re{font-size:13px}"""
    html = document("fr", "La Rive", style, body)
    return Page(
        "article-comments-fr", html, tuple(said), "https://larive.example/a/passerelle.html"
    )


def _widget() -> Page:
    """A widget below a text: lists in lists, a link with the age whose title has the moment."""
    told = words("es")
    script = entries("es", 19, 58, deep=3)
    tree = "".join(_widget_post(node) for node in nested(script))
    said = [entry.said("comment", told.ago(entry.at)) for entry in script]
    body = f"""<p>Así quedó la valla del arroyo.</p><div id="dthread"><header class="nav-bar">
<a href="#">{told.label("comments", len(script))}</a> <a href="#">{told.label("sign_in")}</a>
</header>
<div class="textarea" contenteditable="true" data-placeholder="{told.label("write")}"></div>
<div class="sorts">{told.label("sort")}</div><ul id="post-list" class="post-list">{tree}</ul>
<div class="more"><a href="#">{told.label("load")}</a></div><ul class="services">
{links("Suscribirse", told.label("privacy"), "Añadir a tu sitio")}</ul></div>"""
    style = """body{font:15px sans-serif;max-width:720px;margin:auto}ul{list-style:none}
.post-content{display:flex;gap:12px;padding:8px 0}.children{padding-left:48px}.bullet{color:#aaa}
.post-list{padding:0}.post-menu{display:flex;gap:10px;font-size:13px;padding:0}
header{margin:8px 0}"""
    html = document("es", "La valla", style, body)
    return Page("widget-nested-lists-es", html, tuple(said), "https://valla.example/2026/la-valla/")


def _widget_post(node: Node) -> str:
    told, entry = words("es"), node.entry
    to = ""
    if entry.answers:
        to = f'<span class="parent"><a href="#" title="ver">➦ {entry.answers.name}</a></span>'
    below = "".join(_widget_post(child) for child in node.children)
    return f"""<li class="post" id="post-{entry.number}"><div role="article" class="post-content">
<div class="avatar"><img src="{drawing(48, 48)}" alt="Avatar"></div><div class="post-body"><header>
<span class="post-byline"><span class="author"><a href="#" data-username="{entry.handle}">
{entry.name}</a></span>{to}</span> <span class="bullet">•</span> <a href="#c{entry.number}"
class="time-ago" title="{told.weekday(entry.at)}, {told.written(entry.at)}">{told.ago(entry.at)}</a>
<ul class="top-menu"><li><a href="#" title="{told.label("report")}">⚑</a></li></ul></header>
<div class="post-message">{entry.html()}</div><ul class="post-menu"><li><a href="#"
title="{told.label("like")}">▲ <span>{entry.votes}</span></a></li><li><a href="#">▼</a></li>
<li><a href="#">{told.label("reply")}</a></li><li><a href="#">{told.label("share")}</a></li></ul>
</div></div><ul class="children">{below}</ul></li>"""


def _questions() -> Page:
    """A question and answers with votes; comments end with the name of whoever wrote them."""
    told = words("en")
    script = entries("en", 21, 61, people=9)
    question, others = script[0], script[1:]
    blocks, said, below = [_big(question, "question", "asked")], [], []
    said.append(question.said("post", told.written(question.at, "date_short"), fixed=True))
    for entry in others:
        shown = told.written(entry.at, "date_short")
        if entry.number % 5 == 4:
            blocks.append(f'<ul class="comments-list">{"".join(below)}</ul>' if below else "")
            blocks.append(_big(entry, "answer", "answered"))
            said.append(entry.said("post", shown, fixed=True))
            below = []
            continue
        below.append(f"""<li id="comment-{entry.number}" data-score="{entry.votes}"><div>
<span title="number of votes">{entry.votes}</span></div><div class="comment-body"><span
class="comment-copy">{entry.broken()}</span> <span>– <a href="#" class="comment-user" title="
{entry.votes * 31} reputation">{entry.name}</a></span> <span class="comment-date"><a href="#"><span
title="{entry.at:%Y-%m-%d %H:%M:%SZ}">{shown}</span></a></span></div></li>""")
        said.append(entry.said("comment", shown, fixed=True))
    blocks.append(f'<ul class="comments-list">{"".join(below)}</ul>')
    body = f"""<header><a href="#">Handwork Exchange</a> <input placeholder="Search on Handwork">
</header><div class="all"><nav><ul>{links("Questions", "Tags", "Users")}</ul></nav><main>
<h1><a href="#">How deep must a post stand beside a brook?</a></h1><div>Asked today · Viewed 214
times</div>{"".join(blocks)}<h2>Your Answer</h2><textarea></textarea></main><aside><h4>Related</h4>
<ul>{links("Which wood for wet ground?", "Is gravel enough?", "Hinge upside down")}</ul>
<h4>Hot Network Questions</h4><ul>{links("Why do owls turn their heads?", "A rye that rises")}</ul>
</aside></div>"""
    style = """body{font:14px sans-serif}
.all{display:grid;grid-template-columns:120px 1fr 200px;gap:20px}
.big{display:grid;grid-template-columns:50px 1fr;border-top:1px solid #ddd;padding:12px 0}
.comments-list{margin-left:50px;list-style:none}.comments-list li{display:flex;gap:8px;padding:4px}
.user-info{float:right;background:#eef;padding:6px}.comment-user{color:#06c}"""
    html = document("en", "How deep must a post stand?", style, body)
    address = "https://handwork.example/questions/4117/how-deep"
    return Page("questions-votes-en", html, tuple(said), address)


def _big(entry: Entry, kind: str, verb: str) -> str:
    shown = words("en").written(entry.at, "date_short")
    tags = '<div class="tags"><a href="#">fence</a> <a href="#">wet-ground</a></div>'
    return f"""<div id="{kind}-{entry.number}" class="big {kind}"><div class="votecell">
<button aria-label="Up vote">▲</button><div>{entry.votes}</div><button aria-label="Down vote">▼
</button></div><div class="postcell"><div class="s-prose">{entry.html()}</div>
{tags if kind == "question" else ""}<div class="foot"><a href="#">Share</a> <a href="#">Follow</a>
<div class="user-info"><div class="user-action-time">{verb} <span title="
{entry.at:%Y-%m-%d %H:%M:%SZ}">{shown}</span></div><a href="#"><img src="{drawing(32, 32)}" alt="">
</a><div class="user-details"><a href="#">{entry.name}</a><div><span title="reputation score">
{entry.votes * 31}</span></div></div></div></div></div></div>"""


def _blog() -> Page:
    """A blog's nested list: the name and a verb, a date that is a link, then the words."""
    told = words("zh")
    script = entries("zh", 18, 64, deep=3)
    tree = "".join(_blog_comment(node) for node in nested(script))
    said = [entry.said("comment", told.written(entry.at), fixed=True) for entry in script]
    essay = told.data["long"]
    body = f"""<div id="page"><header><h1><a href="#">溪边小记</a></h1></header><article
class="post">
<h2 class="entry-title">老井</h2><div class="entry-content">{"".join(f"<p>{p}</p>" for p in essay)}
</div><footer>{told.label("filed")}<a href="#">院子</a></footer></article><div id="comments"><h3>
《老井》有{len(script)}条评论</h3><ol class="comment-list">{tree}</ol><div id="respond">
<h3>发表回复</h3><form><label>显示名称 <input></label><textarea></textarea></form></div></div>
<aside id="secondary"><h2>近期文章</h2><ul>{links("三只白鹭", "黑麦面包", "篱笆")}</ul>
<h2>近期评论</h2>
<ul><li>沈知夏 发表在《篱笆》</li><li>老茶壶 发表在《三只白鹭》</li></ul></aside></div>"""
    style = """body{font:16px serif;max-width:720px;margin:auto}
ol{list-style:none;padding-left:20px}
.comment-body{border-top:1px solid #ddd;padding:10px 0}.avatar{float:left;margin-right:8px}
.says{color:#777}.comment-metadata{font-size:13px}"""
    html = document("zh", "老井 – 溪边小记", style, body)
    return Page("blog-nested-list-zh", html, tuple(said), "https://xibian.example/2026/11/laojing/")


def _blog_comment(node: Node) -> str:
    told, entry = words("zh"), node.entry
    below = "".join(_blog_comment(child) for child in node.children)
    nest = f'<ol class="children">{below}</ol>' if below else ""
    return f"""<li id="comment-{entry.number}" class="comment depth-{entry.depth + 1}"><article
class="comment-body"><footer class="comment-meta"><div class="comment-author vcard"><img alt=""
src="{drawing(48, 48)}" class="avatar"><b class="fn"><a href="#"
rel="external nofollow">{entry.name}
</a></b><span class="says">{told.label("says")}</span></div><div class="comment-metadata"><a
href="#">
<time datetime="{entry.at:%Y-%m-%dT%H:%M:%S+00:00}">{told.written(entry.at)}</time></a></div>
</footer>
<div class="comment-content">{entry.html()}</div><div class="reply"><a rel="nofollow" href="#"
aria-label="回复给{entry.name}">{told.label("reply")}</a></div></article>{nest}</li>"""


def _group_times() -> Page:
    """Several of one person below one name; the time once, below the last of them."""
    told = words("ja")
    script = entries("ja", 24, 67, people=4)
    groups, said = [], []
    for start in range(0, len(script), 3):
        group = script[start : start + 3]
        name, shown = group[0].name, told.written(group[-1].at, "numeric")
        lines = "".join(f'<p class="bk">{entry.broken()}</p>' for entry in group)
        groups.append(f"""<section class="gp"><header class="gn"><i>{name[0]}</i><b>{name}</b>
</header>
{lines}<footer class="gt">{shown}</footer></section>""")
        said += [
            Said(e.text, name, "", shown if e is group[-1] else "", "", "comment") for e in group
        ]
    body = f"""<h1>町内の掲示板</h1><p>{told.label("sort")}</p>{"".join(groups)}
<p><a href="#">{told.label("next")}</a> <a href="#">{told.label("home")}</a></p>"""
    style = """body{font:15px sans-serif;max-width:640px;margin:auto}.gp{margin:16px 0}
.gn{display:flex;gap:8px}.gn i{background:#cde;border-radius:50%;width:26px;text-align:center}
.bk{background:#f3f3ee;padding:8px;margin:3px 0 3px 34px}.gt{color:#999;margin-left:34px}"""
    html = document("ja", "町内の掲示板", style, body)
    return Page("board-time-below-group-ja", html, tuple(said), "https://chonai.example/keijiban")


PAGES = (_video(), _article(), _widget(), _questions(), _blog(), _group_times())
