"""verify.py: one file, standard library only, and its own Ed25519 against the published vectors."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keepsake import __version__
from keepsake.core.hashing import sha256_hex
from keepsake.core.note import VerifierKey
from keepsake.formats import verify_py
from keepsake.formats.verify_py.ed25519 import L, ed25519_ok
from keepsake.formats.verify_py.exhibits import check_exhibit
from keepsake.formats.verify_py.files import Bag, Result, counted
from keepsake.formats.verify_py.log import ranges

# Source: RFC 8032 §7.1, tests 1 to 3.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_published_signatures_hold_and_no_other(
    public: str, message: str, signature: str
) -> None:
    key, text, good = (bytes.fromhex(value) for value in (public, message, signature))
    assert ed25519_ok(key, text, good)
    assert not ed25519_ok(key, text + b"x", good)
    for at in (0, 31, 32, 63):
        changed = bytearray(good)
        changed[at] ^= 1
        assert not ed25519_ok(key, text, bytes(changed))


def test_a_signature_with_a_number_that_is_too_large_is_refused() -> None:
    key = Ed25519PrivateKey.generate()
    public, good = key.public_key().public_bytes_raw(), key.sign(b"text")
    s = int.from_bytes(good[32:], "little") + L
    assert ed25519_ok(public, b"text", good)
    assert not ed25519_ok(public, b"text", good[:32] + s.to_bytes(32, "little"))
    assert not ed25519_ok(public, b"text", good[:63])
    assert not ed25519_ok(os.urandom(31), b"text", good)


def test_it_is_one_file_of_the_standard_library() -> None:
    tree = ast.parse(verify_py.program({}))
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    # Since it holds what is read against what was seen, tells what waited and was damaged, leads
    # papers to the vault's key, checks desks' receipts and what witnesses cosigned, and says it all
    # in words; short enough to be read by somebody else.
    code, _, _ = verify_py.program({}).partition(verify_py.WORDS_BANNER.encode())
    assert len(code.splitlines()) < 2050


def test_no_two_of_its_modules_use_one_name_for_two_things() -> None:
    """In the shipped file the modules stand one after the other: the later would win."""
    seen: dict[str, str] = {}
    for module in verify_py.MODULES:
        path = Path(verify_py.__file__).with_name(f"{module}.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
            if isinstance(node, ast.Assign):
                targets = [name for each in node.targets for name in ast.walk(each)]
                names = [name.id for name in targets if isinstance(name, ast.Name)]
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                names = [node.target.id]
            for name in names:
                assert seen.setdefault(name, module) == module, name


def test_it_says_how_to_call_it_and_that_nothing_was_checked(tmp_path: Path) -> None:
    script = tmp_path / "verify.py"
    script.write_bytes(verify_py.program({}))
    done = subprocess.run(
        [sys.executable, "-I", script, tmp_path / "nothing"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 64
    assert f"{tmp_path / 'nothing'}: there is no such folder" in done.stdout
    assert "FOLDER" in done.stdout


def test_an_empty_folder_is_invalid(tmp_path: Path) -> None:
    script = tmp_path / "verify.py"
    script.write_bytes(verify_py.program({}))
    (tmp_path / "empty").mkdir()
    done = subprocess.run(
        [sys.executable, "-I", script, tmp_path / "empty"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def run(folder: Path, *arguments: str, place: Path | None = None) -> tuple[int, str]:
    """Runs verify.py, which knows no authority, as a program of its own."""
    script = (place or folder.parent) / "verify.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_bytes(verify_py.program({}))
    done = subprocess.run(
        [sys.executable, "-I", script, folder, *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_nothing_is_printed_but_by_the_one_function_that_makes_it_printable() -> None:
    printing = [
        (function.name, node.lineno)
        for function in ast.walk(ast.parse(verify_py.program({})))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if (isinstance(node, ast.Name) and node.id == "print")
        or (isinstance(node, ast.Attribute) and ast.unparse(node).startswith("sys.std"))
        if function.name != "main"
    ]
    assert {name for name, _ in printing} == {"say"}


HOSTILE = "\x1b[2J\x1b[8m\x9b\u202e\u2066\u2028\x07\r\n1  Container valid"


def test_no_text_of_a_copy_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    """Red before: names of files, of keys and in records were printed as they are."""
    bag = tmp_path / "bag"
    for name in ("data/log/roots", "data/exhibits/001", "data/log/entries"):
        (bag / name).mkdir(parents=True)
    key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    name = HOSTILE.replace("\r\n", "").replace(" ", "").replace("\u2028", "")
    (bag / "data/log/verifier.key").write_text(VerifierKey(name, key).text())
    (bag / f"data/log/roots/{HOSTILE.replace('/', '')}.pem").write_text("x")
    (bag / "data/briefing.json").write_text(json.dumps({"case": HOSTILE}))
    (bag / "bagit.txt").write_text(HOSTILE)
    code, said = run(bag)
    assert code == 1
    assert all(sign.isprintable() or sign == "\n" for sign in said)
    assert "[U+001B]" in said
    assert sum(line.startswith("1  Container") for line in said.splitlines()) == 1


def test_it_says_first_what_it_cannot_prove_where_it_lies_in_the_copy(tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    (bag / "data").mkdir(parents=True)
    (bag / "bagit.txt").write_text("x")
    _, inside = run(bag, place=bag / "data")
    _, outside = run(bag)
    first = inside.splitlines()[:6]
    digest = hashlib.sha256(verify_py.program({})).hexdigest()
    assert __version__ in first[0]
    assert digest in first[0]
    assert "its word alone proves nothing" in " ".join(first)
    assert "no address is published yet" in " ".join(first)
    assert "proves nothing" not in outside


def test_what_an_authority_is_that_it_does_not_know_stands_beside_the_result(
    tmp_path: Path,
) -> None:
    bag = tmp_path / "bag"
    (bag / "data/log/stamps").mkdir(parents=True)
    (bag / "data/log/stamps/2-digicert.tsr").write_bytes(b"x")
    (bag / "bagit.txt").write_text("x")
    last = run(bag)[1].splitlines()[-1]
    assert last.startswith("Result / Résultat: invalid")
    assert "unknown authorities" in last
    assert "digicert" in last


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--earlier", "/none/of/these"), "there is no older copy here"),
        (("--earlier",), "python3 verify.py [FOLDER]"),
        (("--block", "1:2"), "python3 verify.py [FOLDER]"),
        (("--help",), "FOLDER holds bagit.txt"),
    ],
)
def test_a_wrong_call_is_no_verdict(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "bag").mkdir()
    code, told = run(tmp_path / "bag", *arguments)
    assert code == 64
    assert said in told
    assert "Result" not in told


def test_a_capture_of_more_than_ten_thousand_files_is_read_by_their_whole_numbers(
    tmp_path: Path,
) -> None:
    """Red before: the first four digits were taken for the number."""
    folder = "data/exhibits/001/"
    parts = [
        {"part": number, "kind": "tile", "name": "t", "bytes": 1, "sha256": sha256_hex(b"x")}
        for number in (9999, 10000, 10001, 99990)
    ]
    for part in parts:
        path = tmp_path / folder / f"{part['part']:04d}-t"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    artifacts, manifests = Result(), Result()
    body = {"parts": parts, "manifest": -1, "capture": "x"}
    check_exhibit(Bag(tmp_path), folder, body, artifacts, manifests)
    assert artifacts.bad == []


def test_numbers_are_told_in_words_that_show_what_is_left_out() -> None:
    assert ranges([7, 1, 2, 3, 14]) == "1 to 3, 7, 14"
    assert ranges([]) == "none"


def test_what_is_counted_is_told_as_one_or_as_many() -> None:
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(0, "file") == "0 files"
    # Nothing else tells how many there are of something.
    assert not re.search(r"\{len\([^)]*\)\} [a-z]", verify_py.program({}).decode())
