"""The bytes of OpenTimestamps proofs, read strictly and written.

Written by hand, because `verify.py` and the reader need the same in a few lines of their own, and
the library for it brings two more; the tests compare the three with it. Of its operations only the
three are followed that calendars use. The others are SHA-1, RIPEMD-160 and Keccak: what is built on
a broken hash proves nothing.

Source: `ots` files of version 1, as that library reads and writes them.
"""

from __future__ import annotations

from keepsake.core.ots.proof import (
    APPEND,
    BITCOIN,
    MESSAGE_BYTES_MAX,
    PENDING,
    PREPEND,
    SHA256,
    Attestation,
    Node,
    Operation,
    OtsError,
)

MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94"
FILE_BYTES_MAX = 65_536
ANSWER_BYTES_MAX = 10_000
_HEAD = MAGIC + b"\x01" + bytes((SHA256,))  # version 1, for a SHA-256
_ATTESTATION, _FORK = 0x00, 0xFF
_MERKLE_ROOT_BYTES = 32
_PAYLOAD_BYTES_MAX = 8192
_ADDRESS_BYTES_MAX = 1000
_DEPTH_MAX = 256
_NUMBER_BYTES_MAX = 5
_ADDRESS_CHARACTERS = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/:"
)


def read_file(data: bytes, digest: bytes) -> Node:
    """Reads a detached proof.

    Args:
        data: The whole file.
        digest: SHA-256 of the file that it is for.

    Raises:
        OtsError: Malformed, of another version, or for other bytes. Its operations are followed;
            what they lead to is *not* compared with anything.
    """
    if len(data) > FILE_BYTES_MAX or not data.startswith(_HEAD):
        raise OtsError("not an OpenTimestamps proof of version 1 for a SHA-256")
    if data[len(_HEAD) : len(_HEAD) + len(digest)] != digest:
        raise OtsError("the proof is for other bytes")
    return _read_whole(data, len(_HEAD) + len(digest), digest)


def read_answer(data: bytes, message: bytes) -> Node:
    """Reads what a calendar answers: the part of a proof that begins at a message.

    Raises:
        OtsError: Malformed, or longer than any answer.
    """
    if len(data) > ANSWER_BYTES_MAX:
        raise OtsError("longer than any answer of a calendar")
    return _read_whole(data, 0, message)


def write_file(node: Node) -> bytes:
    """The bytes of a detached proof, in the order that the format asks for.

    Raises:
        OtsError: Nothing attests anything, or the file would be too long.
    """
    data = _HEAD + node.message + _written(node)
    if len(data) > FILE_BYTES_MAX:
        raise OtsError("the proof would be too long")
    return data


def _read_whole(data: bytes, at: int, message: bytes) -> Node:
    reader = _Reader(data, at)
    node = reader.node(message, _DEPTH_MAX)
    if reader.at != len(data):
        raise OtsError("more behind the proof")
    return node


class _Reader:
    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def node(self, message: bytes, depth: int) -> Node:
        if not depth:
            raise OtsError("the proof is too deep")
        attestations: set[Attestation] = set()
        branches: dict[Operation, Node] = {}
        more = True
        while more:
            tag = self._byte()
            more = tag == _FORK
            tag = self._byte() if more else tag
            if tag == _ATTESTATION:
                attestations.add(self._attestation(message))
            else:
                operation = self._operation(tag)
                if operation in branches:
                    raise OtsError("an operation twice")
                branches[operation] = self.node(operation.apply(message), depth - 1)
        ordered = tuple(sorted(branches.items(), key=lambda it: it[0]))
        return Node(message, tuple(sorted(attestations)), ordered)

    def _operation(self, tag: int) -> Operation:
        if tag == SHA256:
            return Operation(tag)
        if tag not in (APPEND, PREPEND):
            raise OtsError(f"operation {tag:#04x} is not followed")
        argument = self._bytes(MESSAGE_BYTES_MAX)
        if not argument:
            raise OtsError("an operation with nothing to add")
        return Operation(tag, argument)

    def _attestation(self, message: bytes) -> Attestation:
        tag = self._take(len(PENDING))
        payload = self._bytes(_PAYLOAD_BYTES_MAX)
        inner = _Reader(payload, 0)
        if tag == PENDING:
            address = inner._bytes(_ADDRESS_BYTES_MAX)
            if inner.at != len(payload) or not set(address) <= _ADDRESS_CHARACTERS:
                raise OtsError("not the address of a calendar")
            return Attestation(tag, address=address.decode("ascii"))
        if tag == BITCOIN:
            height = inner._number()
            if inner.at != len(payload) or len(message) != _MERKLE_ROOT_BYTES:
                raise OtsError("not a Bitcoin block")
            return Attestation(tag, height=height)
        return Attestation(tag, payload=payload)

    def _byte(self) -> int:
        return self._take(1)[0]

    def _take(self, length: int) -> bytes:
        found = self.data[self.at : self.at + length]
        if len(found) != length:
            raise OtsError("the proof is cut short")
        self.at += length
        return found

    def _bytes(self, most: int) -> bytes:
        length = self._number()
        if length > most:
            raise OtsError("a part is too long")
        return self._take(length)

    def _number(self) -> int:
        value = 0
        for place in range(_NUMBER_BYTES_MAX):
            byte = self._byte()
            value |= (byte & 0x7F) << (7 * place)
            if not byte & 0x80:
                return value
        raise OtsError("a number is too long")


def _written(node: Node) -> bytes:
    items = [b"\x00" + one.tag + _packed(_payload(one)) for one in node.attestations]
    for operation, below in node.branches:
        argument = b"" if operation.tag == SHA256 else _packed(operation.argument)
        items.append(bytes((operation.tag,)) + argument + _written(below))
    if not items:
        raise OtsError("nothing attests a message")
    return b"\xff".join([b"", *items[:-1]]) + items[-1] if len(items) > 1 else items[0]


def _payload(one: Attestation) -> bytes:
    if one.tag == PENDING:
        return _packed(one.address.encode("ascii"))
    return _count(one.height) if one.tag == BITCOIN else one.payload


def _packed(data: bytes) -> bytes:
    return _count(len(data)) + data


def _count(number: int) -> bytes:
    digits = bytearray()
    while number > 0x7F:
        digits.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*digits, number))
