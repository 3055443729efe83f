"""Step 7, further: proofs of calendars, OpenTimestamps version 1. Part of verify.py."""

from __future__ import annotations

import hashlib
import re

from keepsake.formats.verify_py.files import BadFileError, Bag, Result

OTS = re.compile(r"data/log/stamps/(0|[1-9][0-9]{0,14})-ots\.ots")
OTS_MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08"
ADDRESS = re.compile(rb"[A-Za-z0-9._/:-]*")
PENDING, BITCOIN = bytes.fromhex("83dfe30d2ef90c8e"), bytes.fromhex("0588960d73d71901")
Said = tuple[str, bytes, str, int, bytes]  # kind, message, address of a calendar, height, raw


class OtsReader:
    """Follows a proof from a message to everything that is said of what it leads to."""

    def __init__(self, data: bytes) -> None:
        """Starts at the first byte."""
        self.data, self.at = data, 0

    def take(self, length: int) -> bytes:
        """The next bytes."""
        found = self.data[self.at : self.at + length]
        self.at += length
        if len(found) != length:
            raise ValueError("cut short")
        return found

    def number(self) -> int:
        """Seven bits a byte, the lowest first, at most five bytes."""
        value = 0
        for place in range(5):
            byte = self.take(1)[0]
            value |= (byte & 127) << (7 * place)
            if byte < 128:
                return value
        raise ValueError("a number without end")

    def counted(self, most: int) -> bytes:
        """Bytes after their number."""
        length = self.number()
        if length > most:
            raise ValueError("too long")
        return self.take(length)

    def follow(self, message: bytes, depth: int = 256) -> list[Said]:
        """What is said of a message, and of all that follows from it."""
        if depth == 0 or len(message) > 4096:
            raise ValueError("too deep or too long")
        here: list[Said] = []
        below: list[Said] = []
        known: set[bytes] = set()
        more = True
        while more:
            tag = self.take(1)[0]
            more = tag == 0xFF
            tag = self.take(1)[0] if more else tag
            if tag == 0:
                here.append(self.witness(message))
                continue
            argument = self.counted(4096) if tag in (0xF0, 0xF1) else b""
            step = bytes((tag,)) + argument
            if step in known or tag not in (0x08, 0xF0, 0xF1) or (tag != 0x08 and not argument):
                raise ValueError("an operation that is not followed")
            known.add(step)
            joined = {0xF0: message + argument, 0xF1: argument + message}.get(tag)
            result = hashlib.sha256(message).digest() if joined is None else joined
            below += self.follow(result, depth - 1)
        kept = any(said[0] == "block" for said in below)
        return [said for said in here if not (kept and said[0] == "pending")] + below

    def witness(self, message: bytes) -> Said:
        """A calendar's promise, a block, or somebody else."""
        tag, payload = self.take(8), self.counted(8192)
        inner = OtsReader(payload)
        said: Said = ("unknown", message, "", -1, tag + payload)
        if tag == PENDING:
            address = inner.counted(1000)
            if not ADDRESS.fullmatch(address):
                raise ValueError("not an address")
            said = ("pending", message, address.decode(), -1, b"")
        elif tag == BITCOIN:
            said = ("block", message, "", inner.number(), b"")
            if len(message) != 32:
                raise ValueError("not a Merkle root")
        if tag in (PENDING, BITCOIN) and inner.at != len(payload):
            raise ValueError("more behind a witness")
        return said


def read_ots(data: bytes, digest: bytes) -> list[Said]:
    """Everything that a proof of that SHA-256 says."""
    if len(data) > 65536 or not data.startswith(OTS_MAGIC + digest):
        raise ValueError("not a proof of this file")
    reader = OtsReader(data[len(OTS_MAGIC) + len(digest) :])
    found = reader.follow(digest)
    if reader.at != len(reader.data):
        raise ValueError("more behind the proof")
    return found


def check_ots(bag: Bag, name: str, size: str, headers: dict[int, bytes], step: Result) -> None:
    """One proof: what it leads to, which counts once somebody has compared the block."""
    side, data = name.removesuffix("ots") + "json", bag.read(name)
    if bag.read(side) != b'{"sha256":"%b"}' % hashlib.sha256(data).hexdigest().encode():
        step.bad.append(f"{name}, or {side}: not as it was kept")
        return
    stamped = hashlib.sha256(bag.read(f"data/log/stamps/{size}.checkpoint")).digest()
    found = read_ots(data, stamped)
    blocks = [said for said in found if said[0] == "block"]
    for _, root, _, height, _ in blocks:
        if height not in headers:
            step.beside.append(
                f"{name}: not checked: leads to Bitcoin block {height}; compare its Merkle root "
                f"with {root[::-1].hex()}"
            )
        elif headers[height][36:68] != root:
            raise BadFileError(f"{name}: does not lead to the header given of block {height}")
        else:
            step.good.append(f"{name}: leads to the header given of Bitcoin block {height}")
    for address in sorted({said[2] for said in found if said[0] == "pending" and not blocks}):
        step.beside.append(f"{name}: not checked: pending at {address}, and proves nothing yet")
    if all(said[0] == "unknown" for said in found):
        step.beside.append(f"{name}: not checked: a witness that this program does not know")


def check_calendars(bag: Bag, headers: dict[int, bytes], step: Result) -> None:
    """Every proof of a calendar."""
    for found in (match for name in sorted(bag.names) if (match := OTS.fullmatch(name))):
        step.attempt(check_ots, bag, found[0], found[1], headers, step, file=found[0])


def read_block(text: str) -> tuple[int, bytes]:
    """`HEIGHT:HEADER`, 80 bytes in hexadecimal, with the work that the header itself states."""
    found = re.fullmatch(r"([0-9]{1,9}):([0-9a-fA-F]{160})", text)
    header = bytes.fromhex(found[2]) if found else bytes(80)
    factor, exponent = int.from_bytes(header[72:75], "little"), header[75]
    work = hashlib.sha256(hashlib.sha256(header).digest()).digest()
    target = factor << (8 * (exponent - 3)) if 3 <= exponent <= 32 else 0
    if not found or int.from_bytes(work, "little") > target:
        raise ValueError("not the header of a block")
    return int(found[1]), header
