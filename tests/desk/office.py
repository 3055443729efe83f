"""A desk that serves its pages in a process of its own, and those who work there."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from keepsake.desk import desk as desks
from keepsake.desk import sessions, staff
from keepsake.desk.change import Change
from keepsake.desk.database import every
from keepsake.desk.web.staff import enrolment_link

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from playwright.sync_api import Browser, CDPSession, Page

    from keepsake.desk.desk import Desk
    from keepsake.desk.staff import Member

_AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Answer(NamedTuple):
    """What the desk answered."""

    status: int
    headers: Any
    body: str


class Colleague(NamedTuple):
    """Somebody who is signed in, without a browser."""

    member: Member
    token: str

    @property
    def form(self) -> str:
        """What their forms send along."""
        return sessions.form_secret(self.token)


class Worker(NamedTuple):
    """Somebody with a browser and a passkey in it."""

    member: Member
    page: Page
    keys: CDPSession
    authenticator: str


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Office:
    """The desk's pages, as they are reached over HTTP and with a browser.

    Attributes:
        desk: The desk.
        address: Where they are.
        web: The process that serves them.
    """

    web: subprocess.Popen[bytes]

    def __init__(self, desk: Desk, browser: Browser) -> None:
        self.desk, self.address, self._browser = desk, desk.settings.address, browser
        # Where its process writes what it prints (`conftest.started`), beside its keys.
        self._log = Path(desk.settings.log_key).with_name("serve.log")
        self._open = urllib.request.build_opener(_Stay).open

    @contextmanager
    def change(self, who: str = "Ada") -> Iterator[Change]:
        """One in the database."""
        with self.desk.intake.database.connection() as transaction:
            yield Change(transaction, self.desk.intake.log, who, desks.now())

    def member(self, name: str, *roles: str) -> Member:
        """Somebody new."""
        with self.change() as change:
            return staff.add(change, name, roles)

    def colleague(self, name: str, *roles: str) -> Colleague:
        """Somebody new who is signed in."""
        made = self.member(name, *roles)
        with self.change() as change:
            return Colleague(made, sessions.begin(change.transaction, made.id, change.at))

    def link(self, member: Member) -> str:
        """By which they enrol."""
        with self.change() as change:
            return enrolment_link(self.address, staff.enrol(change, member.id))

    @contextmanager
    def at_work(self, name: str, *roles: str, language: str = "en") -> Iterator[Worker]:
        """Somebody new who enrols and signs in with a browser."""
        made = self.member(name, *roles)
        context = self._browser.new_context(
            locale=f"{language}-CA", viewport={"width": 360, "height": 800}
        )
        page = context.new_page()
        keys = context.new_cdp_session(page)
        keys.send("WebAuthn.enable")
        added = keys.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})
        page.goto(self.link(made))
        page.click("#passkey")
        page.wait_for_url("**/sign-in")
        page.click("#passkey")
        page.wait_for_selector("nav")
        yield Worker(made, page, keys, added["authenticatorId"])
        context.close()

    def ask(
        self, path: str, by: Colleague | None = None, form: dict[str, str] | None = None,
        *, told: object = None, origin: str | None = "", headers: dict[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """Asks over HTTP; with a form or something told it is a change."""
        data = None if form is None else urllib.parse.urlencode(form).encode()
        data = json.dumps(told).encode() if told is not None else data
        asked = urllib.request.Request(self.address + path, data=data)
        if told is not None:
            asked.add_header("Content-Type", "application/json")
        if by:
            asked.add_header("Cookie", f"keepsake-desk={by.token}")
        if data is not None and origin is not None:
            asked.add_header("Origin", origin or self.address)
        for name, value in (headers or {}).items():
            asked.add_header(name, value)
        try:
            with self._open(asked, timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read().decode())

    def do(self, by: Colleague, path: str, **told: str) -> tuple[int, str]:
        """Sends a form; gives status and page."""
        answer = self.ask(path, by, {"form": by.form, **told})
        return answer.status, answer.body

    def case(self, by: Colleague, name: str, *uploads: object) -> str:
        """Has somebody make a case with these copies in it; gives its id."""
        answer = self.ask("/cases", by, {"form": by.form, "name": name})
        made = str(answer.headers["Location"]).rpartition("/")[2]
        for upload in uploads:
            assert self.do(by, f"/copies/{upload}/case", case=made)[0] == 303
        return made

    def log(self) -> str:
        """What its process printed."""
        return self._log.read_text("utf-8", "replace")

    def events(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Kind, who and about of all that happened."""
        with self.change() as change:
            query = "select kind, who, about from event order by id"
            return [(r["kind"], r["who"], r["about"]) for r in every(change.transaction, query)]


def free_port() -> int:
    """One that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
