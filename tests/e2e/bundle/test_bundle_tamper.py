"""Someone with the passphrase changes the copy: three programs say so and name the same file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.verdicts import SECRET, Files, Verdicts, choose, show
from fixtures.bundles import rebagged, seal, seal_bytes
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.verify import Outcome
from keepsake.flows.audit.bundle import audit_bundle
from keepsake.formats.bundle import container

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser


@pytest.fixture
def verdicts(whole_bundle: Made, page: Page, empty_reader: Path, tmp_path: Path) -> Verdicts:
    return Verdicts(whole_bundle, page, empty_reader, tmp_path)


def flipped(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[len(data) // 2] ^= 1
    return bytes(changed)


NAMES = [
    "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha512.txt",
    "data/summary.json", "data/report.pdf", "data/verify.py", "data/CHECK-BY-HAND.txt",
    "data/exhibits/001/0000-begin.json", "data/exhibits/001/0001-tile-0001.png",
    "data/exhibits/001/0003-page.html", "data/exhibits/001/0004-manifest.json",
    "data/log/verifier.key", "data/log/checkpoint", "data/log/entries/1.json",
    "data/log/proofs/1.tlog-proof", "data/log/stamps/3.checkpoint",
    "data/log/stamps/3-local-one.tsr", "data/log/stamps/3-local-two.json",
    "data/log/roots/local-one.pem",
]  # fmt: skip


def test_untouched_files_pass(files: Files, verdicts: Verdicts) -> None:
    assert set(NAMES) < set(files)
    assert verdicts.audit(files)[0] == "valid"
    assert verdicts.program(files, files["data/verify.py"])[0] == "valid"
    assert verdicts.reader(files) == ("valid", "")


@pytest.mark.parametrize("name", NAMES)
def test_one_changed_bit_is_found_and_named_by_all_three(
    name: str, files: Files, verdicts: Verdicts
) -> None:
    changed = {**files, name: flipped(files[name])}
    for outcome, named in (
        verdicts.audit(changed),
        verdicts.program(changed, files["data/verify.py"]),
        verdicts.reader(changed),
    ):
        assert outcome == "invalid"
        # A list with one wrong line names the file of that line as well as, or instead of, itself.
        listed = name if not name.startswith(("manifest", "tagmanifest")) else ""
        assert listed in named


def without(name: str) -> Callable[[Files], Files]:
    return lambda files: {key: data for key, data in files.items() if key != name}


def replaced(name: str, change: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    return lambda files: {**files, name: change(files[name])}


def entry_with(change: Callable[[dict], object]) -> Callable[[Files], Files]:  # type: ignore[type-arg]  # JSON
    def apply(data: bytes) -> bytes:
        entry = json.loads(data)
        change(entry)
        return json.dumps(entry).encode()

    return replaced("data/log/entries/1.json", apply)


TILE = "data/exhibits/001/0001-tile-0001.png"
MORE = "data/exhibits/001/0009-more.png"
PROOF = "data/log/proofs/1.tlog-proof"
ENTRY = "data/log/entries/1.json"
FORGERIES: dict[str, tuple[Callable[[Files], Files], str]] = {
    "another picture": (replaced(TILE, lambda data: data + b"x"), TILE),
    "a picture is gone": (without(TILE), "0001-tile-0001.png"),
    "a picture more": (
        lambda files: {**files, "data/exhibits/001/0009-more.png": b"x"},
        "0009-more.png",
    ),
    "another time": (entry_with(lambda entry: entry.update(utc="2020-01-01T00:00:00.000Z")), ENTRY),
    "another hash": (
        entry_with(lambda entry: entry["body"]["parts"][1].update(sha256="0" * 64)),
        ENTRY,
    ),
    "no proof": (without(PROOF), PROOF),
    "a proof of another place": (
        replaced(PROOF, lambda data: data.replace(b"index 1", b"index 0")),
        "1",
    ),
    "another root in the checkpoint": (
        replaced("data/log/checkpoint", lambda data: data.replace(b"\n3\n", b"\n9\n")),
        "data/log/checkpoint",
    ),
    "another key": (replaced("data/log/verifier.key", flipped), "data/log/verifier.key"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forger_who_also_writes_new_lists_is_found_by_all_three(
    forgery: str, files: Files, verdicts: Verdicts
) -> None:
    change, expected = FORGERIES[forgery]
    changed = rebagged(change(files))
    for outcome, named in (
        verdicts.audit(changed),
        verdicts.program(changed, files["data/verify.py"]),
        verdicts.reader(changed),
    ):
        assert outcome == "invalid"
        assert expected in named


@pytest.mark.parametrize("other", ["flipped", "root of another"])
def test_a_forged_time_is_found_by_all_three(
    other: str, files: Files, whole_bundle: Made, verdicts: Verdicts
) -> None:
    token = "data/log/stamps/3-local-one.tsr"
    second = files["data/log/stamps/3-local-two.tsr"]
    forged = {**files, token: flipped(files[token]) if other == "flipped" else second}
    changed = rebagged(forged, whole_bundle.signer)
    assert verdicts.audit(changed) == ("invalid", token)
    outcome, said = verdicts.program(changed, files["data/verify.py"])
    assert outcome == "invalid"
    assert token in said
    assert verdicts.reader(changed) == ("invalid", token)


def hostile_zip(name: str) -> bytes:
    good = b"".join(container.write([("bag/" + "x" * (len(name.encode()) - 4), b"evil")]))
    return good.replace(b"bag/" + b"x" * (len(name.encode()) - 4), name.encode())


def twice() -> bytes:
    good = b"".join(container.write([("bag/a.txt", b"one"), ("bag/b.txt", b"two")]))
    return good.replace(b"bag/b.txt", b"bag/a.txt")


HOSTILE = {
    "traversal": hostile_zip("../../../../etc/cron.d/x"),
    "absolute": hostile_zip("/etc/cron.d/keepsake"),
    "twice": twice(),
    "trailing": b"".join(container.write([("bag/a", b"")])) + b"more",
    "no container": b"<script>alert(1)</script>",
    "nothing": b"",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_container_is_not_shown_and_said(
    kind: str, whole_bundle: Made, page: Page, empty_reader: Path, tmp_path: Path
) -> None:
    sealed = seal_bytes(HOSTILE[kind], SECRET)
    path = tmp_path / "evidence.age"
    path.write_bytes(sealed)
    report = audit_bundle(path, SECRET, whole_bundle.authorities)
    assert report.outcome is Outcome.INVALID
    assert report.steps[0].reason == "bag_format"
    show(page, empty_reader, sealed)
    expect(page.locator(".status")).to_contain_text("not a copy")
    expect(page.locator(".frame")).to_have_count(0)
    assert [item.name for item in tmp_path.iterdir()] == ["evidence.age"]


@pytest.mark.parametrize("factor", [21, 30, 63, 999])
def test_a_file_that_asks_for_too_much_computing_is_refused_before_any(
    factor: int, whole_bundle: Made, page: Page, empty_reader: Path, tmp_path: Path
) -> None:
    head, _, rest = seal_bytes(b"", SECRET).partition(b" 10\n")
    sealed = head + b" %d\n" % factor + rest
    path = tmp_path / "evidence.age"
    path.write_bytes(sealed)
    with pytest.raises(KeepsakeError) as caught:
        audit_bundle(path, SECRET, whole_bundle.authorities)
    assert caught.value.code is Code.WORK_FACTOR
    page.goto(empty_reader.as_uri())
    choose(page, path)
    expect(page.locator(".status")).to_contain_text(
        "computing" if factor < 100 else "not a sealed copy"
    )
    expect(page.locator(".frame")).to_have_count(0)


def test_a_cut_file_is_said_to_be_damaged_not_wrongly_typed(
    files: Files, whole_bundle: Made, page: Page, empty_reader: Path, tmp_path: Path
) -> None:
    sealed = seal(files, SECRET)[:-100]
    path = tmp_path / "evidence.age"
    path.write_bytes(sealed)
    report = audit_bundle(path, SECRET, whole_bundle.authorities)
    assert report.steps[0].files == ("evidence.age",)
    with pytest.raises(KeepsakeError) as caught:
        audit_bundle(path, "another", whole_bundle.authorities)
    assert caught.value.code is Code.COPY_PASSPHRASE_WRONG
    show(page, empty_reader, sealed)
    expect(page.locator(".status")).to_contain_text("damaged")
