"""A case as it comes to a police station: a thread in pictures, a statement, marks, added files."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

from PIL import Image

from fixtures.additions import IOS, add, mail, photo
from keepsake.core.case.entries import ContactBody, MarkBody, PersonBody, StatementBody
from keepsake.flows import casework
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.handle import Vault

MESSAGES, PICTURES = 500, 80
THREAD = 1
_ZONE = "America/Toronto"
_PHOTO = (320, 240)  # on each picture, beside the text that it shows
_SAID = "He wrote that he had recorded me and wanted 600 dollars [Exhibit 1, message 5]. "


def fill(path: Path) -> tuple[Vault, str]:
    """Makes the vault, with the passphrase of `sample`; gives it and the case."""
    thread = sample.thread(MESSAGES)
    thread.tiles = PICTURES
    drawn, sample.tile = sample.tile, _tile
    try:
        vault = sample.make_vault(path, [thread, sample.profile()])
    finally:
        sample.tile = drawn
    case = casework.make_case(vault, "The video", [THREAD, THREAD + 1])
    for name, data in (
        ("WhatsApp Chat.txt", IOS.encode()),
        ("photo.jpg", photo(size=1200)),
        ("last-warning.eml", mail()),
    ):
        receipt, _ = add(vault, [(name, data)], case=case, who="Noor")
        if receipt:
            casework.assign(vault, case, [receipt.entry])
    _write_down(vault, case)
    return vault, case


def _tile(page: sample.Page, number: int) -> bytes:
    """A picture as `sample` draws it, with something like a photograph on it."""
    with Image.open(io.BytesIO(_DRAWN(page, number))) as opened:
        picture = opened.convert("RGB")
    chance = random.Random(number)
    noise = Image.frombytes("RGB", (80, 60), chance.randbytes(80 * 60 * 3))
    picture.paste(noise.resize(_PHOTO, Image.Resampling.BICUBIC), (900, 80))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


_DRAWN = sample.tile


def _write_down(vault: Vault, case: str) -> None:
    day = casework.day_of("2026-11-21", "09:30", _ZONE)
    due = casework.day_of("2026-11-27", "18:00", _ZONE)
    for body in (
        *(MarkBody(case, THREAD, item, "threat") for item in (3, 7, 203, 399)),
        MarkBody(case, THREAD, 5, "demand", "600 dollars in gift cards."),
        MarkBody(case, THREAD, 5, "deadline", due=due),
        PersonBody(case, "Marc D.", accounts=("instagram:61577840233190",), sure="likely"),
        ContactBody(case, day, "call", agency="Town police", person="R. Roy", result="taken"),
        StatementBody(case, "en", {"who": "I am Ada Example.", "what": _SAID * 20}),
    ):
        casework.keep(vault, body)
