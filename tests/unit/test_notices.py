"""Whatever of others goes out carries its licence in full: the frozen program, the opened page."""

from __future__ import annotations

import html
import re
from importlib import metadata
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from PIL import features

import licences
import notices
import notices_parts
from dev_base import DevError
from docs.tree import ROOT
from extension import BUNDLES, LIBRARIES, TARGETS
from keepsake.shared import product_path

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The notices of a program with its window, which has the opened page in it."""
    program = tmp_path_factory.mktemp("program")
    page = product_path("reader") / "OPEN-ME.html"
    (program / "OPEN-ME.html").write_bytes(page.read_bytes())
    assert notices.main([str(program), "window"]) == 0
    return (program / notices.FILE).read_text("utf-8")


def _section(text: str, name: str) -> str:
    """What is said of one component, with its heading."""
    rule = "=" * 20
    form = rf"^{re.escape(name)} \d.*?(?=\n{rule}={{1,}}\n\S[^\n]*\n|\Z)"
    (found,) = re.findall(form, text, re.MULTILINE | re.DOTALL)
    return str(found)


def test_every_package_of_the_frozen_program_has_a_licence_in_full(text: str) -> None:
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


def test_everything_that_the_program_needs_is_named(text: str) -> None:
    names = notices_parts.runtime_names(["window"])
    wanted = {
        Requirement(line).name.lower()
        for line in metadata.requires("keepsake") or []
        if (marker := Requirement(line).marker) is None or marker.evaluate({"extra": "window"})
    }
    assert wanted <= set(names)
    # Asked for by others only.
    assert {"jinja2", "markupsafe", "cffi", "shiboken6"} <= set(names)
    for one in notices.python_components(names):
        assert one.licence
        assert max(map(len, one.texts)) > 200, one.name
        assert f"\n{one.name} {one.version}\n{one.licence}\n" in text
        assert [part for part in one.parts if part.line not in text] == []


def test_what_is_within_wheels_is_named_with_its_licence(text: str) -> None:
    for name, parts, words in (
        ("sqlcipher3", ("SQLCipher: BSD-3-Clause", "OpenSSL: Apache-2.0"), "Apache License"),
        ("typst", ("Libertinus Serif: OFL-1.1", "DejaVu Sans Mono"), "SIL OPEN FONT LICENSE"),
        ("pyside6-essentials", ("Qt: LGPL-3.0-only",), "GNU LESSER GENERAL PUBLIC LICENSE"),
    ):
        found = _section(text, name)
        assert [part for part in parts if part not in found] == []
        assert words in found
    # Rust libraries, of which the wheels themselves tell.
    assert re.search(r"^  age \d\S*: MIT OR Apache-2.0", _section(text, "pyrage"), re.MULTILINE)
    assert "Unicode License V3".lower() in text.lower()


def test_what_is_under_the_lesser_licence_says_how_it_is_replaced(text: str) -> None:
    for name in ("pi-heif", "pyside6-addons", "pyside6-essentials", "shiboken6"):
        assert "They may be replaced by others" in _section(text, name), name


def test_every_package_within_the_opened_page_is_named_here_too(text: str) -> None:
    for name in ("age-encryption", "@noble/ciphers", "@noble/curves", "@noble/hashes", "asn1js"):
        assert re.search(rf"^{re.escape(name)} \d", text, re.MULTILINE), name


def test_the_opened_page_carries_the_licences_of_what_it_is_made_of() -> None:
    page = (product_path("reader") / "OPEN-ME.html").read_text("utf-8")
    found = re.search(r'<script type="text/plain" id="notices">([^<]*)</script>', page)
    assert found is not None
    text = html.unescape(found[1])
    for name in ("age-encryption", "@noble/ciphers", "@noble/curves", "@noble/hashes", "asn1js"):
        assert re.search(rf"^{re.escape(name)} \d", text, re.MULTILINE), name
    assert text.count("THE SOFTWARE IS PROVIDED") >= 3


def test_the_extension_carries_the_licences_of_the_one_library_in_it() -> None:
    """Every other script is one of the project, or is joined of such, named where it begins."""
    for target in TARGETS:
        built = product_path(target)
        scripts = {path.relative_to(built).as_posix() for path in built.rglob("*.js")}
        assert scripts > {*BUNDLES, *LIBRARIES}
        licences = (built / notices.FILE).read_text(encoding="utf-8")
        for name in ("age-encryption", "@noble/ciphers", "@noble/curves", "@noble/hashes"):
            assert re.search(rf"^{re.escape(name)} \d", licences, re.MULTILINE), name
        copied = scripts - {*BUNDLES, *LIBRARIES}
        assert [path for path in copied if not (ROOT / "extension" / path).is_file()] == []
        for name, entry in BUNDLES.items():
            text = (built / name).read_text(encoding="utf-8")
            sources = re.findall(r"^ {2}// (\S+\.\w+)$", text, re.MULTILINE)
            assert f"extension/{entry}" in sources
            others = [path for path in sources if not path.startswith("extension/")]
            assert others == []
            assert [path for path in sources if not (ROOT / path).is_file()] == []


def test_a_package_without_any_known_licence_is_not_passed_over(tmp_path: Path) -> None:
    _install(tmp_path, "nameless", "")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        with pytest.raises(DevError, match="nameless"):
            notices.python_components(["nameless"])


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "GPL-2.0-only AND MIT"])
def test_a_package_under_the_gpl_does_not_go_out(tmp_path: Path, licence: str) -> None:
    _install(tmp_path, "infectious", f"License-Expression: {licence}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        with pytest.raises(DevError, match="infectious may not go out"):
            notices.python_components(["infectious"])


def test_a_choice_an_exception_and_the_lesser_licence_may_go_out() -> None:
    for licence in ("Apache-2.0 OR GPL-2.0-only", "LGPL-3.0-or-later"):
        licences.refuse("it", licence)
    licences.refuse("it", "GPL-3.0-or-later WITH GCC-exception-3.1")
    assert len(licences.standard("it", "GPL-3.0-or-later WITH GCC-exception-3.1")) == 2


def test_a_package_that_is_needed_and_missing_is_named() -> None:
    with pytest.raises(DevError, match="nobody-has-this"):
        notices.python_components(["nobody-has-this"])


def test_what_pillow_only_looks_for_is_not_there() -> None:
    # Its bill of materials names it as optional; it is under the GPL.
    assert not features.check("libimagequant")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("libreadline.so.8", "GPL"),
        ("libQt6Charts.so.6", "GPL"),
        ("libqtvirtualkeyboardplugin.so", "GPL"),
        ("libodd.so.1", "not known"),
    ],
)
def test_a_library_that_may_not_go_out_or_is_not_known_is_refused_by_name(
    tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / "_internal").mkdir()
    (tmp_path / "_internal" / name).touch()
    with pytest.raises(DevError, match=rf"{re.escape(name)}.*{words}"):
        notices_parts.system_parts(tmp_path)


def test_other_libraries_of_the_system_bring_what_their_package_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tmp_path / "bin" / "dpkg-query"
    asked.parent.mkdir()
    asked.write_text("#!/bin/sh\necho 'libodd1:amd64: /usr/lib/x86_64-linux-gnu/libodd.so.1'\n")
    asked.chmod(0o755)
    told = tmp_path / "doc" / "libodd1" / "copyright"
    told.parent.mkdir(parents=True)
    told.write_text("Odd and free.\n")
    monkeypatch.setenv("PATH", str(asked.parent), prepend=":")
    monkeypatch.setattr(notices_parts, "_DOCUMENTS", tmp_path / "doc")
    program = tmp_path / "program"
    program.mkdir()
    (program / "libodd.so.1").touch()
    (part,) = notices_parts.system_parts(program)
    assert part.line == "libodd.so.1: see below, as Debian's package libodd1 tells"
    assert part.text == "Odd and free.\n"


def _install(folder: Path, name: str, fields: str) -> None:
    """Makes a package look installed in a folder."""
    metadata_folder = folder / f"{name}-1.0.dist-info"
    metadata_folder.mkdir()
    head = f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n"
    (metadata_folder / "METADATA").write_text(head + fields)
    (metadata_folder / "RECORD").write_text(f"{name}-1.0.dist-info/METADATA,,\n")
