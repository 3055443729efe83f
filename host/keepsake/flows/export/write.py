"""Hands captures over: checks them, and writes a folder that opens without this program.

1. Refuse a place that is taken and a capture that does not verify.
2. Read what the entries say; prove each in the log; let the papers be set meanwhile.
3. Stream bag, container and age into a hidden folder beside it, each artifact opened once: it is
   held against its entry on its way, and one that differs ends it. Never plaintext on disk.
4. Enter the export in the log.
5. Give the folder its name: from here on there is a bundle.

Source: FORMAT.md §6.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.core.custody import ExportBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.flows.bundle.files import (
    Handover,
    begin_sealing,
    beside,
    disk_errors,
    fresh_folder,
    write_bundle,
)
from keepsake.flows.bundle.log import log_facts, pins
from keepsake.flows.bundle.place import clear_left, unfinished
from keepsake.flows.custody.bundled import require_kept, require_no_practice
from keepsake.flows.export.checklist import with_checklist
from keepsake.flows.export.content import prove_content, read_content
from keepsake.flows.export.force import NO_FAILURES, Checked, capture_of, failures_of
from keepsake.flows.export.papers import TypesettingJob
from keepsake.flows.export.progress import Counter, Stage, nobody, tell_stage
from keepsake.flows.export.request import TOOLS
from keepsake.flows.export.signature import (
    bag_info,
    made_now,
    signed_papers,
    vault_paper_key,
    vault_seal,
)
from keepsake.flows.passphrase import copy_words
from keepsake.flows.redaction import bundled as bundle_redacted
from keepsake.formats.bundle import bag, container, summary
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.bundle.contents import OtherContentsError, deflated
from keepsake.formats.custody import listing
from keepsake.formats.interchange import derived, leads, load_file, media
from keepsake.formats.interchange.case_uco import Named
from keepsake.formats.paper.words import Words
from keepsake.formats.report import validation
from keepsake.vault import transaction
from keepsake.vault.layout import part_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from keepsake.core.age.sealing import Begun
    from keepsake.core.paper_key import PaperKey
    from keepsake.env import Environment
    from keepsake.flows.bundle.files import Written
    from keepsake.flows.export.content import Content, Proven
    from keepsake.flows.export.progress import Listener
    from keepsake.flows.export.request import HandoverRequest
    from keepsake.formats.bundle.contents import Stream
    from keepsake.formats.bundle.pins import Roots
    from keepsake.stamp.authorities import Authority
    from keepsake.vault.unlocked import Unlocked

AGE_RECIPIENT = "age1"
_MANY_MESSAGES = 2_000


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What left the vault.

    Attributes:
        folder: Where the bundle is.
        bundle_sha256: Of evidence.age.
        bytes: Size of evidence.age.
        passphrase: What opens it, "" when it opens with an age key. To be shown once, never stored.
        entry: Place of the export in the log.
        cleared: Names of exports that were cut short here before, whose leavings were removed.
        files: Name and size of each file in the folder.
    """

    folder: Path
    bundle_sha256: str
    bytes: int
    passphrase: str
    entry: int
    cleared: tuple[str, ...] = ()
    files: tuple[tuple[str, int], ...] = ()


def export_bundle(
    unlocked: Unlocked,
    request: HandoverRequest,
    *,
    authorities: Sequence[Authority],
    env: Environment,
    reader_html: Path,
    progress: Listener = nobody,
) -> ExportResult:
    """Makes a bundle of some captures.

    Args:
        unlocked: The vault, open.
        request: What is handed over, to whom, and how.
        authorities: Whose roots go into the bundle.
        env: Clock and randomness.
        reader_html: The built reader.
        progress: Told how far it is; what it raises stops the export, and nothing is left.

    Raises:
        KeepsakeError: EXPORT_EXISTS, EXPORT_INVALID (with file and capture), EXPORT_REMOVED,
            EXPORT_PRACTICE, CAPTURE_UNKNOWN, DISK_FULL, VAULT_UNWRITABLE, or what reading the
            vault raises. Then there is no bundle.
    """
    folder = fresh_folder(request.destination)
    cleared = clear_left(folder.parent)
    captures = sorted(set(request.entries))
    require_kept(unlocked, captures)
    require_no_practice(unlocked, captures)
    tell_stage(progress, Stage.CHECK)
    checked = _checked(unlocked, authorities, captures, force=request.force)
    made = made_now(env, request.language)
    secret = request.recipient or copy_words(request.spoken or request.language, env.random)
    handover = _handover(secret, made, authorities, request)
    begun = begin_sealing(handover, env)  # takes as much memory for a moment as all the rest
    reporter = request.attribution.who
    content = read_content(unlocked, captures, request.disclosure, reporter, made, checked.failures)
    sealed = _sealed(unlocked, content, checked, authorities, made)
    inside = sealed.printed_in(request.columns)._replace(leave_out=request.leave_out)
    with disk_errors(), unfinished(folder, env.random) as partial:
        written = _write(unlocked, inside, handover, progress, (partial, reader_html), begun)
        tell_stage(progress, Stage.CLOSE, 1)
        # Before the rename: a power cut then leaves a record without a bundle, never a bundle that
        # left without a record.
        left = _left(written, handover, request, inside.proven.size, (captures, checked))
        receipt = transaction.append(unlocked.vault, "export", left)
        if folder.exists():
            folder.rmdir()
        files = tuple(sorted((path.name, path.stat().st_size) for path in partial.iterdir()))
        partial.rename(folder)
    shown = "" if handover.to_key else handover.secret
    return ExportResult(folder, written.sha256, written.bytes, shown, receipt.entry, cleared, files)


def _handover(
    secret: str, made: summary.Made, authorities: Sequence[Authority], request: HandoverRequest
) -> Handover:
    to_key = secret.startswith(AGE_RECIPIENT)
    how = (request.packed, request.self_contained)
    return Handover(secret, to_key, made.language, made.utc, pins(authorities), *how)


class _Sealed(NamedTuple):
    """What goes into the sealed file."""

    log: bundle.LogFacts
    pins: Sequence[Roots]
    content: Content
    proven: Proven
    leave_out: frozenset[str] = frozenset()

    def printed_in(self, columns: int) -> _Sealed:
        """The same with the threads printed in full length in so many columns, 0 for not."""
        papers = replace(self.proven.papers, columns=columns)
        return self._replace(proven=replace(self.proven, papers=papers))


def _sealed(
    unlocked: Unlocked,
    content: Content,
    checked: Checked,
    authorities: Sequence[Authority],
    made: summary.Made,
) -> _Sealed:
    log, vault = log_facts(unlocked, content.numbers), unlocked.vault.info.vault
    proven = prove_content(content, log, vault, checked, authorities, made)
    proven = replace(proven, papers=with_checklist(content, proven, log, authorities))
    return _Sealed(log, pins(authorities), content, proven)


def _write(
    unlocked: Unlocked,
    sealed: _Sealed,
    handover: Handover,
    progress: Listener,
    places: tuple[Path, Path],
    begun: Begun,
) -> Written:
    """Writes the three files; `places` are the hidden folder and the built reader."""
    log, known, content, proven, _ = sealed
    with (
        TypesettingJob(content.exhibits, proven.papers, alone=_is_long(content)) as papers,
        _refused_by_file(unlocked, content),
    ):
        counter = Counter(content.exhibits, progress)
        papers.begin(counter.again)
        documents = _documents(sealed, papers, vault_paper_key(unlocked), counter.setting)
        payload = bundle.payload(
            content.exhibits, log, known, proven.proofs, documents, proven.records
        )
        info = bag_info(proven.papers.facts.made, unlocked)
        seal = vault_seal(unlocked, content, proven, beside(places[1], handover))
        files = bag.write(counter.counted(payload), info, counter.again, seal)
        plaintext = container.write_summed(files)
        return write_bundle(places[0], plaintext, handover, places[1], begun)


def _left(
    written: Written,
    handover: Handover,
    request: HandoverRequest,
    size: int,
    chosen: tuple[Sequence[int], Checked],
) -> ExportBody:
    """What the log is to say about it."""
    attribution = request.attribution
    return ExportBody(
        who=attribution.who,
        why=attribution.why,
        captures=tuple(chosen[0]),
        insisted=tuple(chosen[1].failures.first),
        bundle_sha256=written.sha256,
        bytes=written.bytes,
        recipient_kind="age" if handover.to_key else "passphrase",
        size=size,
        medium=attribution.medium,
        to=attribution.to,
        page_sha256=written.page_sha256,
        readme_sha256=written.readme_sha256,
        log=request.log,
    )


def _documents(
    sealed: _Sealed, papers: TypesettingJob, key: PaperKey, meanwhile: Callable[[], None]
) -> Iterator[tuple[str, bytes | Stream]]:
    content, proven = sealed.content, sealed.proven
    made = proven.papers.facts.made
    yield "summary.json", proven.summary
    yield "briefing.json", msgspec.json.encode(content.brief)
    yield "leads.json", msgspec.json.encode(content.leads)
    yield "checklist.json", msgspec.json.encode(proven.papers.facts.checklist)
    for exhibit in content.exhibits:
        if exhibit.reading:
            yield bundle.reading_path(exhibit.number), exhibit.reading
    facts = proven.papers.facts
    yield from validation.files(facts.validation, facts.made.language)
    if custody := facts.custody:
        yield "custody.csv", listing.as_csv(custody)
    # Lists for other tools take memory for each message, as the papers do: one after the other.
    if _is_long(content):
        papers.finish(meanwhile)
    brief = content.brief
    reasons = [one.reasons for one in brief.people]
    named = Named(content.people, brief.accounts, reasons, brief.logins, brief.eyewitnesses)
    wanted = TOOLS - sealed.leave_out
    yield from derived.derived(content.exhibits, made.program, wanted, named, made.language)
    if "lists" in wanted:
        yield f"{derived.FOLDER}/leads.csv", deflated(leads.as_csv(content.leads))
        if content.media:
            yield f"{derived.FOLDER}/media.csv", deflated(media.as_csv(content.media))
    words = Words(made.language)
    yield from bundle_redacted.copies(content.exhibits, content.redacted, words)
    if "loadfile" in wanted:
        yield from _listed(content, proven, signed_papers(papers.take(meanwhile), key, made))
    else:
        yield from signed_papers(papers.take(meanwhile), key, made)


def _is_long(content: Content) -> bool:
    """Whether there are so many messages that what is made of them is made in turn."""
    count = sum(len(one.manifest.items) for one in content.exhibits if one.manifest)
    return count > _MANY_MESSAGES


def _listed(
    content: Content, proven: Proven, papers: Iterator[tuple[str, bytes]]
) -> Iterator[tuple[str, bytes]]:
    """The papers, and the load file that names their pages and all pictures."""
    known = []
    for path, data in papers:
        known.append(load_file.paper(path, data))
        yield path, data
    brief = content.brief
    prefix = load_file.Prefix.of(brief.case, content.of, proven.size)
    rows = list(load_file.rows(content.exhibits, known, prefix, brief.reporter))
    yield load_file.DAT, load_file.as_dat(rows)
    yield load_file.OPT, load_file.as_opt(rows)


@contextmanager
def _refused_by_file(unlocked: Unlocked, content: Content) -> Iterator[None]:
    """Tells an artifact that is not as its entry says as step 5 of a check would."""
    try:
        yield
    except OtherContentsError as error:
        named = {
            exhibit.path(part): f"parts/{exhibit.body.capture}/{part_name(part.part)}"
            for exhibit in content.exhibits
            for part in exhibit.body.parts
        }
        file = named.get(error.path, error.path)
        raise _refused(unlocked, content.numbers, Code.PART_HASH.word, file) from error
    except KeepsakeError as error:
        if error.code is not Code.VAULT_DAMAGED:
            raise
        file = error.facts.get("file", "")
        raise _refused(unlocked, content.numbers, "part_missing", file) from error


def _refused(
    unlocked: Unlocked, captures: Collection[int], reason: str, file: str, step: int = 5
) -> KeepsakeError:
    capture = capture_of(unlocked, captures, file)
    return KeepsakeError(
        Code.EXPORT_INVALID, reason, step=str(step), file=file, capture=capture, reason=reason
    )


def _checked(
    unlocked: Unlocked, authorities: Sequence[Authority], captures: Sequence[int], *, force: bool
) -> Checked:
    """A check, and what fails in it; artifacts are measured here only where that cannot wait."""
    checked = audit(unlocked, authorities, captures, measured=force)
    if checked.outcome is not Outcome.INVALID:
        return Checked(checked, NO_FAILURES)
    if force:
        return Checked(checked, failures_of(unlocked, captures, checked))
    wrong = next(step for step in checked.steps if step.outcome is Outcome.INVALID)
    files = ", ".join(wrong.files)
    raise _refused(unlocked, captures, wrong.reason, files, wrong.number)
