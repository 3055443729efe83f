"""From a click to a sealed capture: the verbs of the native session, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.vault.store import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.core.entry import Part
    from keepsake.env import Environment
    from keepsake.vault.incoming import CaptureWriter, Receipt


def open_to_write(path: Path, env: Environment) -> Vault:
    """Opens the vault, or makes it, and finishes captures that an earlier process left behind.

    Raises:
        KeepsakeError: The vault is newer, damaged, unwritable, or the disk is full.
    """
    vault = Vault.open_or_create(path, env)
    vault.recover()
    return vault


def begin(vault: Vault, capture: str, seen: bytes) -> CaptureWriter:
    """Starts a capture; what was known at the click is durable when this returns.

    Raises:
        KeepsakeError: CAPTURE_STATE, DISK_FULL, VAULT_UNWRITABLE.
    """
    return vault.start_capture(capture, seen)


def keep(
    writer: CaptureWriter,
    part: int,
    kind: str,
    name: str,
    media_type: str,
    data: bytes,
    sha256: str,
) -> Part:
    """Keeps one artifact; it is durable when this returns. Raises as `CaptureWriter.keep`."""
    return writer.keep(part, kind, name, media_type, data, sha256)


def commit(writer: CaptureWriter, manifest: int, sha256: str) -> Receipt:
    """Commits the capture to the log. Raises as `CaptureWriter.commit`."""
    return writer.commit(manifest, sha256)


def close(writer: CaptureWriter) -> Receipt | None:
    """Ends a capture that was cut short, keeping every part. Raises as `CaptureWriter.close`."""
    return writer.close()
