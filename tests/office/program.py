"""LibreOffice, where it is there: half a gigabyte that no test set-up installs."""

from __future__ import annotations

import shutil

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
LEFT_OUT = "left out: tests/office, lists opened by LibreOffice (soffice is not on this computer)"
