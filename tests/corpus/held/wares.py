"""Reviews of a program, small advertisements, a profile for dating."""

from __future__ import annotations

from corpus.entries import document, drawing, entries, links, words
from corpus.page import Page, Said


def _reviews() -> Page:
    """Stars that are a bar of a width, named by a label; an answer of the makers below some."""
    told = words("ko")
    script = list(reversed(entries("ko", 14, 141, people=9)))
    rows, said = [], []
    thanks = "소중한 의견 감사합니다. 다음 판에서 고치겠습니다."
    for place, entry in enumerate(script):
        stars, shown = 5 - place % 3, told.written(entry.at, "date")
        answer = ""
        if place % 4 == 2:
            when = told.written(entry.at, "date")
            answer = f"""<div class="dv"><div><div class="dv-n">솔바람공방</div><div
class="dv-d">{when}
</div></div><div class="dv-t">{thanks}</div></div>"""
        rows.append(f"""<div class="rw"><header data-id="{place}"><div><img alt=""
src="{drawing(32, 32)}"><div class="rw-n">{entry.name}</div></div><div><div aria-label="
{told.label("stars", stars)}" role="img" class="bar"><span style="width:{stars * 20}%"></span></div>
<span class="rw-d">{shown}</span></div></header><div class="rw-t">{entry.broken()}</div><footer>
<div>
{told.label("helpful", entry.votes)}</div><div>도움이 되었나요? <button>예</button>
<button>아니요</button>
</div></footer>{answer}</div>""")
        said.append(entry.said("post", shown))
        if answer:
            said.append(Said(thanks, "솔바람공방", "", shown, "", "comment"))
    body = f"""<h1>씨앗 달력</h1><p>4.3 ★ · 리뷰 1.2천개</p><button>설치</button>
<h2>평점 및 리뷰</h2>
<div>{"".join(rows)}</div><button>모든 리뷰 보기</button><h2>비슷한 앱</h2><ul>
{links("물주기 알림", "텃밭 일기")}</ul>"""
    style = """body{font:15px sans-serif;max-width:640px;margin:auto}.rw{margin:16px 0}
header>div{display:flex;gap:8px;align-items:center}.bar{width:70px;height:10px;background:#ddd}
.bar span{display:block;height:10px;background:#386}.rw-d,.dv-d,footer{color:#777;font-size:12px}
.dv{background:#f3f3f3;padding:10px;margin:8px 0 0 20px}.dv-n{font-weight:600}"""
    html = document("ko", "씨앗 달력", style, body)
    return Page("reviews-bar-of-stars-ko", html, tuple(said), "https://jangteo.example/app/ssiat")


def _adverts() -> Page:
    """Small advertisements: what is sold as a heading, the words, at the foot who sells it."""
    told = words("de")
    script = list(reversed(entries("de", 15, 142, people=10)))
    wares = ("Gartenbank, Eiche", "Regentonne 200 l", "Hobelbank", "Walnüsse, 5 kg", "Leiter")
    rows, said = [], []
    for place, entry in enumerate(script):
        title, shown = f"{wares[place % 5]} ({place + 1})", told.written(entry.at, "date")
        rows.append(f"""<li class="ad-listitem"><article><div class="im"><img alt="{title}"
src="{drawing(120, 90)}"></div><div class="ma"><div class="to"><span>3549{place % 10} Mühlau</span>
<span>{shown}</span></div><h2><a href="#">{title}</a></h2><p class="de">{entry.broken()}</p><div
class="pr"><strong>{entry.votes} € VB</strong></div><div class="fo"><span class="pro">Privat</span>
<span class="who">{entry.name}</span> <span>Versand möglich</span></div></div></article></li>""")
        said.append(entry.said("post", shown, text=f"{title}\n{entry.text}"))
    body = f"""<form><input placeholder="Was suchst du?"><input placeholder="PLZ oder Ort"></form>
<div class="g"><aside><h3>Kategorien</h3>
<ul>{links("Garten (312)", "Werkzeug (88)", "Küche (41)")}</ul>
<h3>Preis</h3><input> <input></aside><main><h1>1 - 15 von 312 Anzeigen in Mühlau</h1><ul class="li">
{"".join(rows)}</ul><div>{links("1", "2", "3", told.label("next"), tag="span")}</div></main>
</div>"""
    style = """body{font:14px sans-serif}.g{display:grid;grid-template-columns:160px 1fr;gap:20px}
.li{list-style:none;padding:0}article{display:flex;gap:14px;border:1px solid #ddd;margin:8px 0;
padding:8px}.ma{flex:1}.to{display:flex;justify-content:space-between;color:#777;font-size:12px}
h2{font-size:16px;margin:4px 0}.fo{color:#777;font-size:12px}.de{margin:4px 0}"""
    html = document("de", "Anzeigen in Mühlau", style, body)
    return Page("adverts-seller-at-foot-de", html, tuple(said), "https://anzeigen.example/s-garten")


def _dating() -> Page:
    """A profile in tabs of a list: what is asked is small, what is answered is large."""
    told = words("fr")
    lines = told.data["lines"]
    asked = {
        "À propos": told.data["long"][2],
        "Le meilleur conseil que j’ai reçu": lines[16],
        "Mon dimanche idéal": lines[20],
        "On s’entendra si": lines[21],
    }
    cards = "".join(
        f'<li><div class="q">{head}</div><div class="a"><span>{text}</span></div></li>'
        for head, text in asked.items()
    )
    tags = "".join(f"<span>{tag}</span>" for tag in ("Randonnée", "Pain maison", "Chorale"))
    said = tuple(Said(text, "Capucine", kind="post") for text in asked.values())
    body = f"""<div class="top">{links("Découvrir", "Messages", "Mon profil", tag="span")}</div><div
role="dialog" aria-label="Profil de Capucine"><div class="ph"><img alt="Photo 1 de Capucine"
src="{drawing(380, 260)}"></div><div class="nm"><span>Capucine</span> <span>31</span></div><div
class="km">à 6 kilomètres</div><ul>{cards}</ul><div class="tg">{tags}</div><button>Non</button>
<button>J’aime</button><button>Signaler Capucine</button></div>"""
    style = """body{font:16px sans-serif;max-width:420px;margin:auto}ul{list-style:none;padding:0}
li{border-bottom:1px solid #eee;padding:12px 0}.q{color:#888;font-size:12px}.a{font-size:19px}
.a::before{content:"“"}.a::after{content:"”"}
.nm{font-size:26px}.tg span{border:1px solid #aaa;border-radius:12px;padding:2px 8px;margin:2px}"""
    html = document("fr", "Capucine", style, body)
    return Page("dating-profile-fr", html, said, "https://rencontre.example/profil/c31")


PAGES = (_reviews(), _adverts(), _dating())
