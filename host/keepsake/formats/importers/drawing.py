"""Draws what a browser is not to open: the pages of a PDF, and the photos of phones (HEIC, AVIF).

Runs in the process for files of strangers alone, see `sandbox`; what it gives is a picture and
words. Not drawn: what a PDF would do when it is opened, for nothing here runs a script, follows a
link or opens what is attached. Source: ISO 32000-1 (PDF), ISO/IEC 14496-12 §4.3 (file types).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.added.entry import PDF
from keepsake.formats.importers.pipe import BrokenPipe
from keepsake.formats.importers.result import PICTURE_BYTES_MAX, TEXT_CHARACTERS_MAX
from keepsake.formats.importers.sniff import HEAD_BYTES

if TYPE_CHECKING:
    from typing import Any, BinaryIO

    from PIL import Image

DAMAGED, ENCRYPTED, TOO_LARGE, TOO_MUCH = "damaged", "encrypted", "too_large", "too_much"
_POINTS_PER_INCH = 72
_PIXELS_PER_INCH = 150
# A sheet of A3 at that; a page may be two hundred inches wide.
_SIDE_PIXELS_MAX = 2_500
# Several times what the largest phone gives.
_PIXELS_MAX = 120_000_000
_QUALITY = 95


class Drawn(msgspec.Struct, frozen=True):
    """One page or picture.

    Attributes:
        picture: PNG or JPEG, b"" where nothing could be drawn.
        pages: How many there are.
        words: What stands on the page, for those who listen to it.
        why: Code word, why nothing could be drawn, else "".
    """

    picture: bytes = b""
    pages: int = 0
    words: str = ""
    why: str = ""


def draw(kind: str, file: BinaryIO, size: int, page: int) -> Drawn:
    """Draws one page of a file; where that fails in whatever way, says so.

    Args:
        kind: Its media type, one of `DRAWN`.
        file: Can be read from any place.
        size: Its bytes.
        page: From 1; a picture has one. A page after the last is drawn as the last.
    """
    try:
        return _pdf(file, page) if kind == PDF else _photo(file, size)
    except BrokenPipe:
        raise
    except MemoryError:
        return Drawn(why=TOO_MUCH)
    except Exception:  # noqa: BLE001 - as `read.tried`: whoever sends a file decides nothing here
        return Drawn(why=DAMAGED)


def _pdf(file: BinaryIO, page: int) -> Drawn:
    # Imported here: it takes long to load, and most of what is read is no PDF.
    import pypdfium2
    from pypdfium2 import raw

    try:
        opened = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        return Drawn(why=ENCRYPTED if locked else DAMAGED)
    pages = len(opened)
    if not pages:
        return Drawn(why=DAMAGED)
    # What was filled into a form is drawn too; this build of PDFium runs no scripts.
    opened.init_forms()
    sheet = opened[min(max(page, 1), pages) - 1]
    drawn = sheet.render(scale=_scale(*sheet.get_size())).to_pil()
    return Drawn(_encoded(drawn, "PNG", compress_level=1), pages, _words(sheet))


def _scale(width: float, height: float) -> float:
    most = _SIDE_PIXELS_MAX / max(width, height, 1)
    return min(_PIXELS_PER_INCH / _POINTS_PER_INCH, most)


def _words(sheet: Any) -> str:
    """The words of a page, "" where they cannot be read; the picture is there all the same."""
    import pypdfium2

    try:
        return str(sheet.get_textpage().get_text_bounded())[:TEXT_CHARACTERS_MAX]
    except pypdfium2.PdfiumError:
        return ""


def _photo(file: BinaryIO, size: int) -> Drawn:
    if size > PICTURE_BYTES_MAX:
        return Drawn(why=TOO_LARGE)
    file.seek(0)
    photo = opened_photo(file.read(size))
    width, height = photo.size
    if width * height > _PIXELS_MAX:
        return Drawn(why=TOO_LARGE)
    picture = photo if _is_pillow(photo) else photo.to_pillow()
    if picture.has_transparency_data:
        return Drawn(_encoded(picture.convert("RGBA"), "PNG", compress_level=1), 1)
    return Drawn(_encoded(picture.convert("RGB"), "JPEG", quality=_QUALITY), 1)


def opened_photo(data: bytes) -> Any:
    """An AVIF as Pillow opens it, else a HEIF as `pi_heif` does; no pixels are decoded yet.

    Both have `size` and `info`, and turn the picture as it was held.

    Raises:
        Exception: Whatever the two raise for what is damaged.
    """
    if _is_avif(data):
        from PIL import Image

        return Image.open(io.BytesIO(data), formats=("AVIF",))
    import pi_heif

    photo = pi_heif.open_heif(io.BytesIO(data))
    return photo[photo.primary_index]


def _is_avif(data: bytes) -> bool:
    """Whether the file says that it can be read as AVIF, by any brand that it names."""
    brands = data[8 : min(int.from_bytes(data[:4]), HEAD_BYTES)]
    return any(brands[at : at + 4] in (b"avif", b"avis") for at in range(0, len(brands), 4))


def _is_pillow(photo: Any) -> bool:
    from PIL import Image

    return isinstance(photo, Image.Image)


def _encoded(picture: Image.Image, form: str, **options: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()
