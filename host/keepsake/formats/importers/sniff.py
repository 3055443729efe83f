"""What a file is, by its first bytes; and which files are programs, which are not taken."""

from __future__ import annotations

from keepsake.formats.importers import mail

HEAD_BYTES = 4_096
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
)
_BRANDS = (
    (("heic", "heix", "mif1", "msf1", "heim", "heis"), "image/heic"),
    (("avif", "avis"), "image/avif"),
    (("M4A ", "M4B "), "audio/mp4"),
    (("qt  ",), "video/quicktime"),
)
# Linux, macOS (four ways and universal, which is Java's too), shortcuts of Windows, Android.
_PROGRAMS = (
    b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"L\0\0\0\x01\x14\x02\0", b"dex\n",
)  # fmt: skip
_PROGRAM_NAMES = frozenset({
    "apk", "app", "appimage", "application", "appx", "bash", "bat", "cmd", "com", "command",
    "cpl", "csh", "deb", "desktop", "dex", "dll", "dmg", "exe", "gadget", "hta", "inf",
    "ins", "iso", "jar", "js", "jse", "ksh", "lnk", "mjs", "msc", "msi", "msix", "msp",
    "mst", "pif", "pkg", "pl", "ps1", "psd1", "psm1", "py", "pyc", "pyw", "rb", "reg",
    "rpm", "run", "scf", "scr", "sct", "sh", "shb", "sys", "url", "vb", "vbe", "vbs", "ws",
    "wsc", "wsf", "wsh", "xll", "zsh",
})  # fmt: skip


def is_program(name: str, head: bytes = b"") -> bool:
    """Whether a file is a program or a script, by its name or by its first bytes.

    Not recognised: programs inside documents, and scripts whose name and beginning say nothing.
    """
    last = "".join(one for one in name if one.isprintable()).rstrip(". ")
    ending = last.rpartition(".")[2].strip().lower() if "." in last else ""
    script = head.startswith(b"#!") and not head.startswith(b"#!AMR")
    windows = head.startswith(b"MZ") and b"\0" in head[:64]
    return ending in _PROGRAM_NAMES or head.startswith(_PROGRAMS) or script or windows


def media_type(head: bytes) -> str:
    """The media type by the first bytes, never by the name."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], "video/x-msvideo")
    if head[4:8] == b"ftyp":
        return _brand(head)
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06:
        return "audio/mpeg"
    return _text(head)


def _brand(head: bytes) -> str:
    brand = head[8:12].decode("latin-1")
    for brands, kind in _BRANDS:
        if brand in brands:
            return kind
    return "video/3gpp" if brand.startswith("3g") else "video/mp4"


def _text(head: bytes) -> str:
    if mail.is_mail(head):
        return "message/rfc822"
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "text/plain"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "text/html"
    if b"\0" in head or not _is_utf8(head):
        return "application/octet-stream"
    if start[:1] in (b"{", b"[") and _starts_json(start):
        return "application/json"
    return "text/plain"


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"  # the head ends within a letter
    return True


def _starts_json(start: bytes) -> bool:
    """Whether it goes on as JSON does; `[11/03/2023, 14:03] Name` is a chat."""
    after = start[1:].lstrip()[:1]
    return after in ((b'"', b"}") if start[:1] == b"{" else (b"{", b"[", b'"', b"]"))
