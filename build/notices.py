"""Who made what goes out with the program, and under which licences: THIRD-PARTY-NOTICES.txt.

A component without a licence file of its own gets the standard text of the licence that it names.
"""

from __future__ import annotations

import json
import re
import sys
import sysconfig
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from dev_base import MODULES, DevError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LICENCE_FILE = re.compile(r"^(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
_STANDARD_TEXTS = MODULES / "spdx-license-list" / "licenses"
# What a package means that names its licence in words of its own.
_SPDX = {"MIT License": "MIT", "BSD License": "BSD-3-Clause"}
# Said of libraries within a package whose own licence is another; both texts have to go along.
_WITHIN = {
    "License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)": (
        "LGPL-3.0-only AND GPL-3.0-only"
    ),
}
_RULE = "=" * 78


@dataclass(frozen=True, slots=True)
class Component:
    """Something of others that goes out with the program.

    Attributes:
        name: As its registry has it.
        version: As installed.
        licence: An SPDX expression where it gives one, else its own words.
        texts: The licence and notice files that came with it, else the standard texts.
    """

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def locked_names(locks: Iterable[Path]) -> list[str]:
    """Names of the packages that some lock files hold, each once, sorted."""
    return sorted({name for lock in locks for name in _LOCKED.findall(lock.read_text("utf-8"))})


def python_components(names: Iterable[str]) -> list[Component]:
    """Those of these packages that are installed here; others are for other systems.

    Raises:
        DevError: One has neither a licence file nor a licence whose text is known.
    """
    found = []
    for name in names:
        try:
            installed = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
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


def page_components(bundled: Iterable[str]) -> list[Component]:
    """The npm packages that a bundler put into a page.

    Args:
        bundled: Paths of its inputs, as esbuild's metafile names them.

    Raises:
        DevError: One has neither a licence file nor a licence whose text is known.
    """
    names = {name for path in bundled if (name := _npm_name(path))}
    return [_npm_component(name) for name in sorted(names)]


def render(components: Iterable[Component]) -> str:
    """One text for people: each component with its licence in full."""
    parts = [
        "What follows was made by others and goes out with Keepsake, each under its own licence.\n"
        "Ce qui suit a été fait par d’autres et accompagne Keepsake, chacun sous sa licence.\n"
    ]
    for one in components:
        head = f"{_RULE}\n{one.name} {one.version}\n{one.licence}\n{_RULE}\n"
        parts.append(head + "\n" + "\n\n".join(text.strip() for text in one.texts) + "\n")
    return "\n".join(parts)


def _python_component(name: str, installed: metadata.Distribution) -> Component:
    facts = installed.metadata
    # Some put the whole text into the field that is for the name.
    named = [*(facts.get_all("License-Expression") or []), *(facts.get_all("License") or [])]
    licence = named[0].strip().partition("\n")[0] if named else ""
    classifiers = facts.get_all("Classifier") or []
    if not licence:
        licence = "; ".join(row.split(" :: ")[-1] for row in classifiers if "License ::" in row)
    files = [Path(str(path.locate())) for path in installed.files or () if _is_licence(path.parts)]
    texts = tuple(path.read_text("utf-8", errors="replace") for path in files if path.is_file())
    texts = texts or _standard(name, licence)
    for within in (_WITHIN[row] for row in classifiers if row in _WITHIN):
        licence = f"{licence}; within it {within}"
        texts += tuple(text for text in _standard(name, within) if text not in texts)
    return Component(name, installed.version, licence or "see below", texts)


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
    files = [path for path in sorted(folder.iterdir()) if _LICENCE_FILE.match(path.name)]
    texts = tuple(path.read_text("utf-8") for path in files if path.is_file())
    return Component(name, str(facts["version"]), licence, texts or _standard(name, licence))


def _standard(name: str, licence: str) -> tuple[str, ...]:
    words = re.split(r" (?:OR|AND) |; ", _SPDX.get(licence, licence))
    texts = []
    for word in words:
        path = _STANDARD_TEXTS / f"{word.strip('() ')}.json"
        if path.is_file():
            texts.append(str(json.loads(path.read_text("utf-8"))["licenseText"]))
    if not texts:
        raise DevError(f"{name} names no licence whose text is known ({licence!r}).")
    return tuple(texts)


def main(arguments: list[str]) -> int:
    """Writes the notices of the frozen program: the file to write, then the lock files in it."""
    target, *locks = (Path(argument) for argument in arguments)
    # The page that it puts into bundles carries those of its own parts.
    components = [interpreter(), *python_components(locked_names(locks))]
    target.write_text(render(components), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
