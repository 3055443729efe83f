"""Where a clean Debian cannot be made or entered, it is said what is lacking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures import clean_root

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["bwrap", "mmdebstrap"])
def test_it_names_the_program_and_the_right_that_it_needs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for program in ("bwrap", "mmdebstrap", "rm", "sudo"):
        script = tmp_path / "bin" / program
        script.parent.mkdir(exist_ok=True)
        refuses = "echo 'Operation not permitted' >&2; exit 1" if program == name else "exit 0"
        script.write_text(f"#!/bin/sh\n{refuses}\n")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    monkeypatch.setattr(clean_root, "DIST", tmp_path)
    with pytest.raises(AssertionError) as raised, clean_root.clean_root():
        pass
    told = str(raised.value)
    assert told.startswith(f"{name} cannot ")
    assert "--privileged" in told
    assert "Operation not permitted" in told
