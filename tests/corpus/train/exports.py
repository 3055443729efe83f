"""Files people ask a service for, archives of lists and guestbooks."""

from __future__ import annotations

from datetime import timedelta

from corpus.entries import Entry, document, entries, linked, links, words
from corpus.page import Page, Said


def _plain_divs() -> Page:
    """Divs without a class, name above and time below, both only words."""
    told = words("it")
    script = list(reversed(entries("it", 24, 71, people=3)))
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "date_short")
        rows.append(f"""<div class="_a6-g"><div class="_a6-h">{entry.name}</div><div class="_a6-p">
<div>
<div></div><div>{entry.broken()}</div><div></div><div></div></div></div><div
class="_a6-o">{shown}</div>
</div>""")
        said.append(entry.said("message", shown))
    body = f"""<header><h1>I tuoi commenti</h1><p>Generato da {script[0].name} il
{told.written(script[0].at, "date")}</p></header><main>{"".join(rows)}</main>"""
    style = """body{font:14px sans-serif;max-width:700px;margin:auto}
._a6-g{background:#fff;margin:12px 0;
padding:12px;border:1px solid #ccc}._a6-h{font-weight:600}._a6-o{color:#666;font-size:12px}"""
    html = document("it", "I tuoi commenti", style, body)
    return Page("export-plain-divs-it", html, tuple(said), "file:///export/commenti.html")


def _table() -> Page:
    """A table of columns, right to left: date, who, words; each row numbered."""
    told = words("ar")
    script = entries("ar", 26, 72, people=4)
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "numeric")
        rows.append(
            f"<tr><td>{entry.number}</td><td>{shown}</td><td>{entry.name}</td><td>{entry.broken()}"
            "</td><td>0</td></tr>"
        )
        said.append(entry.said("message", shown))
    heads = ("#", "التاريخ", "الكاتب", "النص", "مرفقات")
    body = f"""<h1>نسخة من الرسائل</h1><table border="1"><caption>26</caption><thead><tr>
{"".join(f"<th>{head}</th>" for head in heads)}</tr></thead><tbody>{"".join(rows)}</tbody></table>
<p>تم الإنشاء {told.written(script[-1].at + timedelta(days=1), "date")}</p>"""
    html = document("ar", "نسخة من الرسائل", "body{font:15px sans-serif}td{padding:4px}", body)
    return Page("export-table-ar", html, tuple(said), "file:///export/messages.html")


def _definitions() -> Page:
    """A list of terms: who and when is the term, the words are what it means, one or several."""
    told = words("he")
    script = entries("he", 22, 73, people=4)
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "date_short")
        inner = "".join(f"<dd>{linked(line)}</dd>" for line in entry.lines)
        rows.append(f"<dt><strong>{entry.name}</strong> <small>{shown}</small></dt>{inner}")
        said.append(entry.said("message", shown))
    body = f"""<h1>ארכיון הקבוצה</h1><ul>{links(told.label("home"), told.label("search"))}</ul>
<dl>{"".join(rows)}</dl><p><a href="#">{told.label("next")}</a></p>"""
    style = "body{font:15px sans-serif;margin:20px}dt{margin-top:12px}small{color:#777}"
    html = document("he", "ארכיון הקבוצה", style, body)
    return Page("export-definitions-he", html, tuple(said), "https://archion.example/kvutza/4")


def _mails() -> Page:
    """An archive of a list: heading lines with rules between, quoted lines of others above."""
    script = entries("en", 14, 74, people=5, answering=0.7)
    rows, said = [], []
    for entry in script:
        shown = entry.at.strftime("%a %b %d %H:%M:%S UTC %Y")
        mail = f"{entry.handle} at list.example"
        quote = ""
        if entry.answers:
            above = entry.answers
            quote = f"""<blockquote type="cite"><i>On {above.at:%d %b}, {above.name} wrote:</i><br>
{above.broken()}</blockquote>"""
        rows.append(f"""<A name="{entry.number:05}"></A><H3>[Brook] fence along the water</H3>
<B>{entry.name}</B> <A href="#">{mail}</A><BR><I>{shown}</I><UL><LI>Previous message: <A href="#">
[Brook] fence</A></LI></UL><HR><DIV class="pre">{quote}{entry.html("p")}</DIV><HR>""")
        said.append(entry.said("message", shown))
    body = f"""<h1>The Brook Archives by thread</h1><ul><li><b>Messages sorted by:</b> <a href="#">
[ subject ]</a> <a href="#">[ author ]</a></li></ul>{"".join(rows)}<p><a href="#">More information
about the Brook mailing list</a></p>"""
    style = "body{font:14px serif}blockquote{color:#663}.pre{font-family:monospace}"
    html = document("en", "The Brook Archives", style, body)
    address = "https://lists.example/pipermail/brook/2026-November/thread.html"
    return Page("mail-archive-rules-en", html, tuple(said), address)


def _guestbook() -> Page:
    """A guestbook in one table: a row with number, name and place, a row with the words."""
    told = words("de")
    script = list(reversed(entries("de", 15, 75, people=10)))
    rows, said = [], []
    for entry in script:
        shown = told.written(entry.at, "numeric")
        rows.append(f"""<tr bgcolor="#ddeecc"><td>Nr. {entry.number}</td><td><font size="2">Name:
<b>{entry.name}</b> aus Lindenau</font></td><td align="right"><font size="1">{shown}</font></td>
</tr>
<tr><td></td><td colspan="2">{entry.broken()}</td></tr>""")
        said.append(entry.said("post", shown))
        if entry.number % 5 == 0:
            thanks = "Vielen Dank für den lieben Eintrag, wir freuen uns sehr."
            rows.append(f"""<tr><td></td><td colspan="2"><table bgcolor="#f4f4e4"><tr><td>
<i>Kommentar
von <b>Gärtnerei Moosbach</b>:</i></td></tr><tr><td>{thanks}</td></tr></table></td></tr>""")
            said.append(Said(thanks, "Gärtnerei Moosbach", kind="comment"))
    body = f"""<center><h1>Unser Gästebuch</h1><a href="#">Ins Gästebuch eintragen</a> |
<a href="#">{told.label("home")}</a></center><table width="100%"
cellpadding="5">{"".join(rows)}</table>
<center>Seite 1 <a href="#">2</a> <a href="#">3</a><br><font size="1">Besucher seit 2003: 48211
</font></center>"""
    html = document("de", "Gästebuch", "body{background:#fffff0;font-family:Verdana}", body)
    return Page("guestbook-table-de", html, tuple(said), "https://moosbach.example/gaestebuch.php")


def _no_element() -> Page:
    """A page for small telephones: nothing around a post, only rules between them."""
    told = words("es")
    script = list(reversed(entries("es", 18, 76)))
    rows = "<hr>".join(_bare(entry) for entry in script)
    said = tuple(entry.said("post", told.age(entry.at)) for entry in script)
    body = f"""<b>Patio</b> <a href="#">{told.label("home")}</a> · <a href="#">
{told.label("messages")} (2)</a> · <a href="#">{told.label("search")}</a><hr><form><input><input
type="submit" value="Publicar"></form><hr>{rows}<hr><a href="#">{told.label("load")}</a><hr>
<a href="#">{told.label("terms")}</a> · <a href="#">{told.label("privacy")}</a>"""
    html = document("es", "Patio", "body{font:14px sans-serif}", body)
    return Page("basic-rules-between-es", html, said, "https://m.patio.example/home.php")


def _bare(entry: Entry) -> str:
    told = words("es")
    return f"""<a href="#{entry.handle}"><b>{entry.name}</b></a><br><span>{entry.broken()}</span>
<br>
<small>{told.age(entry.at)}</small><br><a href="#">{entry.votes}</a> · <a href="#">
{told.label("like")}</a> · <a href="#">{told.label("comments", entry.votes // 3)}</a>"""


PAGES = (_plain_divs(), _table(), _definitions(), _mails(), _guestbook(), _no_element())
