"""Archives that are the same bytes each time: sorted, of one time, one owner and fixed rights."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_RIGHTS = {True: 0o755, False: 0o644}


@dataclass(frozen=True, slots=True)
class Member:
    """A file within an archive.

    Attributes:
        name: Its path there, with `/`.
        content: Its bytes; of a link, where that leads.
        executable: Whether it is a program.
        link: Whether it is a symbolic link.
    """

    name: str
    content: bytes
    executable: bool = False
    link: bool = False


def members_of(folder: Path, under: str = "") -> list[Member]:
    """Everything in a folder, links kept as links.

    Args:
        folder: The folder.
        under: The folder in the archive that holds it.
    """
    paths = [path for path in folder.rglob("*") if path.is_symlink() or path.is_file()]
    return [_member(path, str(Path(under) / path.relative_to(folder))) for path in paths]


def write_tar(path: Path, members: Iterable[Member], epoch: int) -> None:
    """Writes a `.tar.gz` whose bytes depend on the members and the time alone.

    Args:
        path: The file to write.
        members: What goes in, in any order.
        epoch: The time that each bears.
    """
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=epoch) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for member in _sorted(members):
            info = tarfile.TarInfo(member.name)
            info.mtime, info.uname, info.gname = epoch, "root", "root"
            info.mode = 0o777 if member.link else _RIGHTS[member.executable]
            if member.link:
                info.type, info.linkname = tarfile.SYMTYPE, member.content.decode()
                archive.addfile(info)
            else:
                info.size = len(member.content)
                archive.addfile(info, io.BytesIO(member.content))


def write_zip(path: Path, members: Iterable[Member], epoch: int) -> None:
    """Writes a ZIP in the same way.

    Args:
        path: The file to write.
        members: What goes in, in any order; no links.
        epoch: The time that each bears.
    """
    moment = time.gmtime(epoch)[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for member in _sorted(members):
            info = zipfile.ZipInfo(member.name, moment)
            info.create_system = 3  # Unix, wherever it is made: the rights are its
            info.external_attr = (0o100000 | _RIGHTS[member.executable]) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, member.content)


def _sorted(members: Iterable[Member]) -> list[Member]:
    return sorted(members, key=lambda member: member.name.encode())


def _member(path: Path, name: str) -> Member:
    name = name.replace("\\", "/")
    if path.is_symlink():
        return Member(name, os.fsencode(path.readlink()), link=True)
    return Member(name, path.read_bytes(), executable=os.access(path, os.X_OK))
