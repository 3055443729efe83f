"""What is said of a copy as a whole, when and by what it was made, and the vault's signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake import __version__
from keepsake.core.paper_key import PaperKey, paper_key
from keepsake.env import utc_text
from keepsake.formats.bundle import signed, summary
from keepsake.formats.paper.signature import UnknownPdfError
from keepsake.formats.paper.signature import signed as sign_paper
from keepsake.formats.paper.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.env import Environment
    from keepsake.flows.export.content import Content, Proven
    from keepsake.vault.unlocked import Unlocked


def made_now(env: Environment, language: str) -> summary.Made:
    """This moment, by this program."""
    now = env.now()
    program = f"keepsake-host {__version__}"
    return summary.Made(utc_text(now), env.zone(), env.offset_minutes(now), program, language)


def bag_info(made: summary.Made, unlocked: Unlocked) -> list[tuple[str, str]]:
    """The lines of bag-info.txt."""
    return [
        ("Bagging-Date", made.utc[:10]),
        ("Bag-Software-Agent", made.program),
        ("External-Identifier", unlocked.vault.info.vault),
    ]


def vault_seal(
    unlocked: Unlocked, content: Content, proven: Proven, beside: tuple[str, str]
) -> signed.VaultSeal:
    """What lists and signs the copy; `beside` are the hashes of the two open files."""
    made = proven.papers.facts.made
    log = unlocked.vault.key.name, proven.size
    known = signed.contents(log, made, content.exhibits, proven.records, beside)
    return signed.VaultSeal(known, unlocked.vault.signer())


def vault_paper_key(unlocked: Unlocked) -> PaperKey:
    """The key that signs papers within themselves."""
    vault = unlocked.vault
    return paper_key(vault.signer(), vault.key.name)


def signed_papers(
    papers: Iterator[tuple[str, bytes]], key: PaperKey, made: summary.Made
) -> Iterator[tuple[str, bytes]]:
    """The papers, each with the vault's signature in it as readers of PDFs show it.

    One that is not as the typesetter writes them goes along without: the signature over the whole
    copy covers it all the same, and a hand-over does not fail for it.
    """
    title = Words(made.language)("signature.field")
    for path, data in papers:
        try:
            yield path, sign_paper(data, key, made.utc, title)
        except UnknownPdfError:
            yield path, data
