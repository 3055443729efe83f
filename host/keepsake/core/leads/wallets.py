"""Addresses of wallets: those whose checksum holds, and those that only look like one. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from keepsake.core.leads import checksums
from keepsake.core.leads.rows import Check, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

_APART = r"(?<![0-9A-Za-z])"
_HEX = re.compile(rf"{_APART}0x[0-9a-fA-F]{{40}}(?![0-9A-Za-z])")
_BASE58 = re.compile(rf"{_APART}[1-9A-HJ-NP-Za-km-z]{{26,106}}(?![0-9A-Za-z])")
# Hyphens too: what somebody wrote in the place of an address is told as not checking.
_BECH32 = re.compile(rf"{_APART}(bc|ltc|addr)1[0-9A-Za-z-]{{8,110}}(?![0-9A-Za-z])", re.IGNORECASE)
_TON = re.compile(rf"{_APART}[EU]Q[0-9A-Za-z_-]{{46}}(?![0-9A-Za-z_-])")
_HUMAN = {"bc": "Bitcoin", "ltc": "Litecoin", "addr": "Cardano"}
# The byte before the 20 of a hash.
_VERSIONS = {
    0x00: "Bitcoin",
    0x05: "Bitcoin",
    0x16: "Dogecoin",
    0x1E: "Dogecoin",
    0x30: "Litecoin",
    0x32: "Litecoin",
    0x41: "Tron",
    0x4C: "Dash",
}
# Whose shape no other text has by chance, so that one with a slip in it is told too.
_CLEAR = {"1": "Bitcoin", "3": "Bitcoin", "T": "Tron"}
_MONERO_LENGTHS = (95, 106)
_MONERO_NETWORKS = (18, 19, 42)
_BLOCK_BYTES = {11: 8, 7: 5}


def wallets(text: str) -> Iterator[Found]:
    """The addresses in a text."""
    for match in _HEX.finditer(text):
        yield _found(match, "Ethereum", _ethereum(match[0]))
    for match in _TON.finditer(text):
        if _is_ton(match[0]):
            yield _found(match, "TON", "holds")
    for match in _BECH32.finditer(text):
        end = match.start() + len(match[0].rstrip("-"))
        human = match[1].lower()
        address = text[match.start() : end]
        yield Found("wallet", match.start(), end, "", _HUMAN[human], _segwit(address, human))
    for match in _BASE58.finditer(text):
        of, check = _base58(match[0])
        if of:
            yield _found(match, of, check)


def _found(match: re.Match[str], of: str, check: Check) -> Found:
    return Found("wallet", match.start(), match.end(), "", of, check)


def _ethereum(address: str) -> Check:
    digits = address[2:]
    if digits in (digits.lower(), digits.upper()):
        return ""  # one case alone carries no checksum
    return "holds" if checksums.eip55_holds(address) else "fails"


def _is_ton(address: str) -> bool:
    data = base64.urlsafe_b64decode(address)
    return binascii.crc_hqx(data[:-2], 0) == int.from_bytes(data[-2:], "big")


def _segwit(address: str, human: str) -> Check:
    form, values = checksums.bech32(address)
    if human == "addr":
        return "holds" if form == checksums.BECH32 else "fails"
    if not values or values[0] > 16 or len(address) > 90:
        return "fails"
    bits = len(values[1:]) * 5
    length, spare = bits // 8, bits % 8
    if spare > 4 or (spare and values[-1] & (1 << spare) - 1):
        return "fails"
    # Witness version 0 has the first form and two lengths, all later ones have the second.
    if values[0] == 0:
        fits = form == checksums.BECH32 and length in (20, 32)
    else:
        fits = form == checksums.BECH32M and 2 <= length <= 40
    return "holds" if fits else "fails"


def _base58(text: str) -> tuple[str, Check]:
    """Whose address it is and whether it holds; "" where it is none."""
    if len(text) in _MONERO_LENGTHS and text[0] in "48":
        return "Monero", "holds" if _monero_holds(text) else "fails"
    if len(text) > 35:
        return "", ""
    said = checksums.base58check(text)
    if len(said) == 21 and said[0] in _VERSIONS:
        return _VERSIONS[said[0]], "holds"
    mixed = any(a.isdigit() for a in text) and text not in (text.lower(), text.upper())
    looks = _CLEAR.get(text[0], "") if mixed else ""
    if looks == "Tron" and len(text) != 34:
        return "", ""
    return looks, "fails" if looks else ""


def _monero_holds(text: str) -> bool:
    """Monero writes each eight bytes as eleven signs, and what is left over likewise."""
    data = b""
    for at in range(0, len(text), 11):
        block = text[at : at + 11]
        number = int.from_bytes(checksums.base58(block), "big")
        length = _BLOCK_BYTES.get(len(block), 0)
        if number >= 256**length:
            return False
        data += number.to_bytes(length, "big")
    right = checksums.keccak256(data[:-4])[:4]
    return data[0] in _MONERO_NETWORKS and data[-4:] == right
