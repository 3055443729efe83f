"""Where the time of an export goes: its parts by themselves, against the same chain of tools."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
import uuid
from typing import TYPE_CHECKING

from bench_export_memory import export
from bench_measure import Figure, in_turns
from keepsake.core.briefing.gather import NO_CASE
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit.bundle import audit_bundle
from keepsake.flows.audit.vault import audit
from keepsake.flows.bundle.files import Handover, begin_sealing, write_bundle
from keepsake.flows.bundle.log import log_facts
from keepsake.flows.export.content import prove_content, read_content
from keepsake.flows.export.force import NO_FAILURES, Checked
from keepsake.flows.export.papers import papers
from keepsake.formats.bundle import bag, container, summary
from keepsake.formats.bundle.contents import File
from keepsake.formats.paper.compiler import compiled
from keepsake.shared import product_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pyrage

    from keepsake.vault.unlocked import Unlocked

_PLAIN = b"#set document(title: [x])\n#lorem(20000)\n"


class Chain:
    """tar, sha256sum and age over the files of `plain`, sealed to a key, and opened again.

    Attributes:
        plain: The files, to be put there.
        recipient: `age1…`.
        size: Bytes of the files.
    """

    def __init__(self, folder: Path, recipient: str, size: int) -> None:
        self.plain, self.recipient, self.size = folder / "plain", recipient, size
        self._folder = folder
        self._sealed = folder / "chain.age"

    def rate(self, after: str = "") -> float:
        """MB a second, until the last program has ended."""
        hashed = "{ tee >(sha256sum >&2); wait; }"
        return self._run(f'tar -cf - . | {hashed} | age -r {self.recipient} > "$SEALED"{after}')

    def durable_rate(self) -> float:
        """The same, until the file is on the disk."""
        return self.rate(' && sync "$SEALED"')

    def opening_rate(self, identity: str) -> float:
        """MB a second of opening and hashing what `rate` has made."""
        key = self._folder / "key.txt"
        key.write_text(f"{identity}\n")
        return self._run(f'age -d -i {key} "$SEALED" | sha256sum')

    def _run(self, chain: str) -> float:
        command = ["bash", "-o", "pipefail", "-c", chain]
        variables = {**os.environ, "SEALED": str(self._sealed)}
        start = time.perf_counter()
        subprocess.run(command, cwd=self.plain, env=variables, check=True, capture_output=True)
        return self.size / (time.perf_counter() - start) / 1e6


def figures(
    unlocked: Unlocked, identity: pyrage.x25519.Identity, chain: Chain, runs: int
) -> list[Figure]:
    """Sealing alone, processor time, the papers and opening, of one size."""
    place = chain.plain.parent
    name = f"{chain.size / 1e6:.0f} MB"
    done = export(unlocked, place / "whole", chain.recipient)
    found = [
        _sealing(chain, name, runs),
        _processors(unlocked, chain, name),
        _papers(unlocked, name),
        _opening(done.folder, str(identity), chain, name, runs),
    ]
    shutil.rmtree(done.folder)
    return found


def _sealing(chain: Chain, name: str, runs: int) -> Figure:
    handover = Handover(chain.recipient, True, "en", "2026-01-01T00:00:00Z", ())

    def ours() -> float:
        folder = chain.plain.parent / f"sealed-{uuid.uuid4()}"
        files = (File(path.name, path.read_bytes()) for path in sorted(chain.plain.iterdir()))
        start = time.perf_counter()
        payload = container.write_summed(bag.write(files, ()))
        reader = product_path("reader", "OPEN-ME.html")
        env = real_environment()
        write_bundle(folder, payload, handover, reader, begin_sealing(handover, env))
        rate = chain.size / (time.perf_counter() - start) / 1e6
        shutil.rmtree(folder)
        return rate

    mine, theirs = in_turns(runs, ours, chain.durable_rate)
    meaning = (
        "only what the chain does too: the same plain files into a bag with two hashes of each, "
        "sealed and on the disk; no vault, no papers, no web archives; against the chain and sync."
    )
    return Figure(f"sealing alone {name}", mine, theirs, "MB/s", runs, True, meaning)


def _processors(unlocked: Unlocked, chain: Chain, name: str) -> Figure:
    """Seconds of processors, which other programs on the computer change less than time."""
    own, started = _used(lambda: export(unlocked, chain.plain.parent / "used", chain.recipient))
    shutil.rmtree(chain.plain.parent / "used")
    _, peer = _used(chain.durable_rate)
    meaning = (
        f"seconds of processors of a whole export: {own:.1f} to open, hash and seal, {started:.1f} "
        "for the processes that read pictures and set papers; against the chain's."
    )
    return Figure(f"processor time {name}", own + started, peer, "s", 1, False, meaning)


def _used(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of processors of this process, and of those that ended meanwhile."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    before = [resource.getrusage(who) for who in both]
    work()
    after = [resource.getrusage(who) for who in both]
    own, started = (
        late.ru_utime + late.ru_stime - early.ru_utime - early.ru_stime
        for early, late in zip(before, after, strict=True)
    )
    return own, started


def _papers(unlocked: Unlocked, name: str) -> Figure:
    """Pages a second of all papers, in this process, with the reading of the pictures."""
    env = real_environment()
    made = summary.Made("2026-01-01T00:00:00Z", env.zone(), 0, "bench", "en")
    captures = [capture.entry for capture in unlocked.captures()]
    content = read_content(unlocked, captures, NO_CASE, "", made)
    log = log_facts(unlocked, content.numbers)
    checked = Checked(audit(unlocked, (), captures), NO_FAILURES)
    proven = prove_content(content, log, unlocked.vault.info.vault, checked, (), made)
    start = time.perf_counter()
    set_now = list(papers(content.exhibits, proven.papers))
    rate = sum(_pages(data) for _, data in set_now) / (time.perf_counter() - start)
    start = time.perf_counter()
    plain = _pages(compiled({"main.typ": _PLAIN}))
    meaning = (
        f"pages of the report and the drafts a second, its pictures opened and made smaller; "
        f"against typst with {plain} pages of nothing but text."
    )
    peer = plain / (time.perf_counter() - start)
    return Figure(f"papers {name}", rate, peer, "pages/s", 1, True, meaning)


def _pages(data: bytes) -> int:
    told = subprocess.run(["pdfinfo", "-"], input=data, check=True, capture_output=True).stdout
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith(b"Pages:"))


def _opening(folder: Path, identity: str, chain: Chain, name: str, runs: int) -> Figure:
    def ours() -> float:
        start = time.perf_counter()
        report = audit_bundle(folder, identity, ())
        if report.outcome is Outcome.INVALID:
            raise RuntimeError(report)
        return chain.size / (time.perf_counter() - start) / 1e6

    mine, theirs = in_turns(runs, ours, lambda: chain.opening_rate(identity))
    meaning = (
        "a bundle opened and checked in all steps, with two hashes and a checksum of each file, "
        "counted by the bytes of its originals; against age and sha256sum over the chain's file."
    )
    return Figure(f"open and check {name}", mine, theirs, "MB/s", runs, True, meaning)
