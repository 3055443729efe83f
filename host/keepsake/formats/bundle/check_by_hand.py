"""CHECK-BY-HAND-FULL.txt: all checks with sha256sum and openssl, written for the entries at hand.

The tests run every command of it exactly as printed.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from keepsake.core.hashing import sha256_hex
from keepsake.core.note import Checkpoint, ConsistencyProof, TlogProof
from keepsake.formats.bundle.check_in_ten import PAPERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from keepsake.formats.bundle.pins import Roots

_DGST = "openssl dgst -sha256 -binary"
_HEAD = """\
CHECK BY HAND, RECORD BY RECORD / VÉRIFIER À LA MAIN, INSCRIPTION PAR INSCRIPTION

With a shell, GNU coreutils and the openssl program (3.0 or newer). Lines set in by four spaces are
the commands; above them is what they must print. Run them in the folder that holds bagit.txt. They
write only into the folder "check" beside it.

Avec un interpréteur de commandes, GNU coreutils et le programme openssl (3.0 ou plus récent). Les
lignes en retrait de quatre espaces sont les commandes ; au-dessus, ce qu’elles doivent afficher.
À lancer dans le répertoire qui contient bagit.txt. Elles n’écrivent que dans le répertoire
« check » à côté.

    mkdir -p ../check


1  The files are those listed / Les fichiers sont ceux de la liste
   Nothing is printed when all is well / Rien ne s’affiche quand tout va bien

    sha256sum --quiet --strict -c manifest-sha256.txt
    sha512sum --quiet --strict -c manifest-sha512.txt
    sha256sum --quiet --strict -c tagmanifest-sha256.txt
    sha512sum --quiet --strict -c tagmanifest-sha512.txt


2  The list of all records is signed by the vault
   La liste de toutes les inscriptions est signée par le coffre
   Signature Verified Successfully

    printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000' > ../check/key.der
    cut -d+ -f3- data/log/verifier.key | base64 -d | tail -c 32 >> ../check/key.der
    openssl pkey -pubin -inform DER -in ../check/key.der -out ../check/key.pem
    head -n 3 data/log/checkpoint > ../check/text
    sed -n 5p data/log/checkpoint | cut -d' ' -f3 | base64 -d | tail -c 64 > ../check/signature
    openssl pkeyutl -verify -rawin -pubin -inkey ../check/key.pem -in ../check/text \
-sigfile ../check/signature


1+2  The vault signed this copy as a whole: the lists above, and so every file in it
   Le coffre a signé cette copie dans son ensemble : les listes ci-dessus, donc chaque fichier
   Signature Verified Successfully, OK twice / OK deux fois

    head -n 4 signature.note > ../check/text
    sed -n 6p signature.note | cut -d' ' -f3 | base64 -d | tail -c 64 > ../check/signature
    openssl pkeyutl -verify -rawin -pubin -inkey ../check/key.pem -in ../check/text \
-sigfile ../check/signature
    grep -qx "sha256:$(sha256sum < tagmanifest-sha256.txt | cut -c1-64)" ../check/text && echo OK
    grep -qx "sha512:$(sha512sum < tagmanifest-sha512.txt | cut -c1-128)" ../check/text && echo OK
"""

_SIGNED = """
    sed '1,/^$/d' data/log/proofs/{index}.tlog-proof > ../check/head
    head -n 3 ../check/head > ../check/text
    sed -n 5p ../check/head | cut -d' ' -f3 | base64 -d | tail -c 64 > ../check/signature
    openssl pkeyutl -verify -rawin -pubin -inkey ../check/key.pem -in ../check/text \
-sigfile ../check/signature
"""

_ARTIFACTS = """

5  Each file of a record is in the list with the hash that the record states
   Chaque fichier d’une inscription est dans la liste, avec l’empreinte que celle-ci indique
   OK for each / OK pour chacun

"""

_ARTIFACT = """\
    grep -o '"sha256":"[0-9a-f]*"' data/log/entries/{index}.json | cut -d'"' -f4 | while read h; \
do grep -q "^$h " manifest-sha256.txt && echo OK || echo "MISSING $h"; done
"""

_TIMES = """

7  Time-stamps / Horodatages
   Verification: OK

   Whoever made or changed this copy chose the root certificates in data/log/roots, and this text.
   They prove nothing until you have compared them: each file must hold certificates with these
   SHA-256 fingerprints, as the authority itself publishes them, and NOTHING ELSE: no line before,
   between or behind, no other label than CERTIFICATE. A tool may trust what stands there besides.
   La personne qui a fait ou modifié cette copie a choisi les certificats racines de data/log/roots,
   et ce texte. Ils ne prouvent rien avant comparaison : chaque fichier doit contenir des
   certificats avec ces empreintes SHA-256, celles que publie l’autorité elle-même, et RIEN D’AUTRE.

"""

_ROOTS = """\
   {file}
   OK for the file as a whole and for each certificate, {count}, and for their number
   OK pour le fichier entier, pour chaque certificat, {count}, et pour leur nombre

    echo "{sha256}  {file}" | sha256sum -c -
{prints}    grep -c -- "-----" {file} | grep -qx {lines} && echo OK

"""

_PRINT = """\
    awk '/^-----BEGIN CERTIFICATE-----$/ {{ n++ }} n == {number} && !/-----/' {file} | base64 -d \
| sha256sum | grep -q {sha256} && echo OK
"""

_TIME = """\
    openssl ts -reply -in data/log/stamps/{stem}.tsr -token_out -out ../check/token
    openssl ts -reply -in ../check/token -token_in -text | sed -n 's/^Time stamp: //p' \
> ../check/at
    openssl ts -verify -data data/log/stamps/{size}.checkpoint -in data/log/stamps/{stem}.tsr \
-CAfile data/log/roots/{authority}.pem -attime "$(date -f ../check/at +%s)"
    cat ../check/at
"""

_TAIL = """

6  The browser's own list is in data/exhibits/NNN/…-manifest.json, member "artifacts": the same
   numbers, sizes and hashes as "parts" in data/log/entries.
   La liste du navigateur est dans data/exhibits/NNN/…-manifest.json, membre « artifacts » : mêmes
   numéros, tailles et empreintes que « parts » dans data/log/entries.

8  The times "utc" of the records do not go back, and no time stamp is older than what it covers.
   Les heures « utc » des inscriptions se suivent, et aucun horodatage n’est plus ancien que ce
   qu’il couvre.
"""


def check_by_hand(
    proofs: Sequence[bytes],
    records: Collection[int],
    stamps: Sequence[tuple[int, str]],
    growth: Sequence[bytes],
    calendar_proofs: str = "",
    roots: Sequence[Roots] = (),
) -> bytes:
    """The text of CHECK-BY-HAND-FULL.txt.

    Args:
        proofs: The log proofs in the bundle.
        records: Entries that are no captures.
        stamps: Tree size and authority of each stamp in the bundle.
        growth: The consistency proofs in the bundle; those from the head of an earlier bundle
            are left out, for that head is not here.
        calendar_proofs: The part about proofs of calendars, "" where there are none.
        roots: Those in the bundle.

    Raises:
        NoteError: A proof is malformed.
    """
    parsed = [TlogProof.parse(proof) for proof in proofs]
    text = [_HEAD]
    for proof in parsed:
        text += [*_inclusion(proof, "records" if proof.index in records else "entries")]
    older = {_head(proof.checkpoint).size: proof for proof in parsed}
    for grown in map(ConsistencyProof.parse, growth):
        if grown.size in older:
            text += [*_growth(grown, older[grown.size])]
    text.append(_ARTIFACTS)
    captures = [proof.index for proof in parsed if proof.index not in records]
    text += [_ARTIFACT.format(index=index) for index in captures]
    if stamps:
        text += [_TIMES, *map(_roots, roots)]
    for size, authority in stamps:
        text.append(_TIME.format(stem=f"{size}-{authority}", size=size, authority=authority))
    return "".join([*text, PAPERS, calendar_proofs, _TAIL]).encode()


def _roots(row: Roots) -> str:
    """What must be in the file of the roots of one authority, and nothing else."""
    file = f"data/log/roots/{row.authority}.pem"
    prints = "".join(
        _PRINT.format(number=number, file=file, sha256=found)
        for number, found in enumerate(row.fingerprints, start=1)
    )
    many = len(row.fingerprints)
    sums = sha256_hex(row.pem)
    return _ROOTS.format(file=file, sha256=sums, prints=prints, count=many, lines=2 * many)


def _inclusion(proof: TlogProof, folder: str) -> Iterator[str]:
    head = _head(proof.checkpoint)
    yield (
        f"\n\n3+4  Record {proof.index} is in the signed list / L’inscription {proof.index} est"
        " dans la liste signée\n   Signature Verified Successfully, OK\n"
    )
    yield _SIGNED.format(index=proof.index)
    node = "../check/node"
    entry = f"data/log/{folder}/{proof.index}.json"
    yield f"    (printf '\\0'; cat {entry}) | {_DGST} > {node}\n"
    for sibling, on_the_left in _sides(proof, head.size):
        yield _join(node, sibling, on_the_left=on_the_left)
    yield f'    test "$(base64 {node})" = "$(sed -n 3p ../check/text)" && echo OK\n'


def _growth(grown: ConsistencyProof, older: TlogProof) -> Iterator[str]:
    """The older list is the beginning of the newest. Source: RFC 9162 §2.1.4.2."""
    newest, where = _head(grown.checkpoint).size, f"data/log/proofs/{older.index}.tlog-proof"
    root = f"sed '1,/^$/d' {where} | sed -n 3p"
    yield (
        f"\n\n3  The list of {grown.size} records is the beginning of the newest one, of {newest}:"
        f" nothing was removed\n   La liste de {grown.size} inscriptions est le début de la plus"
        f" récente, de {newest} : rien n’a été retiré\n   OK twice / OK deux fois\n\n"
    )
    node, last = grown.size - 1, newest - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first, *rest = grown.hashes if node else (b"", *grown.hashes)
    start = f"printf {base64.b64encode(first).decode()}" if node else root
    yield f"    {start} | base64 -d > ../check/old; cp ../check/old ../check/new\n"
    for step, on_the_left in _turns(node, last, rest):
        for name in ("old", "new") if on_the_left else ("new",):
            yield _join(f"../check/{name}", step, on_the_left=on_the_left)
    yield f'    test "$(base64 ../check/old)" = "$({root})" && echo OK\n'
    yield '    test "$(base64 ../check/new)" = "$(sed -n 3p data/log/checkpoint)" && echo OK\n'


def _head(note: bytes) -> Checkpoint:
    return Checkpoint.parse(note.decode().partition("\n\n")[0] + "\n")


def _join(node: str, other: bytes, *, on_the_left: bool) -> str:
    """The command that puts a hash beside the one in a file."""
    given = f"printf {base64.b64encode(other).decode()} | base64 -d"
    pair = f"{given}; cat {node}" if on_the_left else f"cat {node}; {given}"
    return f"    (printf '\\1'; {pair}) | {_DGST} > {node}.next; mv {node}.next {node}\n"


def _sides(proof: TlogProof, size: int) -> Iterator[tuple[bytes, bool]]:
    return _turns(proof.index, size - 1, proof.hashes)


def _turns(node: int, last: int, hashes: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    # RFC 9162 §2.1.3.2: which side a sibling is on follows from the index and the size alone.
    for sibling in hashes:
        if node & 1 or node == last:
            yield sibling, True
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            yield sibling, False
        node, last = node >> 1, last >> 1
