"""What goes out with the program without being asked for: packages of packages, parts of wheels."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dev_base import DevError
from licences import KNOWN, refuse, standard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PROGRAM = "keepsake"
_LEFT_OUT = re.compile(
    rf"(?:lib)?(?:Qt6?|q|qmldbg_)?(?:{'|'.join(KNOWN['left_out'])})", re.IGNORECASE
)
_COMMON = re.compile(r"/usr/share/common-licenses/[A-Z][A-Za-z0-9]*(?:-[\d.]*\d)?")
_DOCUMENTS = Path("/usr/share/doc")
_SYSTEM = re.compile(r"(lib.+)\.so(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class Part:
    """Something within a component.

    Attributes:
        name: As whoever put it there names it.
        version: Empty where nobody told.
        licence: An SPDX expression.
        holder: Whose it is, as far as it is told.
        text: Its licence, where the component carries it for this part alone.
    """

    name: str
    version: str
    licence: str
    holder: str = ""
    text: str = ""

    @property
    def line(self) -> str:
        """All of it in one line."""
        whose = f", {self.holder}" if self.holder else ""
        return f"{' '.join(filter(None, (self.name, self.version)))}: {self.licence}{whose}"


def runtime_names(extras: Iterable[str]) -> list[str]:
    """The packages that the installed program needs on this system, and what these need in turn.

    Args:
        extras: Of the program, for instance `window`.

    Raises:
        DevError: One of them is not installed.
    """
    found: set[str] = set()
    asked: set[tuple[str, str]] = set()
    waiting = [(_PROGRAM, extra) for extra in ("", *extras)]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in asked:
            continue
        asked.add((name, extra))
        found.add(name)
        for need in _needs(name, extra):
            waiting += [(canonicalize_name(need.name), more) for more in ("", *need.extras)]
    return sorted(found - {_PROGRAM})


def _needs(name: str, extra: str) -> list[Requirement]:
    try:
        texts = metadata.requires(name) or []
    except metadata.PackageNotFoundError as error:
        raise DevError(f"{name} is needed by the program and not installed.") from error
    needs = [Requirement(text) for text in texts]
    return [one for one in needs if one.marker is None or one.marker.evaluate({"extra": extra})]


def parts_of(name: str, installed: metadata.Distribution) -> Iterator[Part]:
    """What is within a wheel: known by hand, or told by the bills of materials that it carries.

    Raises:
        DevError: A part tells no licence, or one that may not go out.
    """
    for row in KNOWN["parts"].get(name, ()):
        refuse(row["name"], row["licence"])
        text = "\n\n".join(standard(row["name"], row["licence"]))
        yield Part(row["name"], "", row["licence"], row["holder"], text)
    for file in installed.files or ():
        if "sboms" in file.parts and file.suffix == ".json":
            bill = json.loads(Path(str(file.locate())).read_text("utf-8"))
            for row in bill.get("components", ()):
                # What is optional is only looked for when the program runs.
                if row.get("scope") != "optional" and row["name"] != name:
                    yield _told(name, row)


def _told(wheel: str, row: dict[str, Any]) -> Part:
    name, version = str(row["name"]), str(row.get("version", ""))
    told = row.get("licenses") or []
    named = [one.get("expression") or _id_of(one.get("license", {})) for one in told]
    licence = " AND ".join(filter(None, named)) or KNOWN["told_without_licence"].get(name, "")
    carried = [one.get("license", {}).get("text", {}) for one in told]
    text = "\n\n".join(_decoded(one) for one in carried if one)
    if text:
        return Part(name, version, licence or "see below", str(row.get("author", "")), text)
    refuse(f"{name} in {wheel}", licence)
    # Told by name here rather than where all texts are put together.
    standard(f"{name} in {wheel}", licence)
    return Part(name, version, licence, str(row.get("author", "")))


def _id_of(licence: dict[str, Any]) -> str:
    named = str(licence.get("id") or licence.get("name") or "")
    return str(KNOWN["meant"].get(named, named))


def _decoded(text: dict[str, str]) -> str:
    content = text.get("content", "")
    if text.get("encoding") == "base64":
        return base64.b64decode(content).decode("utf-8", errors="replace")
    return content


def system_parts(program: Path) -> tuple[Part, ...]:
    """The libraries of the system that a frozen program took along.

    Raises:
        DevError: One may not go out, or nothing is known of it.
    """
    paths = [path.relative_to(program) for path in program.rglob("*") if not path.is_dir()]
    if refused := sorted(str(path) for path in paths if is_left_out(path)):
        raise DevError(f"{', '.join(refused)} may not go out with the program: GPL.")
    of_wheels = {file.name for one in metadata.distributions() for file in one.files or ()}
    found: list[Part] = []
    common: set[str] = set()
    for name in sorted({path.name for path in paths} - of_wheels):
        if match := _SYSTEM.fullmatch(name):
            licence = _of_system(match[1])
            found.append(Part(name, "", licence) if licence else _of_debian(name, common))
    return tuple(found)


def _of_system(library: str) -> str:
    """The licence of a library of the system, whatever version its name bears."""
    known: dict[str, str] = KNOWN["system"]
    named = (one for one in known if re.fullmatch(rf"{re.escape(one)}[\d.-]*", library))
    return known[name] if (name := next(named, "")) else ""


def _of_debian(name: str, common: set[str]) -> Part:
    """A library with what Debian's package says of its licences, which may be several.

    Args:
        name: Of the file.
        common: The texts that many packages only name; those that were given already.

    Raises:
        DevError: It is of no package of this system.
    """
    dpkg = shutil.which("dpkg-query")
    asked = [str(dpkg), "--search", f"*-linux-gnu*/{name}"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout if dpkg else ""
    package = told.partition(":")[0]
    told_by = _DOCUMENTS / package / "copyright"
    if not package or not told_by.is_file():
        raise DevError(f"{name} goes out with the program, and its licence is not known.")
    texts = [told_by.read_text("utf-8", errors="replace")]
    for file in sorted(set(_COMMON.findall(texts[0])) - common):
        common.add(file)
        if Path(file).is_file():
            texts.append(f"{file}\n\n" + Path(file).read_text("utf-8"))
    return Part(name, "", "see below", f"as Debian's package {package} tells", "\n\n".join(texts))


def is_left_out(path: PurePath) -> bool:
    """Whether a file of the system or of Qt is under the GPL alone and has to stay behind."""
    return any(_LEFT_OUT.match(part) for part in path.parts)
