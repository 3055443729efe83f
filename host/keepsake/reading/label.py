"""What each slot of a page is: all signals weighed, the heaviest label that leaves no doubt."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, fsum
from typing import TYPE_CHECKING

from keepsake.reading.signals import called, drawn, elsewhere, placed, shape
from keepsake.reading.weights import LIMITS, WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from keepsake.reading.page import Sheet
    from keepsake.reading.slots import Slot

    Signal = Callable[[Slot, Sheet], float]

SIGNALS: Mapping[str, Signal] = {
    each.__name__: each
    for each in (
        shape.clocked,
        shape.named,
        shape.announcing,
        shape.capital,
        shape.joined,
        shape.lined,
        shape.phrased,
        shape.counted,
        shape.numbered,
        shape.priced,
        shape.signed,
        shape.received,
        shape.directed,
        shape.reacted,
        shape.handled,
        shape.spoken,
        shape.commanded,
        shape.mended,
        shape.termed,
        shape.wordless,
        shape.numbering,
        shape.rising,
        shape.constant,
        shape.single,
        shape.various,
        shape.repeated,
        shape.long,
        placed.shared,
        placed.alone,
        placed.heading,
        placed.first,
        placed.leading,
        placed.trailing,
        placed.flowing,
        placed.within,
        placed.amid,
        placed.flowed,
        placed.emblem,
        placed.cut,
        placed.piece,
        placed.running,
        placed.filed,
        placed.carded,
        placed.lettered,
        placed.dated,
        placed.marked,
        placed.outlying,
        drawn.heavy,
        drawn.small,
        drawn.pressed,
        drawn.heard,
        drawn.barred,
        drawn.rounded,
        drawn.emoted,
        drawn.pictured,
        drawn.offered,
        called.called_author,
        called.called_body,
        called.called_time,
        called.called_quote,
        called.called_count,
        called.called_control,
        called.called_receipt,
        called.called_aside,
        called.known_author,
        called.known_time,
        called.known_body,
        elsewhere.faced,
        elsewhere.titled,
        elsewhere.profiled,
        elsewhere.echoed,
        elsewhere.held,
        elsewhere.peopled,
        elsewhere.rivalled,
        elsewhere.mentioned,
        elsewhere.titling,
        elsewhere.reacting,
        elsewhere.attributed,
        elsewhere.self_named,
        elsewhere.headed_sender,
        elsewhere.headed_date,
        elsewhere.headed_otherwise,
        elsewhere.headed_message,
        elsewhere.headed_beside,
        elsewhere.of_author,
        elsewhere.initialed,
    )
}

_FOUND = frozenset(
    (
        *(
            "small",
            "pictured",
            "amid",
            "flowed",
            "held",
            "emblem",
            "leading",
            "trailing",
            "within",
            "echoed",
        ),
        *("peopled", "rivalled", "mentioned"),
        *("titling", "reacting", "attributed", "self_named", "of_author", "marked", "outlying"),
    )
)
"""Signals that say something else once more of the page is known; all others stay."""

LABELS = ("author", "body", "time", "count", "control", "receipt", "quote", "aside")


@dataclass(slots=True)
class Verdict:
    """What was found of a slot.

    Attributes:
        signals: How much of each there is, 0 to 1.
        scores: By label, in logits.
        label: The heaviest, `body` where nothing is heavy enough: words are not lost for a doubt.
    """

    signals: dict[str, float]
    scores: dict[str, float]
    label: str = field(init=False)

    def __post_init__(self) -> None:
        """Finds the label."""
        best = max(self.scores, key=lambda each: self.scores[each])
        self.label = best if best == "body" or self.scores[best] > LIMITS.sure else "body"


def verdict_of(slot: Slot, sheet: Sheet, before: Verdict | None = None) -> Verdict:
    """Asks all signals of a slot and weighs what they say.

    Args:
        slot: The slot.
        sheet: The page.
        before: What was found of it while less was known: signals that stay are not asked again.
    """
    signals = {
        name: before.signals[name] if before and name not in _FOUND else signal(slot, sheet)
        for name, signal in SIGNALS.items()
    }
    scores = {label: weighed(label, signals) for label in LABELS}
    return Verdict(signals, scores)


def weighed(name: str, signals: Mapping[str, float]) -> float:
    """What some signals add up to by the weights of a name, in logits."""
    # Rounded once: sums differ from one Python to the next, and what stands at a limit with them.
    return fsum(weight * signals.get(each, 1.0) for each, weight in WEIGHTS[name].items())


def verdicts_of(sheet: Sheet, before: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """The verdicts of all slots, by key; `before`: those of the same slots a round ago, or none."""
    return {key: verdict_of(slot, sheet, before.get(key)) for key, slot in sheet.slots.items()}


def likelihood(score: float) -> float:
    """Logits as a number from 0 to 1."""
    return 1 / (1 + exp(-score))
