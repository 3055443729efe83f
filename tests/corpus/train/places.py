"""Reviews, things for sale, a profile for dating, an event, a list of faults, words of praise."""

from __future__ import annotations

from corpus.entries import document, drawing, entries, linked, links, words
from corpus.page import Page, Said


def _reviews() -> Page:
    """Stars said by a label, a title of their own, an answer of the shop below some."""
    told = words("es")
    script = list(reversed(entries("es", 13, 81, people=9)))
    titles = ("Muy contenta", "Cumple", "Buen material", "Mejor de lo esperado", "Correcto")
    rows, said = [], []
    for place, entry in enumerate(script):
        stars, title = 5 - place % 4, titles[place % 5]
        shown = told.written(entry.at, "date")
        answer = ""
        if place % 4 == 1:
            thanks = "Gracias por contarlo, nos alegra leerlo."
            answer = f"""<div class="rv-ans"><div class="rv-ans-h">Respuesta de <span>Taller Encina
</span></div><p>{thanks}</p></div>"""
        rows.append(f"""<div class="rv" data-hook="review"><div class="rv-p"><img alt=""
src="{drawing(34, 34)}"><span class="rv-n">{entry.name}</span></div><div><i class="st" role="img"
aria-label="{told.label("stars", stars)}">{"★" * stars}{"☆" * (5 - stars)}</i>
<span class="rv-b">{told.label("verified")}</span></div><div class="rv-d">{shown}</div>
<div class="rv-x"><h4>{title}</h4>{entry.html("p")}</div><div class="rv-f">
{told.label("helpful", entry.votes)} <button>Útil</button> | <a href="#">{told.label("report")}</a>
</div>{answer}</div>""")
        said.append(entry.said("post", shown, text=f"{title}\n{entry.text}"))
        if answer:
            said.append(Said(thanks, "Taller Encina", kind="comment"))
    bars = "".join(
        f"<tr><td>{n} ★</td><td><meter value='{n * 12}' max='100'></meter></td></tr>"
        for n in (5, 4, 3, 2, 1)
    )
    body = f"""<nav>{links("Jardín", "Casa", "Ofertas", tag="span")}</nav><h1>Banco de madera de 118
cm</h1><p>42 €</p><button>Añadir al carro</button><h2>Opiniones</h2><table>{bars}</table>
{"".join(rows)}<h2>También te puede gustar</h2>
<ul>{links("Maceta", "Bisagra", "Tornillos 35 mm")}</ul>"""
    style = """body{font:14px sans-serif;max-width:700px;margin:auto}.rv{border-top:1px solid #ddd;
padding:12px 0}.rv-p{display:flex;gap:8px;align-items:center}.st{color:#c60}.rv-d,.rv-f,.rv-b{
color:#777;font-size:12px}.rv-ans{margin-left:30px;background:#f5f5f5;padding:8px}
h4{margin:4px 0}"""
    html = document("es", "Banco de madera", style, body)
    return Page("reviews-stars-es", html, tuple(said), "https://taller.example/p/banco-118")


def _listing() -> Page:
    """A thing for sale: what the seller wrote, then questions and the seller's answers."""
    told = words("pt")
    script = entries("pt", 17, 82, people=9)
    seller = script[0]
    shown = told.ago(seller.at)
    said, rows = [seller.said("post", shown)], []
    for entry in script[1:]:
        mine = entry.number % 2 == 1
        by = seller.name if mine else entry.name
        when = told.written(entry.at, "date_short")
        tag, label = ("dd", told.label("answer")) if mine else ("dt", "Pergunta")
        rows.append(f"""<{tag}><span class="l">{label}</span> <span class="w">{by}</span>
<span class="d">{when}</span><div class="q">{entry.broken()}</div></{tag}>""")
        said.append(entry.said("comment", when, author=by))
    body = f"""<ul class="crumbs">{links("Casa", "Jardim", "Ferramentas")}</ul><div class="two"><img
alt="Carrinho de mão verde" src="{drawing(320, 240)}"><div><h1>Carrinho de mão, quase novo</h1>
<p class="price">35 €</p><p>Ribeira Alta · {told.label("views", 84)}</p><div class="seller"><a
href="#">{seller.name}</a> <span>4,9 ★ (31)</span><button>Mensagem</button><button>
{told.label("save")}</button></div><section><h2>Descrição</h2><div
class="desc">{seller.html()}</div>
<small>Publicado <time>{shown}</time></small></section></div></div><h2>Perguntas ao vendedor</h2>
<dl>{"".join(rows)}</dl><h2>Anúncios parecidos</h2>
<ul>{links("Enxada", "Regador de 10 l", "Estufa")}
</ul>"""
    style = """body{font:14px sans-serif;max-width:860px;margin:auto}.two{display:flex;gap:20px}
.price{font-size:24px}.crumbs{display:flex;gap:12px;list-style:none;padding:0}.w{font-weight:600}
.l{background:#def;padding:1px 6px;border-radius:4px;font-size:12px}.d{color:#777}"""
    html = document("pt", "Carrinho de mão", style, body)
    return Page("listing-questions-pt", html, tuple(said), "https://feira.example/anuncio/80411")


def _dating() -> Page:
    """A profile: what the person says of themself and answers to what the page asks."""
    lines = words("en").data["lines"]
    asked = {
        "About me": words("en").data["long"][2],
        "My simple pleasures": lines[20],
        "A shower thought I recently had": lines[12],
        "Together we could": lines[5],
        "I go crazy for": lines[1],
    }
    cards = "".join(
        f"""<section class="card"><h2>{head}</h2><p>{text}</p><button
aria-label="Like {head}">♡</button>
</section>"""
        for head, text in asked.items()
    )
    facts = "".join(
        f'<li aria-label="{name}"><span>{value}</span></li>'
        for name, value in (("Height", "172 cm"), ("Job", "Carpenter"), ("Pets", "Two hens"))
    )
    said = tuple(Said(text, "Tamsin", kind="post") for text in asked.values())
    body = f"""<nav>{links("Discover", "Likes", "Chats", tag="span")}</nav><main><h1>Tamsin, 34</h1>
<p>Active today · 4 km away</p><img alt="Tamsin’s photo" src="{drawing(360, 300)}"><ul>{facts}</ul>
{cards}<img alt="Tamsin’s photo" src="{drawing(360, 200)}"><button>Pass</button>
<button>Report</button>
</main>"""
    style = """body{font:16px sans-serif;max-width:420px;margin:auto;background:#f7f4ef}
.card{background:#fff;border-radius:12px;padding:16px;margin:12px 0;position:relative}
.card h2{font-size:13px;font-weight:500}.card p{font-size:22px;margin:4px 0}nav span{margin:8px}"""
    html = document("en", "Tamsin, 34", style, body)
    return Page("dating-profile-en", html, said, "https://pairs.example/profile/7f2")


def _event() -> Page:
    """An event with those who come, and what they wrote on its board."""
    told = words("de")
    script = list(reversed(entries("de", 14, 84, people=9)))
    rows, said = [], []
    for entry in script:
        shown = f"{told.weekday(entry.at)}, {entry.at:%H:%M}"
        rows.append(f"""<event-comment><div class="row"><span class="ava" aria-label="{entry.name}">
{entry.initials}</span><div class="grow"><div class="top"><b>{entry.name}</b><i>Zugesagt</i></div>
<div class="say">{entry.html("span", 'style="display:block"')}</div><div class="bot">
<span>{shown}</span>
<a href="#">{told.label("reply")}</a><a href="#">♡ {entry.votes}</a></div></div></div>
</event-comment>""")
        said.append(entry.said("comment", shown))
    guests = "".join(f"<li>{name} <small>Mitglied</small></li>" for name, _ in told.data["names"])
    body = f"""<h1>Zaunbau am Bach</h1><p>Samstag, 5. Dezember 2026, 9:00 bis 16:00 · Mühlweg 4</p>
<p>Veranstaltet von <a href="#">Bachfreunde Lindenau</a></p><button>Teilnehmen</button><div
class="g">
<section><h2>Details</h2><p>Handschuhe und gute Laune genügen, Werkzeug ist da.</p>
<h2>Diskussion</h2>
{"".join(rows)}</section><section><h2>Gäste (10)</h2><ul>{guests}</ul></section></div>"""
    style = """body{font:15px sans-serif;max-width:860px;margin:auto}.g{display:grid;
grid-template-columns:1fr 220px;gap:24px}.row{display:flex;gap:10px;margin:12px 0}.ava{width:36px;
height:36px;border-radius:50%;background:#cbe;display:grid;place-items:center}
.top,.bot{display:flex;
gap:10px}.bot,.top i{color:#777;font-size:12px}"""
    html = document("de", "Zaunbau am Bach", style, body)
    return Page("event-board-de", html, tuple(said), "https://treffen.example/e/zaunbau")


def _tracker() -> Page:
    """A fault and what was said and done about it, in one line of time."""
    told = words("en")
    script = entries("en", 16, 85, people=6)
    rows, said = [], []
    for entry in script:
        shown = told.ago(entry.at)
        badge = '<span class="Label">Author</span>' if entry.name == script[0].name else ""
        rows.append(f"""<div class="item"><a href="#"><img alt="@{entry.handle}" width="40"
src="{drawing(40, 40)}"></a><div class="box"><h3 class="head"><strong><a href="#">{entry.handle}</a>
</strong> commented <a href="#c{entry.number}"><relative-time datetime="{entry.iso}" title="
{told.written(entry.at)}">{shown}</relative-time></a> {badge}</h3><div
class="md">{entry.html()}</div>
<div><button>👍 {entry.votes // 10}</button><button aria-label="Add reaction">☺</button></div></div>
</div>""")
        said.append(entry.said("comment", shown, fixed=True, author=entry.handle))
        if entry.number % 5 == 3:
            line = f"{entry.handle} added the label wet-ground {shown}"
            rows.append(f"""<div class="ev"><span>⚑</span><div><a href="#">{entry.handle}</a>
added the
label <a href="#">wet-ground</a> <relative-time datetime="{entry.iso}">{shown}</relative-time></div>
</div>""")
            said.append(Said(line, time=entry.iso, time_shown=shown, kind="divider"))
    body = f"""<nav>{links("Code", "Issues 12", "Wiki", tag="span")}</nav><h1>Post tilts after the
first frost <span>#118</span></h1><p><span>Open</span> {script[0].handle} opened this issue</p>
<div class="cols"><div>{"".join(rows)}<div><textarea placeholder="Leave a comment"></textarea></div>
</div><aside><h4>Assignees</h4><p>No one</p><h4>Labels</h4><p>wet-ground</p><h4>6 participants</h4>
</aside></div>"""
    style = """body{font:14px sans-serif;max-width:920px;margin:auto}.cols{display:grid;
grid-template-columns:1fr 180px;gap:24px}.item{display:flex;gap:12px;margin:16px 0}.box{flex:1;
border:1px solid #ccd;border-radius:6px}.head{background:#f4f6f8;margin:0;padding:8px;
font-weight:400}
.md{padding:8px}.ev{display:flex;gap:8px;margin-left:60px;color:#667}.Label{border:1px solid;
border-radius:9px;padding:0 6px}"""
    html = document("en", "Post tilts after the first frost", style, body)
    return Page("tracker-timeline-en", html, tuple(said), "https://code.example/fence/118")


def _name_below() -> Page:
    """Words first; who said them and when stands below, after a dash."""
    told = words("fr")
    script = entries("fr", 14, 86, people=10)
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "date")
        inner = "<br>".join(linked(line) for line in entry.lines)
        rows.append(f"""<figure class="mot"><blockquote>{inner}</blockquote><figcaption>—
<span>{entry.name}</span>, <span>{shown}</span></figcaption></figure>""")
        said.append(entry.said("post", shown))
    body = f"""<header><h1>Le gîte du moulin</h1>
<ul>{links("Chambres", "Tarifs", "Livre d’or")}</ul>
</header><h2>Ils sont passés par ici</h2><div class="grille">{"".join(rows)}</div><footer><p>Gîte du
moulin, Vallée-Haute · 01 00 00 00 00</p></footer>"""
    style = """body{font:16px Georgia;max-width:900px;margin:auto}.grille{display:grid;gap:16px;
grid-template-columns:1fr 1fr}.mot{margin:0;background:#faf6ee;padding:16px}blockquote{margin:0}
figcaption{text-align:right;font-style:italic;margin-top:8px}header ul{display:flex;gap:20px}"""
    html = document("fr", "Le gîte du moulin", style, body)
    return Page("praise-name-below-fr", html, tuple(said), "https://gite.example/livre-d-or")


PAGES = (
    _reviews(),
    _listing(),
    _dating(),
    _event(),
    _tracker(),
    _name_below(),
)
