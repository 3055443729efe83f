"""Ed25519 signatures without a library, RFC 8032 section 5.1. Part of verify.py."""

from __future__ import annotations

import hashlib
from functools import lru_cache

Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # of minus one


@lru_cache(maxsize=1024)  # a copy has the same tree head in most of its proofs
def ed25519_ok(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature holds, RFC 8032 section 5.1.7."""
    if len(signature) != 64 or len(public) != 32:
        return False
    key, first = decompress(public), decompress(signature[:32])
    base = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    s = int.from_bytes(signature[32:], "little")
    if key is None or first is None or base is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    a, b = multiply(s, base), add(first, multiply(h, key))
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def decompress(data: bytes) -> Point | None:
    """A point from its 32 bytes, None when there is none, RFC 8032 section 5.1.3."""
    y = int.from_bytes(data, "little") & ((1 << 255) - 1)
    sign = data[31] >> 7
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if y >= P or (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def add(p: Point, q: Point) -> Point:
    """The sum of two points, RFC 8032 section 5.1.4."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(number: int, point: Point) -> Point:
    """A point added to itself that many times."""
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result
