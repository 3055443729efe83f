"""What came of each test, put together by the groups of the record of tests."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PLACE = "KEEPSAKE_VALIDATION"
"""The variable that names the file in which pytest leaves what came of each."""

PASSED, FAILED, AGAIN = "passed", "failed", "again"


def grouped(
    groups: Iterable[Mapping[str, object]], outcomes: Mapping[str, str]
) -> list[dict[str, object]]:
    """The outcomes by group, as the record has them.

    Args:
        groups: As `validation.toml` lists them.
        outcomes: As `Outcomes.told` gives them.

    Raises:
        ValueError: Nothing came of a file that is listed, or something of one that is not.
    """
    left, made = dict(outcomes), []
    for group in groups:
        files = [str(file) for file in group["tests"]]  # type: ignore[attr-defined]
        mine = {name: left.pop(name) for name in list(left) if name.partition("::")[0] in files}
        silent = set(files) - {name.partition("::")[0] for name in mine}
        if silent:
            raise ValueError(f"no test of {', '.join(sorted(silent))} was run")
        counts = Counter(mine.values())
        made.append(
            {
                "group": group["group"],
                "files": files,
                "passed": counts[PASSED] + counts[AGAIN],
                "failed": counts[FAILED],
                "again": counts[AGAIN],
                "failures": [name for name, outcome in mine.items() if outcome == FAILED],
            }
        )
    if left:
        raise ValueError(f"{', '.join(left)} is in no group")
    return made
