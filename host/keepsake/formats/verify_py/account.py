"""The page that a lawyer can read: what was checked of which exhibits. Part of verify.py."""

# ruff: noqa: TC001 - the shipped file has no imports for the type checker alone
from __future__ import annotations

import hashlib
import html
import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

from keepsake.formats.verify_py.exhibits import exhibit_numbers, read_json
from keepsake.formats.verify_py.files import INVALID, NOT_CHECKED, VALID, Bag, Result, printable
from keepsake.formats.verify_py.log import NEWEST
from keepsake.formats.verify_py.times import Token

SAID: dict[str, dict[str, str]] = {}  # texts by language; filled at the end of the file
TITLES: dict[str, str] = {}  # names of authorities; likewise
# What the steps say of what they did not check, and the text for it.
REASONS = {
    "stamp": r"entry ([0-9]+): no time-stamp here",
    "off": r"entry ([0-9]+): stamps were off",
    "authority": r"-([a-z0-9-]+)\.tsr: by an authority that this program",
    "openssl": r"(openssl) program was not found",
    "cut": r"exhibits/0*([0-9]+)/: cut short",
    "unsigned": r"(signature\.note): missing; made by a version",
    "clock": r"entry ([0-9]+): the clock",
    "waited": r"entry ([0-9]+): waited in the browser",
    "witness": r"cosigned: seen by (\S+) with",
    "damaged": r"exhibits/0*([0-9]+)/.*: parts .* were damaged",
}
OUTCOMES = {VALID: "yes", INVALID: "no", NOT_CHECKED: "half"}
STYLE = (
    "body{font:16px/1.5 Georgia,serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #777;padding:.3em .5em;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "th{background:#eee}li{overflow-wrap:anywhere}.result{font-size:1.2em;font-weight:bold}"
)


class Checked(NamedTuple):
    """Everything that was found.

    Attributes:
        steps: By their numbers.
        entries: Proven entries of exhibits, by their place in the log.
        covers: The checkpoint that proves each entry that is proven, by its place.
        tokens: Good time stamps.
    """

    steps: dict[int, Result]
    entries: dict[int, Any]
    covers: dict[int, bytes]
    tokens: list[Token]


class Page:
    """Texts in one language, put together to HTML in which nothing of a copy can be markup."""

    def __init__(self, language: str) -> None:
        """Starts empty."""
        self.words = SAID[language]
        self.parts = [
            f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><meta'
            ' http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src'
            " 'unsafe-inline'\"><title>" + self.text("title") + f"</title><style>{STYLE}</style>"
            "</head><body>"
        ]

    def text(self, key: str, **facts: object) -> str:
        """A text with facts, safe to put between tags."""
        return safe(self.words[key].format(**facts))

    def put(self, tag: str, inner: str, **attributes: str) -> None:
        """One element around what is safe already."""
        more = "".join(f' {name}="{value}"' for name, value in attributes.items())
        self.parts.append(f"<{tag}{more}>{inner}</{tag}>")

    def bullets(self, lines: list[str], none: str) -> None:
        """A list of lines, or that there are none."""
        if lines:
            self.put("ul", "".join(f"<li>{line}</li>" for line in lines))
        else:
            self.put("p", self.text(none))

    def rows(self, rows: list[list[str]], head: list[str]) -> None:
        """A table; without names of columns the first cell of each row is its name."""
        top = "".join(f'<th scope="col">{name}</th>' for name in head)
        text = "".join(
            "<tr>"
            + "".join(
                f'<th scope="row">{cell}</th>' if not at and not head else f"<td>{cell}</td>"
                for at, cell in enumerate(row)
            )
            + "</tr>"
            for row in rows
        )
        self.put(
            "table", (f"<thead><tr>{top}</tr></thead>" if head else "") + f"<tbody>{text}</tbody>"
        )


def safe(text: object) -> str:
    """A text without markup, and without anything that turns a line round."""
    return html.escape(printable(str(text)))


def member(value: Any, name: str) -> Any:
    """What stands under a name, None where nothing does."""
    return value.get(name) if isinstance(value, dict) else None


def day_of(utc: object) -> str:
    """A moment for people; as it stands where it is none."""
    text = str(utc)
    return text[:19].replace("T", " ") if text[10:11] == "T" else text


def in_words(page: Page, numbers: list[int]) -> str:
    """Whole numbers: 1 to 7, 14."""
    rest, told = sorted(set(numbers)), []
    while rest:
        end = next(at for at in range(len(rest)) if rest[at] + 1 not in rest)
        told.append(f"{rest[0]}" if not end else f"{rest[0]} {page.words['to']} {rest[end]}")
        rest = rest[end + 1 :]
    return ", ".join(told)


def manifest_of(bag: Bag, folder: str, body: Any) -> Any:
    """The browser's own list where it is the one that the entry names, else None."""
    for part in body.get("parts", ()):
        if part.get("part") == body.get("manifest"):
            names = bag.under(f"{folder}{part['part']:04d}-")
            data = bag.read(names[0]) if names else b""
            if hashlib.sha256(data).hexdigest() == part.get("sha256"):
                return read_json(data)
    return None


def latest(checked: Checked, number: int, page: Page) -> str:
    """When an entry existed at the latest, by whom."""
    found = [
        (moment, name)
        for name, _, moment, stamped in checked.tokens
        if checked.covers.get(number) == stamped
    ]
    if not found:
        return page.text("by.none")
    moment, name = min(found)
    authority = name.rpartition("/")[2].partition("-")[2][: -len(".tsr")]
    at = f"{moment:%Y-%m-%d %H:%M:%S}"
    return page.text("by.authority", at=at, authority=TITLES.get(authority, authority))


def exhibit_row(page: Page, bag: Bag, checked: Checked, number: int, entry: int) -> list[str]:
    """What is known of one exhibit."""
    folder = f"data/exhibits/{number:03d}/"
    names = (folder, f"log/entries/{entry}.json", f"log/proofs/{entry}.tlog")
    steps = [checked.steps[step] for step in (4, 5, 6)]
    wrong = any(name in line for step in steps for line in step.bad for name in names)
    left = any(name in line for step in steps for line in step.open for name in names)
    held = checked.entries.get(entry)
    state = page.text("wrong" if wrong or held is None else "open" if left else "ok")
    if held is None:
        return [str(number), page.text("unproven"), "", "", "", state]
    body = held["body"]
    manifest = manifest_of(bag, folder, body)
    what = [page.text("added" if held.get("kind") == "file" else "page")]
    captured = ""
    if isinstance(manifest, dict) and isinstance(manifest.get("page"), dict):
        shown = manifest["page"]
        what.insert(0, f"<strong>{safe(shown.get('title') or page.words['title.none'])}</strong>")
        what += [safe(shown["url"])] if shown.get("url") else []
        captured = safe(day_of(member(manifest.get("started"), "utc") or ""))
    many = len(body.get("parts", ()))
    what.append(page.text("file") if many == 1 else page.text("files", count=many))
    what += [page.text("partial")] if body.get("state") != "complete" else []
    recorded = safe(day_of(held.get("utc")))
    return [str(number), "<br>".join(what), captured, recorded, latest(checked, entry, page), state]


def about_copy(page: Page, bag: Bag, checked: Checked) -> None:
    """What the copy says of itself, and whether that is signed."""
    signed = checked.steps[1].outcome == VALID
    name = member(read_json(bag.read("data/briefing.json")), "case")
    told = read_json(bag.read("data/contents.json")) if signed else None
    made = member(member(told, "made"), "utc")
    key = bag.read("data/log/verifier.key").decode(errors="replace").split("+")
    known = checked.steps[2].outcome == VALID
    shown = page.text("case.unsigned", name=name) if name and not signed else safe(name or "")
    page.put("h2", page.text("copy"))
    when = f"{safe(day_of(made))} (UTC)" if made else page.text("when.none")
    rows = [
        [page.text("case"), shown or page.text("case.none")],
        [page.text("when"), when],
        [page.text("by"), safe(member(told, "program") or "–")],
        [page.text("vault"), safe(key[0] if known else "–")],
        [page.text("key"), safe("+".join(key[1:]).strip()) if known else page.text("key.none")],
    ]
    page.rows(rows, [])


def about_exhibits(page: Page, bag: Bag, checked: Checked, places: dict[int, int]) -> None:
    """Each exhibit by its title, with its dates."""
    page.put("h2", page.text("exhibits"))
    page.put("p", page.text("exhibits.what"))
    rows = [
        exhibit_row(page, bag, checked, number, entry)
        for entry, number in sorted(places.items(), key=lambda row: row[1])
    ]
    names = ("exhibit", "what", "captured", "recorded", "proven", "state")
    page.rows(rows, [page.text(name) for name in names])


def about_steps(page: Page, checked: Checked) -> None:
    """What each step means, and what was found wrong or left out."""
    page.put("h2", page.text("steps"))
    rows = [
        [str(number), page.text(f"means.{number}"), page.text(OUTCOMES[step.outcome])]
        for number, step in checked.steps.items()
    ]
    page.rows(rows, [page.text("number"), page.text("steps"), page.text("result")])
    page.put("h2", page.text("bad"))
    bad = {
        (number, line.split(": ")[0]) for number, one in checked.steps.items() for line in one.bad
    }
    if bad:
        page.put("p", page.text("bad.what"))
    page.bullets([f"{number}: {safe(file)}" for number, file in sorted(bad)], "bad.none")
    page.put("h2", page.text("left"))
    left = {
        f"{number}: {reason_of(page, line)}"
        for number, step in checked.steps.items()
        for line in (*step.open, *step.beside)
    }
    page.bullets(sorted(left), "left.none")


def reason_of(page: Page, line: str) -> str:
    """What could not be checked, in words; in those of the program where there are no others."""
    for key, pattern in REASONS.items():
        found = re.search(pattern, line)
        if found:
            return page.text(f"left.{key}", what=found[1])
    return safe(line)


def about_gaps(page: Page, bag: Bag, checked: Checked, places: dict[int, int]) -> None:
    """Which records and exhibits are elsewhere, and why."""
    page.put("h2", page.text("gaps"))
    head = bag.read(NEWEST).decode(errors="replace").split("\n")
    size = head[1] if checked.steps[2].outcome == VALID and len(head) > 1 else "?"
    here = sorted(checked.covers)
    facts = {"size": size, "here": len(here), "ranges": in_words(page, here) or "–"}
    page.put("p", page.text("gaps.records", **facts))
    numbers = sorted(places.values())
    missing = [number for number in range(1, max(numbers, default=0)) if number not in numbers]
    told = page.text("gaps.exhibits", ranges=in_words(page, missing)) if missing else ""
    page.put("p", told or page.text("gaps.exhibits.none"))
    for entry, number in sorted(places.items(), key=lambda row: row[1]):
        body = checked.entries.get(entry, {}).get("body", {})
        manifest = manifest_of(bag, f"data/exhibits/{number:03d}/", body)
        complete = member(manifest, "completeness")
        if member(complete, "doubts") or member(complete, "gaps"):
            page.put("p", page.text("gaps.doubts", number=number))


def account(bag: Bag, checked: Checked, language: str, version: str, *, inside: bool) -> str:
    """The page.

    Args:
        bag: What was checked.
        checked: What was found.
        language: `en` or `fr`.
        version: Of this program.
        inside: Whether this program lies in the copy that it checked.
    """
    page = Page(language)
    outcomes = {step.outcome for step in checked.steps.values()}
    whole = next(one for one in (INVALID, NOT_CHECKED, VALID) if one in outcomes)
    page.put("h1", page.text("title"))
    page.put("p", page.text(whole.replace(" ", "_")), **{"class": "result"})
    places = exhibit_numbers(bag, entries_here(bag))
    about_copy(page, bag, checked)
    about_exhibits(page, bag, checked, places)
    about_steps(page, checked)
    about_gaps(page, bag, checked, places)
    page.put("h2", page.text("limits"))
    page.bullets([page.text(f"limits.{number}") for number in range(1, 6)], "left.none")
    page.put("h2", page.text("details"))
    lines = [
        f"{number}: {safe(line)}"
        for number, step in checked.steps.items()
        for line in (*step.bad, *step.open, *step.beside, *step.good)
    ]
    page.bullets(lines, "left.none")
    now = datetime.now(timezone.utc)  # noqa: UP017 - Python 3.8
    at = f"{now:%Y-%m-%d %H:%M:%S}"
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    page.put("p", page.text("made", at=at, version=version or "–"))
    page.put("p", page.text("program", digest=own))
    if inside:
        page.put("p", page.text("inside"))
    return "".join([*page.parts, "</body></html>\n"])


def entries_here(bag: Bag) -> list[int]:
    """Places in the log of the entries of exhibits that are here, proven or not."""
    names = (name.rpartition("/")[2] for name in bag.under("data/log/entries/"))
    stems = [name[: -len(".json")] for name in names if name.endswith(".json")]
    return sorted(
        int(stem) for stem in stems if stem.isascii() and stem.isdecimal() and len(stem) < 16
    )
