"""Builds what is published twice, in other surroundings each time, and says which bytes differ.

Other are: the folder and the length of its name, the umask, the zone, the language, the seed of
hashes, the times of all files, and the clock. What differs all the same is named, with its reason,
in differences.toml.

Usage: .venv/bin/python build/reproducible.py [--program]
"""

from __future__ import annotations

import fnmatch
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dev_base import BUILD, MODULES, PYTHON, ROOT, STAMPS, VENV, DevError, say

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = BUILD / "differences.toml"
_EPOCH = "1796000000"
# The times in a ZIP have steps of two seconds.
_APART_SECONDS = 2.1
# What is built from; the tests go into the source distribution alone.
# What joins scripts, what is joined into them, and the texts of licences.
_PACKAGES = (
    "esbuild",
    "age-encryption",
    "asn1js",
    "spdx-license-list",
    "@expo-google-fonts",
    "@embedpdf",
)
_SOURCES = ("build", "extension", "host", "shared")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where and how something is built.

    Attributes:
        folder: Of the copy, below a temporary one.
        umask: Of the process.
        zone: Its time zone.
        language: Its language.
        seed: Of Python's hashes.
        touched: When all files of the copy were changed, seconds since 1970.
    """

    folder: str
    umask: int
    zone: str
    language: str
    seed: str
    touched: int

    @property
    def variables(self) -> dict[str, str]:
        """What the environment says of it."""
        return {
            "TZ": self.zone,
            "LC_ALL": self.language,
            "PYTHONHASHSEED": self.seed,
            "SOURCE_DATE_EPOCH": _EPOCH,
        }


ONE = Surroundings("one", 0o022, "UTC", "C.UTF-8", "1", 1_000_000_000)
OTHER = Surroundings(
    "another place/of another length", 0o077, "America/St_Johns", "C", "2", 1_700_000_000
)


def copy(into: Path, how: Surroundings, folders: tuple[str, ...] = _SOURCES) -> None:
    """Copies the sources as version control has them, with the packages that are installed here.

    Args:
        into: A folder that is not there yet.
        how: When the files were changed, and by whom they may be read.
        folders: The folders that are copied, beside the files that lie on top.
    """
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, sorted(set(told.split("\0")))):
        if name.partition("/")[0] in folders or "/" not in name:
            to = into / name
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to)
            to.chmod((0o777 if os.access(ROOT / name, os.X_OK) else 0o666) & ~how.umask)
            os.utime(to, (how.touched, how.touched))
    # No link to the folder: esbuild would name what it joins by where that leads.
    for name in sorted(_with_needs(_PACKAGES)):
        place = into / "build" / "node_modules" / name
        shutil.copytree(MODULES / name, place, symlinks=True, copy_function=_link)
    tools = into / "build" / "node_modules" / ".bin"
    tools.mkdir()
    (tools / "esbuild").symlink_to("../esbuild/bin/esbuild")
    # A folder of its own: what is done there must not count as done here.
    (into / ".venv").mkdir()
    for part in VENV.iterdir():
        if part != STAMPS:
            (into / ".venv" / part.name).symlink_to(part)


def _with_needs(names: tuple[str, ...]) -> set[str]:
    """These packages of npm and all that they need, as far as it is installed."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found and (MODULES / name).is_dir():
            found.add(name)
            described = MODULES / name / "package.json"
            if not described.is_file():
                continue  # a folder of packages of one maker, that need nothing
            told = json.loads(described.read_text("utf-8"))
            waiting += [*told.get("dependencies", {}), *told.get("optionalDependencies", {})]
    return found


def _link(source: str, to: str) -> None:
    try:
        os.link(source, to)
    except OSError:  # another disk
        shutil.copy(source, to)


def make(place: Path, how: Surroundings, *, program: bool) -> Path:
    """Builds in a copy, and gives the folder with what was made.

    Args:
        place: The copy.
        how: In which surroundings.
        program: Whether the program is frozen and packed as well, which takes minutes.

    Raises:
        DevError: A step did not succeed.
    """
    steps: list[list[str]] = [
        ["extension.py"],
        ["reader.py"],
        ["fonts.py"],
        ["validation.py"],
        ["shell.py"],
        ["reproducible.py", "--here"],
    ]
    if program:
        steps[-1:] = [["-c", "from dev_package import build_packages; build_packages()"]]
    paths = os.pathsep.join(str(place / name) for name in ("build", "host"))
    variables = {**os.environ, **how.variables, "PYTHONPATH": paths, "HOME": str(place)}
    variables.pop("KEEPSAKE_AUTHORITIES", None)
    for step in steps:
        done = subprocess.run(
            [str(place / PYTHON.relative_to(ROOT)), *step],
            cwd=place / "build",
            env=variables,
            umask=how.umask,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise DevError(f"{step} did not work in {place}:\n{done.stdout}{done.stderr}")
    return place / "dist"


def here() -> None:
    """Makes in this checkout what needs no frozen program."""
    from packages import sbom, verifiers
    from packages.release import this_release

    release = this_release()
    for folder in (release.folder, release.program):
        folder.mkdir(parents=True, exist_ok=True)
    for made in (verifiers, sbom):
        made.make(release)
    command = [str(PYTHON), "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*command, str(release.folder)], cwd=ROOT, check=True)


def differences(one: Path, other: Path) -> list[str]:
    """The files that are not the same in two folders, and of archives what is not, after a "!"."""
    found = []
    for name in sorted(_files(one) | _files(other)):
        first, second = one / name, other / name
        if not (first.is_file() and second.is_file()):
            found.append(f"{name} (in one alone)")
        elif first.read_bytes() != second.read_bytes():
            within = [f"{name}!{part}" for part in _within(first, second)]
            found += within or [name]
    return found


def _files(folder: Path) -> set[str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in paths if ".work" not in path.parts}


def _within(one: Path, other: Path) -> list[str]:
    members = [dict(_members(path)) for path in (one, other)]
    return sorted(name for name in members[0].keys() | members[1].keys() if _unlike(members, name))


def _unlike(members: list[dict[str, object]], name: str) -> bool:
    return members[0].get(name) != members[1].get(name)


def _members(path: Path) -> Iterator[tuple[str, object]]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                yield info.filename, (info.date_time, info.external_attr, archive.read(info))
    elif path.name.endswith(".tar.gz"):
        with tarfile.open(path) as archive:
            for member in archive:
                file = archive.extractfile(member)
                yield member.name, (member.mtime, member.mode, file.read() if file else b"")


def unexplained(found: list[str], *, program: bool) -> list[str]:
    """What differs without a reason, and what has a reason and does not differ.

    Args:
        found: From `differences`.
        program: Whether the program was frozen.
    """
    rows = tomllib.loads(TABLE.read_text("utf-8"))["difference"]
    rows = [row for row in rows if program or not row.get("program")]
    without = [
        name for name in found if not any(fnmatch.fnmatchcase(name, row["file"]) for row in rows)
    ]
    idle = [row["file"] for row in rows if not fnmatch.filter(found, row["file"])]
    return [f"differs: {name}" for name in without] + [f"does not differ: {name}" for name in idle]


def twice(folder: Path, *, program: bool) -> list[str]:
    """Builds twice below a folder, and gives what is not as the table says.

    Raises:
        DevError: A build did not succeed.
    """
    made = []
    for how in (ONE, OTHER):
        place = folder / how.folder
        copy(place, how, (*_SOURCES, "tests") if program else _SOURCES)
        made.append(make(place, how, program=program))
        time.sleep(_APART_SECONDS)
    found = differences(*made)
    for name in found:
        say(f"  differs: {name}")
    say(f"{len(_files(made[0]))} files were made twice.")
    return unexplained(found, program=program)


def main() -> int:
    """Builds twice, and ends with 1 where something differs that has no reason."""
    if sys.argv[1:] == ["--here"]:
        here()
        return 0
    with tempfile.TemporaryDirectory(prefix="reproducible-") as folder:
        try:
            wrong = twice(Path(folder), program="--program" in sys.argv)
        except DevError as problem:
            say(f"\n{problem}")
            return 1
    for line in wrong:
        say(f"NOT AS THE TABLE SAYS: {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
