"""Speaks to the real host process as a browser does, and to a session without a process."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

CHUNK = 262_144
ORIGIN = "chrome-extension://cdindkbkeiijdloccomkbjjiljelbcif/"
HELLO = {"type": "hello", "protocol": 1, "extension": "0.1.0"}


def environment(vault: Path, **more: str) -> dict[str, str]:
    """The tests' environment, with a vault of its own, no keyring and no authority to ask."""
    nobody = vault.parent / "authorities.json"
    if vault.parent.is_dir() and not nobody.exists():
        nobody.write_text('{"version": 1, "authorities": []}')
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KEEPSAKE_")}
    paths = os.pathsep.join(path for path in sys.path if path)
    return {
        **kept,
        "PYTHONPATH": paths,
        "HOME": str(vault.parent / "home"),
        "KEEPSAKE_VAULT": str(vault),
        "KEEPSAKE_KEYRING": "off",
        "KEEPSAKE_AUTHORITIES": str(nobody),
        "KEEPSAKE_LANGUAGE": "en",
        **more,
    }


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def begin(capture: str, **seen: Any) -> dict[str, Any]:
    return {"type": "begin", "capture": capture, "seen": {"url": "https://a.example/", **seen}}


def part(capture: str, number: int, data: bytes, **other: Any) -> dict[str, Any]:
    return {
        "type": "part",
        "capture": capture,
        "part": number,
        "kind": "tile",
        "name": f"tile-{number:04d}.png",
        "media_type": "image/png",
        "bytes": len(data),
        "sha256": sha256(data),
        **other,
    }


def chunks(capture: str, number: int, data: bytes) -> Iterator[dict[str, Any]]:
    for seq, start in enumerate(range(0, len(data), CHUNK)):
        piece = base64.b64encode(data[start : start + CHUNK]).decode()
        yield {"type": "chunk", "capture": capture, "part": number, "seq": seq, "data": piece}


def whole_part(capture: str, number: int, data: bytes, **other: Any) -> list[dict[str, Any]]:
    return [part(capture, number, data, **other), *chunks(capture, number, data)]


def manifest_bytes(capture: str, listed: Sequence[dict[str, Any]], **completeness: Any) -> bytes:
    """A small manifest that is true of the parts given (announcements, and part 0)."""
    names = ("part", "kind", "name", "media_type", "bytes", "sha256")
    moment = {"utc": "2026-11-24T19:03:20.018Z", "zone": "", "offset_minutes": 0}
    document = {
        "keepsake_manifest": 1,
        "capture": capture,
        "page": {"url": "https://a.example/", "title": "A page"},
        "started": moment,
        "ended": moment,
        "completeness": {"items": 0, "end": "reached", "stopped_by": "end", **completeness},
        "artifacts": [{name: one[name] for name in names} for one in listed],
    }
    return json.dumps(document).encode()


def begin_artifact(begun: dict[str, Any]) -> dict[str, Any]:
    """Part 0 as a manifest lists it, from the host's answer to `begin`."""
    return {
        "part": 0,
        "kind": "begin",
        "name": "begin.json",
        "media_type": "application/json",
        "bytes": begun["bytes"],
        "sha256": begun["sha256"],
    }


def ending(
    capture: str, begun: dict[str, Any], parts: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The manifest part and the commit that end a capture."""
    data = manifest_bytes(capture, [begin_artifact(begun), *parts])
    number = len(parts) + 1
    announced = whole_part(
        capture, number, data, kind="manifest", name="manifest.json", media_type="application/json"
    )
    commit = {"type": "commit", "capture": capture, "manifest": number, "sha256": sha256(data)}
    return [*announced, commit]


class Host:
    """A host process, started through the program's own entry point."""

    def __init__(
        self,
        vault: Path,
        *,
        command: Sequence[str] = (),
        argument: str = ORIGIN,
        **more: str,
    ) -> None:
        # A file: nobody reads it meanwhile, and a full pipe would stop the host.
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the host
        program = command or (sys.executable, "-P", "-m", "keepsake")
        self.process = subprocess.Popen(
            [*program, argument],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment(vault, **more),
        )

    def __enter__(self) -> Host:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()
        self._errors.close()

    def write(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, *messages: dict[str, Any]) -> None:
        for message in messages:
            body = json.dumps(message).encode()
            self.write(struct.pack("=I", len(body)) + body)

    def receive(self) -> dict[str, Any]:
        """The next reply; {} when the host closed its end."""
        assert self.process.stdout is not None
        header = self.process.stdout.read(4)
        if not header:
            return {}
        (length,) = struct.unpack("=I", header)
        assert 0 < length <= 65_536
        reply: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return reply

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        self.send(message)
        return self.receive()

    def until(self, kind: str) -> dict[str, Any]:
        """Reads past acknowledgements up to a reply of that type."""
        while True:
            reply = self.receive()
            if reply.get("type") != "ack":
                assert reply.get("type") == kind, reply
                return reply

    def end(self) -> tuple[bytes, str, int]:
        """Closes the port; what was still on standard output, standard error, exit code."""
        output, _ = self.process.communicate(timeout=120)
        self._errors.seek(0)
        return output, self._errors.read().decode(), self.process.returncode
