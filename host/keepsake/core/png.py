"""What the head of a picture says of it, without decoding it."""

from __future__ import annotations

_HEAD = b"\x89PNG\r\n\x1a\n"


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, from the first 24 bytes.

    Not checked: whether what follows can be decoded.

    Args:
        data: A file, or its beginning.

    Returns:
        None where it is no PNG, or one without any pixel.
        Source: PNG, 5.2 signature and 11.2.2 IHDR.
    """
    if data[:8] != _HEAD or data[12:16] != b"IHDR":
        return None
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    return (width, height) if width and height else None
