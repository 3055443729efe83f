"""Signing in through the organisation: with a real browser, and everything that must let nobody in.

The provider is a stand-in for that of the organisation, a process of its own (`desk.provider`).
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing, contextmanager
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from psycopg import sql

from desk import provider as stand_in
from desk.office import Answer, Office, free_port
from desk.test_pages import browser, served
from keepsake.desk import staff
from keepsake.desk.database import one
from keepsake.desk.settings import OidcSettings
from viewer.access import sticks_out, violations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from desk.conftest import Place
    from keepsake.desk.staff import Member

__all__ = ["browser"]

pytestmark = pytest.mark.browser


class Organisation:
    """Its sign-in, as a process of its own."""

    def __init__(self, folder: Path, returns_to: str) -> None:
        self._folder, self.returns_to = folder, returns_to
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator[None]:
        """Runs it."""
        command = [sys.executable, stand_in.__file__, str(self.port)]
        process = subprocess.Popen([*command, str(self._folder), self.returns_to])
        try:
            end = time.monotonic() + 30
            while not self._answers():
                assert time.monotonic() < end
                time.sleep(0.05)
            self.forget()
            yield
        finally:
            process.kill()
            process.wait()

    def does(self, **faults: object) -> None:
        """Has it do these things wrong from now on, and no others."""
        path = self._folder / "faults.tmp"
        path.write_text(json.dumps(faults))
        path.replace(self._folder / "faults.json")

    def asked(self) -> list[dict[str, Any]]:
        """What it was asked."""
        path = self._folder / "asked.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()]

    def forget(self) -> None:
        """Of before."""
        (self._folder / "asked.jsonl").write_text("")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.issuer}/authorize", timeout=5):
                return True
        except OSError:
            return False


@pytest.fixture
def organisation_in(tmp_path: Path) -> Organisation:
    """Its sign-in, not running yet, with the address of a desk that is not running either."""
    folder = tmp_path / "provider"
    folder.mkdir()
    address = f"http://localhost:{free_port()}"
    return Organisation(folder, f"{address}/sign-in/organisation/answer")


@pytest.fixture
def there(organisation_in: Organisation) -> Iterator[Organisation]:
    """Its sign-in, running."""
    with organisation_in.running():
        yield organisation_in


@pytest.fixture
def office(there: Organisation, place: Place, browser: Browser, tmp_path: Path) -> Iterator[Office]:
    """A desk that knows it."""
    (tmp_path / "client.secret").write_text(stand_in.SECRET + "\n")
    settings = msgspec.structs.replace(
        place.settings,
        address=there.returns_to.removesuffix("/sign-in/organisation/answer"),
        oidc=OidcSettings(there.issuer, stand_in.CLIENT, str(tmp_path / "client.secret")),
    )
    with served(settings, tmp_path / "office.toml", browser) as found:
        yield found


class Visitor:
    """A browser without a screen, that goes where it is sent."""

    def __init__(self, office: Office, language: str = "en") -> None:
        self._office, self._language = office, language
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Asks the desk."""
        return self._took(self._office.ask(path, headers=self._headers()))

    def enrol(self, link: str) -> str:
        """Begins with a link; gives the address of the provider."""
        told = {"link": link.partition("#")[2]}
        answer = self._office.ask("/enrol/organisation", told=told, headers=self._headers())
        assert answer.status == 200
        to: str = json.loads(self._took(answer).body)["to"]
        return to

    def begin(self) -> str:
        """Begins to sign in; gives the address of the provider."""
        answer = self.get("/sign-in/organisation")
        assert answer.status == 303
        return str(answer.headers["Location"])

    def at_provider(self, address: str, user: str) -> str:
        """Signs in there; gives the path where that leads back to."""
        parts = urllib.parse.urlsplit(address)
        form = urllib.parse.urlencode({"user": user})
        with closing(http.client.HTTPConnection(parts.netloc, timeout=30)) as link:
            link.request("POST", f"{parts.path}?{parts.query}", form)
            answer = link.getresponse()
        assert answer.status == 303
        return str(answer.headers["Location"]).removeprefix(self._office.address)

    def sign_in(self, user: str) -> Answer:
        """All of it."""
        return self.get(self.at_provider(self.begin(), user))

    def is_in(self) -> bool:
        """Whether the desk knows who this is."""
        return self.get("/copies").status == 200

    def _headers(self) -> dict[str, str]:
        pairs = [f"{name}={value}" for name, value in self.cookies.items() if value]
        return {"Cookie": "; ".join(pairs), "Accept-Language": self._language}

    def _took(self, answer: Answer) -> Answer:
        for header in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return answer


def _bound(office: Office, name: str = "Ben") -> Member:
    """Somebody whose name here is tied to `ben` at the organisation."""
    member = office.member(name, "intake")
    visitor = Visitor(office)
    answer = visitor.get(visitor.at_provider(visitor.enrol(office.link(member)), name.lower()))
    assert answer.status == 200
    assert visitor.is_in()
    return member


def _sign_in(page: Page, user: str) -> None:
    page.fill('[name="user"]', user)
    page.click("button")
    page.wait_for_selector("nav")


def test_who_was_given_a_link_signs_in_through_the_organisation(
    office: Office, there: Organisation, browser: Browser
) -> None:
    member = office.member("Ben", "intake")
    with browser.new_context(locale="en-CA") as context:
        page = context.new_page()
        page.goto(office.link(member))
        page.click("#organisation")
        page.wait_for_url(f"{there.issuer}/**")
        _sign_in(page, "ben")
        assert page.url == f"{office.address}/copies"
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")
        assert [cookie["name"] for cookie in context.cookies(office.address)] == []
        page.get_by_role("link", name="Sign in through your organisation").click()
        page.wait_for_url(f"{there.issuer}/**")
        _sign_in(page, "ben")
        assert page.url == f"{office.address}/copies"
        cookie = context.cookies(office.address)[0]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    kinds = [(kind, about) for kind, who, about in office.events() if who == "Ben"]
    in_here = ("signed_in", {"by": "organisation"})
    assert [kind for kind, _ in kinds] == [
        "subject_added", "signed_in", "copies_viewed", "signed_out", "signed_in", "copies_viewed",
    ]  # fmt: skip
    assert in_here in kinds
    asked = [each for each in there.asked() if each["what"] == "authorize"]
    assert {each["code_challenge_method"] for each in asked} == {"S256"}
    assert {each["max_age"] for each in asked} == {"0"}
    # Each time other secrets, and none of them twice.
    secrets = [each[name] for each in asked for name in ("state", "nonce", "code_challenge")]
    assert len(set(secrets)) == len(secrets) == 6


def test_only_who_was_bound_comes_in_and_as_what_the_desk_says(office: Office) -> None:
    member = _bound(office)
    other = Visitor(office)
    assert other.sign_in("eve").status == 403
    assert not other.is_in()
    assert office.events()[-1] == (
        "sign_in_refused", "desk", {"by": "organisation", "why": "not_bound"},
    )  # fmt: skip
    visitor = Visitor(office)
    assert visitor.sign_in("ben").status == 200
    assert visitor.get("/staff").status == 403
    with office.change() as change:
        staff.add(change, "Cleo", ["supervisor"])
        staff.set_disabled(change, member.id, disabled=True)
    assert not visitor.is_in()
    assert visitor.sign_in("ben").status == 403
    assert not visitor.is_in()
    assert office.events()[-1][:2] == ("sign_in_refused", "Ben")


def test_a_link_binds_once_and_one_subject_to_one_name(office: Office) -> None:
    member = office.member("Ben", "intake")
    first, second = Visitor(office), Visitor(office)
    link = office.link(member)
    answers = [each.at_provider(each.enrol(link), "ben") for each in (first, second)]
    assert first.get(answers[0]).status == 200
    # Begun before, while the link still held.
    assert second.get(answers[1]).status == 403
    assert not second.is_in()
    told = {"link": link.partition("#")[2]}
    assert office.ask("/enrol/organisation", told=told).status == 403
    eve = office.member("Eve", "intake")
    taken = Visitor(office)
    assert taken.get(taken.at_provider(taken.enrol(office.link(eve)), "ben")).status == 409
    assert not taken.is_in()
    with office.change() as change:
        rows = change.transaction.execute("select staff from subject").fetchall()
    assert rows == [{"staff": member.id}]
    for guess in ("", "x" * 43, staff.new_token(), None, 5):
        assert office.ask("/enrol/organisation", told={"link": guess}).status == 403


ATTACKS: dict[str, tuple[dict[str, object], str]] = {
    "another nonce": ({"claims": {"nonce": "x" * 43}}, "nonce"),
    "no nonce": ({"claims": {"nonce": None}}, "nonce"),
    "another issuer": ({"claims": {"iss": "https://evil.example"}}, "iss"),
    "the issuer and a stroke": ({"claims": {"iss": "ISSUER/"}}, "iss"),
    "another audience": ({"claims": {"aud": "another desk"}}, "aud"),
    "two audiences": ({"claims": {"aud": ["the desk", "another desk"]}}, "aud"),
    "for another party": ({"claims": {"azp": "another desk"}}, "azp"),
    "expired": ({"claims": {"exp": "now-120", "iat": "now-1"}}, "exp"),
    "without an end": ({"claims": {"exp": None}}, "exp"),
    "for a year": ({"claims": {"exp": "now+31536000"}}, "exp"),
    "made before it was asked for": ({"claims": {"iat": "now-3600"}}, "iat"),
    "made in the future": ({"claims": {"iat": "now+3600"}}, "iat"),
    "not valid yet": ({"claims": {"nbf": "now+3600"}}, "nbf"),
    "signed in long ago": ({"claims": {"auth_time": "now-3600"}}, "auth_time"),
    "nobody": ({"claims": {"sub": ""}}, "sub"),
    "no text": ({"claims": {"sub": ["ben-0001"]}}, "sub"),
    "no signature": ({"sign": "none"}, "signature"),
    "the public key as a secret": ({"sign": "hs256"}, "signature"),
    "a secret among the keys": ({"sign": "hs256_listed"}, "signature"),
    "another key": ({"sign": "other_key"}, "signature"),
    "a key that is too short": ({"sign": "short_key"}, "signature"),
    "a key that does not sign": ({"sign": "sealing_key"}, "signature"),
    "a key of its own": ({"sign": "other_key", "head": {"kid": "mine"}}, "signature"),
    "what must be understood": ({"head": {"crit": ["x"], "x": 1}}, "signature"),
}


def test_a_token_that_is_not_for_this_very_sign_in_lets_nobody_in(
    office: Office, there: Organisation
) -> None:
    _bound(office)
    found = {}
    for name, (faults, _) in ATTACKS.items():
        there.does(**json.loads(json.dumps(faults).replace("ISSUER", there.issuer)))
        visitor = Visitor(office)
        status = visitor.sign_in("ben").status
        found[name] = (status, visitor.is_in(), office.events()[-2 + (status != 200)][2].get("why"))
    assert found == {name: (403, False, why) for name, (_, why) in ATTACKS.items()}
    # And the same without any of it, so that it was that.
    there.does()
    assert Visitor(office).sign_in("ben").status == 200


def test_an_answer_is_taken_once_in_the_browser_that_asked(
    office: Office, there: Organisation
) -> None:
    _bound(office)
    visitor, other = Visitor(office), Visitor(office)
    answer = visitor.at_provider(visitor.begin(), "ben")
    begun = dict(visitor.cookies)
    # Somebody else's browser, without and with a flow of its own; and no state, or another.
    assert other.get(answer).status == 403
    other.begin()
    assert other.get(answer).status == 403
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(answer).query)["code"][0]
    bare = "/sign-in/organisation/answer"
    for query in ("", f"?code={code}", f"?code={code}&state=", f"?code={code}&state=%00%C3%A9"):
        assert visitor.get(bare + query).status == 403
    there.forget()
    assert visitor.get(answer).status == 200
    # Again: with its cookie back, and by a copy of the browser.
    visitor.cookies |= begun
    assert visitor.get(answer).status == 403
    assert [each["what"] for each in there.asked()].count("token") == 1
    # A code that was used, under a flow that was not: the provider refuses it.
    fresh = Visitor(office)
    query = urllib.parse.parse_qs(
        urllib.parse.urlsplit(fresh.at_provider(fresh.begin(), "ben")).query
    )
    told = {"code": code, "state": query["state"][0], "iss": there.issuer}
    assert fresh.get(f"{bare}?{urllib.parse.urlencode(told)}").status == 403
    assert not fresh.is_in()


def test_another_ones_code_is_of_no_use(office: Office, there: Organisation) -> None:
    """A code that was stolen from Ben, put into a flow of the thief: PKCE and nonce."""
    _bound(office)
    ben, thief = Visitor(office), Visitor(office)
    stolen = ben.at_provider(ben.begin(), "ben")
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(stolen).query)["code"][0]
    there.does(answer={"code": code})
    assert thief.sign_in("eve").status == 403
    assert not thief.is_in()


def test_the_answer_of_another_provider_is_refused(office: Office, there: Organisation) -> None:
    _bound(office)
    for other in ("https://evil.example", "", None):
        there.does(answer={"iss": other})
        there.forget()
        assert Visitor(office).sign_in("ben").status == 403
        assert "token" not in [each["what"] for each in there.asked()]


def test_a_flow_ends_by_itself(office: Office) -> None:
    _bound(office)
    visitor = Visitor(office)
    answer = visitor.at_provider(visitor.begin(), "ben")
    name = next(name for name in visitor.cookies if name.endswith("-flow"))
    whole = visitor.cookies[name]
    # Whatever is changed in it, its end and its purpose too, it is not the desk's any more.
    for place in (0, 21, 30, 60, 110, len(whole) - 2):
        visitor.cookies[name] = (
            whole[:place] + ("A" if whole[place] != "A" else "B") + whole[place + 1 :]
        )
        assert visitor.get(answer).status == 403
    visitor.cookies[name] = whole
    assert visitor.get(answer).status == 200


def test_a_provider_that_answers_otherwise_lets_nobody_in(
    office: Office, there: Organisation
) -> None:
    member = office.member("Ben", "intake")
    # What it says of itself is known for a while once it was good, so this comes first.
    for what in ("discovery", "token", "keys"):
        for how in ("redirect", "huge", "html", "list", "error"):
            there.does(**{what: how})
            there.forget()
            visitor = Visitor(office)
            answer = visitor.get("/sign-in/organisation")
            if what != "discovery":
                answer = visitor.get(visitor.at_provider(str(answer.headers["Location"]), "ben"))
            assert (what, how, answer.status) == (what, how, 503)
            assert "elsewhere" not in [each["what"] for each in there.asked()]
            assert not visitor.is_in()
    there.does()
    visitor = Visitor(office)
    assert visitor.get(visitor.at_provider(visitor.enrol(office.link(member)), "ben")).status == 200


NONSENSE: list[dict[str, object]] = [
    {"issuer": "https://evil.example"},
    {"token_endpoint": "http://evil.example/token"},
    {"token_endpoint": "ftp://127.0.0.1/token"},
    {"authorization_endpoint": "javascript:alert(1)"},
    {"authorization_endpoint": "//evil.example"},
    {"jwks_uri": None},
    {"jwks_uri": "file:///etc/passwd"},
    {"jwks_uri": "http://127.0.0.1@evil.example/keys"},
]


def test_a_provider_that_says_nonsense_of_itself_is_not_gone_to(
    office: Office, there: Organisation
) -> None:
    for member in NONSENSE:
        there.does(metadata=member)
        answer = office.ask("/sign-in/organisation")
        assert (member, answer.status) == (member, 503)
        assert answer.headers.get("Location") is None
    there.does()
    assert office.ask("/sign-in/organisation").status == 303


def test_a_provider_that_takes_its_time_keeps_nobody_waiting(
    office: Office, there: Organisation
) -> None:
    for how in ("slow", "drip"):
        there.does(discovery=how)
        began = time.monotonic()
        assert office.ask("/sign-in/organisation").status == 503
        assert time.monotonic() - began < 8
    # While more ask than there are threads, everybody else is answered.
    command = [sys.executable, "-c", _ASK, f"{office.address}/sign-in/organisation"]
    waiting = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(4)]
    time.sleep(1.5)
    began = time.monotonic()
    assert office.ask("/sign-in").status == 200
    assert time.monotonic() - began < 2
    assert any(process.poll() is None for process in waiting)
    for process in waiting:
        process.kill()
        process.wait()


_ASK = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=30)"


def test_while_the_provider_is_down_passkeys_still_let_in(
    organisation_in: Organisation, place: Place, browser: Browser, tmp_path: Path
) -> None:
    address = organisation_in.returns_to.removesuffix("/sign-in/organisation/answer")
    settings = msgspec.structs.replace(
        place.settings, address=address, oidc=OidcSettings(organisation_in.issuer, "the desk")
    )
    with served(settings, tmp_path / "office.toml", browser) as office:
        answer = office.ask("/sign-in/organisation")
        assert answer.status == 503
        assert "does not answer" in answer.body
        with office.at_work("Ben", "intake") as worker:
            assert worker.page.url.endswith("/copies")


def test_nothing_leads_elsewhere(office: Office) -> None:
    _bound(office)
    visitor = Visitor(office)
    path = visitor.at_provider(visitor.begin(), "ben")
    for name in ("next", "redirect_uri", "to", "return", "url"):
        path += f"&{name}=https%3A%2F%2Fevil.example%2F"
    answer = visitor.get(path)
    assert answer.status == 200
    assert "evil.example" not in answer.body
    assert 'content="0; url=/"' in answer.body
    # The address that it comes back to is the desk's own, whatever the request says it is.
    for header in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
        told = office.ask("/sign-in/organisation?redirect_uri=https://evil.example", headers=header)
        assert "evil.example" not in str(told.headers.get("Location"))
    # Nor does the provider let an address of somebody else through.
    elsewhere = visitor.begin().replace(
        urllib.parse.quote_plus(office.address), "https%3A%2F%2Fevil"
    )
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(elsewhere, data=b"user=ben")


def test_what_the_provider_gave_is_kept_nowhere(office: Office) -> None:
    member = _bound(office)
    with office.change() as change:
        found = one(change.transaction, "select * from subject")
        query = (
            "select table_name from information_schema.tables where table_schema = 'public'"
            " and table_name not like 'procrastinate%' and table_type = 'BASE TABLE'"
        )
        tables = [row["table_name"] for row in change.transaction.execute(query)]
        select = sql.SQL("select * from {}")
        text = "".join(
            str(change.transaction.execute(select.format(sql.Identifier(name))).fetchall())
            for name in tables
        )
    assert found
    assert (found["name"], found["staff"]) == ("ben-0001", member.id)
    assert "subject" in tables
    assert "never used" not in text
    assert "ben@example.org" not in text


def test_a_desk_without_one_has_no_such_page(
    place: Place, browser: Browser, tmp_path: Path
) -> None:
    address = f"http://localhost:{free_port()}"
    settings = msgspec.structs.replace(place.settings, address=address)
    with served(settings, tmp_path / "office.toml", browser) as office:
        assert "organisation" not in office.ask("/sign-in").body
        assert office.ask("/sign-in/organisation").status == 404
        assert office.ask("/sign-in/organisation/answer").status == 404
        link = office.link(office.member("Ben", "intake")).partition("#")[2]
        assert office.ask("/enrol/organisation", told={"link": link}).status == 404


def test_its_pages_are_for_everyone(office: Office, there: Organisation, browser: Browser) -> None:
    # Both languages before it was heard from: what it says is then known for a while.
    there.does(discovery="error")
    found = []
    for shown in (False, True):
        for language in ("en", "fr"):
            with browser.new_context(
                locale=f"{language}-CA", viewport={"width": 360, "height": 800}
            ) as context:
                found += _wrong_for_somebody(context.new_page(), office, language, shown=shown)
        there.does()
    assert found == []


def _wrong_for_somebody(page: Page, office: Office, language: str, *, shown: bool) -> list[str]:
    if shown:
        _show_signed_in(page, office, language)
        return violations(page) + ["sticks out"] * bool(sticks_out(page))
    found = []
    for path in ("sign-in", "enrol", "sign-in/organisation", "sign-in/organisation/answer"):
        page.goto(f"{office.address}/{path}")
        assert page.get_attribute("html", "lang") == language
        found += [f"{path}: {each}" for each in violations(page)]
        found += [f"{path}: sticks out"] * bool(sticks_out(page))
    return found


def _show_signed_in(page: Page, office: Office, language: str) -> None:
    """Shows the page that is there for the moment before it leads on."""
    visitor = Visitor(office, language)
    link = office.link(office.member(f"Zoë {language}", "intake"))
    answer = visitor.get(visitor.at_provider(visitor.enrol(link), f"zoe-{language}"))
    body = answer.body.replace('http-equiv="refresh"', 'name="refresh"')
    assert body != answer.body
    shown = f"{office.address}/shown"
    page.route(shown, lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(shown)
    assert page.get_by_role("link", name={"en": "Go on", "fr": "Continuer"}[language]).is_visible()
