"""Pages where the markup says more, less or other than what is to be seen."""

from __future__ import annotations

from corpus.entries import Entry, document, drawing, entries, links, words
from corpus.page import Page

_HIDDEN_WORDS = (
    "Win a golden fence today, click here!",
    "Cheap gravel, cheap gravel, cheap gravel",
    "This user has been muted by the moderators.",
)


def _not_shown() -> Page:
    """Rows that are never drawn between those that are, and hidden letters among the words."""
    told = words("en")
    script = entries("en", 20, 151, people=7)
    rows, said = [], []
    for entry in script:
        shown = told.ago(entry.at)
        rows.append(_row(entry.name, shown, entry.html(), entry.votes))
        said.append(entry.said("comment", shown))
        if entry.number % 3 == 0:
            spam = f"<p>{_HIDDEN_WORDS[entry.number // 3 % 3]}</p>"
            how = ("gone", "unseen", "away")[entry.number // 3 % 3]
            rows.append(_row("Bargain Bot", "just now", spam, 0, how))
        if entry.number % 8 == 0:
            rows.append(f'<div class="row" hidden>{_row("Draft", "now", "<p>…</p>", 0)}</div>')
    body = f"""<h1>Which rye do you bake?</h1><p>{told.label("comments", len(script))}</p>
{"".join(rows)}<template><div class="row"><b class="by">name</b><p>text</p></div></template>
<p>{links("Terms", "Privacy", tag="span")}</p>"""
    style = """body{font:15px sans-serif;max-width:640px;margin:auto}.row{padding:10px 0}.gone{
display:none}.unseen{visibility:hidden;height:0;padding:0;overflow:hidden}.away{position:absolute;
left:-9999px}.by{margin-right:8px}.when,.acts{color:#777;font-size:12px}.z{display:none}
p{margin:4px 0}"""
    html = document("en", "Which rye do you bake?", style, body)
    return Page("trap-rows-not-shown-en", html, tuple(said), "https://bakers.example/t/77")


def _row(name: str, shown: str, text: str, votes: int, how: str = "") -> str:
    return f"""<div class="row {how}"><div><b class="by">{name}</b><span class="when">{shown}<span
class="z">x9k</span></span></div><div class="text"><span class="z">qq</span>{text}</div><div
class="acts"><span>Like</span> <span>{votes}</span> <span>Reply</span></div></div>"""


def _said_twice() -> Page:
    """Words for those who hear the page, and a second copy for narrow screens."""
    told = words("de")
    script = entries("de", 17, 152, people=7)
    rows, said = [], []
    for entry in script:
        shown = told.age(entry.at)
        rows.append(f"""<li><h3 class="vh">Kommentar von {entry.name}</h3><div class="hd"><a
href="#"
class="vh">Profil von {entry.name} öffnen</a><span class="wide"><b>{entry.name}</b></span><span
class="narrow"><b>{entry.name}</b> ({entry.handle})</span><span aria-hidden="true">·</span><span
aria-hidden="true" class="t">{shown}</span><span class="vh">{told.ago(entry.at)}</span></div><div
class="bd">{entry.html()}</div><div class="ft"><button><span class="vh">Diesen Kommentar mögen,
</span>♥ <span aria-hidden="true">{entry.votes}</span><span class="vh">{entry.votes} Mal gemocht
</span></button></div></li>""")
        said.append(entry.said("comment", shown))
    body = f"""<h2>{told.label("comments", len(script))}</h2><a class="vh" href="#">Zum Inhalt</a>
<ol>
{"".join(rows)}</ol><div class="vh" role="status">Neue Kommentare geladen</div>"""
    style = """body{font:15px sans-serif;max-width:620px;margin:auto}ol{list-style:none;padding:0}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0);white-space:nowrap}
.narrow{display:none}.hd{display:flex;gap:6px}.t{color:#777}li{padding:8px 0;position:relative}
@media (max-width:200px){.wide{display:none}.narrow{display:inline}}"""
    html = document("de", "Kommentare", style, body)
    return Page("trap-said-twice-de", html, tuple(said), "https://garten.example/k/12")


def _by_style() -> Page:
    """The style writes: names in capitals, words before and after that no element has."""
    told = words("fr")
    script = entries("fr", 16, 153, people=7)
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "date_short")
        rows.append(f"""<article><p class="nom">{entry.name}</p><p class="jour">{shown}</p><div
class="mots">{entry.html()}</div><p class="plus" data-n="{entry.votes}">{told.label("like")}</p>
</article>""")
        said.append(entry.said("comment", shown))
    body = f"""<h1>Le journal du gîte</h1>{"".join(rows)}<p class="fin">{told.label("home")}</p>"""
    style = """body{font:16px Georgia;max-width:640px;margin:auto}.nom{text-transform:uppercase;
letter-spacing:.08em;font-size:13px}.jour{color:#777;font-size:12px}
.jour::before{content:"Posté le "}
.mots p:first-child::before{content:"« "}.mots p:last-child::after{content:" »"}
.plus::after{content:" (" attr(data-n) ")"}.fin::before{content:"← "}p{margin:2px 0}"""
    html = document("fr", "Le journal du gîte", style, body)
    return Page("trap-written-by-style-fr", html, tuple(said), "https://gite.example/journal")


def _no_box() -> Page:
    """What holds an entry has no box: its parts are cells of one grid; far ones not laid out."""
    told = words("pt")
    script = entries("pt", 21, 154, people=7)
    said = tuple(entry.said("comment", told.ago(entry.at), fixed=True) for entry in script)
    body = f"""<h1>Conversas da represa</h1><section class="grid">{"".join(map(_boxless, script))}
</section><p>{told.label("load")}</p>"""
    style = """body{font:15px sans-serif;max-width:700px;margin:auto}.grid{display:grid;
gap:6px 12px;
grid-template-columns:40px 130px 1fr 60px}entrada-x,.hold{display:contents}.tx{
content-visibility:auto;contain-intrinsic-size:auto 24px}.nm{font-weight:600}.vt{color:#777}
time{display:block;color:#777;font-size:12px}p{margin:0}"""
    html = document("pt", "Conversas da represa", style, body)
    return Page("trap-no-box-pt", html, said, "https://represa.example/c")


def _boxless(entry: Entry) -> str:
    return f"""<entrada-x id="e{entry.number}"><div class="hold"><img alt=""
src="{drawing(36, 36)}">
<div class="nm">{entry.name}<time datetime="{entry.iso}">{words("pt").ago(entry.at)}</time></div>
</div>
<div class="tx">{entry.html()}</div><div class="vt">+{entry.votes}</div></entrada-x>"""


PAGES = (_not_shown(), _said_twice(), _by_style(), _no_box())
