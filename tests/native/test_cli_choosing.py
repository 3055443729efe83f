"""Choosing a passphrase at a real terminal: what forgetting it means is said before, not after."""

from __future__ import annotations

import os
import pty
import re
import select
import time
from typing import TYPE_CHECKING

from native.client import environment

if TYPE_CHECKING:
    from native.program import Cli

STRONG = "harbour violin copper meadow otter plum"
WEAK = "harbour violin copper meadow"


class Terminal:
    """The program at a terminal of its own; what it says, and typing after each question."""

    def __init__(self, cli: Cli, *arguments: str, **more: str) -> None:
        program, variables = str(cli.script), environment(cli.vault, **more)
        self.said = ""
        self._child, self._end = pty.fork()
        if self._child == 0:
            os.execve(program, [program, *arguments], variables)  # noqa: S606 - a terminal, no shell

    def answer(self, question: str, text: str) -> None:
        """Types a line once the question stands there and nobody can see what is typed."""
        start = len(self.said)
        self._until(lambda: question in self.said[start:])
        time.sleep(0.05)
        os.write(self._end, f"{text}\n".encode())

    def end(self) -> int:
        """Its exit code, once it has said everything."""
        self._until(lambda: False)
        os.close(self._end)
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])

    def _until(self, enough: object) -> None:
        assert callable(enough)
        while not enough():
            ready, _, _ = select.select([self._end], [], [], 60)
            assert ready, self.said
            try:
                data = os.read(self._end, 4096)
            except OSError:
                return  # how Linux tells that the other side is closed
            if not data:
                return
            self.said += data.decode()


def test_it_is_said_first_that_nobody_can_help_and_the_strength_of_each_try(cli: Cli) -> None:
    terminal = Terminal(cli, "init")
    terminal.answer("New passphrase:", WEAK)
    assert terminal.said.index("nobody can open") < terminal.said.index("New passphrase:")
    terminal.answer("New passphrase:", STRONG)
    terminal.answer("again:", STRONG)
    assert terminal.end() == 0, terminal.said
    assert terminal.said.index("too easy to guess") < terminal.said.index("That is strong.")
    assert "--new-code" in terminal.said
    assert STRONG not in terminal.said
    secret = cli.folder / "secret"
    secret.write_text(STRONG)
    assert cli.data("list", "--passphrase-file", str(secret))["captures"] == []


def test_the_suggestion_is_taken_with_enter_and_typed_once(cli: Cli) -> None:
    terminal = Terminal(cli, "init", KEEPSAKE_LANGUAGE="fr")
    terminal.answer("Nouvelle phrase secrète", "")
    found = re.search(r"celle-ci : (\S+)", terminal.said)
    assert found
    assert len(found[1].split("-")) == 7
    terminal.answer("Tapez-la de nouveau", found[1])
    assert terminal.end() == 0, terminal.said
    assert "C’est solide." in terminal.said


def test_three_weak_ones_or_two_that_differ_change_nothing(cli: Cli) -> None:
    terminal = Terminal(cli, "init")
    for _ in range(3):
        terminal.answer("New passphrase:", WEAK)
    assert terminal.end() == 1
    assert "51 passphrase_weak" in terminal.said
    terminal = Terminal(cli, "init")
    terminal.answer("New passphrase:", STRONG)
    terminal.answer("again:", STRONG + "s")
    assert terminal.end() == 64
    assert not (cli.vault / "identity.age").exists()
