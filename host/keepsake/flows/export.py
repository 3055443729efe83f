"""Hands captures over: checks them, and writes a folder that opens without this program.

1. Refuse a place that is taken and a capture that does not verify.
2. Read what the entries say; prove each in the log; write report and summary.
3. Stream bag, container and age into a hidden folder beside it. Never plaintext on disk.
4. Enter the export in the log.
5. Give the folder its name: from here on there is a bundle.

Source: FORMAT.md §6.
"""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from keepsake import __version__
from keepsake.core.briefing import NO_CASE
from keepsake.core.custody import NOTHING_TOLD, ExportBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.note import open_checkpoint
from keepsake.core.verify import Outcome
from keepsake.env import utc_text
from keepsake.flows import bundle_case
from keepsake.flows.audit import audit
from keepsake.flows.bundle_exhibits import exhibits_of
from keepsake.flows.bundle_files import Handover, fresh_folder, write_bundle
from keepsake.flows.bundle_log import log_facts, pins
from keepsake.flows.passphrase import new_passphrase
from keepsake.formats import bag, bundle, container, derived, report, summary
from keepsake.formats.certificate import certificates
from keepsake.formats.fact_sheet import fact_sheets
from keepsake.formats.report_words import Words
from keepsake.formats.statement_pdf import statement_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from keepsake.core.briefing import Briefing, Chosen
    from keepsake.core.custody import Told
    from keepsake.core.paper import Paper
    from keepsake.core.verify import Report
    from keepsake.env import Environment
    from keepsake.flows.bundle_files import Written
    from keepsake.stamp.authorities import Authority
    from keepsake.vault.reading import Unlocked

AGE_RECIPIENT = "age1"


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What left the vault.

    Attributes:
        folder: Where the bundle is.
        bundle_sha256: Of evidence.age.
        bytes: Size of evidence.age.
        passphrase: What opens it, "" when it opens with an age key. To be shown once, never stored.
        entry: Place of the export in the log.
    """

    folder: Path
    bundle_sha256: str
    bytes: int
    passphrase: str
    entry: int


def export_bundle(
    unlocked: Unlocked,
    entries: Sequence[int],
    destination: Path,
    *,
    authorities: Sequence[Authority],
    env: Environment,
    language: str,
    reader_html: Path,
    recipient: str = "",
    chosen: Chosen = NO_CASE,
    told: Told = NOTHING_TOLD,
    progress: Callable[[int, int], None] = lambda _done, _whole: None,
) -> ExportResult:
    """Makes a bundle of some captures.

    Args:
        unlocked: The vault, open.
        entries: Indexes of captures in the log.
        destination: A folder that does not exist yet, or is empty.
        authorities: Whose roots go into the bundle.
        env: Clock and randomness.
        language: Of the report.
        reader_html: The built reader.
        recipient: `age1…` for a key of the receiver; else a passphrase; "" makes one.
        chosen: The case that they belong to, and what of it is told.
        told: For the log: who hands it over and why, who receives it, how it travels.
        progress: Told bytes done and bytes in all.

    Raises:
        KeepsakeError: EXPORT_EXISTS, EXPORT_INVALID (with the file), CAPTURE_UNKNOWN, DISK_FULL,
            VAULT_UNWRITABLE, or what reading the vault raises. Then there is no bundle.
    """
    folder = fresh_folder(destination)
    captures = sorted(set(entries))
    checked = _require_valid(audit(unlocked, authorities, captures))
    made = _made(env, language)
    content = _content(unlocked, captures, chosen, told.who, made)
    log = log_facts(unlocked, captures)
    payload = _payload(unlocked, log, content, checked, authorities, made)
    whole = sum(part.bytes for exhibit in content.exhibits for part in exhibit.body.parts)
    files = bag.write(_counted(payload, whole, progress), _bag_info(made, unlocked))
    secret = recipient or new_passphrase(env.random)
    known = pins(authorities)
    handover = Handover(secret, secret.startswith(AGE_RECIPIENT), language, made.utc, known)
    partial = folder.with_name(f".{folder.name}.partial-{env.random(6).hex()}")
    try:
        written = write_bundle(partial, container.write(files), handover, reader_html, env)
        body = _left(written, handover, told, captures, log)
        # Before the rename: a power cut then leaves a record without a bundle, never a bundle that
        # left without a record.
        receipt = unlocked.vault.append("export", body)
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    shown = "" if handover.to_key else secret
    return ExportResult(folder, written.sha256, written.bytes, shown, receipt.entry)


@dataclass(frozen=True, slots=True)
class _Content:
    """What is handed over.

    Attributes:
        exhibits: By their numbers.
        brief: What an officer asks first.
        records: Exact bytes, by entry, of what the case says beside its captures.
        statement: Ready for paper, None where none goes along.
    """

    exhibits: list[bundle.Exhibit]
    brief: Briefing
    records: dict[int, bytes]
    statement: Paper | None


def _content(
    unlocked: Unlocked,
    captures: Sequence[int],
    chosen: Chosen,
    reporter: str,
    made: summary.Made,
) -> _Content:
    work = bundle_case.casework(unlocked)
    numbers = bundle_case.numbers(work, chosen.case, captures)
    exhibits = exhibits_of(unlocked, numbers, captures)
    brief = bundle_case.brief(exhibits, work, chosen, reporter)
    told = bundle_case.records(work, chosen)
    records = {entry: unlocked.entry_bytes(entry) for entry in told}
    statement = bundle_case.statement(unlocked, work, chosen, made.zone, made.language)
    return _Content(exhibits, brief, records, statement)


def _left(
    written: Written, handover: Handover, told: Told, captures: Sequence[int], log: bundle.LogFacts
) -> ExportBody:
    """What the log is to say about it."""
    return ExportBody(
        who=told.who,
        why=told.why,
        captures=tuple(captures),
        bundle_sha256=written.sha256,
        bytes=written.bytes,
        recipient_kind="age" if handover.to_key else "passphrase",
        size=open_checkpoint(log.checkpoint, log.key).size,
        medium=told.medium,
        to=told.to,
    )


def _payload(
    unlocked: Unlocked,
    log: bundle.LogFacts,
    content: _Content,
    checked: Report,
    authorities: Sequence[Authority],
    made: summary.Made,
) -> Iterator[tuple[str, bytes]]:
    exhibits = content.exhibits
    proofs = [bundle.prove(log, exhibit.entry) for exhibit in exhibits]
    size = open_checkpoint(log.checkpoint, log.key).size
    names = {authority.id: authority.name for authority in authorities}
    facts = report.Facts(made, size, checked, proofs, names, content.brief)
    contents = summary.summary(made, unlocked.vault.info.vault, size, exhibits, proofs, checked)
    told = [bundle.prove(log, entry) for entry in content.records]
    documents = itertools.chain(
        [("summary.json", contents), ("briefing.json", msgspec.json.encode(content.brief))],
        _papers(content, facts),
        derived.derived(exhibits, made.program),
    )
    return bundle.payload(
        exhibits, log, pins(authorities), [*proofs, *told], documents, content.records
    )


def _papers(content: _Content, facts: report.Facts) -> Iterator[tuple[str, bytes]]:
    """Set when they are written: what seals and what typesets each want much memory."""
    yield "report.pdf", report.report(content.exhibits, facts, facts.made.language)
    if content.statement:
        yield "statement.pdf", statement_pdf(content.statement)
    words, footer = Words(facts.made.language), f"{facts.made.program} · {facts.made.utc}"
    for platform, page in fact_sheets(content.brief, content.exhibits, words, footer):
        yield f"fact-sheets/{bundle.safe_name(platform)}.pdf", page
    program = facts.made.program
    drafts = certificates(content.brief.reporter, content.exhibits, program, words, footer)
    for key, page in drafts:
        yield f"drafts/{key}.pdf", page


def _require_valid(checked: Report) -> Report:
    if checked.outcome is Outcome.INVALID:
        wrong = next(step for step in checked.steps if step.outcome is Outcome.INVALID)
        raise KeepsakeError(
            Code.EXPORT_INVALID, wrong.reason, step=str(wrong.number), file=", ".join(wrong.files)
        )
    return checked


def _made(env: Environment, language: str) -> summary.Made:
    now = env.now()
    program = f"keepsake-host {__version__}"
    return summary.Made(utc_text(now), env.zone(), env.offset_minutes(now), program, language)


def _bag_info(made: summary.Made, unlocked: Unlocked) -> list[tuple[str, str]]:
    return [
        ("Bagging-Date", made.utc[:10]),
        ("Bag-Software-Agent", made.program),
        ("External-Identifier", unlocked.vault.info.vault),
    ]


def _counted(
    payload: Iterator[tuple[str, bytes]], whole: int, progress: Callable[[int, int], None]
) -> Iterator[tuple[str, bytes]]:
    done = 0
    for name, data in payload:
        yield name, data
        if name.startswith("exhibits/"):
            done += len(data)
            progress(done, whole)
