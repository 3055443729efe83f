"""Files people ask for, mails of a group, guestbooks, things for sale: the plainest markup."""

from __future__ import annotations

from itertools import groupby

from corpus.entries import Entry, document, drawing, entries, links, words
from corpus.page import Page, Said


def _label_rows() -> Page:
    """Each record is rows of a label and a value; the labels are the same in all."""
    told = words("es")
    script = entries("es", 19, 131, people=4)
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "numeric")
        fields = (
            ("Autor", entry.name),
            ("Fecha", shown),
            ("Texto", entry.broken()),
            ("Grupo", "Huerto del molino"),
            ("Reacciones", str(entry.votes)),
        )
        inner = "".join(
            f'<div class="fila"><div class="et">{name}</div><div class="va">{value}</div></div>'
            for name, value in fields
        )
        rows.append(f'<div class="registro">{inner}</div>')
        said.append(entry.said("post", shown))
    body = f"""<h1>Tu información: publicaciones y comentarios</h1><p>Descargado el
{told.written(script[-1].at, "date")}</p>{"".join(rows)}<p>Fin del archivo</p>"""
    style = """body{font:14px sans-serif;margin:20px}.registro{border:1px solid #ccc;margin:10px 0}
.fila{display:flex}.et{width:120px;color:#777;padding:4px}.va{padding:4px;flex:1}"""
    html = document("es", "Tu información", style, body)
    return Page("records-label-value-es", html, tuple(said), "file:///descarga/publicaciones.html")


def _spanning() -> Page:
    """A table where the cell of the name spans the rows of what that person wrote; days between."""
    told = words("de")
    rows, said = [], []
    for _, of_day in groupby(entries("de", 24, 132, people=4), key=lambda entry: entry.at.date()):
        day = list(of_day)
        head = f"{told.weekday(day[0].at)}, {told.written(day[0].at, 'date')}"
        rows.append(f'<tr><th colspan="3">{head}</th></tr>')
        said.append(Said(head, kind="divider"))
        for start in range(0, len(day), 2):
            pair = day[start : start + 2]
            first = f'<td rowspan="{len(pair)}" class="n">{pair[0].name}</td>'
            for entry in pair:
                shown = f"{entry.at:%H:%M}"
                name = first if entry is pair[0] else ""
                rows.append(f"<tr>{name}<td>{shown}</td><td>{entry.broken()}</td></tr>")
                said.append(entry.said("message", shown, author=pair[0].name))
    body = f"""<h1>Protokoll der Gruppe Bachlauf</h1><table><thead><tr><td>Person</td>
<td>Uhrzeit</td>
<td>Nachricht</td></tr></thead><tbody>{"".join(rows)}</tbody></table><p>Ende des Protokolls</p>"""
    style = """body{font:14px sans-serif;margin:20px}table{border-collapse:collapse;width:100%}
td,th{border:1px solid #bbb;padding:4px 8px;text-align:left;vertical-align:top}
th{background:#eee}"""
    html = document("de", "Protokoll", style, body)
    return Page("records-name-spans-rows-de", html, tuple(said), "file:///export/protokoll.html")


def _mails() -> Page:
    """Mails of a group: to whom, the words, below them what was answered, a signature."""
    script = entries("en", 13, 133, people=5, answering=0.8)
    rows, said = [], []
    for entry in script:
        shown = f"{entry.at:%d %b %Y, %H:%M:%S}"
        quote = ""
        if entry.answers:
            above = entry.answers
            quote = f"""<div class="gq"><div dir="ltr"
class="ga">On {above.at:%d %b %Y}, {above.name}
&lt;{above.handle}@list.example&gt; wrote:</div><blockquote>{above.html("div")}</blockquote>
</div>"""
        rows.append(f"""<div role="listitem" class="ms"><div class="mh"><div class="mp"><img alt=""
src="{drawing(32, 32)}"></div><h3 class="mf">{entry.name}</h3><span class="md">{shown}</span>
<button aria-label="Reply to all">↩</button></div><div class="mt">to Brook Fence Group</div>
<div class="mb"><div dir="ltr">{entry.html("div")}</div>{quote}<div class="gs">-- <br>
Sent from the allotment</div></div></div>""")
        said.append(entry.said("message", shown))
    body = f"""<nav>{links("My groups", "Recent groups", "Starred", tag="div")}</nav><main>
<h1>Fence along
the water</h1><span>{len(script)} messages</span><section role="list">{"".join(rows)}</section>
<button>Reply all</button></main>"""
    style = """body{font:14px sans-serif;display:grid;grid-template-columns:140px 1fr}
.mh{display:flex;
gap:10px;align-items:center}.md{margin-left:auto;color:#777}.mt{color:#777;font-size:12px}.ms{
border-top:1px solid #ddd;padding:10px}.gq,.gs{color:#777;margin-top:10px}h3{margin:0}"""
    html = document("en", "Fence along the water", style, body)
    return Page("mail-group-list-en", html, tuple(said), "https://groups.example/g/brook/c/k2")


def _sentences() -> Page:
    """Paragraphs, each one text: a date, a name, a colon, what was said."""
    told = words("pt")
    script = [entry for entry in entries("pt", 30, 134, people=3) if len(entry.lines) == 1]
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "numeric")
        rows.append(f"<p>{shown} - {entry.name}: {entry.broken()}</p>")
        said.append(entry.said("message", shown))
    body = (
        f"""<h2>Conversa da horta</h2>{"".join(rows)}<p><a href="#">{told.label("next")}</a></p>"""
    )
    html = document("pt", "Conversa da horta", "body{font:15px monospace}", body)
    return Page("records-one-line-each-pt", html, tuple(said), "file:///export/conversa.html")


def _rules() -> Page:
    """Nothing around an entry: the date in brackets first, the name, words without an element."""
    told = words("ko")
    script = list(reversed(entries("ko", 17, 135)))
    said = tuple(entry.said("post", told.written(entry.at, "numeric")) for entry in script)
    rows = "<hr size='1'>".join(_ruled(entry) for entry in script)
    body = f"""<b>작은 마당</b><br>[<a href="#">{told.label("home")}</a>] [<a
href="#">글쓰기</a>] [<a
href="#">{told.label("search")}</a>]<hr size="1">{rows}<hr size="1">[<a href="#">이전</a>] 1 / 4 [<a
href="#">{told.label("next")}</a>]"""
    html = document("ko", "작은 마당", "body{font:15px serif}", body)
    return Page("basic-date-first-ko", html, said, "https://madang.example/bbs.cgi")


def _ruled(entry: Entry) -> str:
    told = words("ko")
    shown = told.written(entry.at, "numeric")
    return f"""[{shown}] <font color="#336633">{entry.name}</font> <small>({entry.votes})</small>
<br>
{entry.broken()}<br>"""


def _guestbook() -> Page:
    """A guestbook of frames with a legend, some with an answer of the house inside."""
    told = words("it")
    script = list(reversed(entries("it", 14, 136, people=10)))
    rows, said = [], []
    thanks = "Grazie di cuore, vi aspettiamo in primavera!"
    for entry in script:
        shown = told.written(entry.at, "date")
        answer = ""
        if entry.number % 4 == 1:
            answer = f"<fieldset><legend>La casa del mulino risponde</legend>{thanks}</fieldset>"
        rows.append(f"""<fieldset class="firma"><legend>{entry.name} (Collina) - {shown}</legend>
{entry.html()}{answer}<a href="#">✉</a> <a href="#">⌂</a></fieldset>""")
        said.append(entry.said("post", shown))
        if answer:
            said.append(Said(thanks, "La casa del mulino", kind="comment"))
    body = f"""<h1>Libro degli ospiti</h1><p>{links("Firma", told.label("home"), tag="span")}</p>
{"".join(rows)}<p>Pagine: 1 <a href="#">2</a></p>"""
    style = "body{font:15px Georgia;background:#fdf8ec}fieldset{margin:12px;border-color:#c9b}"
    html = document("it", "Libro degli ospiti", style, body)
    return Page("guestbook-frames-it", html, tuple(said), "https://mulino.example/ospiti")


PAGES = (
    _label_rows(),
    _spanning(),
    _mails(),
    _sentences(),
    _rules(),
    _guestbook(),
)
