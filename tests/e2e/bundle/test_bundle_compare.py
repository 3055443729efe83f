"""The opened copy is held against an earlier one in a real browser, and says what the host says."""

from __future__ import annotations

import io
import shutil
import zipfile
from typing import TYPE_CHECKING, NamedTuple

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import axe, unlock, view
from fixtures.bundles import exported, files_of, open_payload, stamped_vault
from fixtures.tsa.stamping import grow
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit.bundle import audit_bundle
from keepsake.flows.audit.earlier import read_earlier
from keepsake.vault import access
from keepsake.vault.handle import Vault
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser
SECONDS = 60_000
PIECE = 64 * 1024
VERDICT = {"valid": "valid", "invalid": "problem", "not_checked": "not checked"}


class Copies(NamedTuple):
    """One vault handed over twice, a branch of it that went another way, and another vault."""

    first: Made
    second: Made
    forked: Made
    theirs: Made


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    folder = tmp_path_factory.mktemp("copies")
    page = sample.thread(3)
    page.tiles = 1
    unlocked, authorities = stamped_vault(folder, [page])
    path = shutil.copytree(unlocked.vault.path, folder / "branch")
    branch = access.unlock(Vault.open(path, real_environment()), sample.PASSPHRASE)
    grow(unlocked.vault)
    first = exported(folder / "first", unlocked, authorities)
    grow(unlocked.vault)
    second = exported(folder / "second", unlocked, authorities)
    grow(branch.vault)
    exported(folder / "hidden", branch, authorities)
    forked = exported(folder / "forked", branch, authorities)
    other = access.unlock(sample.make_vault(folder / "other", [page]), sample.PASSPHRASE)
    return Copies(first, second, forked, exported(folder / "theirs", other, authorities))


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(offline=True, locale="en-CA")
    opened = context.new_page()
    opened.set_default_timeout(SECONDS)
    yield opened
    context.close()


def show(page: Page, made: Made) -> None:
    unlock(page, made.folder, made.passphrase)
    view(page, "checks")


def compare(page: Page, earlier: Path, secret: str) -> None:
    page.set_input_files("#earlier", earlier)
    page.fill("#earlier-secret", secret)
    page.click(".compare button")


def step_three(page: Page) -> str:
    return page.locator(".checks summary .mark").nth(2).inner_text()[2:]


def agreed(page: Page, made: Made, earlier: Made, outcome: str, reason: str) -> None:
    """The page says of the earlier copy what the host says, in the result and in step 3."""
    compare(page, earlier.folder / "OPEN-ME.html", earlier.passphrase)
    expect(page.locator(f"#compared.{outcome}")).to_be_focused()
    head = read_earlier(earlier.folder, earlier.passphrase)
    step = audit_bundle(made.folder, made.passphrase, made.authorities, head).steps[2]
    assert (str(step.outcome), step.reason) == (outcome, reason)
    assert step_three(page) == VERDICT[outcome]


def test_a_later_copy_shows_that_nothing_was_removed(
    copies: Copies, page: Page, tmp_path: Path
) -> None:
    first, second = copies.first, copies.second
    show(page, second)
    agreed(page, second, first, "valid", "")
    expect(page.locator("#compared")).to_contain_text("Nothing in the list has been removed")
    expect(page.locator(".compare")).to_contain_text("Its own files are not checked here")
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_bytes(files_of(open_payload(first))["data/log/checkpoint"])
    for earlier, secret in (
        (first.folder / "evidence.age", first.passphrase.replace("-", " ").upper()),
        (checkpoint, ""),
    ):
        compare(page, earlier, secret)
        expect(page.locator("#compared.valid code")).to_have_text(earlier.name)
    assert axe(page) == []
    page.click("button[lang=fr]")
    expect(page.locator("#compared")).to_contain_text("Rien n’a été retiré ou modifié")
    assert axe(page) == []
    page.click("button[lang=en]")


def test_what_does_not_open_is_told_and_nothing_is_said_of_it(copies: Copies, page: Page) -> None:
    show(page, copies.second)
    page.click(".compare button")
    expect(page.locator(".compare .status")).to_contain_text("Choose the earlier copy first")
    compare(page, copies.first.folder / "evidence.age", "six-words-that-are-not-right")
    expect(page.locator(".compare .status")).to_contain_text("do not open")
    assert page.locator("#compared").count() == 0
    assert step_three(page) == "valid"


def test_one_that_is_later_is_not_checked(copies: Copies, page: Page) -> None:
    show(page, copies.first)
    agreed(page, copies.first, copies.second, "not_checked", "earlier_is_later")
    expect(page.locator("#compared")).to_contain_text("the other way round")


def test_a_vault_that_went_another_way_is_found(copies: Copies, page: Page) -> None:
    show(page, copies.forked)
    agreed(page, copies.forked, copies.first, "invalid", "forked")
    expect(page.locator(".verdict.invalid")).to_be_visible()


def test_another_vault_and_no_copy_at_all_are_invalid_and_the_next_answer_takes_their_place(
    copies: Copies, page: Page, tmp_path: Path
) -> None:
    show(page, copies.second)
    agreed(page, copies.second, copies.theirs, "invalid", "earlier_other")
    no_copy = tmp_path / "checkpoint"
    no_copy.write_bytes(b"no copy")
    cut = tmp_path / "evidence.age"
    cut.write_bytes((copies.first.folder / "evidence.age").read_bytes()[:-1])
    for path, secret in ((no_copy, None), (cut, copies.first.passphrase)):
        compare(page, path, secret or "")
        expect(page.locator("#compared.invalid code")).to_have_text(path.name)
        head = read_earlier(path, secret)
        second = copies.second
        step = audit_bundle(second.folder, second.passphrase, second.authorities, head).steps[2]
        assert step.reason == "earlier_other"
    agreed(page, copies.second, copies.first, "valid", "")
    expect(page.locator(".verdict.valid")).to_be_visible()


def _away_from_the_head(plain: bytes, sealed: bytearray) -> int:
    """A place in the sealed file whose piece holds neither the earlier head nor the directory."""
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        head = archive.getinfo("bag/data/log/checkpoint")
        end = archive.start_dir // PIECE
    first = head.header_offset // PIECE
    last = (head.header_offset + 30 + len(head.filename) + head.compress_size) // PIECE
    piece = next(number for number in range(end) if not first <= number <= last)
    start = sealed.index(b"\n", sealed.index(b"\n---") + 1) + 1 + 16
    return start + piece * (PIECE + 16)


def test_an_earlier_copy_that_does_not_open_to_its_end_is_no_copy(
    copies: Copies, page: Page, tmp_path: Path
) -> None:
    first, second = copies.first, copies.second
    harmed = bytearray((first.folder / "evidence.age").read_bytes())
    harmed[_away_from_the_head(open_payload(first), harmed)] ^= 1
    path = tmp_path / "evidence.age"
    path.write_bytes(harmed)
    show(page, second)
    compare(page, path, first.passphrase)
    expect(page.locator("#compared.invalid")).to_be_focused()
    head = read_earlier(path, first.passphrase)
    step = audit_bundle(second.folder, second.passphrase, second.authorities, head).steps[2]
    assert (step.outcome, step.reason) == (Outcome.INVALID, "earlier_other")
