"""Why somebody is named, with which account pages were viewed, and who else saw them."""

from __future__ import annotations

import html
import io

import pypdfium2

from keepsake.core.case.entries import EyewitnessBody, LoginBody, PersonBody, Reason
from keepsake.core.custody import PrintBody
from keepsake.core.entry import body as body_of
from keepsake.viewer import disclosures
from viewer.conftest import PROFILE, THREAD, Browser, case_of, work_of

WITNESS = {
    "name": "Ines Roy",
    "role": "My sister",
    "reach": "Through me.",
    "when-date": "2026-11-24",
    "when-clock": "20:15",
    "how": "own",
    "saw": "The thread with his threats.",
    "same": "All of it was the same.",
}


def _text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(page.get_textpage().get_text_range() for page in document)


def test_each_reason_is_kept_with_the_message_that_shows_it(working: Browser) -> None:
    form = {
        "name": "Marc",
        "sure": "likely",
        "reason-1": "said_so",
        "reason-note-1": "He gave his name.",
        "reason-entry-1": str(THREAD),
        "reason-item-1": "5",
        "reason-3": "photo",
        "reason-note-4": "A feeling.",
        "reason-entry-5": "999",
    }
    assert working.post("/people/person", **form)[0] == 303
    record = work_of(working).records(case_of(working), PersonBody)[-1]
    assert record.body.reasons == (
        Reason("said_so", "He gave his name.", THREAD, 5),
        Reason("photo"),
        Reason("other", "A feeling."),
    )
    page = html.unescape(working.get("/people")[1])
    assert "They said so themselves: He gave his name." in page
    assert f'href="/captures/{THREAD}/message/5"' in page
    again = working.get(f"/people/person/{record.root}")[1]
    assert again.count("He gave his name.") == 1
    status, text = working.post("/people/person", **{**form, "reason-item-1": "9999"})
    assert (status, "no message with this number" in text) == (400, True)
    assert "He gave his name." in text  # what was typed stays


def test_with_which_account_each_page_was_viewed(working: Browser) -> None:
    status, text = working.get("/people/logins")
    assert status == 200
    assert f'name="how-{THREAD}"' in text
    wrong = {f"how-{THREAD}": "account", f"account-{THREAD}": " "}
    status, text = working.post("/people/logins", **wrong)
    assert (status, "Write the name of the account" in text) == (400, True)
    assert work_of(working).records(case_of(working), LoginBody) == []
    said = {
        f"how-{THREAD}": "account",
        f"account-{THREAD}": "ada.example",
        f"how-{PROFILE}": "none",
    }
    assert working.post("/people/logins", **said)[0] == 303
    records = work_of(working).records(case_of(working), LoginBody)
    assert {(one.body.entry, one.body.how, one.body.account) for one in records} == {
        (THREAD, "account", "ada.example"),
        (PROFILE, "none", ""),
    }
    assert "Said for 2 of " in working.get("/people")[1]
    size = working.state.vault().size()
    assert working.post("/people/logins", **said)[0] == 303
    assert working.state.vault().size() == size, "the same once more is no entry"
    other = {f"how-{THREAD}": "account", f"account-{THREAD}": "ada.two", f"how-{PROFILE}": ""}
    assert working.post("/people/logins", **other)[0] == 303
    (now,) = work_of(working).records(case_of(working), LoginBody)
    assert (now.body.account, len(now.versions)) == ("ada.two", 2)


def test_one_account_is_said_for_all_pages_that_have_no_answer(working: Browser) -> None:
    said = dict.fromkeys((f"how-{entry}" for entry in (THREAD, PROFILE)), "")
    form = {**said, f"how-{PROFILE}": "none", "every": "ada.example"}
    assert working.post("/people/logins", **form)[0] == 303
    records = work_of(working).records(case_of(working), LoginBody)
    assert {(one.body.entry, one.body.how, one.body.account) for one in records} == {
        (THREAD, "account", "ada.example"),
        (PROFILE, "none", ""),
    }


def test_a_witness_is_kept_corrected_and_taken_back(working: Browser) -> None:
    status, text = working.post("/people/eyewitness", **WITNESS)
    assert (status, "at least one capture" in text) == (400, True)
    assert "The thread with his threats." in text
    assert working.post("/people/eyewitness", **WITNESS, capture=[str(THREAD), "999"])[0] == 303
    (record,) = work_of(working).records(case_of(working), EyewitnessBody)
    assert (record.body.entries, record.body.how) == ((THREAD,), "own")
    page = working.get("/people")[1]
    assert "Ines Roy" in page
    address = f"/people/eyewitness/{record.root}"
    better = {**WITNESS, "same": "Two messages were gone."}
    assert working.post(address, **better, capture=str(THREAD))[0] == 303
    (now,) = work_of(working).records(case_of(working), EyewitnessBody)
    assert (now.root, len(now.versions), now.body.same) == (record.root, 2, better["same"])
    assert "Ines" in working.get("/search?q=Ines")[1].rsplit("Your notes", 1)[1]
    assert working.post(address, withdraw="1")[0] == 303
    assert work_of(working).records(case_of(working), EyewitnessBody) == []
    assert working.get("/people/eyewitness/1")[0] == 404


def test_the_page_to_sign_says_what_was_seen_and_is_in_the_log(working: Browser) -> None:
    working.post("/people/eyewitness", **WITNESS, capture=str(THREAD))
    (record,) = work_of(working).records(case_of(working), EyewitnessBody)
    text = _text_of(working.paper(f"/people/eyewitness/{record.root}/page"))
    for words in ("Ines Roy", "All of it was the same.", "on a device of their own", "Signature"):
        assert words in text
    assert "instagram.com/direct/t/17842055330127433" in text.replace("\r\n", "")
    assert working.state.unlocked_session is not None
    unlocked = working.state.unlocked_session.unlocked
    printed = body_of(unlocked.entry(unlocked.vault.size() - 1), PrintBody)
    assert (printed.document, printed.captures) == ("eyewitness", (THREAD,))


def test_the_statement_on_paper_says_all_three(working: Browser) -> None:
    working.post("/people/eyewitness", **WITNESS, capture=str(THREAD))
    said = {f"how-{THREAD}": "account", f"account-{THREAD}": "ada.example"}
    working.post("/people/logins", **said)
    reason = {"reason-1": "knows", "reason-note-1": "The dog.", "reason-entry-1": str(THREAD)}
    working.post("/people/person", name="Marc", sure="certain", **reason)
    text = " ".join(_text_of(working.paper("/statement/pdf")).split())
    for words in (
        "Why I believe who it is",
        "Marc (I know it)",
        "They write about things that only this person knows: The dog.",
        "The account I viewed the pages with",
        "ada.example",
        "Who saw the pages with me",
        "Ines Roy, My sister",
    ):
        assert words in text


def test_all_of_it_can_be_told_or_not(working: Browser) -> None:
    page = working.get("/hand-over")[1]
    for kind in disclosures.ORDER:
        assert f'id="tell-{kind}"' in page
    working.post("/people/eyewitness", **WITNESS, capture=str(THREAD))
    working.post("/people/logins", **{f"how-{THREAD}": "none"})
    page = working.get("/hand-over")[1]
    assert "Ines Roy, My sister, Through me." in page
    assert "Without signing in" in page
