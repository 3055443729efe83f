"""A case around the sample vault: events, talks with the police, a person, a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.case.entries import (
    ContactBody,
    EventBody,
    EyewitnessBody,
    LoginBody,
    OutcomeBody,
    PersonBody,
    Reason,
    SeizureBody,
    StatementBody,
    SupplementBody,
)
from keepsake.core.statement.text import PARTS
from keepsake.flows import casework
from viewer.sample_pages import HOSTILE

if TYPE_CHECKING:
    from keepsake.core.case.entries import Day
    from keepsake.vault.handle import Vault

WHO = "My name is Robin Tremblay. The other person calls himself Marc D. I never met him."
WHAT = (
    "On 20 November he wrote that he had recorded me [Exhibit 3]. He then asked for money: "
    "“600 dollars in gift cards by Friday at 6 pm” [Exhibit 3, message 5]. He clearly harassed me."
)


def day(date: str, clock: str = "") -> Day:
    return casework.day_of(date, clock, "America/Toronto")


def fill(vault: Vault, captures: tuple[int, ...] = (1, 3, 4)) -> str:
    """Makes a case with three captures and everything else that it can hold.

    Returns:
        Its id.
    """
    case = casework.make_case(vault, "Blue", captures)
    said = "No report, it is only words on the internet."
    for body in (
        EventBody(case, day("2026-11-19", "21:30"), "A stranger asked for a video call.", "Home"),
        EventBody(case, day("2026-11-23"), "I found a card with my name under my door."),
        ContactBody(
            case, day("2026-11-24", "09:10"), "call", "613-555-0100", "Ottawa Police", "Sam",
            role="complaint_taker", civilian="civilian", said=said, result="refused",
            reason="No crime, he said.", asked=("preserve",),
        ),
        ContactBody(
            case, day("2026-11-24", "09:40"), "call", "613-555-0100", "Ottawa Police", "A. Roy",
            "Sergeant", "4471", "watch_commander", "police", "2026-118822",
            "An officer calls me back. Keep everything.", "taken", promised="Call from an officer",
            promised_on="2026-11-27", follow_up="2026-11-30", asked=("preserve", "outside"),
        ),
        SeizureBody(
            case, day("2026-11-24", "15:00"), "Phone, black, cracked screen", "A. Roy, 4471",
            "R-2210", "2027-02-01", "USB stick at my sister’s",
        ),
        PersonBody(
            case, "Marc from the skating club", "He trained there in 2023",
            ("instagram:61577840233190",), "unsure", "He knows the blue house by the rink.",
        ),
    ):  # fmt: skip
        casework.keep(vault, body)
    first = dict.fromkeys(PARTS, "") | {"who": WHO}
    base = casework.keep_statement(vault, StatementBody(case, "en", first))
    second = first | {"what": WHAT, "did": "I deleted nothing. I did not tell him that I call."}
    base = casework.keep_statement(vault, StatementBody(case, "en", second, replaces=base))
    casework.keep(vault, SupplementBody(case, base, "He wrote again today [Exhibit 2]."))
    return case


def fill_hostile(vault: Vault, captures: tuple[int, ...]) -> str:
    """The same kinds of things with text that wants to harm."""
    case = casework.make_case(vault, HOSTILE, captures)
    line = HOSTILE[:120]
    for body in (
        EventBody(case, day("2026-11-19"), HOSTILE, line, line),
        ContactBody(
            case, day("2026-11-24"), "call", line, line, line, line, line, "officer", "", line,
            HOSTILE, "taken", HOSTILE, line, "2026-11-27",
        ),
        SeizureBody(case, day("2026-11-24"), HOSTILE, line, line, "", line),
        OutcomeBody(case, day("2026-11-25"), "other", HOSTILE),
        PersonBody(
            case, line, line, (f"x<b>:{HOSTILE}",), "unsure", HOSTILE,
            (Reason("other", HOSTILE, captures[0], 1), Reason("photo", line)),
        ),
        LoginBody(case, captures[0], "account", line, HOSTILE),
        EyewitnessBody(
            case, captures, line, day("2026-11-26"), "beside", line, line, HOSTILE, HOSTILE
        ),
    ):  # fmt: skip
        casework.keep(vault, body)
    text = f"{HOSTILE} [Exhibit 1, message 1] [Exhibit 1, message 4] #set page() =SUM(A1) \\ $x$"
    parts = dict.fromkeys(PARTS, text)
    base = casework.keep_statement(vault, StatementBody(case, "en", parts))
    casework.keep(vault, SupplementBody(case, base, text))
    return case
