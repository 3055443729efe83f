"""Checks a vault from its container to its time-stamps, and says of each step what was found.

Source: FORMAT.md §7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import custody, entry, verify
from keepsake.core.custody import RemovalBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.flows.audit.calendars import NO_HEADERS, check_proofs, looked_at
from keepsake.flows.audit.log import LEAVES, check_head, check_log
from keepsake.flows.audit.workers import check_entries
from keepsake.flows.stamp.check import check_stamp
from keepsake.vault import access
from keepsake.vault.backup_files import digest_of
from keepsake.vault.info import read_info_bytes
from keepsake.vault.keys import signer_pem
from keepsake.vault.layout import IDENTITY_FILE, is_set_aside, strays
from keepsake.vault.log import entry_name
from keepsake.vault.pending import PENDING
from keepsake.vault.uncommitted import uncommitted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from keepsake.core.custody import Act
    from keepsake.core.verify import Finding
    from keepsake.flows.audit.calendars import Headers
    from keepsake.flows.audit.entry import Checked
    from keepsake.flows.audit.log import Stamped
    from keepsake.stamp.authorities import Authority
    from keepsake.vault.handle import Vault
    from keepsake.vault.layout import Stray
    from keepsake.vault.unlocked import Unlocked


def audit(
    unlocked: Unlocked,
    authorities: Sequence[Authority],
    entries: Sequence[int] | None = None,
    *,
    measured: bool = True,
    headers: Headers = NO_HEADERS,
) -> verify.Report:
    """Runs every step over the whole vault, or over some captures.

    Args:
        unlocked: The vault, open.
        authorities: Whose roots are pinned.
        entries: Indexes of captures to open and check; None for all. Checkpoint and log are always
            checked whole; files that do not belong are looked for only with all.
        measured: False where the caller measures the artifacts itself, as an export does while it
            writes them, and refuses what is wrong. Step 5 then says only that they are there.
        headers: Bitcoin block headers by height that the proofs of calendars are held against.

    Returns:
        The report. Damage is a finding in it, never an exception.
    """
    vault = unlocked.vault
    two, checkpoint = check_head(vault)
    three, leaves, stamped = check_log(vault, checkpoint)
    checked = _entries(unlocked, leaves, entries, measured)
    removed = _removals(unlocked, checked, entries)
    seven, tokens = _time(vault, authorities, stamped, checked, headers)
    moments = [one.moment for one in checked if one.moment]
    return verify.Report(
        (
            _container(unlocked, None if entries is not None or not leaves else checked),
            two,
            three,
            _opened(leaves, entries, checked),
            *_artifacts(vault, checked, removed),
            seven,
            verify.make_step(8, verify.check_order(moments, tokens), {"entries": len(moments)}),
        )
    )


def _entries(
    unlocked: Unlocked, leaves: list[bytes], chosen: Sequence[int] | None, measured: bool
) -> list[Checked]:
    wanted = range(len(leaves)) if chosen is None else sorted(set(chosen))
    there = [index for index in wanted if index < len(leaves)]
    return check_entries(unlocked, there, leaves, measured=measured)


def _opened(
    leaves: list[bytes], chosen: Sequence[int] | None, checked: Sequence[Checked]
) -> verify.Step:
    findings = [one.wrong for one in checked if one.wrong]
    for index in sorted(set(chosen or ())):
        if index >= len(leaves):
            findings.append(verify.not_checked("not_in_log", f"entries/{entry_name(index)}"))
    if not leaves:
        findings.append(verify.not_checked("no_leaves", LEAVES))
    return verify.make_step(4, findings, {"entries": sum(1 for one in checked if not one.wrong)})


def _removals(
    unlocked: Unlocked,
    checked: Sequence[Checked],
    chosen: Sequence[int] | None,
) -> dict[str, Act]:
    """Removals that count, looked for among all entries where a chosen capture lacks something."""
    if chosen is None:
        records = [(one.entry, one.removal) for one in checked if one.removal]
    elif any(one.artifacts for one in checked):
        records = list(unlocked.readable(min(one.entry for one in checked) + 1))
    else:
        return {}
    return custody.true_removals(unlocked.removal_key(), records)


def _artifacts(
    vault: Vault, checked: Sequence[Checked], removed: dict[str, Act]
) -> tuple[verify.Step, verify.Step]:
    five: list[Finding] = []
    six: list[Finding] = []
    captures = [one for one in checked if one.capture]
    for one in captures:
        act = removed.get(one.capture)
        if act is None or not isinstance(act.body, RemovalBody):
            five += one.artifacts
            six += one.manifest
            continue
        folder = vault.path / "parts" / one.capture
        left = sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0
        found = verify.check_removed(f"parts/{one.capture}", act.utc, act.body.why, left)
        five.append(found)
        six.append(found)
    looked_at = {"captures": len(captures), "parts": sum(one.parts for one in captures)}
    return verify.make_step(5, five, looked_at), verify.make_step(
        6, six, {"captures": len(captures)}
    )


def _container(unlocked: Unlocked, checked: Sequence[Checked] | None) -> verify.Step:
    vault, findings = unlocked.vault, []
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("vault.json", lambda: _info_is_logged(unlocked)),
        ("config.toml", lambda: bool(vault.config)),
        ("device.key", lambda: _signer_is_exact(unlocked)),
    )
    for file, usable in checks:
        try:
            found = usable()
        except KeepsakeError as error:
            if error.code is Code.VAULT_NEWER:
                findings.append(verify.not_checked("version_newer", file))
                continue
            found = False
        if not found:
            findings.append(verify.invalid("file_damaged", file))
    findings += _first_entry(unlocked)
    if checked is not None:
        findings += [
            verify.not_checked("capture_waiting", f"incoming/{one.capture}", count=str(one.parts))
            for one in uncommitted(vault.path)
        ]
        findings += _secrets(vault, checked)
        known = {one.capture: one.parts for one in checked if one.capture}
        complete = all(one.wrong is None for one in checked)
        for stray in strays(vault.path, len(checked), known if complete else None):
            findings.append(verify.not_checked(_reason(stray), stray.name))
    return verify.make_step(1, findings, {"files": 3})


def _reason(stray: Stray) -> str:
    if is_set_aside(stray.name):
        return "set_aside"
    return "file_synced" if stray.synced else "file_unknown"


def _secrets(vault: Vault, checked: Sequence[Checked]) -> Iterator[Finding]:
    """What passphrase and recovery code open is what the log says was written last.

    Told and not called wrong: a copy may hold a file that was replaced while it was made.
    """
    written = {
        access.RECOVERY_FILE if one.secret.action == access.RECOVERY else IDENTITY_FILE: one.secret
        for one in checked
        if one.secret
    }
    for name, body in written.items():
        try:
            found = digest_of(vault.path / name)
        except OSError:  # missing, or not to be read by this account
            found = ""
        if body.sha256 and found != body.sha256:
            yield verify.not_checked("secret_other", name)


def _signer_is_exact(unlocked: Unlocked) -> bool:
    vault = unlocked.vault
    signer = vault.signer()
    return (vault.path / "device.key").read_bytes() == signer_pem(signer)


def _info_is_logged(unlocked: Unlocked) -> bool:
    """Entry 0 holds the hash of `vault.json`; where it does not open, step 4 says so."""
    try:
        first = unlocked.entry(0)
        if first.kind != "vault":
            return True  # told of entry 0
        made = entry.body(first, entry.VaultBody)
    except KeepsakeError:
        return True
    return sha256_hex(read_info_bytes(unlocked.vault.path)) == made.info_sha256


def _first_entry(unlocked: Unlocked) -> Iterator[Finding]:
    """A log without the making of its vault says nothing of `vault.json`: anybody could change it.

    Where entry 0 is there and does not open, step 4 says so; where it waits to be appended, whoever
    writes next does that.
    """
    vault = unlocked.vault
    try:
        if not vault.size() and (vault.path / PENDING).exists():
            return
        kind = unlocked.entry(0).kind if vault.size() else ""
    except KeepsakeError:
        return
    if kind != "vault":
        yield verify.invalid("first_entry", f"entries/{entry_name(0)}")


def _time(
    vault: Vault,
    authorities: Sequence[Authority],
    stamped: Stamped,
    checked: Sequence[Checked],
    headers: Headers,
) -> tuple[verify.Step, list[verify.Token]]:
    roots = {authority.id: authority.roots for authority in authorities}
    findings: list[Finding] = []
    tokens: list[verify.Token] = []
    for stamp in stamped.stamps:
        found = check_stamp(stamp, roots.get(stamp.authority))
        if isinstance(found, verify.Token):
            tokens.append(found)
        else:
            findings += found
    findings += [found for one in checked for found in one.stamps]
    findings += check_proofs(stamped.proofs, headers)
    covered = max((token.size for token in tokens), default=0)
    left = [one.entry for one in checked if one.capture and one.entry >= covered]
    if left:
        reason = "not_stamped" if _stamps_wanted(vault) else "stamps_off"
        findings.append(verify.not_checked(reason, "", captures=str(len(left))))
    return verify.make_step(7, findings, looked_at(tokens, stamped.proofs)), tokens


def _stamps_wanted(vault: Vault) -> bool:
    try:
        return vault.config.stamps_enabled
    except KeepsakeError:
        # Step 1 has told that the options are damaged.
        return True
