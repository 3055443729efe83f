"""The bill of materials: what others made that goes out with the program, as CycloneDX 1.6.

It says what THIRD-PARTY-NOTICES.txt says, to programs instead of people, and from the same rows.
"""

from __future__ import annotations

import json
import platform
import re
import sys
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bundling import bundle
from dev_base import MODULES, ROOT
from extension import BUNDLES
from licences import KNOWN, ids
from notices import fonts, interpreter, loader, page_components, python_components
from notices_parts import runtime_names, system_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from notices import Component
    from notices_parts import Part
    from packages.release import Release

Json = dict[str, Any]
UNNAMED = "see below"  # as the notices have it where only a text tells the licence
_SYSTEMS = {"linux": "linux", "darwin": "macos", "win32": "windows"}
# What this project's own scripts are joined from, with everything of others that is in them.
_SCRIPTS = (
    ROOT / "host" / "keepsake" / "bundle_reader" / "js" / "main.js",
    *(ROOT / "extension" / entry for entry in BUNDLES.values()),
)


def name_of(version: str) -> str:
    """The file for what is frozen on this system."""
    return f"keepsake-{version}-{_SYSTEMS[sys.platform]}-{platform.machine().lower()}.cdx.json"


def make(release: Release) -> list[Path]:
    """Writes the bill of the frozen program, its pages and its add-ons.

    Raises:
        DevError: Something has no licence, or one that may not go out.
    """
    path = release.folder / name_of(release.version)
    listed = [*_python(), *_npm(), *_system(release.program)]
    told = json.dumps(bill(release.version, release.epoch, listed), indent=1, ensure_ascii=False)
    path.write_text(told + "\n", "utf-8", newline="\n")
    return [path]


def bill(version: str, epoch: int, listed: list[Json]) -> Json:
    """The whole document; the same for the same components.

    Args:
        version: Of the program.
        epoch: Seconds since 1970 that it names as its time.
        listed: The components.
    """
    listed = sorted(listed, key=lambda one: (one["name"].lower(), one.get("version", "")))
    root = f"pkg:generic/keepsake@{version}"
    program = {
        "type": "application",
        "bom-ref": root,
        "name": "keepsake",
        "version": version,
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([root, epoch, listed], sort_keys=True))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": program,
        },
        "components": listed,
        "dependencies": [{"ref": root, "dependsOn": [one["bom-ref"] for one in listed]}],
    }


def component(one: Component, kind: str) -> Json:
    """A row of the notices as a component.

    Args:
        one: The row.
        kind: Of its package URL: `pypi`, `npm` or `generic`.
    """
    name = one.name.replace("@", "%40") if kind == "npm" else re.sub(r"\s+", "-", one.name.lower())
    url = f"pkg:{kind}/{name}@{one.version}"
    told: Json = {
        "type": "library",
        "bom-ref": url,
        "name": one.name,
        "version": one.version,
        "purl": url,
        "licenses": _licences(one.licence, one.texts),
    }
    if one.parts:
        parts = [_part(part, url) for part in one.parts]
        told["components"] = list({part["bom-ref"]: part for part in parts}.values())
    return told


def _part(part: Part, within: str) -> Json:
    told: Json = {
        "type": "library",
        "bom-ref": f"{within}#{part.name}@{part.version}",
        "name": part.name,
        "licenses": _licences(part.licence, (part.text,)),
    }
    if part.version:
        told["version"] = part.version
    if part.holder:
        told["copyright"] = part.holder
    return told


def _licences(licence: str, texts: tuple[str, ...]) -> list[Json]:
    """As the standard wants it: an id of the list, an expression of such, words, or the text."""
    if licence == UNNAMED:
        content = "\n\n".join(texts)
        return [{"license": {"name": "as its text says", "text": {"content": content}}}]
    meant = KNOWN["meant"].get(licence, licence) or licence
    names = ids(meant)
    known = [name for name in names if _is_listed(name)]
    if names == [meant] and known:
        return [{"license": {"id": meant}}]
    if names and len(known) == len(names) and ";" not in meant:
        return [{"expression": meant}]
    return [{"license": {"name": meant}}]


def _is_listed(name: str) -> bool:
    # The list has exceptions apart, and no folder of them here.
    listed = (MODULES / "spdx-license-list" / "licenses" / f"{name}.json").is_file()
    return listed or name in KNOWN["exceptions"] or name == "Bootloader-exception"


def _python() -> Iterable[Json]:
    yield component(interpreter(), "generic")
    for one in (loader(), *fonts()):
        yield component(one, "generic")
    for one in python_components(runtime_names(())):
        yield component(one, "pypi")


def _npm() -> Iterable[Json]:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.json"
        inputs: set[str] = set()
        for script in _SCRIPTS:
            bundle(script, "--format=iife", f"--metafile={made}", f"--outfile={folder}/made.js")
            inputs |= set(json.loads(made.read_text("utf-8"))["inputs"])
    return [component(one, "npm") for one in page_components(inputs)]


def _system(program: Path) -> Iterable[Json]:
    return [_part(part, "pkg:generic/libraries-of-the-system") for part in system_parts(program)]
