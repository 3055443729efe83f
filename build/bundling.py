"""Joins modules of JavaScript into one script by esbuild, unminified: reviewers read it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "build" / "node_modules"
# Edge, Chrome, Firefox and Safari of the last years: an officer's computer is not of this morning.
BROWSERS = "chrome115,edge115,firefox115,safari16.4"


def bundle(entry: Path, *options: str) -> str:
    """One file with everything that `entry` imports, readable, no line ends that HTML would change.

    Raises:
        SystemExit: esbuild is not installed or refuses the sources.
    """
    program = MODULES / ".bin" / ("esbuild.cmd" if sys.platform == "win32" else "esbuild")
    esbuild = str(program) if program.exists() else shutil.which("esbuild")
    if esbuild is None:
        raise SystemExit("esbuild is missing: run python3 build/dev.py setup")
    command = [esbuild, str(entry), "--bundle", *(options or ("--format=iife",))]
    command += [f"--target={BROWSERS}", "--charset=utf8", "--legal-comments=inline"]
    command += ["--log-level=warning"]
    environment = {**os.environ, "NODE_PATH": str(MODULES)}
    # It names each source from where it runs: the same bytes wherever the build was started.
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode != 0 or done.stderr:
        raise SystemExit(done.stderr)
    if "\r" in done.stdout:
        raise SystemExit(f"{entry.name}: holds a carriage return")
    return done.stdout


def made_of(entry: Path) -> list[str]:
    """Paths of all that goes into the bundle of `entry`, as esbuild names them.

    Raises:
        SystemExit: As `bundle`.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.json"
        bundle(entry, "--format=esm", f"--metafile={made}", f"--outfile={folder}/made.js")
        return list(json.loads(made.read_text(encoding="utf-8"))["inputs"])
