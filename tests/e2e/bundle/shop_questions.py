"""What an officer asks of fraud by a shop in no list, and what must stand on the first pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from e2e.bundle.shop_case import REPORTER, SENDER
from fixtures.shop.site import COMPANY, DEMAND, DUE, IBAN, PROMISE, SUPPORT, THREAT

if TYPE_CHECKING:
    from e2e.bundle.shop_case import ShopCase

_DID = "I paid 189 CAD by bank transfer. I did not pay the customs fee."
_LACKS = "I did not keep the advertisement that led me there."


def questions(case: ShopCase) -> dict[str, tuple[str, ...]]:
    """Answers by question, in English; what follows an ellipsis stands soon after."""
    return {**_of_people(case.host), **_of_threats(case.items), **_of_what_to_do(case.host)}


def _of_people(host: str) -> dict[str, tuple[str, ...]]:
    return {
        "who reports": (f"Reported by … {REPORTER}",),
        "who is reported": (
            f"Who is reported … {COMPANY}, the company on the order (likely)",
            "The money went to an account in its name",
        ),
        "which account wrote it": (
            f"Reported accounts … {SUPPORT}, no account ID on the page, {host} (exhibit 3)",
        ),
        "which other address is there": (
            f"Other accounts … {SENDER} (shown as Lune Parcels), Email (exhibit 5)",
        ),
        "at which host": (f"Platforms and sites … {host} (exhibits 1, 2, 3, 4); Email",),
        "how many messages, from when to when": (
            "Messages … 8 messages or posts, from 2026-11-23 15:02 to 2026-11-25 14:41",
        ),
    }  # fmt: skip


def _of_threats(at: dict[str, int]) -> dict[str, tuple[str, ...]]:
    return {
        "the exact words of the demand": (f"Demanded … {DEMAND}",),
        "where the demand stands": (f"Exhibit 3, message {at[DEMAND]}",),
        "the deadline": (
            f"Deadline … 2026-11-28 18:00 UTC, passed before this copy was made "
            f"(Exhibit 3, message {at[DUE]})",
        ),
        "the threat": (f"First threat … {THREAT}", f"Exhibit 3, message {at[THREAT]}"),
        # On paper its last words stand below those of the columns beside it.
        "what was promised": (PROMISE[:51], "They promised to pay it back."),
        "what is gone": (
            "Page of exhibit 1 no longer there: 2026-11-30 08:00 UTC, as the person says",
            "The shop does not answer any more.",
        ),
        "what the person did and did not do": (f"Did and did not do … {_DID}",),
        "what the person says is missing": (f"The person says: {_LACKS}",),
        "what of the captures is missing": (
            "What is missing … Exhibit 4: Record only: no picture was taken",
        ),
    }  # fmt: skip


def _of_what_to_do(host: str) -> dict[str, tuple[str, ...]]:
    return {
        "whom to ask today": (
            f"To ask today … {host}: preservation request",
            f"bank of {IBAN}: hold the money, name the holder",
        ),
        "what to ask the shop": (f"{host} … asks for", f"http://{host}/order/BL-20418"),
        "what to ask about the money": (f"Account {IBAN}. Its check digits are right",),
        "which account, card and number were found": (
            f"Bank accounts (IBAN) (1): {IBAN}", "Phone numbers (1): +1 438-555-0142",
        ),
        "what the bank and the police did": (
            "Contacts so far … Cst. P. Gagnon 7712, Town police, 26-7781. The report was taken",
            "Ms Li, My bank, fraud line, F-7788. Not decided yet",
        ),
        "what happened outside": ("Also happened … A parcel came with a stone in it. (my door)",),
        "is it intact": ("Everything was checked, and no change was found.",),
        "when was it proven to exist, and how captured": (
            "; also time-stamped by Local",
            "Captured … By a click on the button, with the Keepsake add-on",
        ),
        "in which zone its times are": ("Times on this page … UTC",),
    }  # fmt: skip


IN_FRENCH = (
    ("Reported by …", "Signalé par …"),
    ("Who is reported …", "Qui est signalé …"),
    ("(likely)", "(probable)"),
    ("Reported accounts …", "Comptes signalés …"),
    ("no account ID on the page", "sans identifiant de compte sur la page"),
    ("Other accounts …", "Autres comptes …"),
    ("(shown as ", "(affiché comme "),
    ("Email", "Courriel"),
    ("(exhibits ", "(pièces "),
    ("(exhibit ", "(pièce "),
    ("Platforms and sites …", "Plateformes et sites …"),
    ("); ", ") ; "),
    ("8 messages or posts, from ", "8 messages ou publications, du "),
    ("15:02 to ", "15:02 au "),
    ("Demanded …", "Exigé …"),
    ("Exhibit 3, message", "Pièce 3, message"),
    ("Deadline …", "Échéance …"),
    ("passed before this copy was made", "passée avant la création de cette copie"),
    ("First threat …", "Première menace …"),
    ("Page of exhibit 1 no longer there:", "Page de la pièce 1 disparue :"),
    ("as the person says", "selon la personne"),
    ("Did and did not do …", "A fait, n’a pas fait …"),
    ("The person says:", "La personne dit :"),
    ("What is missing …", "Ce qui manque …"),
    ("Exhibit 4: Record only: no picture was taken",
     "Pièce 4 : Consigné seulement : aucune image n’a été prise"),
    ("To ask today …", "À demander aujourd’hui …"),
    (": preservation request", " : demande de conservation"),
    ("bank of ", "banque de "),
    (": hold the money, name the holder", " : bloquer l’argent, nommer le titulaire"),
    ("… asks for", "… demande"),
    ("Account ", "Compte "),
    ("Its check digits are right", "Les chiffres de contrôle sont justes"),
    ("Bank accounts (IBAN) (1):", "Comptes bancaires (IBAN) (1) :"),
    ("Phone numbers (1):", "Numéros de téléphone (1) :"),
    ("Contacts so far …", "Déjà contacté …"),
    ("The report was taken", "Le signalement a été enregistré"),
    ("Not decided yet", "Pas encore décidé"),
    ("Also happened …", "Autres faits …"),
    ("Everything was checked, and no change was found.",
     "Tout a été vérifié, et aucune modification n’a été trouvée."),
    ("; also time-stamped by", " ; aussi horodaté par"),
    ("Captured … By a click on the button, with the Keepsake add-on",
     "Capturé … Par un clic sur le bouton, avec le module Keepsake"),
    ("Times on this page …", "Heures sur cette page …"),
)  # fmt: skip


def in_french(answer: str) -> str:
    """An answer as the French page says it; the person's words stay theirs."""
    for english, french in IN_FRENCH:
        answer = answer.replace(english, french)
    return answer
