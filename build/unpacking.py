"""Runs at each start of the frozen program: unpacks a library in memory when it is first wanted.

The library that sets papers is nearly half of the program, and most starts set none. Packed it
takes a third of the room; whoever sets papers waits the better part of a second, once. Nothing is
written to the disk.
"""

from __future__ import annotations

import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

PACKED = {"typst._typst": "typst/_typst.xz"}
"""Modules, and where each lies in the program."""


class _Unpacking(ExtensionFileLoader):
    def create_module(self, spec: ModuleSpec) -> ModuleType:
        # Imported here: most starts unpack nothing.
        import lzma

        handle = os.memfd_create(spec.name)
        try:
            with lzma.open(self.path) as packed, os.fdopen(handle, "wb", closefd=False) as file:
                while piece := packed.read(1 << 20):
                    file.write(piece)
            spec.origin = f"/proc/self/fd/{handle}"
            return super().create_module(spec)
        finally:
            os.close(handle)


class _Packed(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if fullname not in PACKED:
            return None
        file = str(Path(getattr(sys, "_MEIPASS", ""), PACKED[fullname]))
        return ModuleSpec(fullname, _Unpacking(fullname, file), origin=file)


if getattr(sys, "frozen", False):
    sys.meta_path.insert(0, _Packed())
