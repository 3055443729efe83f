"""Documents that are made when they are asked for, and shown in the window."""

from __future__ import annotations

from flask import Response

_ENDINGS = {"application/pdf": "pdf", "image/png": "png", "text/plain": "txt"}


def document(data: bytes, kind: str) -> Response:
    """One document; the name under which it may be kept says nothing of what it is about.

    Args:
        data: Its bytes.
        kind: Media type.
    """
    answer = Response(data, mimetype=kind)
    answer.headers["Content-Disposition"] = f'inline; filename="Keepsake.{_ENDINGS[kind]}"'
    return answer
