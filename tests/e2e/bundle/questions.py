"""What an officer asks of the demonstration case, and what must stand on the first pages for it."""

from __future__ import annotations

import re

from fixtures import case

_SOON = 100  # signs
_DUE = "2026-11-27 18:00 America/Toronto, "
_PASSED = f"{_DUE}passed before this copy was made (Exhibit 1, message 5)"
QUESTIONS = {
    "who reports": ("Ada Example",),
    "who is reported": (
        "Who is reported … Marc D. (likely for marc.d.photo)", "He knew what was said in the call.",
    ),
    "who else is named": ("A neighbour (not sure)",),
    "which account is theirs": (f"Reported accounts … marc.d.photo, permanent ID {case.ACCOUNT}",),
    "which account is the victim's own": (f"Own accounts … {case.OWN}",),
    "on which platform, at which host": ("Platforms and sites … Instagram, www.instagram.com",),
    "which account, by its permanent id": (case.ACCOUNT, "marc.d.photo", "Instagram"),
    "the first threat": ("First threat", "I recorded everything."),
    "the last threat": ("Last threat", "I know where you live"),
    "the exact words of the demand": ("by Friday at 6 pm. Or everyone gets the video.",),
    "what was demanded": ("Demanded … 600 dollars in gift cards by Friday at 6 pm.",),
    "what the victim did and did not do": ("Did and did not do … I did not pay.",),
    "what the victim says is missing": ("The person says: The video call was not recorded.",),
    "how it was captured": ("Captured … By hand, in a way that is not told",),
    "what to ask whom, in one line": ("To ask today … Instagram: preservation request",),
    "the deadline": ("Deadline … 2026-11-27 18:00",),
    "what cannot wait": (
        _PASSED,
        "Already disappeared: 1 message",
    ),
    "what was taken back": ("Disappeared from the page … the blue house by the rink",),
    "what to ask the platform": (
        "What to ask the platforms, today", "a preservation request today",
        "Instagram … The user name with the date on which it was in use",
        "Preserved for 90 days when asked. … not confirmed",
    ),
    "is it intact": ("Everything was checked, and no change was found.",),
    "when was it proven to exist": ("by Local One", "by Local Two"),
    "in which zone its times are": ("Times on this page … America/Toronto, UTC",),
    "what is missing": ("What is missing", "Part of the page was captured"),
    "what the police did so far": ("Cst. R. Roy 4411", "26-1041"),
}  # fmt: skip


IN_FRENCH = {
    "Who is reported … Marc D. (likely for marc.d.photo)": (
        "Qui est signalé … Marc D. (probable pour marc.d.photo)"
    ),
    "A neighbour (not sure)": "A neighbour (incertain)",
    f"Reported accounts … marc.d.photo, permanent ID {case.ACCOUNT}": (
        f"Comptes signalés … marc.d.photo, identifiant permanent {case.ACCOUNT}"
    ),
    f"Own accounts … {case.OWN}": f"Ses propres comptes … {case.OWN}",
    "Platforms and sites … Instagram, www.instagram.com": (
        "Plateformes et sites … Instagram, www.instagram.com"
    ),
    "Demanded … 600 dollars in gift cards by Friday at 6 pm.": (
        "Exigé … 600 dollars in gift cards by Friday at 6 pm."
    ),
    "Did and did not do … I did not pay.": "A fait, n’a pas fait … I did not pay.",
    "The person says: The video call was not recorded.": (
        "La personne dit : The video call was not recorded."
    ),
    "Captured … By hand, in a way that is not told": (
        "Capturé … À la main, d’une façon qui n’est pas indiquée"
    ),
    "To ask today … Instagram: preservation request": (
        "À demander aujourd’hui … Instagram : demande de conservation"
    ),
    "First threat": "Première menace",
    "Last threat": "Dernière menace",
    "Deadline … 2026-11-27 18:00": "Échéance … 2026-11-27 18:00",
    _PASSED: (f"{_DUE}passée avant la création de cette copie (Pièce 1, message 5)"),
    "Already disappeared: 1 message": "Déjà disparu : 1 message",
    "Disappeared from the page … the blue house by the rink": (
        "Disparu de la page … the blue house by the rink"
    ),
    "What to ask the platforms, today": "Que demander aux plateformes, aujourd’hui",
    "a preservation request today": "une demande de conservation aujourd’hui",
    "Instagram … The user name with the date on which it was in use": (
        "Instagram … Le nom d’utilisateur avec la date à laquelle il était utilisé"
    ),
    "Preserved for 90 days when asked. … not confirmed": (
        "Conservées 90 jours sur demande. … non confirmé"
    ),
    "Times on this page … America/Toronto, UTC": "Heures sur cette page … America/Toronto, UTC",
    "Everything was checked, and no change was found.": (
        "Tout a été vérifié, et aucune modification n’a été trouvée."
    ),
    "by Local One": "par Local One",
    "by Local Two": "par Local Two",
    "What is missing": "Ce qui manque",
    "Part of the page was captured": "Une partie de la page a été capturée",
}


def says(text: str, answer: str) -> bool:
    """Whether it stands there; what follows an ellipsis must come soon after, below its heading."""
    first, _, then = map(flat, answer.partition("…"))
    return any(then in after[:_SOON] for after in flat(text).split(first)[1:])


def flat(text: str) -> str:
    """Without spaces, as a column breaks words where it must.

    And without what runs from right to left, of which what is taken out of a PDF keeps no order.
    """
    return re.sub(r"[\s\u200e\u202a-\u202e\u2066-\u2069\u0590-\u08ff\ufb1d-\ufeff]", "", text)
