"""Papers are signed by the vault within themselves, and readers and tools of others show it."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates

from fixtures.bundles import export, files_of, open_payload
from keepsake.core.note import VerifierKey
from keepsake.core.paper_key import paper_key
from keepsake.flows.export import papers as export_papers
from keepsake.formats.paper.signature import UnknownPdfError, signed
from keepsake.formats.verify_py.files import Bag, Result
from keepsake.formats.verify_py.log import parse_key
from keepsake.formats.verify_py.papers import check_papers, signature_in
from keepsake.vault import access
from keepsake.vault.handle import Vault
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from keepsake.core.paper_key import PaperKey
    from keepsake.vault.unlocked import Unlocked

READER = b'<html><script type="application/json" id="roots">[]</script>@@PAYLOAD@@</html>'
MADE = "2026-12-01T10:00:00.000Z"
FORM = re.compile(rb"/ByteRange\[0 (\d+) (\d+) (\d+)\]")


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Unlocked:
    folder = tmp_path_factory.mktemp("vault") / "v"
    return access.unlock(sample.make_vault(folder, [sample.thread(6)], passphrase=None), None)


@pytest.fixture(scope="module")
def files(vault: Unlocked, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    folder = tmp_path_factory.mktemp("out")
    (folder / "reader.html").write_bytes(READER)
    asked = {"columns": 2, "language": "fr"}
    copy = export(vault, [1], folder / "copy", folder / "reader.html", **asked)
    return files_of(open_payload(copy))


@pytest.fixture(scope="module")
def papers(files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("papers")
    found = {name: data for name, data in files.items() if name.endswith(".pdf")}
    assert len(found) > 5  # report, annex, a fact sheet, drafts
    for name, data in found.items():
        (folder / name.replace("/", "_")).write_bytes(data)
    return sorted(folder.iterdir())


def pem_of(key: PaperKey) -> bytes:
    """Both certificates of a key."""
    return b"".join(each.public_bytes(Encoding.PEM) for each in (key.issuer, key.certificate))


def said(*command: object) -> str:
    """All that a program says."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, check=False)
    return (done.stdout + done.stderr).decode(errors="replace")


def by_openssl(paper: bytes, certificates: bytes, folder: Path) -> str:
    """What openssl says of a paper, given the first of some certificates and no other."""
    gap, behind, rest = (int(number) for number in FORM.findall(paper)[-1])
    (folder / "signature").write_bytes(bytes.fromhex(paper[gap + 1 : behind - 1].decode()))
    (folder / "content").write_bytes(paper[:gap] + paper[behind : behind + rest])
    (folder / "vault.pem").write_bytes(certificates[: certificates.index(b"-----BEGIN", 1)])
    return said(
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any"),
        *("-in", folder / "signature", "-content", folder / "content", "-out", folder / "out"),
        *("-CAfile", folder / "vault.pem", "-no-CApath", "-no-CAstore"),
    )


def test_a_common_reader_shows_each_paper_as_signed_and_unchanged(papers: list[Path]) -> None:
    for paper in papers:
        shown = said("pdfsig", "-nocert", paper)
        assert "Signature Validation: Signature is Valid." in shown, paper.name
        assert "Total document signed" in shown, paper.name
        assert "Signature Type: ETSI.CAdES.detached" in shown, paper.name
        assert "Common Name: Keepsake vault" in shown, paper.name


@pytest.mark.parametrize("place", [b"</Type/Page/", b"stream", b"/StructParent ", b"/Prev"])
def test_a_changed_byte_is_shown(papers: list[Path], place: bytes, tmp_path: Path) -> None:
    for paper in papers:
        data = bytearray(paper.read_bytes())
        data[data.rindex(place) + len(place) + 9] ^= 1
        (tmp_path / "changed.pdf").write_bytes(data)
        assert "Signature is Valid" not in said("pdfsig", "-nocert", tmp_path / "changed.pdf")


def test_what_is_added_behind_is_shown(papers: list[Path], tmp_path: Path) -> None:
    (tmp_path / "longer.pdf").write_bytes(papers[0].read_bytes() + b"\n% more\n")
    shown = said("pdfsig", "-nocert", tmp_path / "longer.pdf")
    assert "Not total document signed" in shown


def test_openssl_leads_each_paper_to_the_key_of_the_log(
    files: Mapping[str, bytes], papers: list[Path], tmp_path: Path
) -> None:
    signature = signature_in(papers[0].read_bytes())
    assert signature is not None
    held = load_der_pkcs7_certificates(signature[0])
    certificates = b"".join(each.public_bytes(Encoding.PEM) for each in held)
    issuer, _ = held
    key = VerifierKey.parse(files["data/log/verifier.key"].decode().strip())
    assert issuer.public_key().public_bytes_raw() == key.public  # type: ignore[union-attr]
    for paper in papers:
        data = paper.read_bytes()
        assert "CMS Verification successful" in by_openssl(data, certificates, tmp_path)
        changed = data.replace(b"/Type/Page/", b"/Type/page/", 1)
        assert "CMS Verification successful" not in by_openssl(changed, certificates, tmp_path)
    other = pem_of(paper_key(Ed25519PrivateKey.generate(), key.name))
    assert "CMS Verification successful" not in by_openssl(data, other, tmp_path)


def test_verify_py_leads_each_paper_to_the_key_of_the_log(
    files: Mapping[str, bytes], papers: list[Path], tmp_path: Path
) -> None:
    key = parse_key(files["data/log/verifier.key"])
    forger = paper_key(Ed25519PrivateKey.generate(), key[0])
    unsigned = papers[0].read_bytes()[: papers[0].read_bytes().index(b"%%EOF") + 5]
    for name, data in {
        "good.pdf": papers[0].read_bytes(),
        "changed.pdf": papers[0].read_bytes().replace(b"/Type/Page/", b"/Type/page/", 1),
        "longer.pdf": papers[0].read_bytes() + b" ",
        "forged.pdf": signed(unsigned, forger, MADE, "x"),
        "cut.pdf": unsigned,
    }.items():
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / name).write_bytes(data)
    step = Result()
    check_papers(Bag(tmp_path), key, step)
    assert step.good == ["1 of 5 papers signed by the vault itself"]
    assert [line.split(":")[0] for line in step.beside] == [
        f"data/{name}.pdf" for name in ("changed", "forged", "longer")
    ]
    assert not step.bad


def test_the_same_paper_of_the_same_moment_has_the_same_bytes(
    vault: Unlocked, papers: list[Path]
) -> None:
    data = papers[0].read_bytes()
    unsigned = data[: data.index(b"%%EOF") + 5]
    keys = [vault.vault, Vault.open(vault.vault.path, vault.vault.env)]
    made = [signed(unsigned, paper_key(one.signer(), one.key.name), MADE, "x") for one in keys]
    assert made[0] == made[1]
    assert made[0].startswith(unsigned)  # what was set is untouched


def test_the_key_is_one_for_each_vault_and_needs_no_file(vault: Unlocked) -> None:
    one, name = Ed25519PrivateKey.generate(), vault.vault.key.name
    found = {
        pem_of(paper_key(key, of)) for key in (one, vault.vault.signer()) for of in (name, "o/1")
    }
    assert len(found) == 4
    names = {path.name for path in vault.vault.path.iterdir()}
    assert not [name for name in names if "paper" in name or name.endswith(".pem")]


def test_tools_of_archives_and_readers_for_the_blind_find_nothing_wrong(papers: list[Path]) -> None:
    for paper in papers:
        assert "No syntax or stream encoding errors found" in said("qpdf", "--check", paper)
        told = said("pdfinfo", "-struct", paper)
        assert re.search(r"^ +Form\n +Object \d+ 0$", told, re.MULTILINE), paper.name
    told = said("jhove", "-m", "pdf-hul", *papers)
    assert told.count("Status: Well-Formed and valid") == len(papers)
    assert "ErrorMessage" not in told


def test_a_paper_of_another_form_is_refused_and_goes_along_as_it_is(
    vault: Unlocked, papers: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = paper_key(vault.vault.signer(), vault.vault.key.name)
    unsigned = papers[0].read_bytes()[: papers[0].read_bytes().index(b"%%EOF") + 5]
    for other in (
        b"",
        b"%PDF-1.7\n",
        papers[0].read_bytes(),
        unsigned.replace(b"/StructTreeRoot", b"/StructTreeRoom"),
        unsigned.replace(b"xref\n0 ", b"xref\n1 "),
        unsigned[:-200],
    ):
        with pytest.raises(UnknownPdfError):
            signed(other, key, MADE, "x")
    (tmp_path / "reader.html").write_bytes(READER)
    strange = b"%PDF-1.7\nsomething else\n"
    monkeypatch.setattr(
        export_papers.TypesettingJob, "_set_report", lambda *_: [("report.pdf", strange)]
    )
    asked = {"leave_out": frozenset({"loadfile"})}
    copy = export(vault, [1], tmp_path / "copy", tmp_path / "reader.html", **asked)
    assert files_of(open_payload(copy))["data/report.pdf"] == strange
