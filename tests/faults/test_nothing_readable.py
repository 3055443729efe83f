"""Captures, cases, notes, custody and searches full of marks: no file holds one, killed or not."""

from __future__ import annotations

import gzip
import os
import random
import resource
import signal
import subprocess
import sys
import time
import uuid
import zipfile
import zlib
from pathlib import Path

import pytest

from fixtures.canary import hits, marks
from native.client import environment as variables

_MEMORY = Path("/dev/shm")  # noqa: S108 - looked into, not used
KILLS = 60 if os.environ.get("SLOW") else 8
MARK = "zebra-lantern-{}-quarrel"
KINDS = (
    "picture",
    "page",
    "item",
    "title",
    "case",
    "note",
    "who",
    "why",
    "draft",
    "typed",
    "search",
    "said",
    "file",
    "about",
    "seen",
)

LIFE = """
import json, os, sys, uuid
from pathlib import Path

def watch(event, facts):
    # What is written elsewhere, or removed again, would not be scanned. Beside the vault's folder
    # there is one place: which vault this computer knows, as hashes.
    named = event == "open" and not isinstance(facts[0], int)
    writes = named and facts[2] & (os.O_WRONLY | os.O_RDWR)
    places = {Path(sys.argv[1]), Path(sys.argv[1]).parent / "state" / "Keepsake" / "vaults"}
    written = Path(os.fsdecode(facts[0])) if writes else Path(os.devnull)
    if written != Path(os.devnull) and places.isdisjoint(written.parents):
        os.write(2, ("written outside: %r" % (facts,)).encode())
        os._exit(3)
    if event == "socket.connect":
        os.write(2, ("asked: %r" % (facts,)).encode())
        os._exit(3)

sys.addaudithook(watch)
from fixtures.vaults import BEGIN, keep, manifest_for
from keepsake.core.case.entries import ContactBody, RecheckBody, StatementBody
from keepsake.core_dumps import forbid_core_dumps
from keepsake.core.custody import Attribution
from keepsake.core.hashing import sha256_hex
from keepsake.env import real_environment
from keepsake.flows import casework, drafts
from keepsake.flows.custody import acts as custody
from keepsake.flows.redaction import redact
from keepsake.flows.importing.add import Adding, offered
from keepsake.flows.audit.vault import audit
from keepsake.flows.seal import open_to_write
from keepsake.vault.access import unlock
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.index import Index

forbid_core_dumps()
mark = lambda kind: "zebra-lantern-%s-quarrel " % kind
told = Attribution(who=mark("who"), why=mark("why"))
while True:
    vault = open_to_write(Path(sys.argv[1]), real_environment())
    begin = json.dumps({"url": "https://example.org/" + mark("title"), "title": mark("title")})
    writer = CaptureWriter(vault, str(uuid.uuid4()), begin.encode())
    parts = [("tile", mark("picture").encode() * 2000), ("snapshot", mark("page").encode() * 2000)]
    for number, (kind, data) in enumerate(parts, start=1):
        keep(writer, number, data, kind)
    items = [{"key": "id:%d" % n, "author": mark("who"), "text": mark("item")} for n in range(50)]
    listed = json.loads(manifest_for(writer, parts))
    listed["artifacts"][0].update(bytes=len(begin), sha256=sha256_hex(begin.encode()))
    listed["items"], listed["page"]["title"] = items, mark("title")
    manifest = json.dumps(listed).encode()
    keep(writer, 3, manifest, "manifest")
    receipt = writer.commit(3, sha256_hex(manifest))
    unlocked = unlock(vault, None)
    case = casework.make_case(vault, mark("case"), [receipt.entry])
    moment = casework.day_of("2026-11-24", "10:00", "America/Toronto")
    casework.keep(vault, ContactBody(case, moment, "telephone", said=mark("said")))
    casework.note_account(vault, [mark("who")], mark("note"))
    casework.save_draft(unlocked, case, -1, {"what": mark("draft")})
    drafts.hold(unlocked, drafts.FormDraft("/" + mark("typed"), case, vault.utc(),
        ((mark("typed"), mark("typed")),)))
    casework.keep(vault, RecheckBody(case, receipt.entry, moment, "gone", mark("seen")))
    text = (mark("file") * 3000).encode()
    adding = Adding(vault, offered([(mark("file") + ".txt", len(text), "")], who=mark("who"),
        about=mark("about")), case)
    adding.start(0)
    for at in range(0, len(text), 20000):
        adding.feed(text[at : at + 20000])
    adding.finish()
    adding.commit()
    redact.redact_text(unlocked, receipt.entry, redact.Passages((1,), ("lantern",)), told, "en")
    casework.keep_statement(vault, StatementBody(case, "en", {"what": mark("draft")}))
    casework.save_draft(unlocked, case, -1, {"what": mark("draft")})
    custody.viewed(unlocked, [receipt.entry], told)
    custody.verified(unlocked, audit(unlocked, (), [receipt.entry]), [receipt.entry], told)
    index = Index(unlocked)
    assert index.search("quarrel") and not index.search(mark("search") + "zzz")
    index.close()
    print("once", flush=True)
"""


def _life(folder: Path) -> subprocess.Popen[str]:
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    more = {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(temporary), "HOME": str(folder)}
    more["XDG_STATE_HOME"] = str(folder / "state")
    more["PYTHONDONTWRITEBYTECODE"] = "1"  # the interpreter's, where a module was changed since
    return subprocess.Popen(
        [sys.executable, "-c", LIFE, str(folder / "vault")],
        cwd=folder,
        preexec_fn=_allow_dumps,
        env=variables(folder / "vault", **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _allow_dumps() -> None:
    """As a computer on which dumps of any size are kept."""
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def _marks() -> list[bytes]:
    return marks(MARK.format(kind) for kind in KINDS)


def test_the_scan_finds_every_form(tmp_path: Path) -> None:
    text = f"before {MARK.format('picture')} after".encode()
    (tmp_path / "plain").write_bytes(text)
    (tmp_path / "deep").write_bytes(os.urandom(999) + zlib.compress(text * 50, 9) + b"behind")
    (tmp_path / "wide").write_bytes(text.decode().encode("utf-16-le"))
    (tmp_path / "log.gz").write_bytes(gzip.compress(text))
    (tmp_path / "cut.gz").write_bytes(gzip.compress(text + os.urandom(9000))[:5000])
    with zipfile.ZipFile(tmp_path / "some.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a name", text * 20)
    names = {hit.split(":")[0].split(" (")[0] for hit in hits(tmp_path, _marks())}
    assert names == {"plain", "deep", "wide", "log.gz", "cut.gz", "some.zip"}
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "one").write_bytes(text)
    assert len(hits(tmp_path, _marks())) == len(hits(tmp_path, _marks(), tmp_path / "beside")) + 1


def test_nothing_is_readable_while_it_runs_and_wherever_it_is_killed(tmp_path: Path) -> None:
    chance = random.Random(os.environ.get("SEED", "canary"))
    first = _life(tmp_path)
    assert first.stdout is not None
    assert first.stdout.readline() == "once\n", first.communicate()
    assert hits(tmp_path, _marks()) == []
    # Memory that is a file, as far as the system has one; it may be swapped out. Where the tests
    # lie in it themselves, theirs is no such file: it grows with what runs beside this one.
    theirs = next((place for place in tmp_path.parents if place.parent == _MEMORY), None)
    assert hits(_MEMORY, _marks(), theirs) == []
    first.kill()
    first.communicate()
    for number in range(KILLS):
        running = _life(tmp_path)
        time.sleep(chance.uniform(0.2, 2.0))
        # Two of these three leave a picture of the memory in the folder where that is allowed.
        way = (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT)[number % 3]
        running.send_signal(way)
        _, said = running.communicate()
        assert running.returncode == -way, said
        assert hits(tmp_path, _marks()) == [], f"kill {number}"
    assert len(list((tmp_path / "vault" / "parts").iterdir())) >= 1


def test_names_of_files_are_numbers_and_ids_only(tmp_path: Path) -> None:
    running = _life(tmp_path)
    assert running.stdout is not None
    assert running.stdout.readline() == "once\n", running.communicate()
    running.kill()
    running.communicate()
    names = "\n".join(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert "zebra" not in names
    assert uuid.UUID(next((tmp_path / "vault" / "parts").iterdir()).name)


@pytest.mark.parametrize("shift", range(3))
def test_each_alignment_of_base64_is_found(tmp_path: Path, shift: int) -> None:
    import base64

    data = b"x" * shift + MARK.format("item").encode() + b"behind"
    (tmp_path / "one").write_bytes(base64.b64encode(data))
    assert hits(tmp_path, _marks())
