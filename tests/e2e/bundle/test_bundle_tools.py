"""An expert opens the copy without any program of ours: age, unzip, bagit, openssl, a shell."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from typing import TYPE_CHECKING

import bagit
import pytest

from fixtures.bundles import files_of, open_payload, unpack
from keepsake.core.verify import Outcome
from keepsake.flows.audit.bundle import audit_bundle
from keepsake.formats.age.stream import read_header

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.bundles import Made

AGE_SECONDS = 120


def age_decrypt(sealed: Path, passphrase: str, target: Path) -> int:
    """Runs the age program, which asks for the passphrase on its terminal and nowhere else."""
    child, terminal = pty.fork()
    if child == 0:
        # The child of a fork that has a terminal of its own; age reads nothing else.
        os.execvp("age", ["age", "-d", "-o", str(target), str(sealed)])  # noqa: S606
    said = b""
    while b"passphrase" not in said.lower():
        ready, _, _ = select.select([terminal], [], [], AGE_SECONDS)
        assert ready, "age asked for nothing"
        said += os.read(terminal, 1024)
    os.write(terminal, passphrase.encode() + b"\n")
    while True:
        try:
            if not os.read(terminal, 1024):
                break
        except OSError:
            break
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status)


@pytest.fixture(scope="module")
def unpacked(bundle: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bag, opened as README.txt says."""
    folder = tmp_path_factory.mktemp("unpacked")
    zipped = folder / "evidence.zip"
    assert age_decrypt(bundle.folder / "evidence.age", bundle.passphrase, zipped) == 0
    subprocess.run(["unzip", "-q", zipped, "-d", folder], check=True)
    return folder / "bag"


@pytest.fixture(scope="module")
def whole(whole_bundle: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bag of which everything can be checked."""
    files = files_of(open_payload(whole_bundle))
    return unpack(files, tmp_path_factory.mktemp("whole") / "bag")


def run_verify(bag: Path) -> tuple[int, str]:
    command = [sys.executable, "-I", bag / "data" / "verify.py", bag]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_the_age_program_refuses_a_wrong_passphrase(bundle: Made, tmp_path: Path) -> None:
    assert age_decrypt(bundle.folder / "evidence.age", "wrong", tmp_path / "x") != 0


def test_the_copy_asks_for_as_much_computing_as_the_age_program(bundle: Made) -> None:
    with (bundle.folder / "evidence.age").open("rb") as sealed:
        assert read_header(sealed.read(1024)).work_factor == 17


def test_bagit_validates_what_age_and_unzip_give(unpacked: Path) -> None:
    bagit.Bag(str(unpacked)).validate()


def test_the_artifacts_are_those_of_the_vault(bundle: Made, unpacked: Path) -> None:
    for number, entry in enumerate(bundle.entries, start=1):
        body = bundle.unlocked.capture(entry).body
        folder = unpacked / "data" / "exhibits" / f"{number:03d}"
        assert len(list(folder.iterdir())) == len(body.parts)
        for part in body.parts:
            name = f"{part.part:04d}-{part.name}"
            assert (folder / name).read_bytes() == bundle.unlocked.part(body.capture, part.part)


def test_openssl_verifies_every_token(unpacked: Path) -> None:
    stamps = unpacked / "data" / "log" / "stamps"
    tokens = sorted(stamps.glob("*.tsr"))
    assert len(tokens) == 2
    for token in tokens:
        size, _, authority = token.stem.partition("-")
        checkpoint = stamps / f"{size}.checkpoint"
        root = unpacked / "data" / "log" / "roots" / f"{authority}.pem"
        done = subprocess.run(
            ["openssl", "ts", "-verify", "-data", checkpoint, "-in", token, "-CAfile", root],
            capture_output=True,
            text=True,
            check=False,
            # As a computer that has nothing of ours and trusts nobody by itself.
            env={"PATH": os.environ["PATH"], "SSL_CERT_DIR": "/none", "SSL_CERT_FILE": "/none"},
        )
        assert "Verification: OK" in done.stdout


def test_a_token_does_not_verify_with_the_root_of_another(unpacked: Path) -> None:
    stamps = unpacked / "data" / "log" / "stamps"
    token = next(stamps.glob("*-local-one.tsr"))
    checkpoint = stamps / f"{token.stem.partition('-')[0]}.checkpoint"
    root = unpacked / "data" / "log" / "roots" / "local-two.pem"
    command = ["openssl", "ts", "-verify", "-data", checkpoint, "-in", token, "-CAfile", root]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_verify_py_and_the_audit_agree_step_by_step(
    bundle: Made, unpacked: Path, whole_bundle: Made, whole: Path
) -> None:
    for made, bag, exit_code, outcome in (
        (whole_bundle, whole, 0, Outcome.VALID),
        (bundle, unpacked, 0, Outcome.VALID),  # one of its exhibits was cut short
    ):
        code, said = run_verify(bag)
        report = audit_bundle(made.folder, made.passphrase, made.authorities)
        assert (code, report.outcome) == (exit_code, outcome), said
        lines = [line for line in said.splitlines() if line[:1].isdigit()]
        found = [line.partition("  ")[2][33:].strip().replace(" ", "_") for line in lines]
        assert found == [str(step.outcome) for step in report.steps]
        assert audit_bundle(bag, None, made.authorities) == report


def test_verify_py_says_not_checked_where_there_is_no_openssl(whole: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-I", whole / "data" / "verify.py", whole]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PATH": str(tmp_path)}
    )
    assert done.returncode == 2
    assert "openssl program was not found" in done.stdout


def test_an_authority_that_this_program_does_not_know_is_not_trusted(whole_bundle: Made) -> None:
    report = audit_bundle(whole_bundle.folder, whole_bundle.passphrase, ())
    assert report.steps[6].outcome is Outcome.NOT_CHECKED
    assert report.steps[6].reason == "authority_unknown"


def pasted(bag: Path, *numbers: int) -> list[tuple[str, str]]:
    """What lines of CHECK-BY-HAND.txt say that they print, and what they print; all by default."""
    text = (bag / "data" / "CHECK-BY-HAND.txt").read_text(encoding="utf-8")
    blocks = (block.rstrip("\n").partition("\n\n    ") for block in text.split("\n\n\n")[1:])
    found = []
    (bag.parent / "check").mkdir(exist_ok=True)  # as line 1 makes it
    for number, (told, _, line) in enumerate(blocks, start=1):
        assert line
        assert "\n" not in line  # one paste
        if not numbers or number in numbers:
            done = subprocess.run(
                ["sh", "-c", line], cwd=bag, capture_output=True, text=True, check=False
            )
            found.append((told, done.stdout + done.stderr))
    return found


def test_ten_lines_check_the_copy_and_print_what_stands_above_them(unpacked: Path) -> None:
    found = pasted(unpacked)
    assert len(found) == 10
    told, printed = zip(*found, strict=True)
    papers = sorted(
        path.relative_to(unpacked).as_posix()
        for pattern in ("*.pdf", "*/*.pdf")
        for path in (unpacked / "data").glob(pattern)
    )
    assert len(papers) > 4
    parts = sum(1 for _ in (unpacked / "data" / "exhibits").rglob("*.*"))
    signed = "Signature Verified Successfully\n"
    assert printed[0] == "OK\n" * 4
    assert printed[1].strip() == told[1].splitlines()[1].strip()
    assert (printed[2], printed[3], printed[4]) == (signed, "OK\nOK\n", signed)
    assert printed[5] == f"{parts} OK\n" == f"{told[5].splitlines()[1].strip()}\n"
    roots = [line.strip() for line in told[6].splitlines() if ".pem" in line]
    assert printed[6].splitlines() == roots
    assert len(roots) == 2
    assert printed[7].count("Verification: OK\n") == 2
    assert "Verification: OK, 2 times" in told[7]
    assert len(printed[7].splitlines()) == 4  # and the time of each
    assert sorted(printed[8].splitlines()[::3]) == papers
    assert set(printed[8].splitlines()[1::3]) == {"OK"}
    assert set(printed[8].splitlines()[2::3]) == {"CMS Verification successful"}
    assert printed[9] == "Result / Résultat: valid\n"
    for line, (above, _) in enumerate(found, start=1):
        assert above.startswith(f"{line} ")


@pytest.mark.parametrize(
    ("name", "behind", "lines"),
    [
        ("data/exhibits/001/0001-tile-0001.png", b"IHDR", (1,)),
        ("data/log/verifier.key", b"+A", (2,)),
        ("signature.note", b"sha256:", (2, 3)),
        ("tagmanifest-sha256.txt", b"", (4,)),
        ("data/log/checkpoint", b"keepsake/log/", (2, 5)),
        ("data/log/entries/1.json", b'"sha256":"', (6,)),
        ("data/log/roots/local-one.pem", b"CERTIFICATE-----", (7,)),
        ("data/log/stamps/1-local-one.tsr", b"", (8,)),
        ("data/report.pdf", b"%PDF", (2, 9)),
        ("data/log/proofs/1.tlog-proof", b"index", (10,)),
    ],
)
def test_each_of_the_ten_lines_notices_a_change(
    name: str, behind: bytes, lines: tuple[int, ...], whole_bundle: Made, tmp_path: Path
) -> None:
    files = files_of(open_payload(whole_bundle))
    if "/stamps/" in name:
        name = next(one for one in files if one.endswith("local-one.tsr"))
    before = pasted(unpack(files, tmp_path / "good" / "bag"), *lines)
    data = bytearray(files[name])
    place = data.index(behind) + len(behind) if behind else len(data) - 99
    data[place + 1] ^= 1
    files[name] = bytes(data)
    after = pasted(unpack(files, tmp_path / "bad" / "bag"), *lines)
    assert after[-1][1] != before[-1][1]


def test_the_commands_by_hand_work_exactly_as_printed(unpacked: Path) -> None:
    text = (unpacked / "data" / "CHECK-BY-HAND-FULL.txt").read_text(encoding="utf-8")
    commands = [line[4:] for line in text.splitlines() if line.startswith("    ")]
    assert len(commands) > 20
    done = subprocess.run(
        ["sh", "-e", "-c", "\n".join(commands)],
        cwd=unpacked, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    parts = sum(1 for _ in (unpacked / "data" / "exhibits").rglob("*.*"))
    assert said.count("Signature Verified Successfully") == 5
    roots = list((unpacked / "data" / "log" / "roots").iterdir())
    papers = said.count("CMS Verification successful")
    assert papers > 4
    assert said.count("OK") == 5 + papers + parts + 2 * len(roots)  # each holds one certificate
    for root in roots:
        assert f"data/log/roots/{root.name}: OK" in said
    assert said.count("Verification: OK") == 2
    assert not [line for line in said if "MISSING" in line or "FAILED" in line]


@pytest.mark.parametrize(
    "name",
    ["data/log/entries/1.json", "data/log/checkpoint", "data/exhibits/001/0001-tile-0001.png"],
)
def test_the_commands_by_hand_notice_a_change(
    name: str, whole_bundle: Made, tmp_path: Path
) -> None:
    files = files_of(open_payload(whole_bundle))
    files[name] = files[name].replace(b"a", b"b", 1) + b" "
    bag = unpack(files, tmp_path / "bag")
    text = files["data/CHECK-BY-HAND-FULL.txt"].decode()
    commands = [line[4:] for line in text.splitlines() if line.startswith("    ")]
    done = subprocess.run(
        ["sh", "-c", "\n".join(commands)], cwd=bag, capture_output=True, text=True, check=False
    )
    assert name in done.stdout
    assert "FAILED" in done.stdout
