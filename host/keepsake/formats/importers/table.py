"""What is read of text files: one row for each importer, tried in this order.

A new one is a module beside this one and a row here. Source: FORMAT.md §11.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from keepsake.formats.importers import mail, meta, telegram, whatsapp
from keepsake.formats.importers.result import EMAIL, META, TELEGRAM, WHATSAPP, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.formats.importers.attachments import Attachments
    from keepsake.formats.importers.result import Imported, Zone


class Given(NamedTuple):
    """What an importer is given.

    Attributes:
        content: All of the file, decoded as `DECODED` has it.
        path: Its name, with the folders of its archive.
        zone: For times that come without one.
        there: The files beside it.
    """

    content: Any
    path: str
    zone: Zone
    there: Attachments


class Importer(NamedTuple):
    """What reads one format.

    Attributes:
        format: Its name in a manifest.
        kind: Media type of its files.
        recognises: Whether a content is of this format.
        read: Reads it.
    """

    format: str
    kind: str
    recognises: Callable[[Any], bool]
    read: Callable[[Given], Imported]


IMPORTERS = (
    Importer(
        EMAIL, "message/rfc822",
        lambda _: True,  # the kind says all
        lambda one: mail.read(one.content),
    ),
    Importer(
        TELEGRAM, "application/json",
        telegram.is_telegram,
        lambda one: telegram.read_json(one.content, one.zone, one.there),
    ),
    Importer(
        META, "application/json",
        meta.is_meta,
        lambda one: meta.read_json(one.content, meta.platform_of(one.path), one.there.above()),
    ),
    Importer(
        TELEGRAM, "text/html",
        telegram.is_page,
        lambda one: telegram.read_page(one.content, one.zone, one.there),
    ),
    Importer(
        META, "text/html",
        meta.is_page,
        lambda one: meta.read_page(
            one.content, one.zone, meta.platform_of(one.path), one.there.above()
        ),
    ),
    Importer(
        WHATSAPP, "text/plain",
        whatsapp.is_whatsapp,
        lambda one: whatsapp.read(one.content, one.zone, one.there),
    ),
)  # fmt: skip
DECODED: dict[str, Callable[[bytes], Any]] = {
    "message/rfc822": bytes,
    "application/json": telegram.decode,
    "text/html": words,
    "text/plain": words,
}
