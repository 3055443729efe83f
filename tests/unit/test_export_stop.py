"""An export that is stopped or killed leaves nothing readable, no record, and is cleared away."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pyrage
import pytest

from docs.tree import ROOT
from fixtures import bundles
from fixtures.canary import hits, marks
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.bundle import files as bundle_files
from keepsake.flows.bundle.place import clear_left, unfinished
from keepsake.flows.export.progress import Progress, Stage, TimeLeft
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.flows.export.write import ExportResult
    from keepsake.vault.handle import Vault

READER = b'<html><script type="application/json" id="roots">[]</script>@@PAYLOAD@@</html>'
# Words of the page and of what is made of it, and how pictures and papers begin.
CANARIES = (
    "wait for the rest. Tell anyone",
    "keepsake_entry",
    "keepsake_manifest",
    "BagIt-Version",
)
BEGINNINGS = (b"\x89PNG\r\n", b"%PDF-1")
# Exports, and kills itself as it is told of the step that was asked for.
KILLED = """
import os, signal, sys
from pathlib import Path
from keepsake.env import real_environment
from keepsake.flows.export.request import HandoverRequest
from keepsake.flows.export.write import export_bundle
from keepsake.vault.access import unlock
from keepsake.vault.handle import Vault
vault, out, step = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
told = []
def tell(progress):
    told.append(progress)
    if len(told) == step:
        os.kill(os.getpid(), signal.SIGKILL)
request = HandoverRequest(entries=[1], destination=out / "copy", language="en")
export_bundle(unlock(Vault.open(vault, real_environment()), None), request, authorities=(),
    env=real_environment(), reader_html=out / "reader.html", progress=tell)
print(len(told))
"""


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    folder = tmp_path_factory.mktemp("vault") / "v"
    return sample.make_vault(folder, [sample.thread(12), sample.profile()], passphrase=None)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "reader.html").write_bytes(READER)
    return folder


def export(vault: Vault, out: Path, **options: object) -> ExportResult:
    return bundles.export(
        access.unlock(vault, None), [1, 2], out / "copy", out / "reader.html", **options
    )


def killed(
    vault: Vault, out: Path, step: int, before: str = ""
) -> subprocess.CompletedProcess[str]:
    """An export in a process of its own, whose folder for temporary files lies beside `out`."""
    temporary = out.parent / "tmp"
    temporary.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-c", before + KILLED, str(vault.path), str(out), str(step)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )


def nothing_readable(out: Path) -> None:
    """In no file, under any name, openly or in another form, and nothing among temporary files."""
    assert hits(out.parent, [*marks(CANARIES), *BEGINNINGS]) == []
    assert list((out.parent / "tmp").iterdir()) == []


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"reader.html"}


@pytest.mark.parametrize("recipient", ["", "key"])
@pytest.mark.parametrize("stage", list(Stage))
def test_stopped_at_any_stage_it_leaves_nothing_and_no_record(
    stage: Stage, recipient: str, vault: Vault, out: Path
) -> None:
    def stop(progress: Progress) -> None:
        if progress.stage is stage:
            raise KeepsakeError(Code.EXPORT_STOPPED)

    key = str(pyrage.x25519.Identity.generate().to_public()) if recipient else ""
    before = vault.size()
    with pytest.raises(KeepsakeError) as caught:
        export(vault, out, progress=stop, recipient=key)
    assert caught.value.code is Code.EXPORT_STOPPED
    assert names(out) == set()
    assert vault.size() == before


def test_it_tells_how_far_it_is_and_never_goes_back(vault: Vault, out: Path) -> None:
    told: list[Progress] = []
    export(vault, out, progress=told.append)
    shares = [progress.share for progress in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert list(dict.fromkeys(progress.stage for progress in told)) == list(Stage)


@pytest.mark.parametrize("step", range(1, 40, 1 if os.environ.get("SLOW") == "1" else 9))
def test_killed_at_any_step_nothing_readable_is_left_and_the_next_export_clears_it(
    step: int, vault: Vault, out: Path
) -> None:
    before = vault.size()
    done = killed(vault, out, step)
    if done.returncode == 0:
        assert step > int(done.stdout), "it was to be killed"
        return
    assert done.returncode == -signal.SIGKILL, done.stderr
    left = names(out)
    assert "copy" not in left
    nothing_readable(out)
    assert vault.size() == before
    made = export(vault, out)
    assert names(out) == {"copy"}
    assert made.cleared == (("copy",) if any(".partial-" in name for name in left) else ())


def test_killed_between_its_entry_and_its_name_it_leaves_an_entry_and_no_folder(
    vault: Vault, out: Path
) -> None:
    before = vault.size()
    killing = (
        "import os, pathlib, signal\npathlib.Path.rename = lambda *_: os.kill(os.getpid(), 9)\n"
    )
    done = killed(vault, out, 0, killing)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert "copy" not in names(out)
    nothing_readable(out)
    assert vault.size() == before + 1
    assert access.unlock(vault, None).entry(before).kind == "export"
    assert export(vault, out).cleared == ("copy",)


def test_what_another_program_is_still_making_is_left_alone(out: Path) -> None:
    with unfinished(out / "copy", os.urandom) as partial:
        partial.mkdir()
        (partial / "evidence.age").write_bytes(b"sealed")
        assert clear_left(out) == ()
        assert (partial / "evidence.age").is_file()
    assert names(out) == set()


@pytest.mark.parametrize("inside", ["notes.txt", "evidence.age/x", "link"])
def test_a_folder_of_the_persons_own_is_never_taken_for_one(inside: str, out: Path) -> None:
    own = out / ".copy.partial-0123456789ab"
    own.mkdir()
    if inside == "link":
        (own / "evidence.age").symlink_to(out / "reader.html")
    else:
        (own / inside).parent.mkdir(exist_ok=True)
        (own / inside).write_text("mine")
    assert clear_left(out) == ()
    assert own.is_dir()
    assert (out / "reader.html").read_bytes() == READER


def test_the_time_left_follows_from_what_went_by() -> None:
    left = TimeLeft(100.0)
    assert left.seconds(0.5, 100.5) is None
    assert left.seconds(0.01, 200.0) is None
    assert left.seconds(0.25, 110.0) == pytest.approx(30.0)
    assert left.seconds(1.0, 110.0) == 0


def test_a_disk_that_fails_while_it_is_written_is_told_though_it_would_not_tell_it_again(
    vault: Vault, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync, failed = os.fsync, []

    def once(number: int) -> None:
        if threading.current_thread().name.startswith("disk") and not failed:
            failed.append(number)
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fsync(number)

    monkeypatch.setattr(os, "fsync", once)
    monkeypatch.setattr(bundle_files, "_DISK_BYTES", 1)
    size = vault.size()
    with pytest.raises(KeepsakeError) as raised:
        export(vault, out)
    assert failed
    assert raised.value.code is Code.VAULT_UNWRITABLE
    assert [path.name for path in out.iterdir()] == ["reader.html"]
    assert vault.size() == size
