"""Who made what goes out with the program, and under which licences: THIRD-PARTY-NOTICES.txt.

A component without a licence file of its own gets the standard text of the licence that it names.
"""

from __future__ import annotations

import html
import json
import re
import sys
import sysconfig
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from dev_base import MODULES, DevError
from licences import KNOWN, ids, refuse, standard
from notices_parts import Part, parts_of, runtime_names, system_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE = "THIRD-PARTY-NOTICES.txt"
_LICENCE_FILE = re.compile(r"^(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_RULE = "=" * 78
_HEAD = (
    "What follows was made by others and goes out with Keepsake, each under its own licence.\n"
    "Ce qui suit a été fait par d’autres et accompagne Keepsake, chacun sous sa licence.\n"
)
_REPLACE = """
Its libraries are files of their own in this folder. They may be replaced by others of the same
interface, changed ones included: put those in their place under the same names. The sources are at
download.qt.io for Qt and PySide6, at github.com/strukturag for libheif and libde265, with the
distribution for those of the system. Keepsake itself is under Apache-2.0, may be studied and
changed for this, and also runs from its source with any of them installed (python3 build/dev.py
setup).

Ses bibliothèques sont des fichiers à part dans ce dossier. Elles peuvent être remplacées par
d’autres de même interface, modifiées ou non : mettez-les à leur place sous les mêmes noms.
"""


@dataclass(frozen=True, slots=True)
class Component:
    """Something of others that goes out with the program.

    Attributes:
        name: As its registry has it.
        version: As installed.
        licence: An SPDX expression where it gives one, else its own words.
        texts: The licence and notice files that came with it, else the standard texts.
        parts: What others put into it.
    """

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]
    parts: tuple[Part, ...] = ()


def python_components(names: Iterable[str]) -> list[Component]:
    """The installed packages of these names.

    Raises:
        DevError: One is not installed, has neither a licence file nor a licence whose text is
            known, or is under a licence that may not go out.
    """
    found = []
    for name in names:
        try:
            installed = metadata.distribution(name)
        except metadata.PackageNotFoundError as error:
            raise DevError(f"{name} is needed by the program and not installed.") from error
        found.append(_python_component(name, installed))
    return found


def interpreter() -> Component:
    """Python itself, which a frozen program carries.

    Raises:
        DevError: This Python came without its licence.
    """
    folder = Path(sysconfig.get_path("stdlib"))
    places = [folder / "LICENSE.txt", folder / "LICENSE"]
    text = next((path for path in places if path.is_file()), None)
    if text is None:
        raise DevError(f"Python's licence is not in {folder}; it has to go out with the program.")
    version = sysconfig.get_python_version()
    return Component("Python", version, "PSF-2.0", (text.read_text("utf-8"),))


def loader() -> Component:
    """What starts a frozen program; PyInstaller excepts the programs it makes from its licence."""
    made = _python_component("pyinstaller", metadata.distribution("pyinstaller"), frees=True)
    return Component(
        "PyInstaller bootloader",
        made.version,
        "GPL-2.0-or-later WITH Bootloader-exception",
        made.texts,
    )


def fonts() -> list[Component]:
    """Those that papers are set with and that are not the typesetter's own."""
    return [
        Component(
            row["name"],
            row["version"],
            row["licence"],
            (f"Copyright {row['holder']}", *standard(row["name"], row["licence"])),
        )
        for row in KNOWN["fonts"]
    ]


def page_components(bundled: Iterable[str]) -> list[Component]:
    """The npm packages that a bundler put into a page.

    Args:
        bundled: Paths of its inputs, as esbuild's metafile names them.

    Raises:
        DevError: One has neither a licence file nor a licence whose text is known, or is under a
            licence that may not go out.
    """
    names = {name for path in bundled if (name := _npm_name(path))}
    return [_npm_component(name) for name in sorted(names)]


def render(components: Iterable[Component]) -> str:
    """One text for people: each component with its licence in full."""
    written, listed = [_HEAD], []
    for one in components:
        head = f"{_RULE}\n{one.name} {one.version}\n{one.licence}\n{_RULE}\n"
        if one.name in KNOWN["replaceable"]:
            head += _REPLACE
        if one.parts:
            lines = "".join(f"  {part.line}\n" for part in one.parts)
            head += f"\nWithin it:\n{lines}"
            listed += [part for part in one.parts if not part.text]
        texts = [*one.texts, *(part.text for part in one.parts if part.text)]
        written.append(head + "\n" + "\n\n".join(text.strip() for text in texts) + "\n")
    named = sorted({one for part in listed for one in ids(part.licence)})
    texts = [text.strip() for one in named for text in standard(one, one)]
    if texts:
        title = f"{_RULE}\nThe licences of what is within them\n{_RULE}\n\n"
        written.append(title + "\n\n".join(dict.fromkeys(texts)) + "\n")
    return "\n".join(written)


def _python_component(
    name: str, installed: metadata.Distribution, *, frees: bool = False
) -> Component:
    facts = installed.metadata
    # Some put the whole text into the field that is for the name.
    named = [*(facts.get_all("License-Expression") or []), *(facts.get_all("License") or [])]
    licence = named[0].strip().partition("\n")[0] if named else ""
    classifiers = facts.get_all("Classifier") or []
    if not licence:
        licence = "; ".join(row.split(" :: ")[-1] for row in classifiers if "License ::" in row)
    if not frees:
        refuse(name, licence)
    files = [Path(str(path.locate())) for path in installed.files or () if _is_licence(path.parts)]
    texts = tuple(path.read_text("utf-8", errors="replace") for path in files if path.is_file())
    return Component(
        name,
        installed.version,
        licence or "see below",
        texts or standard(name, licence),
        tuple(parts_of(name, installed)),
    )


def _is_licence(parts: tuple[str, ...]) -> bool:
    """Whether a file is one by its name, or lies where licences lie. Source: PEP 639."""
    if ".dist-info" not in parts[0]:
        return False
    return parts[1] == "licenses" or bool(_LICENCE_FILE.match(parts[-1]))


def _npm_name(path: str) -> str:
    _, found, rest = path.replace("\\", "/").rpartition("node_modules/")
    if not found:
        return ""
    return "/".join(rest.split("/")[: 2 if rest.startswith("@") else 1])


def _npm_component(name: str) -> Component:
    folder = MODULES / name
    facts: Mapping[str, str] = json.loads((folder / "package.json").read_text("utf-8"))
    licence = str(facts.get("license", ""))
    refuse(name, licence)
    files = [path for path in sorted(folder.iterdir()) if _LICENCE_FILE.match(path.name)]
    texts = tuple(path.read_text("utf-8") for path in files if path.is_file())
    return Component(name, str(facts["version"]), licence, texts or standard(name, licence))


def _of_the_page(program: Path) -> str:
    """What the page that opens a bundle says of the packages in it."""
    pages = list(program.rglob("OPEN-ME.html"))
    texts = [re.search(r'id="notices">([^<]*)<', page.read_text("utf-8")) for page in pages]
    return "".join(html.unescape(text[1]).removeprefix(_HEAD) for text in texts if text)


def main(arguments: list[str]) -> int:
    """Writes the notices of a frozen program into its folder, named with the extras it has."""
    program, extras = Path(arguments[0]), arguments[1:]
    wheels = python_components(runtime_names(extras))
    system = Component("Libraries of the system", "", "each its own", (), system_parts(program))
    ours = [interpreter(), loader(), *fonts(), *wheels]
    components = [*ours, *([system] if system.parts else [])]
    text = render(components) + _of_the_page(program)
    (program / FILE).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
