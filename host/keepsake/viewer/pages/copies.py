"""Copies of the vault, and the code that opens it when the passphrase is forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint

from keepsake.catalogue import error_message
from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault.access import has_recovery_code
from keepsake.vault.backups import backup
from keepsake.viewer import context
from keepsake.viewer.pages import forms

if TYPE_CHECKING:
    from keepsake.vault.backups import BackupResult

blueprint = Blueprint("copies", __name__)

LONGEST_PATH = 1_000
_TOLD = (Code.VAULT_EXISTS, Code.COPY_AHEAD, Code.DISK_FULL, Code.VAULT_UNWRITABLE)


@blueprint.get("/copies")
def page() -> str:
    """What there is, and how to make more."""
    return _page()


@blueprint.post("/copies")
def copy() -> str | tuple[str, int]:
    """Makes a copy, or brings one up to date."""
    vault = context.session().unlocked.vault
    typed = forms.line("folder", LONGEST_PATH)
    folder = Path(typed).expanduser()
    if not vault.claimed:
        return _page("copies.unclaimed", typed), 400
    if not folder.is_absolute() or not folder.parent.is_dir() or folder.is_file():
        return _page("copies.no_folder", typed), 400
    try:
        return _page(typed=typed, copied=backup(vault, folder, context.session().attribution))
    except KeepsakeError as error:
        if error.code not in _TOLD:
            raise
        told = error_message(error.code, context.catalogue().language)
        return _page(typed=typed, told=f"{told.what} {told.next}"), 409


def _page(
    problem: str = "", typed: str = "", copied: BackupResult | None = None, told: str = ""
) -> str:
    return context.page(
        "copies.html",
        problem=problem,
        typed=typed,
        copied=copied,
        told=told,
        has_code=has_recovery_code(context.session().unlocked.vault),
    )
