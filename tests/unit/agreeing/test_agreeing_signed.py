"""The whole copy is signed: whatever is changed in it is found and named, by all three the same.

The forger of these tests has the passphrase, changes what no record or proof covers, and writes new
lists of the bag; the vault's own key is theirs only where that is said.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from fixtures.bundles import CONTENTS, export, files_of, open_payload, rebagged
from keepsake.core.hashing import sha256_hex
from keepsake.core.note import VerifierKey, open_text, sign_text
from keepsake.formats.bundle import readme
from keepsake.vault import access, handle
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fixtures.timed import Bundles
    from fixtures.verifiers.bundle import Said, Verifiers

Files = dict[str, bytes]
Change = tuple["Callable[[Files], Files]", str]  # what is done, and the file that must be named
NOTE = "signature.note"
TAGS = "tagmanifest-sha256.txt"


def _with(name: str, data: bytes) -> Change:
    return (lambda files: {**files, name: data}), name


def _without(pattern: str, named: str) -> Change:
    def change(files: Files) -> Files:
        left = {name: data for name, data in files.items() if not re.search(pattern, name)}
        assert left != files
        return left

    return change, named


def _edited(name: str, old: bytes, new: bytes) -> Change:
    def change(files: Files) -> Files:
        assert old in files[name]
        return {**files, name: files[name].replace(old, new, 1)}

    return change, name


def _moved(old: str, new: str) -> Change:
    def change(files: Files) -> Files:
        return {new if name == old else name: data for name, data in files.items()}

    return change, new


ENTRY, PROOF = "data/log/entries/1.json", "data/log/proofs/1.tlog-proof"
UNCOVERED: dict[str, Change] = {
    "report replaced": _with("data/report.pdf", b"%PDF-1.7 blank"),
    "report longer": (
        lambda files: {**files, "data/report.pdf": files["data/report.pdf"] + b"%%EOF"},
        "data/report.pdf",
    ),
    "report dropped": _without(r"report\.pdf", "data/report.pdf"),
    "list of messages": _edited("data/derived/messages.csv", b"message", b"massage"),
    "exact messages": _edited("data/derived/messages.json", b'"text"', b'"test"'),
    "messages dropped": _without(r"messages\.json", "data/derived/messages.json"),
    "graph": _edited("data/derived/case.jsonld", b"uco", b"ucp"),
    "briefing": _edited("data/briefing.json", b'"messages"', b'"massages"'),
    "briefing dropped": _without("briefing", "data/briefing.json"),
    "summary": _edited("data/summary.json", b'"utc":"20', b'"utc":"19'),
    "summary dropped": _without("summary", "data/summary.json"),
    "summary renumbered": _edited("data/summary.json", b'"number":1', b'"number":7'),
    "draft": (
        lambda files: {**files, "data/drafts/canada.pdf": b"%PDF"},
        "data/drafts/canada.pdf",
    ),
    "fact sheet more": _with("data/fact-sheets/x.pdf", b"%PDF"),
    "verify.py": _with("data/verify.py", b"print('valid')"),
    "by hand": _with("data/CHECK-BY-HAND.txt", b"    echo OK\n"),
    "a page more": _with("data/derived/OPEN.html", b"<p>valid</p>"),
    "a paper more": _with("data/READ-ME-FIRST.pdf", b"%PDF"),
    "a folder of an exhibit more": _with("data/exhibits/009/0000-begin.json", b"{}"),
    "an exhibit's number twice": _with("data/exhibits/0001/0000-begin.json", b"{}"),
    "an archive dropped": _without(r"001\.wacz", "data/derived/exhibit-001.wacz"),
    "an exhibit dropped with all": _without(
        r"exhibits/001/|entries/1\.json|proofs/1\.tlog|001\.wacz", ENTRY
    ),
    "a record dropped with its proof": (
        lambda files: _without(
            rf"(records|proofs)/{_record(files)}\.", f"data/log/records/{_record(files)}.json"
        )[0](files),
        "data/log/records/",
    ),
    "an entry under another number": _moved(ENTRY, "data/log/entries/900.json"),
    "an entry as a record": _moved(ENTRY, "data/log/records/1.json"),
    "a stamp dropped": (
        lambda files: _without(rf"stamps/{_oldest(files)}-local-one\.", "")[0](files),
        "-local-one.tsr",
    ),
    "a root more": _with("data/log/roots/somebody.pem", b"-----BEGIN CERTIFICATE-----\n"),
    "list of contents dropped": _without("contents", CONTENTS),
    "list of contents empty": _with(CONTENTS, b"{}"),
    "list of contents of no form": _with(CONTENTS, b"\xff"),
}  # fmt: skip


def _record(files: Files) -> str:
    return next(n for n in sorted(files) if "/records/" in n).rpartition("/")[2][:-5]


def _oldest(files: Files) -> int:
    return min(int(found[1]) for n in files if (found := re.search(r"stamps/(\d+)-.*tsr", n)))


def _invalid(said: list[Said], named: str) -> None:
    for one in said:
        assert one.outcomes[1] == "invalid", one
        assert named in one.wrong, one


def test_an_untouched_copy_is_signed_and_all_three_say_so(files: Files, ask: Verifiers) -> None:
    held = json.loads(files[CONTENTS])
    assert held["keepsake_bundle"] == 2
    paths = [row["path"] for row in held["files"]]
    inside = {name.removeprefix("data/") for name in files if name.startswith("data/")}
    exhibits = {name for name in inside if name.startswith("exhibits/")}
    assert set(paths) == inside - exhibits - {"contents.json"}
    for said in ask.agreed(files, "untouched"):
        assert said.outcomes[1] == "valid"


@pytest.mark.parametrize("how", UNCOVERED)
def test_new_lists_do_not_hide_a_change(how: str, files: Files, ask: Verifiers) -> None:
    change, named = UNCOVERED[how]
    changed = {**rebagged(change(files)), NOTE: files[NOTE]}
    said = ask.agreed(changed, how)
    _invalid(said, named)
    _invalid(said, TAGS)


@pytest.mark.parametrize("how", UNCOVERED)
def test_nor_does_taking_the_signature_away(how: str, files: Files, ask: Verifiers) -> None:
    _invalid(ask.agreed(rebagged(UNCOVERED[how][0](files)), how), NOTE)


SIGNED_ELSE: dict[str, Callable[[Bundles, Files], bytes]] = {
    "of another copy of the vault": lambda bundles, _: files_of(open_payload(bundles.block))[NOTE],
    "a checkpoint": lambda _, files: files["data/log/checkpoint"],
    "under another domain": lambda bundles, files: _signed(
        bundles, _text(files).replace("keepsake/bundle/2", "keepsake/bundle/3")
    ),
    "of another vault": lambda bundles, files: _signed(
        bundles, _text(files).replace("keepsake/log/", "keepsake/log/0")
    ),
    "a line more": lambda bundles, files: _signed(bundles, _text(files) + "more\n"),
    "a line less": lambda bundles, files: _signed(bundles, _text(files)[: -len("x" * 136)]),
    "hashes exchanged": lambda bundles, files: _signed(
        bundles, "\n".join([*_text(files).split("\n")[:2], *_text(files).split("\n")[3:1:-1], ""])
    ),
    "empty": lambda _bundles, _files: b"",
    "no text": lambda _bundles, _files: b"\xff\xfe",
    "one bit": lambda _, files: files[NOTE][:-9] + bytes([files[NOTE][-9] ^ 1]) + files[NOTE][-8:],
}


def _text(files: Files) -> str:
    key = VerifierKey.parse(files["data/log/verifier.key"].decode().strip())
    return open_text(files[NOTE], key)


def _signed(bundles: Bundles, text: str) -> bytes:
    origin = bundles.off.unlocked.vault.key.name
    return sign_text(text, origin, bundles.off.signer)


@pytest.mark.parametrize("how", SIGNED_ELSE)
def test_no_other_signature_is_taken_for_it(
    how: str, files: Files, bundles: Bundles, ask: Verifiers
) -> None:
    changed = {**files, NOTE: SIGNED_ELSE[how](bundles, files)}
    named = TAGS if how in {"of another copy of the vault", "hashes exchanged"} else NOTE
    _invalid(ask.agreed(changed, how), named)


LISTED: dict[str, Callable[[dict], object]] = {  # type: ignore[type-arg]  # JSON
    "another version": lambda held: held.update(keepsake_bundle=1),
    "no number": lambda held: held.update(keepsake_bundle="2"),
    "of another log": lambda held: held.update(origin="keepsake/log/other"),
    "another size": lambda held: held.update(size=held["size"] + 1),
    "no exhibits": lambda held: held.update(exhibits=[]),
    "an exhibit twice": lambda held: held["exhibits"].append(held["exhibits"][0]),
    "another leaf": lambda held: held["exhibits"][0].update(leaf="0" * 64),
    "a number that is none": lambda held: held["exhibits"][0].update(number="1"),
    "a record less": lambda held: held["records"].pop(),
    "a record that is no object": lambda held: held["records"].append(7),
    "a file less": lambda held: held["files"].pop(),
    "a file more": lambda held: held["files"].append({"path": "zzz", "sha256": ""}),
    "files in another order": lambda held: held["files"].reverse(),
    "no files": lambda held: held.pop("files"),
}


@pytest.mark.parametrize("how", LISTED)
def test_a_list_of_contents_that_does_not_fit_is_found_though_it_is_signed(
    how: str, files: Files, bundles: Bundles, ask: Verifiers
) -> None:
    held = json.loads(files[CONTENTS])
    LISTED[how](held)
    signed = rebagged(
        {**files, CONTENTS: json.dumps(held).encode()}, fit=False, signer=bundles.off.signer
    )
    for said in ask.agreed(signed, how):
        assert {step for step, found in said.outcomes.items() if found == "invalid"} == {1}
        assert said.wrong


def test_a_list_of_contents_of_a_later_version_is_not_judged(
    files: Files, bundles: Bundles, ask: Verifiers
) -> None:
    later = {**files, CONTENTS: b'{"keepsake_bundle":3}'}
    for said in ask.agreed(rebagged(later, fit=False, signer=bundles.off.signer), "later"):
        assert said.outcomes[1] == "not_checked"


def test_a_copy_of_an_earlier_program_is_read_and_said_not_to_be_signed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Verifiers
) -> None:
    monkeypatch.setattr(handle, "_PROGRAM", "keepsake-host 0.1.0")
    page = sample.thread(2)
    page.tiles = 1
    unlocked = access.unlock(sample.make_vault(tmp_path / "vault", [page]), sample.PASSPHRASE)
    reader = tmp_path / "reader.html"
    reader.write_bytes(b'<script type="application/json" id="roots">[]</script>@@PAYLOAD@@')
    files = files_of(open_payload(export(unlocked, [1], tmp_path / "copy", reader)))
    del files[CONTENTS], files[NOTE]
    for said in ask.agreed(rebagged(files), "earlier"):
        assert said.outcomes[1] == "not_checked"
        assert "invalid" not in said.outcomes.values()
    for program in ("0.2.0", "0.10", "1.0.3", "12.1.1"):
        late = files[ENTRY].replace(b"keepsake-host 0.1.0", b"keepsake-host " + program.encode())
        for said in ask.agreed(rebagged({**files, ENTRY: late}), program):
            assert said.outcomes[1] == "invalid"


def test_the_files_beside_are_named_by_their_hashes(bundles: Bundles) -> None:
    made = bundles.off
    held = json.loads(files_of(open_payload(made))[CONTENTS])
    page = (made.folder / "OPEN-ME.html").read_bytes()
    before, start, rest = page.partition(b'id="payload">')
    empty = before + start + rest[rest.index(b"</script>") :]
    assert held["page"] == sha256_hex(empty)
    sealed = sha256_hex((made.folder / "evidence.age").read_bytes()).encode()
    note = (made.folder / "README.txt").read_bytes()
    assert sealed in note
    assert held["readme"] == sha256_hex(note.replace(sealed, readme.UNKNOWN_SHA256.encode()))
