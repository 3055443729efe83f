"""Albums, a market, a meeting: posts with pictures, a seller's mark, a dock of chats beside."""

from __future__ import annotations

from dataclasses import replace

from corpus.entries import Entry, document, drawing, entries, linked, links, words
from corpus.page import Page


def _album() -> Page:
    """Figures; some have no caption but who and when; a long one ends with a button to see more."""
    told = words("fr")
    script = [
        replace(entry, lines=()) if entry.number % 4 == 2 else entry
        for entry in reversed(entries("fr", 18, 191, people=7))
    ]
    said = tuple(entry.said("post", told.written(entry.at, "date")) for entry in script)
    body = f"""<header><h1>Album du hameau</h1>{links("Photos", "Membres", tag="span")}</header>
<main>
{"".join(map(_figure, script))}</main><footer>{links(told.label("terms"), tag="span")}</footer>"""
    style = """body{font:15px sans-serif;margin:16px}main{display:grid;
grid-template-columns:1fr 1fr;
gap:16px}figure{margin:0;border:1px solid #ddd}figcaption{padding:8px}.g2{display:flex}
.par{color:#777;
font-size:13px;padding:8px;display:flex;justify-content:space-between}button{border:0;color:#06c}"""
    html = document("fr", "Album du hameau", style, body)
    return Page("album-figures-fr", html, said, "https://album.example/hameau")


def _figure(entry: Entry) -> str:
    told = words("fr")
    caption = ""
    if entry.lines:
        more = "<button>… Voir plus</button>" if len(entry.text) > 120 else ""
        caption = f"<figcaption>{entry.broken()} {more}</figcaption>"
    half = f'<img alt="" src="{drawing(150, 110)}">'
    two = f'<div class="g2">{half}{half}</div>'
    picture = two if entry.number % 3 else f'<img alt="Photo" src="{drawing(300, 110)}">'
    return f"""<figure><div>{picture}</div>{caption}<div class="par"><span>par <a
href="#">{entry.name}
</a></span><span>{told.written(entry.at, "date")}</span><span>{entry.votes} ♡</span></div>
</figure>"""


def _market() -> Page:
    """A thing for sale and what was said about it; the seller's words bear a mark."""
    told = words("ja")
    script = entries("ja", 19, 192, people=7)
    seller = script[0]
    said = [seller.said("post", told.ago(seller.at))]
    rows = []
    for entry in script[1:]:
        mine = entry.number % 3 == 0
        name = seller.name if mine else entry.name
        mark = "<span class='mk'>出品者</span>" if mine else ""
        rows.append(f"""<mer-comment><div class="cm {"mine" if mine else ""}"><a href="#">
<mer-avatar><img
alt="" src="{drawing(40, 40)}"></mer-avatar></a><div><div class="nm">{name} {mark}</div><mer-bubble>
<div class="tx">{entry.broken()}</div><div class="ft"><span>{told.ago(entry.at)}</span><button
aria-label="{told.label("report")}">⚑</button></div></mer-bubble></div></div></mer-comment>""")
        said.append(entry.said("comment", told.ago(entry.at), author=name))
    body = f"""<header>{links(told.label("home"), told.label("search"), tag="span")}</header>
<section><h1>
手押し車 緑</h1><p>4,200円 送料込み</p><button>購入手続きへ</button><div class="by"><a href="#">
{seller.name}</a> <span>★ 31</span></div><h2>商品の説明</h2><pre
class="de">{linked(seller.text)}</pre><p>
{told.ago(seller.at)}</p></section><section><h2>{told.label("comments", len(script) - 1)}</h2>
{"".join(rows)}<textarea></textarea></section><h2>この商品を見ている人に</h2>
<ul>{links("じょうろ", "鍬")}</ul>"""
    style = """body{font:15px sans-serif;max-width:640px;margin:auto}.cm{display:flex;gap:10px;
margin:10px
0}mer-bubble{display:block;background:#f3f3f3;border-radius:8px;padding:8px}
.mine mer-bubble{background:
#e8f4ff}.mk{border:1px solid #c33;color:#c33;font-size:11px}.ft{color:#888;font-size:12px}.de{
white-space:pre-wrap;font:inherit}"""
    html = document("ja", "手押し車", style, body)
    return Page("market-seller-mark-ja", html, tuple(said), "https://furima.example/item/m80411")


def _dock() -> Page:
    """A meeting's board; beside it a dock of chats with names, ages and last words."""
    told = words("pt")
    script = list(reversed(entries("pt", 15, 193, people=7)))
    other = entries("pt", 9, 198, people=10)
    chats = "".join(
        f"""<li><img alt="" src="{drawing(32, 32)}"><div><strong>{entry.name}</strong><time>
{told.age(entry.at)}</time><p>{linked(entry.lines[0][:24])}…</p></div></li>"""
        for entry in other
    )
    rows = "".join(
        f"""<li><img alt="{entry.name}" src="{drawing(36, 36)}"><div><strong>{entry.name}</strong>
<time>
{told.ago(entry.at)}</time>{entry.html()}<menu><li>{told.label("like")} {entry.votes}</li><li>
{told.label("reply")}</li></menu></div></li>"""
        for entry in script
    )
    going = "".join(f"<li>{name}</li>" for name, _ in told.data["names"])
    body = f"""<h1>Mutirão da vedação</h1><p>Sábado, 5 de dezembro de 2026, 9:00 · Rua do Moinho</p>
<button>
Vou</button><h2>Vão ({len(told.data["names"])})</h2><ul class="go">{going}</ul><h2>Mural</h2><ul
class="mu">{rows}</ul><div class="dock"><h3>{told.label("messages")}</h3><ul>{chats}</ul></div>"""
    style = """body{font:15px sans-serif;max-width:560px;margin:16px}ul{list-style:none;padding:0}
.mu>li,.dock ul>li{display:flex;gap:10px;margin:10px 0}.go{columns:3;font-size:13px}time{color:#777;
margin-left:8px;font-size:12px}menu{display:flex;gap:12px;list-style:none;padding:0;color:#777}
p{margin:
4px 0}.dock{position:fixed;right:10px;top:60px;width:260px;border:1px solid #ccc;padding:8px}"""
    html = document("pt", "Mutirão da vedação", style, body)
    said = tuple(entry.said("comment", told.ago(entry.at)) for entry in script)
    return Page("meeting-dock-beside-pt", html, said, "https://encontro.example/e/mutirao")


PAGES = (_album(), _market(), _dock())
