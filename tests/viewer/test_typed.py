"""What is typed into a form outlives the lock, the quick exit and the program, sealed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.flows import casework, drafts
from keepsake.vault import drafts as stored
from keepsake.viewer.server import serve
from viewer.conftest import HOST, THREAD, Browser, opened_at, session_of
from viewer.screens import come_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import Page, Request, Route

    from keepsake.vault.unlocked import Unlocked
    from keepsake.viewer.server import Serving

SAID = "He said that the night shift looks into it."
TALK = "/police/talk"
# Every form with words, and a field of it.
FORMS = {
    "/timeline/event": "#text",
    "/people/person": "#why",
    "/people/eyewitness": "#saw",
    "/people/logins": f"#note-{THREAD}",
    "/police/taken": "#what",
    "/police/outcome": "#note",
    "/people/account?key=instagram:61577840233190": "#note",
    f"/captures/{THREAD}/again": "#note",
    "/hand-over": "#to",
    f"/captures/{THREAD}/picture/1/redact": "#why",
    f"/captures/{THREAD}/text/redact": "#words",
    "/statement": "#text",
}
IS_HELD = """at => fetch('/typed?at=' + encodeURIComponent(at))
  .then((answer) => answer.json()).then((held) => held.fields.length > 0)"""


def _type(browser: Browser, at: str, fields: list[list[str]]) -> int:
    login = browser.state.browser_session
    assert login is not None
    return browser.client.post(
        "/typed",
        query_string={"at": at},
        base_url=f"http://{HOST}",
        data=json.dumps(fields),
        headers={"Origin": f"http://{HOST}", "X-Keepsake-Form": login.csrf},
    ).status_code


def _held(browser: Browser, at: str) -> list[list[str]]:
    answer = browser.client.get("/typed", query_string={"at": at}, base_url=f"http://{HOST}")
    return list(json.loads(answer.get_data())["fields"])


def test_it_is_sealed_outlives_the_program_and_is_forgotten_when_kept(
    working: Browser, unlocked: Unlocked
) -> None:
    vault = working.state.path
    assert _type(working, TALK, [["said", SAID], ["asked", "preserve"]]) == 200
    assert not any(SAID.encode() in p.read_bytes() for p in vault.rglob("*") if p.is_file())
    working.state.lock()
    assert working.get(f"/typed?at={TALK}")[0] == 303, "nothing while it is locked"
    again = opened_at(vault, unlocked)
    assert _held(again, TALK) == [["said", SAID], ["asked", "preserve"]]
    home = again.get("/")[1]
    assert ": a note about a call or visit. It is sealed here" in home
    assert f'<a href="{TALK}">Keep writing' in home
    day = {"when-date": "2026-11-24", "when-clock": "10:00"}
    assert again.post(TALK, typed=TALK, said=SAID)[0] == 400
    assert _held(again, TALK), "a form with a mistake in it is not kept yet"
    assert again.post(TALK, typed=TALK, said=SAID, **day)[0] == 303
    assert _held(again, TALK) == []
    assert "Keep writing" not in again.get("/")[1]
    assert not (vault / "drafts" / "forms.age").exists()


@pytest.mark.parametrize("door", ["/lock", "/leave"])
def test_what_was_typed_since_the_last_pause_goes_through_the_door(
    working: Browser, unlocked: Unlocked, door: str
) -> None:
    held = [[TALK, [["said", SAID]]], ["/statement/draft", [["what", "In May it began."]]]]
    assert working.post(door, last=json.dumps([*held, ["/nowhere", []]]))[0] == 303
    assert working.state.unlocked_session is None
    again = opened_at(working.state.path, unlocked)
    assert _held(again, TALK) == [["said", SAID]]
    assert "In May it began." in again.get("/statement")[1]


def test_the_first_pages_of_an_open_vault_have_it_however_many_are_asked_for_at_once(
    working: Browser, unlocked: Unlocked
) -> None:
    fields = [["said", SAID]]
    held = [[f"/people/account?key=instagram:{n}", fields] for n in range(100)]
    assert working.post("/lock", last=json.dumps([*held, [TALK, fields]]))[0] == 303
    state = working.state
    state.unlocked_session = session_of(state.path, unlocked, state.env)
    state.touch()

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(_held, working, TALK) for _ in range(4)]
        assert [one.result() for one in asked] == [fields] * 4


def _draft(at: str) -> drafts.FormDraft:
    return drafts.FormDraft(at, "", "2026-11-29T10:00:00Z", (("said", SAID),))


def _ats(unlocked: Unlocked) -> list[str]:
    return [one.at for one in drafts.drafts_in(unlocked, "")]


def test_a_pause_that_comes_after_the_door_takes_nothing_of_the_others(
    working: Browser, unlocked: Unlocked
) -> None:
    mine, next_one = (session_of(working.state.path, unlocked, real_environment()).unlocked
                      for _ in range(2))  # fmt: skip
    for at in ("/police/talk", "/timeline/event"):
        drafts.hold(mine, _draft(at))
    mine.forget()
    with pytest.raises(KeepsakeError) as found:
        drafts.hold(mine, _draft("/people/person"))
    assert found.value.code is Code.VAULT_LOCKED
    assert _ats(next_one) == ["/police/talk", "/timeline/event"]


def test_what_was_left_behind_is_there_until_all_of_it_is_put(
    working: Browser, unlocked: Unlocked
) -> None:
    every = ("/police/talk", "/timeline/event", "/people/person")
    mine = session_of(working.state.path, unlocked, real_environment()).unlocked
    drafts.leave_behind(mine.vault, tuple(map(_draft, every)))

    def full(one: drafts.FormDraft) -> None:
        if one.at == every[1]:
            raise KeepsakeError(Code.DISK_FULL)
        drafts.hold(mine, one)

    def ended(_one: drafts.FormDraft) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        drafts.take_in(mine, ended)
    with pytest.raises(KeepsakeError):
        drafts.take_in(mine, full)
    assert _ats(mine) == [every[0], every[2]]
    again = opened_at(working.state.path, unlocked)
    assert _held(again, every[1]) == [["said", SAID]]
    assert sorted(_ats(mine)) == sorted(every)


@pytest.mark.parametrize("name", [stored.FORMS, stored.LAST, "the statement's"])
@pytest.mark.parametrize("damage", [b"", b"age-encryption.org/v1\n", b"no draft"])
def test_one_that_is_damaged_is_set_aside_and_not_written_over(
    working: Browser, name: str, damage: bytes
) -> None:
    session = working.state.unlocked_session
    assert session is not None
    mine = session.unlocked
    case = next(iter(session.casework().cases))
    file = mine.vault.path / "drafts" / f"{case if name.startswith('the') else name}.age"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(damage)
    drafts.take_in(mine, lambda _one: None)
    drafts.hold(mine, drafts.FormDraft(TALK, case, "", (("said", SAID),)))
    casework.save_draft(mine, case, 0, {"what": SAID})
    assert [path.read_bytes() for path in (mine.vault.path / "set-aside").iterdir()] == [damage]
    assert drafts.drafts_in(mine, case)[-1].fields == (("said", SAID),)
    draft = casework.load_draft(mine, case)
    assert draft is not None
    assert draft.parts == {"what": SAID}


@pytest.mark.parametrize("door", ["/lock", "/leave"])
def test_a_door_closes_while_what_was_left_behind_is_still_put_back(
    working: Browser, door: str
) -> None:
    session = working.state.unlocked_session
    assert session is not None
    begun, ended = Event(), Event()

    def put() -> None:
        begun.set()
        ended.wait(30)

    fresh = session_of(working.state.path, session.unlocked, session.env)
    working.state.unlocked_session = fresh
    with ThreadPoolExecutor(2) as pool:
        pool.submit(fresh.take_in, put)
        assert begun.wait(10)
        try:
            assert pool.submit(working.post, door).result(10)[0] == 303
        finally:
            ended.set()
    assert working.state.unlocked_session is None


@pytest.mark.parametrize("last", ["", "[", "{}", '[["/police/talk", 1]]'])
def test_nothing_that_is_sent_along_keeps_a_door_open(working: Browser, last: str) -> None:
    assert working.post("/leave", last=last)[0] == 303
    assert working.state.unlocked_session is None
    assert working.state.browser_session is None


def test_it_waits_in_its_own_case_and_can_be_let_go(working: Browser) -> None:
    for number, at in enumerate((TALK, "/people/account?key=instagram:61577840233190")):
        assert _type(working, at, [["note", f"{SAID} {number}"]]) == 200
    assert working.get("/")[1].count("Keep writing") == 2
    working.post("/cases", name="Another")
    assert "Keep writing" not in working.get("/")[1], "not in another case"
    assert _held(working, TALK) == []
    assert working.state.unlocked_session is not None
    first = next(iter(working.state.unlocked_session.casework().cases))
    working.post("/cases/choose", case=first)
    assert working.post("/typed/forget", at=TALK)[0] == 303
    assert _held(working, TALK) == []
    assert working.get("/")[1].count("Keep writing") == 1


def test_nothing_but_the_longer_forms_is_held(working: Browser) -> None:
    for at in (
        "/",
        "/unlock",
        "https://evil.example/",
        "/police",
        "/nowhere",
        "//evil/police/talk",
    ):
        assert _type(working, at, [["said", SAID]]) == 400, at
        assert working.post("/typed/forget", at=at)[0] == 400, at
    assert _type(working, TALK, [["said"]]) == 400


def test_what_is_sent_only_to_be_looked_at_is_held_until_the_folder_is_made(
    working: Browser, tmp_path: Path
) -> None:
    at, look = "/hand-over", "/hand-over/look"
    fields = {"capture": [str(THREAD)], "folder": str(tmp_path / "copy"), "to": "Const. A. Roy"}
    status, shown = working.post(look, typed=at, **fields)
    assert status == 200
    assert 'name="typed" value="/hand-over"' in shown
    assert ["to", "Const. A. Roy"] in _held(working, at)
    assert working.post(at, typed=at, captures=str(THREAD), folder="nowhere")[0] == 400
    assert _held(working, at)
    assert working.post(at, typed=at, captures=str(THREAD), folder=fields["folder"])[0] == 303
    assert _held(working, at) == []
    assert working.state.unlocked_session is not None
    assert working.state.unlocked_session.jobs.export is not None
    assert working.state.unlocked_session.jobs.export.wait(60)


def test_what_was_chosen_in_a_text_is_there_again_from_every_page_of_it(working: Browser) -> None:
    at = f"/captures/{THREAD}/text/redact"
    chosen = {"chosen": "2-4,59", "shown": "1-50", "message": "5", "words": "Robin"}
    assert _type(working, at, [list(one) for one in {**chosen, "why": "A minor."}.items()]) == 200
    page = working.get(at)[1]
    assert 'name="chosen" value="5,59"' in page
    assert page.count(" checked>") == 2
    assert ">\nRobin</textarea>" in page
    assert 'name="why" value="A minor."' in page
    assert working.post(at, typed=at, step="look", **chosen)[0] == 200
    assert _held(working, at), "it was only read"
    assert working.post(at, typed=at, step="text", why="A minor.", **chosen)[0] == 303
    assert _held(working, at) == []


@pytest.fixture
def serving(vault: Path) -> Iterator[Serving]:
    with serve(vault) as running:
        yield running


def _open(serving: Serving, page: Page, unlocked: Unlocked, at: str) -> None:
    serving.state.unlocked_session = session_of(serving.state.path, unlocked, real_environment())
    serving.state.touch()
    page.goto(f"{serving.address}{at}")


def _close_the_door(page: Page, serving: Serving, which: str) -> None:
    """Waits until the program has closed it too: the page is empty before."""
    page.click(f"#{which} button")
    page.wait_for_url(f"{serving.address}/{'away' if which == 'leave' else ''}")


@pytest.mark.browser
@pytest.mark.parametrize("way", ["pause", "lock", "leave"])
def test_a_talk_that_is_being_noted_is_there_again(
    browser: Chromium, serving: Serving, unlocked: Unlocked, way: str
) -> None:
    with come_in(browser, serving) as page:
        _open(serving, page, unlocked, TALK)
        page.fill("#said", SAID)
        page.check("#asked-preserve")
        page.select_option("#result", "refused")
        if way == "pause":
            expect(page.locator(".held")).to_contain_text("Sealed at")
        _close_the_door(page, serving, "leave" if way == "leave" else "lock")
        page.goto(serving.entrance())
        _open(serving, page, unlocked, "/")
        page.click("text=Keep writing")
        expect(page.locator(".typed-back")).to_contain_text("You were writing this at")
        assert page.input_value("#said") == SAID
        assert page.is_checked("#asked-preserve")
        assert page.input_value("#result") == "refused"
        page.get_by_role("button", name="Now").click()
        page.click("form[data-typed] button.main")
        expect(page.locator(".told")).to_contain_text("Saved and sealed at")
        assert SAID in page.inner_text("main")
        page.goto(serving.address)
        expect(page.locator(".unfinished")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize("door", ["leave", "lock"])
@pytest.mark.parametrize(("at", "field"), [(TALK, "#said"), ("/statement", "#what")])
@pytest.mark.parametrize("refused", [False, True])
def test_what_is_not_sealed_when_the_door_closes_goes_along(
    browser: Chromium,
    serving: Serving,
    unlocked: Unlocked,
    at: str,
    field: str,
    door: str,
    *,
    refused: bool,
) -> None:
    """What is on its way is not, nor is what the program could not seal."""

    def seals(asked: Request) -> bool:
        return asked.method == "POST" and ("/typed?" in asked.url or "/draft" in asked.url)

    def answer(route: Route) -> None:
        if not seals(route.request):
            route.fallback()
        elif refused:
            route.fulfill(status=500, json={"told": "", "saved": "", "parts": {}})

    with come_in(browser, serving) as page:
        _open(serving, page, unlocked, at)
        page.route("**/*", answer)
        with page.expect_request(seals):
            page.fill(field, SAID)
        _close_the_door(page, serving, door)
        page.goto(serving.entrance())
        _open(serving, page, unlocked, at)
        expect(page.locator(field)).to_have_value(SAID)


@pytest.mark.browser
def test_every_form_with_words_brings_them_back(
    browser: Chromium, serving: Serving, unlocked: Unlocked
) -> None:
    with come_in(browser, serving) as page:
        _open(serving, page, unlocked, "/")
        for at, field in FORMS.items():
            page.goto(f"{serving.address}{at}")
            page.fill(field, f"{SAID} {at}")
            # Going to another page is a pause too.
            page.goto(f"{serving.address}/help-now")
            page.wait_for_function(IS_HELD, arg=at)
        page.goto(serving.address)
        expect(page.locator(".unfinished")).to_have_count(len(FORMS))
        for at, field in FORMS.items():
            page.goto(f"{serving.address}{at}")
            expect(page.locator(field)).to_have_value(f"{SAID} {at}")
        page.click(".typed-back button")
        expect(page.locator(".typed-back")).to_have_count(0)
        expect(page.locator("#text")).to_have_value("")


@pytest.mark.browser
def test_rectangles_drawn_with_the_mouse_are_there_again(
    browser: Chromium, serving: Serving, unlocked: Unlocked
) -> None:
    at = f"/captures/{THREAD}/picture/1/redact"
    with come_in(browser, serving) as page:
        _open(serving, page, unlocked, at)
        box = page.locator(".redact-frame").bounding_box()
        assert box is not None
        for left in (20, 90):
            page.mouse.move(box["x"] + left, box["y"] + 30)
            page.mouse.down()
            page.mouse.move(box["x"] + left + 50, box["y"] + 70, steps=3)
            page.mouse.up()
        expect(page.locator(".redact-frame i")).to_have_count(2)
        drawn = [page.input_value(f"#x-{row}") for row in (1, 2)]
        expect(page.locator(".held")).to_contain_text("Sealed at")
        page.reload()
        expect(page.locator(".redact-frame i")).to_have_count(2)
        assert [page.input_value(f"#x-{row}") for row in (1, 2)] == drawn
        assert drawn[0] != drawn[1]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("at", "field", "script", "told"),
    [
        (TALK, "#said", "typed.js", ".held"),
        ("/statement", "#what", "statement.js", "#saved"),
    ],
)
def test_what_is_typed_before_the_scripts_are_there_is_sealed(
    browser: Chromium,
    serving: Serving,
    unlocked: Unlocked,
    at: str,
    field: str,
    script: str,
    told: str,
) -> None:
    with come_in(browser, serving) as page:
        _open(serving, page, unlocked, "/")
        with page.expect_request(f"**/{script}"):
            on_its_way = _held_back(page, f"**/{script}")
            page.evaluate("at => { location.href = at; }", f"{serving.address}{at}")
        page.fill(field, SAID)
        on_its_way.pop().continue_()
        expect(page.locator(told)).to_contain_text("Sealed at ")


@pytest.mark.browser
def test_a_form_that_was_only_opened_is_nothing_unfinished(
    browser: Chromium, serving: Serving, unlocked: Unlocked
) -> None:
    with come_in(browser, serving) as page:
        _open(serving, page, unlocked, "/")
        tabs = [page.context.new_page() for _ in FORMS]
        for at, tab in zip(FORMS, tabs, strict=True):
            tab.goto(f"{serving.address}{at}")
        # Longer than the pause after which something is sealed.
        page.wait_for_timeout(2_500)
        page.goto(serving.address)
        expect(page.locator(".unfinished")).to_have_count(0)


@pytest.mark.browser
def test_what_is_typed_while_a_form_is_brought_back_stays(
    browser: Chromium, serving: Serving, unlocked: Unlocked
) -> None:
    with come_in(browser, serving) as page:
        _open(serving, page, unlocked, TALK)
        page.fill("#said", SAID)
        page.fill("#person", "Sam")
        expect(page.locator(".held")).to_contain_text("Sealed at ")
        on_its_way = _held_back(page, "**/typed?at=*")
        with page.expect_request("**/typed?at=*"):
            page.reload()
        page.fill("#person", "Samira")
        on_its_way.pop().continue_()
        expect(page.locator("#said")).to_have_value(SAID)
        expect(page.locator("#person")).to_have_value("Samira")
        page.unroute_all()
        expect(page.locator(".held")).to_contain_text("Sealed at ")


def _held_back(page: Page, asked: str) -> list[Route]:
    """The next answer to this waits until it is let go on."""
    waiting: list[Route] = []
    page.route(asked, lambda route: waiting.append(route), times=1)
    return waiting
