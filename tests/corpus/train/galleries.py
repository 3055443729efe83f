"""Posts with pictures, films and cards of links; quotes in quotes with words between."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.entries import Entry, document, drawing, entries, linked, links, words
from corpus.page import Page

_FACES = re.compile("[🙂👏]")


def _shown_media() -> Page:
    """Some posts are only a picture; faces are pictures too; a card of a link is nobody's words."""
    told = words("es")
    script = [_bare(entry) for entry in reversed(entries("es", 20, 181, people=8))]
    cards = "".join(_media_card(entry) for entry in script)
    said = tuple(entry.said("post", told.age(entry.at), fixed=True) for entry in script)
    body = f"""<div class="top">{links(told.label("home"), told.label("search"), tag="span")}</div>
<div
class="main"><h2>{told.label("home")}</h2>{cards}<div class="more">{told.label("load")}</div></div>
<div class="side"><h3>Tendencias</h3><p>Huerta<br><small>214 publicaciones</small></p>
<p>Pan de centeno
<br><small>98 publicaciones</small></p></div>"""
    style = """body{font:15px sans-serif;max-width:600px;margin:auto}.k{padding:12px 0;
border-bottom:1px
solid #ddd}.k-h{display:flex;gap:6px}.k-h span{color:#678}.k-l{border:1px solid #cde;display:flex}
.face{width:16px;height:16px}.k-l div{padding:8px}.k-m{position:relative}.k-m i{position:absolute;
left:8px;bottom:8px;background:#000;color:#fff}.k-b{display:flex;gap:30px;color:#678}"""
    html = document("es", told.label("home"), style, body)
    return Page("feed-media-cards-es", html, said, "https://tarjetas.example/inicio")


def _bare(entry: Entry) -> Entry:
    return replace(entry, lines=()) if entry.number % 5 == 3 else entry


def _media_card(entry: Entry) -> str:
    told = words("es")
    text = _FACES.sub(
        lambda face: f'<img class="face" alt="{face[0]}" src="{drawing(16, 16, "fc3")}">',
        entry.broken(),
    )
    block = f'<div class="k-t" dir="auto">{text}</div>' if entry.lines else ""
    if not entry.lines or entry.number % 6 == 1:
        block += f'<div class="k-m"><img alt="Imagen" src="{drawing(400, 180)}"></div>'
    elif entry.number % 6 == 2:
        block += f"""<div class="k-l"><img alt="" src="{drawing(90, 90)}"><div><small>diario.example
</small><br><b>El puente del molino reabre</b><br>Tres meses de obras junto al arroyo</div></div>"""
    elif entry.number % 6 == 4:
        block += (
            f"""<div class="k-m"><video poster="{drawing(400, 180)}"></video><i>0:42</i></div>"""
        )
    return f"""<div class="k"><div class="k-h"><b>{entry.name}</b><span>@{entry.handle}</span>
<span>·
</span><a href="#{entry.number}"><time datetime="{entry.iso}">{told.age(entry.at)}</time></a>
</div>{block}
<div class="k-b"><span>{entry.votes // 6}</span><span>{entry.votes}</span>
<span>{told.label("share")}
</span></div></div>"""


def _between() -> Page:
    """Quotes of quotes above, and once more between the paragraphs of what is said."""
    told = words("en")
    script = entries("en", 14, 182, people=5, answering=0.8)
    rows = "".join(_between_row(entry) for entry in script)
    said = tuple(entry.said("message", told.written(entry.at)) for entry in script)
    body = f"""<h1>alt.gardens.fences</h1><p><a href="#">Subscribe</a> · 214 conversations</p>
<h2>How deep
a post</h2>{rows}<p><a href="#">Older</a> <a href="#">Newer</a></p>"""
    style = """body{font:14px monospace;max-width:760px;margin:auto}
blockquote{border-left:2px solid #88c;
margin:4px 0;padding-left:8px;color:#447}.it{border-top:1px solid #ccc;padding:10px 0}
.wr{color:#447}
dl{display:grid;grid-template-columns:70px 1fr;margin:0}dd{margin:0}"""
    html = document("en", "alt.gardens.fences", style, body)
    return Page("news-quotes-between-en", html, said, "https://news.example/alt.gardens.fences/9")


def _between_row(entry: Entry) -> str:
    above = entry.answers
    first, *others = (f"<p>{linked(line)}</p>" for line in entry.lines)
    quote = again = ""
    if above:
        older = f"<blockquote>{above.answers.html()}</blockquote>" if above.answers else ""
        wrote = f'<p class="wr">{above.name} wrote:</p>'
        quote = f"<blockquote>{wrote}{older}<p>{linked(above.lines[0])}</p></blockquote>"
        again = f"<blockquote><p>{linked(above.lines[-1])}</p></blockquote>" if others else ""
    return f"""<div class="it"><dl><dt>From:</dt><dd>{entry.name}</dd><dt>Date:</dt><dd>
{words("en").written(entry.at)}</dd></dl>{quote}{first}{again}{"".join(others)}</div>"""


PAGES = (_shown_media(), _between())
