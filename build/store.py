"""Makes what the stores of browsers ask for: texts, reasons for permissions, pictures.

What a store would refuse is refused here: by its limits in store/stores.toml, by the manifests, and
where no address is published yet.

Usage: .venv/bin/python build/store.py [FOLDER]
"""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from dev_base import BUILD, DIST, ROOT, DevError, say
from extension import manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TEXTS = BUILD / "store"
PICTURES = ROOT / "shared" / "pictures"
LANGUAGES = ("en", "fr")
# Of one length each; the reasons of [permissions] and [data] are held to `reason`.
_FIELDS = ("name", "short", "summary", "description", "single_purpose")


@dataclass(frozen=True)
class Listing:
    """What one store is told in one language.

    Attributes:
        store: Its row in stores.toml.
        words: The texts by field, as they are entered there.
        reasons: Why each permission is asked for, and each kind of data is handled.
        pictures: A caption for each picture, by name.
    """

    store: Mapping[str, Any]
    words: Mapping[str, str]
    reasons: Mapping[str, str]
    pictures: Mapping[str, str]


def stores() -> dict[str, dict[str, Any]]:
    """The stores by name, with what each allows."""
    return tomllib.loads((TEXTS / "stores.toml").read_text("utf-8"))


def address() -> str:
    """Where releases are published, "" where nowhere yet."""
    held = json.loads((ROOT / "shared" / "data" / "release.json").read_text("utf-8"))
    return str(held["address"])


def asked(target: str) -> set[str]:
    """What the extension asks of this browser, at installation or later, and tells it of data."""
    told = manifest(target)
    names = {
        name
        for member in ("permissions", "optional_permissions", "optional_host_permissions")
        for name in told.get(member, [])
    }
    gecko = told.get("browser_specific_settings", {}).get("gecko", {})
    data = gecko.get("data_collection_permissions", {}).get("required", [])
    return names | set(data)


def listing(store: Mapping[str, Any], language: str, published: str) -> Listing:
    """Puts together what a store is told.

    Args:
        store: Its row in stores.toml.
        language: `en` or `fr`.
        published: Where the program can be had.
    """
    texts = tomllib.loads((TEXTS / f"{language}.toml").read_text("utf-8"))
    shown = json.loads(
        (ROOT / "extension" / "_locales" / language / "messages.json").read_text("utf-8")
    )
    words = {name: text for name, text in texts.items() if isinstance(text, str)}
    words["search_terms"] = "\n".join(texts["search_terms"])
    words |= {"name": shown["name"]["message"], "short": shown["description"]["message"]}
    filled = {name: text.strip().replace("{address}", published) for name, text in words.items()}
    needed = asked(store["target"])
    reasons = {**texts["permissions"], **texts["data"]}
    return Listing(
        store,
        filled,
        {name: text for name, text in reasons.items() if name in needed},
        texts["pictures"],
    )


def refusals(told: Listing) -> Iterator[str]:
    """What the store would refuse of a listing, in words."""
    most, least = told.store["most"], told.store.get("least", {})
    for field in (field for field in _FIELDS if field in most):
        length = len(told.words[field])
        if not least.get(field, 1) <= length <= most[field]:
            yield f"{field} has {length} characters"
    for name in sorted(asked(told.store["target"]) - set(told.reasons)):
        yield f"{name} is asked for without a reason"
    for name, reason in told.reasons.items():
        if not 20 <= len(reason) <= most["reason"]:
            yield f"the reason for {name} has {len(reason)} characters"
    yield from _search_refusals(told)
    pictures = told.store["pictures"]
    if not pictures["least"] <= len(told.pictures) <= pictures["most"]:
        yield f"{len(told.pictures)} pictures"


def _search_refusals(told: Listing) -> Iterator[str]:
    limits = told.store.get("search")
    if not limits:
        return
    terms = told.words["search_terms"].splitlines()
    if len(terms) > limits["terms"]:
        yield f"{len(terms)} search terms"
    if sum(len(term.split()) for term in terms) > limits["words"]:
        yield "too many words in the search terms"
    yield from (f"a long search term: {term}" for term in terms if len(term) > limits["characters"])


def picture_file(name: str, language: str) -> Path:
    """Where the picture of that name lies; those of English are the README's."""
    return (PICTURES if language == "en" else PICTURES / language) / f"{name}.png"


def _write_pictures(told: Listing, language: str, folder: Path) -> None:
    for number, name in enumerate(told.pictures, start=1):
        with Image.open(picture_file(name, language)) as picture:
            if list(picture.size) not in told.store["pictures"]["sizes"]:
                raise DevError(f"The picture {name} has a size that the store does not take.")
            # Of 24 bits and nothing transparent, as one of the stores asks.
            picture.convert("RGB").save(folder / f"{number}-{name}.png")


def _text(told: Listing) -> str:
    parts = [*told.words.items()]
    parts += [(f"why {name}", reason) for name, reason in told.reasons.items()]
    parts += [(f"picture {name}", caption) for name, caption in told.pictures.items()]
    return "".join(f"== {name}\n\n{text}\n\n" for name, text in parts)


def write(folder: Path, published: str) -> None:
    """Writes a folder for each store and language, emptied first.

    Raises:
        DevError: Nothing is published yet, or a store would refuse something.
    """
    if not published:
        raise DevError(
            "No address is published yet: shared/data/release.json names none.\n"
            "A store sends people there, so nothing is made for one before."
        )
    shutil.rmtree(folder, ignore_errors=True)
    for name, store in stores().items():
        for language in LANGUAGES:
            told = listing(store, language, published)
            if refused := list(refusals(told)):
                raise DevError(f"{store['title']}, {language}: {'; '.join(refused)}.")
            place = folder / name / store["languages"][language]
            place.mkdir(parents=True)
            (place / "listing.txt").write_text(_text(told), "utf-8", newline="\n")
            _write_pictures(told, language, place)
            say(f"  {place}")


def main() -> int:
    """Writes all listings below the folder given, or `dist/store`."""
    try:
        write(Path(sys.argv[1]) if len(sys.argv) > 1 else DIST / "store", address())
    except DevError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
