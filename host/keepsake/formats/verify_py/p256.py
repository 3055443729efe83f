"""ECDSA over P-256 with SHA-256, to check only. Part of verify.py.

Sources: FIPS 186-5 section 6.4.2, SEC 2 section 2.4.2.
"""

from __future__ import annotations

import hashlib

Spot = tuple[int, int]
FIELD = 2**256 - 2**224 + 2**192 + 2**96 - 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
CURVE_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
GENERATOR = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def joined(one: Spot | None, other: Spot | None) -> Spot | None:
    """The sum of two points; None is the one at infinity."""
    if one is None or other is None:
        return one or other
    if one[0] == other[0]:
        if (one[1] + other[1]) % FIELD == 0:
            return None
        slope = (3 * one[0] * one[0] - 3) * pow(2 * one[1], -1, FIELD)
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, FIELD)
    across = (slope * slope - one[0] - other[0]) % FIELD
    return across, (slope * (one[0] - across) - one[1]) % FIELD


def multiplied(times: int, point: Spot | None) -> Spot | None:
    """A point so many times."""
    total: Spot | None = None
    while times:
        total = joined(total, point) if times & 1 else total
        times, point = times >> 1, joined(point, point)
    return total


def p256_ok(public: bytes, text: bytes, numbers: tuple[int, int]) -> bool:
    """Whether a signature (r, s) of a text holds under an uncompressed point."""
    point = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    on_it = (point[1] ** 2 - point[0] ** 3 + 3 * point[0] - CURVE_B) % FIELD == 0
    known = len(public) == 65 and public[0] == 4 and on_it and max(point) < FIELD
    if not known or not all(0 < number < ORDER for number in numbers):
        return False
    inverse = pow(numbers[1], -1, ORDER)
    digest = int.from_bytes(hashlib.sha256(text).digest(), "big")
    base = multiplied(digest * inverse % ORDER, GENERATOR)
    found = joined(base, multiplied(numbers[0] * inverse % ORDER, point))
    return found is not None and found[0] % ORDER == numbers[0]
