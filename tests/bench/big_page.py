"""A thread of many elements, and one of few that is as long."""

from __future__ import annotations

BIG = 550
"""So many messages hold 10,000 elements."""
SMALL = 40

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A thread</title>
<style>html,body{height:100%;margin:0}body{display:flex}#box{flex:1;overflow-y:auto}
.m{padding:8px 14px;border-bottom:1px solid #eee;min-height:TALLpx}</style>
<div id="box" role="log"></div><script>
const el=(tag,said,...kids)=>{const e=document.createElement(tag);
if(said)e.append(said);e.append(...kids);return e};
const message=n=>{const m=el('div','',
el('div','',el('span','',el('i','')),el('b',n%2?'Nora Whitfield':'Dorian Vale'),
el('time',`${n%12+1}:0${n%10}`)),
el('div','',el('p',`row ${n} says ${n*7919%10007} and something more`),
el('div','',el('span','a'),el('span',''),el('em','so'))),
el('div','',el('button','Reply'),el('button','Share'),
el('span','',el('i',''),el('span','3 likes'))));m.className='m';return m};
const box=document.querySelector('#box');
for(let n=1;n<=COUNT;n++)box.append(message(n));box.scrollTop=1e6</script></html>"""


def page(name: str, _query: str) -> str | None:
    """Gives the page called `big` or `small`."""
    if name not in {"big", "small"}:
        return None
    count, tall = (BIG, 0) if name == "big" else (SMALL, 700)
    return _PAGE.replace("COUNT", str(count)).replace("TALL", str(tall))
