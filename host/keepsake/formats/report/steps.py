"""How one exhibit came to be, step by step, and what was noted of the computer meanwhile.

Only what was noted then is told; what nobody looked at is told as that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from keepsake.core.added.entry import KIND
from keepsake.core.entry import INCOMPLETE
from keepsake.core.manifest import COMMAND
from keepsake.core.verify import CLOCK_JUMP_MS, milliseconds
from keepsake.formats import waited
from keepsake.formats.report.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from keepsake.core.manifest import Manifest, Page
    from keepsake.formats.bundle.payload import Exhibit, Proof
    from keepsake.formats.paper.words import Words

_TOLD_APART = {"clock_change_ms", "clock_behind_ms", "stamps", "started_by", "operator"}
_ENDS = ("edge_held", "nothing_to_scroll", "continued")


def steps(
    exhibit: Exhibit, proof: Proof, authorities: Mapping[str, str], words: Words
) -> Iterator[str]:
    """What was done, in order, each with its time.

    Args:
        exhibit: Of which.
        proof: Its stamps.
        authorities: Names of authorities by id.
        words: Of the report's language.
    """
    record, offset = exhibit.record, exhibit.zone[1]
    begun = "did.begun.driven" if is_driven(exhibit) else "did.begun"
    if record.kind == KIND:
        yield words("did.added")
    elif exhibit.manifest is None:
        yield words(begun, who=run_by(exhibit, words))
    elif exhibit.manifest.cut_short:
        yield words(begun, who=run_by(exhibit, words))
        yield words.counted("did.read", exhibit.manifest.count)
    else:
        yield from _captured(exhibit.manifest, words, offset, run_by(exhibit, words))
    sealed, count = (
        words.time_text(record.utc, offset),
        len(exhibit.body.parts) + len(exhibit.absent),
    )
    if told := waited.short(exhibit.body, lambda utc: words.time_text(utc, offset), words.language):
        yield f"{told[0]}{words('colon')}{told[1]}."
    key = "did.taken" if _is_claimed(exhibit) else "did.sealed"
    yield words(key, time=sealed, number=exhibit.entry, program=record.program, count=count)
    for stamp in proof.stamps:
        noted = msgspec.json.decode(stamp.record, type=dict[str, Any])
        time = words.time_text(str(noted.get("token_time", "")), offset)
        name = authorities.get(stamp.authority, stamp.authority)
        yield words("did.stamped", time=time, name=name, size=stamp.size)
    if not proof.stamps:
        yield words("did.not_stamped")


def _captured(manifest: Manifest, words: Words, offset: int, who: str) -> Iterator[str]:
    begun = words.time_text(manifest.started.utc, offset)
    yield words(f"did.{_start(manifest)}", time=begun, address=manifest.page.url, who=who)
    if not manifest.has_screen:
        yield words("did.no_screen", browser=manifest.environment.user_agent)
    times = sorted(tile.at for tile in manifest.tiles if tile.at)
    if times:
        first, last = (words.time_text(time, offset) for time in (times[0], times[-1]))
        yield words.counted("did.pictures", len(manifest.tiles), first=first, last=last)
    if manifest.items:
        yield words.counted("did.read", manifest.count)
    evidence = manifest.completeness.end_evidence
    why = words(f"did.end.{evidence}") if evidence in _ENDS else ""
    ended = words("did.ended", time=words.time_text(manifest.ended.utc, offset))
    yield f"{ended} {why}".strip()


def _start(manifest: Manifest) -> str:
    if manifest.driven:
        return "commanded"
    return "chosen" if manifest.started_by in ("menu", "tabs") else "clicked"


def _is_claimed(exhibit: Exhibit) -> bool:
    """Whether files came sealed, so that nobody could compare them when they came."""
    return any(part.claimed for part in exhibit.body.parts)


def run_by(exhibit: Exhibit, words: Words) -> str:
    """Who ran the program where it captured by itself, as they named themselves."""
    return exhibit.body.host.get("operator", "") or words("custody.unnamed.command")


def is_driven(exhibit: Exhibit) -> bool:
    """Whether no person clicked: the program drove the browser."""
    told = exhibit.body.host.get("started_by") == COMMAND
    return told or (exhibit.manifest is not None and exhibit.manifest.driven)


def connection(page: Page, words: Words) -> str:
    """How the page came, as far as a browser tells it afterwards, and what it does not tell."""
    came, scheme = page.response, page.url.partition(":")[0].lower()
    secure = {"https": "encrypted", "http": "plain"}.get(scheme, "")
    status = words("fact.network.no_status")
    if came.status:
        status = words("fact.network.status", status=came.status)
    told = (
        status,
        words("fact.network.protocol", protocol=came.protocol) if came.protocol else "",
        words.named("fact.network", came.source) if came.source else "",
        words(f"fact.network.{secure}") if secure else "",
    )
    return f"{words('semicolon').join(filter(None, told))}. {words('fact.network.unknown')}"


def system(exhibit: Exhibit, words: Words) -> Iterator[Row]:
    """Versions of what the capture was made with."""
    yield Row(words("made_with.program"), exhibit.record.program)
    host = {key: text for key, text in exhibit.body.host.items() if key not in _TOLD_APART}
    if host:
        told = (f"{words.named('host', key)} {value}" for key, value in host.items())
        yield Row(words("system"), " · ".join(told))
    shown = exhibit.manifest.environment if exhibit.manifest else None
    if shown is None or not shown.extension:
        return
    yield Row(words("made_with.extension"), shown.extension)
    yield Row(words("made_with.browser"), shown.user_agent)
    size = f"{shown.viewport.width:g} × {shown.viewport.height:g}"
    zoom, scale = f"{shown.zoom * 100:g}", f"{shown.device_pixel_ratio or 1:g}"
    window = words("made_with.window.size", size=size, zoom=zoom, scale=scale)
    yield Row(words("made_with.window"), window)


def health(exhibit: Exhibit, words: Words) -> Iterator[str]:
    """What was noted of the computer and the browser during the capture, good or not."""
    body = exhibit.body
    arrived = "health.claimed" if _is_claimed(exhibit) else "health.arrived"
    yield words("health.not_arrived" if body.state == INCOMPLETE else arrived)
    change = milliseconds(body.host, "clock_change_ms")
    if change is None:
        yield words("health.clock.unknown")
    else:
        even = abs(change) <= CLOCK_JUMP_MS
        yield words("health.clock.even" if even else "health.clock.changed", ms=change)
    behind = milliseconds(body.host, "clock_behind_ms")
    if behind is not None:
        yield words("health.clock.behind", ms=behind)
    if body.host.get("stamps") == "off":
        yield words("health.stamps_off")
    tiles = exhibit.manifest.tiles if exhibit.manifest else ()
    counts = {
        "moved": sum(tile.moved for tile in tiles),
        "unfocused": sum(not tile.focused for tile in tiles),
        "unclear": sum(tile.look != "" for tile in tiles),
    }
    for name, count in counts.items():
        if count:
            yield words.counted(f"health.{name}", count)
    if tiles and not any(counts.values()):
        yield words("health.pictures")
    yield words("health.nothing_else")
