"""A case, handed over: what an officer asks stands on the first pages, and all of it is proven."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import axe, unlock, view
from e2e.bundle.papers import SPOT, paper, two_pages, two_whole_pages
from e2e.bundle.questions import IN_FRENCH, QUESTIONS, flat, says
from e2e.bundle.verdicts import SECRET, Files, Verdicts, show
from fixtures import case
from fixtures.bundles import (
    exported,
    files_of,
    open_payload,
    reader_that_trusts,
    rebagged,
    seal,
)
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def files(made: Made) -> Files:
    return files_of(open_payload(made))


@pytest.fixture
def verdicts(
    made: Made, page: Page, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Verdicts:
    reader = reader_that_trusts(made.authorities, tmp_path_factory.mktemp("reader"))
    return Verdicts(made, page, reader, tmp_path)


@pytest.fixture(scope="module")
def first_pages(files: Files, tmp_path_factory: pytest.TempPathFactory) -> str:
    return two_pages(files, tmp_path_factory.mktemp("paper"))


@pytest.fixture(scope="module")
def first_screen(made: Made, page: Page) -> str:
    unlock(page, made.folder, made.passphrase)
    return " ".join(page.inner_text("main").split())


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_first_two_pages_answer(question: str, first_pages: str) -> None:
    for answer in QUESTIONS[question]:
        assert says(first_pages, answer), answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_first_screen_answers(question: str, first_screen: str) -> None:
    for answer in QUESTIONS[question]:
        assert says(first_screen, answer), answer


def test_on_paper_each_named_message_has_its_picture_and_page(files: Files, tmp_path: Path) -> None:
    told = two_whole_pages(files, tmp_path)
    assert len(SPOT.findall(told)) > 1
    assert re.search(r"message 5, picture 1, page \d+", told)


def test_what_happened_comes_before_what_the_page_cannot_prove(made: Made, page: Page) -> None:
    """Beside the verdict one line says it, with the way to the rest."""
    unlock(page, made.folder, made.passphrase)
    expect(page.locator(".verdict")).to_contain_text("it cannot vouch for itself")
    heads = page.locator("main h2").all_inner_texts()
    assert heads[0] == "What happened, in the person’s own words"
    assert heads.index("What to ask the platforms, today") < heads.index(
        "What this page cannot prove"
    )


def test_why_who_viewed_and_who_else_saw_it(
    made: Made, files: Files, page: Page, tmp_path: Path
) -> None:
    """On the screen and on paper; the message that shows it is a click away."""
    unlock(page, made.folder, made.passphrase)
    screen = " ".join(page.inner_text("main").split())
    printed = flat(paper(files["data/report.pdf"], tmp_path)[0])
    for words in (
        "Marc D. (likely for marc.d.photo)",
        "Writes about things that only they know: He knows my school.",
        f"{case.OWN}, as the person says (exhibit 1)",
        "Not known: the page does not show it and the person has not said it (exhibit 2)",
        "Ines Roy, Sister",
        "on the same screen, beside the person (exhibit 1)",
        "What they saw: I saw the thread.",
    ):
        assert flat(words) in flat(screen), words
        assert flat(words) in printed, words
    page.get_by_role("button", name="Exhibit 1, message 5").last.click()
    expect(page.locator("#main")).to_contain_text("600 dollars in gift cards")


_CUT = """() => {
  const cut = [];
  const box = (node, from, to) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return [...range.getClientRects()];
  };
  for (const of of document.querySelectorAll(".brief .facts dd, .brief .told, .brief td")) {
    const walker = document.createTreeWalker(of, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const sign = /^\\s*[.,;]/.exec(node.data);
      const [at] = sign ? box(node, sign[0].length - 1, sign[0].length) : [];
      if (at && at.width > 0 && at.left - of.getBoundingClientRect().left < 2)
        cut.push(`a line begins with a sign: ${of.textContent.slice(0, 60)}`);
      for (const day of node.data.matchAll(/\\d{4}-\\d\\d-\\d\\d/g))
        if (box(node, day.index, day.index + 10).length > 1) cut.push(`cut: ${day[0]}`);
    }
  }
  return cut;
}"""


def test_no_line_begins_with_a_sign_and_no_day_is_cut(made: Made, page: Page) -> None:
    """Red before: ". I did not pay" began a line, and a day was cut at its hyphens."""
    unlock(page, made.folder, made.passphrase)
    before = page.viewport_size
    try:
        for width in range(360, 1281, 40):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(_CUT) == [], width
    finally:
        if before:
            page.set_viewport_size(before)


def test_what_holds_no_answer_is_not_taken_for_one(page: Page, tmp_path: Path) -> None:
    """A page of no known platform that was cut short, unstamped, of which nothing was written."""
    vault = sample.make_vault(tmp_path / "vault", [sample.cut_short()])
    bare = exported(tmp_path, access.unlock(vault, sample.PASSPHRASE), ())
    pages = two_pages(files_of(open_payload(bare)), tmp_path)
    unlock(page, bare.folder, bare.passphrase)
    screen = page.inner_text("main")
    assert says(pages, "Times on this page … UTC")
    assert says(screen, "Times on this page … UTC")
    answered = [
        question
        for question, answers in QUESTIONS.items()
        for text in (pages, screen)
        if all(says(text, answer) for answer in answers)
    ]
    assert answered == []


def test_both_answer_in_french_too(page: Page, tmp_path: Path) -> None:
    made = case.make(tmp_path, language="fr").made
    pages = two_pages(files_of(open_payload(made)), tmp_path)
    unlock(page, made.folder, made.passphrase)
    page.click("button[lang=fr]")
    expect(page.locator(".verdict")).to_be_visible()
    screen = page.inner_text("main")
    assert axe(page) == []
    page.click("button[lang=en]")
    assert flat("« 600 dollars in gift cards by Friday at 6 pm. Or") in flat(pages)
    assert "“" not in pages
    for answers in QUESTIONS.values():
        for answer in answers:
            said = IN_FRENCH.get(answer, answer)
            assert says(pages, said), answer
            assert says(screen, said), answer


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_answer_is_seen_without_scrolling(made: Made, page: Page, language: str) -> None:
    unlock(page, made.folder, made.passphrase)
    if language == "fr":
        page.click("button[lang=fr]")
    expect(page.locator(".verdict")).to_be_visible()
    height = page.viewport_size["height"] if page.viewport_size else 0
    seen = [row.bounding_box() for row in page.locator(".brief .facts dd").all()]
    assert len(seen) > 15
    assert [box for box in seen if box is None or box["y"] + box["height"] > height] == []


def test_the_first_screen_leads_to_what_must_be_asked_today(made: Made, page: Page) -> None:
    unlock(page, made.folder, made.passphrase)
    way = page.get_by_role("button", name="Instagram: preservation request")
    expect(way).to_be_in_viewport()
    way.click()
    expect(page.locator("h2#ask")).to_be_in_viewport()


def test_a_message_that_is_named_by_number_is_found_by_one_click(made: Made, page: Page) -> None:
    unlock(page, made.folder, made.passphrase)
    page.locator("main table").get_by_role("button", name="Exhibit 1, message 5").first.click()
    message = page.locator(f"#item-1-{case.DEMAND}")
    expect(message).to_be_in_viewport()
    expect(message).to_be_focused()
    expect(message).to_contain_text("message 5")
    expect(message).to_contain_text("600 dollars in gift cards")


def test_every_part_of_the_statement_can_be_read_on_the_first_screen(
    made: Made, page: Page
) -> None:
    unlock(page, made.folder, made.passphrase)
    rest = page.locator(".brief details").first
    rest.locator("summary").click()
    expect(rest).to_contain_text("I am Ada Example.")


def test_files_stand_in_the_order_of_their_numbers(made: Made, page: Page) -> None:
    unlock(page, made.folder, made.passphrase)
    page.get_by_role("button", name="Files", exact=True).click()
    names = page.locator("main table code").all_inner_texts()
    records = [name for name in names if name.startswith("data/log/records/")]
    numbers = [int(name.split("/")[-1].removesuffix(".json")) for name in records]
    assert len(numbers) > 3
    assert numbers == sorted(numbers)
    assert names.index("data/log/entries/1.json") < names.index("data/log/entries/2.json")


def test_the_first_screen_is_free_of_what_axe_finds(made: Made, page: Page) -> None:
    unlock(page, made.folder, made.passphrase)
    view(page, "overview")
    assert axe(page) == []


def test_exhibits_have_the_numbers_that_the_statement_names(files: Files) -> None:
    rows = json.loads(files["data/summary.json"])["exhibits"]
    assert [(row["number"], row["entry"]) for row in rows] == [(1, case.THREAD), (2, case.PROFILE)]
    names = [name for name in files if name.startswith("data/exhibits/001/")]
    manifest = next(name for name in names if name.endswith("manifest.json"))
    items = json.loads(files[manifest])["items"]
    assert "600 dollars" in items[case.DEMAND - 1]["text"]


def test_records_of_the_case_are_proven_and_all_three_agree(
    files: Files, verdicts: Verdicts
) -> None:
    names = [name for name in files if name.startswith("data/log/records/")]
    kinds = {json.loads(files[name])["kind"] for name in names}
    told = {"statement", "mark", "event", "contact", "person", "account"}
    assert kinds == told | {"login", "eyewitness"}
    assert verdicts.audit(files)[0] == "valid"
    assert verdicts.program(files, files["data/verify.py"])[0] == "valid"
    assert verdicts.reader(files) == ("valid", "")


def test_a_record_that_was_changed_is_named_by_all_three(files: Files, verdicts: Verdicts) -> None:
    name = next(name for name in files if name.startswith("data/log/records/"))
    changed = rebagged({**files, name: files[name].replace(b'"mark"', b'"note"') + b" "})
    for outcome, named in (
        verdicts.audit(changed),
        verdicts.program(changed, files["data/verify.py"]),
        verdicts.reader(changed),
    ):
        assert outcome == "invalid"
        assert name in named


def test_a_record_without_its_proof_is_named_by_all_three(files: Files, verdicts: Verdicts) -> None:
    record = next(name for name in files if name.startswith("data/log/records/"))
    proof = record.replace("records", "proofs").replace("json", "tlog-proof")
    changed = rebagged({name: data for name, data in files.items() if name != proof})
    for outcome, named in (
        verdicts.audit(changed),
        verdicts.program(changed, files["data/verify.py"]),
        verdicts.reader(changed),
    ):
        assert outcome == "invalid"
        assert proof in named


def test_numbers_that_were_swapped_do_not_make_one_exhibit_another(
    files: Files, verdicts: Verdicts
) -> None:
    summary = json.loads(files["data/summary.json"])
    for row in summary["exhibits"]:
        row["number"] = 3 - row["number"]
    changed = rebagged({**files, "data/summary.json": json.dumps(summary).encode()})
    outcomes = {
        verdicts.audit(changed)[0],
        verdicts.program(changed, files["data/verify.py"])[0],
        verdicts.reader(changed)[0],
    }
    assert outcomes == {"invalid"}


def test_the_statement_comes_on_paper_too(files: Files, tmp_path: Path) -> None:
    told, _ = paper(files["data/statement.pdf"], tmp_path)
    assert "I am Ada Example." in told
    assert flat("600 dollars in gift cards by Friday at 6 pm") in flat(told)


def test_what_waits_for_its_stamp_is_not_called_proven(page: Page, tmp_path: Path) -> None:
    made = case.make(tmp_path, late=sample.thread(2)).made
    unlock(page, made.folder, made.passphrase)
    told = "part of it is not time-stamped yet"
    expect(page.locator(".brief .facts")).to_contain_text(told)
    report, _ = paper(files_of(open_payload(made))["data/report.pdf"], tmp_path)
    # At the end of a line nothing tells a hyphen from a word's own.
    assert flat(told).replace("-", "") in flat(report).replace("-", "")


def test_stamps_that_the_page_cannot_confirm_are_not_called_none(
    files: Files, page: Page, tmp_path: Path
) -> None:
    show(page, reader_that_trusts((), tmp_path), seal(files, SECRET))
    expect(page.locator(".verdict.not_checked")).to_be_visible()
    facts = page.locator(".brief .facts")
    expect(facts).to_contain_text("Time-stamped, but not confirmed here: see step 7")
    expect(facts).not_to_contain_text("Not time-stamped")


def test_each_platform_has_a_fact_sheet_of_one_page(files: Files, tmp_path: Path) -> None:
    names = {name for name in files if name.startswith("data/fact-sheets/")}
    assert names == {"data/fact-sheets/instagram.pdf", "data/fact-sheets/facebook.pdf"}
    told, pages = paper(files["data/fact-sheets/instagram.pdf"], tmp_path)
    assert pages == 1
    for wanted in (case.ACCOUNT, "marc.d.photo", "direct/t/", "not confirmed", "UTC"):
        assert flat(wanted) in flat(told), wanted


@pytest.mark.parametrize("key", ["canada", "united_states", "united_kingdom", "france"])
def test_drafts_are_filled_in_and_say_that_they_are_drafts(
    key: str, files: Files, tmp_path: Path
) -> None:
    told, _ = paper(files[f"data/drafts/{key}.pdf"], tmp_path)
    for wanted in ("Draft", "Ada Example", "not confirmed", "not legal advice", "keepsake-host"):
        assert flat(wanted) in flat(told), wanted
    assert "{" not in told


def test_what_was_not_chosen_is_not_in_it(tmp_path: Path) -> None:
    some = case.make(tmp_path, frozenset({"marks"})).made
    held = files_of(open_payload(some))
    everything = b"".join(held.values())
    for private in (b"26-1041", b"R. Roy", b"rang at the door", b"I am Ada Example"):
        assert private not in everything
    assert b"600 dollars in gift cards." in held["data/briefing.json"]
