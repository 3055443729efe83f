"""Man page and completions are made from the parser: whatever it knows, they know."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

import shell
from keepsake.catalogue import LANGUAGES, table
from keepsake.commands.parser import build

if TYPE_CHECKING:
    from pathlib import Path

PARSER = build(table("cli", "en"))
OPTIONS = {
    name: sorted({o for a in command._actions for o in a.option_strings if o.startswith("--")})
    for name, command in shell.commands(PARSER).items()
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_man_page_has_every_command_and_option_and_says_what_each_is(language: str) -> None:
    page = shell.man_page(language)
    sections = dict(part.split('"\n', 1) for part in page.split('.SS "keepsake ')[1:])
    assert list(sections) == list(OPTIONS)
    for name, options in OPTIONS.items():
        for option in set(options) - {"--help"}:
            assert option.replace("-", "\\-") in sections[name], (name, option)
    words = table("cli", language)
    for text in (words["about"], words["export.folder"], words["man.exit.text"]):
        assert text.replace("-", "\\-").replace("'", "\\(aq") in page


def test_nothing_in_the_man_page_is_taken_for_a_request() -> None:
    known = (".TH ", ".SH ", ".SS ", ".TP")
    for language in LANGUAGES:
        odd = [
            line
            for line in shell.man_page(language).splitlines()
            if line.startswith((".", "'")) and not line.startswith(known)
        ]
        assert odd == []


@pytest.mark.parametrize("name", shell.SHELLS)
def test_every_shell_knows_every_command_and_option(name: str) -> None:
    script = shell.completion(name)
    for command, options in OPTIONS.items():
        assert command in script
        for option in options:
            # fish names options without their hyphens.
            assert (option if name != "fish" else f"-l {option[2:]}") in script, (command, option)


def _completed(script: Path, *words: str) -> list[str]:
    """What bash offers for the last word."""
    line = " ".join(words)
    asked = f"""
      compopt() {{ :; }}
      source {script}
      COMP_WORDS=({" ".join(f"'{word}'" for word in words)})
      COMP_CWORD={len(words) - 1} COMP_LINE='{line}' COMP_POINT={len(line)}
      made=$(complete -p keepsake | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
      $made keepsake '{words[-1]}' '{words[-2]}'
      printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_completes_commands_options_and_files(tmp_path: Path) -> None:
    script = tmp_path / "keepsake.bash"
    script.write_text(shell.completion("bash"), encoding="utf-8")
    assert _completed(script, "keepsake", "ex") == ["export"]
    offered = _completed(script, "keepsake", "export", "--rec")
    assert sorted(offered) == [one for one in OPTIONS["export"] if one.startswith("--rec")]
    assert len(offered) > 2
    (tmp_path / "letter.pdf").touch()
    assert _completed(script, "keepsake", "add", f"{tmp_path}/let") == [f"{tmp_path}/letter.pdf"]
    assert _completed(script, "keepsake", "backup", f"{tmp_path}/let") == [], "no folder"


def test_all_that_packages_take_is_written() -> None:
    assert list(shell.written()) == list(shell.PLACES)
    assert set(shell.SHELLS.values()) < set(shell.PLACES)
