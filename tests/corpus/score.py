"""How much of what a person reads on the pages of the corpus a reading has, part by part.

    python3 build/dev.py score [-- --keep | --explain NAME [N]]

Read are the records of `recorded/`, made by `record.py`; `units` judges what the page script took
for items. Of what is held out totals alone are told.
Beside the reading stands what of it is sure enough to be told (`told`).
`score.json` has the counts of the last commit, `readings.json` what was read then of which record,
by which version.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import unicodedata
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

TESTS = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(TESTS), str(TESTS.parent / "build"), str(TESTS.parent / "host")]

import msgspec  # noqa: E402

from corpus import segments  # noqa: E402
from keepsake.core import lexicon  # noqa: E402
from keepsake.core.manifest import Item  # noqa: E402
from keepsake.reading import knowledge, views  # noqa: E402
from keepsake.reading.explain import explain  # noqa: E402
from keepsake.reading.fields import READ_BY, SeenItem  # noqa: E402
from keepsake.reading.read import read, work  # noqa: E402
from keepsake.reading.told import told  # noqa: E402
from keepsake.shared import shared_path  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.page import Said
    from keepsake.reading.fields import Reading

HERE = Path(__file__).resolve().parent
DIGEST = 16  # characters
LIKE = 0.5  # of two texts: less alike, they are not the same item
KINDS = ("items", "authors", "named", "times", "sides")
"""`named`: authors again, of the items whose words are right."""


@dataclass
class Count:
    """What of one kind was to be read, and what was read."""

    wanted: int = 0
    given: int = 0
    right: int = 0
    wrong: int = 0  # given, and something else or nothing was to be read

    @property
    def precision(self) -> float:
        """Of what was given, how much is right."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Of what was to be read, how much is right."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def error(self) -> float:
        """Wrong ones for each that was to be read."""
        return self.wrong / max(1, self.wanted)

    def add(self, wanted: str, given: str) -> bool:
        """Counts one value; says whether all is well."""
        self.wanted += bool(wanted)
        self.given += bool(given)
        self.right += bool(wanted) and wanted == given
        self.wrong += bool(given) and wanted != given
        return wanted == given


@dataclass
class Given:
    """One item as a reading has it."""

    text: str
    author: str = ""
    time: str = ""
    time_shown: str = ""
    side: str = ""
    kind: str = "message"


@dataclass
class Score:
    """All counts of some pages, with what was not right, in words."""

    counts: dict[str, Count] = field(default_factory=lambda: {kind: Count() for kind in KINDS})
    faults: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Adds the counts of another."""
        for kind, count in other.counts.items():
            mine = self.counts[kind]
            mine.wanted += count.wanted
            mine.given += count.given
            mine.right += count.right
            mine.wrong += count.wrong


def plain(text: str) -> str:
    """A text on one line, in one spelling."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def paired(said: Sequence[Said], given: Sequence[Given]) -> list[tuple[Said | None, Given | None]]:
    """Lays what was to be read beside what was read, in the order of the page."""
    one, other = [plain(each.text) for each in said], [plain(each.text) for each in given]
    out: list[tuple[Said | None, Given | None]] = []
    at = by = 0
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    for a, b, size in blocks:
        out.extend(_between(said[at:a], given[by:b]))
        out.extend(zip(said[a : a + size], given[b : b + size], strict=True))
        at, by = a + size, b + size
    return out


def _between(
    said: Sequence[Said], given: Sequence[Given]
) -> list[tuple[Said | None, Given | None]]:
    """Pairs what is not the same word by word: the most alike, in order."""
    out: list[tuple[Said | None, Given | None]] = []
    rest = list(given)
    for each in said:
        at = next((i for i, one in enumerate(rest) if _alike(each, one)), None)
        if at is None:
            out.append((each, None))
            continue
        out.extend((None, one) for one in rest[:at])
        out.append((each, rest[at]))
        rest = rest[at + 1 :]
    return [*out, *((None, one) for one in rest)]


def _alike(said: Said, given: Given) -> bool:
    one, other = plain(said.text), plain(given.text)
    if one and other and (one in other or other in one):
        return True
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= LIKE


def scored(said: Sequence[Said], given: Sequence[Given]) -> Score:
    """Counts what of one page is read right."""
    score = Score()
    for wanted, got in paired(said, given):
        _count(score, wanted, got)
    return score


def _count(score: Score, wanted: Said | None, got: Given | None) -> None:
    items = score.counts["items"]
    items.wanted += wanted is not None
    items.given += got is not None
    if wanted is None or got is None:
        items.wrong += got is not None
        score.faults.append(f"item: {_short(wanted)} / {_short(got)}")
    if wanted is not None and got is not None:
        divides = [each.kind == "divider" for each in (wanted, got)]
        same = plain(wanted.text) == plain(got.text) and divides[0] == divides[1]
        items.right += same
        items.wrong += not same
        if same:
            score.counts["named"].add(plain(wanted.author), plain(got.author))
        if not same:
            score.faults.append(f"item: {_short(wanted)} / {_short(got)}")
    nothing = Given("")
    one, other = wanted or nothing, got or nothing
    fields = (("authors", "author"), ("times", "time"), ("times", "time_shown"), ("sides", "side"))
    for kind, name in fields:
        told, read = plain(getattr(one, name)), plain(getattr(other, name))
        if not score.counts[kind].add(told, read) and got is not None:
            score.faults.append(f"{name}: {told!r} / {read!r} in {_short(got)}")


def _short(item: Any) -> str:
    return "nothing" if item is None else f"{item.kind} {plain(item.text)[:60]!r}"


def known() -> knowledge.Knowledge:
    """What the reading knows beforehand."""
    files = sorted(shared_path("data", "lexicon").glob("*.json"))
    return knowledge.decode(
        lexicon.decode(each.read_bytes() for each in files),
        shared_path("data", "calendar.json").read_bytes(),
        shared_path("data", "markup.json").read_bytes(),
    )


def recorded(part: str) -> dict[str, dict[str, Any]]:
    """The recorded pages of a part by name."""
    files = sorted((HERE / "recorded" / part).glob("*.json.gz"))
    records = [json.loads(gzip.decompress(each.read_bytes())) for each in files]
    return {each["page"]["name"]: each for each in records}


def _seconds(time: str) -> str:
    """A moment as the corpus writes it: no parts of a second where there are none."""
    return time.replace(".000Z", "Z")


def read_again(record: dict[str, Any], knows: knowledge.Knowledge) -> Reading:
    """The reading of a recorded page."""
    seen = [SeenItem(each["key"], each["kind"], tuple(each["views"])) for each in record["items"]]
    return read(seen, views.parse(record["views"]), record["page"]["title"], knows)


def reading_of(record: dict[str, Any], found: Reading) -> list[Given]:
    """The items of a recorded page as the host reads them, without what is no part of it."""
    return [
        Given(
            each.text.value,
            each.author.value,
            each.time.value,
            each.time_shown.value,
            each.side.value,
            each.kind,
        )
        for each, item in zip(found.items, record["items"], strict=True)
        if item["views"] and each.kind != "rest"
    ]


def told_of(record: dict[str, Any], found: Reading) -> list[Given]:
    """The items of a recorded page as they are told."""
    items = [msgspec.convert(each, Item) for each in record["listed"]]
    return [
        Given(
            each.text.value,
            each.author.value,
            _seconds(each.time.value),
            each.time_shown.value,
            each.side.value,
            each.kind,
        )
        for each in told(items, found)
        if each.kind != "rest"
    ]


@dataclass
class Totals:
    """The score of a part.

    Attributes:
        single: That of the reading, page by page.
        digests: Of each page's record, and of what is read of it, with a space between.
    """

    reading: Score = field(default_factory=Score)
    told: Score = field(default_factory=Score)
    single: dict[str, Score] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


def totals(part: str) -> Totals:
    """The score of a part by the reading, and as it is told."""
    from corpus import pages

    said = {page.name: page.said for page in getattr(pages, part)()}
    knows, all_of_it = known(), Totals()
    for name, record in recorded(part).items():
        found = read_again(record, knows)
        all_of_it.single[name] = scored(said[name], reading_of(record, found))
        all_of_it.digests[name] = f"{_digest(record)} {_digest(_told(found))}"
        all_of_it.reading.add(all_of_it.single[name])
        all_of_it.told.add(scored(said[name], told_of(record, found)))
    return all_of_it


def _told(found: Reading) -> list[Any]:
    # How sure it is differs in its last digits from one machine to the next.
    return [
        [value["value"] if isinstance(value, dict) else value for value in asdict(item).values()]
        for item in found.items
    ]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:DIGEST]


def units(part: str) -> Count:
    """How many of the units of a part hold what one person said at one time, and nothing else."""
    from corpus import pages

    count = Count()
    said = {page.name: page.said for page in getattr(pages, part)()}
    for name, record in recorded(part).items():
        found = segments.units_of(record)
        count.wanted += len(said[name])
        count.given += len(found)
        count.right += segments.laid(said[name], found).right
    count.wrong = count.given - count.right
    return count


def kept() -> dict[str, Any]:
    """The counts of the last commit, by part and kind."""
    file = HERE / "score.json"
    return json.loads(file.read_text()) if file.exists() else {}


def kept_readings() -> dict[str, Any]:
    """What was read at the last commit: `read_by`, and by part and page the digests of `Totals`."""
    file = HERE / "readings.json"
    return json.loads(file.read_text()) if file.exists() else {"read_by": "", "pages": {}}


def unversioned(was: dict[str, Any], now: dict[str, dict[str, str]]) -> list[str]:
    """The pages of which something else is read than was, by a reading that has the same version.

    Args:
        was: As `kept_readings` gives it.
        now: By part and page the digests of `Totals`.

    Returns:
        Names. Of a page that was recorded anew nothing can be said, and it is not among them.
    """
    if was["read_by"] != READ_BY:
        return []
    found = []
    for part, pages in now.items():
        before = was["pages"].get(part, {})
        for name, digests in pages.items():
            record, _ = digests.split()
            if before.get(name, "").startswith(f"{record} ") and before[name] != digests:
                found.append(name)
    return found


def _line(count: Count, was: dict[str, int] | None) -> str:
    told = f"precision {count.precision:.3f}  recall {count.recall:.3f}  wrong {count.error:.3f}"
    more = f"  right {count.right - was['right']:+d}" if was else ""
    return f"{told}  of {count.wanted}{more}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Tells the score of both parts, or why items of a page of `train` are read as they are."""
    parser = argparse.ArgumentParser(prog="score", description=main.__doc__)
    parser.add_argument("--keep", action="store_true", help="keep the counts in score.json")
    parser.add_argument("--explain", nargs="+", metavar="NAME", help="a page and an item")
    asked = parser.parse_args(arguments)
    if asked.explain:
        return _explain(*asked.explain)
    counts, digests = {}, {}
    for part in ("train", "drawn", "held"):
        found = totals(part)
        if not found.single:
            continue
        digests[part] = found.digests
        was = kept().get(part, {})
        sys.stdout.write(f"{part}: {len(found.single)} pages\n")
        for kind, count in found.reading.counts.items():
            sys.stdout.write(f"  {kind:8} {_line(count, was.get(kind))}\n")
            sys.stdout.write(f"  {'told':>8} {_line(found.told.counts[kind], None)}\n")
        apart = units(part)
        sys.stdout.write(f"  {'units':8} {_line(apart, was.get('units'))}\n")
        counts[part] = {kind: asdict(count) for kind, count in found.reading.counts.items()}
        counts[part]["units"] = asdict(apart)
    return _keep(counts, digests) if asked.keep else 0


def _keep(counts: dict[str, Any], digests: dict[str, dict[str, str]]) -> int:
    if changed := unversioned(kept_readings(), digests):
        sys.stderr.write(
            f"Of {len(changed)} pages something else is read than by the same version before: "
            "nothing was kept. Raise READ_BY in host/keepsake/reading/fields.py first.\n"
        )
        return 1
    (HERE / "score.json").write_text(json.dumps(counts, indent=2) + "\n")
    readings = {"read_by": READ_BY, "pages": digests}
    (HERE / "readings.json").write_text(json.dumps(readings, indent=2) + "\n")
    return 0


def _explain(name: str, at: str = "") -> int:
    part = "drawn" if name.startswith("drawn-") else "train"
    record = recorded(part)[name]
    if not at:
        for fault in totals(part).single[name].faults:
            sys.stdout.write(f"{fault}\n")
        return 0
    seen = views.parse(record["views"])
    found = [seen.records[each["views"][-1]] for each in record["items"] if each["views"]]
    for line in explain(work(found, seen, record["page"]["title"], known()), int(at)):
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
