"""Checksums that account numbers and wallets carry. Pure.

They tell a slip of the pen, not whether there is such an account.
Source: ISO 13616 and ISO 7064 (IBAN); ISO/IEC 7812-1 Annex B (cards); BIP 173 and BIP 350; the
developer reference of Bitcoin (Base58Check); EIP-55; FIPS 202 §3 for the permutation of Keccak.
"""

from __future__ import annotations

import hashlib

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
BECH32, BECH32M = 1, 0x2BC830A3
_LANES = 2**64 - 1
_RATE = 136


def iban_holds(iban: str) -> bool:
    """Whether an IBAN of capital letters and digits leaves 1 when it is divided by 97."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the one that follows from the others."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


def base58(text: str) -> bytes:
    """The bytes of a text in Base58, where `1` at the beginning is a byte of zeros."""
    number = 0
    for sign in text:
        number = number * 58 + _BASE58.index(sign)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base58check(text: str) -> bytes:
    """What a text in Base58Check says, `b""` where its checksum does not hold."""
    data = base58(text)
    twice = hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()
    return data[:-4] if data[-4:] == twice[:4] else b""


def bech32(text: str) -> tuple[int, list[int]]:
    """The form and the values of a text in Bech32.

    Returns:
        `BECH32`, `BECH32M` or 0 where neither checksum holds, and groups of five bits without it.
    """
    if text not in (text.lower(), text.upper()):
        return 0, []
    human, _, rest = text.lower().rpartition("1")
    if not human or any(sign not in _BECH32 for sign in rest):
        return 0, []
    values = [_BECH32.index(sign) for sign in rest]
    spread = [ord(sign) >> 5 for sign in human] + [0] + [ord(sign) & 31 for sign in human]
    form = _remainder(spread + values)
    return (form, values[:-6]) if form in (BECH32, BECH32M) else (0, [])


def _remainder(values: list[int]) -> int:
    sum_ = 1
    for value in values:
        top = sum_ >> 25
        sum_ = (sum_ & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            sum_ ^= generator if top >> bit & 1 else 0
    return sum_


def eip55_holds(address: str) -> bool:
    """Whether the capitals of `0x` and 40 hexadecimal digits are those that its hash asks for."""
    digits = address[2:]
    hashed = keccak256(digits.lower().encode()).hex()
    asked = (
        a.upper() if int(b, 16) > 7 else a for a, b in zip(digits.lower(), hashed, strict=False)
    )
    return digits == "".join(asked)


def keccak256(data: bytes) -> bytes:
    """Keccak with 256 bits, as it was before it became SHA-3, which pads in another way."""
    padded = bytearray(data) + bytes(_RATE - len(data) % _RATE)
    padded[len(data)] ^= 0x01
    padded[-1] ^= 0x80
    lanes = [0] * 25
    for block in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            at = block + lane * 8
            lanes[lane] ^= int.from_bytes(padded[at : at + 8], "little")
        lanes = _permuted(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _turned(lane: int, by: int) -> int:
    by %= 64
    return (lane << by | lane >> 64 - by) & _LANES


def _permuted(lanes: list[int]) -> list[int]:
    """Keccak-f[1600]; lane (x, y) is at x + 5 y."""
    state = 1
    for _round in range(24):
        columns = [
            lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20]
            for x in range(5)
        ]
        lanes = [
            lane ^ columns[(at + 4) % 5] ^ _turned(columns[(at + 1) % 5], 1)
            for at, lane in enumerate(lanes)
        ]
        moved = [lanes[0]] + [0] * 24
        x, y = 1, 0
        for step in range(24):
            target = y + 5 * ((2 * x + 3 * y) % 5)
            moved[target] = _turned(lanes[x + 5 * y], (step + 1) * (step + 2) // 2)
            x, y = y, (2 * x + 3 * y) % 5
        lanes = [
            moved[at] ^ ~moved[at - at % 5 + (at + 1) % 5] & moved[at - at % 5 + (at + 2) % 5]
            for at in range(25)
        ]
        for power in range(7):
            if state & 1:
                lanes[0] ^= 1 << (1 << power) - 1
            state = (state << 1) ^ (0x171 if state & 0x80 else 0)
    return lanes
