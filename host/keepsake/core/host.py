"""The host that an address names. Source: RFC 3986 §3.2."""

from __future__ import annotations

from urllib.parse import urlsplit

_USUAL_PORT = {"http": 80, "https": 443}


def host_of(address: str) -> str:
    """The host of a page's address, with the port where it is not the usual one; "" without."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _USUAL_PORT or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return host if port in (None, _USUAL_PORT[parts.scheme]) else f"{host}:{port}"
