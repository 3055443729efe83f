"""What an address names: its host, and the parts of its path and query. Source: RFC 3986 §3."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

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


def parts_of(address: str) -> list[str]:
    """The parts of an address's path and the values of its query, decoded; none of what is none."""
    try:
        found = urlsplit(address)
    except ValueError:
        return []
    values = [value for _name, value in parse_qsl(found.query)]
    return [*map(unquote, found.path.split("/")), *values]
