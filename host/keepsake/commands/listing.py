"""`keepsake list` and `keepsake show`: what is kept, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.commands.console import unlock, vault_path
from keepsake.commands.local_time import moment_text, zone_text
from keepsake.commands.summaries import Summary, summaries, summary, without
from keepsake.core.entry import Part
from keepsake.core.errors import Code
from keepsake.core.manifest import Completeness, Identifier
from keepsake.env import real_environment
from keepsake.flows.custody.acts import removed
from keepsake.formats import waited
from keepsake.vault import fallback
from keepsake.vault.uncommitted import Uncommitted, uncommitted

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from keepsake.commands.console import Console
    from keepsake.core.manifest import Manifest

_PAGE_LETTERS = 60


class Beside(msgspec.Struct, frozen=True):
    """Another vault beside the one that is listed, made while that one could not be used."""

    path: str
    captures: int


class Listed(msgspec.Struct, frozen=True):
    """What `list --json` prints."""

    captures: tuple[Summary, ...]
    beside: tuple[Beside, ...] = ()
    waiting: tuple[Uncommitted, ...] = ()


class Shown(msgspec.Struct, frozen=True):
    """What `show --json` prints; `completeness` is null where no manifest came."""

    capture: Summary
    reason: str
    ids: tuple[Identifier, ...]
    completeness: Completeness | None
    parts: tuple[Part, ...]


def list_captures(options: Namespace, console: Console) -> int:
    """Lists every capture.

    Returns:
        0, or 1 when one of them cannot be read.

    Raises:
        KeepsakeError: The vault cannot be opened.
    """
    unlocked = unlock(options, console)
    found, left = summaries(unlocked), uncommitted(unlocked.vault.path)
    others = tuple(_beside(options))
    if options.json:
        console.data(Listed(tuple(found), others, tuple(left)))
    else:
        if found or not left:
            _print_list(found, console)
        if left:
            parts = sum(one.parts for one in left)
            console.say("list.waiting", count=len(left), parts=parts)
        for other in others:
            console.say("list.beside", path=other.path, count=other.captures)
    return 1 if any(one.problem for one in found) else 0


def _beside(options: Namespace) -> Iterator[Beside]:
    for path in fallback.others(vault_path(options)):
        parts = path / "parts"
        yield Beside(str(path), len(list(parts.iterdir())) if parts.is_dir() else 0)


def show(options: Namespace, console: Console) -> int:
    """Shows one capture.

    Returns:
        0, or 1 when its manifest cannot be read.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, or the vault cannot be opened.
    """
    unlocked = unlock(options, console)
    capture = unlocked.capture(options.entry)
    told, manifest = summary(unlocked, capture)
    if told.problem and capture.body.capture in removed(unlocked):
        told = without(told)
    if options.json:
        ids = manifest.page.ids if manifest else ()
        completeness = manifest.completeness if manifest and not manifest.cut_short else None
        parts = capture.body.parts
        console.data(Shown(told, capture.body.reason, ids, completeness, parts))
    else:
        rows = [*_head(told, capture.body.reason, console), *_page(manifest, console)]
        rows += filter(None, [waited.short(capture.body, moment_text, console.language)])
        width = max(len(label) for label, _ in rows)
        for label, value in rows:
            console.print(f"{label:<{width}}  {value}")
        for part in capture.body.parts:
            console.print(f"  {part.part:>4}  {part.bytes:>10}  {part.name}")
    if options.stitched and not options.json:
        # Imported here: what opens pictures takes long to load.
        from keepsake.commands.stitching import write_stitched

        write_stitched(unlocked, options.entry, options.stitched, console)
    return 1 if told.problem else 0


def _print_list(found: Sequence[Summary], console: Console) -> None:
    if not found:
        console.say("list.none")
        return
    console.say("list.head")
    for one in found:
        state = console.text(f"state.{one.state}") if one.state else console.text("mark.problem")
        page = (one.title or one.url or one.problem)[:_PAGE_LETTERS]
        page += f" ({console.text('added.short')})" if one.added else ""
        page += f" ({console.text('practice.short')})" if one.practice else ""
        when = moment_text(one.utc)
        console.print(f"{one.entry:<5} {when:<20} {state:<13} {one.items:<6} {one.tiles:<9} {page}")
        if one.problem:
            what = console.error(Code[one.problem.upper()]).what
            console.print(f"      {what} {console.text('error.file', file=one.file)}".rstrip())
    console.say("list.zone", zone=zone_text(real_environment().zone(), found[-1].utc))


def _head(told: Summary, reason: str, console: Console) -> Iterator[tuple[str, str]]:
    zone = zone_text(real_environment().zone(), told.utc)
    yield console.text("show.title"), told.title
    if told.added:
        yield console.text("show.how"), console.text("added.label")
    else:
        yield console.text("show.url"), told.url
    yield console.text("show.when"), f"{moment_text(told.utc)}, {zone}"
    yield console.text("show.utc"), told.utc
    yield console.text("show.state"), console.text(f"state.{told.state}")
    if reason:
        yield console.text("show.reason"), reason
    if told.problem:
        yield console.text("mark.problem"), f"{told.problem} {told.file}".rstrip()
    yield console.text("show.items"), str(told.items)
    yield console.text("show.tiles"), str(told.tiles)
    yield console.text("show.capture"), told.capture


def _reached(found: Completeness, console: Console) -> Iterator[tuple[str, str]]:
    end = f"end.{found.end}"
    yield console.text("show.end"), console.text(end) if end in console.words else found.end
    yield console.text("show.gaps"), str(len(found.gaps))
    yield console.text("show.not_loaded"), str(found.not_loaded)


def _page(manifest: Manifest | None, console: Console) -> Iterator[tuple[str, str]]:
    if manifest is None:
        return
    if manifest.cut_short:
        yield console.text("show.end"), console.text("end.cut_short")
    else:
        yield from _reached(manifest.completeness, console)
    for one in manifest.page.ids:
        yield console.text("show.account"), f"{one.name} {one.value}"
