"""Only the roots inside the program that checks are trusted: three programs, and a forger's own CA.

The forger has the passphrase and the vault's key, signs all of it again, and has an authority of
their own whose tokens bear whatever time they like.
"""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fixtures.bundles import files_of, open_payload, rebagged
from fixtures.tsa.certificates import make_root
from fixtures.verifiers.bundle import verifiers_of
from keepsake.core.hashing import sha256_hex
from keepsake.env import parse_utc, utc_text
from keepsake.flows.bundle.log import pins
from keepsake.formats.bundle.pins import encoded, is_exactly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fixtures.bundles import Made
    from fixtures.timed import Bundles
    from fixtures.verifiers.bundle import Verifiers
    from fixtures.verifiers.reader import ReaderChecks

Files = dict[str, bytes]
ROOTS = "data/log/roots/local-one.pem"
PINNED = make_root("the authority that everybody knows").pem()
LABELS = ("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE")


def labelled(pem: bytes, label: str) -> bytes:
    return re.sub(rb"(-----(?:BEGIN|END) )CERTIFICATE", rb"\1" + label.encode(), pem)


@pytest.fixture(scope="module")
def forged(bundles: Bundles) -> Made:
    """The same copy, whose authorities are by their names others than those that are pinned."""
    known = tuple(dataclasses.replace(row, roots=(PINNED,)) for row in bundles.off.authorities)
    return dataclasses.replace(bundles.off, authorities=known)


@pytest.fixture(scope="module")
def ask_forged(
    forged: Made, in_the_reader: ReaderChecks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Verifiers]:
    with verifiers_of(forged, in_the_reader, tmp_path_factory.mktemp("forged")) as asked:
        yield asked


@pytest.mark.parametrize("label", [*LABELS, "no file at all"])
def test_tokens_of_the_forgers_own_authority_prove_nothing(
    label: str, files: Files, forged: Made, bundles: Bundles, ask_forged: Verifiers
) -> None:
    """Red before for the labels but the first: verify.py said *valid*, of any year."""
    changed = dict(files)
    for row in pins(bundles.off.authorities):
        name = f"data/log/roots/{row.authority}.pem"
        changed[name] = encoded(PINNED) + labelled(row.pem, label)
        if label == "no file at all":
            changed[name] = encoded(PINNED)
    for said in ask_forged.agreed(rebagged(changed, forged.signer), label):
        assert said.outcomes[7] == "invalid"
        tokens = [name for name in files if name.endswith(".tsr")]
        assert all(name in said.wrong for name in tokens)
        assert (ROOTS in said.wrong) is (label != "no file at all")


OTHER = make_root("somebody").pem()
BESIDE: dict[str, Callable[[bytes], bytes]] = {
    "a foreign one behind": lambda pem: pem + encoded(OTHER),
    "a foreign one before": lambda pem: encoded(OTHER) + pem,
    "a foreign one, another label": lambda pem: pem + labelled(OTHER, "X509 CERTIFICATE"),
    "a foreign one, trusted": lambda pem: pem + labelled(OTHER, "TRUSTED CERTIFICATE"),
    "a foreign one as PKCS #7": lambda pem: pem + labelled(OTHER, "PKCS7"),
    "the right one under another label": lambda pem: labelled(pem, "X509 CERTIFICATE"),
    "twice": lambda pem: pem + pem,
    "words before": lambda pem: b"DigiCert root\n" + pem,
    "words behind": lambda pem: pem + b"more\n",
    "a line more": lambda pem: pem + b"\n",
    "CR LF": lambda pem: pem.replace(b"\n", b"\r\n"),
    "other lines": lambda pem: re.sub(rb"([A-Za-z0-9+/]{30})\n", rb"\1", pem, count=1),
    "a mark": lambda pem: b"\xef\xbb\xbf" + pem,
    "empty": lambda _: b"",
}


@pytest.mark.parametrize("how", BESIDE)
def test_a_file_of_roots_holds_pinned_ones_in_one_form_and_nothing_else(
    how: str, files: Files, bundles: Bundles, ask: Verifiers
) -> None:
    changed = {**files, ROOTS: BESIDE[how](files[ROOTS])}
    for said in ask.agreed(rebagged(changed, bundles.off.signer), how):
        assert {n for n, found in said.outcomes.items() if found == "invalid"} == {7}
        assert said.wrong.startswith(ROOTS)


@pytest.mark.parametrize("name", ["somebody.pem", "local-one.crt", "local-one.pem.txt"])
def test_no_other_file_stands_among_the_roots(
    name: str, files: Files, bundles: Bundles, ask: Verifiers
) -> None:
    changed = {**files, f"data/log/roots/{name}": encoded(OTHER)}
    for said in ask.agreed(rebagged(changed, bundles.off.signer), name):
        assert said.outcomes[7] == "invalid"
        assert name in said.wrong


def test_a_root_that_was_pinned_later_makes_no_older_copy_wrong() -> None:
    assert is_exactly(encoded(PINNED), (OTHER, PINNED))
    assert is_exactly(encoded(PINNED + OTHER), (OTHER, PINNED))
    assert not is_exactly(encoded(PINNED + OTHER), (PINNED,))


def _with_words(answer: bytes, words: bytes) -> bytes:
    """The answer with words of the forger in its status, which no signature covers."""
    text = b"\x0c" + _length(words) + words
    status = b"\x02\x01\x00" + b"\x30" + _length(text) + text
    head = 2 + (answer[1] & 0x7F if answer[1] > 0x80 else 0)
    rest = answer[head + 2 + answer[head + 1] :]
    inside = b"\x30" + _length(status) + status + rest
    return b"\x30" + _length(inside) + inside


def _length(data: bytes) -> bytes:
    if len(data) < 0x80:
        return bytes([len(data)])
    size = len(data).to_bytes(2, "big")
    return b"\x82" + size


def test_words_in_the_answer_around_a_token_are_not_read_as_its_time(
    files: Files, bundles: Bundles, ask: Verifiers
) -> None:
    """Red before: verify.py read the time of the first line that looked like one."""
    name = next(n for n in sorted(files) if n.endswith("local-one.tsr"))
    side = name.replace(".tsr", ".json")
    note = json.loads(files[side])
    # Within the days of the local authority's certificate, which is a day old.
    earlier = parse_utc(note["token_time"]).replace(microsecond=0) - timedelta(hours=6)
    words = earlier.strftime("x\nTime stamp: %b %d %H:%M:%S %Y GMT\n")
    answer = _with_words(files[name], words.encode())
    old, told = note["token_time"], utc_text(earlier)
    text = files[side].decode().replace(f'"token_time":"{old}"', f'"token_time":"{told}"')
    for member in ("asked", "answered"):
        text = text.replace(note[member], told)
    text = re.sub(r'_ms":[^,]*,', '_ms":0.0,', text)
    text = text.replace(note["sha256"], sha256_hex(answer))
    changed = {**files, name: answer, side: text.encode()}
    for said in ask.agreed(rebagged(changed, bundles.off.signer), "words in the answer"):
        assert said.outcomes[7] == "invalid"
        assert side in said.wrong


def test_the_commands_by_hand_claim_nothing_of_the_roots_that_they_do_not_check(
    bundles: Bundles,
) -> None:
    text = files_of(open_payload(bundles.off))["data/CHECK-BY-HAND-FULL.txt"].decode()
    assert "that the program pins" not in text
    assert "NOTHING ELSE" in text
    for row in pins(bundles.off.authorities):
        for found in row.fingerprints:
            assert found in text
