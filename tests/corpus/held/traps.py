"""Pages that are drawn otherwise than their markup reads."""

from __future__ import annotations

from corpus.entries import Entry, document, drawing, entries, linked, links, words
from corpus.page import Page


def _made_small() -> Page:
    """What nobody should see has no size, is cut away or lies in something that is shut."""
    told = words("es")
    script = entries("es", 18, 161, people=7)
    rows, said = [], []
    lure = "Vallas de oro a mitad de precio, solo hoy"
    for entry in script:
        shown = told.written(entry.at, "date_short")
        rows.append(f"""<div class="c"><span class="n">{entry.name}</span><i class="s">Oferta</i>
<span
class="f">{shown}</span>{"".join(f'<div class="p">{linked(line)}</div>' for line in entry.lines)}
<div class="s">{lure}</div></div>""")
        said.append(entry.said("comment", shown))
        if entry.number % 4 == 0:
            trick = ("s", "cut", "flat")[entry.number // 4 % 3]
            rows.append(f"""<div class="c {trick}"><span class="n">Ofertas Ya</span> <span
class="f">
{shown}</span><div class="p">{lure}</div></div>""")
        if entry.number % 9 == 0:
            rows.append(f"""<details><summary>Reglas</summary><div class="c"><span
class="n">Equipo</span>
<div class="p">{lure}</div></div></details>""")
    body = f"""<h1>El puente del molino</h1>{"".join(rows)}
<p>{links("Inicio", "Reglas", tag="span")}</p>"""
    style = """body{font:15px sans-serif;max-width:640px;margin:auto}.c{padding:8px 0}
.n{font-weight:700}
.s,.s *{font-size:0;line-height:0;padding:0}.cut{position:absolute;clip-path:inset(50%);width:1px;
height:1px;overflow:hidden;padding:0}.flat{max-height:0;overflow:hidden;padding:0}.f{color:#777}"""
    html = document("es", "El puente del molino", style, body)
    return Page("trap-made-small-es", html, tuple(said), "https://molino.example/puente")


def _from_attributes() -> Page:
    """Who and when stand in attributes and are drawn by the style."""
    told = words("it")
    script = entries("it", 17, 162, people=7)
    rows, said = [], []
    for entry in script:
        shown = told.ago(entry.at)
        rows.append(f"""<li data-by="{entry.name}"><div data-when="{shown}"
class="x">{entry.html()}</div>
<small data-likes="{entry.votes}"></small></li>""")
        said.append(entry.said("comment", shown))
    body = f"""<h1>Il muro della corale</h1><ul>{"".join(rows)}</ul><p>{told.label("load")}</p>"""
    style = """body{font:15px sans-serif;max-width:600px;margin:auto}ul{list-style:none;padding:0}
li{padding:10px;margin:6px 0;background:#f4f4ef}li::before{content:attr(data-by);font-weight:700}
.x::after{content:attr(data-when);color:#777;font-size:12px}
small::before{content:"♥ " attr(data-likes)}
p{margin:4px 0}"""
    html = document("it", "Il muro della corale", style, body)
    return Page("trap-from-attributes-it", html, tuple(said), "https://corale.example/muro")


def _other_order() -> Page:
    """Drawn in another order than written: counts first, words, then who; the name above all."""
    told = words("en")
    script = entries("en", 18, 163, people=7)
    rows, said = [], []
    for entry in script:
        shown = told.age(entry.at)
        rows.append(f"""<div class="q"><div class="q-likes">{entry.votes}</div><div class="q-words">
{entry.html()}</div><div class="q-acts">Reply · Share</div><div class="q-who"><em class="low">
{entry.name}</em><time datetime="{entry.iso}">{shown}</time></div></div>""")
        said.append(entry.said("comment", shown, fixed=True))
    body = f"""<main><h1>Notes from the weir</h1>{"".join(rows)}</main><nav>
{links("Home", "About", tag="span")}</nav>"""
    style = """body{font:15px sans-serif;max-width:640px;margin:auto;display:flex;
flex-direction:column-reverse}.q{display:flex;flex-direction:column;padding:10px 0}.q-who{order:-2;
display:flex;gap:8px}.q-words{order:-1}.q-likes::after{content:" likes"}.q-likes,.q-acts,time{
color:#777;font-size:12px}.low{text-transform:lowercase;font-style:normal;font-weight:700}
p{margin:2px}"""
    html = document("en", "Notes from the weir", style, body)
    return Page("trap-other-order-en", html, tuple(said), "https://weir.example/notes")


def _ghosts() -> Page:
    """Right to left; cards of persons for hovering, copies for the eye, parts without a box."""
    told = words("he")
    script = entries("he", 18, 164, people=7)
    said = tuple(entry.said("comment", told.age(entry.at)) for entry in script)
    body = f"""<h1>סיפורי הטחנה</h1><div class="hold">{"".join(map(_ghost, script))}</div><p>
{told.label("load")}</p>"""
    style = """body{font:15px sans-serif;max-width:620px;margin:auto}.hold,.inner{display:contents}
.g{display:flex;gap:10px;padding:8px 0;position:relative;content-visibility:auto;
contain-intrinsic-size:auto 60px}.hover{position:absolute;opacity:0;pointer-events:none;
visibility:hidden}.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.w{font-weight:700}.a{color:#777;font-size:12px}p{margin:2px 0}"""
    html = document("he", "סיפורי הטחנה", style, body)
    return Page("trap-ghosts-he", html, said, "https://tachana.example/s/4")


def _ghost(entry: Entry) -> str:
    told = words("he")
    return f"""<div class="g"><img alt="" src="{drawing(36, 36)}"><div><div class="inner"><span
class="sr">{told.label("by", entry.name, told.ago(entry.at))}</span><span
class="w">{entry.name}</span>
<span class="a" aria-hidden="true">{told.age(entry.at)}</span></div><div class="hover">
<b>{entry.name}
</b><p>{told.label("posts")} {entry.votes}</p><button>{told.label("follow")}</button></div><div
class="t">{entry.html()}</div><div class="a"><span>{told.label("reply")}</span></div></div></div>"""


PAGES = (_made_small(), _from_attributes(), _other_order(), _ghosts())
