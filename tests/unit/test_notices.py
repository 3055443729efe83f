"""Whatever of others goes out carries its licence in full: the frozen program, the opened page."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

import notices
from dev_base import DevError
from dev_python import BASE, WINDOW
from keepsake.shared import product_path

if TYPE_CHECKING:
    from pathlib import Path


def test_every_package_of_the_frozen_program_has_a_licence_in_full(tmp_path: Path) -> None:
    target = tmp_path / "THIRD-PARTY-NOTICES.txt"
    assert notices.main([str(target), str(BASE), str(WINDOW)]) == 0
    text = target.read_text("utf-8")
    for name in (
        "Python",
        "cryptography",
        "sqlcipher3",
        "pyrage",
        "waitress",
        "pillow",
        "pypdfium2",
    ):
        assert re.search(rf"^{name} \d", text, re.MULTILINE), name
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in text
    # These bring no file of their own, and the licence wants its text to go along.
    assert re.search(r"^pyside6-essentials \d", text, re.MULTILINE)
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    # Its own licence is another than that of the libraries in it, of which it has only the name.
    (heif,) = re.findall(r"^pi-heif \d.*?(?=\n={20,}\n\S+ \d|\Z)", text, re.MULTILINE | re.DOTALL)
    assert "Redistribution and use in source and binary forms" in heif
    assert "libde265" in heif
    for words in ("GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE"):
        assert words in heif
    assert "GNU GENERAL PUBLIC LICENSE" in text


def test_the_opened_page_carries_the_licences_of_what_it_is_made_of() -> None:
    page = (product_path("reader") / "OPEN-ME.html").read_text("utf-8")
    found = re.search(r'<script type="text/plain" id="notices">([^<]*)</script>', page)
    assert found is not None
    text = html.unescape(found[1])
    for name in ("age-encryption", "@noble/ciphers", "@noble/curves", "@noble/hashes", "asn1js"):
        assert re.search(rf"^{re.escape(name)} \d", text, re.MULTILINE), name
    assert text.count("THE SOFTWARE IS PROVIDED") >= 3


def test_a_package_without_any_known_licence_is_not_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "nameless-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: nameless\nVersion: 1.0\n")
    (folder / "RECORD").write_text("nameless-1.0.dist-info/METADATA,,\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        with pytest.raises(DevError, match="nameless"):
            notices.python_components(["nameless"])
