"""What may lie in the project, and what may not stand in its files."""

from __future__ import annotations

import re

from docs.tree import ROOT, project_files, short, source_files, text_of

_TOP_LEVEL = {
    ".ci",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "build",
    "extension",
    "host",
    "pyproject.toml",
    "shared",
    "tests",
}

# Written in two halves, so that this file does not hold what it looks for.
_REGISTRIES = [
    "registry.npm" + "js.org",
    "files.python" + "hosted.org",
    "pypi." + "org/simple",
    "deb." + "debian.org",
]
_MACHINE_PATHS = ["/wo" + "rk/", "/t" + "mp/w/", "/ro" + "ot/"]


def _holding(words: list[str]) -> list[str]:
    return [
        f"{short(path)}: {word}"
        for path in project_files()
        for word in words
        if word in text_of(path)
    ]


def _without_comments(script: str) -> str:
    return re.sub(r"/\*[\s\S]*?\*/|^\s*//.*$", "", script, flags=re.MULTILINE)


def test_the_top_level_is_as_laid_out() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in project_files()}
    assert found == _TOP_LEVEL


def test_the_build_folder_is_no_package() -> None:
    # It would hide the packaging tool of the same name.
    assert not (ROOT / "build" / "__init__.py").exists()


def test_no_registry_is_named() -> None:
    assert _holding(_REGISTRIES) == []


def test_no_path_of_a_machine_is_named() -> None:
    assert _holding(_MACHINE_PATHS) == []


def test_only_the_browser_folder_of_the_extension_names_the_browser() -> None:
    naming = [
        short(path)
        for path in source_files(".js")
        if re.search(r"\b(?:chrome|browser)\.[a-z]", _without_comments(text_of(path)))
        and path.is_relative_to(ROOT / "extension")
    ]
    assert [name for name in naming if not name.startswith("extension/browser/")] == []


def test_no_script_writes_markup_from_text() -> None:
    sinks = r"\.(?:inner|outer)HTML\s*[+]?=|insertAdjacentHTML|document\.write\(|\beval\("
    scripts = [p for p in source_files(".js") if not p.is_relative_to(ROOT / "tests")]
    assert [short(path) for path in scripts if re.search(sinks, text_of(path))] == []


# Beside the one place that writes to a vault: locks, what is handed over or asked for in the clear,
# manifests of the host in the folders of browsers, pipes, and what verify.py, which runs where no
# vault is, gives to openssl.
_WRITERS = {
    "browsers/own_files.py",
    "browsers/register.py",
    "commands/files.py",
    # Sealed copies of a desk, while they are read or go on, and what it makes for a portal.
    "desk/fetching.py",
    "desk/opener.py",
    "desk/portal_form.py",
    "desk/sending_on.py",
    "desk/take_command.py",
    "flows/bundle/files.py",
    "flows/bundle/place.py",
    "flows/doctor/self_test.py",
    "flows/export/write.py",
    "flows/uninstall.py",
    "formats/verify_py/main.py",
    "formats/verify_py/times.py",
    "native/port.py",
    "vault/durable.py",
    "vault/commit.py",
    "viewer/way_in.py",
}


def test_only_one_place_writes_to_a_vault() -> None:
    writes = re.compile(
        r"\.write_(?:bytes|text)\(|\.open\(\"[^\"]*[wax+]|(?<![.\w])open\([^()]*\"[rb]*[wax+]"
        r"|\.unlink\(|\.rmdir\(|\bos\.(?:rename|replace|remove|open)\("
        r"|\bshutil\.(?:copy|move|rmtree)|\b(?:NamedTemporaryFile|TemporaryDirectory|mkdtemp)\("
    )
    package = ROOT / "host" / "keepsake"
    found = {
        path.relative_to(package).as_posix()
        for path in source_files(".py")
        if path.is_relative_to(package) and writes.search(text_of(path))
    }
    assert found == _WRITERS


def test_nothing_is_left_for_later_and_nothing_is_skipped() -> None:
    marks = [r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"mark\.sk" + r"ip", r"pytest\.sk" + r"ip\("]
    marks += [r"Not" + r"ImplementedError", r"@ts-ig" + r"nore"]
    found = [
        f"{short(path)}: {mark}"
        for path in source_files(".py", ".js", ".mjs", ".jsx")
        for mark in marks
        if re.search(mark, text_of(path))
    ]
    assert found == []


def test_an_ignored_type_error_names_its_kind() -> None:
    bare = re.compile(r"#\s*type:\s*ignore(?!\[)")
    mine = "tests/docs/test_tree.py"
    found = [short(p) for p in source_files(".py") if bare.search(text_of(p))]
    assert [name for name in found if name != mine] == []
