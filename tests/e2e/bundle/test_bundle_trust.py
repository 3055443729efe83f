"""What the first screen says of itself, of the copy and of the time; and how a copy is opened."""

from __future__ import annotations

import hashlib
import json
import re
import time
from typing import TYPE_CHECKING

import pyrage
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from playwright.sync_api import expect
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from e2e.bundle.pages import OPEN_SECONDS, unlock
from e2e.bundle.papers import two_pages
from e2e.bundle.verdicts import SECRET, Files, show
from fixtures import case
from fixtures.bundles import export, files_of, open_payload, rebagged, seal, stamp
from fixtures.bundles import reader as built_reader
from keepsake.core.briefing.gather import DISCLOSABLE, Disclosure
from keepsake.core.case.entries import MarkBody
from keepsake.core.custody import Attribution
from keepsake.flows import casework
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from selenium import webdriver

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser


def roots_of(made: Made) -> list[str]:
    """How the SHA-256 of each authority's root begins."""
    found = [x509.load_pem_x509_certificate(one.roots[0]) for one in made.authorities]
    return [root.fingerprint(hashes.SHA256()).hex()[:16] for root in found]


def without_copy(folder: Path) -> bytes:
    """The page of a bundle as it is before a copy is put into it."""
    page = (folder / "OPEN-ME.html").read_bytes()
    return re.sub(rb'(id="payload">)[^<]*', rb"\1", page, count=1)


def test_the_first_screen_says_what_the_page_cannot_prove_and_whose_roots_it_used(
    whole_bundle: Made, files: Files, page: Page
) -> None:
    unlock(page, whole_bundle.folder, whole_bundle.passphrase)
    expect(page.locator("section.verdict")).to_contain_text("so it cannot vouch for itself")
    told = page.inner_text("section.trust")
    contents = json.loads(files["data/contents.json"])
    for authority, print_ in zip(whole_bundle.authorities, roots_of(whole_bundle), strict=True):
        assert f"{authority.name} ({print_})" in told
    assert contents["page"] in told
    assert contents["program"] in told
    assert "No public address" in told
    assert f"log had {contents['size']} records then" in told
    assert re.search(r"This copy was made on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(", told)
    assert hashlib.sha256(without_copy(whole_bundle.folder)).hexdigest() == contents["page"]


def test_all_moments_on_the_first_screen_have_one_form_and_no_raw_names(
    page: Page, tmp_path: Path
) -> None:
    made = case.make(tmp_path).made
    unlock(page, made.folder, made.passphrase)
    for language in ("en", "fr"):
        if language == "fr":
            page.click("button[lang=fr]")
        # The person writes days as they like.
        said = page.inner_text("main").replace(page.inner_text(".told"), "")
        assert not re.search(r"\b(Nov|November|novembre|nov\.)\b", said)
        assert len(re.findall(r"2026-\d\d-\d\d \d\d:\d\d", said)) > 5
        assert not re.search(r"\b[a-z]+_[a-z_]+\b", said), language
    page.click("button[lang=en]")


def test_what_nothing_signs_is_told_as_not_confirmed(page: Page, tmp_path: Path) -> None:
    made = case.make(tmp_path).made
    unlock(page, made.folder, made.passphrase)
    facts = page.locator(".facts").first
    expect(facts).to_contain_text("Ada Example")
    expect(facts).not_to_contain_text("not confirmed here")
    unsigned = rebagged(files_of(open_payload(made)))
    (tmp_path / "reader.html").write_bytes(without_copy(made.folder))
    show(page, tmp_path / "reader.html", seal(unsigned, SECRET))
    expect(facts).to_contain_text("The video (as this copy says; not confirmed here)")


def test_there_is_one_answer_since_when_it_is_proven(page: Page, tmp_path: Path) -> None:
    """What was said of it later was stamped later, and does not make the captures younger."""
    vault = sample.make_vault(tmp_path / "vault", [sample.thread(4)], passphrase=None)
    id_ = casework.make_case(vault, "Blue", [1])
    first = tmp_path / "first"
    first.mkdir()
    authorities = stamp(vault, first)
    size = vault.size()
    time.sleep(2.1)
    casework.keep(vault, MarkBody(id_, 1, 2, "threat"))
    stamp(vault, first)
    unlocked = access.unlock(vault, None)
    done = export(
        unlocked, [1], tmp_path / "copy", built_reader(), authorities=authorities,
        disclosure=Disclosure(id_, DISCLOSABLE), attribution=Attribution(who="Ada"),
    )  # fmt: skip
    held = files_of(open_payload(done))
    times = sorted(
        json.loads(data)["token_time"][:19].replace("T", " ")
        for name, data in held.items()
        if re.fullmatch(rf"data/log/stamps/{size}-.*\.json", name)
    )
    stamped = [name for name in held if name.endswith(".tsr")]
    assert len(stamped) == 4
    unlock(page, done.folder, done.passphrase)
    told = page.locator(".facts dt:text-is('Proven to exist') + dd").first.inner_text()
    offset = json.loads(held["data/log/entries/1.json"])["offset_minutes"]
    assert offset == 0 or "Toronto" in page.inner_text(".facts")
    moment = re.match(r"\d{4}-\d\d-\d\d \d\d:(\d\d), by Local", told)
    assert moment, told
    assert moment[1] == times[0][14:16]
    assert len(re.findall(r"\d\d:\d\d", told)) == 1
    paper = " ".join(two_pages(held, tmp_path).split())
    assert len(re.findall(r", by Local (?:One|Two)", paper)) == 1


class Sealed:
    """A copy that is sealed to a key of its receiver."""

    def __init__(self, folder: Path) -> None:
        vault = sample.make_vault(folder / "vault", [sample.thread(2)], passphrase=None)
        identity = pyrage.x25519.Identity.generate()
        recipient = str(identity.to_public())
        done = export(
            access.unlock(vault, None), [1], folder / "copy", built_reader(), recipient=recipient
        )
        self.folder, self.key = done.folder, str(identity)
        self.file = folder / "key.txt"
        self.file.write_text(f"# created: 2026\n# public key: {recipient}\n{self.key}\n")


@pytest.fixture(scope="module")
def to_key(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return Sealed(tmp_path_factory.mktemp("key"))


@pytest.mark.parametrize("how", ["typed", "typed in small letters", "the whole file", "a file"])
def test_a_copy_for_a_key_asks_for_a_key(how: str, to_key: Sealed, page: Page) -> None:
    page.goto((to_key.folder / "OPEN-ME.html").as_uri())
    expect(page.locator("label[for=secret]")).to_have_text("Passphrase or key")
    page.set_input_files("#file", to_key.folder / "evidence.age")
    expect(page.locator("label[for=secret]")).to_have_text("Your key")
    expect(page.locator("main.lock")).not_to_contain_text("assphrase")
    expect(page.locator("main.lock")).not_to_contain_text("words that you were given")
    if how == "a file":
        page.set_input_files("#key-file", to_key.file)
    else:
        typed = {"typed": to_key.key, "the whole file": to_key.file.read_text()}
        page.fill("#secret", typed.get(how, f" {to_key.key.lower()} "))
    page.click("button.primary")
    page.wait_for_selector(".frame")
    expect(page.locator("main")).to_contain_text("What is in this copy")


def test_another_key_is_said_to_be_another(to_key: Sealed, page: Page) -> None:
    page.goto((to_key.folder / "OPEN-ME.html").as_uri())
    page.set_input_files("#file", to_key.folder / "evidence.age")
    page.fill("#secret", str(pyrage.x25519.Identity.generate()))
    page.click("button.primary")
    expect(page.locator(".status")).to_contain_text("opens with its receiver’s key")


def test_firefox_opens_one_for_a_key_too(to_key: Sealed, firefox: webdriver.Firefox) -> None:
    firefox.get((to_key.folder / "OPEN-ME.html").as_uri())
    wait = WebDriverWait(firefox, OPEN_SECONDS)
    firefox.find_element(By.ID, "file").send_keys(str(to_key.folder / "evidence.age"))
    wait.until(lambda one: one.find_element(By.ID, "key-file").is_displayed())
    firefox.find_element(By.ID, "key-file").send_keys(str(to_key.file))
    secret = firefox.find_element(By.ID, "secret")
    wait.until(lambda _: secret.get_attribute("value") == to_key.key)
    firefox.find_element(By.CSS_SELECTOR, "button.primary").click()
    # The view is rendered anew when every file was read: no element of it is held on to.
    told = "return document.querySelector('section.trust')?.innerText ?? ''"
    wanted = "No time stamp here was compared with a root certificate."
    wait.until(lambda one: wanted in one.execute_script(told))
