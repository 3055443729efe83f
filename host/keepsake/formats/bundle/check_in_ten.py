"""CHECK-BY-HAND.txt: the whole copy checked in ten lines, each with what it must print.

One line is one paste. What goes record by record is in CHECK-BY-HAND-FULL.txt. The tests run every
line exactly as printed, and compare what is printed with what stands above it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.hashing import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.note import VerifierKey
    from keepsake.formats.bundle.pins import Roots

_SPKI = bytes.fromhex("302a300506032b6570032100")  # of Ed25519. Source: RFC 8410 §4
_VERIFY = (
    "openssl pkeyutl -verify -rawin -pubin -inkey ../check/key.pem -in ../check/text"
    " -sigfile ../check/signature"
)

_HEAD = """\
CHECK BY HAND, IN TEN LINES / VÉRIFIER À LA MAIN, EN DIX LIGNES

With a shell, GNU coreutils, the openssl program (3.0 or newer) and, for the last line, Python 3.
Open a terminal in the folder that holds bagit.txt and paste the lines set in by four spaces, one
after the other. Above each stands what it must print. They write only into the folder "check"
beside it. If a line prints something else, the copy is not as the vault signed it, or a tool is
missing: keep the copy as it is and ask whoever gave it to you. Record by record, and without
Python: CHECK-BY-HAND-FULL.txt.

Avec un interpréteur de commandes, GNU coreutils, le programme openssl (3.0 ou plus récent) et, pour
la dernière ligne, Python 3. Ouvrez un terminal dans le répertoire qui contient bagit.txt et collez
les lignes en retrait de quatre espaces, l’une après l’autre. Au-dessus de chacune figure ce qu’elle
doit afficher. Elles n’écrivent que dans le répertoire « check » à côté. Si une ligne affiche autre
chose, la copie n’est pas telle que le coffre l’a signée, ou un outil manque : gardez la copie telle
quelle et demandez à qui vous l’a remise. Inscription par inscription, et sans Python :
CHECK-BY-HAND-FULL.txt.


1  Every file is the one that is listed / Chaque fichier est celui qui est inscrit
   OK, 4 times / 4 fois

    mkdir -p ../check; for l in manifest tagmanifest; do for n in 256 512; do \
sha${{n}}sum --quiet --strict -c $l-sha$n.txt && echo OK; done; done


2  The key of the vault, the same in every copy / La clé du coffre, la même dans chaque copie
   {key}  -

    (printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; \
cut -d+ -f3- data/log/verifier.key | base64 -d | tail -c 32) > ../check/key.der; \
openssl pkey -pubin -inform DER -in ../check/key.der -out ../check/key.pem; \
sha256sum < ../check/key.der


3  The vault signed this copy / Le coffre a signé cette copie
   Signature Verified Successfully

    head -n 4 signature.note > ../check/text; \
sed -n 6p signature.note | cut -d' ' -f3 | base64 -d | tail -c 64 > ../check/signature; {verify}


4  It signed the lists of line 1, and so every file / Il a signé les listes de la ligne 1, donc tout
   OK, 2 times / 2 fois

    for n in 256 512; do grep -qx "sha$n:$(sha${{n}}sum < tagmanifest-sha$n.txt | cut -d' ' -f1)" \
signature.note && echo OK; done


5  The vault signed the list of all its records / Le coffre a signé la liste de ses inscriptions
   Signature Verified Successfully

    head -n 3 data/log/checkpoint > ../check/text; \
sed -n 5p data/log/checkpoint | cut -d' ' -f3 | base64 -d | tail -c 64 > ../check/signature; \
{verify}


6  Each file that a record names is here / Chaque fichier qu’une inscription nomme est là
   {parts} OK

    for e in data/log/entries/*.json; do grep -o '"sha256":"[0-9a-f]*"' "$e" | cut -d'"' -f4 | \
while read h; do grep -q "^$h " manifest-sha256.txt && echo OK || echo "MISSING $h"; done; done | \
sort | uniq -c | sed 's/^ *//'
"""

_TIMES = """

7  The root certificates of the authorities; compare each file with what the authority publishes
   Les certificats racines des autorités ; comparez chaque fichier à ce que publie l’autorité
{roots}

    sha256sum data/log/roots/*.pem


8  The authorities stamped these lists, at the times that follow
   Les autorités ont horodaté ces listes, aux heures qui suivent
   Verification: OK, {times}

    for t in data/log/stamps/*.tsr; do s=${{t##*/}}; s=${{s%.tsr}}; \
openssl ts -reply -in "$t" -token_out -out ../check/token 2> ../check/said; \
openssl ts -reply -in ../check/token -token_in -text 2> ../check/said | \
sed -n 's/^Time stamp: //p' > ../check/at; \
openssl ts -verify -data "data/log/stamps/${{s%%-*}}.checkpoint" -in "$t" \
-CAfile "data/log/roots/${{s#*-}}.pem" -attime "$(date -f ../check/at +%s)" 2> ../check/said; \
cat ../check/at; done
"""

_NO_TIMES = """

7, 8  There is no time stamp in this copy / Il n’y a aucun horodatage dans cette copie
"""

PAPERS = """

9  The vault signed each paper within itself / Le coffre a signé chaque document en lui-même
   For each paper its name, OK and CMS Verification successful
   Pour chaque document son nom, OK et CMS Verification successful

    for f in data/*.pdf data/*/*.pdf; do [ -f "$f" ] || continue; echo "$f"; \
set -- $(grep -ao '/ByteRange\\[[0-9 ]*' "$f" | tail -n 1 | tr -dc '0-9 '); \
[ "$(($3+$4))" = "$(($(wc -c < "$f")))" ] || echo WRONG; \
tail -c "+$(($2+2))" "$f" | head -c "$(($3-$2-2))" | basenc --base16 -d > ../check/signature; \
(head -c "$2" "$f"; tail -c "$4" "$f") > ../check/text; \
openssl pkcs7 -inform DER -in ../check/signature -print_certs | sed '/-----END/q' \
> ../check/vault.pem; \
openssl x509 -in ../check/vault.pem -pubkey -noout | cmp - ../check/key.pem && echo OK; \
openssl cms -verify -binary -inform DER -in ../check/signature -content ../check/text \
-CAfile ../check/vault.pem -no-CApath -no-CAstore -purpose any -out ../check/said 2>&1; done
"""

_TAIL = """

10 Everything together; take verify.py from a release, this one came with the copy
   Le tout ; prenez le verify.py d’une version publiée, celui-ci est venu avec la copie
   Result / Résultat: valid

    python3 data/verify.py . | tail -n 1
"""


def ten_lines(
    key: VerifierKey, parts: int, stamps: Sequence[tuple[int, str]], roots: Sequence[Roots]
) -> bytes:
    """The text of CHECK-BY-HAND.txt.

    Args:
        key: Of the log.
        parts: How many files the records of the exhibits name that are here.
        stamps: Tree size and authority of each stamp in the bundle.
        roots: Those in the bundle.
    """
    text = [_HEAD.format(key=sha256_hex(_SPKI + key.public), parts=parts, verify=_VERIFY)]
    if stamps:
        many = len(stamps)
        times = f"{many} times / {many} fois" if many > 1 else "once / une fois"
        sums = "\n".join(
            f"   {sha256_hex(row.pem)}  data/log/roots/{row.authority}.pem" for row in roots
        )
        text.append(_TIMES.format(roots=sums, times=times))
    else:
        text.append(_NO_TIMES)
    return "".join([*text, PAPERS, _TAIL]).encode()
