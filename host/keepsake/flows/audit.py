"""Checks a vault from its container to its time-stamps, and says of each step what was found.

Source: FORMAT.md §7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.core import entry, merkle, verify
from keepsake.core.entry import CaptureBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.env import parse_utc
from keepsake.flows.stamp_check import check_stamp
from keepsake.vault.keys import signer_pem
from keepsake.vault.log import entry_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keepsake.core.note import Checkpoint
    from keepsake.core.verify import Finding
    from keepsake.stamp.authorities import Authority
    from keepsake.vault.reading import Unlocked
    from keepsake.vault.stamps import Stamp

_CHECKPOINT = "log/checkpoint"
_LEAVES = "log/leaves"


@dataclass(frozen=True, slots=True)
class _Opened:
    """An entry that opened and is the one that was logged."""

    index: int
    record: entry.Entry


def audit(
    unlocked: Unlocked, authorities: Sequence[Authority], entries: Sequence[int] | None = None
) -> verify.Report:
    """Runs every step over the whole vault, or over some captures.

    Args:
        unlocked: The vault, open.
        authorities: Whose roots are pinned.
        entries: Indexes of captures to open and check; None for all. Checkpoint and log are always
            checked whole.

    Returns:
        The report. Damage is a finding in it, never an exception.
    """
    checkpoint_step, checkpoint = _checkpoint(unlocked)
    log_step, leaves, stamps = _log(unlocked, checkpoint)
    entries_step, opened = _entries(unlocked, leaves, entries)
    captures = _captures(opened)
    time_step, tokens = _time(unlocked, authorities, stamps, captures)
    moments = [verify.Moment(item.index, parse_utc(item.record.utc)) for item in opened]
    return verify.Report(
        (
            _container(unlocked),
            checkpoint_step,
            log_step,
            entries_step,
            _artifacts(unlocked, captures),
            _manifests(unlocked, captures),
            time_step,
            verify.make_step(8, verify.check_order(moments, tokens), {"entries": len(moments)}),
        )
    )


def _container(unlocked: Unlocked) -> verify.Step:
    vault, findings = unlocked.vault, []
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("vault.json", lambda: _info_is_logged(unlocked)),
        ("config.toml", lambda: bool(vault.config)),
        ("device.key", lambda: _signer_is_exact(unlocked)),
    )
    for file, usable in checks:
        try:
            found = usable()
        except KeepsakeError:
            found = False
        if not found:
            findings.append(verify.invalid("file_damaged", file))
    return verify.make_step(1, findings, {"files": 3})


def _signer_is_exact(unlocked: Unlocked) -> bool:
    vault = unlocked.vault
    signer = vault.signer()
    exact = (vault.path / "device.key").read_bytes() == signer_pem(signer)
    return exact and signer.public_key().public_bytes_raw() == vault.key.public


def _info_is_logged(unlocked: Unlocked) -> bool:
    """Entry 0 holds the hash of `vault.json`; where it does not open, step 4 says so."""
    try:
        made = entry.body(unlocked.entry(0), entry.VaultBody)
    except KeepsakeError:
        return True
    data = (unlocked.vault.path / "vault.json").read_bytes()
    return sha256_hex(data) == made.info_sha256


def _checkpoint(unlocked: Unlocked) -> tuple[verify.Step, Checkpoint | None]:
    vault = unlocked.vault
    try:
        found = verify.check_checkpoint(vault.checkpoint(), vault.key, _CHECKPOINT)
    except KeepsakeError:
        found = verify.invalid("file_missing", _CHECKPOINT)
    if isinstance(found, verify.Finding):
        return verify.make_step(2, [found]), None
    return verify.make_step(2, [], {"entries": found.size}), found


def _log(
    unlocked: Unlocked, checkpoint: Checkpoint | None
) -> tuple[verify.Step, list[bytes], list[Stamp]]:
    if checkpoint is None:
        return verify.make_step(3, [verify.not_checked("no_checkpoint", _CHECKPOINT)]), [], []
    try:
        leaves = unlocked.vault.leaves(checkpoint.size)
    except KeepsakeError:
        return verify.make_step(3, [verify.invalid("leaves_missing", _LEAVES)]), [], []
    findings = []
    if merkle.root(leaves) != checkpoint.root:
        findings.append(verify.invalid("root", _LEAVES))
    try:
        stamps = unlocked.vault.stamps.all()
    except KeepsakeError as error:
        stamps = []
        findings.append(verify.invalid("file_missing", error.facts.get("file", "log/stamps")))
    findings += [found for stamp in stamps if (found := _same_log(unlocked, stamp, leaves))]
    findings += [verify.invalid("stamp_lost", name) for name in unlocked.vault.stamps.lost()]
    return verify.make_step(3, findings, {"leaves": len(leaves)}), leaves, stamps


def _same_log(unlocked: Unlocked, stamp: Stamp, leaves: list[bytes]) -> Finding | None:
    file = f"log/stamps/{stamp.size}.checkpoint"
    found = verify.check_checkpoint(stamp.checkpoint, unlocked.vault.key, file)
    if isinstance(found, verify.Finding):
        return found
    if found.size > len(leaves):
        facts = {"stamped": str(found.size), "present": str(len(leaves))}
        return verify.invalid("rolled_back", _CHECKPOINT, **facts)
    if found.size != stamp.size or merkle.root(leaves[: found.size]) != found.root:
        return verify.invalid("forked", file)
    return None


def _entries(
    unlocked: Unlocked, leaves: list[bytes], chosen: Sequence[int] | None
) -> tuple[verify.Step, list[_Opened]]:
    indexes = range(len(leaves)) if chosen is None else sorted(set(chosen))
    findings, opened = [], []
    for index in indexes:
        file = f"entries/{entry_name(index)}"
        if index >= len(leaves):
            findings.append(verify.not_checked("not_in_log", file))
            continue
        try:
            data = unlocked.open_file(unlocked.vault.log.entry_path(index))
            if merkle.leaf_hash(data) != leaves[index]:
                findings.append(verify.invalid("entry_other", file))
                continue
            opened.append(_Opened(index, entry.decode(data)))
        except KeepsakeError as error:
            newer = error.code is Code.VAULT_NEWER
            findings.append(
                verify.not_checked("version_newer", file)
                if newer
                else verify.invalid("entry_damaged", file)
            )
    if not leaves:
        findings.append(verify.not_checked("no_leaves", _LEAVES))
    return verify.make_step(4, findings, {"entries": len(opened)}), opened


def _captures(opened: list[_Opened]) -> list[tuple[int, CaptureBody]]:
    found = [item for item in opened if item.record.kind == "capture"]
    return [(item.index, entry.body(item.record, CaptureBody)) for item in found]


def _artifacts(unlocked: Unlocked, captures: list[tuple[int, CaptureBody]]) -> verify.Step:
    findings: list[Finding] = []
    for _, body in captures:

        def name(part: int, body: CaptureBody = body) -> str:
            path = unlocked.part_path(body.capture, part)
            return path.relative_to(unlocked.vault.path).as_posix()

        def read(part: entry.Part, body: CaptureBody = body) -> bytes:
            return unlocked.part(body.capture, part.part)

        findings += verify.check_artifacts(body, read, name)
    looked_at = {"captures": len(captures), "parts": sum(len(b.parts) for _, b in captures)}
    return verify.make_step(5, findings, looked_at)


def _manifests(unlocked: Unlocked, captures: list[tuple[int, CaptureBody]]) -> verify.Step:
    findings: list[Finding] = []
    for _, body in captures:
        path = unlocked.part_path(body.capture, max(body.manifest, 0))
        file = path.relative_to(unlocked.vault.path).as_posix()
        data = None
        if body.manifest >= 0:
            try:
                data = unlocked.part(body.capture, body.manifest)
            except KeepsakeError:
                data = None
        findings += verify.check_manifest(body, data, file)
    return verify.make_step(6, findings, {"captures": len(captures)})


def _time(
    unlocked: Unlocked,
    authorities: Sequence[Authority],
    stamps: list[Stamp],
    captures: list[tuple[int, CaptureBody]],
) -> tuple[verify.Step, list[verify.Token]]:
    roots = {authority.id: authority.roots for authority in authorities}
    findings: list[Finding] = []
    tokens: list[verify.Token] = []
    for stamp in stamps:
        found = check_stamp(stamp, roots.get(stamp.authority))
        if isinstance(found, verify.Token):
            tokens.append(found)
        else:
            findings += found
    covered = max((token.size for token in tokens), default=0)
    waiting = [index for index, _ in captures if index >= covered]
    if waiting:
        reason = "not_stamped" if _stamps_wanted(unlocked) else "stamps_off"
        findings.append(verify.not_checked(reason, "", captures=str(len(waiting))))
    return verify.make_step(7, findings, {"tokens": len(tokens)}), tokens


def _stamps_wanted(unlocked: Unlocked) -> bool:
    try:
        return unlocked.vault.config.stamps_enabled
    except KeepsakeError:
        # Step 1 has told that the options are damaged.
        return True
