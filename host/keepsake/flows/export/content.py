"""What is handed over, read from the vault: exhibits, what a case says, and the proofs of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.core.briefing.gather import CUSTODY
from keepsake.core.note import open_checkpoint
from keepsake.flows.bundle import case as bundle_case
from keepsake.flows.bundle import leads as bundle_leads
from keepsake.flows.bundle.exhibits import exhibits_of
from keepsake.flows.custody.bundled import Acts, acts_for
from keepsake.flows.export.force import NO_FAILURES
from keepsake.flows.export.papers import PapersContent
from keepsake.flows.redaction.bundled import redactions
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.bundle import summary
from keepsake.formats.custody.listing import lines
from keepsake.formats.interchange import media
from keepsake.formats.paper.words import Words
from keepsake.formats.report import validation
from keepsake.formats.report.model import Facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.briefing.gather import Briefing, Disclosure
    from keepsake.core.case.entries import PersonBody
    from keepsake.core.case.fold import Casework
    from keepsake.core.custody import Act
    from keepsake.core.leads.rows import Leads
    from keepsake.core.statement.paper import Paper
    from keepsake.flows.export.force import Checked, Failures
    from keepsake.formats.interchange.media import MediaRow
    from keepsake.stamp.authorities import Authority
    from keepsake.vault.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Content:
    """What is handed over.

    Attributes:
        numbers: Exhibit number of each entry.
        exhibits: By their numbers.
        brief: What an officer asks first.
        leads: What is found in the messages that somebody can be asked about.
        media: What the browser’s own page copies hold of what the pages loaded.
        records: Exact bytes, by entry, of what the case says beside its captures.
        statement: Ready for paper, None where none goes along.
        acts: Custody; its acts are among the records.
        redacted: Redactions whose working copies go along; they are among the records.
        people: Whom the person names, where that is told; they are among the records.
        of: Id of the case that is handed over, of the vault where it is none.
    """

    numbers: dict[int, int]
    exhibits: list[bundle.Exhibit]
    brief: Briefing
    leads: Leads
    records: dict[int, bytes]
    statement: Paper | None
    acts: Acts
    redacted: Sequence[Act] = ()
    people: Sequence[PersonBody] = ()
    of: str = ""
    media: Sequence[MediaRow] = ()


@dataclass(frozen=True, slots=True)
class Proven:
    """The same with its proofs.

    Attributes:
        size: Entries in the whole log.
        proofs: One for each exhibit, then one for each record.
        papers: What the papers are made of.
        summary: The file `summary.json`.
        records: Exact bytes, by entry, of the case's records and of renewals of stamps in here.
    """

    size: int
    proofs: list[bundle.Proof]
    papers: PapersContent
    summary: bytes
    records: dict[int, bytes]


def read_content(
    unlocked: Unlocked,
    captures: Sequence[int],
    disclosure: Disclosure,
    reporter: str,
    made: summary.Made,
    failures: Failures = NO_FAILURES,
) -> Content:
    """Reads what goes along; artifacts are read when they are written.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, VAULT_DAMAGED.
    """
    work = bundle_case.casework(unlocked)
    given = bundle_case.numbers(work, disclosure.case, captures)
    numbers = {entry: given[entry] for entry in captures}
    exhibits = exhibits_of(unlocked, numbers, captures, failures.without)
    brief = bundle_case.brief(exhibits, work, disclosure, reporter)
    leads = bundle_leads.found(exhibits, brief)
    acts = _custody(unlocked, captures, work, disclosure)
    redacted = redactions(unlocked, captures, disclosure.redacted)
    told = [*bundle_case.records(work, disclosure, exhibits)]
    told += sorted({act.entry for act in (*acts.shown, *redacted)})
    records = dict(unlocked.chosen(told))
    statement = bundle_case.statement(unlocked, work, disclosure, made.zone, made.language)
    people = bundle_case.people(work, disclosure)
    of = disclosure.case or unlocked.vault.info.vault
    told_of = (statement, acts, redacted, people, of, media.found(exhibits))
    return Content(numbers, exhibits, brief, leads, records, *told_of)


def _custody(
    unlocked: Unlocked, captures: Sequence[int], work: Casework, disclosure: Disclosure
) -> Acts:
    """The acts of custody that go along, where the person tells them."""
    if CUSTODY not in disclosure.records:
        return Acts((), 0)
    case = work.cases.get(disclosure.case)
    inside = case.exhibits if case else ()
    return acts_for(unlocked.readable(), captures, unlocked.removal_key(), inside)


def prove_content(
    content: Content,
    log: bundle.LogFacts,
    vault: str,
    checked: Checked,
    authorities: Sequence[Authority],
    made: summary.Made,
) -> Proven:
    """Proves each exhibit and record in the log.

    Args:
        content: What is handed over.
        log: Of the vault.
        vault: Its id.
        checked: What verification found, and what fails and leaves all the same.
        authorities: For their names.
        made: When and by what the bundle is made.
    """
    report, failures = checked
    insisted = failures.insisted(content.numbers)
    proofs = bundle.prove(log, [exhibit.entry for exhibit in content.exhibits])
    size = open_checkpoint(log.checkpoint, log.key).size
    names = {authority.id: authority.name for authority in authorities}
    custody = lines(content.acts.shown, content.exhibits, Words(made.language))
    facts = Facts(
        made,
        size,
        report,
        proofs,
        names,
        content.brief,
        leads=content.leads,
        media=content.media,
        custody=tuple(custody) if content.acts.shown else (),
        withheld=content.acts.withheld,
        insisted=[_insisted(row, Words(made.language)) for row in insisted],
        named=content.statement.messages if content.statement else frozenset(),
        validation=validation.this_version(),
    )
    contents = summary.summary(made, (vault, size), content.exhibits, proofs, report, insisted)
    told = bundle.prove(log, content.records)
    renewals = bundle.renewing(log, [*proofs, *told])
    told += bundle.prove(log, renewals)
    papers = PapersContent(facts, content.statement)
    records = {**content.records, **renewals}
    return Proven(size, [*proofs, *told], papers, contents, records)


def _insisted(row: summary.Insisted, words: Words) -> str:
    reason = words.named("reason", row.reason)
    if row.exhibit:
        return words("insisted", exhibit=row.exhibit, reason=reason, file=row.file)
    return words("insisted.vault", step=row.step, reason=reason)
