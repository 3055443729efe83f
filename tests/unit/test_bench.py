"""How figures are taken and shown; the figures themselves are `build/dev.py bench`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench import measure, run

if TYPE_CHECKING:
    import pytest

PEER = Path(__file__).parents[1] / "bench" / "peer"


def test_runs_go_in_turns_and_the_first_is_not_counted() -> None:
    order: list[str] = []
    values = iter([900.0, 1.0, 5.0, 3.0])

    def ours() -> float:
        order.append("ours")
        return next(values)

    def peer() -> float:
        order.append("peer")
        return float(len(order))

    assert measure.in_turns(3, ours, peer) == (3.0, 6.0)
    assert order == ["ours", "peer"] * 4


def test_table_shows_ratio_and_meaning() -> None:
    figure = measure.Figure("start", 30.0, 20.0, "ms", 5, False, "what it means.")
    text = measure.table([figure])
    assert "1.50" in text
    assert "low" in text
    assert text.endswith("start: what it means.")


def test_figures_without_a_browser_are_taken_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "figures.json"
    assert run.main(["--only", "host", "--runs", "1", "--json", str(file)]) == 0
    figures = json.loads(file.read_text())["figures"]
    assert [figure["name"] for figure in figures] == [
        "host start",
        "host start, lock held",
        "seal, in memory",
        "seal, durable",
        "small tiles, written",
    ]
    assert figures[-1]["ratio"] <= 1.2
    assert all(figure["ratio"] == figure["ours"] / figure["peer"] > 0 for figure in figures)
    assert "host start" in capsys.readouterr().out


def test_figures_of_a_small_vault_are_all_taken() -> None:
    assert run.main(["--only", "vault", "--runs", "1", "--captures", "12"]) == 0


def test_bare_host_answers_and_keeps(tmp_path: Path) -> None:
    frames = [
        b'{"type":"hello"}',
        b'{"type":"part","part":1}',
        b'{"type":"picture","data":"data:image/png;base64,aGVsbG8="}',
        b'{"type":"chunk","data":"AAAA"}',
    ]
    sent = b"".join(len(frame).to_bytes(4, sys.byteorder) + frame for frame in frames)
    command = [sys.executable, PEER / "host.py"]
    done = subprocess.run(
        command, input=sent, capture_output=True, check=True, env={"BENCH_FOLDER": str(tmp_path)}
    )
    answer = b'{"type":"ack"}'
    assert done.stdout == (len(answer).to_bytes(4, sys.byteorder) + answer) * 2
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"hello"]
