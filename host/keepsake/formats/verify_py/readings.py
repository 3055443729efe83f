"""Step 6, the rest: what is read of an exhibit stands in what was seen of it. Part of verify.py."""

from __future__ import annotations

import json
import re
import zlib
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from keepsake.formats.verify_py.files import BadFileError, Bag, Result, counted

SPACE = re.compile("[\t-\r\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
MARKUP = re.compile("<[^>]*>")
ATTRIBUTE = re.compile('="([^"]*)"')
SIGNS = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))
WRITTEN = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?"
    r"(?:\.[0-9]+)? ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})?"
)
DIGITS = re.compile("[0-9]+")
EPOCHS = {10: 1, 13: 1000, 16: 1000000}  # digits of a number of seconds, and how many a second
OPENED_MAX = 1 << 26  # bytes of one part of views: what unpacks to more is not whole
FIELDS = {"text", "author", "time", "time_shown", "side", "quote", "receipt", "counts"}
CARRIED = {"the item before": 0, "the item after": 1}
TIMES = ("time", "time_shown")  # from a row beside an item that is none
WRITERS = {"both", "seen", "page"}
READ_KINDS = {"message", "post", "comment", "row", "item", "divider", "rest"}


def check_reading(bag: Bag, name: str, body: Any, items: list[Any], paths: dict[int, str]) -> None:
    """The file is of this capture, and each word, name and time of it was seen."""
    read = json.loads(bag.read(name).decode())
    if type(read["keepsake_reading"]) is not int or read["keepsake_reading"] != 1:
        raise BadFileError(f"{name}: of another version")
    seen = [(part["part"], part["sha256"]) for part in body["parts"] if part["kind"] == "views"]
    of = [(part["part"], part["sha256"]) for part in read["views"]]
    keys = [(row["key"], set(row) <= FIELDS | {"key", "kind"}) for row in read["items"]]
    if body["manifest"] < 0 and len(items) == len(keys):  # such items have no key but their place
        items = [{**item, "key": row["key"]} for item, row in zip(items, read["items"])]  # noqa: B905
    if read["capture"] != body["capture"] or of != seen:
        raise BadFileError(f"{name}: of other views than the exhibit's")
    if keys != [(str(item.get("key", "")), True) for item in items]:
        raise BadFileError(f"{name}: of other items than the exhibit's")
    records = records_of(name, [bag.read(paths[part]) for part, _ in of])
    names = [row.get("author", {}).get("value", "") for row in read["items"]]
    lines = [{}, *(row if row["kind"] == "rest" else {} for row in read["items"]), {}]
    before, after = named_before(names), named_before(names[::-1])[::-1]
    for at, (row, item) in enumerate(zip(read["items"], items)):  # noqa: B905 - Python 3.8
        own = [records[view] for view in item.get("views", []) if view in records]
        told = {name: [lines[n].get(name, {}).get("value") for n in (at, at + 2)] for name in TIMES}
        wrong = unfounded(row, item, own, {"author": [before[at], after[at + 1]], **told})
        if wrong:
            raise BadFileError(f"{name}: {wrong} of item {at + 1} was not seen")


def put_together(parts: list[bytes]) -> list[Any]:
    """Items as they were handed over until a capture was cut short, in the order of the page."""
    items: dict[int, Any] = {}
    following: dict[int, int] = {}
    last = 0
    for line in b"\n".join(parts).split(b"\n"):
        try:
            row = json.loads(line.decode())
        except ValueError:
            continue
        if not isinstance(row, dict):
            continue
        number = row.get("n")
        if row.get("anew") is True:
            items, following, last = {}, {}, 0
        elif type(number) is int and 0 < number < 1 << 53:
            if number not in items:
                told = row.get("after", -1)
                known = type(told) is int and (told == 0 or told in items)
                above = told if known else last
                following[number] = following.get(above, 0)
                following[above] = last = number
            items[number] = row
    order = [following.get(0, 0)]
    while order[-1]:
        order.append(following.get(order[-1], 0))
    return [items[number] for number in order[:-1]]


def named_before(authors: list[str]) -> list[str]:
    """Who is named nearest before each item, and after the last; "" for nobody."""
    named: Any = accumulate(["", *authors], lambda last, one: one or last)
    return list(named)


def records_of(name: str, parts: list[bytes]) -> dict[int, Any]:
    """The units that were seen, by number; a line that is none is passed over."""
    found = {}
    for part in parts:
        unpacker = zlib.decompressobj(31)  # with the header of gzip
        opened = unpacker.decompress(part, OPENED_MAX)
        if not unpacker.eof or unpacker.unused_data:
            raise BadFileError(f"{name}: what was seen is not whole")
        for line in opened.split(b"\n"):
            try:
                row = json.loads(line.decode())
            except ValueError:
                continue
            if isinstance(row, dict) and type(row.get("view")) is int:
                found[row["view"]] = row
    return found


def unfounded(row: Any, item: Any, records: list[Any], around: dict[str, Any]) -> str:
    """The first field of an item that was not seen; "" for none."""
    told = [str(item.get(name, "")) for name in ("text", "author", "time_shown")]
    pages = [str(record.get("html", "")) for record in records]
    words = told + [unmarked(MARKUP.sub("", page)) for page in pages]
    for record in records:
        words += [str(record.get("words", "")), *map(str, record.get("painted", {}).values())]
    ground = " ".join(SPACE.sub("", text) for text in [*map(unmarked, pages), *words])
    sources = [unmarked(found) for page in pages for found in ATTRIBUTE.findall(page)] + words
    if row["kind"] not in READ_KINDS and row["kind"] != item.get("kind"):
        return "kind"
    for name in sorted(FIELDS & set(row)):
        value, by, at = row[name]["value"], row[name]["by"], row[name].get("at", "")
        own = str(item.get(name, "")) if name in ("text", "author", "time", "time_shown") else ""
        if by not in WRITERS:
            good = False
        elif name == "side":
            good = value in ("own", "other")
        elif by == "page":
            good = value == own
        elif name in around and at in CARRIED and value == around[name][CARRIED[at]]:
            good = True
        elif name == "time":
            good = has_moment(value, own, sources)
        else:
            good = all(word in ground for word in SPACE.split(value) if word)
        if not good:
            return name
    return ""


def unmarked(text: str) -> str:
    """The text of an element or attribute."""
    for mark, sign in SIGNS:
        text = text.replace(mark, sign)
    return text


def has_moment(value: str, own: str, sources: list[str]) -> bool:
    """Whether a moment is told by the page, in whatever zone."""
    found, same = WRITTEN.fullmatch(value), WRITTEN.fullmatch(own)
    moment = moment_told(found) if found else None
    if moment is None:
        return False
    known = bool(same) and moment_told(same) == moment
    return known or any(tells(source, moment) for source in sources)


def moment_told(found: Any) -> Any:
    """The moment of a match of WRITTEN; None where there is no such moment."""
    zone, ahead = found[7] or "Z", timedelta()
    if zone[0] in "+-":
        ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    try:
        year, month, day, hour, minute, second = (int(found[at] or 0) for at in range(1, 7))
        there = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        return there + ahead if zone[0] == "-" else there - ahead
    except (ValueError, OverflowError):
        return None


def tells(source: str, moment: Any) -> bool:
    """Whether a text may tell a moment: as ISO 8601, as a number, or by its day and minute."""
    written = list(WRITTEN.finditer(source))
    if any(moment_told(found) == moment or found[7] for found in written):
        return any(moment_told(found) == moment for found in written)  # it says itself which
    numbers, seconds = DIGITS.findall(source), int(moment.timestamp())
    if any(int(one) // EPOCHS[len(one)] == seconds for one in numbers if len(one) in EPOCHS):
        return True
    told = {int(one) for one in numbers if len(one) <= 4}
    days = {(moment + timedelta(days=apart)).day for apart in (-1, 0, 1)}
    return {moment.year, moment.minute} <= told and bool(days & told)


def check_readings(bag: Bag, places: dict[int, tuple[str, Any]], step: Result) -> None:
    """Every reading in the copy; `places` are folder and body of proven exhibits by number."""
    for name in bag.under("data/readings/"):
        found = re.fullmatch(r"data/readings/([0-9]{3,})\.json", name)
        if not found or int(found[1]) not in places:
            step.bad.append(f"{name}: of no exhibit that is here")
            continue
        folder, body = places[int(found[1])]
        paths = {int(one[len(folder) :].split("-")[0]): one for one in bag.under(folder)}
        step.attempt(check_one, bag, name, body, paths, step, file=name)


def check_one(bag: Bag, name: str, body: Any, paths: dict[int, str], step: Result) -> None:
    """One of them, against the items that its exhibit's list has."""
    if body["manifest"] < 0:
        handed = sorted(part["part"] for part in body["parts"] if part["kind"] == "items")
        items = put_together([bag.read(paths[part]) for part in handed])
    else:
        items = json.loads(bag.read(paths[body["manifest"]]).decode())["items"]
    check_reading(bag, name, body, items, paths)
    step.good.append(f"{name}: {counted(len(items), 'item')}, each word of which was seen")
