"""Figures of large vaults: adding, opening, searching, checking, each beside a peer or a limit."""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage

from bench import vault_check
from bench.measure import Figure, apart, in_turns, seconds
from bench.vaults import Contents, keep_one, vault_of
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.vault import access
from keepsake.vault.index import Index
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from keepsake.viewer.unlocked_session import UnlockedSession

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from keepsake.vault.handle import Vault
    from keepsake.vault.unlocked import Unlocked

SMALL = 10
FIRST_SCREEN_MS = 1000.0
SEARCH_MS = 30.0
QUERIES = 200
_HOST = "127.0.0.1:8000"


def figures(sizes: Sequence[int], runs: int, say: Callable[[str], None]) -> list[Figure]:
    """All figures for each size, against the smallest vault, a limit, or a peer.

    Args:
        sizes: Numbers of captures.
        runs: How often what is short is taken.
        say: Told what is being taken.
    """
    small = vault_of(SMALL)
    found: list[Figure] = []
    for size in sizes:
        vault = vault_of(size)
        say(f"vault of {size}: one more capture")
        found.append(_one_more(vault, small, size, runs * 4))
        say(f"vault of {size}: index")
        found.append(_rebuild(vault, size))
        unlocked = access.unlock(vault, None)
        say(f"vault of {size}: first screen")
        found.append(_first_screen(vault, size, runs))
        say(f"vault of {size}: search")
        found += _search(unlocked, size)
        say(f"vault of {size}: check")
        found += vault_check.figures(vault.path, size)
        found += [_memory(work, vault, small, size) for work in ("audit", "index")]
    return found


def _one_more(vault: Vault, small: Vault, size: int, runs: int) -> Figure:
    contents = Contents()

    def taken(into: Vault) -> float:
        start = time.perf_counter()
        keep_one(into, contents)
        return (time.perf_counter() - start) * 1000

    return Figure(
        f"one more, of {size}",
        *in_turns(runs, lambda: taken(vault), lambda: taken(small)),
        "ms",
        runs,
        higher_is_better=False,
        meaning=f"one capture of 200 kB, durable, added to a vault of {size}, against adding it to "
        f"one of {SMALL}; at most 1.1.",
    )


def _rebuild(vault: Vault, size: int) -> Figure:
    unlocked = access.unlock(vault, None)
    files = [vault.log.entry_path(found.entry) for found in unlocked.captures()]
    files += [
        unlocked.part_path(found.body.capture, found.body.manifest) for found in unlocked.captures()
    ]
    ours = seconds(lambda: _anew(vault))
    peer = seconds(
        lambda: [pyrage.decrypt(file.read_bytes(), [unlocked.identity]) for file in files]
    )
    return Figure(
        f"index anew, of {size}",
        ours,
        peer,
        "s",
        1,
        higher_is_better=False,
        meaning="making the search index from the entries, against only opening the same entries "
        "and manifests with pyrage.",
    )


def _anew(vault: Vault) -> None:
    (vault.path / "index.db").unlink(missing_ok=True)
    Index(access.unlock(vault, None)).close()


def _first_screen(vault: Vault, size: int, runs: int) -> Figure:
    def taken() -> float:
        unlocked = access.unlock(vault, None)  # each lock drops its keys
        state = AppState(vault.path, real_environment())
        client = create_app(state, _HOST).test_client()
        client.get(f"/enter/{state.issue_token()}", base_url=f"http://{_HOST}")
        start = time.perf_counter()
        state.unlocked_session = UnlockedSession(unlocked, state.env)
        state.touch()
        answer = client.get("/", base_url=f"http://{_HOST}")
        took = (time.perf_counter() - start) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"the first screen answered {answer.status_code}")
        state.lock()
        return took

    taken()
    return Figure(
        f"first screen, of {size}",
        statistics.median(taken() for _ in range(runs)),
        FIRST_SCREEN_MS,
        "ms",
        runs,
        higher_is_better=False,
        meaning="from the key in memory to the viewer's whole first page, against the limit.",
    )


def _search(unlocked: Unlocked, size: int) -> list[Figure]:
    index = Index(unlocked)
    plain = _plain_copy(index)
    queries = list(_queries())
    ours = _percentile([seconds(partial(index.search, words)) * 1000 for words in queries])
    peer = _percentile([seconds(partial(_plain_search, plain, words)) * 1000 for words in queries])
    index.close()
    plain.close()
    about = (
        f"95th percentile of {len(queries)} searches, rare and frequent words, best 100 places; "
    )
    return [
        Figure(
            f"search, of {size}",
            ours,
            SEARCH_MS,
            "ms",
            len(queries),
            higher_is_better=False,
            meaning=about + "against the limit of 30 ms.",
        ),
        Figure(
            f"search, peer, of {size}",
            ours,
            peer,
            "ms",
            len(queries),
            higher_is_better=False,
            meaning=about + "against SQLite without encryption, in memory.",
        ),
    ]


def _queries() -> Iterator[str]:
    words = Contents().words
    chance = random.Random("queries")
    for number in range(QUERIES):
        yield " ".join(words[int(len(words) * chance.random() ** 2)] for _ in range(1 + number % 2))


def _plain_copy(index: Index) -> sqlite3.Connection:
    plain = sqlite3.connect(":memory:")
    plain.execute(
        "CREATE VIRTUAL TABLE texts USING fts5 (text, author, time UNINDEXED, entry UNINDEXED, "
        'position UNINDEXED, tokenize = "unicode61 remove_diacritics 2")'
    )
    rows = index.ask("SELECT text, author, time, entry, position FROM texts")
    plain.executemany("INSERT INTO texts VALUES (?,?,?,?,?)", rows)
    return plain


def _plain_search(plain: sqlite3.Connection, words: str) -> list[tuple[object, ...]]:
    terms = " ".join(f'"{word}"*' for word in words.split())
    query = "SELECT entry, position, author, time, snippet(texts, 0, '[', ']', '…', 24) FROM texts "
    query += "WHERE texts MATCH ? ORDER BY rank LIMIT 100"
    return plain.execute(query, (terms,)).fetchall()


def _memory(work: str, vault: Vault, small: Vault, size: int) -> Figure:
    ours, peer = (_peak(work, one.path) for one in (vault, small))
    return Figure(
        f"memory, {work}, of {size}",
        ours,
        peer,
        "MB",
        1,
        higher_is_better=False,
        meaning=f"most memory of a process that does this with a vault of {size}, against one of "
        f"{SMALL}.",
    )


def _peak(work: str, path: Path) -> float:
    return float(apart("vault", work, str(path)))


def _percentile(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _main(work: str, path: str) -> None:
    """Does one thing in a process of its own and prints the most memory that it took, in MB."""
    from keepsake.vault.handle import Vault as Store

    vault = Store.open(Path(path), real_environment())
    if work == "index":
        _anew(vault)
    else:
        audit(access.unlock(vault, None), ())
    # Of this program alone: getrusage also counts what the parent had when it was started.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    sys.stdout.write(f"{int(peak) / 1000}\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
