"""What is said of a copy as a whole: when and by what it was made, and the vault's signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake import __version__
from keepsake.env import utc_text
from keepsake.formats.bundle import signed, summary

if TYPE_CHECKING:
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
