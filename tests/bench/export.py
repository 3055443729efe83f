"""Figures of the bundle: how fast it is made and opened, and how much memory making it takes."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import shutil
import time
import uuid
from functools import partial
from typing import TYPE_CHECKING

import pyrage
from PIL import Image

from bench import export_case, export_thread, opening
from bench.chain import Chain
from bench.export_memory import export
from bench.measure import Figure, apart, in_turns
from bench.opening import Copy
from bench.papers_alone import PapersAlone
from keepsake.core.briefing.gather import DISCLOSABLE, NOTHING_DISCLOSED, Disclosure
from keepsake.env import real_environment
from keepsake.vault import access, creating
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

MEMORY_LIMIT = 200.0  # MB
LIMIT = 1.3  # times what is done anyway
SIZE_LIMIT = 1.15  # times the originals
SIZES = (20, 100, 200, 500)  # MB of pictures
MESSAGES = (5_000, 20_000)  # of a thread, beside
_BESIDE = 160  # MB of pictures
_TILES = 40
_DIFFERENT = 50
PASSPHRASE = "marble-otter-lantern-plum-violin-harvest"


def figures(folder: Path, runs: int) -> list[Figure]:
    """Takes speed and memory of making, and times of opening, over four sizes."""
    found: list[Figure] = []
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    for megabytes in SIZES:
        place = folder / str(megabytes)
        place.mkdir(parents=True, exist_ok=True)
        size = _fill(place / "vault", megabytes * 1_000_000)
        what = f"{size / 1e6:.0f} MB"
        found += _speed(place / "vault", place, what, max(1, runs // 2))
        memory, passphrase = _memory(place / "vault", place, what)
        found += [memory, _memory(place / "vault", place, what, recipient)[0]]
        found += opening.figures(Copy(place / "measured", passphrase, size))
        shutil.rmtree(place)
    found += _case(folder / "case", runs)
    return [*found, *(_long_thread(folder / str(count), count) for count in MESSAGES)]


def _case(folder: Path, runs: int) -> list[Figure]:
    """A case as it is handed over, with everything that is told of it."""
    folder.mkdir()
    _, case = export_case.fill(folder / "vault")
    what = f"a case of {export_case.PICTURES} pictures"
    found = _speed(folder / "vault", folder, what, max(1, runs // 2), case)
    shutil.rmtree(folder)
    return found


def _long_thread(folder: Path, messages: int) -> Figure:
    """Memory for one thread; its messages are what takes most of it, not the pictures."""
    folder.mkdir()
    tiles = _different(_BESIDE * 1_000_000)
    export_thread.fill(folder / "vault", messages, tiles, PASSPHRASE)
    what = f"a thread of {messages:,} messages and {_BESIDE} MB"
    found, _ = _memory(folder / "vault", folder, what)
    shutil.rmtree(folder)
    return found


def _fill(path: Path, wanted: int) -> int:
    """Captures of pictures that differ; gives how many bytes they have."""
    vault = creating.create(path, real_environment())
    tiles, made = _different(wanted), 0
    while made < wanted:
        writer = CaptureWriter(vault, str(uuid.uuid4()), b'{"url":"https://a.example/"}')
        for number, data in enumerate(itertools.islice(tiles, _TILES), start=1):
            digest = hashlib.sha256(data).hexdigest()
            writer.keep(number, "tile", f"tile-{number:04}.png", "image/png", data, digest)
            made += len(data)
        writer.close()
    access.claim(vault, PASSPHRASE)
    return made


def _different(wanted: int) -> Iterator[bytes]:
    """Pictures of which no two are the same, at least that many bytes of them together."""
    tiles, made = [_tile(number) for number in range(_DIFFERENT)], 0
    for tile in itertools.cycle(tiles):
        if made >= wanted:
            return
        data = tile + uuid.uuid4().bytes
        made += len(data)
        yield data


def _tile(number: int) -> bytes:
    picture = Image.effect_noise((480, 270), 40 + number).resize((1280, 720)).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _speed(path: Path, folder: Path, what: str, times: int, case: str = "") -> list[Figure]:
    """Against the chain and the compiler of the papers, one after the other."""
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    unlocked = access.unlock(Vault.open(path, real_environment()), PASSPHRASE)
    disclosure = Disclosure(case, DISCLOSABLE) if case else NOTHING_DISCLOSED
    chain = Chain(folder, recipient)
    _spread(unlocked, chain.plain)
    papers = PapersAlone(folder, unlocked, disclosure)
    told: list[float] = []

    def ours() -> float:
        os.sync()  # what the other wrote is not waited for here
        start = time.perf_counter()
        told.clear()
        target = folder / f"out-{uuid.uuid4()}"
        done = export(
            unlocked, target, recipient, disclosure,
            lambda _: told.append(time.perf_counter() - start),
        )  # fmt: skip
        seconds = time.perf_counter() - start
        shutil.rmtree(done.folder)
        return seconds

    meaning = (
        f"a bundle of {what} with everything checked before, papers and lists, sealed to a key and "
        f"on the disk; against {LIMIT} times what typst takes for the same pages and after it tar, "
        "sha256sum and age for the same files, each begun when nothing is left to be written"
    )
    found = []
    peers = (("", ".", chain.seconds), (" durable", ", and sync.", chain.durable_seconds))
    for name, how, peer in peers:
        mine, limit = in_turns(times, ours, partial(_theirs, papers, peer))
        title = f"export {what}{name}"
        found.append(Figure(title, mine, limit * LIMIT, "s", times, False, meaning + how))
    target = folder / "sized"
    whole = sum(size for _, size in export(unlocked, target, recipient, disclosure).files)
    shutil.rmtree(target)
    return [*found, _first_word(what, told), _size(what, whole / 1e6, chain)]


def _theirs(papers: PapersAlone, chain: Callable[[], float]) -> float:
    os.sync()
    return papers.seconds() + chain()


def _first_word(what: str, told: list[float]) -> Figure:
    gaps = [after - before for before, after in itertools.pairwise([0.0, *told])]
    meaning = (
        f"longest time in which nothing was told of how far an export of {what} is, from its first "
        "moment on; against a second."
    )
    return Figure(f"export progress {what}", max(gaps), 1.0, "s", 1, False, meaning)


def _size(what: str, whole: float, chain: Chain) -> Figure:
    originals = sum(path.stat().st_size for path in chain.plain.iterdir()) / 1e6
    meaning = (
        f"all files of a bundle of {what}, as somebody gets it who asks for nothing else; against "
        f"{SIZE_LIMIT} times its originals."
    )
    return Figure(f"export size {what}", whole, originals * SIZE_LIMIT, "MB", 1, False, meaning)


def _spread(unlocked: Unlocked, folder: Path) -> None:
    folder.mkdir()
    for capture in unlocked.captures():
        for part in capture.body.parts:
            data = unlocked.part(capture.body.capture, part.part)
            (folder / f"{capture.entry}-{part.part}").write_bytes(data)


def _memory(path: Path, folder: Path, what: str, recipient: str = "") -> tuple[Figure, str]:
    """In a process of its own, from after the unlocking on."""
    target = folder / ("measured" if not recipient else "measured-key")
    told = apart("export_memory", str(path), str(target), PASSPHRASE, recipient)
    peak, passphrase = json.loads(told)
    how = "key" if recipient else "passphrase"
    meaning = (
        f"highest memory of the program and of all that it starts while a bundle of {what} is made "
        f"with a {how}; against the limit of {MEMORY_LIMIT:.0f} MB."
    )
    name = f"export memory {what}, {how}"
    return Figure(name, peak, MEMORY_LIMIT, "MB", 1, False, meaning), passphrase
